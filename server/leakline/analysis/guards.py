"""What is known where a call stands, and what constant arguments say inside a callee."""

from leakline.analysis.conditions import worth_remembering
from leakline.analysis.paths import State, Walk
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V

Facts = frozenset[tuple[int, bool]]
_NONE: Facts = frozenset()


def known_at(unit: Unit, call: int) -> Facts:
    """The conditions that hold on every path to a call: those that more than one branch of the declaration asks."""
    wanted = worth_remembering(unit)
    found: list[Facts] = []

    def step(walk: Walk, state: State, op: Operation) -> State:
        if op[0] == Op.CALL and op[1] == call:
            found.append(state.facts)
        return state

    walk = Walk(unit, step, wanted)
    if wanted:
        walk.run(unit.body.calls[call].func, State())
    return _NONE if walk.gave_up or not found else found[0].intersection(*found[1:])


def bound_flags(unit: Unit, call: int, other: Unit) -> Facts:
    """The parameters of a callee that a call binds to true or false."""
    params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
    return frozenset(
        (other.body.find(V.VAR, param), unit.body.values[arg][1])
        for param, arg in zip(params, unit.body.calls[call].args, strict=False)
        if unit.body.values[arg][0] == V.BOOL and other.body.find(V.VAR, param) >= 0
    )
