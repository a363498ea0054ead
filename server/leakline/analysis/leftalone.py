"""Receivers that leave before they have received what goroutines of the same function send."""

from collections.abc import Iterator

from attrs import define, field, frozen

from leakline.analysis.chanpaths import Endings, early_exits, endings, rank, runs_after
from leakline.analysis.chanuse import Channel, End
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.constants import bound
from leakline.analysis.launches import Launch, launches, loops_around, successors
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.shutdowns import silencing
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V

MANY = 1 << 20
"""A number of sends that no one can tell."""


@frozen
class Blocked:
    """One send that may wait for ever."""

    send: End
    channel: Channel
    why: str
    exits: tuple[Exit, ...] = ()
    total: int = 0
    """How many values are sent at the most, 0 where the room for them is not the question."""


@define(eq=False)
class ReceiveTracker:
    """Walks from a launch to the receives that it waits for."""

    unit: Unit
    channel: Channel
    launch: Launch
    enough: bool
    """Whether one receive is all that is needed."""
    gathers: frozenset[int]
    """Where the headers of loops that receive stand: offsets of their conditions and range clauses."""
    ends: Endings
    drains: frozenset[int]
    """Calls that receive all that comes, where they are deferred."""
    silenced: frozenset[int] = frozenset()
    """Calls after which nothing is sent any more."""
    waits: frozenset[int] = frozenset()
    """Calls that wait for the senders to end."""
    waited: list[tuple[int, int]] = field(factory=list[tuple[int, int]])

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if state.phase == Phase.DONE:
            return state
        if kind in (Op.GO, Op.CALL) and op[1] == self.launch.call:
            if self.drains & set(state.defers):
                return None
            return state._replace(phase=Phase.HELD, holders=frozenset((self.channel.value,)))
        if state.phase != Phase.HELD:
            return state
        if kind == Op.DEFER and op[1] in self.drains:
            return None
        if kind in (Op.CALL, Op.DEFER) and op[1] in self.silenced:
            return self._done(state, op)
        if kind == Op.ASSIGN:
            return self._assigned(state, op)
        if kind == Op.CALL and op[1] in self.waits:
            walk.report(walk.here, "wait", op[3], op[4], state)
            return None
        if kind in (Op.BRANCH, Op.RANGE) and op[3] in self.gathers:
            # A loop that receives is taken to do so: its early ways out are looked at one by one.
            walk.moved += 1
            return self._done(state, op)
        if kind == Op.RANGE and op[1] == self.channel.value:
            walk.moved += 1
            return self._done(state, op)
        if kind == Op.RECEIVE and op[3] in self.ends.settled:
            walk.moved += 1
            return self._done(state, op)
        if kind == Op.RECEIVE and op[1] == self.channel.value:
            walk.moved += 1
            return self._done(state, op) if self.enough else state
        if kind == Op.CALL and any(end.call == op[1] for end in self.channel.receives):
            walk.moved += 1
            return self._done(state, op)
        return state

    def _assigned(self, state: State, op: Operation) -> State:
        """What an assignment tells: a channel that was set is not nil, and `ok` of a receive is false of a closed one."""
        value = self.unit.body.find(V.VAR, op[1])
        if op[3] in self.ends.said:
            return state._replace(errors=frozenset((value,)))
        if op[1] == self.channel.var:
            return state._replace(holders=frozenset())
        return state._replace(errors=frozenset()) if value in state.errors else state

    def _done(self, state: State, op: Operation) -> State:
        return state._replace(phase=Phase.DONE)


def left_alone(
    unit: Unit, channel: Channel, send: End, launch: Launch, total: int, capacity: int | None
) -> Iterator[Blocked]:
    """The receiver can leave before it has received what is sent."""
    home = unit.body.vars[channel.var].func
    if capacity and _puts_back(unit, channel, launch):
        return
    needed = total - (capacity or 0)
    received = _received(unit, channel, home)
    mine = [end for end in channel.receives if not end.ranged]
    in_loop = [
        end for end in channel.receives if end.loop != unit.body.vars[channel.var].loop and end.loop >= 0
    ]
    waits = _waits_before(unit, launch, send) if capacity == 0 else frozenset[int]()
    ends, drains = endings(unit, channel, send, launch), _drains(unit, channel)
    if received is not None and received >= needed > 1:
        early = [] if drains else list(early_exits(unit, channel, in_loop, False, ends))
        if early:
            why = f"the receiver can leave on line {unit.shown_line(early[0].start)} without receiving"
            yield Blocked(send, channel, why, tuple(early), total)
        return
    if drains:
        in_loop = [end for end in in_loop if end.func == home]
    enough = needed <= 1 or bool(in_loop)
    tracker = ReceiveTracker(
        unit,
        channel,
        launch,
        enough,
        _headers(unit, in_loop, launch),
        ends,
        drains,
        silencing(unit, send),
        waits,
    )
    walk = Walk(unit, tracker.step, worth_remembering(unit))
    walk.run(home, State())
    if walk.gave_up:
        return
    exits = {(e.kind, e.start): e for e in walk.exits}
    if received is not None and in_loop and 1 < received < needed < MANY:
        last = channel.receives[-1]
        exits.setdefault(("count", last.start), Exit("count", last.start, last.end, (), State()))
    elif drains:
        pass  # the walk has told which ways out come before the draining is deferred
    elif needed > 1:
        for each in early_exits(unit, channel, in_loop, False, ends):
            exits.setdefault((each.kind, each.start), each)
    elif not exits:
        for each in early_exits(unit, channel, [end for end in in_loop if end.guarded], True, ends):
            exits.setdefault((each.kind, each.start), each)
    if not exits:
        return
    once_only = 1 < total < MANY and launch.loop == unit.body.vars[channel.var].loop
    repeated = len(channel.sends) == 1 and send.call < 0 and send.loop != unit.body.funcs[send.func].loop
    repeated = repeated or send.count > 1
    once_only = once_only and not repeated and not _races(unit, channel, launch)
    if once_only and rank(unit, send, channel) < (capacity or 0) + 1:
        once = ReceiveTracker(
            unit, channel, launch, True, tracker.gathers, ends, drains, tracker.silenced, waits
        )
        always = Walk(unit, once.step, walk.facts_wanted)
        always.run(home, State())
        if not always.exits:
            return  # this one is received, it is a later one that blocks
    ordered = tuple(sorted(exits.values(), key=lambda e: e.start))
    first = ordered[0]
    line = unit.shown_line(first.start)
    if first.kind == "count":
        why = f"{total} values are sent, and {received} received, the last on line {line}"
    elif first.kind == "wait":
        why = f"the receiver waits for the sender to end first, on line {line}"
    elif total > 1 and not in_loop and needed > len(mine):
        why = f"{'more' if total >= MANY else total} values are sent, and {len(mine)} received before line {line}"
    else:
        why = f"the receiver can leave on line {line} without receiving"
    yield Blocked(send, channel, why, ordered, total)


