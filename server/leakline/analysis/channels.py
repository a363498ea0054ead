"""Sends that nobody receives: local channels whose two ends are both in sight."""

from collections.abc import Iterator

from leakline.analysis import calledsends, fieldchannels
from leakline.analysis.chanpaths import most, recovers
from leakline.analysis.chanuse import Channel, End, channels
from leakline.analysis.constants import bound, number
from leakline.analysis.finding import Finding
from leakline.analysis.launches import Launch, comes_back, launches, loops_around
from leakline.analysis.leftalone import MANY, Blocked, left_alone
from leakline.analysis.rules import Rule
from leakline.analysis.sendfixes import room_for_all
from leakline.analysis.unit import Unit
from leakline.analysis.workers import Lonely, lonely_sends
from leakline.flow.ir import Op, V


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The blocked sends of one declaration, one a send."""
    seen: set[int] = set()
    for channel in channels(unit):
        if unit.is_test and _is_taken_in_cleanup(unit, channel):
            continue
        for blocked in blocked_sends(unit, channel):
            if blocked.send.start not in seen and not calledsends.stands_elsewhere(unit, blocked):
                seen.add(blocked.send.start)
                yield _finding(unit, rule, blocked)
    for lonely in lonely_sends(unit):
        if lonely.send.start not in seen:
            seen.add(lonely.send.start)
            yield _lonely(unit, rule, lonely)
    yield from calledsends.findings(unit, rule, blocked_sends)
    yield from fieldchannels.sends(unit, rule)


def _is_taken_in_cleanup(unit: Unit, channel: Channel) -> bool:
    """Whether what is left in a channel is received when the test is cleaned up."""
    registered = [
        unit.literal_of(arg)
        for made in unit.body.calls
        for arg in made.args
        if unit.body.values[made.callee][0] == V.FIELD and unit.body.values[made.callee][2] == "Cleanup"
    ]
    return any(literal >= 0 and channel.var in unit.captured[literal] for literal in registered)


def _lonely(unit: Unit, rule: Rule, lonely: Lonely) -> Finding:
    name = unit.body.vars[lonely.channel.var].name
    quiet = unit.is_start_up or unit.is_test or not lonely.certain
    return unit.finding(
        rule,
        "information" if quiet else rule.severity,
        f"the send on {name} can wait forever: {lonely.why}",
        lonely.send.start,
        lonely.send.end,
        tuple(unit.related(start, message) for start, message in lonely.places),
        confidence=0.8,
    )


def _tells_end(unit: Unit, send: End) -> bool:
    """Whether what is sent is how a server ended: it blocks once the process is about to end, too."""
    for op in unit.body.blocks[send.block].ops:
        if op[0] == Op.SEND and op[3] == send.start:
            kind, *rest = unit.body.values[op[2]]
            given = unit.assigned.get(int(rest[0]), []) if kind == V.VAR else [op[2]]
            calls = [unit.body.values[value] for value in given]
            return bool(calls) and all(
                each[0] in (V.CALL, V.RESULT)
                and unit.typer.callee(int(each[1])).short.startswith(("Serve", "ListenAndServe"))
                for each in calls
            )
    return False


def _finding(unit: Unit, rule: Rule, blocked: Blocked) -> Finding:
    name = unit.body.vars[blocked.channel.var].name
    quiet = unit.is_start_up or unit.is_test or _tells_end(unit, blocked.send)
    severity = "information" if quiet else rule.severity
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
        room_for_all(unit, blocked.channel, blocked.total),
        confidence=0.85,
    )


def blocked_sends(unit: Unit, channel: Channel) -> Iterator[Blocked]:
    """The sends of goroutines on one channel whose receiver may be gone."""
    if channel.escapes:
        return
    bare = [send for send in channel.sends if not send.guarded]
    if not bare:
        return
    home = unit.body.vars[channel.var].func
    launched = {launch.literal: launch for launch in launches(unit) if launch.kind == "go"}
    named = {launch.call: launch for launch in launches(unit) if launch.kind == "go"}
    if _is_closed_at_the_end(unit, channel, home):
        return  # a send after that panics, and does not wait
    far = [send for send in bare if _launch_of(unit, send, launched, named, home) is not None]
    total = _total(unit, channel, launched, named, home)
    capacity = _capacity(unit, channel)
    if not channel.receives:
        if capacity is not None and total > capacity and not channel.closes:
            for send in bare:
                yield Blocked(send, channel, "nobody receives from it", (), total)
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
        if capacity and _is_paced(unit, channel, send):
            continue
        yield from left_alone(unit, channel, send, launch, total, capacity)


def _is_closed_at_the_end(unit: Unit, channel: Channel, home: int) -> bool:
    """Whether the function that receives closes the channel when it returns, however that is."""
    deferred = {each.start for each in launches(unit) if each.kind == "defer" and each.func == home}
    inner = {each.literal for each in launches(unit) if each.kind == "defer" and each.func == home}
    return any(
        call.start in channel.closes
        and (call.func in inner or any(call.start - start in (0, 6) for start in deferred))
        for call in unit.body.calls
    )


def _is_paced(unit: Unit, channel: Channel, send: End) -> bool:
    """Whether the sender waits for a word on another channel before each send, so that few are under way at once."""
    if send.call < 0 or not send.many:
        return False
    given = unit.body.calls[send.call].args
    for other in channels(unit):
        if other is not channel and other.value in given:
            answered = any(end.call == send.call for end in other.receives)
            if answered and all(each.call < 0 for each in other.sends):
                return True
    return False


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
        if call < 0:
            # try := func() { ch <- v }; go try(); … go try()
            again = sum(1 for each in named.values() if each.literal == func)
            times = [each * max(again, 1) for each in times]
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
    if send.call in named:
        return named[send.call]
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
    if send.many:
        return MANY
    loop = send.loop
    times = send.count
    for around in loops_around(unit, max(loop, launch.loop if launch is not None else -1), stop):
        steps = bound(unit, around)
        if unit.body.loops[around].func == send.func and not comes_back(unit, send.block, around):
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
