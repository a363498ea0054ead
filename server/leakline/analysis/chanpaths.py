"""Questions about the paths around the ends of a channel."""

import operator
from collections.abc import Callable, Iterator

from attrs import frozen

from leakline.analysis.cancelling import cancels
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
        todo = [
            block
            for block in successors(unit.body.blocks[loop.head].end)
            if block != loop.exit and not ends.is_last(unit, loop.head, block, end.loop)
        ]
        seen = set(todo)
        later = [each for each in receives if each.loop != end.loop and each.ranged]
        drained = {each.call for each in channel.receives if each.call >= 0 and each.many}
        while todo:
            index = todo.pop()
            block = unit.body.blocks[index]
            if unheard and any(op[0] == Op.RECEIVE and op[1] == channel.value for op in block.ops):
                continue
            if any(
                (op[0] == Op.RECEIVE and op[3] in ends.settled) or (op[0] == Op.CALL and op[1] in drained)
                for op in block.ops
            ):
                continue
            if index == loop.exit and any(_is_drain(unit, each) for each in later):
                continue  # who breaks off drains the rest where there is any
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


def _is_drain(unit: Unit, end: End) -> bool:
    """Whether a loop does nothing but receive."""
    return all(op[0] == Op.RANGE for block in unit.body.blocks if block.loop == end.loop for op in block.ops)


@frozen
class Endings:
    """How the receiver learns that nothing more is sent."""

    channel: int
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
        if value[0] == V.COMPARE and value[2] == self.channel and unit.body.values[value[3]][0] == V.NIL:
            return held  # set to nil once it was closed
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
    told, said, received = _heard(unit, channel.value)
    for other in _beside(unit, channel):
        if not other.escapes and _is_over(unit, channel, _signals(unit, other, True), send, launch):
            also = _heard(unit, other.value)
            told, said = told | also[0], said | also[1]
    told -= {
        op[1]
        for block in unit.body.blocks
        for op in block.ops
        if op[0] == Op.ASSIGN and op[3] not in said and unit.body.values[op[2]][0] != V.BOOL
    }
    return Endings(
        channel.value,
        frozenset(_settled(unit, channel, send, launch)),
        frozenset(told),
        frozenset(said) | frozenset(_refused(unit, channel, send, launch)),
        frozenset(received),
        _last(unit, channel, send, launch),
    )


def _heard(unit: Unit, channel: int) -> tuple[set[int], set[int], set[int]]:
    """Variables that say whether a channel is open, where they are assigned, and variables of received values."""
    told: set[int] = set()
    said: set[int] = set()
    received: set[int] = set()
    for block in unit.body.blocks:
        serial, end = -1, -1  # of the receive in the operation before
        for op in block.ops:
            if op[0] not in (Op.ASSIGN, Op.DISCARD):
                serial = -1
                continue
            kind, *rest = unit.body.values[op[2]]
            if op[0] == Op.ASSIGN and kind in (V.RECEIVE, V.ELEMENT) and rest[0] == channel:
                received.add(op[1])
            if op[0] == Op.ASSIGN and serial >= 0 and end == op[4] and (kind, *rest) == (V.OTHER, serial + 1):
                told.add(op[1])
                said.add(op[3])
            serial, end = (rest[1], op[4]) if kind == V.RECEIVE and rest[0] == channel else (-1, -1)
    return told, said, received


def _beside(unit: Unit, channel: Channel) -> list[Channel]:
    """The other channels that are made as often as this one."""
    loop = unit.body.vars[channel.var].loop
    return [each for each in channels(unit) if each is not channel and unit.body.vars[each.var].loop == loop]


def _refused(unit: Unit, channel: Channel, send: End, launch: Launch) -> Iterator[int]:
    """Where an error is received that is nil if the send comes at all, as in `if err := <-started; err != nil`."""
    if not _is_single(unit, channel, launch) or send.func != launch.literal:
        return
    for other in _beside(unit, channel):
        signals = _signals(unit, other, False)
        ops = [(index, at, unit.body.blocks[index].ops[at]) for index, at in signals]
        if not ops or other.escapes or any(unit.body.blocks[index].func != send.func for index, _ in signals):
            continue
        if all(
            op[0] == Op.SEND
            and (
                unit.body.values[op[2]][0] == V.NIL
                or not _follows(unit, index, at, channel.value, send.start)
            )
            for index, at, op in ops
        ):
            for block in unit.body.blocks:
                for op in block.ops:
                    if op[0] == Op.ASSIGN and unit.body.values[op[2]][:2] == (V.RECEIVE, other.value):
                        yield op[3]


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
    for block in unit.body.blocks:
        for op in block.ops:
            if op[0] == Op.RECEIVE and unit.body.values[op[1]][0] in (V.CALL, V.RESULT):
                ended = cancels(unit, op[1])
                if ended and _is_over(unit, channel, ended, send, launch):
                    yield op[3]
    for other in _beside(unit, channel):
        handed = send.call >= 0 and other.value in unit.body.calls[send.call].args
        if not handed and (
            other.escapes or not _is_over(unit, channel, _signals(unit, other, False), send, launch)
        ):
            continue
        for index, block in enumerate(unit.body.blocks):
            for op in block.ops:
                # Without the other case beside it, who waits for the end of the send waits for ever.
                if op[0] == Op.RECEIVE and op[1] == other.value and op[3] >= cases.get(index, op[3] + 1):
                    yield op[3]


def _signals(unit: Unit, channel: Channel, closes_only: bool) -> list[tuple[int, int]]:
    """Where a channel is sent on or closed: block, and index of the operation."""
    close = unit.body.find(V.GLOBAL, "close")
    found: list[tuple[int, int]] = []
    for index, block in enumerate(unit.body.blocks):
        for at, op in enumerate(block.ops):
            if op[0] == Op.SEND and op[1] == channel.value and not closes_only:
                found.append((index, at))
            elif op[0] in (Op.CALL, Op.DEFER):
                made = unit.body.calls[op[1]]
                if made.callee == close and channel.value in made.args:
                    found.append((index, at))
    return found


def _is_over(unit: Unit, channel: Channel, signals: list[tuple[int, int]], send: End, launch: Launch) -> bool:
    """Whether every signal on another channel comes after a send, or instead of it."""
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
    return runs_after(
        unit, index, at, lambda op: op[0] == Op.SEND and op[1] == value and start in (-1, op[3])
    )


def runs_after(unit: Unit, index: int, at: int, wanted: Callable[[Operation], bool]) -> bool:
    """Whether an operation may run after another one of its function."""
    if any(wanted(op) for op in unit.body.blocks[index].ops[at + 1 :]):
        return True
    seen: set[int] = set()
    todo = successors(unit.body.blocks[index].end)
    while todo:
        following = todo.pop()
        if following not in seen:
            seen.add(following)
            if any(wanted(op) for op in unit.body.blocks[following].ops):
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
