"""A file cut at its top-level declarations, without parsing it."""

import re
from typing import NamedTuple

# A literal before the choice lets the search run as quick as one for a single byte: `^` would cost twenty times as much.
_START = re.compile(rb"\n(func|type|var|const|import|package)(?![^\s(])")
_FIRST = re.compile(rb"(func|type|var|const|import|package)(?![^\s(])")
_NAMED = re.compile(rb"func(?=[ \t]+(?:\([^)\n]*\)[ \t]*)?\w)")


def hidden_declarations(source: bytes) -> bool:
    """Whether a function may be declared elsewhere than in the first column, so that the file cannot be cut."""
    for match in _NAMED.finditer(source):
        at = match.start()
        if at == 0 or source[at - 1] == 10:
            continue
        before = source[source.rfind(b"\n", 0, at) + 1 : at].rstrip(b" \t")
        if not before or before.endswith((b";", b")", b"*/")):
            return True
    return False


class Piece(NamedTuple):
    """One top-level declaration: `source[start:end]`, comments after it included."""

    kind: str
    """`func`, `type`, `var` or `const`."""
    start: int
    end: int


_KINDS = {b"func": "func", b"type": "type", b"var": "var", b"const": "const"}


def pieces(source: bytes) -> list[Piece]:
    """Cuts a file at keywords in its first column.

    In a gofmt-clean file these are the top-level declarations; elsewhere, or where a raw string or comment holds such a
    line, a piece does not parse by itself, which the caller notices and then parses the whole file.
    """
    out: list[Piece] = []
    first = _FIRST.match(source)
    kind, start = (_KINDS.get(first[1]), 0) if first else (None, 0)
    for match in _START.finditer(source):
        at = match.start() + 1
        if kind is not None:
            out.append(Piece(kind, start, at))
        kind, start = _KINDS.get(match[1]), at
    if kind is not None:
        out.append(Piece(kind, start, len(source)))
    return out


def next_declaration(source: bytes, at: int) -> int:
    """Where the next top-level declaration begins, at `at` or behind it; the end where there is none."""
    found = _START.search(source, at)
    return found.start() if found is not None else len(source)
