"""Waits under a lock that the other side needs: a group's Wait, a bare receive, a bare send."""

from collections.abc import Iterator

from attrs import frozen

from leakline.analysis.chanfacts import key_of
from leakline.analysis.changraph import graph
from leakline.analysis.finding import Finding
from leakline.analysis.goroutines import declaration
from leakline.analysis.lockflow import Event, Held, flow_of, roots
from leakline.analysis.lockplaces import Place, class_of, place_of
from leakline.analysis.lockreach import called, function_takings
from leakline.analysis.locksites import Site, related_to, site
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V

_ANSWERS = {
    "wait": ("done", "launch"),
    "receive": ("send", "close"),
    "range": ("close",),
    "send": ("receive", "range"),
}
"""What the other side does, for each way to wait."""


_WAITS = (Op.SEND, Op.RECEIVE, Op.RANGE)


@frozen
class Need:
    """Where the other side takes the lock."""

    function: str
    at: Site


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The waits of one declaration under a lock that everybody needs who could end them."""
    waits = any(op[0] in _WAITS for block in unit.body.blocks for op in block.ops)
    if not waits and b".Wait()" not in unit.body.source:
        return
    seen: set[int] = set()
    for func in roots(unit):
        for event in flow_of(unit, func).events:
            if event.kind not in _ANSWERS or not event.held or event.start in seen:
                continue
            if event.kind != "wait" and _is_followed(unit, event):
                continue
            place = place_of(unit, event.at)
            of = class_of(unit, event.at, place)
            if event.kind == "send" and not _is_unbuffered(unit, event.at, of):
                continue
            others = list(_others(unit, func, event.kind, place, of))
            if any(each.kind == "send" for _, _, each in others) and not _is_unbuffered(unit, event.at, of):
                continue  # what was sent may lie there already
            for held in sorted(event.held, key=lambda each: each.start):
                needs = [need_of(*other, held, unit) for other in others]
                known = [need for need in needs if need is not None]
                enough = bool(known) and (event.kind == "wait" or len(known) == len(needs))
                if enough and held.start >= 0:
                    seen.add(event.start)
                    yield _finding(unit, rule, event, held, known[0])
                    break


def _is_followed(unit: Unit, event: Event) -> bool:
    """Whether a channel lives in a field, and all its ends in the package are known: lockchans.py tells of those."""
    decl = declaration(unit)
    told = graph(unit) if decl is not None and not unit.is_test else None
    if told is None or decl is None:
        return False
    uses = told.uses.get((decl.file.path, key_of(decl)), ())
    return any(use.start == event.start and use.kind == event.kind for use, _ in uses)


def _others(unit: Unit, func: int, kind: str, place: Place, of: str) -> "Iterator[tuple[Unit, int, Event]]":
    """The goroutines and functions that can end a wait, each with what it does there."""
    wanted = _ANSWERS[kind]
    units = [unit]
    if of and place.path:
        unit.reads_package = True
        name = str(place.path[-1]).encode()
        package = unit.world.package
        for decl in (*package.funcs.values(), *package.methods.values()):
            if b"." + name in decl.source() and not decl.file.path.endswith("_test.go"):
                other = unit.lower_other(decl)
                if other is not None and (other.path, other.start) != (unit.path, unit.start):
                    units.append(other)
    for other in units:
        for root in roots(other):
            if other is unit and root == func:
                continue
            for event in flow_of(other, root).events:
                if event.kind in wanted:
                    there = place_of(other, event.at)
                    if there == place if other is unit else class_of(other, event.at, there) == of:
                        yield other, root, event


def need_of(
    other: Unit, root: int, event: Event, held: Held, unit: Unit, is_repeated: bool = False
) -> Need | None:
    """Where the other side takes a lock on its way to ending the wait; None where it may end it without.

    `is_repeated` tells that the whole function runs in a loop of its caller.
    """

    def same(place: Place, of: str, reads: bool) -> bool:
        if reads and held.reads:
            return False
        return place == held.place if other is unit and held.place.is_known else of == held.of and of != ""

    if event.kind == "launch":
        for taking in function_takings(other, event.start):
            if same(taking.place, taking.of, taking.reads) and not taking.guards:
                return Need(_name(other), taking.way[-1])
        return None
    place = place_of(other, event.at)
    counts = [
        each
        for each in flow_of(other, root).events
        if event.kind == "done" and each.kind == "add" and place_of(other, each.at) == place
    ]
    throughout = {each.start for each in event.held} & {each.start for add in counts for each in add.held}
    if any(same(each.place, each.of, each.reads) for each in event.held if each.start in throughout):
        return None  # while it is counted it holds the lock, so that the other side cannot be waiting
    if any(same(each.place, each.of, each.reads) for each in event.held):
        return Need(_name(other), site(other, next(each.start for each in event.held if each.start >= 0)))
    deferred = any(
        op[0] == Op.DEFER and op[3] <= event.start < op[4] for block in other.body.blocks for op in block.ops
    )
    # Who counts itself in under the lock, as it should, has it no more when it counts down.
    counted = [each.start for each in counts]
    loops = [loop for loop in other.body.loops if loop.start < event.start < loop.end]
    for each in flow_of(other, root).events:
        before = each.start < event.start and event.kind in ("send", "close", "done")
        in_loop = event.kind in ("receive", "range") and (
            is_repeated or any(loop.start < each.start < loop.end for loop in loops)
        )
        if counted and each.start < max(counted):
            continue
        if not (before or in_loop or (deferred and each.start != event.start)):
            continue
        if each.kind == "lock" and each.lock is not None:
            if same(each.lock.place, each.lock.of, each.lock.reads):
                return Need(_name(other), site(other, each.start))
        elif each.kind == "call":
            for taking in called(other, each.at):
                if not taking.invoked and not taking.guards and same(taking.place, taking.of, taking.reads):
                    return Need(_name(other), taking.way[-1])
    return None


def _name(unit: Unit) -> str:
    return unit.body.name or "the goroutine"


def _is_unbuffered(unit: Unit, value: int, of: str) -> bool:
    """Whether a channel surely has no room: made here without a capacity, or only so in its package."""
    kind, *rest = unit.body.values[value]
    if kind == V.VAR:
        given = unit.assigned.get(int(rest[0]), [])
        return bool(given) and all(_is_plain_make(unit, each) for each in given)
    if kind != V.FIELD or not of:
        return False
    name = str(rest[1]).encode()
    makes: list[bytes] = []
    for file in unit.world.package.files:
        at = file.data.find(name)
        while at >= 0:
            line = file.data[at : file.data.find(b"\n", at)]
            behind = line[len(name) :].lstrip()
            if behind.startswith((b":", b"=")) and b"make(chan" in behind:
                makes.append(behind)
            at = file.data.find(name, at + 1)
    return bool(makes) and not any(
        b"," in made[made.find(b"make(chan") :].partition(b")")[0] for made in makes
    )


def _is_plain_make(unit: Unit, value: int) -> bool:
    kind, *rest = unit.body.values[value]
    if kind not in (V.CALL, V.RESULT):
        return False
    made = unit.body.calls[int(rest[0])]
    return unit.body.values[made.callee] == (V.GLOBAL, "make") and len(made.args) == 1


_SAID = {
    "wait": "is held while this waits for goroutines",
    "receive": "is held while this waits for a value",
    "range": "is held while this waits for values",
    "send": "is held while this waits for a receiver",
}


def _finding(unit: Unit, rule: Rule, event: Event, held: Held, need: Need) -> Finding:
    start, end = unit.body.spans.get(held.value, (0, 0))
    name = unit.body.text(start, end) or held.of.rpartition("/")[2] or "the lock"
    related = (
        unit.related(held.start, f"{name} is locked here …"),
        unit.related(event.start, "… and still held here …"),
        related_to(unit, need.at, "… while the other side needs it"),
    )
    unit.reads_package = True
    message = f"{name} {_SAID[event.kind]}, and {need.function} needs it to get there: both can wait forever"
    return unit.finding(rule, rule.severity, message, event.start, event.end, related, confidence=0.7)
