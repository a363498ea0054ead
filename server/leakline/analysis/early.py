"""Releases that are deferred before the error is checked: they crash where there is no resource."""

from collections.abc import Iterator

from tree_sitter import Node

from leakline.analysis.edits import begins_line, indent, insertion, line_end, statement_around, without_line
from leakline.analysis.finding import Finding, Fix
from leakline.analysis.rules import Acquire, Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Block, Op, T, V


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """`defer resp.Body.Close()` between an acquisition and the check of its error.

    Only of what is released through a field, which is a nil pointer's where the acquisition failed.
    """
    for call in range(len(unit.body.calls)):
        for acquire in rule.acquires.get(unit.typer.callee(call).name, ()):
            if acquire.error is not None:
                yield from _early(unit, rule, call, acquire)


def _early(unit: Unit, rule: Rule, call: int, acquire: Acquire) -> Iterator[Finding]:
    block, at = next(
        ((b, i) for b in unit.body.blocks for i, op in enumerate(b.ops) if op[:2] == (Op.CALL, call)),
        (None, 0),
    )
    if block is None:
        return
    holder = _assigned(unit, block, at, unit.body.find(V.RESULT, call, acquire.result))
    failed = unit.body.find(V.RESULT, call, acquire.error if acquire.error is not None else -1)
    error = _assigned(unit, block, at, failed)
    released = holder
    for name in acquire.release.path:
        released = unit.body.find(V.FIELD, released, name) if released >= 0 else -1
    if released < 0 or error < 0 or not _asks(unit, block, error):
        return
    for kind, deferred, _, start, end in block.ops[at:]:
        if kind == Op.DEFER and unit.body.values[unit.body.calls[deferred].callee] in [
            (V.FIELD, released, method) for method in acquire.release.methods
        ]:
            name = unit.body.text(*unit.body.spans[holder])
            yield unit.finding(
                rule,
                "information" if unit.is_test else rule.severity,
                f"{name}.{'.'.join(acquire.release.path)} is {acquire.release.verb} before the error is checked: where "
                f"the call fails {name} is nil and this panics",
                start,
                end,
                (unit.related(unit.body.calls[call].start, f"{name} is nil where this fails"),),
                _moved(unit, start, end),
            )
            return


def _assigned(unit: Unit, block: Block, at: int, result: int) -> int:
    """The variable's value that a result is assigned to right away, or -1."""
    for kind, var, value, _, _ in block.ops[at:]:
        if kind == Op.ASSIGN and value == result and result >= 0:
            return unit.body.find(V.VAR, var)
    return -1


def _asks(unit: Unit, block: Block, error: int) -> bool:
    """Whether a block ends with the question whether an error is nil."""
    if block.end[0] != T.IF:
        return False
    nil = unit.body.find(V.NIL)
    return block.end[1] in (
        unit.body.find(V.COMPARE, "!=", error, nil),
        unit.body.find(V.COMPARE, "==", error, nil),
    )


def _moved(unit: Unit, start: int, end: int) -> tuple[Fix, ...]:
    """The deferred release moved behind the check, where that returns and has no else."""
    statement = statement_around(unit, start, end)
    check = statement.next_named_sibling if statement is not None else None
    while check is not None and check.type == "comment":
        check = check.next_named_sibling
    if statement is None or check is None or check.type != "if_statement" or not begins_line(unit, statement):
        return ()
    body = check.child_by_field_name("consequence")
    if check.child_by_field_name("alternative") is not None or body is None or not _leaves(body):
        return ()
    row = statement.start_point[0]
    text = unit.body.text(statement.start_byte, statement.end_byte)
    behind = (
        unit.body.source[statement.end_byte :].partition(b"\n")[0].rstrip(b"\r").decode("utf-8", "replace")
    )
    if (behind and not behind.lstrip().startswith("//")) or statement.end_point[0] != row:
        return ()
    put = insertion(unit, check.end_byte, f"{line_end(unit, row)}{indent(unit, row)}{text}{behind}")
    return (Fix(f"Check the error first: move {text}", (without_line(unit, statement), put)),)


def _leaves(body: Node) -> bool:
    listed = next((child for child in body.named_children if child.type == "statement_list"), None)
    last = listed.named_children[-1] if listed is not None and listed.named_children else None
    return last is not None and last.type in ("return_statement", "continue_statement", "break_statement")
