"""Local channels of a declaration: where they are made, sent on, received from, closed, and handed out."""

from attrs import define, evolve, field, frozen

from leakline.analysis.inlined import runs_inline, runs_once
from leakline.analysis.launches import comes_back, launches, loops_around, successors
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V, family


@frozen
class End:
    """One send or receive. One inside a called function of the module stands on the call."""

    func: int
    loop: int
    block: int
    start: int
    end: int
    guarded: bool
    """In a select with another way: it cannot block for good by itself."""
    ranged: bool = False
    call: int = -1
    many: bool = False
    """Done any number of times."""
    count: int = 1
    """How often at the most on one path through what is called, where it is not done any number of times."""


@define
class Channel:
    """A channel made by this declaration and held by one variable."""

    var: int
    value: int
    made: int
    """Offset of the make."""
    capacity: int
    """Value of the capacity, or -1 for none."""
    sends: list[End] = field(factory=list[End])
    receives: list[End] = field(factory=list[End])
    closes: list[int] = field(factory=list[int])
    """Offsets of close calls, and of calls of functions that close it."""
    ignored: list[int] = field(factory=list[int])
    """Calls that start a goroutine which gets the channel and does nothing with it."""
    escapes: bool = False
    lost: bool = False
    """Whether it escapes by its value, not only inside literals that run who knows when."""
    carried: set[int] = field(factory=set[int])
    """Literals that take it out of sight."""

    def escape(self) -> None:
        self.escapes = self.lost = True


def channels(unit: Unit) -> list[Channel]:
    """The local channels of a declaration. Answered once."""
    known = unit.answers.get("channels")
    if known is None:
        known = unit.answers["channels"] = _channels(unit)
    return known


def _channels(unit: Unit) -> list[Channel]:
    body = unit.body
    found: dict[int, Channel] = {}
    for var, given in unit.assigned.items():
        made = [body.values[value] for value in given if body.values[value][0] != V.NIL]
        if len(made) != 1 or made[0][0] not in (V.CALL, V.RESULT) or body.vars[var].role == "result":
            continue
        call = body.calls[int(made[0][1])]
        if (
            body.values[call.callee] != (V.GLOBAL, "make")
            or not call.args
            or not _is_channel(unit, call.args[0])
        ):
            continue
        value = body.find(V.VAR, var)
        if value >= 0:
            found[value] = Channel(var, value, call.start, call.args[1] if len(call.args) > 1 else -1)
    if found:
        _operations(unit, found)
        _mentions(unit, found)
    return list(found.values())


def _is_channel(unit: Unit, value: int) -> bool:
    kind, *rest = unit.body.values[value]
    text = unit.typer.resolve(str(rest[0])) if kind == V.TYPE else ""
    return text.startswith("chan ")


def _operations(unit: Unit, found: dict[int, Channel]) -> None:
    guarded = _guarded(unit)
    body = unit.body
    for index, block in enumerate(body.blocks):
        for kind, a, b, start, end in block.ops:
            if kind in (Op.SEND, Op.RECEIVE) and a in found:
                each = End(
                    block.func, block.loop, index, start, end, index in guarded and start < guarded[index]
                )
                (found[a].sends if kind == Op.SEND else found[a].receives).append(each)
            elif kind == Op.RANGE and a in found:
                found[a].receives.append(End(block.func, block.loop, index, start, end, False, True))
            if kind == Op.SEND and b in found:
                found[b].escape()
            elif kind in (Op.STORE, Op.ASSIGN) and b in found:
                found[b].escape()
            elif kind == Op.RETURN:
                for value in body.returns[a]:
                    _escape(unit, found, value)
            elif kind in (Op.STORE, Op.ASSIGN, Op.SEND):
                _escape(unit, found, b)


def _guarded(unit: Unit) -> dict[int, int]:
    """Block of a case of a select that has another way -> where its communication ends."""
    out: dict[int, int] = {}
    for select in unit.body.selects:
        if len(select.cases) > 1 or select.default >= 0:
            out |= {block: end for _, _, block, _, end in select.cases}
    return out


