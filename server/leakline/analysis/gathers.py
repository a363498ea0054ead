"""Loops that receive one value for each goroutine that another loop over the same things has started."""

from leakline.analysis import linear
from leakline.analysis.answers import Ends, left
from leakline.analysis.chanuse import Channel, End
from leakline.analysis.constants import bound, number
from leakline.analysis.launches import comes_back, successors
from leakline.analysis.paths import Exit
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V
from leakline.golang.types import INTEGERS


def unanswered(unit: Unit, ends: Ends, end: End) -> tuple[Exit, ...]:
    """Where one of the goroutines leaves without a send, though a receive counts on one from each; () where none does."""
    channel = ends.channel
    if channel.closes or list(ends.receivers) != [ends.home] or len(ends.senders) != 1:
        return ()
    sender = next(iter(ends.senders))
    if sender == ends.home or sender not in ends.started:
        return ()
    launch = ends.started[sender]
    if launch.func != ends.home or any(send.many or send.guarded for send in channel.sends):
        return ()
    if any(send.call < 0 and send.loop != unit.body.funcs[send.func].loop for send in channel.sends):
        return ()
    home = unit.body.vars[channel.var].loop
    started, gathered = _steps(unit, launch.loop, home), _steps(unit, end.loop, home)
    if started is None or started != gathered or launch.loop == end.loop:
        return ()
    if _changes(unit, started, unit.body.loops[launch.loop].start, end.start):
        return ()
    return left(unit, ends, sender, ends.home, closing=False) if _is_each(unit, channel, end) else ()


def _steps(unit: Unit, loop: int, home: int) -> linear.Form | None:
    """How often a loop runs, as a sum of lengths and a constant."""
    if loop < 0 or unit.body.loops[loop].parent != home:
        return None
    known = bound(unit, loop)
    if known is not None:
        return linear.Form({linear.CONSTANT: known})
    around = unit.body.loops[loop]
    if around.kind == "range" and around.ranged >= 0:
        text = unit.typer.of(around.ranged)
        if text.startswith(("chan ", "func(")):
            return None
        if text in INTEGERS:
            return linear.form(unit, around.ranged, number) or linear.Form({around.ranged: 1})
        return linear.Form({around.ranged: 1})
    return _counted(unit, loop)


def _counted(unit: Unit, loop: int) -> linear.Form | None:
    """The same for `for i := 0; i < N; i++`, where N is no constant."""
    around = unit.body.loops[loop]
    if around.kind != "for" or around.head < 0:
        return None
    kind, *ending = unit.body.blocks[around.head].end
    if kind != T.IF:
        return None
    test = unit.body.values[int(ending[0])]
    if test[0] != V.COMPARE or test[1] != "<" or unit.body.values[int(test[2])][0] != V.VAR:
        return None
    first = unit.assigned.get(int(unit.body.values[int(test[2])][1]), [])
    if not first or number(unit, first[0]) != 0:
        return None
    limit = int(test[3])
    is_name = unit.body.values[limit][0] in (V.VAR, V.FIELD)
    return linear.form(unit, limit, number) or (linear.Form({limit: 1}) if is_name else None)


def _changes(unit: Unit, steps: linear.Form, start: int, end: int) -> bool:
    """Whether what is counted is assigned between two places."""
    counted = {var for term in steps if term >= 0 for var in unit.variables(term)}
    return any(
        start < op[3] < end
        and (
            (op[0] == Op.ASSIGN and op[1] in counted)
            or (op[0] == Op.STORE and (op[1] in steps or unit.body.values[op[1]][0] == V.DEREF))
        )
        for block in unit.body.blocks
        for op in block.ops
    )


def _is_each(unit: Unit, channel: Channel, end: End) -> bool:
    """Whether every step of the loop receives."""
    loop = unit.body.loops[end.loop]
    first = next((b for b in successors(unit.body.blocks[loop.head].end) if b != loop.exit), -1)
    return first >= 0 and not comes_back(
        unit, first, end.loop, stops=lambda op: op[0] == Op.RECEIVE and op[1] == channel.value
    )
