"""Questions about the paths around the ends of a channel."""

import operator
from collections.abc import Iterator
from itertools import pairwise

from attrs import frozen

from leakline.analysis.chanuse import Channel, End, channels
from leakline.analysis.launches import Launch, comes_back, launches, successors
from leakline.analysis.paths import Exit, State
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V, Value


def early_exits(
    unit: Unit, channel: Channel, receives: list[End], unheard: bool, ends: "Endings"
) -> Iterator[Exit]:
    """Ways out of a gathering loop other than its own end; `unheard` asks for those that have received nothing."""
    for end in receives:
        loop = unit.body.loops[end.loop]
        todo = [block for block in successors(unit.body.blocks[loop.head].end) if block != loop.exit]
        seen = set(todo)
        while todo:
            index = todo.pop()
            block = unit.body.blocks[index]
            if unheard and any(op[0] == Op.RECEIVE and op[1] == channel.value for op in block.ops):
                continue
            if any(op[0] == Op.RECEIVE and op[3] in ends.settled for op in block.ops):
                continue
            if block.end[0] == T.RETURN and block.ops:
                op = block.ops[-1]
                yield Exit("return", op[3], op[4], (), State())
                continue
            for following in successors(block.end):
                if following == loop.head or following in seen:
                    continue
                if ends.is_last(unit, index, following, end.loop):
                    continue
                if any(
                    op[0] == Op.RANGE and op[1] == channel.value for op in unit.body.blocks[following].ops
                ):
                    continue
                seen.add(following)
                todo.append(following)


@frozen
class Endings:
    """How the receiver learns that nothing more is sent."""

    settled: frozenset[int]
    """Where receives from other channels stand that only happen when the send is over or never comes."""
    told: frozenset[int]
    """Variables that say whether the channel is still open, as in `v, ok := <-ch`."""
    said: frozenset[int]
    """Where they are assigned: offsets of the operations."""
    received: frozenset[int]
    """Variables that hold what was received."""
    last: int
    """The constant that is sent last, or -1."""

    def is_last(self, unit: Unit, block: int, following: int, loop: int) -> bool:
        """Whether a branch is taken only once the channel is closed, or its last value received."""
        kind, *rest = unit.body.blocks[block].end
        if kind != T.IF:
            return False
        condition, held = int(rest[0]), following == rest[1]
        value = unit.body.values[condition]
        if value[0] == V.VAR and value[1] in self.told:
            return not held
        if self.last < 0 or not unit.variables(condition) & self.received:
            return False
        return _holds(unit, value, self.last, held) and not comes_back(unit, following, loop)


def _holds(unit: Unit, condition: Value, last: int, held: bool) -> bool:
    """Whether a condition on what was received may come out so for the last value."""
    if condition[0] != V.COMPARE:
        return condition[0] in (V.VAR, V.FIELD)
    known, other = _integer(unit, last), _integer(unit, condition[3])
    if known is not None and other is not None and condition[1] in _COMPARED:
        return held == _COMPARED[condition[1]](known, other)
    if condition[1] == "==" and unit.body.values[condition[3]][0] in _CONSTANTS:
        return unit.body.values[last][0] == V.COMPOSITE or held == (condition[3] == last)
    return True


def _integer(unit: Unit, value: int) -> int | None:
    kind, *rest = unit.body.values[value]
    if kind == V.UNARY and rest[0] == "-":
        inner = _integer(unit, rest[1])
        return None if inner is None else -inner
    return int(rest[0]) if kind == V.CONST and str(rest[0]).isdigit() else None


_COMPARED = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


_CONSTANTS = (V.CONST, V.NIL, V.BOOL, V.UNARY)


