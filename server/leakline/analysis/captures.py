"""Closures that run later and use a variable that the loop has changed by then."""

import re
from collections.abc import Iterator

from attrs import evolve

from leakline.analysis.capturefixes import own_copy
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.finding import Finding
from leakline.analysis.launches import Launch, comes_back, launches, loops_around, parallel_at
from leakline.analysis.loopdefers import runs_once
from leakline.analysis.paths import Phase, State, Walk
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, Use, V, family

PER_ITERATION = (1, 22)
"""From this language version on, variables of a loop header are new in each iteration."""


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The captured loop variables of one declaration: one finding a closure and variable, at its first use."""
    for launch in _late(unit):
        if launch.literal < 0 and launch.loop >= 0:
            yield from _by_address(unit, rule, launch)
        if launch.literal < 0 or launch.loop < 0:
            continue
        inside = family(unit.body.funcs, launch.literal)
        seen: set[int] = set()
        for use in sorted(unit.body.uses, key=lambda u: u.start):
            if use.func in inside and use.var not in seen and _is_late(unit, launch, use):
                seen.add(use.var)
                loop = _changed_by(unit, launch, use.var, inside)
                if loop < 0 or _ends_first(unit, launch, loop) or runs_once(unit, launch.start):
                    continue
                if _may_follow(unit, launch, use.var):
                    yield _finding(unit, rule, launch, use, loop)


def _late(unit: Unit) -> Iterator[Launch]:
    """Every launch, and the literals that a launched call is handed: they run when it does."""
    for launch in launches(unit):
        yield launch
        if launch.kind in ("go", "defer") and launch.call >= 0 and launch.literal < 0:
            for arg in unit.body.calls[launch.call].args:
                if unit.body.values[arg][0] == V.FUNC:
                    yield evolve(launch, literal=int(unit.body.values[arg][1]))


def _by_address(unit: Unit, rule: Rule, launch: Launch) -> Iterator[Finding]:
    """`go v.run()` on a loop variable whose method has a pointer receiver: it gets the variable's address."""
    made = unit.body.calls[launch.call]
    kind, *rest = unit.body.values[made.callee]
    base = unit.body.values[int(rest[0])] if kind == V.FIELD else (V.NIL, -1)
    callee = unit.typer.callee(launch.call)
    if base[0] != V.VAR or callee.decl is None or not _POINTER.match(callee.decl.source()):
        return
    typed = unit.typer.of(int(rest[0]))
    loop = _changed_by(unit, launch, int(base[1]), frozenset())
    if not typed or typed.startswith("*") or unit.world.underlying(typed) != "struct" or loop < 0:
        return
    use = next((u for u in unit.body.uses if u.var == base[1] and u.start == made.start), None)
    if use is not None and not _ends_first(unit, launch, loop):
        yield _finding(unit, rule, launch, use, loop)


def _is_late(unit: Unit, launch: Launch, use: Use) -> bool:
    """Whether a use in the closure happens when it runs later: in a parallel test, only after t.Parallel."""
    return launch.kind != "parallel" or use.start > parallel_at(unit, launch.literal)


def _changed_by(unit: Unit, launch: Launch, var: int, inside: frozenset[int]) -> int:
    """The loop that changes a captured variable between launch and run, or -1."""
    declared = unit.body.vars[var]
    if declared.func in inside or declared.role == "const":
        return -1
    if declared.role == "header":
        if unit.go_version < PER_ITERATION and declared.loop in loops_around(unit, launch.loop, -1):
            return declared.loop if _runs_after(unit, launch, declared.loop) else -1
        if unit.go_version < PER_ITERATION:
            return -1
    if launch.kind == "stored":
        return -1
    if launch.kind == "defer" and (declared.role == "result" or unit.typer.of_var(var) == "error"):
        return -1  # a deferred closure that asks how the function ended
    writes = _writes(unit, var)
    if any(func in inside for func, _ in writes):
        return -1  # the closure sets it itself: a shared result, not a captured element
    if _is_pointed_at(unit, var, inside):
        return -1  # &n in the closure: what it shares on purpose
    for loop in loops_around(unit, launch.loop, declared.loop):
        around = unit.body.loops[loop]
        if _runs_after(unit, launch, loop) and any(around.start <= start < around.end for _, start in writes):
            return loop
    return -1


