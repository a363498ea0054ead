"""Which declarations may hold a goroutine's endless loop."""

import re
from collections.abc import Callable

from leakline.analysis.gates.layout import block_end, is_by_hand, literals, tabs_at
from leakline.golang.package import FUNC, Package, SourceFile

_LOOPS = (b"for {", b"; ; ", b".C {", b"for range time.")
_STARTED = re.compile(rb"\bgo\s+|\.Go\(")
_DIRECT = re.compile(rb"(?!func\b)[\w.\[\]]*?(\w+)(?:\[[\w.*, ]*\])?\(")
_CALLED = re.compile(rb"(\w+)\(")
_TICK = re.compile(rb"\.C\b")


def endless(package: Package) -> Callable[[bytes], bool]:
    """Tells of a declaration with an endless loop whether a goroutine may run it.

    A finding is about a literal that is launched, about a declaration that the package launches by its name, about a method
    that waits for a ticker's field, or about an Accept.
    """
    names: frozenset[bytes] | None = None

    def test(source: bytes) -> bool:
        nonlocal names
        if b".Accept" in source or (b"case " in source and _TICK.search(source)):
            return True
        inside = literals(source)
        if any(source.find(loop, start, end) >= 0 for start, end in inside for loop in _LOOPS):
            return True
        if names is None:
            names = frozenset[bytes]().union(*map(_started, package.files))
        named = FUNC.match(source)
        return named is None or named[2] in names or is_by_hand(source)

    return test


def _started(file: SourceFile) -> frozenset[bytes]:
    """Names of functions and methods that a file launches, directly or from a literal that it launches."""
    known = file.answers.get("started")
    if known is None:
        found: set[bytes] = set()
        if not file.path.endswith("_test.go"):
            for piece in file.pieces if _STARTED.search(file.data) else ():
                if piece.kind == "func":
                    found |= _started_in(file.data[piece.start : piece.end])
        known = file.answers["started"] = frozenset(found)
    return known


def _started_in(source: bytes) -> set[bytes]:
    found: set[bytes] = set()
    for match in _STARTED.finditer(source):
        at = match.end()
        direct = _DIRECT.match(source, at) if source[at - 1 : at] != b"(" else None
        if direct is not None:
            found.add(direct[1])
            if direct[0].count(b".") or b"func(" not in source[4:]:
                continue
            at = 0  # it may be a variable that holds a literal
        elif is_by_hand(source) or b"func(" not in source[at : at + 5]:
            at = 0
        end = block_end(source, tabs_at(source, match.start()), at) if at else len(source)
        found.update(_CALLED.findall(source, at, end))
    return found
