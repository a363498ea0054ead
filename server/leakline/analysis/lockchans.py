"""Bare sends and receives on a field's channel under a lock that the other end needs, also some calls below."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from leakline.analysis.chanfacts import CLOSE, RANGE, RECEIVE, SEND, key_of
from leakline.analysis.changraph import Graph, Group, graph
from leakline.analysis.changraph import Place as Spot
from leakline.analysis.finding import Finding
from leakline.analysis.goroutines import declaration
from leakline.analysis.lockflow import Event, Held, flow_of, roots
from leakline.analysis.lockplaces import Place, place_of
from leakline.analysis.lockreach import moved
from leakline.analysis.locksites import Site, related_to, site
from leakline.analysis.lockwaits import Need, need_of
from leakline.analysis.lockwho import callee_of
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
from leakline.golang.package import FuncDecl

_ANSWERS = {SEND: (RECEIVE, RANGE), RECEIVE: (SEND, CLOSE), RANGE: (CLOSE,)}
_DEPTH = 2

_SMALL = 64


@frozen
class Wait:
    """A bare use of a channel that a declaration reaches."""

    kind: str
    group: Group
    place: Place
    """Of the channel, as the declaration at hand names it."""
    way: tuple[Site, ...]


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The waits for a channel in one declaration, or below it, under a lock that all who could end them need."""
    decl = declaration(unit)
    if decl is None or unit.is_test:
        return
    events = [event for func in roots(unit) for event in flow_of(unit, func).events if event.held]
    told = graph(unit) if any(each.kind in (*_ANSWERS, "call") for each in events) else None
    if told is None:
        return
    seen: set[int] = set()
    for event in events:
        for wait in _waits(unit, decl, event, told, _DEPTH) if event.start not in seen else ():
            found = _stuck(unit, event, wait)
            if found is not None:
                seen.add(event.start)
                yield _finding(unit, rule, event, wait, *found)
                break


def _waits(unit: Unit, decl: FuncDecl, event: Event, told: Graph, depth: int) -> Iterator[Wait]:
    """The bare uses that an event of a declaration is, or leads to."""
    if event.kind in _ANSWERS:
        for use, group in told.uses.get((decl.file.path, key_of(decl)), ()):
            if use.start == event.start and use.kind == event.kind:
                yield Wait(use.kind, group, place_of(unit, event.at), (site(unit, event.start),))
    if event.kind != "call" or depth == 0:
        return
    below = callee_of(unit, event.at).decl
    if below is None or not _may_wait(below, told, depth):
        return
    other = unit.lower_other(below)
    if other is None or other.body.errors or other is unit:
        return
    made = unit.body.calls[event.at]
    kind, *rest = unit.body.values[made.callee]
    receiver = place_of(unit, int(rest[0])) if kind == V.FIELD else None
    args = tuple(place_of(unit, arg) for arg in made.args)
    for each in flow_of(other, 0).events:
        if each.given or each.guards:
            continue  # the lock may be given back before, or this way is not taken
        for wait in _waits(other, below, each, told, depth - 1):
            way = (site(unit, made.start), *wait.way)
            yield evolve(wait, place=moved(other, wait.place, receiver, args), way=way)


def _may_wait(decl: FuncDecl, told: Graph, depth: int) -> bool:
    """Whether a function waits for a channel of a field itself, or calls one by the name of one that does."""
    if (decl.file.path, key_of(decl)) in told.uses:
        return True
    return depth > 1 and not told.users.isdisjoint(_CALLED.findall(decl.source()))


_CALLED = re.compile(rb"(\w+)\(")


def _stuck(unit: Unit, event: Event, wait: Wait) -> tuple[Held, Need] | None:
    """A lock that is held, and where the other end needs it; None where somebody may end the wait without."""
    group = wait.group
    if not group.makes or (group.received_elsewhere if wait.kind == SEND else group.sent_elsewhere):
        return None
    if any(size and not _is_small(size) for size in group.makes):
        return None  # room for the one result or signal that there is, most often
    ends = group.of(*_ANSWERS[wait.kind])
    if not ends or (wait.kind != SEND and any(group.makes) and group.of(SEND)):
        return None  # what was sent may lie there already
    for held in sorted(event.held, key=lambda each: each.start):
        if held.start < 0 or held.place.root != wait.place.root or not held.place.is_known:
            continue
        if not held.of.startswith(unit.world.package.path + "."):
            continue  # a lock that a type of elsewhere holds may be any of many
        needs = [_need(unit, end, held) for end in ends]
        if needs and needs[0] is not None and all(needs):
            return held, needs[0]
    return None


def _need(unit: Unit, end: Spot, held: Held) -> Need | None:
    """Where one end of a channel takes a lock before it gets there, or gets there again."""
    other = unit.lower_other(end.decl)
    if other is None or other.body.errors:
        return None
    for root in roots(other):
        for event in flow_of(other, root).events:
            if event.start == end.use.start and event.kind in (end.use.kind, "case"):
                answer = evolve(event, kind=end.use.kind)
                known = need_of(other, root, answer, held, unit)
                if known is None and end.use.kind == RECEIVE and root == 0 and _is_repeated(unit, end.decl):
                    known = need_of(other, root, answer, held, unit, True)
                return known
    return None


def _is_repeated(unit: Unit, decl: FuncDecl) -> bool:
    """Whether every call of a function in its package stands in a loop."""
    package = unit.world.package
    word = decl.name.encode() + b"("
    calls: list[bool] = []
    for caller in (*package.funcs.values(), *package.methods.values()):
        if caller is decl or caller.file.path.endswith("_test.go") or word not in caller.source():
            continue
        other = unit.lower_other(caller)
        for call, made in enumerate(other.body.calls if other is not None else ()):
            if other is not None and callee_of(other, call).decl is decl:
                calls.append(any(loop.start < made.start < loop.end for loop in other.body.loops))
    return bool(calls) and all(calls)


_SAID = {SEND: "a receiver", RECEIVE: "a value", RANGE: "values"}


def _finding(unit: Unit, rule: Rule, event: Event, wait: Wait, held: Held, need: Need) -> Finding:
    start, end = unit.body.spans.get(held.value, (0, 0))
    name = unit.body.text(start, end) or held.of.rpartition("/")[2] or "the lock"
    related = [unit.related(held.start, f"{name} is locked here …")]
    related += [related_to(unit, each, "… and still held on this way …") for each in wait.way[:-1]]
    related.append(related_to(unit, wait.way[-1], f"… and while this waits on {wait.group.name} …"))
    related.append(related_to(unit, need.at, "… while the other side needs it"))
    full = " once the channel is full" if wait.kind == SEND and any(wait.group.makes) else ""
    message = (
        f"{name} is held while this waits for {_SAID[wait.kind]} on {wait.group.name}{full}, and {need.function} "
        "needs it to get there: both can wait forever"
    )
    return unit.finding(rule, rule.severity, message, event.start, event.end, tuple(related), confidence=0.65)


def _is_small(size: str) -> bool:
    """Whether a capacity is a number that work may fill: one is a signal that waits, and a thousand is never met."""
    return size.isdigit() and 1 < int(size) <= _SMALL
