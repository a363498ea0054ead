"""Which functions of a package have to do with locks without naming one where they are called, told from texts."""

import re

from leakline.golang.package import Package, SourceFile

_HEAD = re.compile(rb"\nfunc (\([^)\n]*\) )?(\w+)(\([^\n]*)\{")


def lockers(package: Package) -> tuple[tuple[bytes, ...], frozenset[bytes]]:
    """Functions after whose call a lock is held, or that call what they are given under a lock.

    The first are calls of functions with their parenthesis, the second the names of all, as methods.
    """
    found = frozenset[tuple[bytes, bool]]().union(*map(_of_file, package.files))
    functions = sorted(name + b"(" for name, is_method in found if not is_method)
    return tuple(functions), frozenset(name for name, _ in found)


def _of_file(file: SourceFile) -> frozenset[tuple[bytes, bool]]:
    """Names, and whether they are methods'."""
    known = file.answers.get("lockers")
    if known is None:
        found: set[tuple[bytes, bool]] = set()
        for piece in file.pieces if b"Lock()" in file.data else ():
            head = _HEAD.match(file.data, piece.start - 1, piece.end) if piece.kind == "func" else None
            if head is not None and file.data.find(b"Lock()", piece.start, piece.end) >= 0:
                gives = file.data.find(b"nlock()", piece.start, piece.end) >= 0
                if not gives or b"func(" in head[3]:
                    found.add((head[2], head[1] is not None))
        known = file.answers["lockers"] = frozenset(found)
    return known
