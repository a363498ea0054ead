"""Goroutines that a WaitGroup counts and that do not call Done as often as they should."""

from collections.abc import Iterator

from attrs import define, evolve, field

from leakline.analysis import fields
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.finding import Finding
from leakline.analysis.groupfixes import done_first
from leakline.analysis.groups import Group, Site, declared_in, name_of, plain, report
from leakline.analysis.guards import bound_flags, known_at
from leakline.analysis.launches import Launch, comes_back
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.recovered import done_past_panic
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V, family

_WAITED = (-4, True)
"""The mark of a path on which the goroutine has waited for the group."""
_CALLED = (-3, True)
"""The mark of a path on which Done was called, not left to somebody else."""


@define(eq=False)
class DoneTracker:
    """Walks a goroutine with one Done owed."""

    unit: Unit
    group: int
    seen: int = 0
    """How often the goroutine mentions the group."""
    loops: int = 0
    """How many Done calls stand in a loop of the goroutine."""
    twice: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    waits: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    unblocked: int = 0
    """How often Done is reached without a Wait before it."""

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if kind not in (Op.CALL, Op.DEFER, Op.GO):
            return state
        made = self.unit.body.calls[op[1]]
        callee = self.unit.body.values[self._method_value(made.callee)]
        if callee[0] == V.FIELD and plain(self.unit, callee[1]) == self.group:
            return self._method(walk, state, op, str(callee[2]))
        given = [i for i, arg in enumerate(made.args) if self.passes(arg)]
        if given and state.phase == Phase.HELD:
            self.seen += 1
            if self._is_done_by(op[1], given[0]):
                walk.moved += 1
                return state._replace(phase=Phase.DONE)
            return state
        literal = self.unit.literal_of(made.callee)
        if literal >= 0 and kind == Op.GO and self._mentions(literal) and state.phase == Phase.HELD:
            walk.moved += 1
            return state._replace(phase=Phase.DONE)
        return state

    def _method(self, walk: Walk, state: State, op: Operation, name: str) -> State | None:
        if name == "Done":
            self.seen += 1
            self.loops += repeats(self.unit, op[1])
            if state.phase == Phase.DONE:
                if _CALLED in state.facts:
                    self.twice.append((op[3], op[4]))
                return state
            walk.moved += 1
            self.unblocked += _WAITED not in state.facts
            # Deferred: done at every exit, also when a panic or Goexit ends the goroutine.
            return state._replace(phase=Phase.DONE, facts=state.facts | {_CALLED})
        if name == "Wait" and op[0] == Op.CALL and state.phase == Phase.HELD:
            self.waits.append((op[3], op[4]))
            return state._replace(facts=state.facts | {_WAITED})
        return state

    def _method_value(self, value: int) -> int:
        """What `done := wg.Done` stands for, where a variable ever holds that alone."""
        kind, *rest = self.unit.body.values[value]
        given = self.unit.assigned.get(rest[0], []) if kind == V.VAR else []
        return given[0] if len(given) == 1 else value

    def passes(self, value: int) -> bool:
        kind, *rest = self.unit.body.values[value]
        if plain(self.unit, value) == self.group:
            return True
        if kind == V.FIELD and rest[1] == "Done":
            return plain(self.unit, rest[0]) == self.group
        return kind == V.FUNC and self._mentions(rest[0])

    def _mentions(self, literal: int) -> bool:
        return bool(self.unit.variables(self.group) & self.unit.captured[literal])

    def _is_done_by(self, call: int, index: int) -> bool:
        """Whether a callee that is handed the group calls Done; yes where it cannot be seen."""
        callee = self.unit.typer.callee(call)
        other = self.unit.lower_other(callee.decl) if callee.decl is not None else None
        if other is None or self.unit.body.values[self.unit.body.calls[call].args[index]][0] in (
            V.FUNC,
            V.FIELD,
        ):
            return True
        params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
        if index >= len(params):
            return True
        return done_by(other, params[index])


def repeats(unit: Unit, call: int) -> bool:
    """Whether a call of a function may run again in a loop of that function."""
    made = unit.body.calls[call]
    if made.loop == unit.body.funcs[made.func].loop:
        return False
    blocks = [i for i, b in enumerate(unit.body.blocks) for op in b.ops if op[0] == Op.CALL and op[1] == call]
    return any(comes_back(unit, block, made.loop) for block in blocks)


def done_by(other: Unit, param: int) -> bool:
    """Whether a function calls Done of a parameter, or hands it on, on every path."""
    key = ("done", param)
    known = other.answers.get(key)
    if known is None:
        other.answers[key] = True  # a recursive helper is taken at its word
        known = other.answers[key] = _done_by(other, param)
    return known