def _escape(unit: Unit, found: dict[int, Channel], value: int) -> None:
    """Marks channels that a value carries out of sight."""
    kind, *rest = unit.body.values[value]
    if value in found:
        found[value].escape()
    elif kind in (V.ADDR, V.SLICE, V.ASSERT):
        _escape(unit, found, rest[0])
    elif kind == V.CONVERT:
        _escape(unit, found, rest[1])
    elif kind == V.COMPOSITE:
        for each in rest[1]:
            _escape(unit, found, each)
    elif kind == V.FUNC:
        for each in found.values():
            if each.var in unit.captured[rest[0]] and not _is_inside(unit, each, rest[0]):
                each.escapes = True
                each.carried.add(int(rest[0]))


def _mentions(unit: Unit, found: dict[int, Channel]) -> None:
    """Calls that get a channel, and literals that capture one and run who knows when."""
    body = unit.body
    run = {launch.literal for launch in launches(unit) if launch.kind in ("go", "defer")}
    started = {launch.call for launch in launches(unit) if launch.kind == "go"}
    called = {unit.literal_of(call.callee) for call in body.calls}
    for func in body.funcs[1:]:
        if func.index not in run and func.index not in called:
            for channel in found.values():
                if channel.var in unit.captured[func.index] and not _is_inside(unit, channel, func.index):
                    if _is_inlined(unit, func.index):
                        _repeated(unit, channel, func.index)
                    else:
                        channel.escapes = True
                        channel.carried.add(func.index)
    for index, call in enumerate(body.calls):
        kind, *rest = body.values[call.callee]
        if kind == V.GLOBAL and rest[0] in ("close", "len", "cap"):
            if rest[0] == "close" and call.args and call.args[0] in found:
                found[call.args[0]].closes.append(call.start)
            continue
        for at, arg in enumerate(call.args):
            if arg in found and unit.literal_of(call.callee) < 0:
                _handed(unit, found[arg], index, at, index in started)
            elif arg in found:
                _handed_literal(unit, found[arg], index, at, index in started)
            elif body.values[arg][0] != V.FUNC:
                _escape(unit, found, arg)


def _is_inlined(unit: Unit, literal: int) -> bool:
    """Whether a literal is only ever an argument of functions that run it before they return."""
    value = unit.body.find(V.FUNC, literal)
    values = {value} | {
        unit.body.find(V.VAR, var) for var, held in unit.literals.items() if held == literal
    } - {-1}
    given = [
        (c, at) for c, call in enumerate(unit.body.calls) for at, a in enumerate(call.args) if a in values
    ]
    if len(values) > 1 and any(
        kind in (Op.STORE, Op.SEND) and b in values
        for block in unit.body.blocks
        for kind, _, b, _, _ in block.ops
    ):
        return False
    if any(value in returned for returned in unit.body.returns for value in values):
        return False
    return bool(given) and all(runs_inline(unit, call, at) for call, at in given)


def _repeated(unit: Unit, channel: Channel, literal: int) -> None:
    """Marks the ends in a literal that a callee may run any number of times."""
    value = unit.body.find(V.FUNC, literal)
    if any(value in call.args and runs_once(unit, c) for c, call in enumerate(unit.body.calls)):
        return
    inside = family(unit.body.funcs, literal)
    channel.sends = [evolve(end, many=True) if end.func in inside else end for end in channel.sends]


def _is_inside(unit: Unit, channel: Channel, literal: int) -> bool:
    """Whether a channel is declared inside a literal."""
    func = unit.body.vars[channel.var].func
    while func >= 0:
        if func == literal:
            return True
        func = unit.body.funcs[func].parent
    return False


