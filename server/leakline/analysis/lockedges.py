"""Which lock is taken under which: the edges of a package's lock graph, by the type and field of each lock."""

import re
from weakref import WeakKeyDictionary

from attrs import frozen

from leakline.analysis.lockflow import Event, Held, flow_of, roots
from leakline.analysis.lockplaces import Place, is_fresh
from leakline.analysis.lockreach import called, handed, may_hold, may_nest
from leakline.analysis.locksites import Site, site
from leakline.analysis.lockwho import callee_of, place_type
from leakline.analysis.unit import Unit
from leakline.golang.package import FuncDecl, Package
from leakline.golang.types import pointee


@frozen
class Edge:
    """One place where a lock is taken while another is held."""

    first: str
    """The class of the lock that is held."""
    second: str
    """The class of the one that is taken."""
    first_reads: bool
    second_reads: bool
    gates: frozenset[str]
    """Classes of locks that are held besides."""
    function: str
    receiver: str
    """Of the function: its type's name, or ""."""
    name: str
    at: Site
    """Where the first one was taken."""
    way: tuple[Site, ...]
    """From the call or the Lock in this function to the Lock of the second."""
    start: int
    end: int


def edges(unit: Unit) -> tuple[Edge, ...]:
    """The edges that one declaration makes, itself or through what it calls."""
    known = unit.answers.get("lock edges")
    if known is None:
        found: dict[tuple[object, ...], Edge] = {}
        for func in roots(unit) if may_nest(unit) else ():
            for event in flow_of(unit, func).events:
                for edge in _of_event(unit, event):
                    found.setdefault((edge.first, edge.second, edge.start, edge.gates), edge)
        known = unit.answers["lock edges"] = tuple(found.values())
    return known


def _of_event(unit: Unit, event: Event) -> list[Edge]:
    out: list[Edge] = []
    if event.kind == "lock" and event.lock is not None and not is_fresh(unit, event.lock.place):
        way = (site(unit, event.start),)
        for held in event.held:
            if not _are_two(unit, held.place, event.lock.place):
                out += _edge(unit, event, held, event.held, event.lock.of, event.lock.reads, way)
    elif event.kind == "call":
        pairs = [(event.held, taking) for taking in called(unit, event.at)] if event.held else []
        pairs += [(around | event.held, taking) for around, taking in handed(unit, event.at)]
        for around, taking in pairs:
            if taking.invoked or not may_hold(taking.guards, event.guards) or is_fresh(unit, taking.place):
                continue
            for held in around:
                if held.place not in taking.given:
                    besides = (
                        frozenset(each for each in around if each.place not in taking.given) | taking.held
                    )
                    if not _are_two(unit, held.place, taking.place):
                        out += _edge(unit, event, held, besides, taking.of, taking.reads, taking.way)
    return out


def _are_two(unit: Unit, one: Place, other: Place) -> bool:
    """Whether two locks belong to two values of the same type: elsewhere they may belong to one."""
    if one.root == other.root or one.root[0] != "v" or other.root[0] != "v":
        return False
    first, second = place_type(unit, Place(one.root)), place_type(unit, Place(other.root))
    return first != "" and pointee(first) == pointee(second)


def _edge(
    unit: Unit,
    event: Event,
    held: Held,
    besides: frozenset[Held],
    of: str,
    reads: bool,
    way: tuple[Site, ...],
) -> list[Edge]:
    if not held.of or not of or held.of == of or is_fresh(unit, held.place):
        return []
    if any(each.of == of for each in besides if each is not held):
        return []  # a second one of the same kind: which of the two is meant elsewhere, nobody knows
    gates = frozenset(each.of for each in besides if each.of and each.of not in (held.of, of))
    at = site(unit, held.start if held.start >= 0 else event.start)
    return [
        Edge(
            held.of,
            of,
            held.reads,
            reads,
            gates,
            unit.function,
            *_named(unit),
            at,
            way,
            event.start,
            event.end,
        )
    ]


def _named(unit: Unit) -> tuple[str, str]:
    return unit.body.receiver.lstrip("*").partition("[")[0], unit.body.name


