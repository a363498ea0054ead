"""What gofmt's indentation tells of a declaration: which lines a block holds."""

import re

_LITERAL = re.compile(rb"\bfunc\(")


def is_by_hand(source: bytes) -> bool:
    """Whether some line is not indented by tabs alone, so that where a block ends is not told by its lines."""
    return b"\n " in source or b"\r" in source


def tabs_at(source: bytes, at: int) -> bytes:
    """The tabs that the line of an offset begins with."""
    line = source.rfind(b"\n", 0, at) + 1
    end = line
    while source[end : end + 1] == b"\t":
        end += 1
    return source[line:end]


def block_end(source: bytes, tabs: bytes, at: int) -> int:
    """Where a block ends whose line begins with some tabs: at the next line with as many that closes one."""
    end = source.find(b"\n" + tabs + b"}", at)
    return end if end >= 0 else len(source)


def literals(source: bytes) -> list[tuple[int, int]]:
    """Start and end of all that may be a function literal of a declaration; an end may be too late, never too early."""
    found: list[tuple[int, int]] = []
    for match in _LITERAL.finditer(source, 4):
        at = match.start()
        stop = source.find(b"\n", at)
        stop = stop if stop >= 0 else len(source)
        opened = source.count(b"{", at, stop)
        if not opened or opened > source.count(b"}", at, stop):
            stop = block_end(source, tabs_at(source, at), stop)
        found.append((at, stop))
    return found
