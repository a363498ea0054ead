"""Contexts that one function makes and alone can cancel."""

from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V

_CANCELLED_ONLY = ("context.WithCancel", "context.WithCancelCause")
_NEVER_CANCELLED = ("context.Background", "context.TODO")


def cancels(unit: Unit, done: int) -> list[tuple[int, int]]:
    """Where the local context is cancelled whose Done channel a value is: block, and index of the operation.

    None where the context ends in other ways, too, or somebody else gets its cancel function.
    """
    made = _origin(unit, done)
    if made < 0 or unit.typer.callee(made).name not in _CANCELLED_ONLY or not unit.body.calls[made].args:
        return []
    kind, *rest = unit.body.values[unit.body.calls[made].args[0]]
    if kind != V.CALL or unit.typer.callee(int(rest[0])).name not in _NEVER_CANCELLED:
        return []
    result = unit.body.find(V.RESULT, made, 1)
    held = [var for var, values in unit.assigned.items() if result in values]
    value = unit.body.find(V.VAR, held[0]) if len(held) == 1 else -1
    if value < 0 or any(value in call.args for call in unit.body.calls):
        return []
    return [
        (index, at)
        for index, block in enumerate(unit.body.blocks)
        for at, op in enumerate(block.ops)
        if op[0] in (Op.CALL, Op.DEFER) and unit.body.calls[op[1]].callee == value
    ]


def _origin(unit: Unit, done: int) -> int:
    """The call that made the context of `ctx.Done()`, or -1."""
    kind, *rest = unit.body.values[done]
    if kind not in (V.CALL, V.RESULT):
        return -1
    kind, *rest = unit.body.values[unit.body.calls[int(rest[0])].callee]
    if kind != V.FIELD or rest[1] != "Done":
        return -1
    kind, *rest = unit.body.values[int(rest[0])]
    given = unit.assigned.get(int(rest[0]), []) if kind == V.VAR else []
    kind, *rest = unit.body.values[given[0]] if len(given) == 1 else (V.NIL,)
    return int(rest[0]) if kind == V.RESULT else -1
