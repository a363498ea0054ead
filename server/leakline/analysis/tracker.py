"""What the operations of a path do to one resource: who holds it, who releases it, where it goes."""

from collections.abc import Callable, Sequence
from functools import cached_property

from attrs import define, field

from leakline.analysis import callees, contexts, subjects
from leakline.analysis.callees import Effect
from leakline.analysis.conditions import HARMLESS, errors_after, expects_failure, is_resource, last_result
from leakline.analysis.holding import Holding, Obligation
from leakline.analysis.paths import Phase, State, Walk
from leakline.analysis.rules import Acquire
from leakline.analysis.unit import Unit
from leakline.analysis.usage import after_reading, goes_on
from leakline.flow.ir import Op, Operation, V, family
from leakline.flow.typing import Callee

_NOTHING: frozenset[int] = frozenset()
_KEPT = (Effect.KEEPS, Effect.WRAPS)
_ENDED = (-1, True)
"""The fact that the context has ended by itself: nothing is owed behind it, but nobody else is helped by that."""


@define(eq=False, slots=False)
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
    """The first variable that held it."""
    discarded: bool = False
    returned: bool = False
    """Whether the resource itself was returned, not only a struct that holds it."""
    kept: int = 0
    """How often the resource was handed on instead of released."""
    released: int = 0
    """How often it was released."""
    stored: list[tuple[int, str]] = field(factory=list[tuple[int, str]])
    """Value of the struct, and its field, where a releasing function was stored."""

    @cached_property
    def holding(self) -> Holding:
        return Holding(self.unit, self.owed, -1 if self.acquire.subject else self.call, self._mentioned)

    @cached_property
    def _derives(self) -> bool:
        """Whether what is owed is the cancel function of a derived context."""
        return self.owed.is_func and self.owed.is_context and self.call >= 0 and self.acquire.result == 1

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if state.phase == Phase.DONE and self.call >= 0:
            return None  # how it is reached again is known from the way to it
        if kind == Op.CALL:
            return self._call(walk, state, op)
        if state.phase != Phase.HELD:
            return state
        if kind == Op.ASSIGN:
            return self._assign(walk, state, op)
        if kind == Op.RETURN:
            return self._return(walk, state, op)
        if kind == Op.DISCARD:
            self.discarded = self.discarded or op[2] == self._result
            return state
        if kind in (Op.GO, Op.DEFER):
            return self._launch(walk, state, op)
        if kind == Op.STORE:
            return self._store(walk, state, op)
        if kind == Op.SEND and self.holding.carries(state, op[2]):
            return self._left(walk, state)
        if kind in (Op.RECEIVE, Op.RANGE) and subjects.is_awaited(
            self.unit, self.owed, self.call, state, op[1]
        ):
            return State(Phase.DONE, facts=state.facts, defers=state.defers)
        if kind == Op.RECEIVE and self._derives and contexts.is_done(self.unit, self.call, op[1]):
            return state._replace(facts=state.facts | {_ENDED})
        return state

    @cached_property
    def _result(self) -> int:
        return self.unit.body.find(V.RESULT, self.call, self.acquire.result)

    @cached_property
    def _beneath(self) -> frozenset[int]:
        return subjects.beneath(self.unit, self.owed, self.acquire, self.call)

    def _mentioned(self, state: State, literal: int) -> bool:
        captured = self.unit.captured[literal]
        held = state.holders | state.parts | state.wrapped | state.boxes
        if not any(self.unit.variables(holder) & captured for holder in held):
            return False
        if self.owed.launch_keeps:
            return True
        before = self.released
        inner = Walk(self.unit, self.step, _NOTHING)
        inner.run(literal, state._replace(defers=()), 1)
        self.released = before  # it may do so, some other time
        return inner.moved > 0 or inner.gave_up

    def _left(self, walk: Walk, state: State, released: bool = False) -> State:
        walk.moved += 1
        self.kept += not released
        self.released += released
        return State(Phase.DONE, facts=state.facts, defers=state.defers)

    # calls

    def _acquired(self, walk: Walk, state: State) -> State:
        body = self.unit.body
        if self.acquire.subject:
            return self._owed_by_subject(walk, state)
        ended = [body.calls[deferred].callee for deferred in state.defers] if self._derives else []
        if any(contexts.ends_parent(self.unit, self.call, callee) for callee in ended):
            state = state._replace(facts=state.facts | {HARMLESS})
        holders = {self._result}
        if self.acquire.result == 0:
            holders.add(body.find(V.CALL, self.call))
        # Until it is assigned the error is the call's own result; where it is discarded, nothing tells.
        error = -1 if self.acquire.error is None else body.find(V.RESULT, self.call, self.acquire.error)
        errors, held = frozenset((error,)) - {-1}, frozenset(holders - {-1})
        return State(Phase.HELD, held, facts=state.facts, defers=state.defers, errors=errors)

    def _owed_by_subject(self, walk: Walk, state: State) -> State:
        """After a call that acquires on its receiver or on an argument. What is deferred before may release it, too."""
        subject = subjects.subject(self.unit, self.acquire, self.call)
        kind, *rest = self.unit.body.values[subject]
        self.holder = rest[0] if kind == V.VAR else -1
        self.discarded = kind not in (V.VAR, V.FIELD)
        boxes = frozenset(rest[:1]) if kind == V.FIELD else _NOTHING
        error = subjects.error(self.unit, self.acquire, self.call)
        held = State(
            Phase.HELD,
            frozenset((subject,)),
            boxes=boxes,
            facts=state.facts,
            defers=state.defers,
            errors=frozenset((error,)) - {-1},
        )
        calls = [d for d in state.defers if self.unit.literal_of(self.unit.body.calls[d].callee) < 0]
        after = (self._used(walk, held, each, self.unit.typer.callee(each)) for each in calls)
        return next((each for each in after if each.phase == Phase.DONE), held)

    def _call(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        call = op[1]
        if call == self.call:
            if state.phase == Phase.HELD and not self.acquire.subject and not self._is_pending(state):
                walk.report(None, "again", op[3], op[4], state)
                return None
            return self._acquired(walk, state)
        callee = self.unit.typer.callee(call)
        if self.stops(self.unit, callee, self.depth):
            return None
        return self._used(walk, state, call, callee) if state.phase == Phase.HELD else state

    def _is_pending(self, state: State) -> bool:
        """Whether a closure that the loop deferred releases this step's resource: each step has variables of its own."""
        body = self.unit.body
        loop = body.calls[self.call].loop
        holders = [body.values[h] for h in state.holders | state.parts]
        if loop < 0 or any(value[0] == V.VAR and body.vars[int(value[1])].loop != loop for value in holders):
            return False
        pending = [self.unit.literal_of(body.calls[each].callee) for each in state.defers]
        return any(literal >= 0 and self._mentioned(state, literal) for literal in pending)

    def _used(self, walk: Walk, state: State, call: int, callee: Callee) -> State:
        made = self.unit.body.calls[call]
        kind, *rest = self.unit.body.values[made.callee]
        ends = kind == V.FIELD and self.owed.ends_by(rest[1])
        called = self.owed.is_func and is_resource(self.unit, state, made.callee)
        if called or made.callee in self._beneath or (ends and rest[0] in self._beneath):
            return self._left(walk, state, True)
        if self._derives and contexts.ends_parent(self.unit, self.call, made.callee):
            return state._replace(facts=state.facts | {HARMLESS})
        if self.holding.is_released_by(state, callee.name, made.args):
            return self._left(walk, state, True)
        if expects_failure(self.unit, call, state.errors):
            return State(Phase.DONE, facts=state.facts, defers=state.defers)
        if subjects.hands_on(self.unit, self.acquire, self.call, call):
            return self._left(walk, state)
        if subjects.drains(self.unit, self.acquire, self.call, call):
            return state._replace(errors=frozenset((subjects.last_result(self.unit, call),)) - {-1})
        if kind == V.FIELD:
            if ends and self.holding.closable(state, rest[0]):
                return self._left(walk, state, True)
            if rest[1] in ("NoError", "NoErrorf", "Nil", "Success") and state.errors & set(made.args):
                return state._replace(errors=frozenset())
            if rest[0] in state.boxes and self._touches(state, callee):
                return self._left(walk, state)
        if kind == V.PACKAGE and str(rest[0]).endswith("/require") and state.errors & set(made.args):
            return state._replace(errors=frozenset())
        return self._passed(walk, state, call, callee)

    def _touches(self, state: State, callee: Callee) -> bool:
        """Whether a method of a struct that holds the resource may release it or hand the struct on."""
        if callee.decl is None:
            return True
        if self.acquire.subject and callee.package is not None:
            kept = [
                str(self.unit.body.values[h][2])
                for h in state.holders
                if self.unit.body.values[h][0] == V.FIELD
            ]
            return subjects.may_release(callee.package, callee.decl, kept, self.owed.methods)
        names = [self.unit.body.values[held] for held in state.holders | state.parts]
        fields = [str(v[2]).encode() for v in names if v[0] == V.FIELD and v[1] in state.boxes]
        return not fields or any(b"." + name in callee.decl.source() for name in fields)

    def _passed(self, walk: Walk, state: State, call: int, callee: Callee) -> State:
        """After a call that may be handed the resource as an argument."""
        made = self.unit.body.calls[call]
        borrowed = False
        for index, arg in enumerate(made.args):
            if not self.holding.carries(state, arg):
                continue
            direct = is_resource(self.unit, state, arg) or self.holding.closable(state, arg)
            if arg in state.wrapped:
                if callees.effect(self.unit, callee, index, False, self.owed, self.depth) in _KEPT:
                    return self._left(walk, state)
                continue
            if not direct and self.unit.body.values[arg][0] != V.ADDR:
                return self._left(walk, state)
            part = self.holding.closable(state, arg)
            done = callees.effect(self.unit, callee, index, part, self.owed, self.depth)
            if done in (Effect.RELEASES, Effect.KEEPS):
                return self._left(walk, state, done == Effect.RELEASES)
            if done in (Effect.RELEASES_ON_ERROR, Effect.RELEASES_ON_SUCCESS):
                known = done == Effect.RELEASES_ON_ERROR and callee.signature is not None
                return state._replace(errors=last_result(self.unit, call, callee) if known else _NOTHING)
            if done == Effect.WRAPS:
                return state._replace(holders=state.holders | self._results(call))
            borrowed = True
            state = after_reading(state, callee.name, index)
        if borrowed and callees.may_wrap(callee, self.owed):
            return state._replace(wrapped=state.wrapped | self._results(call))
        return state

    def _results(self, call: int) -> set[int]:
        return {self.unit.body.find(V.CALL, call), self.unit.body.find(V.RESULT, call, 0)} - {-1}

    # assignments

    def _assign(self, walk: Walk, state: State, op: Operation) -> "State | None":
        var, value = op[1], op[2]
        body = self.unit.body
        subject = body.find(V.VAR, var)
        if value == subject or subject < 0:
            return state  # what is never mentioned changes nothing
        part = bool(self.owed.path) and self.holding.closable(state, value)
        whole = not part and is_resource(self.unit, state, value)
        if subject in state.holders | state.parts and not whole and not part:
            kept = self._without(state, subject)
            if self.holding.carries(state, value):  # l = &wrapper{l}
                if self.holding.is_box(value) and body.vars[var].func in self._family:
                    return self._boxed(kept, subject, self.holding.keys(state, value))
                return self._left(walk, state)
            if not self._is_held(kept):
                if kept.wrapped or kept.boxes or subjects.grows_from(self.unit, subject, value):
                    return self._left(walk, kept)
                returns = body.source.startswith(b"return", op[3])  # `return nil, err` sets the named result
                walk.report(None, "return" if returns else "overwritten", op[3], op[4], state)
                return None
            state = kept
        state = state._replace(
            errors=errors_after(self.unit, state.errors, subject, value),
            wrapped=state.wrapped - {subject},
            boxes=state.boxes - {subject},
        )
        if whole or part:
            if body.vars[var].func not in self._family or subject < 0:
                return self._left(walk, state)
            self.holder = var if self.holder < 0 else self.holder
            return self._with(state, subject, part)
        if body.values[value][0] == V.FUNC and var in self.unit.literals:
            return state  # followed where it is called
        if value in state.wrapped:
            return state._replace(wrapped=state.wrapped | {subject})
        if self.holding.carries(state, value):
            if self.holding.is_box(value) and subject >= 0 and body.vars[var].func in self._family:
                return self._boxed(state, subject, self.holding.keys(state, value))
            return self._left(walk, state)
        return state

    def _with(self, state: State, subject: int, part: bool) -> State:
        if part:
            return state._replace(parts=state.parts | {subject})
        below = self._below(subject)
        return state._replace(holders=state.holders | {subject}, parts=state.parts | ({below} - {-1}))

    def _without(self, state: State, subject: int) -> State:
        gone = {subject, self._below(subject)}
        return state._replace(holders=state.holders - gone, parts=state.parts - gone)

    def _below(self, subject: int) -> int:
        return self.unit.body.find(V.FIELD, subject, self.owed.path[-1]) if self.owed.path else -1

    def _is_held(self, state: State) -> bool:
        return any(self.unit.body.values[h][0] in (V.VAR, V.FIELD) for h in state.holders | state.parts)

    def _note(self, state: State, value: int) -> None:
        """Remembers the fields of a struct literal that takes the resource along."""
        self.stored += [(value, key) for key, _ in self.holding.keys(state, value)]

    def _boxed(self, state: State, subject: int, keys: Sequence[tuple[str, bool]]) -> State:
        """The resource stands in fields of a struct that has not left this function."""
        for key, part in keys:
            self.stored.append((subject, key))
            named = self.unit.body.find(V.FIELD, subject, key)
            if named >= 0:
                state = self._with(state, named, part)
        return state._replace(boxes=state.boxes | {subject})

    @cached_property
    def _family(self) -> frozenset[int]:
        """The functions whose variables live no longer than the walk: the walked one and the literals in it."""
        body = self.unit.body
        return family(body.funcs, body.calls[self.call].func if self.call >= 0 else 0)

    def _store(self, walk: Walk, state: State, op: Operation) -> State:
        if op[2] in state.errors or op[1] in state.errors:  # conn, call.err = dial()
            told = state.errors | {op[1]} if op[2] in state.errors else state.errors - {op[1]}
            return state._replace(errors=told)
        if not self.holding.carries(state, op[2]):
            along = subjects.carries_along(self.unit, self.acquire, self.call, op[2])
            return self._left(walk, state) if along else state
        body = self.unit.body
        kind, *rest = body.values[op[1]]
        self._note(state, op[2])
        if kind == V.PACKAGE and str(rest[0]) == "os" and self.unit.stores(op[1]) > 1:
            return state  # os.Stdout = w, and put back later
        if kind == V.FIELD and (rest[0] in state.holders or rest[0] in state.parts):
            return state  # resp.Body = wrap(resp.Body)
        if kind == V.FIELD:
            if is_resource(self.unit, state, op[2]) or self.holding.closable(state, op[2]):
                self.stored.append((rest[0], str(rest[1])))
            base = body.values[int(rest[0])]
            direct = is_resource(self.unit, state, op[2])
            if base[0] == V.VAR and direct and self.holding.is_fresh(base[1], op[3], self._family):
                if not self.owed.path or not self.holding.closable(state, op[2]):
                    state = self._with(state, op[1], False)
                return state._replace(boxes=state.boxes | {rest[0]})
        return self._left(walk, state)

    # leaving

    def _return(self, walk: Walk, state: State, op: Operation) -> "State | None":
        if _ENDED in state.facts:
            return State(Phase.DONE, facts=state.facts, defers=state.defers)
        values = self.unit.body.returns[op[1]]
        whole_call = len(values) == 1 and self.unit.body.values[values[0]] == (V.CALL, self.holding.call)
        along = any(subjects.carries_along(self.unit, self.acquire, self.call, value) for value in values)
        if along or whole_call or any(self.holding.carries(state, value) for value in values):
            walk.returned.append((op[1], state))
            direct = any(is_resource(self.unit, state, value) for value in values)
            self.returned = self.returned or whole_call or direct
            for value in values:
                self._note(state, value)
            return self._left(walk, state)
        return state

    def _launch(self, walk: Walk, state: State, op: Operation) -> State:
        call = op[1]
        made = self.unit.body.calls[call]
        literal = self.unit.literal_of(made.callee)
        if literal >= 0:
            if op[0] == Op.DEFER:
                return state  # walked where the function returns
            keeps = self.owed.launch_keeps and self._mentioned(state, literal)
            if keeps or goes_on(self.unit, state, literal):
                return self._left(walk, state)
            inner = Walk(self.unit, self.step, walk.facts_wanted)
            ends = inner.enter(literal, made.args, state._replace(defers=()), 1)
            owed = any(end.phase == Phase.HELD for end in ends)
            return self._left(walk, state) if inner.gave_up or (inner.moved and not owed) else state
        callee = self.unit.typer.callee(call)
        kind, *rest = self.unit.body.values[made.callee]
        if op[0] == Op.GO and kind == V.FIELD and self.holding.carries(state, rest[0]):
            return self._left(walk, state)
        if state.boxes & set(made.args):
            return self._left(walk, state)
        given = [i for i, arg in enumerate(made.args) if self.holding.carries(state, arg)]
        if op[0] == Op.GO and given and self.owed.launch_keeps:
            return self._left(walk, state)
        if op[0] == Op.GO and given:
            parts = [self.holding.closable(state, made.args[i]) for i in given]
            done = [
                callees.effect(self.unit, callee, i, part, self.owed, self.depth)
                for i, part in zip(given, parts, strict=True)
            ]
            return (
                state if callee.decl is not None and max(done) == Effect.BORROWS else self._left(walk, state)
            )
        return self._used(walk, state, call, callee)
