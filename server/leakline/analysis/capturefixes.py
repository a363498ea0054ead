"""Edits that give a closure a copy of the loop variable that it captures."""

from leakline.analysis.edits import begins_line, indent, insertion, line_end, statement_around
from leakline.analysis.finding import Fix
from leakline.analysis.launches import Launch
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op


def own_copy(unit: Unit, launch: Launch, var: int, loop: int) -> tuple[Fix, ...]:
    """`v := v`: at the top of the body for a variable of the loop's header, else before the launch.

    Safe for a header's variable that the body does not assign: each step then has its own, as from Go 1.22 on. A variable
    from outside of the loop may be shared on purpose.
    """
    declared = unit.body.vars[var]
    around = unit.body.loops[loop]
    copied = f"{declared.name} := {declared.name}"
    if declared.role == "header":
        row = unit.line(around.body_start)
        if unit.line(around.body_end - 1) == row or _is_assigned(
            unit, var, around.body_start, around.body_end
        ):
            return ()
        behind = unit.body.source[around.body_start + 1 :].partition(b"\n")[0].strip()
        if unit.body.source[around.body_start : around.body_start + 1] != b"{" or behind:
            return ()
        text = f"{line_end(unit, row)}{indent(unit, row)}\t{copied}"
        return (Fix(f"Copy it in each step: {copied}", (insertion(unit, around.body_start + 1, text),)),)
    statement = statement_around(unit, launch.start, launch.end)
    if statement is None or not begins_line(unit, statement):
        return ()
    row = statement.start_point[0]
    text = f"{copied}{line_end(unit, row)}{indent(unit, row)}"
    return (Fix(f"Copy it before: {copied}", (insertion(unit, statement.start_byte, text),), safe=False),)


def _is_assigned(unit: Unit, var: int, start: int, end: int) -> bool:
    return any(
        kind == Op.ASSIGN and a == var and start < at < end
        for block in unit.body.blocks
        for kind, a, _, at, _ in block.ops
    )
