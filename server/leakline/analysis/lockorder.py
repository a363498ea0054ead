"""Two locks that are taken in opposite orders, by the types and fields that hold them."""

from collections.abc import Iterator

from leakline.analysis import lockchans, lockwaits
from leakline.analysis.finding import Finding
from leakline.analysis.lockedges import Edge, always_held, edges, package_edges
from leakline.analysis.lockflow import flow_of, roots
from leakline.analysis.lockplaces import Place
from leakline.analysis.lockreach import may_nest
from leakline.analysis.locksites import related_to
from leakline.analysis.rules import Rule
from leakline.analysis.serial import one_goroutine
from leakline.analysis.unit import Unit
from leakline.flow.ir import V


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The takings of one declaration that another place of the package turns round."""
    if unit.is_test:
        return
    seen: set[tuple[str, str]] = set()
    yield from _elements(unit, rule)
    waits = {(each.line, each.column): each for each in lockchans.findings(unit, rule)}
    waits.update({(each.line, each.column): each for each in lockwaits.findings(unit, rule)})
    yield from waits.values()
    for edge in edges(unit):
        if (edge.first, edge.second) in seen:
            continue
        unit.reads_package = True
        all_edges = package_edges(unit)
        against = [each for each in all_edges.get((edge.second, edge.first), ()) if _can_meet(edge, each)]
        against = [each for each in against if not _take_turns(unit, edge, each)]
        if against:
            gates = edge.gates | always_held(unit, edge)
            against = [each for each in against if not gates & (each.gates | always_held(unit, each))]
        if against and _is_odd_one(edge, against, all_edges):
            seen.add((edge.first, edge.second))
            yield _finding(unit, rule, edge, against[0])


def _can_meet(one: Edge, other: Edge) -> bool:
    """Whether two goroutines can stand in each other's way."""
    if (one.first_reads and other.second_reads) or (one.second_reads and other.first_reads):
        return False
    return not one.gates & other.gates


def _take_turns(unit: Unit, one: Edge, other: Edge) -> bool:
    """Whether one goroutine of the package does both, so that they never meet."""
    return one_goroutine(unit.world.package, (one.receiver, one.name), (other.receiver, other.name))


def _is_odd_one(edge: Edge, against: list[Edge], all_edges: dict[tuple[str, str], list[Edge]]) -> bool:
    """Whether a taking is of the order that fewer functions keep; of two equal ones the later in the text is told."""
    along = [
        each
        for each in all_edges.get((edge.first, edge.second), ())
        if any(_can_meet(each, other) for other in against)
    ]
    here, there = {each.function for each in along}, {each.function for each in against}
    if len(here) != len(there):
        return len(here) < len(there)
    last = max((*along, *against), key=lambda each: (each.way[0].path, each.way[0].first + each.way[0].line))
    return last in along


def _finding(unit: Unit, rule: Rule, edge: Edge, against: Edge) -> Finding:
    first, second = _short(edge.first), _short(edge.second)
    related = [related_to(unit, edge.at, f"{first} is locked here …")]
    related += [related_to(unit, place, f"… {second} is locked on this way …") for place in edge.way[1:]]
    where = against.function.rpartition(".")[2]
    related.append(related_to(unit, against.at, f"… while {where} locks {second} here …"))
    for place in against.way:
        last = place is against.way[-1]
        text = f"… and waits for {first} here" if last else f"… and then goes on here to {first} …"
        related.append(related_to(unit, place, text))
    message = (
        f"{second} is locked while {first} is held, and {where} takes them the other way round: "
        "two goroutines can wait for each other"
    )
    return unit.finding(rule, rule.severity, message, edge.start, edge.end, tuple(related), confidence=0.7)


def _short(of: str) -> str:
    """`Server.mu` of `example.com/m/web.Server.mu`."""
    return of.rpartition("/")[2].partition(".")[2]


# two elements of one collection


def _elements(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Two elements of one collection of locks that are held together, in an order that nobody has fixed."""
    if not may_nest(unit):
        return
    for func in roots(unit):
        for event in flow_of(unit, func).events:
            if event.kind != "lock" or event.lock is None or len(event.held) != 1:
                continue
            (held,) = event.held
            if held.reads and event.lock.reads:
                continue
            pair = _indices(held.place, event.lock.place)
            if pair is None or _is_ordered(unit, *pair):
                continue
            name = unit.body.text(*unit.body.spans.get(event.lock.value, (0, 0))) or "this element"
            message = (
                f"{name} is locked while another element of the same collection is held, in no fixed order: "
                "two goroutines can wait for each other"
            )
            related = (unit.related(held.start, "the other element is locked here"),)
            yield unit.finding(rule, rule.severity, message, event.start, event.end, related, confidence=0.7)


def _indices(one: Place, other: Place) -> tuple[int, int] | None:
    """The index values in which two places differ, where they differ in nothing else."""
    if one.root != other.root or one.root[0] == "?" or len(one.path) != len(other.path):
        return None
    different = [(a, b) for a, b in zip(one.path, other.path, strict=True) if a != b]
    if len(different) != 1:
        return None
    a, b = different[0]
    if isinstance(a, tuple) and isinstance(b, tuple) and isinstance(a[1], int) and isinstance(b[1], int):
        return a[1], b[1]
    return None


def _is_ordered(unit: Unit, one: int, other: int) -> bool:
    """Whether something in the declaration compares the two by size, or sorts, or computes one from the other."""
    a, b = unit.variables(one), unit.variables(other)
    if not a or not b or a & b or any(unit.body.vars[var].role == "header" for var in a | b):
        return True
    compared = any(
        value[0] == V.COMPARE and value[1] != "==" and unit.variables(index) & (a | b)
        for index, value in enumerate(unit.body.values)
    )
    return compared or any(word in unit.body.source for word in (b"sort.", b"slices.", b"min(", b"max("))
