"""Receives that nobody answers: local channels whose senders can all leave without a send or a close."""

from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from leakline.analysis.chanuse import Channel, End, channels, parameter
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.finding import Finding
from leakline.analysis.launches import Launch, launches, successors
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.rules import Rule
from leakline.analysis.summaries import stops
from leakline.analysis.tracker import family
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V


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


@define
class Ends:
    """Who sends, closes and receives: by the function that declares the channel, or by a goroutine that it starts."""

    channel: Channel
    home: int
    started: dict[int, Launch]
    """Literal or, below zero, `~call` of a named function -> its launch."""
    senders: dict[int, list[End]] = field(factory=dict[int, list[End]])
    closers: set[int] = field(factory=set[int])
    receivers: dict[int, list[End]] = field(factory=dict[int, list[End]])

    @classmethod
    def of(cls, unit: Unit, channel: Channel) -> "Ends | None":
        """None where somebody cannot be told."""
        home = unit.body.vars[channel.var].func
        going = [launch for launch in launches(unit) if launch.kind == "go"]
        started = {launch.literal if launch.literal >= 0 else ~launch.call: launch for launch in going}
        ends = cls(channel, home, started)
        for each, into in ((channel.sends, ends.senders), (channel.receives, ends.receivers)):
            for end in each:
                into.setdefault(ends.actor(unit, end.func, end.call), []).append(end)
        for call in unit.body.calls:
            if call.start in channel.closes:
                ends.closers.add(ends.actor(unit, call.func))
        return ends

    def actor(self, unit: Unit, func: int, call: int = -1) -> int:
        """The outermost goroutine that a function runs in, or the home function."""
        if ~call in self.started:
            return ~call
        found = self.home
        while func >= 0 and func != self.home:
            found = func if func in self.started else found
            func = unit.body.funcs[func].parent
        return found


