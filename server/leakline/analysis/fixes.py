"""Edits that mend a finding. They read the syntax tree, since a fix has to fit the text."""

from tree_sitter import Node

from leakline.analysis.finding import Edit, Fix
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Call


def release(unit: Unit, rule: Rule, made: Call, name: str, func: int, safe: bool = True) -> tuple[Fix, ...]:
    """A deferred release after the acquisition, or after the check of its error.

    Offered where the acquisition is a statement of its own, outside of loops (there a defer would pile up).
    """
    if rule.fix is None or not name or name == "_" or made.loop != unit.body.funcs[func].loop:
        return ()
    statement = _statement_of(unit.root, made.start, made.end)
    if statement is None:
        return ()
    after = statement
    if rule.fix.get("where") == "after-error-check":
        following = _next_statement(statement)
        if following is not None and following.type == "if_statement":
            condition = following.child_by_field_name("condition")
            if (
                following.child_by_field_name("initializer") is None
                and condition is not None
                and _is_error_check(condition)
            ):
                if following.child_by_field_name("alternative") is not None:
                    return ()
                after = following
        if after is statement and made.callee >= 0 and not _ignores_error(unit, statement):
            return ()  # a defer before the error check would crash on a nil response
    text = str(rule.fix["insert"]).format(name=name)
    row, column = after.end_point
    rest = unit.body.source[after.end_byte :].partition(b"\n")[0].rstrip(b"\r")
    if rest.lstrip(b" \t;").startswith(b"//"):
        column += len(rest)
    indent = _indent(unit, statement)
    place = (row + 1, column + 1)
    title = str(rule.fix["title"]).format(name=name)
    return (
        Fix(
            title,
            (Edit(unit.path, place, place, f"\n{indent}{text}"),),
            safe and bool(rule.fix.get("safe", True)),
        ),
    )


def _statement_of(root: Node, start: int, end: int) -> Node | None:
    """The statement of a block that holds a span, if it is an assignment or declaration."""
    node = root.named_descendant_for_byte_range(start, end)
    while node is not None and node.parent is not None:
        if node.parent.type in ("statement_list", "block"):
            simple = ("short_var_declaration", "assignment_statement", "var_declaration")
            return node if node.type in simple else None
        if node.type == "func_literal":
            return None
        node = node.parent
    return None


def _next_statement(node: Node) -> Node | None:
    following = node.next_named_sibling
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    return following


def _is_error_check(condition: Node) -> bool:
    """Whether a condition is `err != nil` of whatever the statement before assigned."""
    if condition.type != "binary_expression":
        return False
    operator, right = condition.child_by_field_name("operator"), condition.child_by_field_name("right")
    return operator is not None and operator.type == "!=" and right is not None and right.type == "nil"


def _ignores_error(unit: Unit, statement: Node) -> bool:
    left = statement.child_by_field_name("left")
    return left is not None and unit.body.text(left.start_byte, left.end_byte).replace(" ", "").endswith(",_")


def _indent(unit: Unit, statement: Node) -> str:
    begin = unit.starts[statement.start_point[0]]
    line = unit.body.source[begin : statement.start_byte]
    return line[: len(line) - len(line.lstrip())].decode("utf-8", "replace")
