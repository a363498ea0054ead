"""Where the goroutines of a channel leave without having sent on it or closed it."""

from attrs import define, field

from leakline.analysis.chanuse import Channel, End, parameter
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.launches import Launch, launches, successors
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.summaries import stops
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V, family


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
        started |= {~launch.call: launch for launch in going}
        ends = cls(channel, home, started)
        for each, into in ((channel.sends, ends.senders), (channel.receives, ends.receivers)):
            for end in each:
                into.setdefault(ends.actor(unit, end.func, end.call), []).append(end)
        for index, call in enumerate(unit.body.calls):
            if call.start in channel.closes:
                ends.closers.add(ends.actor(unit, call.func, index))
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
            return state._replace(phase=Phase.HELD) if state.phase == Phase.BEFORE else state
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
        return state._replace(phase=Phase.DONE)

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


def left(unit: Unit, ends: Ends, sender: int, receiver: int, closing: bool) -> tuple[Exit, ...]:
    """Where a sender leaves without an answer."""
    if sender < 0:
        return _callee_left(unit, ends, ~sender, closing)
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


def _callee_left(unit: Unit, ends: Ends, call: int, closing: bool) -> tuple[Exit, ...]:
    """The exit of a named function, which stands in another declaration: told by its launch."""
    made = unit.body.calls[call]
    literal = unit.literal_of(made.callee)
    callee = unit.typer.callee(call)
    other = unit if literal >= 0 else unit.lower_other(callee.decl) if callee.decl is not None else None
    index = next((i for i, arg in enumerate(made.args) if arg == ends.channel.value), -1)
    if other is None or index < 0:
        return ()
    params = [p for p in other.body.funcs[max(literal, 0)].params if other.body.vars[p].role == "param"]
    inner = parameter(other, params[index]) if index < len(params) else None
    if inner is None or inner.escapes or (not closing and any(send.guarded for send in inner.sends)):
        return ()
    tracker = AnswerTracker(other, inner, -1, closing)
    walk = Walk(other, tracker.step, worth_remembering(other))
    is_nil = other.body.find(V.COMPARE, "==", inner.value, other.body.find(V.NIL))
    walk.run(max(literal, 0), State(Phase.HELD, facts=frozenset({(is_nil, False)})))
    if walk.gave_up or not walk.moved or not walk.exits:
        return ()
    return tuple(walk.exits) if other is unit else (Exit("return", made.start, made.end, (), State()),)


def returns(unit: Unit, ends: Ends, actor: int) -> bool:
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
