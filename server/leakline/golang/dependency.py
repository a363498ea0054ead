"""A package that is only looked up in, such as a dependency: names are searched for in its files, which are not indexed."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from attrs import define

from leakline.golang.declared import TypeDecl, read_types, read_vars
from leakline.golang.modules import forgetting
from leakline.golang.names import folder_package
from leakline.golang.package import FUNC, LARGEST_FILE, FuncDecl, Package, SourceFile
from leakline.golang.variants import fits
from leakline.syntax.pieces import Piece, next_declaration

_MOST_BYTES = 16 << 20
"""Of a package with more text than this the rest is left unread."""

K = TypeVar("K")
D = TypeVar("D")


class Searched(dict[K, D]):
    """Declarations by name, each searched for when it is first asked for. Iterating gives only those found so far."""

    def __init__(self, search: Callable[[K], D | None]) -> None:
        super().__init__()
        self._search = search
        self._missing: set[K] = set()

    def __missing__(self, key: K) -> D:
        if key not in self._missing:
            found = self._search(key)
            if found is not None:
                self[key] = found
                return found
            self._missing.add(key)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type]

    def get(self, key: K, default: D | None = None) -> D | None:  # type: ignore[override]
        try:
            return self[key]
        except KeyError:
            return default


@define(eq=False, slots=False)
class Dependency(Package):
    """A package outside of what is checked. Only the files of the usual variant, and no tests."""

    @cached_property
    def funcs(self) -> dict[str, FuncDecl]:
        return Searched(self._find_func)

    @cached_property
    def methods(self) -> dict[tuple[str, str], FuncDecl]:
        return Searched(self._find_method)

    @cached_property
    def types(self) -> dict[str, TypeDecl]:
        return Searched(self._find_type)

    @cached_property
    def vars(self) -> dict[str, str]:
        return Searched(self._find_var)

    def _find_func(self, name: str) -> FuncDecl | None:
        for file, at in self._hits(b"\nfunc " + name.encode(), b"([ "):
            return FuncDecl(file, _piece("func", file, at + 1), "", name)
        return None

    def _find_method(self, key: tuple[str, str]) -> FuncDecl | None:
        receiver, name = key[0].encode(), key[1].encode()
        for file, at in self._hits(b") " + name, b"([ "):
            start = file.data.rfind(b"\n", 0, at) + 1
            named = FUNC.match(file.data, start)
            if named is not None and named[1] == receiver and named[2] == name:
                return FuncDecl(file, _piece("func", file, start), *key)
        return None

    def _find_type(self, name: str) -> TypeDecl | None:
        found: dict[str, TypeDecl] = {}
        for file, at in self._hits(b"\ntype " + name.encode(), b" [="):
            read_types(self, file, _piece("type", file, at + 1), found)
            return found.get(name)
        for file, piece in self._groups("type", name):
            read_types(self, file, piece, found)
        return found.get(name)

    def _find_var(self, name: str) -> str | None:
        found: dict[str, str] = {}
        for file, at in self._hits(b"\nvar " + name.encode(), b" ,="):
            read_vars(self, file, _piece("var", file, at + 1), found)
            return found.get(name)
        for file, piece in self._groups("var", name):
            read_vars(self, file, piece, found)
        return found.get(name)

    def _hits(self, text: bytes, behind: bytes) -> Iterator[tuple[SourceFile, int]]:
        """Where a text stands in the files, in front of one of some characters."""
        for file in self.files:
            data = file.data
            at = data.find(text)
            while at >= 0:
                end = at + len(text)
                if data[end : end + 1] in behind and end < len(data):
                    yield file, at
                at = data.find(text, end)

    def _groups(self, kind: str, name: str) -> Iterator[tuple[SourceFile, Piece]]:
        """The parenthesized declarations of a kind that hold a name at the start of a line."""
        opening = f"\n{kind} (".encode()
        word = re.compile(rb"^[ \t]+(?:\w+, )*" + re.escape(name.encode()) + rb"\b", re.M)
        for file in self.files:
            at = file.data.find(opening)
            while at >= 0:
                piece = _piece(kind, file, at + 1)
                if word.search(file.data, piece.start, piece.end):
                    yield file, piece
                at = file.data.find(opening, piece.end - 1)


def _piece(kind: str, file: SourceFile, start: int) -> Piece:
    return Piece(kind, start, next_declaration(file.data, start + 1))


_kept: dict[tuple[str, str], Dependency | None] = {}
_KEPT_BYTES = 64 << 20


@forgetting
def _forget() -> None:
    _kept.clear()


def dependency(folder: str, path: str) -> Dependency | None:
    """The package of a folder outside of what is checked, or None where there is none. Kept for the next who asks."""
    key = (folder, path)
    if key not in _kept:
        found = _read(folder, path)
        held = sum(len(file.data) for each in _kept.values() if each is not None for file in each.files)
        if held > _KEPT_BYTES:
            _kept.clear()
        _kept[key] = found
    return _kept[key]


def _read(folder: str, path: str) -> Dependency | None:
    name = folder_package(folder)
    if not name:
        return None
    files: list[SourceFile] = []
    left = _MOST_BYTES
    try:
        entries = sorted(entry for entry in Path(folder).iterdir() if entry.name.endswith(".go"))
    except OSError:
        return None
    for entry in entries:
        if entry.name.endswith("_test.go") or not fits(entry.name, ""):
            continue
        try:
            if not entry.is_file() or entry.stat().st_size > min(LARGEST_FILE, left):
                continue
            data = entry.read_bytes()
        except OSError:
            continue
        file = SourceFile(str(entry), data)
        if file.package == name and fits(entry.name, file.constraint):
            left -= len(data)
            files.append(file)
    found = Dependency(path, files)
    for file in files:
        file.searched = found
    return found
