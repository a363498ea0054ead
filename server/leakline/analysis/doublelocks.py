"""A lock that is taken again while the same function holds it: at once, or through a function that it calls."""

import re
from collections.abc import Iterator

from leakline.analysis.finding import Finding
from leakline.analysis.lockflow import Event, Flow, Held, flow_of, roots
from leakline.analysis.lockplaces import Place
from leakline.analysis.lockreach import Taking, called, handed, may_hold, may_nest
from leakline.analysis.locks import is_meant_unlock
from leakline.analysis.locksites import related_to
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The second takings of one declaration, one finding for each Lock or call."""
    if not may_nest(unit):
        return
    seen: set[int] = set()
    for func in roots(unit):
        flow = flow_of(unit, func)
        for event in flow.events:
            if event.start in seen or (event.kind == "lock" and not event.held):
                continue
            found = _directly(unit, event) if event.kind == "lock" else _through(unit, event)
            if found is not None:
                seen.add(event.start)
                yield _finding(unit, rule, flow, event, *found)


def _directly(unit: Unit, event: Event) -> "tuple[Held, bool, Taking | None] | None":
    """The lock of a held one that a Lock takes again, and whether both only read."""
    if event.lock is None or not event.lock.place.is_known:
        return None
    for held in sorted(event.held, key=lambda each: each.start):
        if held.place != event.lock.place or held.of != event.lock.of:
            continue
        if sum(each.place == held.place for each in event.held) > 1 or _is_given_elsewhere(unit, held.place):
            return None
        if _hands_unlock_on(unit, _name(unit, event, held)):
            return None
        # The next step of a loop, and a Lock typed for an Unlock, are locks that are left held.
        if held.start >= event.start or is_meant_unlock(unit, event.at):
            return None
        return held, held.reads and event.lock.reads, None
    return None


def _hands_unlock_on(unit: Unit, name: str) -> bool:
    """Whether the method value `mu.Unlock` is given to somebody: the second Lock then waits for that."""
    return re.search(rb"\b" + re.escape(name.encode()) + rb"\.R?Unlock\b(?!\()", unit.body.source) is not None


def _is_given_elsewhere(unit: Unit, place: Place) -> bool:
    """Whether another function of the declaration unlocks what it finds locked: the lock goes to and fro."""
    flows = [flow_of(unit, func) for func in roots(unit)]
    return any(
        place in flow.gives or any(place in event.given for event in flow.events) for flow in flows[1:]
    )


def _through(unit: Unit, event: Event) -> "tuple[Held, bool, Taking | None] | None":
    if event.kind != "call":
        return None
    best: tuple[Held, bool, Taking | None] | None = None
    pairs = [(event.held, taking) for taking in called(unit, event.at)] if event.held else []
    pairs += [(around | event.held, taking) for around, taking in handed(unit, event.at)]
    for around, taking in pairs:
        if (
            taking.invoked
            or not may_hold(taking.guards, event.guards)
            or not taking.place.is_known
            or not taking.of
        ):
            continue
        for held in sorted(around, key=lambda each: each.start):
            if held.place == taking.place and held.of == taking.of and held.place not in taking.given:
                reads = held.reads and taking.reads
                if best is None or (best[1] and not reads):
                    best = (held, reads, taking)
    return best


def _finding(
    unit: Unit, rule: Rule, flow: Flow, event: Event, held: Held, reads: bool, taking: Taking | None
) -> Finding:
    name = _name(unit, event, held)
    related = [unit.related(held.start if held.start >= 0 else event.start, f"{name} is locked here …")]
    if taking is None:
        said = f"is locked again while it is held since line {unit.shown_line(held.start)}"
    else:
        callee = unit.typer.callee(event.at).short or "the callee"
        said = f"is locked again by {callee}, which is called while it is held"
        unit.reads_package = True
        for place in taking.way[1:]:
            last = place is taking.way[-1]
            text = "… and locked again here" if last else "… the way to the second Lock …"
            related.append(related_to(unit, place, text))
    if reads:
        message = f"{name} {said}: a writer that waits between the two stops both readers for good"
    else:
        message = f"{name} {said}: this waits for itself"
    information = (
        reads or unit.is_test or taking is not None
    )  # a callee may lock on a path that is not taken here
    severity = "information" if information else rule.severity
    return unit.finding(
        rule, severity, message, event.start, event.end, tuple(related), confidence=0.6 if reads else 0.9
    )


def _name(unit: Unit, event: Event, held: Held) -> str:
    value = held.value if held.value >= 0 else event.lock.value if event.lock is not None else -1
    start, end = unit.body.spans.get(value, (0, 0))
    text = unit.body.text(start, end)
    if 0 < len(text) <= 60 and "\n" not in text:
        return text
    return held.of.rpartition("/")[2] or "the lock"
