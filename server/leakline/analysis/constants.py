"""How much constant expressions come to, and how often loops with constant limits run."""

import re

from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V

_ARRAY = re.compile(r"\[(\w+)\]")
_INTEGERS = frozenset("int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 byte rune".split())


def number(unit: Unit, value: int, depth: int = 0) -> int | None:
    """The value of a constant integer expression, constants of the package included, or None."""
    kind, *rest = unit.body.values[value]
    if kind == V.CONST:
        return int(rest[0]) if str(rest[0]).isdigit() else None
    if depth > 4:
        return None
    if kind == V.VAR:
        given = unit.assigned.get(rest[0], [])
        return number(unit, given[0], depth + 1) if len(given) == 1 else None
    if kind in (V.CALL, V.RESULT):  # int32(2)
        made = unit.body.calls[int(rest[0])]
        callee = unit.body.values[made.callee]
        is_conversion = callee[0] == V.GLOBAL and callee[1] in _INTEGERS
        return number(unit, made.args[0], depth + 1) if is_conversion and len(made.args) == 1 else None
    if kind == V.GLOBAL:
        text = unit.world.package.constants.get(str(rest[0]), "")
        return int(text) if text.isdigit() else None
    if kind == V.BINARY and rest[0] in ("+", "-", "*"):
        left, right = number(unit, rest[1], depth + 1), number(unit, rest[2], depth + 1)
        if left is None or right is None:
            return None
        return left + right if rest[0] == "+" else left - right if rest[0] == "-" else left * right
    return None


def bound(unit: Unit, loop: int) -> int | None:
    """How often `for i := 0; i < N; i++` with a constant N runs, or a range over such a number."""
    around = unit.body.loops[loop]
    if around.kind == "range" and around.ranged >= 0:
        held = unit.body.values[around.ranged]
        if held[0] == V.VAR:
            return _length(unit, int(held[1]), around.start)
        if held[0] != V.COMPOSITE:
            return number(unit, around.ranged)
        sized = _ARRAY.match(str(held[1]))
        if sized is None:
            return len(held[2])
        return int(sized[1]) if sized[1].isdigit() else None
    if around.kind != "for" or around.head < 0:
        return None
    kind, *rest = unit.body.blocks[around.head].end
    if kind != T.IF:
        return None
    test = unit.body.values[int(rest[0])]
    if test[0] != V.COMPARE or test[1] != "<" or unit.body.values[test[2]][0] != V.VAR:
        return None
    first = unit.assigned.get(int(unit.body.values[int(test[2])][1]), [])
    if not first or number(unit, first[0]) != 0:
        return None
    return number(unit, int(test[3]))


def _length(unit: Unit, var: int, before: int) -> int | None:
    """How many elements a variable has that was made once before an offset, or the number it holds."""
    given = [
        op[2]
        for block in unit.body.blocks
        for op in block.ops
        if op[0] == Op.ASSIGN and op[1] == var and op[3] < before
    ]
    kind, *rest = unit.body.values[given[0]] if len(given) == 1 else (V.NIL,)
    if kind in (V.CALL, V.RESULT):
        made = unit.body.calls[int(rest[0])]
        if unit.body.values[made.callee] == (V.GLOBAL, "make") and len(made.args) > 1:
            return number(unit, made.args[1])
    return number(unit, unit.body.find(V.VAR, var))
