"""How many are started on the paths behind an Add."""

from leakline.analysis.groups import Site
from leakline.analysis.launches import successors
from leakline.analysis.unit import Unit
from leakline.flow.ir import Loop, Op, T


def totals(unit: Unit, add: Site, weights: dict[int, int], waits: set[int]) -> set[int]:
    """How many are started on the paths from an Add to a Wait, to the next Add, or to the function's end.

    A loop below counts as a whole when it is entered: its body adds its weight once.
    """
    block, at = next(
        (index, i + 1)
        for index, each in enumerate(unit.body.blocks)
        for i, op in enumerate(each.ops)
        if op[0] in (Op.CALL, Op.GO, Op.DEFER) and op[1] == add.call
    )
    found: set[int] = set()
    seen: set[tuple[int, int]] = set()
    todo = [(block, at, 0)]
    reached_wait = False
    while todo and len(seen) < 2000:
        index, at, total = todo.pop()
        here = unit.body.blocks[index]
        stopped = False
        for op in here.ops[at:]:
            if op[0] not in (Op.CALL, Op.GO, Op.DEFER):
                continue
            if (op[1] in waits and op[0] != Op.DEFER) or op[1] == add.call:
                found.add(total)
                stopped = reached_wait = True
                break
            total += weights.get(op[1], 0)
        if stopped:
            continue
        following = _forward(unit, index, add.loop)
        for target in following:
            if (target, total) not in seen:
                seen.add((target, total))
                todo.append((target, 0, total))
        if not following and unit.body.blocks[index].end[0] == T.RETURN and not reached_wait:
            found.add(total)
    return found


def _forward(unit: Unit, index: int, loop: int) -> list[int]:
    """Successors of a block, where each loop other than `loop` is entered once and then left."""
    out: list[int] = []
    inside = _loops_of(unit, index)
    entered = next(
        (e for e in inside[:1] if index == e.head or unit.body.blocks[index].end[0] == T.ENTER), None
    )
    for target in successors(unit.body.blocks[index].end):
        if (
            entered is not None
            and target == entered.exit
            and (loop < 0 or entered is not unit.body.loops[loop])
        ):
            continue
        again = next((e for e in inside if e.head == target), None)
        if again is not None and (loop < 0 or again is not unit.body.loops[loop]):
            target = again.exit
        if target >= 0:
            out.append(target)
    return out


def _loops_of(unit: Unit, block: int) -> list[Loop]:
    """The loops around a block, inside out."""
    out: list[Loop] = []
    at = unit.body.blocks[block].loop
    while at >= 0:
        out.append(unit.body.loops[at])
        at = unit.body.loops[at].parent
    return out
