"""The fix of a blocked send: a channel with room for all that is sent."""

from leakline.analysis.chanuse import Channel
from leakline.analysis.edits import replacement
from leakline.analysis.finding import Fix
from leakline.analysis.unit import Unit

_MOST = 16
"""More values than this are no answer or two: there the sender needs a way out instead."""


def room_for_all(unit: Unit, channel: Channel, total: int) -> tuple[Fix, ...]:
    """`make(chan T, n)` where n values are sent at the most; none where they cannot be counted."""
    call = next((each for each in unit.body.calls if each.start == channel.made), None)
    if call is None or not 0 < total <= _MOST or not call.args:
        return ()
    source = unit.body.source[call.start : call.end]
    if len(call.args) == 1:
        if not source.endswith(b")") or b"\n" in source or b"," in source[source.rindex(b"chan") :]:
            return ()
        edit = replacement(unit, call.end - 1, call.end - 1, f", {total}")
    else:
        start, end = unit.body.spans.get(call.args[1], (-1, -1))
        if start < call.start or not unit.body.text(start, end).isdigit():
            return ()
        edit = replacement(unit, start, end, str(total))
    name = unit.body.vars[channel.var].name
    return (Fix(f"Make room for what is sent on {name}: a capacity of {total}", (edit,), True),)
