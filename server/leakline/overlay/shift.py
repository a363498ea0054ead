"""Lines that move while a text is edited."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from leakline.text.document import ByteEdit

LIMIT_LINES = 4000
"""A changed stretch longer than this is not compared line by line: its lines are given up."""


def shift(line: int, edits: Iterable[ByteEdit]) -> int | None:
    """Where a line (from 1) stands after edits, replayed in order; None where its text was taken away."""
    row = line - 1
    for edit in edits:
        (start, column), (old_end, end_column) = edit.start_point, edit.old_end_point
        if row < start or old_end < row or (row == start and column > 0):
            row += edit.new_end_point[0] - old_end if old_end < row else 0
        elif row == old_end and (row > start or end_column == 0):
            # Only what stood before the rest of the line went away: the rest now ends the inserted text.
            row = edit.new_end_point[0]
        elif row != old_end:
            return None
    return row + 1


def follow(before: bytes, after: bytes, lines: Sequence[int]) -> dict[int, int]:
    """Where lines of one text (from 1) stand in another; those that are gone are missing.

    Compares the texts themselves, so an undone edit brings its lines back.
    """
    old, new = before.split(b"\n"), after.split(b"\n")
    top = 0
    limit = min(len(old), len(new))
    while top < limit and old[top] == new[top]:
        top += 1
    bottom = 0
    while bottom < limit - top and old[-1 - bottom] == new[-1 - bottom]:
        bottom += 1
    grown = len(new) - len(old)
    inside = {one for one in lines if top < one <= len(old) - bottom}
    moved = {
        one: one if one <= top else one + grown for one in lines if one not in inside and one <= len(old)
    }
    if inside and max(len(old), len(new)) - top - bottom <= LIMIT_LINES:
        middle_old, middle_new = old[top : len(old) - bottom], new[top : len(new) - bottom]
        for block in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_matching_blocks():
            for one in inside:
                at = one - 1 - top - block.a
                if 0 <= at < block.size:
                    moved[one] = top + block.b + at + 1
    return moved
