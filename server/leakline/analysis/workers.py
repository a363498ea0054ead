"""Sends to goroutines of the same function: to workers that may all have left, and to nobody but the sender itself."""

from collections.abc import Iterator

from attrs import frozen

from leakline.analysis.abandoned import leaves
from leakline.analysis.cancelling import cancels
from leakline.analysis.chanuse import Channel, End, channels
from leakline.analysis.constants import number
from leakline.analysis.launches import Launch, launches
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V


@frozen
class Lonely:
    """A send that may wait for ever."""

    send: End
    channel: Channel
    why: str
    places: tuple[tuple[int, str], ...]
    """Related places: offset and message."""
    certain: bool


def lonely_sends(unit: Unit) -> Iterator[Lonely]:
    """The sends of one declaration that only gone workers, or the sender itself, could receive."""
    for channel in channels(unit):
        if not channel.lost and channel.sends and channel.receives:
            yield from _to_itself(unit, channel)
            yield from _to_workers(unit, channel)


# to itself


def _to_itself(unit: Unit, channel: Channel) -> Iterator[Lonely]:
    """The only function that receives sends, inline: nobody is left to receive."""
    home = unit.body.vars[channel.var].func
    if channel.capacity >= 0 or any(end.func != home or end.call >= 0 for end in channel.receives):
        return
    inline = _inline(unit, home)
    for send in channel.sends:
        if send.call >= 0 or send.guarded or send.func not in inline:
            continue
        at = inline[send.func]
        places = [(channel.receives[0].start, "the only receive stands in the same goroutine")]
        if at >= 0:
            places.insert(0, (at, "it is called here by the function that receives"))
        yield Lonely(send, channel, "only the function that sends receives from it", tuple(places), True)


def _inline(unit: Unit, home: int) -> dict[int, int]:
    """Functions that one runs itself, also by way of sync.Once -> where they are called, -1 for itself."""
    found = {home: -1}
    called = [op[1] for block in unit.body.blocks for op in block.ops if op[0] == Op.CALL]
    more = True
    while more:
        more = False
        for call in called:
            made = unit.body.calls[call]
            if made.func not in found:
                continue
            literals = [unit.literal_of(made.callee)]
            if unit.typer.callee(call).name == "(*sync.Once).Do":
                literals += [unit.literal_of(arg) for arg in made.args]
            for literal in literals:
                if literal >= 0 and literal not in found:
                    found[literal] = found[made.func] if found[made.func] >= 0 else made.start
                    more = True
    return found


# to workers


def _to_workers(unit: Unit, channel: Channel) -> Iterator[Lonely]:
    """Every receiver is a goroutine that can leave before the channel is closed."""
    by_repeat = {repeats: _workers(unit, channel, not repeats) for repeats in (True, False)}
    given = {unit.literal_of(arg) for call in unit.body.calls for arg in call.args}
    room = 0 if channel.capacity < 0 else number(unit, channel.capacity)
    for send in channel.sends:
        repeats = _repeats(unit, channel, send)
        workers = by_repeat[repeats]
        if not workers or not (repeats or room == 0) or room is None:
            continue
        if send.func in channel.carried and send.func not in given:
            continue  # who calls it knows better
        if any(launch.literal == send.func for launch, _ in workers):
            continue
        if _is_guarded(unit, channel, send, workers):
            continue
        places = [(left, "here a worker leaves before the channel is closed") for _, left in workers[:3]]
        line = unit.shown_line(workers[0][1])
        who = "every worker" if len(workers) > 1 or workers[0][0].loop >= 0 else "the goroutine that receives"
        certain = all(
            launch.loop == unit.body.vars[channel.var].loop or launch.group >= 0 for launch, _ in workers
        )
        yield Lonely(send, channel, f"{who} can leave on line {line} first", tuple(places), certain)


