"""Select statements as blocks and edges."""

from typing import TYPE_CHECKING

from leakline.flow.assignments import assign, listed
from leakline.flow.builder import Builder, Target
from leakline.flow.expressions import value
from leakline.flow.ir import Op, Select, T, V

if TYPE_CHECKING:
    from tree_sitter import Node


def select_statement(b: Builder, node: "Node") -> None:
    label = b.take_label()
    cases = [child for child in node.named_children if child.type in ("communication_case", "default_case")]
    after = b.new_block()
    bodies = [b.new_block() for _ in cases]
    table: list[tuple[int, bool, int, int, int]] = []
    default = -1
    b.targets.append(Target(label, after, -1))
    # All channels and all values to send are evaluated first, in order, whichever case is then taken.
    operands = [_evaluated(b, case.child_by_field_name("communication")) for case in cases]
    origin = b.current
    for case, body, operand in zip(cases, bodies, operands, strict=True):
        b.go_on(body)
        b.scopes.append({})
        if case.type == "default_case":
            default = body
        else:
            communication = case.child_by_field_name("communication")
            if communication is not None and operand is not None:
                channel, sent = operand
                _communicate(b, communication, channel, sent)
                table.append((channel, sent >= 0, body, communication.start_byte, communication.end_byte))
        for child in case.named_children:
            if child.type == "statement_list":
                b.statements(b, child)
        b.jump(after)
        b.scopes.pop()
    b.targets.pop()
    b.body.selects.append(Select(tuple(table), default, node.start_byte, node.end_byte))
    b.go_on(origin)
    b.op(Op.SELECT, len(b.body.selects) - 1, 0, node.start_byte, node.end_byte)
    b.body.blocks[origin].end = (T.MANY, *bodies) if bodies else (T.STOP,)
    b.go_on(after)


def _evaluated(b: Builder, node: "Node | None") -> tuple[int, int] | None:
    """Channel and value to send, or -1, of a case; None for the default case and for what is broken."""
    if node is None:
        return None
    if node.type == "send_statement":
        channel, sent = node.child_by_field_name("channel"), node.child_by_field_name("value")
        return (value(b, channel), value(b, sent)) if channel is not None and sent is not None else None
    received = _received(node)
    channel = received.child_by_field_name("operand") if received is not None else None
    return (value(b, channel), -1) if channel is not None else None


def _received(node: "Node") -> "Node | None":
    """The `<-c` of a receive statement."""
    right = node.child_by_field_name("right")
    while right is not None and right.type == "parenthesized_expression" and right.named_child_count == 1:
        right = right.named_children[0]
    is_receive = right is not None and right.type == "unary_expression" and right.children[0].type == "<-"
    return right if is_receive else None


def _communicate(b: Builder, node: "Node", channel: int, sent: int) -> None:
    """The send or receive that a case is taken with."""
    if sent >= 0:
        b.op(Op.SEND, channel, sent, node.start_byte, node.end_byte)
        return
    received = _received(node)
    if received is None:
        return
    b.op(Op.RECEIVE, channel, 0, received.start_byte, received.end_byte)
    held = b.fresh(V.RECEIVE, channel, node=received)
    left = node.child_by_field_name("left")
    if left is not None:
        declare = any(child.type == ":=" for child in node.children)
        assign(b, listed(left), [received], node, declare, [held])
