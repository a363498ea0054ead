"""Which functions of a package have to do with locks without naming one where they are called, told from texts."""

import re

from leakline.golang.package import Package, SourceFile

_HEAD = re.compile(rb"\nfunc (?:\([^)\n]*\) )?(\w+)(\([^\n]*)\{")


def lockers(package: Package) -> tuple[tuple[bytes, ...], frozenset[bytes]]:
    """Functions after whose call a lock is held, or that call what they are given under a lock.

    The first are calls of functions with their parenthesis, the second the names of all, as methods.
    """
    names = {name for file in package.files if b"Lock()" in file.data for name in _of_file(file)}
    functions = sorted(name + b"(" for name in names if name.decode() in package.funcs)
    return tuple(functions), frozenset(names)


def _of_file(file: SourceFile) -> frozenset[bytes]:
    known = file.answers.get("lockers")
    if known is None:
        found: set[bytes] = set()
        for piece in file.pieces:
            head = _HEAD.match(file.data, piece.start - 1, piece.end) if piece.kind == "func" else None
            if head is not None and file.data.find(b"Lock()", piece.start, piece.end) >= 0:
                gives = file.data.find(b"nlock()", piece.start, piece.end) >= 0
                if not gives or b"func(" in head[2]:
                    found.add(head[1])
        known = file.answers["lockers"] = frozenset(found)
    return known