def always_held(unit: Unit, edge: Edge) -> frozenset[str]:
    """Classes of locks that every caller in the package holds when it calls the function of an edge.

    None for an exported function, for one that nobody calls, and for one that is used as a value.
    """
    package = unit.world.package
    decl = package.methods.get((edge.receiver, edge.name)) if edge.receiver else package.funcs.get(edge.name)
    if decl is None or edge.name[:1].isupper():
        return frozenset()
    common: frozenset[str] | None = None
    word = re.compile(rb"\b" + edge.name.encode() + rb"\b(\()?")
    for caller in (*package.funcs.values(), *package.methods.values()):
        source = caller.source() if caller is not decl else b""
        body = _COMMENT.sub(b"", source[source.find(b"{") : source.rfind(b"\n}")])
        used = word.findall(body) if edge.name.encode() in source else []
        if not used:
            continue
        other = unit.lower_other(caller)
        calls = (
            []
            if other is None
            else [each for each in _calls(other) if callee_of(other, each.at).decl is decl]
        )
        if not calls or not all(used):
            return frozenset()
        for event in calls:
            held = frozenset(each.of for each in event.held)
            common = held if common is None else common & held
    return common or frozenset()


def _calls(unit: Unit) -> list[Event]:
    flows = [flow_of(unit, func) for func in roots(unit)]
    return [event for flow in flows for event in flow.events if event.kind in ("call", "go")]


_Name = tuple[str, str, str]
_kept: "dict[_Name, tuple[int, bytes, dict[_Name, bytes], tuple[Edge, ...]]]" = {}
"""Path, receiver and name of a declaration -> the package's outline, its text, the texts that it looked into, its edges."""
_MOST = 20_000


def _kept_edges(unit: Unit, decl: FuncDecl, outline: int) -> tuple[Edge, ...]:
    """The edges of a declaration of the package; after an edit only those are made anew that may have changed."""
    package = unit.world.package
    key = (decl.file.path, decl.receiver, decl.name)
    known = _kept.get(key)
    if known is not None and known[:2] == (outline, decl.source()) and _is_unchanged(package, known[2]):
        return known[3]
    other = unit.lower_other(decl)
    if other is None or other.body.errors:
        return ()
    found = edges(other)
    below = _below(other)
    if all(each.file in package.files for each in below):
        texts = {(each.file.path, each.receiver, each.name): each.source() for each in below}
        if len(_kept) > _MOST:
            _kept.clear()
        _kept[key] = outline, decl.source(), texts, found
    return found


def _is_unchanged(package: Package, texts: dict[_Name, bytes]) -> bool:
    for (path, receiver, name), source in texts.items():
        decl = package.methods.get((receiver, name)) if receiver else package.funcs.get(name)
        if decl is None or decl.file.path != path or decl.source() != source:
            return False
    return True


def _below(unit: Unit) -> list[FuncDecl]:
    """The declarations that a declaration looked into, directly or through others."""
    found: dict[FuncDecl, None] = dict(unit.asked)
    todo = list(found)
    while todo:
        other = unit.lower_other(todo.pop())
        for each in other.asked if other is not None else ():
            if each not in found:
                found[each] = None
                todo.append(each)
    return list(found)


_COMMENT = re.compile(rb"//[^\n]*")
_packages: "WeakKeyDictionary[Package, dict[tuple[str, str], list[Edge]]]" = WeakKeyDictionary()


def package_edges(unit: Unit) -> dict[tuple[str, str], list[Edge]]:
    """All edges of a package without its tests, by the two classes, in order of files and lines."""
    package = unit.world.package
    known = _packages.get(package)
    if known is None:
        known = _packages[package] = {}
        outline = hash(tuple(file.outline for file in package.files))
        for decl in _declarations(package):
            for edge in _kept_edges(unit, decl, outline):
                known.setdefault((edge.first, edge.second), []).append(edge)
    return known


def _declarations(package: Package) -> list[FuncDecl]:
    from leakline.analysis.locknames import lockers

    functions, methods = lockers(package)
    words = (b"Lock()", *functions, *(b"." + name + b"(" for name in methods))
    found = [
        decl
        for decl in (*package.funcs.values(), *package.methods.values())
        if not decl.file.path.endswith("_test.go") and any(word in decl.source() for word in words)
    ]
    return sorted(found, key=lambda decl: (decl.file.path, decl.piece.start))
