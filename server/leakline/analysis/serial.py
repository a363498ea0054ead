"""Functions that only ever run one after the other, since one goroutine of the package calls them all."""

import re

from leakline.golang.package import FuncDecl, Package

_DEEPEST = 4
_COMMENT = re.compile(rb"//[^\n]*")


def one_goroutine(package: Package, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two functions, each a receiver's type and a name, are reached from the same single `go` statement only."""
    root = _root(package, one)
    return root is not None and root == _root(package, other)


def _root(package: Package, key: tuple[str, str]) -> FuncDecl | None:
    """The function that alone leads to one, where it is started in one place and called in none."""
    decl = package.methods.get(key) if key[0] else package.funcs.get(key[1])
    for _ in range(_DEEPEST):
        if decl is None or decl.name[:1].isupper():
            return None
        called = re.compile(rb"(\bgo\s+)?[\w.()\[\]]*\b" + decl.name.encode() + rb"\b(?!\s*:)")
        places = [
            (each, match[1] is not None)
            for each in (*package.funcs.values(), *package.methods.values())
            if not each.file.path.endswith("_test.go")
            for match in called.finditer(_COMMENT.sub(b"", each.source()[each.source().find(b"{") :]))
        ]
        if len(places) == 1 and places[0][1]:
            return decl
        callers = {each for each, _ in places}
        if len(callers) != 1 or any(started for _, started in places):
            return None
        decl = callers.pop()
    return None
