"""Assignments and declarations of variables and constants."""

from typing import TYPE_CHECKING

from leakline.flow.builder import Builder
from leakline.flow.expressions import value
from leakline.flow.ir import Op, V

if TYPE_CHECKING:
    from tree_sitter import Node


def assign(
    b: Builder,
    left: "list[Node]",
    right: "list[Node]",
    node: "Node",
    declare: bool,
    lowered: list[int] | None = None,
) -> None:
    """Lowers an assignment or `:=`. `lowered` gives the values of the right side where they were evaluated before."""
    # Places on the left are evaluated first, as Go does.
    places: list[tuple[str, int]] = []
    if not declare:
        places = [place_of(b, target) for target in left]
    given = [value(b, expression) for expression in right] if lowered is None else lowered
    if len(left) > 1 and len(given) == 1:
        kind, *rest = b.body.values[given[0]]
        if kind == V.CALL:
            given = [b.value((V.RESULT, rest[0], i)) for i in range(len(left))]
        elif kind == V.ASSERT and len(left) == 2:
            given = [given[0], b.value((V.UNARY, "ok", given[0]))]
        else:  # v, ok := <-ch or m[k]
            given = [given[0], *(b.fresh(V.OTHER) for _ in left[1:])]
    elif len(left) == 1 and len(given) == 1 and b.body.values[given[0]][0] == V.CALL:
        given = [b.value((V.RESULT, b.body.values[given[0]][1], 0))]
    given += [b.fresh(V.OTHER) for _ in left[len(given) :]]
    if declare:
        places = [_declared(b, target) for target in left]
    for (kind, place), held, target in zip(places, given, left, strict=False):
        if kind == "var":
            b.mention(place, target, write=True)
            b.op(Op.ASSIGN, place, held, target.start_byte, node.end_byte)
        elif kind == "discard":
            b.op(Op.DISCARD, 0, held, target.start_byte, node.end_byte)
        else:
            b.op(Op.STORE, place, held, node.start_byte, node.end_byte)


def place_of(b: Builder, node: "Node") -> tuple[str, int]:
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    if node.type == "identifier":
        name = b.text(node)
        if name == "_":
            return "discard", -1
        var = b.lookup(name)
        if var >= 0:
            return "var", var
        return "store", b.value((V.GLOBAL, name), node)
    return "store", value(b, node)


def _declared(b: Builder, node: "Node") -> tuple[str, int]:
    if node.type != "identifier":
        return "store", b.fresh(V.OTHER, node=node)
    name = b.text(node)
    if name == "_":
        return "discard", -1
    var = b.scopes[-1].get(name)
    return "var", var if var is not None else b.declare(node, "local")


def listed(node: "Node | None") -> "list[Node]":
    if node is None:
        return []
    if node.type == "expression_list":
        return [child for child in node.named_children if child.type != "comment"]
    return [node]


def short_var(b: Builder, node: "Node") -> None:
    assign(b, listed(node.child_by_field_name("left")), listed(node.child_by_field_name("right")), node, True)


def assignment(b: Builder, node: "Node") -> None:
    operator = node.child_by_field_name("operator")
    left, right = listed(node.child_by_field_name("left")), listed(node.child_by_field_name("right"))
    if operator is None or operator.type == "=":
        assign(b, left, right, node, False)
        return
    for expression in right:
        value(b, expression)
    _modified(b, left, node)


def _modified(b: Builder, left: "list[Node]", node: "Node") -> None:
    for target in left:
        kind, place = place_of(b, target)
        held = b.fresh(V.OTHER)
        if kind == "var":
            b.mention(place, target)
            b.op(Op.ASSIGN, place, held, target.start_byte, node.end_byte)
        elif kind == "store":
            b.op(Op.STORE, place, held, node.start_byte, node.end_byte)


def increment(b: Builder, node: "Node") -> None:
    _modified(b, node.named_children[:1], node)


def var_declaration(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "var_spec_list":
            var_declaration(b, child)
        elif child.type == "var_spec":
            names = child.children_by_field_name("name")
            named = child.child_by_field_name("type")
            text = b.squeezed(named) if named is not None else ""
            right = listed(child.child_by_field_name("value"))
            if right:
                given = [value(b, expression) for expression in right]
                call = b.body.values[given[0]]
                if len(given) == 1 and call[0] == V.CALL:
                    given = [b.value((V.RESULT, call[1], i)) for i in range(len(names))]
                given += [b.fresh(V.OTHER) for _ in names[len(given) :]]
            else:
                given = [b.value(_zero(text)) for _ in names]
            for name, held in zip(names, given, strict=False):
                if b.text(name) == "_":
                    b.op(Op.DISCARD, 0, held, name.start_byte, child.end_byte)
                    continue
                var = b.declare(name, "local", text)
                b.mention(var, name, write=True)
                b.op(Op.ASSIGN, var, held, name.start_byte, child.end_byte)


def _zero(text: str) -> tuple[object, ...]:
    if text == "bool":
        return (V.BOOL, False)
    if text.startswith(("*", "func", "chan", "map", "[]", "<-")) or text in ("error", "any"):
        return (V.NIL,)
    # Of a named type only its kind would tell whether zero is nil: a condition on it stays open, a func type is nil.
    return (V.NIL,) if text.endswith(("Func", "Closer", "Func]")) else (V.CONST, "zero " + text)


def const_declaration(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "const_spec":
            for name in child.children_by_field_name("name"):
                var = b.declare(name, "const")
                given = listed(child.child_by_field_name("value"))
                if len(given) == 1:
                    b.op(Op.ASSIGN, var, value(b, given[0]), name.start_byte, child.end_byte)
