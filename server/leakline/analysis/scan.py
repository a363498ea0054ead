"""Which rules look at which declarations of a file, told in as few passes over its bytes as can be."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from attrs import define, field

from leakline.analysis.rules import Rule
from leakline.analysis.triggers import Trigger
from leakline.syntax.pieces import Piece

_REMEMBERED = 20_000
"""How many texts are remembered at most."""


@define(eq=False, slots=False)
class Scan:
    """The rules that may look at one package's declarations, and what a text must hold for each."""

    pairs: Sequence[tuple[Rule, Trigger]]
    _known: dict[bytes, list[Rule]] = field(factory=dict[bytes, list[Rule]])

    @cached_property
    def _names(self) -> frozenset[bytes]:
        return frozenset[bytes]().union(*(trigger.calls for _, trigger in self.pairs))

    def remembered(self, data: bytes, pieces: Sequence[Piece]) -> list[list[Rule]]:
        """For each piece of a file the rules that look at it, asked once for each text: for files that are edited."""
        out: list[list[Rule]] = []
        for piece in pieces:
            source = data[piece.start : piece.end]
            known = self._known.get(source)
            if known is None:
                if len(self._known) > _REMEMBERED:
                    self._known.clear()
                alone = Piece(piece.kind, 0, len(source))
                known = self._known[source] = self.of(source).wanted([alone])[0]
            out.append(known)
        return out

    def of(self, data: bytes) -> "FileScan":
        """What one file holds of it."""
        names = self._names
        scan = FileScan(data, _calls_of(names).findall if names else None)
        scan.pairs = [(rule, trigger) for rule, trigger in self.pairs if scan.holds(trigger)]
        return scan


@lru_cache(maxsize=4096)
def _calls_of(names: frozenset[bytes]) -> "re.Pattern[bytes]":
    # The dot comes first and by itself, so that the search runs to the next one as quick as a search for a byte.
    return re.compile(rb"\.\s*(" + b"|".join(map(re.escape, sorted(names))) + rb")[(\[]")


@define(eq=False)
class FileScan:
    """One file's words and calls, each looked for once, on first need."""

    data: bytes
    _find: "Callable[[bytes], list[bytes]] | None"
    pairs: list[tuple[Rule, Trigger]] = field(factory=list[tuple[Rule, Trigger]])
    """The rules that have something to look at."""
    _words: dict[bytes, bool] = field(factory=dict[bytes, bool])
    _called: "frozenset[bytes] | None" = None

    @property
    def rules(self) -> list[Rule]:
        return [rule for rule, _ in self.pairs]

    def holds(self, trigger: Trigger) -> bool:
        """Whether the file as a whole may have a declaration that a rule looks at."""
        for word in trigger.all_of:
            if not self._has(word):
                return False
        if not trigger.any_of and not trigger.calls:
            return True
        if trigger.calls:
            if self._called is None:
                self._called = frozenset(self._find(self.data)) if self._find is not None else frozenset()
            if not trigger.calls.isdisjoint(self._called):
                return True
        return any(self._has(word) for word in trigger.any_of)

    def _has(self, word: bytes) -> bool:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = word in self.data
        return known

    def wanted(self, pieces: Sequence[Piece]) -> list[list[Rule]]:
        """For each piece of the file the rules that look at it."""
        starts = [piece.start for piece in pieces]
        spots: dict[bytes, set[int]] = {}
        names = frozenset[bytes]().union(*(trigger.calls for _, trigger in self.pairs))
        if names:
            called: dict[bytes, set[int]] = {name: set() for name in names}
            for match in _calls_of(names).finditer(self.data):
                called[match[1]].add(bisect_right(starts, match.start()) - 1)
        else:
            called = {}

        def having(word: bytes) -> set[int]:
            if word not in spots:
                spots[word] = set(_places(self.data, word, starts)) if self._has(word) else set()
            return spots[word]

        out: list[list[Rule]] = [[] for _ in pieces]
        for rule, trigger in self.pairs:
            chosen: set[int] | None = None
            if trigger.any_of or trigger.calls:
                chosen = set[int]().union(*map(having, trigger.any_of), *(called[n] for n in trigger.calls))
            for word in trigger.all_of:
                chosen = having(word) if chosen is None else chosen & having(word)
            for index in range(len(pieces)) if chosen is None else chosen:
                if index >= 0 and (trigger.test is None or trigger.test(self._text(pieces[index]))):
                    out[index].append(rule)
        return out

    def _text(self, piece: Piece) -> bytes:
        return self.data[piece.start : piece.end]


def _places(data: bytes, word: bytes, starts: Sequence[int]) -> "list[int]":
    """The pieces that hold a word, by where it begins."""
    found: list[int] = []
    ends = word[0] in _LETTERS, word[-1] in _LETTERS
    at = data.find(word)
    while at >= 0:
        behind = at + len(word)
        if (ends[0] and at and data[at - 1] in _LETTERS) or (
            ends[1] and behind < len(data) and data[behind] in _LETTERS
        ):
            at = data.find(word, behind)
            continue
        index = bisect_right(starts, at) - 1
        found.append(index)
        if index + 1 >= len(starts):
            break
        at = data.find(word, starts[index + 1])
    return found


_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
