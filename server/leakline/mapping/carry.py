"""A line of one text followed into another one, function by function.

The function is found again by its name, or, renamed, by its text; the line within it by the longest common subsequences
of the two functions' lines. Where these pair it with different lines, such as after a line was doubled, nothing tells
which of the twins is the old one, and the line is given up.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from attrs import frozen

from leakline.mapping.body import Operation
from leakline.mapping.outline import INITIALISERS, Declared, Outline

LIKE = 0.6
"""From this share of common lines on a function of another name may be the renamed one."""
CLEARLY = 0.15
"""So much more alike than the next one it must be."""
LIMIT_LINES = 3000
"""Longer functions are not compared line by line."""
LIMIT_CELLS = 250_000
"""Of a comparison of all lines with all, where the line stands in one of the texts more than once."""

_COMMENT = re.compile(rb"\s*//.*$")


@frozen
class Carried:
    """`line` is 0 where the statement is gone or cannot be told from others; `declared` where it stood."""

    path: str
    declared: Declared | None
    line: int
    same: bool
    """The function's text is the same, but for its indentation."""
    why: str


def carry(
    old: Outline,
    declared: Declared,
    line: int,
    files: Sequence[tuple[str, Outline]],
    old_files: Sequence[Outline],
) -> Carried:
    """Follows a line of a declared function of `old` into the package's present files, the likeliest file first.

    `old_files` are the package's files of the old text, as far as they are known; `old` among them.
    """
    found = _named(old, declared, files) or _renamed(declared, files, old, old_files)
    if found is None:
        return Carried("", None, 0, False, f"no function of its package is {declared.name or 'it'} any more")
    path, outline, there = found
    before, after = _text(old, declared), _text(outline, there)
    at = line - declared.start
    if not 0 <= at < len(before):
        return Carried(path, there, 0, False, "the line is not in its function")
    if _keys(before) == _keys(after):
        return Carried(path, there, there.start + at, True, "")
    if max(len(before), len(after)) > LIMIT_LINES:
        return Carried(path, there, 0, False, "the function is too long to be compared")
    to = follow(before, after, at)
    if to is None:
        return Carried(path, there, 0, False, "the statement was changed or taken away since")
    if to < 0:
        return Carried(
            path, there, 0, False, "the statement was doubled since, and nothing tells the twins apart"
        )
    new_line = there.start + to
    if _kinds(declared.body.at(line)) != _kinds(there.body.at(new_line)):
        return Carried(path, there, 0, False, "the statement was changed since")
    return Carried(path, there, new_line, False, "")


def follow(before: Sequence[bytes], after: Sequence[bytes], at: int) -> int | None:
    """Where a line (from 0) of one text stands in another; None where it is gone, -1 where twins could be it."""
    old, new = _keys(before), _keys(after)
    key = old[at]
    if not key:
        return None
    if old.count(key) == 1 and new.count(key) == 1:
        return new.index(key)
    if key not in new:
        return _reworded(before, after, at)
    return _aligned(old, new, at)


def _aligned(old: list[bytes], new: list[bytes], at: int) -> int | None:
    """The line that every longest common subsequence of the two texts pairs with; -1 where they differ in it."""
    key = old[at]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head] != key:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail] != key:
        tail += 1
    old, new, at = old[head : len(old) - tail], new[head : len(new) - tail], at - head
    if len(old) * len(new) > LIMIT_CELLS:
        return -1
    before = _common(old, new)
    behind = [row[::-1] for row in _common(old[::-1], new[::-1])[::-1]]
    longest = before[-1][-1]
    pairs = {
        (i, j)
        for i, one in enumerate(old)
        if one == key
        for j, other in enumerate(new)
        if other == key and before[i][j] + 1 + behind[i + 1][j + 1] == longest
    }
    mine = {j for i, j in pairs if i == at}
    if not mine:
        return None
    rivals = {i for i, j in pairs if j in mine}
    return head + mine.pop() if len(mine) == len(rivals) == 1 else -1


def _common(old: Sequence[bytes], new: Sequence[bytes]) -> list[list[int]]:
    """Lengths of the longest common subsequences of all beginnings: [lines of old][lines of new]."""
    rows = [[0] * (len(new) + 1)]
    for one in old:
        above, row = rows[-1], [0]
        for j, other in enumerate(new):
            row.append(above[j] + 1 if one and one == other else max(above[j + 1], row[j]))
        rows.append(row)
    return rows


def _reworded(before: Sequence[bytes], after: Sequence[bytes], at: int) -> int | None:
    """The line with another comment behind it, where the other text has just one that reads so."""
    old = [_COMMENT.sub(b"", one) for one in _keys(before)]
    new = [_COMMENT.sub(b"", one) for one in _keys(after)]
    if not old[at] or old.count(old[at]) != 1 or new.count(old[at]) != 1:
        return None
    return new.index(old[at])


def _matcher(old: Sequence[bytes], new: Sequence[bytes]) -> "SequenceMatcher[bytes]":
    return SequenceMatcher(lambda text: not text, old, new, autojunk=False)


def _named(
    old: Outline, declared: Declared, files: Sequence[tuple[str, Outline]]
) -> tuple[str, Outline, Declared] | None:
    """The function of the same name in the first file that has one."""
    twins = old.named(declared.receiver, declared.name)
    for path, outline in files:
        there = outline.named(declared.receiver, declared.name)
        if len(there) == len(twins) != 0:
            # Several `init` or `_` functions of one file go by their order.
            return path, outline, there[_index(twins, declared)]
        if there:
            return _alike(old, declared, [(path, outline, one) for one in there])
    return None


def _index(twins: Sequence[Declared], declared: Declared) -> int:
    return next((at for at, one in enumerate(twins) if one is declared), 0)


def _renamed(
    declared: Declared, files: Sequence[tuple[str, Outline]], old: Outline, old_files: Sequence[Outline]
) -> tuple[str, Outline, Declared] | None:
    if declared.name == INITIALISERS:
        return None
    known = {(one.receiver, one.name) for text in old_files for one in text.declared}
    fresh = [
        (path, outline, one)
        for path, outline in files
        for one in outline.declared
        if (one.receiver, one.name) not in known
    ]
    return _alike(old, declared, fresh)


def _alike(
    old: Outline, declared: Declared, candidates: Sequence[tuple[str, Outline, Declared]]
) -> tuple[str, Outline, Declared] | None:
    """The candidate that clearly has the most lines in common, the header left out."""
    before = _keys(_text(old, declared))[1:]
    ranked: list[tuple[float, int]] = []
    for index, (_, outline, one) in enumerate(candidates):
        after = _keys(_text(outline, one))[1:]
        if max(len(before), len(after)) > LIMIT_LINES or not before:
            continue
        matcher = _matcher(before, after)
        if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
            continue
        ranked.append((matcher.ratio(), index))
    ranked.sort(reverse=True)
    if not ranked or ranked[0][0] < LIKE or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - CLEARLY):
        return None
    return candidates[ranked[0][1]]


def _text(outline: Outline, declared: Declared) -> list[bytes]:
    return outline.lines[declared.start - 1 : declared.end]


def _keys(lines: Sequence[bytes]) -> list[bytes]:
    return [b" ".join(line.split()) for line in lines]


def _kinds(operations: Sequence[Operation]) -> set[tuple[str, str]]:
    return {(one.kind, one.name) for one in operations}
