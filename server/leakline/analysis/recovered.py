"""Goroutines that survive a panic and then do not count down."""

from leakline.analysis.groups import Group
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V, family
from leakline.golang import std


def done_past_panic(unit: Unit, group: Group, literal: int) -> int | None:
    """Where a goroutine calls something that may panic, with a recover deferred and Done still to come, or None.

    A panic that nobody recovers ends the process: then it does not matter that Done is skipped. Who recovers expects one.
    """
    deferred = {
        op[1]: op[3]
        for block in unit.body.blocks
        if block.func == literal
        for op in block.ops
        if op[0] == Op.DEFER
    }
    dones = [site for site in group.of("Done") if site.func in family(unit.body.funcs, literal)]
    if not dones or any(site.func != literal or site.call in deferred for site in dones):
        return None
    recovers = [at for call, at in deferred.items() if _recovers(unit, call)]
    if not recovers:
        return None
    first = min(site.start for site in dones)
    for made in sorted(unit.body.calls, key=lambda call: call.start):
        between = made.func == literal and recovers[0] < made.start < first
        if between and made.callee >= 0 and _may_panic(unit, unit.body.calls.index(made)):
            return made.start
    return None


def _recovers(unit: Unit, call: int) -> bool:
    inner = unit.literal_of(unit.body.calls[call].callee)
    recover = unit.body.find(V.GLOBAL, "recover")
    return inner >= 0 and any(c.func == inner and c.callee == recover for c in unit.body.calls)


def _may_panic(unit: Unit, call: int) -> bool:
    """Whether a call runs code of the program, not of the language or of the standard library."""
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    callee = unit.typer.callee(call)
    if callee.is_type or callee.name.startswith("builtin.") or kind == V.FUNC:
        return False
    return not (kind == V.PACKAGE and std.is_std(str(rest[0])))
