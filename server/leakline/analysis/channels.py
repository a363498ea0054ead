"""Sends that nobody receives: local channels whose two ends are both in sight."""

from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from leakline.analysis import fieldchannels
from leakline.analysis.chanpaths import Endings, early_exits, endings, most, rank, recovers, runs_after
from leakline.analysis.chanuse import Channel, End, channels
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.counting import bound, number
from leakline.analysis.finding import Finding
from leakline.analysis.launches import Launch, comes_back, launches, loops_around
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.rules import Rule
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


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The blocked sends of one declaration, one a send."""
    seen: set[int] = set()
    for channel in channels(unit):
        for blocked in _blocked(unit, channel):
            if blocked.send.start not in seen:
                seen.add(blocked.send.start)
                yield _finding(unit, rule, blocked)
    yield from fieldchannels.sends(unit, rule)


def _finding(unit: Unit, rule: Rule, blocked: Blocked) -> Finding:
    name = unit.body.vars[blocked.channel.var].name
    severity = "information" if unit.is_start_up or unit.is_test else rule.severity
    related = [unit.related(blocked.channel.made, f"{name} is made here")]
    for each in blocked.exits[:4]:
        related += [unit.related(start, "on this path …") for start, _, _ in each.branches[-2:]]
        related.append(unit.related(each.start, "… the receiver leaves here and never receives"))
    return unit.finding(
        rule,
        severity,
        f"the send on {name} can wait forever: {blocked.why}",
        blocked.send.start,
        blocked.send.end,
        tuple(related),
        confidence=0.85,
    )


def _blocked(unit: Unit, channel: Channel) -> Iterator[Blocked]:
    if channel.escapes:
        return
    bare = [send for send in channel.sends if not send.guarded]
    if not bare:
        return
    home = unit.body.vars[channel.var].func
    launched = {launch.literal: launch for launch in launches(unit) if launch.kind == "go"}
    named = {launch.call: launch for launch in launches(unit) if launch.kind == "go"}
    far = [send for send in bare if _launch_of(unit, send, launched, named, home) is not None]
    total = _total(unit, channel, launched, named, home)
    capacity = _capacity(unit, channel)
    if not channel.receives:
        if capacity is not None and total > capacity:
            for send in bare:
                yield Blocked(send, channel, "nobody receives from it")
        return
    for send in far:
        launch = _launch_of(unit, send, launched, named, home)
        if launch is None or launch.func != home:
            continue
        others = [
            end
            for end in channel.receives
            if end.call in named or (end.func != home and _is_other(unit, end, launched, home))
        ]
        if others:
            # Who sends a token to take it back himself: a lock if there is room for it, else stuck for good.
            alone = {end.func for end in channel.receives} == {send.func} and launch.literal == send.func
            if alone and capacity == 0 and launch.loop == unit.body.vars[channel.var].loop:
                yield Blocked(send, channel, "only the goroutine that sends receives from it")
            continue
        if not _is_short(unit, channel, capacity, total, send, launch):
            continue
        yield from _left_alone(unit, channel, send, launch, total, capacity)


def _total(
    unit: Unit, channel: Channel, launched: dict[int, Launch], named: dict[int, Launch], home: int
) -> int:
    """How many values are sent at the most: along one path of each goroutine, times how often it is started."""
    by_func: dict[tuple[int, int], list[End]] = {}
    for send in channel.sends:
        by_func.setdefault((send.func, send.call), []).append(send)
    total = 0
    if len(by_func) > 1:
        # What a deferred literal sends after a panic was not sent before it.
        by_func = {key: sends for key, sends in by_func.items() if not recovers(unit, key[0])}
    for (func, call), sends in by_func.items():
        times = [_times(unit, channel, send, _launch_of(unit, send, launched, named, home)) for send in sends]
        if call >= 0 or max(times) >= MANY or len(sends) == 1:
            total += sum(times) if call >= 0 else max(times)
        else:
            total += most(unit, func, channel) * max(times)
    return min(total, MANY)


def _is_other(unit: Unit, end: End, launched: dict[int, Launch], home: int) -> bool:
    """Whether an end stands in a goroutine of its own, not in a literal that the home function runs."""
    func = end.func
    while func >= 0 and func != home:
        if func in launched or end.call in {launch.call for launch in launched.values()}:
            return True
        func = unit.body.funcs[func].parent
    return False


def _launch_of(
    unit: Unit, send: End, launched: dict[int, Launch], named: dict[int, Launch], home: int
) -> Launch | None:
    """The outermost goroutine, started by the home function, that a send stands in."""
    if send.call >= 0:
        return named.get(send.call) if send.call in named else None
    found = None
    func = send.func
    while func >= 0 and func != home:
        found = launched.get(func, found)
        func = unit.body.funcs[func].parent
    return found


def _times(unit: Unit, channel: Channel, send: End, launch: Launch | None) -> int:
    """How many values a send puts into one channel."""
    stop = unit.body.vars[channel.var].loop
    if launch is not None and any(end.loop == launch.loop for end in channel.receives):
        stop = launch.loop  # each step of the loop receives what it sends
    loop = send.loop if send.call < 0 else (MANY if send.many else -1)
    if loop == MANY:
        return MANY
    times = 1
    for around in loops_around(unit, max(loop, launch.loop if launch is not None else -1), stop):
        steps = bound(unit, around)
        if (
            steps is None
            and unit.body.loops[around].func == send.func
            and not comes_back(unit, send.block, around)
        ):
            continue  # it leaves the loop once it has sent
        times = MANY if steps is None else times * steps
    return min(times, MANY)


def _capacity(unit: Unit, channel: Channel) -> int | None:
    if channel.capacity < 0:
        return 0
    return number(unit, channel.capacity)


def _is_short(
    unit: Unit, channel: Channel, capacity: int | None, total: int, send: End, launch: Launch
) -> bool:
    """Whether the buffer may not hold all that is sent."""
    if capacity is not None:
        return total > capacity
    return False  # a computed capacity is most often the number of senders


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
            return evolve(state, phase=Phase.HELD, holders=frozenset((self.channel.value,)))
        if state.phase != Phase.HELD:
            return state
        if kind == Op.DEFER and op[1] in self.drains:
            return None
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
            return evolve(state, errors=frozenset((value,)))
        if op[1] == self.channel.var:
            return evolve(state, holders=frozenset())
        return evolve(state, errors=frozenset()) if value in state.errors else state

    def _done(self, state: State, op: Operation) -> State:
        return evolve(state, phase=Phase.DONE)


def _left_alone(
    unit: Unit, channel: Channel, send: End, launch: Launch, total: int, capacity: int | None
) -> Iterator[Blocked]:
    """The receiver can leave before it has received what is sent."""
    home = unit.body.vars[channel.var].func
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
            yield Blocked(send, channel, why, tuple(early))
        return
    if drains:
        in_loop = [end for end in in_loop if end.func == home]
    enough = needed <= 1 or bool(in_loop)
    tracker = ReceiveTracker(
        unit, channel, launch, enough, _headers(unit, in_loop, launch), ends, drains, waits
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
    once_only = once_only and not repeated and not _races(unit, channel, launch)
    if once_only and rank(unit, send, channel) < (capacity or 0) + 1:
        once = ReceiveTracker(unit, channel, launch, True, tracker.gathers, ends, drains, waits)
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
    yield Blocked(send, channel, why, ordered)


def _races(unit: Unit, channel: Channel, launch: Launch) -> bool:
    """Whether all senders are goroutines that start together, so that any of them may be the one left over."""
    senders = {end.call if end.call >= 0 else end.func for end in channel.sends}
    together = {
        each.call if each.literal < 0 else each.literal
        for each in launches(unit)
        if each.kind == "go" and each.block == launch.block
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