def endings(unit: Unit, channel: Channel, send: End, launch: Launch) -> Endings:
    """What tells the receiver that a send is over."""
    values = unit.body.values
    told: set[int] = set()
    said: set[int] = set()
    received: set[int] = set()
    for block in unit.body.blocks:
        for first, second in pairwise(block.ops):
            kind, *rest = values[first[2]] if first[0] in (Op.ASSIGN, Op.DISCARD) else (-1,)
            if kind != V.RECEIVE or rest[0] != channel.value:
                continue
            if first[0] == Op.ASSIGN:
                received.add(first[1])
            also = second[0] == Op.ASSIGN and second[2] == unit.body.find(V.OTHER, rest[1] + 1)
            if also and second[4] == first[4]:
                told.add(second[1])
                said.add(second[3])
    told -= {
        op[1]
        for block in unit.body.blocks
        for op in block.ops
        if op[0] == Op.ASSIGN and op[3] not in said and values[op[2]][0] != V.BOOL
    }
    return Endings(
        frozenset(_settled(unit, channel, send, launch)),
        frozenset(told),
        frozenset(said),
        frozenset(received),
        _last(unit, channel, send, launch),
    )


def _last(unit: Unit, channel: Channel, send: End, launch: Launch) -> int:
    """The constant that the one sending goroutine sends after all others, or -1."""
    if not _is_single(unit, channel, launch) or any(end.func != send.func for end in channel.sends):
        return -1
    for index, block in enumerate(unit.body.blocks):
        for at, op in enumerate(block.ops):
            if op[0] != Op.SEND or op[1] != channel.value or _follows(unit, index, at, channel.value):
                continue
            if len(channel.sends) > 1 and unit.body.values[op[2]][0] in (*_CONSTANTS, V.COMPOSITE):
                return op[2]
    return -1


def _is_single(unit: Unit, channel: Channel, launch: Launch) -> bool:
    """Whether one goroutine is started for a channel."""
    if launch.literal < 0 or launch.loop != unit.body.vars[channel.var].loop:
        return False
    return len([each for each in launches(unit) if each.literal == launch.literal]) == 1


def _settled(unit: Unit, channel: Channel, send: End, launch: Launch) -> Iterator[int]:
    """Receives from other channels that tell that a send is over, or that it never comes."""
    beside = {
        start
        for select in unit.body.selects
        if any(case[0] == channel.value for case in select.cases)
        for _, _, _, start, _ in select.cases
    }
    cases = {block: start for s in unit.body.selects for _, _, block, start, _ in s.cases if start in beside}
    for other in channels(unit):
        if other is channel or unit.body.vars[other.var].loop != unit.body.vars[channel.var].loop:
            continue
        handed = send.call >= 0 and other.value in unit.body.calls[send.call].args
        if not handed and (other.escapes or not _is_over(unit, channel, other, send, launch)):
            continue
        for index, block in enumerate(unit.body.blocks):
            for op in block.ops:
                # Without the other case beside it, who waits for the end of the send waits for ever.
                if op[0] == Op.RECEIVE and op[1] == other.value and op[3] >= cases.get(index, op[3] + 1):
                    yield op[3]


def _is_over(unit: Unit, channel: Channel, other: Channel, send: End, launch: Launch) -> bool:
    """Whether every signal on another channel comes after a send, or instead of it."""
    close = unit.body.find(V.GLOBAL, "close")
    signals: list[tuple[int, int]] = []
    for index, block in enumerate(unit.body.blocks):
        for at, op in enumerate(block.ops):
            if op[0] == Op.SEND and op[1] == other.value:
                signals.append((index, at))
            elif op[0] in (Op.CALL, Op.DEFER):
                made = unit.body.calls[op[1]]
                if made.callee == close and other.value in made.args:
                    signals.append((index, at))
    single = _is_single(unit, channel, launch)
    return bool(signals) and all(
        (single and _is_after(unit, channel, index, at, send, launch))
        or _has_waited(unit, index, at, send, launch)
        for index, at in signals
    )


def _is_after(unit: Unit, channel: Channel, index: int, at: int, send: End, launch: Launch) -> bool:
    """Whether the goroutine signals at a place only where a send of its own is over or never comes."""
    block = unit.body.blocks[index]
    deferred = {
        each.literal for each in launches(unit) if each.kind == "defer" and each.func == launch.literal
    }
    if send.func in deferred:
        return recovers(unit, send.func) and block.func == launch.literal and block.ops[at][0] == Op.SEND
    if send.func != launch.literal:
        return False
    if block.func in deferred or (block.func == send.func and block.ops[at][0] == Op.DEFER):
        return True
    return block.func == send.func and not _follows(unit, index, at, channel.value, send.start)


