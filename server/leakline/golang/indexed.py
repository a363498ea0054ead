"""Declarations by name, each read from its piece of a file when it is first asked for."""

import re
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, ValuesView
from typing import Generic, TypeVar

from leakline.syntax.pieces import Piece

P = TypeVar("P")
D = TypeVar("D")

_ALONE = re.compile(rb"\w+\s+((?:\w+\s*,\s*)*\w+)")
_GROUP = re.compile(rb"\w+\s*\(")
_LISTED = re.compile(rb"(?:^|[;(])[ \t]*((?:\w+\s*,\s*)*\w+)", re.M)


def names_in(data: bytes, piece: Piece) -> list[str]:
    """The names that a type or var declaration may declare, and some more where it is a group."""
    group = _GROUP.match(data, piece.start, piece.end)
    if group is None:
        alone = _ALONE.match(data, piece.start, piece.end)
        lists: list[bytes] = [alone[1]] if alone is not None else []
    else:
        lists = _LISTED.findall(data, group.end() - 1, piece.end)
    return [name.strip().decode() for listed in lists for name in listed.split(b",")]


class Indexed(dict[str, D], Generic[P, D]):
    """A mapping that parses only the pieces that may declare a name it is asked for. Listing it reads all of them."""

    def __init__(
        self,
        pieces: Callable[[], Iterable[P]],
        names: Callable[[P], Iterable[str]],
        read: Callable[[P, dict[str, D]], None],
    ) -> None:
        super().__init__()
        self._pieces = pieces
        self._names = names
        self._read = read
        self._index: dict[str, list[int]] | None = None
        self._listed: list[P] = []
        self._done: dict[int, dict[str, D]] = {}

    def _places(self) -> dict[str, list[int]]:
        """Name -> the pieces that may declare it and were not asked for it, in order."""
        if self._index is None:
            self._index = {}
            self._listed = list(self._pieces())
            for number, piece in enumerate(self._listed):
                for name in self._names(piece):
                    self._index.setdefault(name, []).append(number)
        return self._index

    def __missing__(self, key: str) -> D:
        for number in self._places().pop(key, ()):
            if number not in self._done:
                self._done[number] = {}
                self._read(self._listed[number], self._done[number])
            if key in self._done[number]:
                found = self[key] = self._done[number][key]
                return found
        raise KeyError(key)

    def _all(self) -> None:
        for name in list(self._places()):
            self.get(name)

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        return isinstance(key, str) and key in self._places() and self.get(key) is not None

    def get(self, key: str, default: D | None = None) -> D | None:  # type: ignore[override]
        try:
            return self[key]
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        self._all()
        return super().__iter__()

    def __len__(self) -> int:
        self._all()
        return super().__len__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        self._all()
        return super().keys()

    def values(self) -> ValuesView[D]:  # type: ignore[override]
        self._all()
        return super().values()

    def items(self) -> ItemsView[str, D]:  # type: ignore[override]
        self._all()
        return super().items()
