"""Receives that nobody answers: local channels whose senders can all leave without a send or a close."""

from collections.abc import Iterator

from attrs import evolve, frozen

from leakline.analysis import fieldchannels
from leakline.analysis.answers import Ends, left, returns
from leakline.analysis.chanuse import Channel, End, channels
from leakline.analysis.finding import Finding
from leakline.analysis.gathers import unanswered
from leakline.analysis.launches import successors
from leakline.analysis.paths import Exit
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T


@frozen
class Blocked:
    receive: End
    channel: Channel
    why: str
    exits: tuple[Exit, ...] = ()
    """Where the sender leaves, in this declaration."""


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The blocked receives of one declaration, one a receive. What main starts lives as long as the process: silent."""
    if unit.is_start_up:
        return
    for channel in channels(unit):
        if channel.escapes or not channel.receives:
            continue
        ends = Ends.of(unit, channel)
        blocked = _blocked(unit, ends) if ends is not None else None
        if blocked is not None:
            yield _finding(unit, rule, blocked)
    yield from fieldchannels.receives(unit, rule)


def _finding(unit: Unit, rule: Rule, blocked: Blocked) -> Finding:
    name = unit.body.vars[blocked.channel.var].name
    related = [unit.related(blocked.channel.made, f"{name} is made here")]
    for each in blocked.exits[:4]:
        for start, _, held in each.branches[-2:]:
            related.append(unit.related(start, f"where this is {'true' if held else 'false'} …"))
        related.append(unit.related(each.start, f"… it leaves here, and nobody sends on {name} or closes it"))
    what = "the range over" if blocked.receive.ranged else "the receive from"
    return unit.finding(
        rule,
        "hint" if unit.is_test else rule.severity,
        f"{what} {name} can wait forever: {blocked.why}",
        blocked.receive.start,
        blocked.receive.end,
        tuple(related),
        confidence=0.75,
    )


def _blocked(unit: Unit, ends: Ends) -> Blocked | None:
    channel = ends.channel
    receives = list({end.start: end for end in channel.receives}.values())
    ranged = [end for end in receives if end.ranged]
    if ranged:
        return _range(unit, ends, ranged[0]) if len(receives) == 1 else None
    bare = [end for end in receives if not _is_guarded(unit, end) and end.call < 0]
    if len(bare) != len(receives):
        return None
    if any(_in_loop(unit, channel, end) for end in bare):
        return _each(unit, ends, bare[0]) if len(bare) == 1 else None
    if len(bare) > 1:
        return _too_many(unit, ends, bare)
    return _single(unit, ends, bare[0])


def _is_guarded(unit: Unit, end: End) -> bool:
    """Whether a receive stands in a select that has another way out."""
    return any(
        block == end.block and start <= end.start < stop
        for select in unit.body.selects
        if len(select.cases) > 1 or select.default >= 0
        for _, _, block, start, stop in select.cases
    )


def _in_loop(unit: Unit, channel: Channel, end: End) -> bool:
    """Whether an end is repeated, other than by starting its goroutine again."""
    home = unit.body.vars[channel.var]
    return end.loop != home.loop and (end.func == home.func or end.loop != unit.body.funcs[end.func].loop)


# a range, which only a close ends


def _range(unit: Unit, ends: Ends, end: End) -> Blocked | None:
    receiver = ends.actor(unit, end.func)
    if _breaks(unit, end) or receiver in ends.senders or receiver in ends.closers or end.loop < 0:
        return None
    if _in_loop(unit, ends.channel, evolve(end, loop=unit.body.loops[end.loop].parent)):
        return None
    others = (set(ends.senders) | ends.closers | {ends.home}) - {receiver}
    if not ends.channel.closes:
        if any(not returns(unit, ends, each) for each in others):
            return None  # who never ends may send for ever
        return Blocked(end, ends.channel, "nobody closes it")
    if len(ends.closers) != 1:
        return None
    closer = next(iter(ends.closers))
    if not _runs_once(unit, ends, closer):
        return None
    exits = left(unit, ends, closer, receiver, closing=True)
    if (
        not exits
        or _is_told(unit, ends, closer, end)
        or any(not returns(unit, ends, each) for each in others - {closer})
    ):
        return None
    return Blocked(end, ends.channel, _why(unit, ends, closer, exits[0], "closing it"), exits)


def _runs_once(unit: Unit, ends: Ends, sender: int) -> bool:
    """Whether a sender is started once a channel, and does not close in a loop, where a step before may have done so."""
    loop = unit.body.vars[ends.channel.var].loop
    if sender != ends.home and ends.started[sender].loop != loop:
        return False
    return all(call.loop == loop for call in unit.body.calls if call.start in ends.channel.closes)


def _breaks(unit: Unit, end: End) -> bool:
    """Whether the loop can be left other than at its end."""
    loop = unit.body.loops[end.loop]
    seen = {block for block in successors(unit.body.blocks[loop.head].end) if block != loop.exit}
    todo = list(seen)
    while todo:
        block = unit.body.blocks[todo.pop()]
        if block.end[0] == T.RETURN:
            return True
        for following in successors(block.end):
            if following == loop.exit:
                return True
            if following != loop.head and following not in seen:
                seen.add(following)
                todo.append(following)
    return False


# one receive


def _single(unit: Unit, ends: Ends, end: End) -> Blocked | None:
    receiver = ends.actor(unit, end.func)
    others = (set(ends.senders) | ends.closers) - {receiver}
    if receiver in ends.senders or receiver in ends.closers:
        return None
    if not others and ends.channel.ignored:
        name = unit.typer.callee(ends.channel.ignored[0]).short
        return Blocked(end, ends.channel, f"{name} gets it, and neither sends on it nor closes it")
    if not others:
        if receiver == ends.home or not returns(unit, ends, ends.home):
            return None  # who waits where nobody can answer means to wait
        return Blocked(end, ends.channel, "nobody sends on it or closes it")
    sends = ends.channel.sends
    if len(others) > 1 or any(each.guarded or _in_loop(unit, ends.channel, each) for each in sends):
        return None
    sender = next(iter(others))
    if not _runs_once(unit, ends, sender):
        return None
    exits = left(unit, ends, sender, receiver, closing=False)
    if not exits or _shares_condition(unit, ends, exits, end) or _is_told(unit, ends, sender, end):
        return None
    return Blocked(end, ends.channel, _why(unit, ends, sender, exits[0], "sending or closing"), exits)


def _each(unit: Unit, ends: Ends, end: End) -> Blocked | None:
    """One value for each goroutine of a loop."""
    exits = unanswered(unit, ends, end)
    if not exits or _shares_condition(unit, ends, exits, end, names=False):
        return None
    sender = next(iter(ends.senders))
    if _is_told(unit, ends, sender, end):
        return None
    why = _why(unit, ends, sender, exits[0], "sending")
    return Blocked(end, ends.channel, f"{why}, and this counts on a value from each", exits)


def _why(unit: Unit, ends: Ends, sender: int, first: Exit, what: str) -> str:
    who = "this function" if sender == ends.home else "the goroutine"
    if sender < 0 and unit.literal_of(unit.body.calls[~sender].callee) < 0:
        name = unit.typer.callee(~sender).short
        return f"{name} can return without {what}"
    return f"{who} can leave on line {unit.shown_line(first.start)} without {what}"


def _shares_condition(unit: Unit, ends: Ends, exits: tuple[Exit, ...], end: End, names: bool = True) -> bool:
    """Whether the receiver asks what the sender asked before it left: then it may know not to wait.

    With `names`, a question about the same variable is enough.
    """
    asked = {(start, stop) for each in exits for start, stop, _ in each.branches}
    values: set[int] = set()
    others: set[int] = set()
    for block in unit.body.blocks:
        for op in block.ops:
            if op[0] == Op.BRANCH:
                (values if (op[3], op[4]) in asked else others).add(op[1])
    mine = {var for value in values for var in unit.variables(value)}
    theirs = {var for value in others - values for var in unit.variables(value)}
    shared = {var for var in mine & theirs if unit.body.vars[var].func in (ends.home, 0)}
    return bool(values & others or (names and shared)) and not end.ranged


def _is_told(unit: Unit, ends: Ends, sender: int, end: End) -> bool:
    """Whether the receiver hears from the sender on another channel before it waits on this one."""
    receiver = ends.actor(unit, end.func)
    heard: set[int] = set()
    said: set[int] = set()
    asked = [op[3] for block in unit.body.blocks for op in block.ops if op[0] in (Op.BRANCH, Op.SELECT)]
    for block in unit.body.blocks:
        actor = ends.actor(unit, block.func)
        for kind, a, _, start, _ in block.ops:
            if kind in (Op.RECEIVE, Op.RANGE) and actor == receiver and start < end.start:
                if kind == Op.RANGE or any(start < at < end.start for at in asked) or _in_select(unit, start):
                    heard.add(a)
            elif kind == Op.SEND and actor == sender:
                said.add(a)
            elif kind in (Op.CALL, Op.DEFER) and actor == sender:
                said.update(unit.body.calls[a].args)
    return bool((heard & said) - {ends.channel.value})


def _in_select(unit: Unit, at: int) -> bool:
    return any(select.start <= at < select.end for select in unit.body.selects)


# more receives than sends


def _too_many(unit: Unit, ends: Ends, receives: list[End]) -> Blocked | None:
    channel = ends.channel
    if channel.closes or list(ends.receivers) != [ends.home] or ends.home in ends.senders:
        return None
    loop = unit.body.vars[channel.var].loop
    total = 0
    for sender, sends in ends.senders.items():
        if any(send.many or send.guarded for send in sends) or ends.started[sender].loop != loop:
            return None
        if any(send.call < 0 and send.loop != loop for send in sends):
            return None
        total += sum(send.count for send in sends)
    last = _receive_after(unit, channel, receives, total) if total else None
    if last is None:
        return None
    count = "one value is" if total == 1 else f"{total} values are"
    return Blocked(last, channel, f"{count} sent, and this receives one more")


def _receive_after(unit: Unit, channel: Channel, receives: list[End], total: int) -> End | None:
    """The receive that every path comes to after as many others as values are sent."""
    home = unit.body.vars[channel.var].func
    seen: set[tuple[int, int]] = set()
    least: dict[int, int] = {}
    todo = [(unit.body.funcs[home].entry, 0)]
    while todo and len(seen) < 4000:
        index, count = todo.pop()
        if (index, count) in seen:
            continue
        seen.add((index, count))
        block = unit.body.blocks[index]
        for kind, a, _, start, _ in block.ops:
            if kind == Op.ASSIGN and a == channel.var:
                count = 0
            elif kind == Op.RECEIVE and a == channel.value:
                count += 1
                least[start] = min(least.get(start, count), count)
        todo += [(following, count) for following in successors(block.end)]
    return next((end for end in receives if least.get(end.start, 0) > total), None)