def _blocked(unit: Unit, ends: Ends) -> Blocked | None:
    channel = ends.channel
    receives = list({end.start: end for end in channel.receives}.values())
    ranged = [end for end in receives if end.ranged]
    if ranged:
        return _range(unit, ends, ranged[0]) if len(receives) == 1 else None
    bare = [end for end in receives if not _is_guarded(unit, end) and end.call < 0]
    if len(bare) != len(receives) or any(_in_loop(unit, channel, end) for end in bare):
        return None
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
        if any(not _returns(unit, ends, each) for each in others):
            return None  # who never ends may send for ever
        return Blocked(end, ends.channel, "nobody closes it")
    if len(ends.closers) != 1:
        return None
    closer = next(iter(ends.closers))
    if not _runs_once(unit, ends, closer):
        return None
    exits = _left(unit, ends, closer, receiver, closing=True)
    if (
        not exits
        or _is_told(unit, ends, closer, end)
        or any(not _returns(unit, ends, each) for each in others - {closer})
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
    if not others:
        if receiver == ends.home or not _returns(unit, ends, ends.home):
            return None  # who waits where nobody can answer means to wait
        return Blocked(end, ends.channel, "nobody sends on it or closes it")
    sends = ends.channel.sends
    if len(others) > 1 or any(each.guarded or _in_loop(unit, ends.channel, each) for each in sends):
        return None
    sender = next(iter(others))
    if not _runs_once(unit, ends, sender):
        return None
    exits = _left(unit, ends, sender, receiver, closing=False)
    if not exits or _shares_condition(unit, ends, exits, end) or _is_told(unit, ends, sender, end):
        return None
    return Blocked(end, ends.channel, _why(unit, ends, sender, exits[0], "sending or closing"), exits)


def _why(unit: Unit, ends: Ends, sender: int, first: Exit, what: str) -> str:
    who = "this function" if sender == ends.home else "the goroutine"
    if sender < 0:
        name = unit.typer.callee(~sender).short
        return f"{name} can return without {what}"
    return f"{who} can leave on line {unit.shown_line(first.start)} without {what}"


def _shares_condition(unit: Unit, ends: Ends, exits: tuple[Exit, ...], end: End) -> bool:
    """Whether the receiver asks what the sender asked before it left: then it may know not to wait."""
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
    return bool(values & others or shared) and not end.ranged


def _is_told(unit: Unit, ends: Ends, sender: int, end: End) -> bool:
    """Whether the receiver hears from the sender on another channel before it waits on this one."""
    receiver = ends.actor(unit, end.func)
    heard: set[int] = set()
    said: set[int] = set()
    for block in unit.body.blocks:
        actor = ends.actor(unit, block.func)
        for kind, a, _, start, _ in block.ops:
            if kind in (Op.RECEIVE, Op.RANGE) and actor == receiver and start < end.start:
                heard.add(a)
            elif kind == Op.SEND and actor == sender:
                said.add(a)
            elif kind in (Op.CALL, Op.DEFER) and actor == sender:
                said.update(unit.body.calls[a].args)
    return bool((heard & said) - {ends.channel.value})


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
        total += len(sends)
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


# leaving


@define(eq=False)
class AnswerTracker:
    """Walks a sender to its send or close."""

    unit: Unit
    channel: Channel
    launch: int
    """The call that starts the receiver, from which on an answer is owed; -1 for from the start."""
    closing: bool
    """Whether only a close will do."""

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if kind in (Op.GO, Op.CALL) and op[1] == self.launch:
            return evolve(state, phase=Phase.HELD) if state.phase == Phase.BEFORE else state
        if kind == Op.CALL and stops(self.unit, self.unit.typer.callee(op[1]), 0):
            return None
        if state.phase == Phase.DONE:
            return state
        if kind == Op.SEND and op[1] == self.channel.value:
            return state if self.closing else self._done(walk, state)
        if kind in (Op.CALL, Op.DEFER, Op.GO) and self._answers(op[1], kind):
            return self._done(walk, state)
        return state

    def _done(self, walk: Walk, state: State) -> State:
        walk.moved += 1
        return evolve(state, phase=Phase.DONE)

    def _answers(self, call: int, kind: int) -> bool:
        made = self.unit.body.calls[call]
        if made.start in self.channel.closes:
            return True
        if not self.closing and any(send.call == call for send in self.channel.sends):
            return True
        literals = [self.unit.literal_of(arg) for arg in made.args]
        if kind == Op.GO:
            literals.append(self.unit.literal_of(made.callee))
        return any(self._answers_in(literal) for literal in literals if literal >= 0)

    def _answers_in(self, literal: int) -> bool:
        """Whether a literal that runs some other time closes or sends."""
        inside = family(self.unit.body.funcs, literal)
        if any(call.start in self.channel.closes and call.func in inside for call in self.unit.body.calls):
            return True
        return not self.closing and any(send.func in inside for send in self.channel.sends)


def _left(unit: Unit, ends: Ends, sender: int, receiver: int, closing: bool) -> tuple[Exit, ...]:
    """Where a sender leaves without an answer."""
    if sender < 0:
        return _callee_left(unit, ends, ~sender)
    start = State(Phase.HELD)
    launch = -1
    if sender == ends.home:
        if receiver not in ends.started or ends.started[receiver].func != ends.home:
            return ()
        launch, start = ends.started[receiver].call, State()
    tracker = AnswerTracker(unit, ends.channel, launch, closing)
    walk = Walk(unit, tracker.step, worth_remembering(unit))
    walk.run(sender, start)
    if walk.gave_up or (not walk.moved and sender != ends.home):
        return ()
    best: dict[int, Exit] = {}
    for each in walk.exits:
        at = best.setdefault(each.start, each)
        if len(each.branches) < len(at.branches):
            best[each.start] = each
    return tuple(sorted(best.values(), key=lambda e: e.start))


def _callee_left(unit: Unit, ends: Ends, call: int) -> tuple[Exit, ...]:
    """The exit of a named function, which stands in another declaration: told by its launch."""
    made = unit.body.calls[call]
    callee = unit.typer.callee(call)
    other = unit.lower_other(callee.decl) if callee.decl is not None else None
    index = next((i for i, arg in enumerate(made.args) if arg == ends.channel.value), -1)
    if other is None or index < 0:
        return ()
    params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
    inner = parameter(other, params[index]) if index < len(params) else None
    if inner is None or inner.escapes or any(send.guarded for send in inner.sends):
        return ()
    tracker = AnswerTracker(other, inner, -1, False)
    walk = Walk(other, tracker.step, worth_remembering(other))
    is_nil = other.body.find(V.COMPARE, "==", inner.value, other.body.find(V.NIL))
    walk.run(0, State(Phase.HELD, facts=frozenset({(is_nil, False)})))
    if walk.gave_up or not walk.moved or not walk.exits:
        return ()
    return (Exit("return", made.start, made.end, (), State()),)


def _returns(unit: Unit, ends: Ends, actor: int) -> bool:
    """Whether the function of a goroutine can end. A named one is not looked into."""
    if actor < 0:
        return False
    seen = {unit.body.funcs[actor].entry}
    todo = list(seen)
    while todo:
        block = unit.body.blocks[todo.pop()]
        if block.end[0] == T.RETURN:
            return True
        for following in successors(block.end):
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return False
