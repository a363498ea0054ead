"""Edits that mend a finding. They read the syntax tree, since a fix has to fit the text."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from leakline.analysis.edits import begins_line, indent, insertion, line_end, statement_around
from leakline.analysis.finding import Edit, Fix
from leakline.analysis.paths import Exit
from leakline.analysis.rules import Acquire, Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Call

_PREFIX = re.compile(r"(\w+\.)*")


def release(
    unit: Unit,
    rule: Rule,
    acquire: Acquire,
    made: Call,
    name: str,
    func: int,
    safe: bool = True,
    method: str = "",
    exits: Sequence[Exit] = (),
) -> tuple[Fix, ...]:
    """A deferred release after the acquisition, or after the check of its error, where it has one.

    Offered where the acquisition is a statement of its own. In a loop, where a defer would pile up, the release stands
    before each return that forgets it instead.
    """
    if rule.fix is None:
        return ()
    statement = _statement_of(unit.root, made.start, made.end, rule.acquires_on_subjects)
    if statement is None:
        return ()
    named: tuple[Edit, ...] = ()
    if not name:
        name = str(rule.fix.get("name", "cancel"))
        blank = _blank(unit, statement, name) if acquire.release.call and not rule.own else None
        if blank is None:
            return ()
        named = (blank,)
    prefix = unit.body.text(made.start, made.fun_end).rpartition(".")
    before = prefix[0] + prefix[1]
    insert = acquire.release.insert or str(rule.fix["insert"])
    if "{prefix}" in insert and not _PREFIX.fullmatch(before):
        return ()
    after = statement
    if rule.fix.get("where") == "after-error-check" and acquire.error is not None:
        after = _settled(unit, statement)
    if after is None:
        return ()
    argument = "nil" if acquire.release.call and _takes_cause(unit, made) else ""
    names = {"name": name, "method": method, "prefix": before}
    text = insert.format(**names).replace("()", f"({argument})")
    row, column = after.end_point
    rest = unit.body.source[after.end_byte :].partition(b"\n")[0].rstrip(b"\r")
    if rest.lstrip(b" \t;").startswith(b"//"):
        column += len(rest)
    ends = "\r\n" if unit.body.source[after.end_byte :].partition(b"\n")[0].endswith(b"\r") else "\n"
    place = (row + 1, column + 1)
    title = str(rule.fix["title"]).format(**names)
    safe = safe and bool(rule.fix.get("safe", True))
    if made.loop != unit.body.funcs[func].loop:
        now = text.removeprefix("defer ")
        if named or now == text:
            return ()
        edits = _before_returns(unit, statement, after, exits, now, name)
        return (Fix(f"{title.partition(':')[0]} before leaving: {now}", edits, safe),) if edits else ()
    return (
        Fix(
            title,
            (
                *named,
                Edit(unit.path, place, place, f"{ends}{indent(unit, statement.start_point[0])}{text}"),
                *_later(unit, after, text, name),
            ),
            safe,
        ),
    )


def _settled(unit: Unit, statement: Node) -> Node | None:
    """The error check behind which the resource is there; the acquisition itself, where its error is ignored."""
    check = statement if statement.type == "if_statement" else _check_below(unit, statement)
    if check is None:
        # A release before the error check would crash where there is no resource.
        return statement if _ignores_error(unit, statement) else None
    fits = check.child_by_field_name("alternative") is None and _leaves(unit, check)
    return check if fits else None


def _check_below(unit: Unit, statement: Node) -> Node | None:
    """The error check of an acquisition, at most a few plain statements below it."""
    given = statement.child_by_field_name("left") or statement
    names = "|".join(re.escape(unit.body.text(n.start_byte, n.end_byte)) for n in _named(given))
    mentions = re.compile(rf"\b(?:{names})\b")
    following = _next_statement(statement)
    for _ in range(4):
        if following is None:
            return None
        if following.type == "if_statement":
            condition = following.child_by_field_name("condition")
            if condition is None or following.child_by_field_name("initializer") is not None:
                return None
            return following if _is_error_check(unit, condition, statement) else None
        text = unit.body.text(following.start_byte, following.end_byte)
        if following.type not in _PLAIN or mentions.search(text):
            return None
        following = _next_statement(following)
    return None


_PLAIN = (
    "expression_statement",
    "short_var_declaration",
    "assignment_statement",
    "var_declaration",
    "inc_statement",
    "dec_statement",
)
_MAKERS = ("errors.New", "fmt.Errorf", "fmt.Sprintf", "len", "string")
_MOST_EXITS = 5


def _before_returns(
    unit: Unit, statement: Node, after: Node, exits: Sequence[Exit], text: str, name: str
) -> tuple[Edit, ...]:
    """The release before each return that forgets it, where no returned value can need the resource; else nothing."""
    if not exits or len(exits) > _MOST_EXITS or sum(var.name == name for var in unit.body.vars) > 1:
        return ()
    edits: list[Edit] = []
    for each in exits:
        leaving = statement_around(unit, each.start, each.end)
        if (
            leaving is None
            or leaving.type != "return_statement"
            or leaving.start_byte < after.end_byte
            or not begins_line(unit, leaving)
            or not _stands_in(leaving, statement.parent)
            or not _is_plain(unit, leaving, name)
        ):
            return ()
        row = leaving.start_point[0]
        edits.append(insertion(unit, leaving.start_byte, f"{text}{line_end(unit, row)}{indent(unit, row)}"))
    return tuple(edits)


def _stands_in(node: Node, block: Node | None) -> bool:
    """Whether a statement stands in a block, in the same function."""
    above = node.parent
    while above is not None and above != block:
        if above.type == "func_literal":
            return False
        above = above.parent
    return above is not None


def _is_plain(unit: Unit, leaving: Node, name: str) -> bool:
    """Whether what a return gives was there before: names, constants, made errors; nothing that mentions the resource."""
    if re.search(rf"\b{re.escape(name)}\b", unit.body.text(leaving.start_byte, leaving.end_byte)):
        return False
    todo = list(leaving.named_children)
    while todo:
        node = todo.pop()
        if node.type in ("func_literal", "unary_expression", "index_expression", "slice_expression"):
            return False
        if node.type == "call_expression":
            called = node.child_by_field_name("function")
            if called is None or unit.body.text(called.start_byte, called.end_byte) not in _MAKERS:
                return False
        todo += node.named_children
    return True


def _later(unit: Unit, after: Node, text: str, name: str) -> list[Edit]:
    """The edit that removes the same deferred release further down, where it stands on a line of its own.

    Not behind another assignment to the variable: that release is another one's.
    """
    following = after.next_named_sibling
    while following is not None:
        left = following.child_by_field_name("left") if following.type == "assignment_statement" else None
        if left is not None and any(
            unit.body.text(n.start_byte, n.end_byte) == name for n in left.named_children
        ):
            return []
        first, last = following.start_point[0], following.end_point[0]
        if unit.body.text(following.start_byte, following.end_byte) == text and first == last:
            end = unit.starts[last + 1] if last + 1 < len(unit.starts) else len(unit.body.source)
            if unit.body.source[unit.starts[first] : end].strip() == text.encode():
                return [Edit(unit.path, (first + 1, 1), (last + 2, 1), "")]
        following = following.next_named_sibling
    return []


def _takes_cause(unit: Unit, made: Call) -> bool:
    signature = unit.typer.callee(unit.body.calls.index(made)).signature
    return signature is not None and "context.CancelCauseFunc" in signature.results


def _blank(unit: Unit, statement: Node, name: str) -> Edit | None:
    """The edit that gives the discarded cancel function of `ctx, _ :=` a name, where that name is free."""
    left = statement.child_by_field_name("left")
    last = left.named_children[-1] if left is not None and left.named_children else None
    if statement.type != "short_var_declaration" or last is None:
        return None
    if unit.body.text(last.start_byte, last.end_byte) != "_" or any(v.name == name for v in unit.body.vars):
        return None
    row, column = last.start_point
    return Edit(unit.path, (row + 1, column + 1), (row + 1, column + 2), name)


def reaps(rule: Rule) -> bool:
    """Whether a rule's fix releases in a goroutine, which nothing else may do as well."""
    return rule.fix is not None and str(rule.fix["insert"]).startswith("go ")