def _follows(unit: Unit, index: int, at: int, value: int, start: int = -1) -> bool:
    """Whether a send on a channel, or the one at `start`, may run after an operation."""

    def sends(ops: list[Operation]) -> bool:
        return any(op[0] == Op.SEND and op[1] == value and start in (-1, op[3]) for op in ops)

    if sends(unit.body.blocks[index].ops[at + 1 :]):
        return True
    seen: set[int] = set()
    todo = successors(unit.body.blocks[index].end)
    while todo:
        following = todo.pop()
        if following not in seen:
            seen.add(following)
            if sends(unit.body.blocks[following].ops):
                return True
            todo += successors(unit.body.blocks[following].end)
    return False


def _has_waited(unit: Unit, index: int, at: int, send: End, launch: Launch) -> bool:
    """Whether a signal comes from somebody who has waited for the group of the senders."""
    block = unit.body.blocks[index]
    start = block.ops[at][3]
    groups = groups_of(unit, launch, send.start)
    for made in unit.body.calls:
        kind, *rest = unit.body.values[made.callee]
        waits = kind == V.FIELD and rest[1] == "Wait" and rest[0] in groups and made.func == block.func
        if waits and (made.start < start or block.ops[at][0] in (Op.DEFER, Op.SEND)):
            return True
    return False


def groups_of(unit: Unit, launch: Launch, after: int = -1) -> set[int]:
    """Groups whose Done a launched goroutine calls or defers, at `after` or later."""
    groups = {launch.group} if launch.group >= 0 else set[int]()
    if launch.literal < 0:
        for arg in unit.body.calls[launch.call].args:
            kind, *rest = unit.body.values[arg]
            groups |= {arg, rest[0]} if kind == V.ADDR else {arg}
        return groups
    late = {each.call for each in launches(unit) if each.kind == "defer"}
    inner = {each.literal for each in launches(unit) if each.kind == "defer" and each.func == launch.literal}
    for call, made in enumerate(unit.body.calls):
        kind, *rest = unit.body.values[made.callee]
        is_done = kind == V.FIELD and rest[1] == "Done" and made.func in {launch.literal, *inner}
        if is_done and (made.start > after or call in late or made.func in inner):
            groups.add(rest[0])
    return groups


def rank(unit: Unit, send: End, channel: Channel) -> int:
    """How many sends may come before this one on a path through its own function."""
    best = 0
    seen: set[tuple[int, int]] = set()
    todo = [(unit.body.funcs[send.func].entry, 0)]
    while todo and len(seen) < 4000:
        index, count = todo.pop()
        if (index, count) in seen or count > len(channel.sends):
            continue
        seen.add((index, count))
        for op in unit.body.blocks[index].ops:
            if op[0] == Op.SEND and op[1] == channel.value:
                if op[3] == send.start:
                    best = max(best, count)
                count += 1
        todo += [(following, count) for following in successors(unit.body.blocks[index].end)]
    return best


def most(unit: Unit, func: int, channel: Channel) -> int:
    """The most sends on one path through a function, loops walked once."""
    best = 0
    seen: set[tuple[int, int]] = set()
    todo = [(unit.body.funcs[func].entry, 0)]
    while todo and len(seen) < 4000:
        index, count = todo.pop()
        if (index, count) in seen or count > len(channel.sends):
            continue
        seen.add((index, count))
        block = unit.body.blocks[index]
        count += sum(1 for op in block.ops if op[0] == Op.SEND and op[1] == channel.value)
        best = max(best, min(count, len(channel.sends)))
        todo += [(following, count) for following in successors(block.end)]
    return best


def recovers(unit: Unit, func: int) -> bool:
    recover = unit.body.find(V.GLOBAL, "recover")
    return any(call.func == func and call.callee == recover for call in unit.body.calls)
