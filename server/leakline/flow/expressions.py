"""Expressions lowered to values, and conditions to branches. Calls and receives are emitted in order of evaluation."""

from typing import TYPE_CHECKING

from leakline.flow.builder import Builder
from leakline.flow.ir import Op, T, V

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_NEGATED = {"!=": "==", ">=": "<", "<=": ">"}
_TYPE_NODES = frozenset(
    (
        "array_type channel_type function_type generic_type interface_type map_type negated_type pointer_type "
        "qualified_type slice_type struct_type type_identifier parenthesized_type"
    ).split()
)


def value(b: Builder, node: "Node") -> int:
    """Lowers an expression and gives its value."""
    kind = node.type
    handler = _HANDLERS.get(kind)
    if handler is not None:
        return handler(b, node)
    if kind in _TYPE_NODES:
        return b.value((V.TYPE, b.squeezed(node)), node)
    if kind.endswith("literal"):
        return b.value((V.CONST, b.text(node)), node)
    for child in node.named_children:
        value(b, child)
    return b.fresh(V.OTHER, node=node)


def values(b: Builder, node: "Node | None") -> list[int]:
    """Lowers an expression list, or a single expression."""
    if node is None:
        return []
    if node.type == "expression_list":
        return [value(b, child) for child in node.named_children if child.type != "comment"]
    return [value(b, node)]


def _identifier(b: Builder, node: "Node") -> int:
    name = b.text(node)
    return _named(b, node, name, b.lookup(name))


def _named(b: Builder, node: "Node", name: str, var: int) -> int:
    """An identifier, with the variable that it stands for or -1."""
    if var >= 0:
        b.mention(var, node)
        return b.value((V.VAR, var), node)
    if name == "_":
        return b.fresh(V.OTHER, node=node)
    return b.value((V.GLOBAL, name), node)


def _selector(b: Builder, node: "Node") -> int:
    operand, member = node.child_by_field_name("operand"), node.child_by_field_name("field")
    if operand is None or member is None:
        return b.fresh(V.OTHER, node=node)
    name = b.text(member)
    if operand.type == "identifier":
        prefix = b.text(operand)
        var = b.lookup(prefix)
        if var < 0 and prefix in b.imports:
            return b.value((V.PACKAGE, b.imports[prefix], name), node)
        return b.value((V.FIELD, _named(b, operand, prefix, var), name), node)
    base = value(b, operand)
    kind, *rest = b.body.values[base]
    if kind in (V.DEREF, V.ADDR):  # (*p).f is p.f
        base = rest[0]
    return b.value((V.FIELD, base, name), node)


def _call(b: Builder, node: "Node") -> int:
    call = lower_call(b, node)
    b.op(Op.CALL, call, 0, node.start_byte, node.end_byte)
    return b.value((V.CALL, call), node)