def _workers(unit: Unit, channel: Channel, unheard: bool) -> list[tuple[Launch, int]]:
    """The goroutines that receive, each with where it leaves early; none where one of them stays."""
    home = unit.body.vars[channel.var].func
    own, ends_at = _told_by_home(unit, home), _closed_after_wait(unit, home)
    going = {each.literal: each for each in launches(unit) if each.kind == "go" and each.literal >= 0}
    by_func: dict[int, list[End]] = {}
    for end in channel.receives:
        by_func.setdefault(end.func, []).append(end)
    found: list[tuple[Launch, int]] = []
    for func, ends in by_func.items():
        starts = {end.start for end in ends}
        if func == home or func not in going or len(starts) != 1 or any(end.call >= 0 for end in ends):
            return []
        left = leaves(unit, func, frozenset(starts), own, unheard, ends_at)
        if left is None:
            return []
        found.append((going[func], left))
    return found


def _told_by_home(unit: Unit, home: int) -> frozenset[int]:
    """Blocks of select cases that only the function itself opens, which knows when it has sent."""
    found: set[int] = set()
    local = {each.value: each for each in channels(unit) if not each.escapes}
    for select in unit.body.selects:
        for value, is_send, block, _, _ in select.cases:
            if is_send:
                continue
            funcs = [unit.body.blocks[index].func for index, _ in cancels(unit, value)]
            if value in local:
                other = local[value]
                funcs = [call.func for call in unit.body.calls if call.start in other.closes]
                funcs += [send.func for send in other.sends]
            if funcs and all(func == home for func in funcs):
                found.add(block)
    return frozenset(found)


def _closed_after_wait(unit: Unit, home: int) -> frozenset[int]:
    """Receives from channels that only the function itself closes, after it has waited for goroutines."""
    calls = [call for call in unit.body.calls if call.func == home]
    waits = [call.start for call in calls if unit.body.values[call.callee][-1] == "Wait"]
    if not waits:
        return frozenset()
    homely = {call.start for call in calls if call.start > min(waits)}
    local = {c.value for c in channels(unit) if not c.escapes and c.closes and set(c.closes) <= homely}
    return frozenset(
        op[3] for block in unit.body.blocks for op in block.ops if op[0] == Op.RECEIVE and op[1] in local
    )


def _repeats(unit: Unit, channel: Channel, send: End) -> bool:
    """Whether more than one value is sent into one channel."""
    return send.loop != unit.body.vars[channel.var].loop or send.func in channel.carried


def _is_guarded(unit: Unit, channel: Channel, send: End, workers: list[tuple[Launch, int]]) -> bool:
    """Whether the send has another way out that opens when the workers leave: not the context above that of their group."""
    select = next((s for s in unit.body.selects if any(case[2] == send.block for case in s.cases)), None)
    if select is None or not send.guarded:
        return send.guarded
    groups = {launch.group for launch, _ in workers}
    if select.default >= 0 or len(groups) != 1 or -1 in groups:
        return True
    above = _context_above(unit, next(iter(groups)))
    others = [case[0] for case in select.cases if case[0] != channel.value]
    return above < 0 or not all(_is_done_of(unit, each, above) for each in others)


def _context_above(unit: Unit, group: int) -> int:
    """The context that a group's own was made from, as in `g, gctx := errgroup.WithContext(ctx)`; -1 for none."""
    kind, *rest = unit.body.values[group]
    if kind != V.VAR or len(unit.assigned.get(int(rest[0]), ())) != 1:
        return -1
    kind, *rest = unit.body.values[unit.assigned[int(rest[0])][0]]
    if kind not in (V.RESULT, V.CALL):
        return -1
    made = unit.body.calls[int(rest[0])]
    called = unit.body.values[made.callee]
    if called[-1] != "WithContext" or len(made.args) != 1:
        return -1
    kind, *held = unit.body.values[made.args[0]]
    own = unit.body.find(V.RESULT, int(rest[0]), 1)
    # g, ctx := errgroup.WithContext(ctx) leaves no name for the one above.
    return -1 if kind == V.VAR and own in unit.assigned.get(int(held[0]), ()) else made.args[0]


def _is_done_of(unit: Unit, channel: int, context: int) -> bool:
    kind, *rest = unit.body.values[channel]
    if kind not in (V.CALL, V.RESULT):
        return False
    called = unit.body.values[unit.body.calls[int(rest[0])].callee]
    return called[0] == V.FIELD and called[2] == "Done" and called[1] == context
