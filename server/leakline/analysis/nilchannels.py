"""Operations on channels that are nil where they stand: they wait for ever."""

from collections.abc import Iterator

from attrs import define

from leakline.analysis.conditions import worth_remembering
from leakline.analysis.finding import Finding
from leakline.analysis.launches import loops_around
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The operations on nil channels of one declaration, the first of each variable."""
    guarded = _guarded(unit)
    for var, given in sorted(unit.assigned.items()):
        value = unit.body.find(V.VAR, var)
        if value < 0 or not any(unit.body.values[each][0] == V.NIL for each in given):
            continue
        if not _is_channel(unit, var) or unit.body.find(V.ADDR, value) >= 0:
            continue
        never = all(unit.body.values[each][0] == V.NIL for each in given)
        exits = _always(unit, value, guarded) if never else _on_a_path(unit, var, value, guarded)
        if exits:
            yield _finding(unit, rule, var, exits[0], never)


def _finding(unit: Unit, rule: Rule, var: int, at: Exit, never: bool) -> Finding:
    name = unit.body.vars[var].name
    verb = {"send": "send on", "receive": "receive from", "range": "range over"}[at.kind]
    related = [unit.related(unit.body.vars[var].start, f"{name} is declared here, without a channel")]
    related += [
        unit.related(start, f"where this is {'true' if held else 'false'} …")
        for start, _, held in at.branches[-3:]
    ]
    why = "nothing is ever assigned to it" if never else "it is nil on this path"
    return unit.finding(
        rule,
        rule.severity if never and not unit.is_test else "information",
        f"this {verb} {name} waits forever: {why}",
        at.start,
        at.end,
        tuple(related),
        confidence=0.95 if never else 0.75,
    )


def _is_channel(unit: Unit, var: int) -> bool:
    return unit.typer.of_var(var).startswith(("chan ", "<-chan ", "chan<- "))


def _guarded(unit: Unit) -> frozenset[int]:
    """Where communications of selects with another way start."""
    return frozenset(
        start
        for select in unit.body.selects
        if len(select.cases) > 1 or select.default >= 0
        for _, _, _, start, _ in select.cases
    )


_KINDS = {Op.SEND: "send", Op.RECEIVE: "receive", Op.RANGE: "range"}


def _is_bare(unit: Unit, op: Operation, value: int, guarded: frozenset[int]) -> bool:
    """Whether an operation waits for a channel alone."""
    if op[0] not in _KINDS or op[1] != value:
        return False
    return not any(start <= op[3] for start in guarded if _same_case(unit, start, op[3]))


def _same_case(unit: Unit, start: int, at: int) -> bool:
    return any(
        case[3] == start and case[3] <= at < case[4] for select in unit.body.selects for case in select.cases
    )


def _always(unit: Unit, value: int, guarded: frozenset[int]) -> list[Exit]:
    return [
        Exit(_KINDS[op[0]], op[3], op[4], (), State())
        for block in unit.body.blocks
        for op in block.ops
        if _is_bare(unit, op, value, guarded)
    ]


@define(eq=False)
class NilTracker:
    """Walks from where a channel becomes nil to where it is waited for."""

    unit: Unit
    var: int
    value: int
    guarded: frozenset[int]

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        if op[0] == Op.ASSIGN and op[1] == self.var:
            is_nil = self.unit.body.values[op[2]][0] == V.NIL
            return state._replace(phase=Phase.HELD if is_nil else Phase.DONE)
        if state.phase == Phase.HELD and _is_bare(self.unit, op, self.value, self.guarded):
            walk.report(walk.here, _KINDS[op[0]], op[3], op[4], state)
            return None
        return state


def _on_a_path(unit: Unit, var: int, value: int, guarded: frozenset[int]) -> list[Exit]:
    """Waits that a path comes to with the variable still nil, all in the function that declares it."""
    home = unit.body.vars[var].func
    writes = [
        (block.func, block.loop)
        for block in unit.body.blocks
        for kind, a, b, _, _ in block.ops
        if kind == Op.ASSIGN and a == var and unit.body.values[b][0] != V.NIL
    ]
    if len(writes) > 1 or any(func != home for func, _ in writes):
        return []  # who makes it here or there has thought of every case
    waits = [
        block.loop
        for block in unit.body.blocks
        for op in block.ops
        if block.func == home and _is_bare(unit, op, value, guarded)
    ]
    stop = unit.body.vars[var].loop
    around = {loop for each in waits for loop in loops_around(unit, each, stop)}
    if not waits or any(loop in around for _, each in writes for loop in loops_around(unit, each, stop)):
        return []  # a step before may have made it
    walk = Walk(unit, NilTracker(unit, var, value, guarded).step, _asked(unit, value))
    walk.run(home, State())
    if walk.gave_up:
        return []
    return [each for each in walk.exits if each.kind in _KINDS.values() and not _asks_again(unit, each)]


def _asks_again(unit: Unit, wait: Exit) -> bool:
    """Whether a condition that leads to the wait stands elsewhere, too: then it may go with what makes the channel."""
    asked: dict[int, set[int]] = {}
    for block in unit.body.blocks:
        for op in block.ops:
            if op[0] == Op.BRANCH:
                asked.setdefault(op[1], set()).add(op[3])
    held = {start for start, _, true in wait.branches if true}
    return any(places & held and len(places) > 1 for places in asked.values())


def _asked(unit: Unit, value: int) -> frozenset[int]:
    is_nil = unit.body.find(V.COMPARE, "==", value, unit.body.find(V.NIL))
    return worth_remembering(unit) | ({is_nil} if is_nil >= 0 else frozenset[int]())
