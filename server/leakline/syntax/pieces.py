"""A file cut at its top-level declarations, without parsing it."""

import re

from attrs import frozen

_START = re.compile(rb"^(?:func|type|var|const|import|package)\b", re.M)


_HIDDEN = re.compile(
    rb"^[ \t]+func[ \t]+(?:\([^)\n]*\)[ \t]*)?\w|(?:;|\*/|\))[ \t]*func[ \t]+(?:\([^)\n]*\)[ \t]*)?\w", re.M
)


def hidden_declarations(source: bytes) -> bool:
    """Whether a function may be declared elsewhere than in the first column, so that the file cannot be cut."""
    return _HIDDEN.search(source) is not None


@frozen
class Piece:
    """One top-level declaration: `source[start:end]`, comments after it included."""

    kind: str
    """`func`, `type`, `var` or `const`."""
    start: int
    end: int


def pieces(source: bytes) -> list[Piece]:
    """Cuts a file at keywords in its first column.

    In a gofmt-clean file these are the top-level declarations; elsewhere, or where a raw string or comment holds such a
    line, a piece does not parse by itself, which the caller notices and then parses the whole file.
    """
    starts = [match.start() for match in _START.finditer(source)]
    out: list[Piece] = []
    for at, end in zip(starts, [*starts[1:], len(source)], strict=False):
        kind = source[at : at + 6].split(None, 1)[0].split(b"(")[0].decode()
        if kind in ("func", "type", "var", "const"):
            out.append(Piece(kind, at, end))
    return out