def lower_call(b: Builder, node: "Node") -> int:
    """Lowers callee and arguments of a call expression, without emitting the call itself."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return b.call(b.fresh(V.OTHER), (), False, node, node.start_byte)
    while function.type == "parenthesized_expression" and function.named_child_count == 1:
        function = function.named_children[0]
    type_args: tuple[str, ...] = ()
    if function.type == "index_expression":
        # f[int](x): the index is a type argument unless a variable is indexed.
        operand = function.child_by_field_name("operand")
        plain = operand is not None and operand.type in ("identifier", "selector_expression")
        if plain and operand is not None and not _is_variable(b, operand):
            callee = value(b, operand)
            index = function.child_by_field_name("index")
            type_args = (b.squeezed(index),) if index is not None else ()
        else:
            callee = value(b, function)
    else:
        callee = value(b, function)
        if node.named_child_count > 2:
            type_args = _type_args(b, node)
    args: list[int] = []
    spread = False
    for child in arguments.named_children if arguments is not None else ():
        kind = child.type
        if kind == "comment":
            continue
        if kind == "variadic_argument":
            spread = True
            child = child.named_children[0]
            kind = child.type
        if kind == "type_identifier" and b.lookup(b.text(child)) >= 0:
            args.append(_identifier(b, child))  # new(x) of a variable, which the grammar takes for a type
        else:
            args.append(value(b, child))
    return b.call(callee, tuple(args), spread, node, function.end_byte, type_args)


def _type_args(b: Builder, node: "Node") -> tuple[str, ...]:
    listed = node.child_by_field_name("type_arguments")
    return tuple(b.squeezed(each) for each in listed.named_children) if listed is not None else ()


def _is_variable(b: Builder, node: "Node") -> bool:
    while node.type == "selector_expression":
        operand = node.child_by_field_name("operand")
        if operand is None:
            return False
        node = operand
    return node.type == "identifier" and b.lookup(b.text(node)) >= 0


def _conversion(b: Builder, node: "Node") -> int:
    target, operand = node.child_by_field_name("type"), node.child_by_field_name("operand")
    if target is None or operand is None:
        return b.fresh(V.OTHER, node=node)
    inner = value(b, operand)
    if target.type == "generic_type":  # the grammar's reading of f[int](x)
        named = target.child_by_field_name("type")
        if named is not None:
            prefix, dot, name = b.squeezed(named).partition(".")
            path = b.imports.get(prefix) if dot and b.lookup(prefix) < 0 else None
            if path is not None:
                callee = b.value((V.PACKAGE, path, name), named)
            else:
                var = b.lookup(prefix)
                callee = b.value((V.VAR, var) if var >= 0 else (V.GLOBAL, prefix), named)
                if dot:
                    callee = b.value((V.FIELD, callee, name), named)
            call = b.call(callee, (inner,), False, node, target.end_byte, _type_args(b, target))
            b.op(Op.CALL, call, 0, node.start_byte, node.end_byte)
            return b.value((V.CALL, call), node)
    return b.value((V.CONVERT, b.squeezed(target), inner), node)


def _unary(b: Builder, node: "Node") -> int:
    operator, operand = node.child_by_field_name("operator"), node.child_by_field_name("operand")
    if operator is None or operand is None:
        return b.fresh(V.OTHER, node=node)
    sign = operator.type
    inner = value(b, operand)
    if sign == "&":
        return b.value((V.ADDR, inner), node)
    if sign == "*":
        return b.value((V.DEREF, inner), node)
    if sign == "<-":
        b.op(Op.RECEIVE, inner, 0, node.start_byte, node.end_byte)
        return b.fresh(V.RECEIVE, inner, node=node)
    return b.value((V.UNARY, sign, inner), node)


def _binary(b: Builder, node: "Node") -> int:
    operator = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if operator is None or left is None or right is None:
        return b.fresh(V.OTHER, node=node)
    sign = operator.type
    if sign in ("&&", "||") and _has_effects(right):
        return _short_circuit(b, node)
    first, second = value(b, left), value(b, right)
    if sign in ("==", "!=", "<", ">", "<=", ">="):
        compared = _compare(b, _NEGATED.get(sign, sign), first, second, node)
        return compared if sign not in _NEGATED else b.value((V.UNARY, "!", compared), node)
    return b.value((V.BINARY, sign, first, second), node)


def _has_effects(node: "Node") -> bool:
    """Whether evaluating a node calls or receives."""
    if node.type == "call_expression" or (node.type == "unary_expression" and node.children[0].type == "<-"):
        return True
    return node.type != "func_literal" and any(_has_effects(child) for child in node.named_children)


def _short_circuit(b: Builder, node: "Node") -> int:
    yes, no, after = b.new_block(), b.new_block(), b.new_block()
    condition(b, node, yes, no)
    for block in (yes, no):
        b.go_on(block)
        b.jump(after)
    b.go_on(after)
    return b.fresh(V.OTHER, node=node)


def _compare(b: Builder, sign: str, first: int, second: int, node: "Node") -> int:
    simple = (V.NIL, V.BOOL, V.CONST)
    if sign == "==" and b.body.values[first][0] in simple and b.body.values[second][0] not in simple:
        first, second = second, first
    return b.value((V.COMPARE, sign, first, second), node)


def condition(b: Builder, node: "Node", yes: int, no: int) -> None:
    """Lowers a condition to branches on its atoms: `&&`, `||` and `!` become edges."""
    kind = node.type
    if kind == "parenthesized_expression" and node.named_child_count == 1:
        condition(b, node.named_children[0], yes, no)
        return
    if kind == "unary_expression" and node.children[0].type == "!":
        condition(b, node.named_children[0], no, yes)
        return
    if kind == "binary_expression":
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is not None and left is not None and right is not None and operator.type in ("&&", "||"):
            middle = b.new_block()
            if operator.type == "&&":
                condition(b, left, middle, no)
            else:
                condition(b, left, yes, middle)
            b.go_on(middle)
            condition(b, right, yes, no)
            return
    branch(b, value(b, node), yes, no, node)


def branch(b: Builder, atom: int, yes: int, no: int, node: "Node") -> None:
    """Ends the current block on one condition value."""
    kind, *rest = b.body.values[atom]
    turned = False
    if kind == V.UNARY and rest[0] == "!":
        atom, yes, no, turned = rest[1], no, yes, True
        kind, *rest = b.body.values[atom]
    if kind == V.BOOL:
        b.body.blocks[b.current].end = (T.JUMP, yes if rest[0] else no)
        return
    b.op(Op.BRANCH, atom, int(turned), node.start_byte, node.end_byte)
    b.body.blocks[b.current].end = (T.IF, atom, yes, no)


def _composite(b: Builder, node: "Node") -> int:
    named, literal = node.child_by_field_name("type"), node.child_by_field_name("body")
    elements: list[int] = []
    keys: list[str] = []
    if literal is not None:
        _elements(b, literal, elements, keys)
    return b.fresh(
        V.COMPOSITE, b.squeezed(named) if named is not None else "", tuple(elements), tuple(keys), node=node
    )


def _elements(b: Builder, literal: "Node", elements: list[int], keys: list[str]) -> None:
    for child in literal.named_children:
        if child.type == "keyed_element":
            key, held = child.child_by_field_name("key"), child.child_by_field_name("value")
            name = b.text(key) if key is not None else ""
            if key is not None and not name.isidentifier():
                _elements(b, key, elements, keys)
            if held is not None:
                at = len(elements)
                _elements(b, held, elements, keys)
                keys[at:] = [name] * (len(elements) - at)
        elif child.type == "literal_element":
            _elements(b, child, elements, keys)
        elif child.type == "literal_value":
            _elements(b, child, elements, keys)
        elif child.type != "comment":
            elements.append(value(b, child))
            keys.append("")


def _func_literal(b: Builder, node: "Node") -> int:
    return b.value((V.FUNC, b.literal(b, node)), node)


def _index(b: Builder, node: "Node") -> int:
    operand, index = node.child_by_field_name("operand"), node.child_by_field_name("index")
    if operand is None or index is None:
        return b.fresh(V.OTHER, node=node)
    return b.value((V.INDEX, value(b, operand), value(b, index)), node)


def _slice(b: Builder, node: "Node") -> int:
    operand = node.child_by_field_name("operand")
    if operand is None:
        return b.fresh(V.OTHER, node=node)
    base = value(b, operand)
    for name in ("start", "end", "capacity"):
        bound = node.child_by_field_name(name)
        if bound is not None:
            value(b, bound)
    return b.value((V.SLICE, base), node)


def _assertion(b: Builder, node: "Node") -> int:
    operand, target = node.child_by_field_name("operand"), node.child_by_field_name("type")
    if operand is None:
        return b.fresh(V.OTHER, node=node)
    return b.value((V.ASSERT, value(b, operand), b.squeezed(target) if target is not None else ""), node)


def _parenthesized(b: Builder, node: "Node") -> int:
    inner = [child for child in node.named_children if child.type != "comment"]
    return value(b, inner[0]) if len(inner) == 1 else b.fresh(V.OTHER, node=node)


_HANDLERS: "dict[str, Callable[[Builder, Node], int]]" = {
    "identifier": _identifier,
    "selector_expression": _selector,
    "call_expression": _call,
    "type_conversion_expression": _conversion,
    "unary_expression": _unary,
    "binary_expression": _binary,
    "composite_literal": _composite,
    "func_literal": _func_literal,
    "index_expression": _index,
    "slice_expression": _slice,
    "type_assertion_expression": _assertion,
    "parenthesized_expression": _parenthesized,
    "nil": lambda b, node: b.value((V.NIL,), node),
    "true": lambda b, node: b.value((V.BOOL, True), node),
    "false": lambda b, node: b.value((V.BOOL, False), node),
}
