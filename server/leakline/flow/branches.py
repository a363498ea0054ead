"""If, switch and select as blocks and edges."""

from typing import TYPE_CHECKING

from leakline.flow.assignments import listed
from leakline.flow.builder import Builder, Target
from leakline.flow.expressions import branch, condition, value
from leakline.flow.ir import Op, T, V

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


def if_statement(b: Builder, node: "Node") -> None:
    b.scopes.append({})
    first = node.child_by_field_name("initializer")
    if first is not None:
        b.statement(b, first)
    yes, no = b.new_block(), b.new_block()
    other = node.child_by_field_name("alternative")
    after = b.new_block() if other is not None else no
    test = node.child_by_field_name("condition")
    if test is not None:
        condition(b, test, yes, no)
    else:
        b.body.blocks[b.current].end = (T.MANY, yes, no)
    b.go_on(yes)
    b.block(b, node.child_by_field_name("consequence"))
    b.jump(after)
    if other is not None:
        b.go_on(no)
        if other.type == "if_statement":
            b.statement(b, other)
        else:
            b.block(b, other)
        b.jump(after)
    b.go_on(after)
    b.scopes.pop()


def switch_statement(b: Builder, node: "Node") -> None:
    label = b.take_label()
    b.scopes.append({})
    first = node.child_by_field_name("initializer")
    if first is not None:
        b.statement(b, first)
    tag_node = node.child_by_field_name("value")
    if tag_node is not None and b.text(tag_node) == "true":
        tag_node = None
    tag = value(b, tag_node) if tag_node is not None else -1
    cases = [child for child in node.named_children if child.type in ("expression_case", "default_case")]
    after = b.new_block()
    bodies = [b.new_block() for _ in cases]
    default = after
    for case, body in zip(cases, bodies, strict=True):
        if case.type == "default_case":
            default = body
            continue
        for test in listed(case.child_by_field_name("value")):
            following = b.new_block()
            if tag_node is None:
                condition(b, test, body, following)
            else:
                held = value(b, test)
                branch(b, b.value((V.COMPARE, "==", tag, held), test), body, following, test)
            b.go_on(following)
    b.jump(default)
    _cases(b, cases, bodies, after, label)
    b.scopes.pop()


def _cases(
    b: Builder,
    cases: "list[Node]",
    bodies: list[int],
    after: int,
    label: str,
    first: "Callable[[Node], None] | None" = None,
) -> None:
    """Lowers the bodies of cases; `first` is called where each begins."""
    b.targets.append(Target(label, after, -1))
    for at, (case, body) in enumerate(zip(cases, bodies, strict=True)):
        b.go_on(body)
        b.scopes.append({})
        if first is not None:
            first(case)
        falls = False
        for child in case.named_children:
            if child.type == "statement_list":
                b.statements(b, child)
                falls = any(last.type == "fallthrough_statement" for last in child.named_children)
        b.jump(bodies[at + 1] if falls and at + 1 < len(bodies) else after)
        b.scopes.pop()
    b.targets.pop()
    b.go_on(after)


def type_switch_statement(b: Builder, node: "Node") -> None:
    label = b.take_label()
    b.scopes.append({})
    first = node.child_by_field_name("initializer")
    if first is not None:
        b.statement(b, first)
    subject = node.child_by_field_name("value")
    tag = value(b, subject) if subject is not None else b.fresh(V.OTHER)
    aliases = listed(node.child_by_field_name("alias"))
    cases = [child for child in node.named_children if child.type in ("type_case", "default_case")]
    after = b.new_block()
    bodies = [b.new_block() for _ in cases]
    default, for_nil, open_cases = after, -1, list[int]()
    for case, body in zip(cases, bodies, strict=True):
        if case.type == "default_case":
            default = body
            continue
        types = [b.text(child) for child in case.children_by_field_name("type")]
        if "nil" in types:
            for_nil = body
        if types != ["nil"]:
            open_cases.append(body)
    # A case of a type is taken only by what is not nil.
    typed = b.new_block()
    nil = b.value((V.COMPARE, "==", tag, b.value((V.NIL,))))
    branch(b, nil, for_nil if for_nil >= 0 else default, typed, subject if subject is not None else node)
    b.body.blocks[typed].end = (T.MANY, *open_cases, default)

    def declare(case: "Node") -> None:  # a new variable in each case, of its type where it is one
        types = case.children_by_field_name("type")
        for name in aliases:
            text = b.squeezed(types[0]) if len(types) == 1 else ""
            var = b.declare(name, "local", "" if text == "nil" else text)
            b.op(Op.ASSIGN, var, tag, name.start_byte, name.end_byte)

    _cases(b, cases, bodies, after, label, declare)
    b.scopes.pop()