def _done_by(other: Unit, param: int) -> bool:
    subject = other.body.find(V.VAR, param)
    if subject < 0:
        return False
    tracker = DoneTracker(other, subject)
    walk = Walk(other, tracker.step, worth_remembering(other))
    walk.run(0, State(Phase.HELD, frozenset((subject,))))
    return walk.gave_up or (walk.moved > 0 and not walk.exits)


def add_for(group: Group, launch: Launch) -> Site | None:
    """The Add that counts a launch: the nearest one before it in the same function, else after it, or None."""
    adds = [add for add in group.of("Add") if add.func == launch.func]
    before = [add for add in adds if add.start < launch.start]
    if before:
        return before[-1]
    return adds[0] if adds and adds[0].loop == launch.loop else None


def is_counted_by(unit: Unit, add: Site, launch: Launch) -> bool:
    """Whether an Add counts every goroutine of a launch: outside of its loop it must count the loop's steps."""
    if launch.loop == add.loop or launch.loop < 0:
        return True
    around, args = unit.body.loops[launch.loop], unit.body.calls[add.call].args
    if around.parent != add.loop or len(args) != 1:
        return around.parent != add.loop
    bounds = {around.ranged} if around.kind == "range" else set[int]()
    if around.kind == "for" and around.head >= 0 and unit.body.blocks[around.head].end[0] == T.IF:
        test = unit.body.values[int(unit.body.blocks[around.head].end[1])]
        bounds |= {int(test[3])} if test[0] == V.COMPARE else set[int]()
    counted = {args[0]}
    kind, *rest = unit.body.values[args[0]]
    if kind in (V.CALL, V.RESULT):
        counted |= set(unit.body.calls[int(rest[0])].args)
    same_variables = any(
        unit.variables(bound) & unit.variables(value) for bound in bounds for value in counted
    )
    return bool(bounds & counted) or same_variables or not unit.variables(args[0])


def not_done(
    unit: Unit, rule: Rule, group: Group, launched: list[Launch], shared: bool
) -> "Iterator[tuple[int, Finding]]":
    home = declared_in(unit, group)
    if any(_starts_itself(unit, group, launch) for launch in launched):
        return  # it counts down in one of its lives, as its arguments tell
    for launch in launched:
        if launch.group >= 0 and plain(unit, launch.group) == group.value:
            continue  # wg.Go counts by itself
        add = add_for(group, launch)
        if add is None:
            continue
        if not is_counted_by(unit, add, launch):
            continue
        exits, tracker, moved = _walked(unit, group, launch, add, home)
        if exits is None or tracker is None:
            continue
        if shared and not (tracker.seen and moved and exits):
            continue  # who else calls Done is not in sight; a goroutine that does so on some paths only speaks for itself
        where = ((launch.start, "the goroutine is started here"),)
        name = name_of(unit, group)
        if tracker.waits and not tracker.seen:
            continue  # it waits for the others and is not counted itself
        if tracker.waits and tracker.unblocked:
            continue  # one of several goroutines counts down for the others, which wait
        if tracker.waits:
            start, _ = tracker.waits[0]
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name} counts a goroutine that itself waits for it on line {unit.shown_line(start)}: "
                "Wait never returns",
                (*where, (start, "it waits here, before its own Done")),
            )
        elif tracker.twice and not exits:
            start, _ = tracker.twice[0]
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Done is called twice for one Add, again on line {unit.shown_line(start)}: "
                "the counter goes below zero",
                (*where, (start, "the second Done on this path")),
            )
        elif not tracker.seen and _somebody_else(unit, group, launched, launch):
            continue
        elif not moved:
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Add counts a goroutine that never calls Done, so Wait never returns",
                where,
                done_first(unit, group, launch) if tracker.seen == 0 else (),
            )
        elif exits:
            first = exits[0]
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Done is skipped when the goroutine leaves on line {unit.shown_line(first.start)}, "
                "so Wait never returns; defer it first",
                (*where, *((each.start, "it leaves here without Done") for each in exits[:4])),
                done_first(unit, group, launch),
            )
        elif launch.literal >= 0:
            risky = done_past_panic(unit, group, launch.literal)
            if risky is not None:
                yield report(
                    unit,
                    rule,
                    add.start,
                    add.end,
                    f"{name}.Done is skipped when the call on line {unit.shown_line(risky)} panics: it is recovered, "
                    "and Wait never returns; defer it first",
                    (*where, (risky, "a panic from here on is recovered, and Done is not called")),
                    done_first(unit, group, launch),
                )


