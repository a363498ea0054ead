"""Fields that look opened and that the method which ends their owner's life does not mention, told from bytes alone."""

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from leakline.analysis.fields import below, ends_of
from leakline.golang.package import FuncDecl, Package

# The search runs from one "= " to the next, and what stands before it is read backwards.
_OPENED = re.compile(rb"= [\w.()]*\b(?:New|Open|Dial|Create|Connect|Listen)\w*\(")
_ASSIGNED = re.compile(rb"\b([\w.]+), \w+ :?\Z")
_ENDS = ("Close", "Shutdown", "Stop")
_known: "WeakKeyDictionary[Package, dict[tuple[str, str], tuple[str, ...]]]" = WeakKeyDictionary()


def missing(package: Package) -> dict[tuple[str, str], tuple[str, ...]]:
    """Owner and method that ends its life -> fields that look opened and that nothing below it mentions."""
    found = _known.get(package)
    if found is None:
        found = _known[package] = dict(_missing(package))
    return found


def _missing(package: Package) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    if not any(f") {name}(".encode() in file.data for file in package.files for name in _ENDS):
        return
    opened = _opened(package)
    owners = {owner for owner, name in package.methods if name in _ENDS} if opened else set[str]()
    for owner in sorted(owners):
        decl = package.types.get(owner)
        names = [name for name in decl.fields if name in opened and not name[:1].isupper()] if decl else []
        if not names:
            continue
        ends = ends_of(package, owner)
        texts = [each.source() for each in below(package, ends)]
        lost = tuple(
            name
            for name in names
            if not any(re.search(rb"\." + name.encode() + rb"\b", text) for text in texts)
            and not _closed_elsewhere(package, owner, name)
        )
        if lost:
            named = {each.name for each in ends}
            yield (owner, next(each for each in _ENDS if each in named)), lost


def _opened(package: Package) -> set[str]:
    """Names of fields that are assigned what a call of an opening name gave."""
    found: set[str] = set()
    for file in package.files:
        if file.path.endswith("_test.go"):
            continue
        for match in _OPENED.finditer(file.data):
            assigned = _ASSIGNED.search(file.data[max(0, match.start() - 120) : match.start()])
            if assigned is None:
                continue
            piece = file.piece_at(match.start())
            if piece is None or piece.kind != "func":
                continue
            source, name = file.data[piece.start : piece.end], assigned[1]
            if b"." in name:
                found.add(name.rpartition(b".")[2].decode())
            else:
                for stored in re.finditer(rb"(?:\.(\w+) = |\b(\w+):\s+)" + name + rb"\b(?![.(\w])", source):
                    found.add((stored[1] or stored[2]).decode())
    return found


def _closed_elsewhere(package: Package, owner: str, name: str) -> bool:
    """Whether a function closes the field for good: it does not fill it again, itself or through what it calls.

    A listener that is served is closed with its server, and what a deferred call closes with the loop around it.
    """
    served = re.compile(rb"Serve\w*\([^)\n]*\." + name.encode() + rb"\b")
    closes = re.compile(rb"\." + name.encode() + rb"\.(?:Close|Stop|Shutdown)\(")
    fills = re.compile(rb"\." + name.encode() + rb"(?:, \w+)? :?= (?!nil\b)")
    decls: list[FuncDecl] = [*package.funcs.values()]
    for (other, _), decl in package.methods.items():
        typed = package.types.get(other)
        if other == owner or typed is None or name not in typed.fields or owner.encode() in decl.source():
            decls.append(decl)
    deferred = re.compile(
        rb"defer (?:func\(\) \{(?:(?!\n\t\}\().)*?)?[\w.]*\."
        + name.encode()
        + rb"\.(?:Close|Stop|Shutdown)\(",
        re.S,
    )
    if any(served.search(decl.source()) or deferred.search(decl.source()) for decl in decls):
        return True
    return any(
        closes.search(decl.source())
        and not any(fills.search(each.source()) for each in below(package, [decl]))
        for decl in decls
    )
