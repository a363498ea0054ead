"""Lines of a byte text, and columns in the encodings that editors count in.

Lines end at `\\n`, `\\r\\n` and `\\r` only, as the Language Server Protocol says. Bytes that are no UTF-8 count as one
character each.
"""

import re
from bisect import bisect_right

ENCODINGS = ("utf-8", "utf-16", "utf-32")

_LINE_END = re.compile(rb"\r\n|\n|\r")


def line_starts(data: bytes) -> list[int]:
    """The byte offset of each line's first byte; never empty."""
    if b"\r" not in data:
        starts = [0]
        append, find = starts.append, data.find
        at = find(b"\n")
        while at >= 0:
            append(at + 1)
            at = find(b"\n", at + 1)
        return starts
    return [0, *(match.end() for match in _LINE_END.finditer(data))]


def line_of(starts: list[int], offset: int) -> int:
    """The line, from 0, that holds a byte offset."""
    return bisect_right(starts, offset) - 1


def units(text: bytes, encoding: str) -> int:
    """How many columns `text` takes in an encoding."""
    if encoding == "utf-8" or text.isascii():
        return len(text)
    decoded = text.decode("utf-8", "surrogateescape")
    if encoding == "utf-32":
        return len(decoded)
    return len(decoded) + sum(1 for char in decoded if char > "\uffff")


def byte_column(line: bytes, column: int, encoding: str) -> int:
    """The byte offset within `line` (without its end) of a column; past the end means the end.

    A column inside a surrogate pair or a multi-byte character means the character's start.
    """
    if line.isascii():
        return min(column, len(line))
    if encoding == "utf-8":
        at = min(column, len(line))
        while at > 0 and at < len(line) and line[at] & 0xC0 == 0x80:
            at -= 1
        return at
    at = 0
    left = column
    for char in line.decode("utf-8", "surrogateescape"):
        width = 2 if encoding == "utf-16" and char > "\uffff" else 1
        if left < width:
            break
        left -= width
        at += len(char.encode("utf-8", "surrogateescape"))
    return at