def _starts_itself(unit: Unit, group: Group, launch: Launch) -> bool:
    """Whether a literal that calls Done goes on in a goroutine of itself that nobody has counted."""
    members = family(unit.body.funcs, launch.literal) if launch.literal >= 0 else frozenset[int]()
    if launch.func not in members or not any(site.func in members for site in group.of("Done")):
        return False
    return not any(site.func in members for site in group.of("Add"))


def _walked(
    unit: Unit, group: Group, launch: Launch, add: Site, home: int
) -> tuple[list[Exit] | None, DoneTracker | None, int]:
    """The exits of a goroutine with Done still owed; (None, None, 0) where it cannot be told."""
    if launch.literal >= 0:
        if home in family(unit.body.funcs, launch.literal):
            return None, None, 0
        target, subject, func = unit, group.value, launch.literal
        facts = known_at(unit, add.call)
        # A literal may get the group as an argument instead of capturing it.
        args = unit.body.calls[launch.call].args
        for param, arg in zip(unit.body.funcs[launch.literal].params, args, strict=False):
            if plain(unit, arg) == group.value:
                subject = unit.body.find(V.VAR, param)
    else:
        named = _named_goroutine(unit, group, launch)
        if named is None:
            return None, None, 0
        target, subject, func = named[0], named[1], 0
        facts = bound_flags(unit, launch.call, target)
        if subject < 0:
            return [], DoneTracker(unit, group.value), 0
    tracker = DoneTracker(target, subject)
    walk = Walk(target, tracker.step, worth_remembering(target), stop_is_exit=True)
    walk.run(func, State(Phase.HELD, frozenset((subject,)), facts=facts))
    if tracker.loops:
        return None, None, 0  # Done once per request, or the like: how often cannot be told
    if walk.gave_up:
        return None, None, 0
    exits = sorted({(e.kind, e.start): e for e in walk.exits}.values(), key=lambda e: e.start)
    if target is not unit:
        # The exits stand in another declaration, whose lines are not this one's.
        exits = [evolve(e, start=launch.start, end=launch.end) for e in exits]
        tracker.twice = [(launch.start, launch.end) for _ in tracker.twice]
        tracker.waits = [(launch.start, launch.end) for _ in tracker.waits]
    return exits, tracker, walk.moved


def _named_goroutine(unit: Unit, group: Group, launch: Launch) -> tuple[Unit, int] | None:
    """The function that `go f(&wg)` or `go s.run()` starts, and the group's value in it, -1 where it is never mentioned.

    None where it cannot be seen, or where Done may be called further below.
    """
    callee = unit.typer.callee(launch.call)
    other = unit.lower_other(callee.decl) if callee.decl is not None else None
    if other is None or callee.decl is None or callee.package is None:
        return None
    made = unit.body.calls[launch.call]
    body = other.body
    index = next((i for i, arg in enumerate(made.args) if plain(unit, arg) == group.value), -1)
    if index >= 0:
        params = [p for p in body.funcs[0].params if body.vars[p].role == "param"]
        return (other, body.find(V.VAR, params[index])) if index < len(params) else None
    called, held = unit.body.values[made.callee], unit.body.values[group.value]
    if called[0] != V.FIELD or held[0] != V.FIELD or called[1] != held[1]:
        return None
    receivers = [p for p in body.funcs[0].params if body.vars[p].role == "receiver"]
    subject = body.find(V.FIELD, body.find(V.VAR, receivers[0]), held[2]) if receivers else -1
    if subject < 0:
        unit.reads_package = True
        below = fields.below(callee.package, [callee.decl])
        return None if any(b"Done" in decl.source() for decl in below) else (other, -1)
    return other, subject


def _somebody_else(unit: Unit, group: Group, launched: list[Launch], launch: Launch) -> bool:
    """Whether Done may be called by someone else than this goroutine."""
    members = family(unit.body.funcs, launch.literal) if launch.literal >= 0 else frozenset[int]()
    if any(site.func not in members for site in group.of("Done")):
        return True
    tracker = DoneTracker(unit, group.value)
    if any(site.func in members for site in group.of("Done")):
        return False  # it is meant to, but does not get there
    if unit.body.values[group.value][0] != V.VAR:
        return launch.literal >= 0
    if unit.variables(group.value) & set(unit.body.funcs[0].params):
        return True
    return any(
        index != launch.call and tracker.passes(arg)
        for index, call in enumerate(unit.body.calls)
        for arg in call.args
        if unit.body.values[arg][0] != V.FUNC
    )
