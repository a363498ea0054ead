"""What a function holds where: one walk over its paths, with the locks that are held and those given back to it.

A `Flow` lists each taking of a lock, each call, each wait on a channel or group with what is held at that moment. The
locks of callees are not looked into here (lockreach.py does), but for what a callee leaves held or gives back.
"""

import re
from collections.abc import Callable

from attrs import define, evolve, field, frozen

from leakline.analysis.conditions import worth_remembering
from leakline.analysis.lockplaces import Lock, Place, lock_of, place_of
from leakline.analysis.lockwho import callee_of
from leakline.analysis.paths import Phase, State, Walk
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V, Value
from leakline.flow.typing import Callee

_DEPTH = 3
_EVENTS = 400
_ABOUT_LOCKS = re.compile(r"(?i)lock|held|safe|mutex|sync")


@frozen(cache_hash=True)
class Held:
    """A lock that is held on a path."""

    place: Place
    of: str
    reads: bool
    start: int
    """Where it was taken: the Lock, or the call of a helper that takes it; -1 for one that a callee holds."""
    value: int
    """The value that names it, -1 where the helper does."""


@frozen(cache_hash=True)
class Guard:
    """A condition on a parameter that is known on a path: `flag` is true, or it equals a constant."""

    param: int
    """Index among the parameters."""
    equal: str
    """"" for a bare bool, `nil` or the constant's text."""
    held: bool
    about_locks: bool = False
    """Whether the parameter's name says that it tells who locks: what it is then matters for silence."""

    def turned(self) -> "Guard":
        return evolve(self, held=not self.held)


@frozen(cache_hash=True)
class Event:
    """Something that matters while locks are held."""

    kind: str
    """`lock`, `call`, `go`, `send`, `receive`, `case` (one of several in a select), `range`, `close`, and of a group
    `wait`, `add`, `done`, `launch`."""
    at: int
    """The call, or the value of the channel or group."""
    held: frozenset[Held]
    given: frozenset[Place]
    """Locks of the caller that are given back at this moment."""
    guards: frozenset[Guard]
    start: int
    end: int
    lock: Lock | None = None


@define(eq=False)
class Flow:
    """The events of one function, in order of text, and what it does to the locks of its caller."""

    func: int
    events: list[Event]
    leaves: frozenset[Held] = frozenset()
    """What it holds wherever it returns."""
    gives: frozenset[Place] = frozenset()
    """What it may give back that it did not take."""


_NOTHING = Flow(-1, [])


def flow_of(unit: Unit, func: int = 0, depth: int = 0) -> Flow:
    """The flow of a function of a declaration; without events where the walk costs too much."""
    known: Flow | None = unit.answers.get(("flow", func))
    if known is None:
        unit.answers["flow", func] = _NOTHING
        known = unit.answers["flow", func] = _Walker(unit, func, depth).run()
    return known


def roots(unit: Unit) -> list[int]:
    """The functions of a declaration that begin without a lock: itself, and literals that nothing here calls inline."""
    inline = {
        unit.literal_of(made.callee)
        for block in unit.body.blocks
        for op in block.ops
        if op[0] in (Op.CALL, Op.DEFER)
        for made in (unit.body.calls[op[1]],)
    }
    return [func.index for func in unit.body.funcs if func.index == 0 or func.index not in inline]


def _outward(unit: Unit, func: int) -> list[int]:
    """A function and those around it."""
    out: list[int] = []
    while func >= 0:
        out.append(func)
        func = unit.body.funcs[func].parent
    return out


