"""In which states a function reaches its calls while nothing is owed: walked once, for all that is acquired there."""

from collections.abc import Callable

from leakline.analysis.conditions import worth_remembering
from leakline.analysis.launches import successors
from leakline.analysis.paths import State, Walk
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation
from leakline.flow.typing import Callee

Stops = Callable[[Unit, Callee, int], bool]


def wanted(unit: Unit) -> frozenset[int]:
    """The conditions of a declaration that are worth remembering, found once."""
    known = unit.answers.get("wanted")
    if known is None:
        known = unit.answers["wanted"] = worth_remembering(unit)
    return known


def place(unit: Unit, call: int) -> tuple[int, int]:
    """The block that makes a call, and the operation of it; (-1, -1) where the call is deferred or launched."""
    places: dict[int, tuple[int, int]] | None = unit.answers.get("places")
    if places is None:
        places = unit.answers["places"] = {
            op[1]: (index, at)
            for index, block in enumerate(unit.body.blocks)
            for at, op in enumerate(block.ops)
            if op[0] == Op.CALL
        }
    return places.get(call, (-1, -1))


def arrivals(unit: Unit, call: int, stops: Stops) -> list[State]:
    """The states in which a call is reached from the start of its function.

    The first call of a function that is asked for is walked to alone, since most functions acquire one thing, and early;
    with the second the answers for all calls are found in one walk.
    """
    block, _ = place(unit, call)
    if block < 0:
        return []
    func = unit.body.calls[call].func
    known: dict[int, dict[State, None]] | None = unit.answers.get(("arrivals", func))
    if known is None:
        alone = ("arrivals", func, "alone") not in unit.answers
        known = _arrivals(unit, func, stops, _leading_to(unit, func, block) if alone else None)
        unit.answers["arrivals", func, "alone"] = True
        if not alone:
            unit.answers["arrivals", func] = known
    return list(known.get(call, ()))


def _leading_to(unit: Unit, func: int, block: int) -> frozenset[int]:
    """The blocks of a function from which a block can be reached, and the block itself."""
    before: dict[int, list[int]] = {}
    for each in unit.body.funcs[func].blocks:
        for following in successors(unit.body.blocks[each].end):
            before.setdefault(following, []).append(each)
    found = {block}
    todo = [block]
    while todo:
        for each in before.get(todo.pop(), ()):
            if each not in found:
                found.add(each)
                todo.append(each)
    return frozenset(found)


def _arrivals(
    unit: Unit, func: int, stops: Stops, within: frozenset[int] | None
) -> dict[int, dict[State, None]]:
    found: dict[int, dict[State, None]] = {}

    def step(_walk: Walk, state: State, op: Operation) -> State | None:
        if op[0] == Op.CALL:
            if unit.body.calls[op[1]].func == func:
                found.setdefault(op[1], {}).setdefault(state)
            if stops(unit, unit.typer.callee(op[1]), 0):
                return None
        return state

    Walk(unit, step, wanted(unit), within=within).run(func, State())
    return found
