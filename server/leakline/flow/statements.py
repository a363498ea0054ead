"""Statements lowered to blocks and edges."""

from typing import TYPE_CHECKING

from attrs import evolve

from leakline.flow.assignments import (
    assign,
    assignment,
    const_declaration,
    increment,
    listed,
    short_var,
    var_declaration,
)
from leakline.flow.branches import if_statement, switch_statement, type_switch_statement
from leakline.flow.builder import Builder
from leakline.flow.expressions import lower_call, value, values
from leakline.flow.ir import Func, Op, T, V, Variable
from leakline.flow.loops import (
    break_statement,
    continue_statement,
    for_statement,
    goto_statement,
    labeled_statement,
)
from leakline.flow.selects import select_statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


_UNNAMED = Variable("", 0, 0, "param")


def statement(b: Builder, node: "Node") -> None:
    kind = node.type
    handler = _HANDLERS.get(kind)
    if handler is not None:
        handler(b, node)
    elif kind == "ERROR":
        b.body.errors.append((node.start_byte, node.end_byte))
    elif kind not in ("comment", "empty_statement", "type_declaration", "fallthrough_statement"):
        for child in node.named_children:
            statement(b, child)


def block(b: Builder, node: "Node | None") -> None:
    """Lowers the statements of a block in a scope of their own."""
    if node is None:
        return
    b.scopes.append({})
    statements(b, node)
    b.scopes.pop()