def _puts_back(unit: Unit, channel: Channel, launch: Launch) -> bool:
    """Whether each value sent takes the place of one that the loop has just received: there is room for it."""
    body, outside = unit.body, unit.body.vars[channel.var].loop
    mine = [end for end in channel.sends if end.func == launch.literal]
    others = [end for end in channel.sends if end.func != launch.literal]
    if launch.loop == outside or len(mine) != 1 or mine[0].loop != body.funcs[launch.literal].loop:
        return False
    if any(end.func != launch.func or end.loop != outside for end in others):
        return False
    todo, seen = [body.loops[launch.loop].head], set[int]()
    while todo:
        index = todo.pop()
        block = body.blocks[index]
        if index in seen or any(op[0] == Op.RECEIVE and op[1] == channel.value for op in block.ops):
            continue
        if index == launch.block:
            return False
        seen.add(index)
        todo += successors(block.end)
    return True


def _races(unit: Unit, channel: Channel, launch: Launch) -> bool:
    """Whether all senders are goroutines that start together, so that any of them may be the one left over."""
    senders = {end.call if end.call >= 0 else end.func for end in channel.sends}
    together = {
        name
        for each in launches(unit)
        if each.kind == "go" and each.block == launch.block
        for name in (each.call, each.literal)
    }
    ops = unit.body.blocks[launch.block].ops
    at = [op[3] for op in ops if op[0] == Op.RECEIVE and op[1] == channel.value]
    last = max(op[3] for op in ops if op[0] == Op.GO) if any(op[0] == Op.GO for op in ops) else -1
    return len(senders) > 1 and senders <= together and not any(start < last for start in at)


def _received(unit: Unit, channel: Channel, home: int) -> int | None:
    """How many values are received where every receive runs, or None where that cannot be told."""
    total = 0
    for end in channel.receives:
        if end.ranged or end.func != home or end.guarded:
            return None
        times = 1
        for around in loops_around(unit, end.loop, unit.body.vars[channel.var].loop):
            steps = bound(unit, around)
            if steps is None:
                return None
            times *= steps
        total += times
    return total


def _headers(unit: Unit, receives: list[End], launch: Launch) -> frozenset[int]:
    """Offsets of the conditions of loops that receive and do not launch."""
    out: set[int] = set()
    for end in receives:
        around = unit.body.loops[end.loop]
        if launch.loop == end.loop or around.start < launch.start < around.end:
            continue
        out |= {
            op[3]
            for block in unit.body.blocks
            for op in block.ops
            if around.start <= op[3] < around.body_start
        }
    return frozenset(out)


def _drains(unit: Unit, channel: Channel) -> frozenset[int]:
    """Deferred calls that receive until there is nothing left."""
    found: set[int] = set()
    for launch in launches(unit):
        if launch.kind == "defer" and launch.func == unit.body.vars[channel.var].func:
            for end in channel.receives:
                inside = end.func == launch.literal and end.loop != unit.body.funcs[end.func].loop
                if (inside and end.call < 0) or (end.call == launch.call and end.many):
                    found.add(launch.call)
    return frozenset(found)


def _waits_before(unit: Unit, launch: Launch, send: End) -> frozenset[int]:
    """Calls of Wait on a group whose Done the sending goroutine defers or calls after the send."""
    if launch.literal < 0:
        return frozenset()
    groups: set[int] = set()
    ops = unit.body.blocks[send.block].ops
    at = next((i for i, op in enumerate(ops) if op[3] == send.start), 0)
    deferred = {each.call for each in launches(unit) if each.kind == "defer"}
    for call, made in enumerate(unit.body.calls):
        kind, *rest = unit.body.values[made.callee]
        if made.func == launch.literal and kind == V.FIELD and rest[1] == "Done":
            later = call in deferred or send.func != launch.literal
            if later or runs_after(unit, send.block, at, lambda op, call=call: op[:2] == (Op.CALL, call)):
                groups.add(rest[0])
    if launch.group >= 0:
        groups.add(launch.group)
    out: set[int] = set()
    for call, made in enumerate(unit.body.calls):
        kind, *rest = unit.body.values[made.callee]
        if kind == V.FIELD and rest[1] == "Wait" and rest[0] in groups and made.func == launch.func:
            out.add(call)
    return frozenset(out)
