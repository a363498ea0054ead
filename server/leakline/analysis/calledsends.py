"""Sends on channels that a function is given: told where they stand, by what its callers do with the channel."""

import re
from collections.abc import Callable, Iterable, Iterator

from leakline.analysis.chanuse import Channel, End, channels, parameter
from leakline.analysis.finding import Finding, Related
from leakline.analysis.goroutines import callers_of, declaration
from leakline.analysis.leftalone import Blocked
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
from leakline.golang.package import FuncDecl

_SHOWN_LINE = re.compile("\x00(\\d+)\x00")


def stands_elsewhere(unit: Unit, blocked: Blocked) -> bool:
    """Whether a send is done by a function of the package, at a place that this function shows by itself."""
    if blocked.send.call < 0 or unit.literal_of(unit.body.calls[blocked.send.call].callee) >= 0:
        return False
    decl = unit.typer.callee(blocked.send.call).decl
    if decl is None or decl.file not in unit.world.package.files or decl.file.path.endswith("_test.go"):
        return False
    other = unit.lower_other(decl)
    return other is not None and _send_for(unit, blocked, other) is not None


def _send_for(unit: Unit, blocked: Blocked, other: Unit) -> End | None:
    """The last bare send of the called function on the channel that it gets."""
    args = unit.body.calls[blocked.send.call].args
    params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
    for arg, param in zip(args, params, strict=False):
        if arg == blocked.channel.value:
            inner = parameter(other, param)
            bare = [] if inner is None else [s for s in inner.sends if not s.guarded and s.call < 0]
            return max(bare, key=lambda send: send.start, default=None)
    return None


def findings(
    unit: Unit, rule: Rule, blocked_sends: Callable[[Unit, Channel], Iterable[Blocked]]
) -> Iterator[Finding]:
    """The sends of one declaration on its parameters that a caller may leave alone, one a send."""
    decl = declaration(unit)
    if decl is None or not _sends_on_parameter(unit):
        return
    seen: set[int] = set()
    for caller, caller_decl in callers_of(unit):
        for channel in channels(caller):
            for blocked in blocked_sends(caller, channel):
                if blocked.send.call < 0 or caller.typer.callee(blocked.send.call).decl is not decl:
                    continue
                send = _send_for(caller, blocked, unit)
                if send is not None and send.start not in seen:
                    seen.add(send.start)
                    yield _finding(unit, rule, send, caller, caller_decl, blocked)


def _sends_on_parameter(unit: Unit) -> bool:
    for param in unit.body.funcs[0].params:
        if unit.typer.of_var(param).startswith(("chan ", "chan<- ")) and unit.body.find(V.VAR, param) >= 0:
            inner = parameter(unit, param)
            if inner is not None and any(not send.guarded and send.call < 0 for send in inner.sends):
                return True
    return False


def _finding(
    unit: Unit, rule: Rule, send: End, caller: Unit, caller_decl: FuncDecl, blocked: Blocked
) -> Finding:
    start, end = send.start, send.end
    name = unit.body.text(start, end).partition("<-")[0].strip()
    who = f"{caller_decl.receiver}.{caller_decl.name}" if caller_decl.receiver else caller_decl.name
    first = _line_of(caller_decl, 0)
    why = _SHOWN_LINE.sub(lambda match: str(int(match[1]) + first), blocked.why)
    # A related place is told in lines of this declaration, like all of a unit's.
    offset = first - _line_of(declaration(unit), 0)
    places = [(blocked.channel.made, "the channel is made here")]
    places += [(blocked.send.start, "it is given to this function here")]
    places += [(each.start, "… the receiver leaves here and never receives") for each in blocked.exits[:4]]
    related = tuple(Related(caller.path, caller.line(at) + 1 + offset, message) for at, message in places)
    return unit.finding(
        rule,
        "information" if caller.is_start_up or caller.is_test else rule.severity,
        f"the send on {name} can wait forever: in {who}, {why}",
        start,
        end,
        related,
        confidence=0.8,
    )


def _line_of(decl: FuncDecl | None, offset: int) -> int:
    """The line of an offset of a declaration in its file, from 1."""
    if decl is None:
        return 1
    return decl.file.data.count(b"\n", 0, decl.piece.start + offset) + 1