def statements(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "statement_list":
            statements(b, child)
        else:
            statement(b, child)


def function(b: Builder, node: "Node", func: Func, body: "Node | None") -> None:
    """Lowers parameters, results and the body of a declaration or a literal into `func`."""
    b.scopes.append({})
    b.func = func.index
    b.targets = []
    func.entry = b.current = b.new_block()
    receiver = node.child_by_field_name("receiver")
    if receiver is not None:
        func.params += _parameters(b, receiver, "receiver")
    params = node.child_by_field_name("parameters")
    if params is not None:
        func.params += _parameters(b, params, "param")
    result = node.child_by_field_name("result")
    if result is not None:
        if result.type == "parameter_list":
            func.result_types = tuple(_types(b, result))
            func.results = _parameters(b, result, "result")
        else:
            func.result_types = (b.squeezed(result),)
    if body is not None:
        statements(b, body)
    returned = tuple(b.value((V.VAR, var)) for var in func.results)
    b.body.returns.append(returned)
    at = max(node.end_byte - 1, node.start_byte)
    b.op(Op.RETURN, len(b.body.returns) - 1, 1, at, node.end_byte)
    b.body.blocks[b.current].end = (T.RETURN,)
    b.scopes.pop()


def _parameters(b: Builder, node: "Node", role: str) -> list[int]:
    found: list[int] = []
    for child in node.named_children:
        named = child.child_by_field_name("type")
        if named is None:
            continue
        text = b.squeezed(named)
        if child.type == "variadic_parameter_declaration":
            text = "..." + text
        names = child.children_by_field_name("name")
        found += [b.declare(name, role, text) for name in names]
        if not names and role != "result":
            b.body.vars.append(evolve(_UNNAMED, type=text, func=b.func, start=child.start_byte, role=role))
            found.append(len(b.body.vars) - 1)
    return found


def _types(b: Builder, node: "Node") -> list[str]:
    out: list[str] = []
    for child in node.named_children:
        named = child.child_by_field_name("type")
        if named is not None:
            out += [b.squeezed(named)] * max(1, len(child.children_by_field_name("name")))
    return out


def literal(b: Builder, node: "Node") -> int:
    """Lowers a function literal where it stands and gives its index."""
    saved = b.func, b.current, b.targets
    func = b.new_func(node)
    function(b, node, func, node.child_by_field_name("body"))
    b.func, b.current, b.targets = saved
    return func.index


# simple statements


def _expression(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "comment":
            continue
        value(b, child)
        if child.type == "call_expression" and stops(b, len(b.body.calls) - 1):
            b.end(T.STOP)


def stops(b: Builder, call: int) -> bool:
    """Whether control never comes back from a call, as far as its name tells."""
    made = b.body.calls[call]
    kind, *rest = b.body.values[made.callee]
    if kind == V.GLOBAL:
        return rest[0] == "panic"
    if kind == V.PACKAGE:
        return tuple(rest) in _STOPPING
    if kind != V.FIELD:
        return False
    return rest[1] in _STOPPING_METHODS or (rest[1] in _TEST_METHODS and _is_test(b, rest[0]))


def _is_test(b: Builder, base: int) -> bool:
    """Whether a value is a *testing.T or the like, as far as its declaration or its name tells."""
    kind, *rest = b.body.values[base]
    if kind != V.VAR:
        return kind == V.CALL or (kind == V.FIELD and str(rest[1]).lower() in ("t", "tb"))
    var = b.body.vars[int(rest[0])]
    return var.type.startswith(("*testing.", "testing.")) or var.name in ("t", "tb", "b", "f", "c")


_STOPPING = frozenset(
    {("os", "Exit"), ("runtime", "Goexit"), ("syscall", "Exit")}
    | {("log", name + suffix) for name in ("Fatal", "Panic") for suffix in ("", "f", "ln")}
)
_STOPPING_METHODS = frozenset(
    [name + suffix for name in ("Fatal", "Panic") for suffix in ("", "f", "ln", "w", "Context")]
    + ["FailNow", "SkipNow"]
)
_TEST_METHODS = frozenset({"Skip", "Skipf"})


def _send(b: Builder, node: "Node") -> None:
    channel, sent = node.child_by_field_name("channel"), node.child_by_field_name("value")
    if channel is not None and sent is not None:
        b.op(Op.SEND, value(b, channel), value(b, sent), node.start_byte, node.end_byte)


def _receive(b: Builder, node: "Node") -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if right is None:
        return
    if left is None:
        value(b, right)
        return
    declare = any(child.type == ":=" for child in node.children)
    assign(b, listed(left), [right], node, declare)


def _return(b: Builder, node: "Node") -> None:
    func = b.body.funcs[b.func]
    given: list[int] = []
    for child in node.named_children:
        if child.type != "comment":
            given += values(b, child)
    if func.results and given:
        if len(given) == 1 < len(func.results) and b.body.values[given[0]][0] == V.CALL:
            call = b.body.values[given[0]][1]
            given = [b.value((V.RESULT, call, i)) for i in range(len(func.results))]
        for var, held in zip(func.results, given, strict=False):
            b.op(Op.ASSIGN, var, held, node.start_byte, node.end_byte)
    elif func.results:
        given = [b.value((V.VAR, var)) for var in func.results]
    b.body.returns.append(tuple(given))
    b.op(Op.RETURN, len(b.body.returns) - 1, 0, node.start_byte, node.end_byte)
    b.end(T.RETURN)


def _go(b: Builder, node: "Node") -> None:
    _launched(b, node, Op.GO)


def _defer(b: Builder, node: "Node") -> None:
    _launched(b, node, Op.DEFER)


def _launched(b: Builder, node: "Node", kind: int) -> None:
    called = node.named_children[-1] if node.named_children else None
    while called is not None and called.type == "parenthesized_expression":
        called = called.named_children[0]
    if called is None:
        return
    if called.type == "call_expression":
        b.op(kind, lower_call(b, called), 0, node.start_byte, node.end_byte)
    else:
        value(b, called)


_HANDLERS: "dict[str, Callable[[Builder, Node], None]]" = {
    "block": block,
    "short_var_declaration": short_var,
    "assignment_statement": assignment,
    "inc_statement": increment,
    "dec_statement": increment,
    "var_declaration": var_declaration,
    "const_declaration": const_declaration,
    "expression_statement": _expression,
    "send_statement": _send,
    "receive_statement": _receive,
    "return_statement": _return,
    "go_statement": _go,
    "defer_statement": _defer,
    "if_statement": if_statement,
    "expression_switch_statement": switch_statement,
    "type_switch_statement": type_switch_statement,
    "select_statement": select_statement,
    "for_statement": for_statement,
    "labeled_statement": labeled_statement,
    "goto_statement": goto_statement,
    "break_statement": break_statement,
    "continue_statement": continue_statement,
}
