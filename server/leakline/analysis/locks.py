"""Locks that a path leaves held: at a return, at the next step of a loop, at a panic that is caught."""

import re
from collections.abc import Iterator

from attrs import define, field

from leakline.analysis.conditions import worth_remembering
from leakline.analysis.finding import Finding
from leakline.analysis.heldreport import finding
from leakline.analysis.lockkeys import ACQUIRING, Key, elsewhere, key_of, renamed
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.rules import Rule
from leakline.analysis.summaries import stops
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V, family

_HANDING_ON = re.compile(r"(?i)unlock|release")
_DEPTH = 3


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The locks of one declaration that are held at an exit, one finding a Lock."""
    wanted = None
    meant: set[int] = set()
    for call, made in enumerate(unit.body.calls):
        key = key_of(unit, call)
        if key is None or key.method not in ACQUIRING or not _is_statement(unit, call):
            continue
        if _is_deferred_at_once(unit, call, key) or _is_private(unit, key):
            continue
        if wanted is None:
            wanted = worth_remembering(unit)
        tracker = LockTracker(unit, key, call)
        walk = Walk(unit, tracker.step, wanted, stop_is_exit=not unit.is_test)
        walk.run(made.func, State())
        exits = _exits(unit, key, tracker, walk)
        if exits and call not in meant:
            meant |= set(_again(unit, made.start, exits))
            shared = frozenset(at for at, state in walk.finished if state.phase != Phase.HELD)
            yield finding(unit, rule, call, key, exits, shared)


def is_meant_unlock(unit: Unit, call: int) -> bool:
    """Whether a Lock of a lock that is held already was typed for its Unlock: nothing after it unlocks on some path."""
    key = key_of(unit, call)
    if key is None:
        return False
    known = unit.answers.get(("meant", call))
    if known is None:
        tracker = LockTracker(unit, key, call)
        walk = Walk(unit, tracker.step, worth_remembering(unit))
        walk.run(unit.body.calls[call].func, State())
        known = any(each.kind in ("return", "end") for each in walk.exits)
        unit.answers["meant", call] = known
    return known


def _again(unit: Unit, start: int, exits: tuple[Exit, ...]) -> list[int]:
    """The later Lock calls at which a lock is still held."""
    at = {each.start for each in exits if each.kind == "again" and each.start > start}
    return [index for index, made in enumerate(unit.body.calls) if made.start in at]


@define(eq=False)
class LockTracker:
    """The operations of one walk, for one Lock call.

    Before that call, `holders` of the state tells whether another one has taken the lock.
    """

    unit: Unit
    key: Key
    call: int
    """The Lock call; -1 where the lock is held from the start."""
    depth: int = 0
    found_locked: bool = False
    """On some path the lock is released before anything here took it: the caller holds it."""
    released: int = 0
    steps: list[tuple[int, int]] = field(factory=list[tuple[int, int]])

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if kind == Op.CALL:
            return self._call(walk, state, op)
        if state.phase != Phase.HELD:
            return state
        if kind == Op.RETURN:
            return self._return(walk, state, op)
        if kind == Op.GO and self._hands_over(op[1]):
            return self._done(walk, state)
        if kind == Op.DEFER:
            return self._deferred(walk, state, op)
        if kind in (Op.ASSIGN, Op.STORE, Op.SEND):
            return self._moved(walk, state, op)
        return state

    def _done(self, walk: Walk, state: State) -> State:
        walk.moved += 1
        return state._replace(phase=Phase.DONE)

    def _call(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        call = op[1]
        other = key_of(self.unit, call)
        if other is not None and other.same(self.key):
            return self._method(walk, state, op, other.method)
        callee = self.unit.typer.callee(call)
        if stops(self.unit, callee, self.depth):
            return None
        if state.phase == Phase.HELD:
            if self._is_caught(state, call):
                walk.report(None, "panic", op[3], op[4], state)
                return None
            return self._done(walk, state) if self._hands_over(call) else state
        return state

    def _method(self, walk: Walk, state: State, op: Operation, method: str) -> "State | None":
        mine = frozenset((self.key.value,))
        if method.startswith("Try"):
            return state if state.phase == Phase.HELD else state._replace(holders=mine)
        if method in ACQUIRING:
            if state.phase == Phase.HELD:
                if op[1] != self.call and method == self.key.method == "RLock":
                    return None  # a second reader: which of the two an unlock ends is not told
                walk.report(None, "again", op[3], op[4], state)
                return None
            if op[1] == self.call and not self._is_deferred(state):
                return state._replace(phase=Phase.HELD)
            return state._replace(holders=mine)
        if state.phase == Phase.HELD:
            self.released += 1
            return self._done(walk, state)
        if not state.holders and state.phase == Phase.BEFORE and not self._is_deferred(state):
            self.found_locked = self.found_locked or not self._is_behind_loop(op[1])
        return state._replace(holders=frozenset[int]())

    def _is_behind_loop(self, unlock: int) -> bool:
        """Whether an unlock stands behind the loop that locks, for a step that leaves the loop with the lock."""
        body = self.unit.body
        loop = body.calls[self.call].loop if self.call >= 0 else -1
        made = body.calls[unlock]
        return loop >= 0 and made.start > body.loops[loop].end and made.loop == body.loops[loop].parent

    def _is_deferred(self, state: State) -> bool:
        return any(self._unlocks(call) for call in state.defers)

    def _unlocks(self, call: int) -> bool:
        other = key_of(self.unit, call)
        return other is not None and other.same(self.key) and other.method in ("Unlock", "RUnlock")

    def _deferred(self, walk: Walk, state: State, op: Operation) -> State:
        """An Unlock counts where the function returns; a deferred helper does too."""
        if self.unit.literal_of(self.unit.body.calls[op[1]].callee) >= 0:
            return state  # walked where the function returns
        if self._unlocks(op[1]):
            self.released += 1
            return self._done(walk, state)
        if key_of(self.unit, op[1]) is not None:
            return state
        return self._done(walk, state) if self._hands_over(op[1]) else state

    def _return(self, walk: Walk, state: State, op: Operation) -> "State | None":
        if any(self._deferred_unlocks(call) for call in state.defers):
            return self._done(walk, state)  # under a condition of its own, most often what was locked
        for call in state.defers:
            other = key_of(self.unit, call)
            if other is not None and other.same(self.key) and other.method == self.key.method:
                made = self.unit.body.calls[call]
                walk.report(None, "deferred", made.start, made.end, state)
                return None
        values = self.unit.body.returns[op[1]]
        handed = any(
            self.key.is_below(self.unit, value) or self._carries_unlock(value) or self._is_lock(value)
            for value in values
        )
        return self._done(walk, state) if handed else state

    def _moved(self, walk: Walk, state: State, op: Operation) -> "State | None":
        if op[0] == Op.ASSIGN and op[1] in self.unit.variables(self.key.value):
            is_new = self.unit.body.values[self.key.value][0] == V.VAR  # a mutex of its own for each step
            if is_new or not self._is_unlocked_in_loop():
                return self._done(walk, state)
            walk.report(None, "again", op[3], op[4], state)
            return None
        value = op[2]
        if op[0] == Op.ASSIGN and self.unit.body.vars[op[1]].role == "result" and self._is_lock(value):
            return self._done(walk, state)  # the caller gets the lock, to unlock it
        followed = op[0] == Op.ASSIGN and op[1] in self.unit.literals
        if (self._carries_unlock(value) and not followed) or (
            self.key.root_is_local(self.unit) and self.key.is_below(self.unit, value)
        ):
            return self._done(walk, state)
        return state

    def _is_unlocked_in_loop(self) -> bool:
        """Whether the loop around the Lock unlocks the same key."""
        loop = self.unit.body.calls[self.call].loop if self.call >= 0 else -1
        if loop < 0:
            return False
        span = self.unit.body.loops[loop]
        return any(
            span.start < made.start < span.end and self._unlocks(index)
            for index, made in enumerate(self.unit.body.calls)
        )

    def _is_lock(self, value: int) -> bool:
        """Whether a value is the lock itself, as `&s.mu`."""
        kind, *rest = self.unit.body.values[value]
        return self.key.is_base(self.unit, int(rest[0]) if kind == V.ADDR else value)

    def _carries_unlock(self, value: int) -> bool:
        """Whether a value is `mu.Unlock`, or a literal that unlocks and does not lock."""
        kind, *rest = self.unit.body.values[value]
        if kind == V.FIELD:
            return rest[1] in ("Unlock", "RUnlock") and self.key.is_base(self.unit, rest[0])
        if kind == V.COMPOSITE:
            return any(self._carries_unlock(each) for each in rest[1])
        if kind == V.ADDR:
            return self._carries_unlock(rest[0])
        literal = self.unit.literal_of(value)
        return literal >= 0 and self._literal_unlocks(literal)

    def _literal_unlocks(self, literal: int) -> bool:
        methods = self._methods_in(literal)
        return bool(methods & {"Unlock", "RUnlock"}) and not methods & set(ACQUIRING)

    def _methods_in(self, literal: int) -> set[str]:
        inside = family(self.unit.body.funcs, literal)
        return {
            other.method
            for index, made in enumerate(self.unit.body.calls)
            if made.func in inside
            and (other := key_of(self.unit, index)) is not None
            and other.same(self.key)
        }

    def _unlocks_what_it_finds(self, literal: int) -> bool:
        """Whether a literal that is started with the lock held unlocks it, whatever it does later."""
        inner = LockTracker(self.unit, self.key, -1, _DEPTH)
        Walk(self.unit, inner.step, frozenset()).run(literal, State(Phase.HELD))
        return inner.released > 0

    def _hands_over(self, call: int) -> bool:
        """Whether a call may leave the lock to somebody who unlocks it."""
        made = self.unit.body.calls[call]
        literal = self.unit.literal_of(made.callee)
        if literal >= 0:
            return self._unlocks_what_it_finds(literal)
        if any(self._carries_unlock(arg) for arg in made.args):
            return True
        callee = self.unit.typer.callee(call)
        if callee.decl is None:
            return callee.package is None and bool(_HANDING_ON.search(callee.short)) and not callee.signature
        if not callee.decl.holds(b"nlock") or self.depth >= _DEPTH:
            return bool(_HANDING_ON.search(callee.short))
        other = self.unit.lower_other(callee.decl)
        inner = renamed(self.unit, self.key, call, other) if other is not None else None
        if other is None or inner is None:
            return False
        return _may_release(other, inner, self.depth + 1)

    def _is_caught(self, state: State, call: int) -> bool:
        """Whether a call is a panic that a caller in the package recovers from, with nothing deferred that unlocks."""
        callee = self.unit.body.values[self.unit.body.calls[call].callee]
        if callee != (V.GLOBAL, "panic") or self.unit.is_test or self.depth:
            return False
        if self._is_deferred(state) or any(self._deferred_unlocks(each) for each in state.defers):
            return False
        self.unit.reads_package = True
        name = re.compile(rb"\b" + self.unit.body.name.encode() + rb"\(")
        return any(
            b"recover()" in (source := decl.source()) and name.search(source[source.find(b"{") :])
            for decl in (*self.unit.world.package.funcs.values(), *self.unit.world.package.methods.values())
        )

    def _deferred_unlocks(self, call: int) -> bool:
        literal = self.unit.literal_of(self.unit.body.calls[call].callee)
        return self._literal_unlocks(literal) if literal >= 0 else self._hands_over(call)


def _may_release(other: Unit, key: Key, depth: int) -> bool:
    """Whether a function that is called with the lock held can return without it."""
    known = other.answers.get(("releases", key))
    if known is None:
        other.answers["releases", key] = False
        tracker = LockTracker(other, key, -1, depth)
        walk = Walk(other, tracker.step, worth_remembering(other))
        ends = walk.run(0, State(Phase.HELD))
        known = walk.gave_up or any(end.phase == Phase.DONE and not end.holders for end in ends)
        other.answers["releases", key] = known
    return known


def _is_statement(unit: Unit, call: int) -> bool:
    return any(op[0] == Op.CALL and op[1] == call for block in unit.body.blocks for op in block.ops)


def _is_deferred_at_once(unit: Unit, call: int, key: Key) -> bool:
    """Whether the next thing after a Lock is its deferred Unlock: most locks, told without a walk."""
    for block in unit.body.blocks:
        for op, following in zip(block.ops, block.ops[1:], strict=False):
            if op[0] == Op.CALL and op[1] == call and following[0] == Op.DEFER:
                other = key_of(unit, following[1])
                return other is not None and other.same(key) and other.method in ("Unlock", "RUnlock")
    return False


def _is_private(unit: Unit, key: Key) -> bool:
    """Whether a mutex dies with the function: a variable of it that no literal shares."""
    kind, *rest = unit.body.values[key.value]
    if kind != V.VAR or unit.typer.of(key.value).startswith("*"):
        return False
    var = int(rest[0])
    held = unit.body.vars[var]
    return held.role == "local" and not any(
        use.var == var and use.func != held.func for use in unit.body.uses
    )


def _exits(unit: Unit, key: Key, tracker: LockTracker, walk: Walk) -> tuple[Exit, ...]:
    """The exits that count: none where the lock is found locked or handed on."""
    if walk.gave_up or tracker.found_locked or _is_unlocked_beside(unit, key, tracker.call):
        return ()
    exits = walk.exits
    if not tracker.released and not _is_unlocked_in(unit, key, tracker.call):
        # Who never unlocks hands the lock on, unless he takes it twice.
        exits = [each for each in exits if each.kind in ("again", "deferred")]
    leaving = [each for each in exits if each.kind not in ("again", "deferred")]
    # A second Lock that is followed by its own Unlock is taken twice: double-lock tells that.
    again = {
        each.start
        for each in exits
        if each.kind == "again" and each.start > unit.body.calls[tracker.call].start
    }
    later = {made.start: index for index, made in enumerate(unit.body.calls) if made.start in again}
    exits = [each for each in exits if each.start not in later or is_meant_unlock(unit, later[each.start])]
    if leaving and elsewhere(unit, key):
        exits = [each for each in exits if each not in leaving]
    best: dict[tuple[str, int], Exit] = {}
    for each in exits:
        at = best.setdefault((each.kind, each.start), each)
        if len(each.branches) < len(at.branches):
            best[each.kind, each.start] = each
    return tuple(sorted(best.values(), key=lambda e: e.start))


def _is_unlocked_in(unit: Unit, key: Key, call: int) -> bool:
    """Whether the function of a Lock unlocks the same lock anywhere."""
    home = unit.body.calls[call].func
    kind, *rest = unit.body.values[key.value]
    if kind == V.VAR and unit.body.vars[int(rest[0])].func == home:
        return False  # most often it dies with the function
    inside = family(unit.body.funcs, home)
    return any(
        made.func in inside
        and (other := key_of(unit, index)) is not None
        and other.same(key)
        and other.method in ("Unlock", "RUnlock")
        for index, made in enumerate(unit.body.calls)
    )


def _is_unlocked_beside(unit: Unit, key: Key, call: int) -> bool:
    """Whether another function of the declaration unlocks without locking: the lock is handed over on purpose."""
    inside = family(unit.body.funcs, unit.body.calls[call].func)
    used: dict[int, set[str]] = {}
    for index, made in enumerate(unit.body.calls):
        other = key_of(unit, index)
        if other is not None and other.same(key) and made.func not in inside:
            used.setdefault(made.func, set()).add(other.method)
    return any(not methods & {"Lock", "RLock", "TryLock", "TryRLock"} for methods in used.values())
