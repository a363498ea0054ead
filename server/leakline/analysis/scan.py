"""Which rules look at which declarations of a file, told in as few passes over its bytes as can be."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from attrs import define, field, frozen

from leakline.analysis.rules import Rule
from leakline.analysis.triggers import Trigger
from leakline.golang.package import SourceFile
from leakline.syntax.pieces import Piece

_REMEMBERED = 20_000
"""How many texts are remembered at most."""


@define(eq=False, slots=False)
class Scan:
    """The rules that may look at one package's declarations, and what a text must hold for each."""

    pairs: Sequence[tuple[Rule, Trigger]]
    common: frozenset[bytes] = frozenset()
    """Names that the rules ask for in every package."""
    _known: dict[tuple[str, bytes], list[Rule]] = field(factory=dict[tuple[str, bytes], list[Rule]])

    @cached_property
    def _names(self) -> frozenset[bytes]:
        """Every name that some rule wants to know the calls of."""
        return frozenset[bytes]().union(*(t.calls | t.functions.keys() for _, t in self.pairs))

    @cached_property
    def _finders(self) -> "list[re.Pattern[bytes]]":
        """What finds the calls of those names: a pattern for what every package asks, made once, and one for the rest."""
        parts = [self.common, self._names - self.common]
        return [_calls_of(names) for names in parts if not names.isdisjoint(self._names)]

    def remembered(self, file: SourceFile) -> list[list[Rule]]:
        """For each piece of a file the rules that look at it, asked once for each text: for files that are edited."""
        out: list[list[Rule]] = []
        for piece in file.pieces:
            source = file.data[piece.start : piece.end]
            known = self._known.get((file.path, source))
            if known is None:
                if len(self._known) > _REMEMBERED:
                    self._known.clear()
                alone = Piece(piece.kind, 0, len(source))
                known = self._of(source, file).wanted([alone])[0]
                self._known[file.path, source] = known
            out.append(known)
        return out

    def of(self, file: SourceFile) -> "FileScan":
        """What one file holds of it."""
        return self._of(file.data, file)

    def _of(self, data: bytes, file: SourceFile) -> "FileScan":
        """What a part of a file holds of it."""
        scan = FileScan(data, file, self._names, self._finders)
        scan.pairs = [
            (rule, trigger)
            for rule, trigger in self.pairs
            if (trigger.of_tests or not file.is_test) and scan.holds(trigger)
        ]
        return scan


@lru_cache(maxsize=4096)
def _calls_of(names: frozenset[bytes]) -> "re.Pattern[bytes]":
    # The dot comes first and by itself, so that the search runs to the next one as quick as a search for a byte.
    return re.compile(rb"\.\s*(" + b"|".join(map(re.escape, sorted(names))) + rb")[(\[]")


_BACKWARDS = re.compile(rb"\s*(\w+)")


@frozen
class Call:
    """One call behind a dot."""

    name: bytes
    path: str
    """The import path that stands before the dot, "" for a value."""
    at: int
    """Offset of the name."""

    def is_of(self, trigger: Trigger) -> bool:
        return self.name in trigger.calls or self.path in trigger.functions.get(self.name, ())