def _statement_of(root: Node, start: int, end: int, inside: bool) -> Node | None:
    """The statement of a block that holds a span, if it is an assignment or declaration.

    `inside` allows a call alone, and one in the head of an `if`: for what such a call acquires the name stands outside.
    """
    node = root.named_descendant_for_byte_range(start, end)
    while node is not None and node.parent is not None:
        if node.parent.type in ("statement_list", "block"):
            simple = ("short_var_declaration", "assignment_statement", "var_declaration")
            if inside and node.type == "if_statement":
                head = node.child_by_field_name("initializer")
                return node if head is not None and head.start_byte <= start < head.end_byte else None
            if inside and node.type == "expression_statement":
                return node
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


def _is_error_check(unit: Unit, condition: Node, statement: Node) -> bool:
    """Whether a condition is `err != nil` of what the statement before assigned."""
    if condition.type != "binary_expression":
        return False
    operator, right = condition.child_by_field_name("operator"), condition.child_by_field_name("right")
    left = condition.child_by_field_name("left")
    given = statement.child_by_field_name("initializer") or statement
    given = given.child_by_field_name("left") or given
    assigned = [unit.body.text(n.start_byte, n.end_byte) for n in _named(given)]
    return (
        operator is not None
        and operator.type == "!="
        and right is not None
        and right.type == "nil"
        and left is not None
        and unit.body.text(left.start_byte, left.end_byte) in assigned
    )


def _named(given: Node) -> list[Node]:
    """What a statement assigns to: the left side, or the names of a `var`."""
    if given.type != "var_declaration":
        return given.named_children
    return [node for spec in given.named_children for node in spec.children_by_field_name("name")]


_LEAVES = ("return_statement", "continue_statement", "break_statement", "goto_statement")


def _leaves(unit: Unit, check: Node) -> bool:
    """Whether the body of an error check never goes on behind it: there would be nothing to release there."""
    body = check.child_by_field_name("consequence")
    while body is not None and body.type in ("block", "statement_list"):
        inner = [node for node in body.named_children if node.type != "comment"]
        body = inner[-1] if inner else None
    if body is None:
        return False
    if body.type in _LEAVES:
        return True
    called = unit.body.text(body.start_byte, body.end_byte).partition("(")[0].rpartition(".")[2]
    return body.type == "expression_statement" and (
        called in ("panic", "Exit", "Goexit", "FailNow", "Skip", "SkipNow", "Skipf")
        or called.startswith("Fatal")
    )


def _ignores_error(unit: Unit, statement: Node) -> bool:
    left = statement.child_by_field_name("left")
    return left is not None and unit.body.text(left.start_byte, left.end_byte).replace(" ", "").endswith(",_")
