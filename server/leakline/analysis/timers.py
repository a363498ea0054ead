"""Timers that are left running: in a loop they add up until they fire."""

import re
from collections.abc import Iterator

from attrs import evolve

from leakline.analysis import fields, obligations
from leakline.analysis.finding import Finding
from leakline.analysis.launches import comes_back, successors
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, Select, T, V
from leakline.golang.types import pointee

_SHORT = re.compile(r"(?:\d+\s*\*\s*)?time\.(?:Nano|Micro|Milli)second")


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The findings about timers of one declaration."""
    yield from _left_running(unit, rule)
    if rule.go_below is None or unit.go_version < rule.go_below:
        yield from _after_in_loop(unit, rule)
        yield from _rearmed(unit, rule)


def _left_running(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Timers that some path neither stops nor waits for."""
    for leak in obligations.leaks(unit, rule):
        stopped = leak.released > 0
        if leak.acquire.call == "time.AfterFunc" and not stopped:
            continue  # it fires anyway: nobody meant to stop it
        again = any(each.kind in ("again", "overwritten") for each in leak.exits)
        if unit.is_test and not again and not rule.asked:
            continue  # one timer for one test
        louder = again and not _is_short(unit, leak.call)
        yield obligations.finding(unit, evolve(rule, severity="warning") if louder else rule, leak)


def _is_short(unit: Unit, call: int) -> bool:
    """Whether a timer fires within a second, so that few are ever left."""
    made = unit.body.calls[call]
    return _SHORT.fullmatch(unit.body.text(made.fun_end + 1, made.end - 1).strip()) is not None


def _after_in_loop(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """`time.After` as a case of a select whose other cases go on with the loop: each step leaves a timer behind."""
    for call, made in enumerate(unit.body.calls):
        if made.loop < 0 or unit.typer.callee(call).name != "time.After" or _is_short(unit, call):
            continue
        found = _select_on(unit, call)
        if found is None or unit.body.loops[made.loop].func != made.func:
            continue
        if _is_guarded(unit, call) or _is_carried_over(unit, call):
            continue
        select, mine = found
        others = [case[2] for case in select.cases if case[2] != mine]
        others += [select.default] if select.default >= 0 else []
        others = [block for block in others if not _ends_loop(unit, block, made.loop)]
        back = next((block for block in others if comes_back(unit, block, made.loop)), -1)
        if back < 0:
            continue
        where = next((case[3] for case in select.cases if case[2] == back), select.start)
        yield unit.finding(
            rule,
            "information" if unit.is_test or unit.is_start_up else "warning",
            "time.After makes a timer in each step of the loop, and where another case is quicker nobody stops it: "
            "it is kept until it fires; make one time.NewTimer outside of the loop, and Reset it",
            made.start,
            made.end,
            (unit.related(where, "this case goes on with the loop while the timer still runs"),),
            confidence=0.85,
        )


def _ends_loop(unit: Unit, block: int, loop: int) -> bool:
    """Whether a block sets the flag that the loop asks for before each step, so that none follows."""
    kind, *rest = unit.body.blocks[unit.body.loops[loop].head].end
    if kind != T.IF:
        return False
    leaves = rest[1] == unit.body.loops[loop].exit  # what the flag is where the loop is left
    flag, stops = int(rest[0]), unit.body.find(V.BOOL, leaves)
    return any(
        op[0] == Op.ASSIGN and unit.body.find(V.VAR, op[1]) == flag and op[2] == stops >= 0
        for op in unit.body.blocks[block].ops
    )


def _select_on(unit: Unit, call: int) -> tuple[Select, int] | None:
    """The select that waits for what a call gives, and the block of that case."""
    channel = {unit.body.find(V.CALL, call), unit.body.find(V.RESULT, call, 0)} - {-1}
    held = {unit.body.find(V.VAR, var) for var, given in unit.assigned.items() if channel & set(given)}
    for select in unit.body.selects:
        for value, is_send, block, *_ in select.cases:
            if not is_send and value in channel | held:
                return select, block
    return None


def _is_guarded(unit: Unit, call: int) -> bool:
    """Whether the channel goes into a variable that is asked for nil: made only while there is none."""
    channel = {unit.body.find(V.CALL, call), unit.body.find(V.RESULT, call, 0)} - {-1}
    nil = unit.body.find(V.NIL)
    held = [unit.body.find(V.VAR, var) for var, given in unit.assigned.items() if channel & set(given)]
    return any(unit.body.find(V.COMPARE, "==", value, nil) >= 0 for value in held)


def _is_carried_over(unit: Unit, call: int) -> bool:
    """Whether the channel goes into a variable that outlives the step, and on one way only: made when it is due."""
    made = unit.body.calls[call]
    channel = {unit.body.find(V.CALL, call), unit.body.find(V.RESULT, call, 0)} - {-1}
    held = [var for var, given in unit.assigned.items() if channel & set(given)]
    if not any(unit.body.vars[var].loop != made.loop for var in held):
        return False
    here = next(
        index
        for index, block in enumerate(unit.body.blocks)
        if any(op[0] == Op.CALL and op[1] == call for op in block.ops)
    )
    todo, seen = successors(unit.body.blocks[unit.body.loops[made.loop].head].end), set[int]()
    chosen = {block for select in unit.body.selects for _, _, block, *_ in select.cases}
    while todo:  # is there a way to a select that does not make it?
        index = todo.pop()
        if index == here or index in seen:
            continue
        if index in chosen:
            return True
        seen.add(index)
        todo += successors(unit.body.blocks[index].end)
    return False


def _rearmed(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """A timer in a field whose own function sets it again, while nothing that ends the struct's life stops it."""
    for call, made in enumerate(unit.body.calls):
        if unit.typer.callee(call).name != "time.AfterFunc" or len(made.args) < 2:
            continue
        kept = _kept_in(unit, call)
        kind, *rest = unit.body.values[made.args[1]]
        if kept is None or kind != V.FIELD:
            continue
        owner, name = kept
        package = unit.world.package
        path, _, short = owner.rpartition(".")
        callback = package.methods.get((short, str(rest[1]))) if path == package.path else None
        if callback is None or f".{name}.Reset(".encode() not in callback.source():
            continue
        unit.reads_package = True
        ends = fields.ends_of(package, short)
        if ends and not any(f".{name}".encode() in decl.source() for decl in fields.below(package, ends)):
            yield unit.finding(
                rule,
                "information" if unit.is_test else "warning",
                f"timer {name} sets itself again in {callback.name}, and {ends[0].name} does not stop it: "
                "it goes on for as long as the process lives",
                made.start,
                made.end,
                confidence=0.8,
            )


def _kept_in(unit: Unit, call: int) -> tuple[str, str] | None:
    """The type and the field that the result of a call is stored in."""
    made = {unit.body.find(V.CALL, call), unit.body.find(V.RESULT, call, 0)} - {-1}

    def stores(op: Operation) -> bool:
        return op[0] == Op.STORE and op[2] in made and unit.body.values[op[1]][0] == V.FIELD

    for block in unit.body.blocks:
        for op in filter(stores, block.ops):
            _, base, name = unit.body.values[op[1]]
            return pointee(unit.typer.of(int(base))), str(name)
    return None