@define(eq=False)
class _Walker:
    unit: Unit
    func: int
    depth: int
    events: dict[Event, None] = field(factory=dict[Event, None])
    held: list[Held] = field(factory=list[Held])
    given: list[Place] = field(factory=list[Place])
    numbers: dict[Held, int] = field(factory=dict[Held, int])
    params: dict[int, int] = field(factory=dict[int, int])

    def run(self) -> Flow:
        body = self.unit.body
        named = [p for p in body.funcs[self.func].params if body.vars[p].role == "param"]
        self.params = {var: at for at, var in enumerate(named) if var not in self.unit.assigned}
        wanted = worth_remembering(self.unit) | self._asked_of_parameters()
        walk = Walk(self.unit, self.step, wanted, runs_defers=True)
        ends = walk.run(self.func, State(Phase.HELD))
        if walk.gave_up or len(self.events) > _EVENTS:
            return Flow(self.func, [])
        # What is given back and taken again is as the caller left it.
        last: list[set[Held]] = []
        gives: set[Place] = set()
        for state in ends:
            given = {self.given[each] for each in state.boxes}
            held = {self.held[each] for each in state.wrapped}
            last.append({each for each in held if each.place not in given})
            gives |= given - {each.place for each in held}
        handed = self._unlocked_elsewhere()
        kept = {each for each in last[0] if all(each in held for held in last)} if last else set[Held]()
        leaves = frozenset(each for each in kept if each.of not in handed)
        events = sorted(self.events, key=lambda e: (e.start, e.kind, len(e.held)))
        return Flow(self.func, events, leaves, frozenset(gives))

    def _unlocked_elsewhere(self) -> set[str]:
        """Classes of locks that a goroutine or a closure unlocks which runs some other time."""
        others = {func for func in roots(self.unit) if func != self.func}
        inside = {
            func.index for func in self.unit.body.funcs if others & set(_outward(self.unit, func.index))
        }
        return {
            lock.of
            for call, made in enumerate(self.unit.body.calls)
            if made.func in inside
            and (lock := lock_of(self.unit, call)) is not None
            and lock.method in ("Unlock", "RUnlock")
        }

    def _asked_of_parameters(self) -> frozenset[int]:
        asked = {
            block.end[1]
            for block in self.unit.body.blocks
            if block.end[0] == T.IF and self._guard(block.end[1], True) is not None
        }
        return frozenset(asked) if len(asked) <= 4 else frozenset()

    def _guard(self, condition: int, held: bool) -> Guard | None:
        """A condition as a guard, where it asks for nothing but a parameter and a constant."""
        kind, *rest = self.unit.body.values[condition]
        if kind == V.VAR and rest[0] in self.params:
            about = bool(_ABOUT_LOCKS.search(self.unit.body.vars[int(rest[0])].name))
            return Guard(self.params[rest[0]], "", held, about)
        if kind == V.COMPARE and rest[0] == "==":
            left: Value = self.unit.body.values[int(rest[1])]
            right: Value = self.unit.body.values[int(rest[2])]
            if left[0] == V.VAR and left[1] in self.params and right[0] in (V.NIL, V.CONST, V.GLOBAL):
                return Guard(self.params[left[1]], "nil" if right[0] == V.NIL else str(right[1]), held)
        return None

    # steps

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if kind == Op.CALL:
            return self._call(state, op)
        if kind == Op.GO:
            self._note("go", op[1], state, op)
        elif kind in (Op.SEND, Op.RECEIVE):
            said = "send" if kind == Op.SEND else "receive"
            self._note("case" if self._in_select(op) else said, op[1], state, op)
        elif kind == Op.RANGE and self.unit.typer.of(op[1]).startswith("chan "):
            self._note("range", op[1], state, op)
        elif kind == Op.ASSIGN:
            return self._changed(state, lambda held: op[1] in self.unit.variables(held.value))
        elif kind == Op.STORE:
            place = place_of(self.unit, op[1])
            size = len(place.path)
            return self._changed(
                state, lambda held: held.place.root == place.root and held.place.path[:size] == place.path
            )
        return state

    def _in_select(self, op: Operation) -> bool:
        return any(
            case[3] <= op[3] < case[4]
            for each in self.unit.body.selects
            if each.default >= 0 or len(each.cases) > 1
            for case in each.cases
        )

    def _call(self, state: State, op: Operation) -> "State | None":
        call = op[1]
        lock = lock_of(self.unit, call)
        if lock is not None:
            return self._locked(state, op, lock)
        callee = callee_of(self.unit, call)
        if callee.is_type or callee.name.startswith("builtin."):
            if callee.name == "builtin.close" and self.unit.body.calls[call].args:
                self._note("close", self.unit.body.calls[call].args[0], state, op)
            return state
        if callee.short in ("Wait", "Add", "Done", "Go") and callee.package is not self.unit.world.package:
            self._grouped(state, call, callee, op)
        self._note("call", call, state, op)
        handed_on = {each for each in state.wrapped if self.held[each].value < 0} and self._made_by(call)
        if handed_on:
            # What a helper that locks gives back, a closure or a guard, is what unlocks.
            gone = {each for each in state.wrapped if self.held[each].start in handed_on}
            state = state._replace(wrapped=state.wrapped - gone)
        return self._through(state, call, callee, op)

    def _locked(self, state: State, op: Operation, lock: Lock) -> State:
        if lock.method.startswith("Try"):
            return state  # whether it holds is told by a result: what follows is not followed
        held = Held(lock.place, lock.of, lock.reads, op[3], lock.value)
        if lock.method in ("Lock", "RLock"):
            self._note("lock", op[1], state, op, lock)
            return self._with(state, held)
        return self._without(state, lock.place, lock.of)

    def _through(self, state: State, call: int, callee: Callee, op: Operation) -> State:
        """After a callee that leaves a lock held, or gives one back."""
        from leakline.analysis.lockreach import moved

        if callee.decl is None or self.depth >= _DEPTH or not callee.decl.holds(b"ock()"):
            return state
        other = self.unit.lower_other(callee.decl)
        if other is None or other is self.unit:
            return state
        inner = flow_of(other, 0, self.depth + 1)
        kind, *rest = self.unit.body.values[self.unit.body.calls[call].callee]
        receiver = place_of(self.unit, int(rest[0])) if kind == V.FIELD else None
        args = tuple(place_of(self.unit, arg) for arg in self.unit.body.calls[call].args)
        for place in inner.gives:
            state = self._without(state, moved(other, place, receiver, args), "")
        for each in inner.leaves:
            there = moved(other, each.place, receiver, args)
            if there.is_known:
                state = self._with(state, Held(there, each.of, each.reads, op[3], -1))
        return state

    def _grouped(self, state: State, call: int, callee: Callee, op: Operation) -> None:
        """A call that has to do with a group of goroutines."""
        made = self.unit.body.calls[call]
        kind, *rest = self.unit.body.values[made.callee]
        if kind != V.FIELD or "Cond" in callee.name or self.unit.typer.of(int(rest[0])).endswith("ontext"):
            return
        if callee.short == "Wait":
            self._note("wait", int(rest[0]), state, op)
        elif callee.name in ("(*sync.WaitGroup).Done", "(*sync.WaitGroup).Add"):
            self._note(callee.short.lower(), int(rest[0]), state, op)
        elif callee.short == "Go" and len(made.args) == 1:
            self._note("launch", int(rest[0]), state, op)

    def _made_by(self, call: int) -> set[int]:
        """Where the calls start whose results are called here, or handed on."""
        made = self.unit.body.calls[call]
        kind, *rest = self.unit.body.values[made.callee]
        found: set[int] = set()
        for value in (made.callee, *made.args, *(rest[:1] if kind == V.FIELD else ())):
            kind, *rest = self.unit.body.values[value]
            for each in self.unit.assigned.get(rest[0], ()) if kind == V.VAR else (value,):
                kind, *rest = self.unit.body.values[each]
                if kind in (V.CALL, V.RESULT):
                    found.add(self.unit.body.calls[int(rest[0])].start)
        return found

    # what is held

    def _number(self, held: Held) -> int:
        if held not in self.numbers:
            self.numbers[held] = len(self.held)
            self.held.append(held)
        return self.numbers[held]

    def _number_given(self, place: Place) -> int:
        if place not in self.given:
            self.given.append(place)
        return self.given.index(place)

    def _with(self, state: State, held: Held) -> State:
        return state._replace(wrapped=state.wrapped | {self._number(held)})

    def _without(self, state: State, place: Place, of: str) -> State:
        gone = {each for each in state.wrapped if self.held[each].place == place}
        if not gone:
            # Under another name, most often: what is unlocked is one of those that are held.
            gone = {each for each in state.wrapped if of and self.held[each].of == of}
        if gone:
            return state._replace(wrapped=state.wrapped - gone)
        return state._replace(boxes=state.boxes | {self._number_given(place)}) if place.is_known else state

    def _changed(self, state: State, depends: Callable[[Held], bool]) -> State:
        """A name that led to a held lock now means something else: the lock stays held, nobody knows as what."""
        lost = {each for each in state.wrapped if self.held[each].value >= 0 and depends(self.held[each])}
        if not lost:
            return state
        nameless = {
            self._number(evolve(self.held[each], place=Place(("?", "was", self.held[each].start)), value=-1))
            for each in lost
        }
        return state._replace(wrapped=(state.wrapped - lost) | nameless)

    def _note(self, kind: str, at: int, state: State, op: Operation, lock: Lock | None = None) -> None:
        held = frozenset(self.held[each] for each in state.wrapped)
        given = frozenset(self.given[each] for each in state.boxes)
        known = (self._guard(fact, is_held) for fact, is_held in state.facts if fact >= 0)
        guards = frozenset(guard for guard in known if guard is not None)
        self.events.setdefault(Event(kind, at, held, given, guards, op[3], op[4], lock))
