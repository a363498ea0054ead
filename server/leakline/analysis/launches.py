"""Functions that run some other time: goroutines, deferred calls, group members, parallel tests."""

from collections.abc import Callable

from attrs import frozen

from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V

_LATER = {"Go": "go", "AfterFunc": "go", "Cleanup": "defer", "TryGo": "go", "Submit": "go"}


@frozen
class Launch:
    """One place that has a function run at another time."""

    kind: str
    """`go`, `defer`, `parallel`, or `stored` for a literal that is put into a slice or map."""
    call: int
    """The call that is launched, or that hands the literal over; -1 for one that is stored."""
    literal: int
    """The literal that runs, or -1 for a named function."""
    func: int
    """The function that launches."""
    loop: int
    block: int
    at: int
    """Index of the operation in its block."""
    start: int
    end: int
    group: int = -1
    """The value of the group whose Go method was called, or -1."""


def launches(unit: Unit) -> list[Launch]:
    """Every launch of a declaration, in order of blocks. Answered once per declaration."""
    known = unit.answers.get("launches")
    if known is None:
        known = unit.answers["launches"] = _launches(unit)
    return known


def _launches(unit: Unit) -> list[Launch]:
    found: list[Launch] = []
    for index, block in enumerate(unit.body.blocks):
        for at, (kind, call, stored, start, end) in enumerate(block.ops):
            if kind in (Op.GO, Op.DEFER):
                made = unit.body.calls[call]
                word = "go" if kind == Op.GO else "defer"
                literal = unit.literal_of(made.callee)
                found.append(Launch(word, call, literal, made.func, made.loop, index, at, start, end))
            elif kind == Op.STORE and block.loop >= 0 and unit.body.values[call][0] == V.INDEX:
                literal = unit.literal_of(stored)
                if literal >= 0:
                    found.append(Launch("stored", -1, literal, block.func, block.loop, index, at, start, end))
            elif kind == Op.CALL:
                found += _handed_over(unit, call, index, at, start, end)
    return found


def _handed_over(unit: Unit, call: int, block: int, at: int, start: int, end: int) -> list[Launch]:
    made = unit.body.calls[call]
    callee = unit.body.values[made.callee]
    kind, *rest = callee
    name = str(rest[1]) if kind in (V.FIELD, V.PACKAGE) else ""
    how = _LATER.get(name, "")
    out: list[Launch] = []
    for index, arg in enumerate(made.args):
        literal = unit.literal_of(arg)
        if literal < 0:
            continue
        if how:
            group = int(rest[0]) if kind == V.FIELD else -1
            out.append(Launch(how, call, literal, made.func, made.loop, block, at, start, end, group))
        elif made.loop >= 0 and callee == (V.GLOBAL, "append"):
            out.append(Launch("stored", call, literal, made.func, made.loop, block, at, start, end))
        elif _starts_parameter(unit, call, index):
            out.append(Launch("go", call, literal, made.func, made.loop, block, at, start, end))
        elif name == "Run" and parallel_at(unit, literal) >= 0:
            out.append(Launch("parallel", call, literal, made.func, made.loop, block, at, start, end))
    return out


def _starts_parameter(unit: Unit, call: int, index: int) -> bool:
    """Whether a function of the module runs its func parameter in a goroutine of its own."""
    callee = unit.typer.callee(call)
    if callee.decl is None or b"go " not in callee.decl.source():
        return False
    other = unit.lower_other(callee.decl)
    if other is None or not other.body.funcs:
        return False
    params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
    if index >= len(params):
        return False
    param = params[index]
    for block in other.body.blocks:
        for kind, made, _, _, _ in block.ops:
            if kind == Op.GO:
                called = other.body.values[other.body.calls[made].callee]
                if called == (V.VAR, param) or (called[0] == V.FUNC and param in other.captured[called[1]]):
                    return True
    return False


def parallel_at(unit: Unit, literal: int) -> int:
    """Where a subtest's literal calls t.Parallel, or -1."""
    func = unit.body.funcs[literal]
    for call in unit.body.calls:
        if call.func == literal and func.params:
            kind, *rest = unit.body.values[call.callee]
            if (
                kind == V.FIELD
                and rest[1] == "Parallel"
                and unit.body.values[rest[0]] == (V.VAR, func.params[0])
            ):
                return call.start
    return -1


def loops_around(unit: Unit, loop: int, stop: int) -> list[int]:
    """A loop and those around it, inside out, up to but without `stop`."""
    out: list[int] = []
    while loop >= 0 and loop != stop:
        out.append(loop)
        loop = unit.body.loops[loop].parent
    return out


def successors(end: tuple[object, ...]) -> list[int]:
    """The blocks that may follow a terminator."""
    from leakline.flow.ir import T

    kind, *rest = end
    if kind == T.IF:
        rest = rest[1:]
    return [block for block in rest if isinstance(block, int)] if kind not in (T.RETURN, T.STOP) else []


def comes_back(
    unit: Unit, block: int, loop: int, after: int = 0, stops: Callable[[Operation], bool] = lambda _op: False
) -> bool:
    """Whether control gets from a block, from its operation `after` on, to the next step of a loop.

    A path ends at an operation that `stops` names.
    """
    head = unit.body.loops[loop].head
    seen: set[int] = set()
    todo = [(block, after)]
    while todo:
        index, at = todo.pop()
        here = unit.body.blocks[index]
        if any(stops(op) for op in here.ops[at:]):
            continue
        for following in successors(here.end):
            if following == head:
                return True
            if following not in seen:
                seen.add(following)
                todo.append((following, 0))
    return False
