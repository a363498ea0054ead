"""Who is called where locks matter: who may lock at all, and which type stands behind an interface."""

import re
from weakref import WeakKeyDictionary

from leakline.analysis.lockplaces import Place
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
from leakline.flow.typing import Callee
from leakline.golang.package import FuncDecl, Package

_CALLED = re.compile(rb"\b([A-Za-z_]\w*)\(")

_known: "WeakKeyDictionary[Package, dict[FuncDecl, bool]]" = WeakKeyDictionary()
_by_name: "WeakKeyDictionary[Package, dict[bytes, list[FuncDecl]]]" = WeakKeyDictionary()


def may_lock(decl: FuncDecl, package: Package | None) -> bool:
    """Whether a function may take a lock, itself or through functions of its package, told by their names alone."""
    if package is None:
        return False
    known = _known.setdefault(package, {})
    if decl not in known:
        known[decl] = _may_lock(decl, package, known)
    return known[decl]


def _may_lock(decl: FuncDecl, package: Package, known: dict[FuncDecl, bool]) -> bool:
    names = _names(package)
    seen = {decl}
    todo = [decl]
    while todo:
        source = (at := todo.pop()).source()
        if known.get(at) or b".Lock()" in source or b".RLock()" in source:
            return True
        if at in known:
            continue
        for name in set(_CALLED.findall(source)):
            for each in names.get(name, ()):
                if each not in seen:
                    seen.add(each)
                    todo.append(each)
    for each in seen:
        known[each] = False
    return False


def declarations_named(package: Package, name: bytes) -> list[FuncDecl]:
    """The functions and methods of a package that have a name."""
    return _names(package).get(name, [])


def _names(package: Package) -> dict[bytes, list[FuncDecl]]:
    found = _by_name.get(package)
    if found is None:
        found: dict[bytes, list[FuncDecl]] | None = {}
        for decl in (*package.funcs.values(), *package.methods.values()):
            found.setdefault(decl.name.encode(), []).append(decl)
        _by_name[package] = found
    return found


def callee_of(unit: Unit, call: int) -> Callee:
    """Who a call calls; where a receiver is of unknown type, the only method of the package with that lower-case name."""
    callee = unit.typer.callee(call)
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    if callee.name or kind != V.FIELD or callee.short[:1].isupper() or unit.typer.of(int(rest[0])):
        return callee
    package = unit.world.package
    named = _names(package).get(callee.short.encode(), [])
    if len(named) != 1 or not named[0].receiver:
        return callee
    return Callee("", callee.short, package.signature(named[0]), named[0], package)


def place_type(unit: Unit, place: Place) -> str:
    """The canonical type of what stands at a place, "" where unknown."""
    if place.root[0] == "v" and isinstance(place.root[1], int):
        typed = unit.typer.of_var(place.root[1])
    elif place.root[0] == "g":
        typed = unit.world.variable(str(place.root[1]), str(place.root[2]))
    else:
        return ""
    for name in place.path:
        member = unit.world.member(typed, name) if isinstance(name, str) else None
        typed = member.type if member is not None else ""
    return typed


def field_class(unit: Unit, place: Place) -> str:
    """The class of what stands in the last field of a place, "" where unknown."""
    name = place.path[-1]
    if not isinstance(name, str):
        return ""
    base = place_type(unit, Place(place.root, place.path[:-1]))
    member = unit.world.member(base, name) if base else None
    return f"{member.owner}.{name}" if member is not None and member.owner else ""


_implementers: "WeakKeyDictionary[Package, dict[str, str]]" = WeakKeyDictionary()


def only_implementer(unit: Unit, interface: str) -> str:
    """The one type of an interface's package that has all of its methods, "" where there is none or more.

    Only for interfaces that no other package can mean to implement: those with a name or a method in lower case.
    """
    path, _, name = interface.rpartition(".")
    package = unit.world.package_of(path)
    if package is None:
        return ""
    known = _implementers.setdefault(package, {})
    if name not in known:
        known[name] = _only_implementer(package, name)
    return known[name]


def _only_implementer(package: Package, name: str) -> str:
    declared = package.types.get(name)
    if declared is None or not declared.methods or declared.embedded:
        return ""
    if name[:1].isupper() and not any(method[:1].islower() for method in declared.methods):
        return ""
    wanted = set(declared.methods)
    having: dict[str, set[str]] = {}
    for (receiver, method), decl in package.methods.items():
        if method in wanted and not decl.file.path.endswith("_test.go"):
            having.setdefault(receiver, set()).add(method)
    full = [receiver for receiver, methods in having.items() if methods == wanted]
    return f"*{package.path}.{full[0]}" if len(full) == 1 else ""
