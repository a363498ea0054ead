"""Walks the paths of a function with what is owed on them.

A path carries a small state: whether the thing is owed, who holds it, which error tells whether it exists, what
conditions are known, which calls are deferred. Literals that are called where they stand, bound to one variable, or
deferred are walked inline; the states of all paths through a block are kept apart and met once each.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from attrs import define, field, frozen

from leakline.analysis.conditions import HARMLESS, Verdict, implied, is_non_nil, wraps_failure
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V

BUDGET = 6000
"""How many block visits one question may cost; a question that costs more is not answered."""


class Phase:
    """How far a path is with the thing that is owed."""

    BEFORE: Final = 0
    HELD: Final = 1
    DONE: Final = 2


class State(NamedTuple):
    """What is true on one path."""

    phase: int = Phase.BEFORE
    holders: frozenset[int] = frozenset()
    """Values that are the resource."""
    parts: frozenset[int] = frozenset()
    """Values that are the part of it that is released."""
    wrapped: frozenset[int] = frozenset()
    """Variables of values that borrow it, such as a reader around a body."""
    boxes: frozenset[int] = frozenset()
    """Variables of structs made here that hold it in a field."""
    errors: frozenset[int] = frozenset()
    """The resource exists only where these values are nil; none where that is settled."""
    facts: frozenset[tuple[int, bool]] = frozenset()
    """Conditions that are known; negative numbers are marks of the path itself."""
    defers: tuple[int, ...] = ()


@frozen
class Exit:
    """A place where the thing is still owed."""

    kind: str
    """`return`, `end`, `again` (acquired once more), `overwritten` or `discarded`."""
    start: int
    end: int
    branches: tuple[tuple[int, int, bool], ...]
    """The branches from the acquisition to the exit: span of the condition, and whether it held."""
    state: State


_ANSWER = -9
"""The mark of what an inlined literal has just answered, where that is true or false."""

Step = Callable[["Walk", State, Operation], "State | list[State] | None"]
"""What an operation does to a state: the same state, others, or None where the path need not be followed."""

_Key = tuple[int, int, State]
"""A block, the operation of it to begin with, and the state before that."""


@define(eq=False)
class Walk:
    """One question about the paths of one function."""

    unit: Unit
    step: Step
    facts_wanted: frozenset[int]
    """Conditions worth remembering."""
    stop_is_exit: bool = False
    """Whether a call that ends the goroutine only (Goexit, t.FailNow) is an exit too."""
    ends: tuple[str, ...] = ()
    """Methods of the thing owed that release it where they answer false."""
    runs_defers: bool = False
    """Whether deferred calls that are no literals are stepped, too, where the function returns."""
    within: frozenset[int] | None = None
    """The blocks of the function that matter; None for all."""
    exits: list[Exit] = field(factory=list[Exit])
    moved: int = 0
    """How often the thing was released or left, anywhere."""
    returned: list[tuple[int, State]] = field(factory=list[tuple[int, State]])
    """Returns that hand the thing to the caller: index into Body.returns."""
    finished: list[tuple[int, State]] = field(factory=list[tuple[int, State]])
    """Every return that was reached, with the state after the deferred calls."""
    visits: int = 0
    here: "_Key | None" = None
    """The visit that is under way, for a step that reports an exit of its own."""
    came_from: dict[_Key, tuple[_Key | None, tuple[int, int, bool] | None]] = field(
        factory=dict[_Key, "tuple[_Key | None, tuple[int, int, bool] | None]"]
    )

    @property
    def gave_up(self) -> bool:
        return self.visits > BUDGET

    def run(self, func: int, state: State, depth: int = 0) -> list[State]:
        """Walks one function from its entry; gives the states in which it returns, after its deferred calls.

        At depth 0 the exits are recorded; an inlined literal (depth > 0) only answers with its states.
        """
        outer = state.defers
        start: _Key = (self.unit.body.funcs[func].entry, 0, state._replace(defers=()))
        return [end._replace(defers=outer) for end in self._walk([start], depth)]

    def resume(self, block: int, op: int, states: Iterable[State]) -> None:
        """Walks on from an operation of a block, in each of the states that reach it."""
        self._walk([(block, op, state) for state in states], 0)

    def _walk(self, starts: "list[_Key]", depth: int) -> "dict[State, None]":
        """The states in which the paths from some places return."""
        ends: dict[State, None] = {}
        seen: set[_Key] = set(starts)
        todo = list(starts)
        if depth == 0:
            self.came_from.update(dict.fromkeys(starts, (None, None)))
        while todo:
            self.visits += 1
            if self.visits > BUDGET:
                return {}
            key = todo.pop()
            for following, branch in self._block(key, depth, ends):
                if depth == 0 and self.within is not None and following[0] not in self.within:
                    continue
                if following not in seen:
                    seen.add(following)
                    if depth == 0:
                        self.came_from.setdefault(following, (key, branch))
                    todo.append(following)
        return ends

    def _block(
        self, key: _Key, depth: int, ends: dict[State, None]
    ) -> "list[tuple[_Key, tuple[int, int, bool] | None]]":
        index, first, state = key
        if depth == 0:
            self.here = key
        block = self.unit.body.blocks[index]
        self.unit.spend(1 + len(block.ops))
        states = [state]
        for op in block.ops[first:] if first else block.ops:
            if len(states) == 1:
                states = self._op(key, states[0], op, depth)
            else:
                states = [after for each in states for after in self._op(key, each, op, depth)]
            if not states:
                return []
        out: list[tuple[_Key, tuple[int, int, bool] | None]] = []
        kind, *rest = block.end
        for each in dict.fromkeys(states):
            if kind == T.JUMP:
                out.append(((rest[0], 0, each), None))
            elif kind == T.IF:
                turned, start, end = next(
                    (op[2:] for op in reversed(block.ops) if op[0] == Op.BRANCH), (0, 0, 0)
                )
                for held, target in ((True, rest[1]), (False, rest[2])):
                    after = self.assume(each, rest[0], held)
                    if after is not None:
                        out.append(((target, 0, after), (start, end, held != bool(turned))))
            elif kind == T.MANY:
                out += [((target, 0, each), None) for target in rest]
            elif kind == T.ENTER:
                # What is acquired before a range is most often released for each element: assume that there is one.
                targets = rest[:1] if each.phase == Phase.HELD else rest
                out += [((target, 0, each), None) for target in targets]
            elif kind == T.RETURN:
                self._return(key, each, block.ops[-1], depth, ends)
            elif (
                kind == T.STOP
                and self.stop_is_exit
                and block.ops
                and self._ends_goroutine(each, block.ops[-1])
            ):
                self._return(key, each, block.ops[-1], depth, ends)
        return out

    def _ends_goroutine(self, state: State, op: Operation) -> bool:
        """Whether a call that does not come back ends no more than its goroutine: the process lives on."""
        if op[0] != Op.CALL:
            return False
        kind, *rest = self.unit.body.values[self.unit.body.calls[op[1]].callee]
        if kind == V.PACKAGE:
            return tuple(rest) == ("runtime", "Goexit")
        if kind == V.GLOBAL:
            return rest[0] == "panic" and any(self._recovers(call) for call in state.defers)
        return kind == V.FIELD and self.unit.typer.of(rest[0]) in ("*testing.T", "*testing.B", "testing.TB")

    def _recovers(self, call: int) -> bool:
        literal = self.unit.literal_of(self.unit.body.calls[call].callee)
        recover = self.unit.body.find(V.GLOBAL, "recover")
        return literal >= 0 and any(c.func == literal and c.callee == recover for c in self.unit.body.calls)

    def _op(self, key: _Key, state: State, op: Operation, depth: int) -> list[State]:
        kind = op[0]
        if kind == Op.CALL:
            inlined = self._inline(op[1], state, depth)
            if inlined is not None:
                return inlined
        elif kind == Op.DEFER:
            state = state._replace(defers=(*(d for d in state.defers if d != op[1]), op[1]))
        elif kind == Op.ASSIGN and self.unit.body.values[op[2]] != (V.VAR, op[1]):
            state = self._learn(self.forget(state, op[1]), op[1], op[2], state)
        elif kind == Op.RETURN:
            return [state]
        result = self.step(self, state, op)
        if result is None:
            return []
        return [result] if isinstance(result, State) else result

    def _inline(self, call: int, state: State, depth: int) -> list[State] | None:
        """The states after a call of a literal, or None where the call is none."""
        made = self.unit.body.calls[call]
        literal = self.unit.literal_of(made.callee)
        if literal < 0 or depth > 3:
            return None
        asked = self.unit.body.find(V.CALL, call)
        before = state._replace(facts=frozenset(f for f in state.facts if f[0] != asked))
        return [_answered(end, asked) for end in self._enter(literal, made.args, before, depth)]

    def enter(self, literal: int, args: tuple[int, ...], state: State, depth: int = 1) -> list[State]:
        """Walks a literal inline, its parameters bound to the arguments."""
        return [_answered(end, -1) for end in self._enter(literal, args, state, depth)]

    def _enter(self, literal: int, args: tuple[int, ...], state: State, depth: int) -> list[State]:
        if self.unit.captured[literal] or args:
            for param, arg in zip(self.unit.body.funcs[literal].params, args, strict=False):
                bound = self._op((-1, 0, state), state, (Op.ASSIGN, param, arg, 0, 0), depth)
                if not bound:
                    return []
                state = bound[0]
            return self.run(literal, state, depth + 1)
        return [state]

    def forget(self, state: State, var: int) -> State:
        """Drops what is known of conditions on a variable."""
        if not state.facts:
            return state
        kept = frozenset(f for f in state.facts if f[0] < 0 or var not in self.unit.variables(f[0]))
        return state if len(kept) == len(state.facts) else state._replace(facts=kept)

    def _learn(self, state: State, var: int, value: int, before: State) -> State:
        """Remembers what assigning a constant says about later conditions."""
        if not self.facts_wanted:
            return state
        body = self.unit.body
        kind, *rest = body.values[value]
        subject = body.find(V.VAR, var)
        if kind == V.BOOL and subject in self.facts_wanted:
            return state._replace(facts=state.facts | {(subject, rest[0])})
        nil = body.find(V.NIL)
        condition = body.find(V.COMPARE, "==", subject, nil)
        if condition not in self.facts_wanted:
            return state
        if kind == V.NIL or is_non_nil(self.unit, value):
            return state._replace(facts=state.facts | {(condition, kind == V.NIL)})
        copied = body.find(V.COMPARE, "==", value, nil)
        known = next((held for held in (True, False) if (copied, held) in state.facts), None)
        if known is None and wraps_failure(self.unit, before.facts, value):
            known = False
        return state if known is None else state._replace(facts=state.facts | {(condition, known)})

    def assume(self, state: State, condition: int, held: bool) -> State | None:
        """The state on one side of a branch, or None where that side cannot be taken with the thing owed."""
        known = (condition, held) in state.facts
        if not known and (condition, not held) in state.facts:
            return None
        if state.phase == Phase.HELD:
            verdict = implied(self.unit, state, condition, held, self.ends)
            if verdict == Verdict.NEVER:
                return None
            if verdict == Verdict.SETTLED:
                state = state._replace(errors=frozenset())
            if verdict == Verdict.HARMLESS:
                state = state._replace(facts=state.facts | {HARMLESS})
            if verdict == Verdict.ENDED:
                self.moved += 1
                state = State(Phase.DONE, facts=state.facts, defers=state.defers)
        if known and self.unit.body.values[condition][0] == V.CALL:
            # The next time round the literal answers anew.
            state = state._replace(facts=state.facts - {(condition, held)})
        if not known and condition in self.facts_wanted:
            state = state._replace(facts=state.facts | {(condition, held)})
        return state

    def _return(self, key: _Key, state: State, op: Operation, depth: int, ends: dict[State, None]) -> None:
        states: list[State] = [state]
        for call in reversed(state.defers):
            made = self.unit.body.calls[call]
            literal = self.unit.literal_of(made.callee)
            if literal >= 0 and depth <= 3:
                following: list[State] = []
                for each in states:
                    following += self.enter(literal, made.args, each._replace(defers=()), depth)
                states = [each._replace(defers=state.defers) for each in following]
            elif self.runs_defers:
                op_there = (Op.CALL, call, 0, made.start, made.end)
                states = [after for each in states for after in self._op(key, each, op_there, depth)]
        # What a deferred call releases is not handed to the caller, although the values are told before it runs.
        returned: list[State] = []
        for each in dict.fromkeys(states):
            result = self.step(self, each, op) if each.phase == Phase.HELD else each
            if result is not None:
                returned += [result] if isinstance(result, State) else result
        states = returned
        given = self.unit.body.returns[op[1]] if depth and op[0] == Op.RETURN else ()
        answers = [self.unit.body.values[each] for each in given] if len(given) == 1 else []
        said = frozenset((_ANSWER, bool(rest[0])) for kind, *rest in answers if kind == V.BOOL)
        for each in states:
            ends.setdefault(each._replace(defers=(), facts=each.facts | said))
            if depth == 0:
                self.finished.append((op[1], each))
                if each.phase == Phase.HELD:
                    self.report(key, "end" if op[2] else "return", op[3], op[4], each)

    def report(self, key: _Key | None, kind: str, start: int, end: int, state: State) -> None:
        self.exits.append(Exit(kind, start, end, self.trail(key), state))

    def trail(self, key: _Key | None) -> tuple[tuple[int, int, bool], ...]:
        """The branches on the way to a visit, from the acquisition on."""
        out: list[tuple[int, int, bool]] = []
        while key is not None and len(out) < 64:
            previous, branch = self.came_from.get(key, (None, None))
            if branch is not None:
                out.append(branch)
            if key[2].phase == Phase.BEFORE:
                break
            key = previous
        return tuple(reversed(out))


def _answered(state: State, asked: int) -> State:
    """A state after an inlined literal, with what it answered put down to the call's value, or forgotten (-1)."""
    said = frozenset(fact for fact in state.facts if fact[0] == _ANSWER)
    if not said:
        return state
    answers = {(asked, held) for _, held in said} if asked >= 0 else set[tuple[int, bool]]()
    return state._replace(facts=(state.facts - said) | answers)
