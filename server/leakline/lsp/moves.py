"""Where the lines of an earlier text stand in the text of now.

Compared with the earlier text each time, so that an undo brings every line back to where it was.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from attrs import frozen

from leakline.text.document import Document

_LARGEST = 4_000
"""Lines of the changed part up to which they are compared one by one."""
_ALIKE = 0.6
"""From which share of common characters on an edited line still is the line that it was."""


@frozen
class Moved:
    line: int
    """From 0, in the text of now."""
    same: bool
    """The line's text, apart from its indentation, is what it was."""


def lines_of(document: Document) -> list[bytes]:
    """Every line without its end."""
    data = document.data
    starts = document.line_starts
    ends = [*starts[1:], len(data)]
    return [data[start:end].rstrip(b"\r\n") for start, end in zip(starts, ends, strict=True)]


def follow(before: Sequence[bytes], now: Sequence[bytes], wanted: Iterable[int]) -> dict[int, Moved]:
    """For each wanted line, from 0, where it stands now; a line that was deleted is left out."""
    limit = min(len(before), len(now))
    head = next((at for at in range(limit) if before[at] != now[at]), limit)
    room = limit - head
    tail = next((at for at in range(room) if before[-1 - at] != now[-1 - at]), room)
    grown = len(now) - len(before)
    found: dict[int, Moved] = {}
    inside: list[int] = []
    for line in wanted:
        if 0 <= line < head:
            found[line] = Moved(line, True)
        elif len(before) - tail <= line < len(before):
            found[line] = Moved(line + grown, True)
        elif head <= line < len(before) - tail:
            inside.append(line)
    if inside:
        old, new = before[head : len(before) - tail], now[head : len(now) - tail]
        if len(old) <= _LARGEST and len(new) <= _LARGEST:
            for line, place in _inside(old, new, [line - head for line in inside]).items():
                found[line + head] = Moved(place.line + head, place.same)
    return found


def _inside(old: Sequence[bytes], new: Sequence[bytes], wanted: list[int]) -> dict[int, Moved]:
    old = [line.strip() for line in old]
    new = [line.strip() for line in new]
    found: dict[int, Moved] = {}
    for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        lines = [line for line in wanted if a <= line < a_end]
        if kind == "equal":
            found.update((line, Moved(line - a + b, True)) for line in lines)
        elif kind == "replace":
            for line in lines:
                place = _alike(old[line], new, b, b_end)
                if place is None and a_end - a == b_end - b:
                    place = line - a + b
                if place is not None:
                    found[line] = Moved(place, False)
    return found


def _text(line: bytes) -> str:
    return line[:400].decode("latin-1")


def _alike(line: bytes, new: Sequence[bytes], begin: int, end: int) -> int | None:
    best, where = _ALIKE, None
    matcher = SequenceMatcher(None, "", _text(line), autojunk=False)
    for at in range(begin, min(end, begin + 200)):
        matcher.set_seq1(_text(new[at]))
        if matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, where = ratio, at
    return where