def _handed(unit: Unit, channel: Channel, call: int, index: int, started: bool) -> None:
    """A channel as an argument: what the callee does with it counts as done by the call."""
    callee = unit.typer.callee(call)
    other = unit.lower_other(callee.decl) if callee.decl is not None else None
    if other is None or not other.body.funcs:
        channel.escape()
        return
    params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
    inner = parameter(other, params[index]) if index < len(params) else None
    if inner is None or inner.escapes:
        channel.escape()
        return
    _done_by(unit, channel, call, other, inner)
    if started and not (inner.sends or inner.receives or inner.closes):
        channel.ignored.append(call)


def _handed_literal(unit: Unit, channel: Channel, call: int, index: int, started: bool) -> None:
    """A channel as an argument of a literal, as in `go func(out chan<- int) { … }(ch)`."""
    literal = unit.literal_of(unit.body.calls[call].callee)
    params = unit.body.funcs[literal].params
    inner = parameter(unit, params[index]) if index < len(params) else None
    if inner is None or inner.escapes or not started or params[index] in unit.assigned:
        channel.escape()
    else:
        _done_by(unit, channel, call, unit, inner)


def _done_by(unit: Unit, channel: Channel, call: int, other: Unit, inner: Channel) -> None:
    """Adds what a called function does with the channel that it gets."""
    made = unit.body.calls[call]
    base = max(unit.literal_of(made.callee), 0)
    if inner.closes:
        channel.closes.append(made.start)
    wanted = (Op.CALL, Op.GO, Op.DEFER)
    block = next(
        (i for i, b in enumerate(unit.body.blocks) for op in b.ops if op[0] in wanted and op[1] == call), 0
    )
    for ends, into in ((inner.sends, channel.sends), (inner.receives, channel.receives)):
        if ends:
            guarded = all(end.guarded for end in ends)
            many = any(_repeats(other, end) or not _runs_once(other, end.func, base) for end in ends) or (
                len(ends) > 1 and ends is inner.receives
            )
            start, end = (ends[-1].start, ends[-1].end) if base else (made.start, made.end)
            count = most_ends(other, ends)
            into.append(End(made.func, made.loop, block, start, end, guarded, False, call, many, count))


def most_ends(unit: Unit, ends: list[End]) -> int:
    """The most of some ends on one path through a function, loops walked once."""
    if len(ends) == 1:
        return ends[0].count
    best = 0
    for func in {end.func for end in ends}:
        counts = {end.start: end.count for end in ends if end.func == func}
        seen: set[tuple[int, int]] = set()
        todo = [(unit.body.funcs[func].entry, 0)]
        while todo and len(seen) < 4000:
            index, count = todo.pop()
            if (index, count) in seen or count > sum(counts.values()):
                continue
            seen.add((index, count))
            block = unit.body.blocks[index]
            count += sum(counts.get(op[3], 0) for op in block.ops)
            best = max(best, count)
            todo += [(following, count) for following in successors(block.end)]
    return best


def _repeats(unit: Unit, end: End) -> bool:
    """Whether control comes back to an end: it stands in a loop that it does not leave at once."""
    return end.many or any(
        comes_back(unit, end.block, loop)
        for loop in loops_around(unit, end.loop, unit.body.funcs[end.func].loop)
    )


def _runs_once(unit: Unit, func: int, base: int) -> bool:
    """Whether a literal is deferred, started or called at one place, outside loops, and those around it up to `base`."""
    while func > 0 and func != base:
        if unit.body.funcs[func].loop >= 0:
            return False
        calls = [call for call in unit.body.calls if unit.literal_of(call.callee) == func]
        if len(calls) != 1 or calls[0].loop >= 0:
            return False
        func = unit.body.funcs[func].parent
    return True


def parameter(other: Unit, param: int) -> Channel | None:
    """What a function does with a channel parameter."""
    key = ("channel", param)
    known = other.answers.get(key)
    if known is None:
        value = other.body.find(V.VAR, param)
        known = Channel(param, value, 0, -1)
        other.answers[key] = known
        if value >= 0:
            _operations(other, {value: known})
            _mentions(other, {value: known})
    return known
