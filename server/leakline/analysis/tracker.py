"""What the operations of a path do to one resource: who holds it, who releases it, where it goes."""

from collections.abc import Callable, Sequence

from attrs import define, evolve, field, frozen

from leakline.analysis import callees
from leakline.analysis.callees import Effect
from leakline.analysis.conditions import is_resource
from leakline.analysis.paths import Phase, State, Walk
from leakline.analysis.rules import Acquire, Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Func, Op, Operation, V
from leakline.flow.typing import Callee


@frozen
class Obligation:
    """What a rule says is owed."""

    path: tuple[str, ...]
    """Fields from the resource to what is released."""
    methods: tuple[str, ...]
    is_func: bool
    """Whether the resource is a function that is called to release it."""

    @classmethod
    def of(cls, rule: Rule) -> "Obligation":
        return cls(rule.release_path, rule.release_methods, rule.release_call)


@define(eq=False)
class Tracker:
    """The operations of one walk, for one acquisition."""

    unit: Unit
    owed: Obligation
    call: int
    """The acquiring call; -1 where a parameter is owed from the start."""
    acquire: Acquire
    depth: int = 0
    stops: Callable[[Unit, Callee, int], bool] = lambda _unit, _callee, _depth: False
    holder: int = -1
    discarded: bool = False
    kept: int = 0
    """How often the resource was handed on instead of released."""
    stored: list[str] = field(factory=list[str])

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if kind == Op.CALL:
            return self._call(walk, state, op)
        if state.phase != Phase.HELD:
            return state
        if kind == Op.ASSIGN:
            return self._assign(walk, state, op)
        if kind == Op.RETURN:
            return self._return(walk, state, op)
        if kind == Op.DISCARD:
            if op[2] in state.holders:
                self.discarded = True
            return state
        if kind in (Op.GO, Op.DEFER):
            return self._launch(walk, state, op)
        if kind == Op.STORE:
            return self._store(walk, state, op)
        if kind == Op.SEND and self.carries(state, op[2]):
            return self._left(walk, state)
        return state

    # what a value is

    def carries(self, state: State, value: int) -> bool:
        """Whether whoever gets a value gets the resource with it."""
        if is_resource(self.unit, state, value) or value in state.wrapped:
            return True
        kind, *rest = self.unit.body.values[value]
        if kind in (V.ADDR, V.DEREF, V.ASSERT, V.SLICE):
            return self.carries(state, rest[0])
        if kind == V.CONVERT:
            return self.carries(state, rest[1])
        if kind == V.COMPOSITE:
            return any(self.carries(state, each) for each in rest[1])
        if kind == V.FIELD:
            return (
                self.owed.is_func is False and rest[1] in self.owed.methods and self._closable(state, rest[0])
            )
        if kind == V.FUNC:
            return self._mentions(state, rest[0])
        if kind == V.CALL and rest[0] != self.call:
            made = self.unit.body.calls[int(rest[0])]
            name = self.unit.typer.callee(rest[0])
            return (name.is_type or name.short in ("append", "NopCloser")) and any(
                self.carries(state, each) for each in made.args
            )
        return False

    def _closable(self, state: State, value: int) -> bool:
        """Whether a value is what the release method is called on."""
        if value in state.parts:
            return True
        if not self.owed.path:
            return is_resource(self.unit, state, value)
        kind, *rest = self.unit.body.values[value]
        if kind in (V.DEREF, V.ASSERT, V.CONVERT):
            return self._closable(state, rest[1] if kind == V.CONVERT else rest[0])
        return kind == V.FIELD and rest[1] == self.owed.path[-1] and is_resource(self.unit, state, rest[0])

    def _mentions(self, state: State, literal: int) -> bool:
        """Whether a literal that runs some other time mentions the resource in a way that may release or keep it."""
        captured = self.unit.captured[literal]
        if not any(self.unit.variables(holder) & captured for holder in self._held(state)):
            return False
        inner = Walk(self.unit, self.step, frozenset())
        inner.run(literal, evolve(state, defers=()), 1)
        return inner.moved > 0 or inner.gave_up

    @staticmethod
    def _held(state: State) -> frozenset[int]:
        return state.holders | state.parts | state.wrapped

    # what an operation does

    def _left(self, walk: Walk, state: State, released: bool = False) -> State:
        walk.moved += 1
        self.kept += not released
        return evolve(
            state, phase=Phase.DONE, holders=frozenset(), parts=frozenset(), wrapped=frozenset(), error=-1
        )

    def _acquired(self, state: State) -> State:
        body = self.unit.body
        holders = {body.find(V.RESULT, self.call, self.acquire.result)}
        if self.acquire.result == 0:
            holders.add(body.find(V.CALL, self.call))
        return State(
            Phase.HELD, frozenset(holders - {-1}), facts=state.facts, defers=state.defers, error=self._error()
        )

    def _error(self) -> int:
        if self.acquire.error is None:
            return -1
        # Until it is assigned the error is the call's own result; where it is discarded, nothing tells.
        return self.unit.body.find(V.RESULT, self.call, self.acquire.error)

    def _call(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        call = op[1]
        if call == self.call:
            if state.phase == Phase.HELD:
                walk.report(None, "again", op[3], op[4], state)
                return None
            return self._acquired(state)
        callee = self.unit.typer.callee(call)
        if self.stops(self.unit, callee, self.depth):
            return None
        if state.phase != Phase.HELD:
            return state
        return self._used(walk, state, call, callee)

    def _used(self, walk: Walk, state: State, call: int, callee: Callee) -> State:
        made = self.unit.body.calls[call]
        kind, *rest = self.unit.body.values[made.callee]
        if self.owed.is_func and is_resource(self.unit, state, made.callee):
            return self._left(walk, state, True)
        if kind == V.FIELD:
            if rest[1] in self.owed.methods and self._closable(state, rest[0]):
                return self._left(walk, state, True)
            if rest[1] in ("NoError", "NoErrorf", "Nil", "Success") and state.error in made.args:
                return evolve(state, error=-1)
        if kind == V.PACKAGE and str(rest[0]).endswith("/require") and state.error in made.args:
            return evolve(state, error=-1)
        borrowed = False
        for index, arg in enumerate(made.args):
            if self.unit.body.values[arg][0] == V.FUNC:
                if self._mentions(state, self.unit.body.values[arg][1]):
                    return self._left(walk, state)
                continue
            if not self.carries(state, arg):
                continue
            direct = is_resource(self.unit, state, arg) or self._closable(state, arg)
            if not direct and arg not in state.wrapped and self.unit.body.values[arg][0] != V.ADDR:
                return self._left(walk, state)
            done = callees.effect(self.unit, callee, index, self._closable(state, arg), self.owed, self.depth)
            if arg in state.wrapped and done != Effect.KEEPS:
                continue
            if done in (Effect.RELEASES, Effect.KEEPS):
                return self._left(walk, state, done == Effect.RELEASES)
            if done in (Effect.RELEASES_ON_ERROR, Effect.RELEASES_ON_SUCCESS):
                return self._conditional(state, call, done)
            borrowed = True
        if borrowed and not self.owed.is_func:
            results = {self.unit.body.find(V.CALL, call), self.unit.body.find(V.RESULT, call, 0)} - {-1}
            return evolve(state, wrapped=state.wrapped | results)
        return state

    def _conditional(self, state: State, call: int, done: Effect) -> State:
        """After a callee that closes only if it fails: from now on its own error tells whether something is owed."""
        signature = self.unit.typer.callee(call).signature
        if signature is None or done == Effect.RELEASES_ON_SUCCESS:
            return evolve(state, error=-1)
        last = len(signature.results) - 1
        found = self.unit.body.find(V.RESULT, call, last)
        return evolve(state, error=found if found >= 0 else self.unit.body.find(V.CALL, call))

    def _assign(self, walk: Walk, state: State, op: Operation) -> "State | None":
        var, value = op[1], op[2]
        body = self.unit.body
        subject = body.find(V.VAR, var)
        holders, parts, wrapped, error = state.holders, state.parts, state.wrapped, state.error
        if value == subject:
            return state
        gains = is_resource(self.unit, state, value) and value not in parts
        gains_part = not gains and (value in parts or (bool(self.owed.path) and self._closable(state, value)))
        if subject in holders | parts and not gains and not gains_part:
            below = body.find(V.FIELD, subject, self.owed.path[-1]) if self.owed.path else -1
            holders, parts = holders - {subject}, parts - {subject, below}
            if not any(body.values[h][0] == V.VAR for h in holders | parts):
                if wrapped or (body.values[value][0] == V.NIL and op[3] == 0):
                    return self._left(walk, state)
                walk.report(None, "overwritten", op[3], op[4], state)
                return None
        wrapped = wrapped - {subject}
        if subject == error:
            error = -1
        if value == error and error >= 0:
            error = subject if subject >= 0 else error
        if gains or gains_part:
            if body.vars[var].func not in self._inside(walk) or subject < 0:
                return self._left(walk, state)
            if self.holder < 0:
                self.holder = var
            if gains:
                holders |= {subject}
                below = body.find(V.FIELD, subject, self.owed.path[-1]) if self.owed.path else -1
                parts |= {below} - {-1}
            else:
                parts |= {subject}
        elif value in wrapped:
            wrapped |= {subject}
        elif self.carries(state, value):
            return self._left(walk, state)
        return evolve(state, holders=holders, parts=parts, wrapped=wrapped, error=error)

    def _inside(self, walk: Walk) -> frozenset[int]:
        """The functions whose variables live no longer than the walk: the walked one and the literals in it."""
        return self._family

    @property
    def _family(self) -> frozenset[int]:
        body = self.unit.body
        root = body.calls[self.call].func if self.call >= 0 else 0
        return family(body.funcs, root)

    def _store(self, walk: Walk, state: State, op: Operation) -> State:
        if not self.carries(state, op[2]):
            return state
        kind, *rest = self.unit.body.values[op[1]]
        if kind == V.FIELD and (rest[0] in state.holders or rest[0] in state.parts):
            return state  # resp.Body = wrap(resp.Body)
        if kind == V.FIELD and self.owed.is_func:
            self.stored.append(str(rest[1]))
        return self._left(walk, state)

    def _return(self, walk: Walk, state: State, op: Operation) -> "State | None":
        if any(self.carries(state, value) for value in self.unit.body.returns[op[1]]):
            walk.returned.append((op[1], state))
            return self._left(walk, state)
        return state

    def _launch(self, walk: Walk, state: State, op: Operation) -> State:
        call = op[1]
        made = self.unit.body.calls[call]
        literal = self.unit.literal_of(made.callee)
        if literal >= 0:
            if op[0] == Op.DEFER:
                return state  # walked where the function returns
            inner = Walk(self.unit, self.step, frozenset())
            inner.enter(literal, made.args, evolve(state, defers=()), 1)
            return self._left(walk, state) if inner.moved or inner.gave_up else state
        callee = self.unit.typer.callee(call)
        kind, *rest = self.unit.body.values[made.callee]
        if op[0] == Op.GO and kind == V.FIELD and self.carries(state, rest[0]):
            return self._left(walk, state)
        after = self._used(walk, state, call, callee)
        if op[0] == Op.GO and any(self.carries(state, arg) for arg in made.args):
            done = max(
                callees.effect(self.unit, callee, i, self._closable(state, a), self.owed, self.depth)
                for i, a in enumerate(made.args)
                if self.carries(state, a)
            )
            return self._left(walk, state) if done != Effect.BORROWS or callee.decl is None else state
        return after


def family(funcs: Sequence[Func], root: int) -> frozenset[int]:
    """A function and the literals inside it."""
    found = {root}
    for func in funcs:
        if func.parent in found:
            found.add(func.index)
    return frozenset(found)