def _is_pointed_at(unit: Unit, var: int, inside: frozenset[int]) -> bool:
    source = unit.body.source
    return any(
        use.var == var and use.func in inside and source[use.start - 1 : use.start] == b"&"
        for use in unit.body.uses
    )


def _writes(unit: Unit, var: int) -> list[tuple[int, int]]:
    """Function and offset of each assignment to a variable, `i++` and `n += x` included."""
    return [
        (block.func, start)
        for block in unit.body.blocks
        for kind, a, _, start, _ in block.ops
        if kind == Op.ASSIGN and a == var
    ]


def _runs_after(unit: Unit, launch: Launch, loop: int) -> bool:
    """Whether a deferred closure runs after the loop: one that a literal inside the loop defers does not."""
    return launch.kind != "defer" or unit.body.loops[loop].func == launch.func


def _ends_first(unit: Unit, launch: Launch, loop: int) -> bool:
    """Whether the closure has ended, or the loop is left, before the loop's next step on every path."""
    if unit.body.blocks[launch.block].func != unit.body.loops[loop].func:
        return False

    def ended(op: Operation) -> bool:
        return launch.kind == "go" and _joins(unit, op[0], op[1])

    return not comes_back(unit, launch.block, loop, launch.at + 1, ended)


def _may_follow(unit: Unit, launch: Launch, var: int) -> bool:
    """Whether a write may follow the launch on some path, flags that are set on the way kept in mind."""
    if launch.kind != "go" or unit.body.vars[var].role == "header" or launch.call < 0:
        return True

    def step(walk: Walk, state: State, op: Operation) -> State | None:
        if op[0] in (Op.GO, Op.CALL) and op[1] == launch.call:
            return state._replace(phase=Phase.HELD)
        if state.phase == Phase.HELD and op[0] == Op.ASSIGN and op[1] == var:
            walk.moved += 1
            return None
        return state

    walk = Walk(unit, step, worth_remembering(unit))
    walk.run(unit.body.blocks[launch.block].func, State())
    return walk.moved > 0 or walk.gave_up


def _joins(unit: Unit, kind: int, operand: int) -> bool:
    """Whether an operation waits for a goroutine: a receive, a range over a channel, a Wait."""
    if kind == Op.RECEIVE:
        return True
    if kind == Op.RANGE:
        return unit.typer.of(operand).startswith("chan ")
    if kind == Op.CALL:
        callee = unit.body.values[unit.body.calls[operand].callee]
        return callee[0] == V.FIELD and callee[2] == "Wait"
    return False


_POINTER = re.compile(rb"func\s*\(\s*\w+\s*\*")

_RUNS = {
    "go": "the goroutine may run after the loop has changed it",
    "defer": "the deferred closure runs after the loop and sees its last value",
    "stored": "it runs after the loop and sees its last value",
    "parallel": "the parallel subtest runs after the loop and sees its last value",
}


def _finding(unit: Unit, rule: Rule, launch: Launch, use: Use, loop: int) -> Finding:
    declared = unit.body.vars[use.var]
    header = declared.role == "header"
    where = "loop variable" if header else "variable declared outside the loop"
    how = "captured by a closure" if launch.literal >= 0 else "taken by its address"
    return unit.finding(
        rule,
        "information" if unit.is_start_up else rule.severity,
        f"{where} {declared.name} is {how}: {_RUNS[launch.kind]}",
        use.start,
        use.end,
        related=(
            unit.related(declared.start, f"{declared.name} is one variable for all iterations"),
            unit.related(launch.start, "the closure is started here"),
        ),
        fixes=own_copy(unit, launch, use.var, loop),
    )