@define(eq=False, slots=False)
class FileScan:
    """One file's words and calls, each looked for once, on first need."""

    data: bytes
    file: SourceFile
    _names: frozenset[bytes]
    _finders: "Sequence[re.Pattern[bytes]]"
    pairs: list[tuple[Rule, Trigger]] = field(factory=list[tuple[Rule, Trigger]])
    """The rules that have something to look at."""
    _words: dict[bytes, bool] = field(factory=dict[bytes, bool])

    @cached_property
    def _calls(self) -> list[Call]:
        found: list[Call] = []
        imports = self.file.head.imports
        names = self._names
        for match in (match for finder in self._finders for match in finder.finditer(self.data)):
            if match[1] not in names:
                continue
            before = _BACKWARDS.match(self.data[max(0, match.start() - 40) : match.start()][::-1])
            path = imports.get(before[1][::-1].decode("utf-8", "replace"), "") if before is not None else ""
            found.append(Call(match[1], path, match.start(1)))
        return found

    def holds(self, trigger: Trigger) -> bool:
        """Whether the file as a whole may have a declaration that a rule looks at."""
        for word in trigger.all_of:
            if not self._has(word):
                return False
        if not (trigger.any_of or trigger.calls or trigger.functions or trigger.bare):
            return True
        if (trigger.calls or trigger.functions) and any(call.is_of(trigger) for call in self._calls):
            return True
        return any(map(self._has, trigger.any_of)) or any(self._has(name + b"(") for name in trigger.bare)

    def _has(self, word: bytes) -> bool:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = word in self.data
        return known

    def wanted(self, pieces: Sequence[Piece]) -> list[list[Rule]]:
        """For each piece of the file the rules that look at it."""
        starts = [piece.start for piece in pieces]
        spots: dict[bytes, set[int]] = {}

        def having(word: bytes) -> set[int]:
            if word not in spots:
                spots[word] = set(_places(self.data, word, starts)) if self._has(word) else set()
            return spots[word]

        def calling(trigger: Trigger) -> set[int]:
            calls = self._calls if trigger.calls or trigger.functions else ()
            return {bisect_right(starts, call.at) - 1 for call in calls if call.is_of(trigger)}

        out: list[list[Rule]] = [[] for _ in pieces]
        for rule, trigger in self.pairs:
            chosen: set[int] | None = None
            if trigger.any_of or trigger.calls or trigger.functions or trigger.bare:
                chosen = calling(trigger).union(*map(having, trigger.any_of))
                chosen.update(index for name in trigger.bare for index in self._bare(name, starts))
            for word in trigger.all_of:
                chosen = having(word) if chosen is None else chosen & having(word)
            for index in range(len(pieces)) if chosen is None else chosen:
                if index >= 0 and self._passes(trigger, pieces[index]):
                    out[index].append(rule)
        return out

    def _passes(self, trigger: Trigger, piece: Piece) -> bool:
        if trigger.test is None and trigger.released is None:
            return True
        source = self.data[piece.start : piece.end]
        if trigger.test is not None and not trigger.test(source):
            return False
        return trigger.released is None or not trigger.released(source, self._named(trigger, piece))

    def _named(self, trigger: Trigger, piece: Piece) -> list[int]:
        """Offsets in a piece of all that a trigger names."""
        found = [c.at for c in self._calls if piece.start <= c.at < piece.end and c.is_of(trigger)]
        for word in trigger.any_of:
            found += _spots(self.data, word, piece.start, piece.end) if self._has(word) else ()
        for word in (name + b"(" for name in trigger.bare):
            found += _spots(self.data, word, piece.start, piece.end, b".") if self._has(word) else ()
        return [at - piece.start for at in found]

    def _bare(self, name: bytes, starts: Sequence[int]) -> list[int]:
        """The pieces that call a function by its name alone."""
        word = name + b"("
        return _places(self.data, word, starts, b".") if self._has(word) else []


def _places(data: bytes, word: bytes, starts: Sequence[int], behind: bytes = b"") -> "list[int]":
    """The pieces that hold a word, by where it begins; not one that stands behind a byte of `behind`."""
    found: list[int] = []
    at = 0
    while (at := next(_spots(data, word, at, len(data), behind), -1)) >= 0:
        index = bisect_right(starts, at) - 1
        found.append(index)
        if index + 1 >= len(starts):
            break
        at = starts[index + 1]
    return found


def _spots(data: bytes, word: bytes, start: int, end: int, behind: bytes = b"") -> Iterator[int]:
    """Where a word stands, not in a longer one, nor behind a byte of `behind`."""
    before = (_LETTERS if word[0] in _LETTERS else frozenset[int]()) | frozenset(behind)
    after = _LETTERS if word[-1] in _LETTERS else frozenset[int]()
    at = data.find(word, start, end)
    while at >= 0:
        close = at + len(word)
        if not (at and data[at - 1] in before) and not (close < len(data) and data[close] in after):
            yield at
        at = data.find(word, close, end)


_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
