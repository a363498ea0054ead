"""What is said of a lock that is left held, and how it is mended."""

from leakline.analysis.finding import Finding
from leakline.analysis.heldfix import fixes
from leakline.analysis.lockkeys import Key
from leakline.analysis.paths import Exit
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit

_SAID = {
    "return": "is still locked at the return on line {line}",
    "end": "is still locked where the function ends, on line {line}",
    "panic": "is still locked when the panic on line {line} is recovered",
    "deferred": "is locked again by the deferred call on line {line}, which was meant to unlock it",
}
_RELATED = {
    "return": "… this returns with {name} locked",
    "end": "… the function ends with {name} locked",
    "panic": "… this panics with {name} locked, and a caller recovers",
    "deferred": "… this deferred call waits for the lock that is held",
    "again": "… {name} is locked here while it is still held",
    "next": "… the next step of the loop begins with {name} locked",
}


def finding(
    unit: Unit, rule: Rule, call: int, key: Key, exits: tuple[Exit, ...], shared: frozenset[int]
) -> Finding:
    """The finding of one Lock with the exits at which it is still held."""
    made = unit.body.calls[call]
    name = key.text(unit)
    first = exits[0]
    line = unit.shown_line(first.start)
    is_next = first.kind == "again" and first.start <= made.start
    if first.kind == "again":
        said = (
            "is not unlocked on a path through the loop, whose next step locks it again"
            if is_next and made.loop >= 0
            else f"is locked again on line {line} while it is still held"
        )
    else:
        said = _SAID[first.kind].format(line=line)
    related = [
        unit.related(start, f"where this is {'true' if held else 'false'} …")
        for start, _, held in first.branches[-3:]
    ]
    for each in exits[:4]:
        kind = "next" if each.kind == "again" and each.start < made.start else each.kind
        related.append(unit.related(each.start, _RELATED[kind].format(name=name)))
    severity = "information" if unit.is_test or unit.is_start_up else rule.severity
    return unit.finding(
        rule,
        severity,
        f"{name} {said}",
        made.start,
        made.end,
        tuple(related),
        fixes(unit, call, key, exits, shared),
    )
