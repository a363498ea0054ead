"""Loops, labels and jumps as blocks and edges."""

from typing import TYPE_CHECKING

from attrs import evolve

from leakline.flow.assignments import listed, place_of
from leakline.flow.builder import Builder, Target
from leakline.flow.expressions import condition, value
from leakline.flow.ir import Op, T, V

if TYPE_CHECKING:
    from tree_sitter import Node


def for_statement(b: Builder, node: "Node") -> None:
    label = b.take_label()
    body = node.child_by_field_name("body")
    if body is None:
        return
    header = next((c for c in node.named_children if c.type in ("for_clause", "range_clause")), None)
    b.scopes.append({})
    if header is not None and header.type == "range_clause":
        _range(b, node, header, body, label)
    else:
        _for_clause(b, node, header, body, label)
    b.scopes.pop()


def _for_clause(b: Builder, node: "Node", header: "Node | None", body: "Node", label: str) -> None:
    outer = b.loop
    test = None
    if header is not None:
        test = header.child_by_field_name("condition")
    else:
        test = next((c for c in node.named_children if c.type not in ("block", "comment")), None)
    kind = "for" if header is not None else "while" if test is not None else "forever"
    b.loop = loop = b.new_loop(node, body, kind)
    first = header.child_by_field_name("initializer") if header is not None else None
    if first is not None:
        before = len(b.body.vars)
        b.statement(b, first)
        for var in range(before, len(b.body.vars)):
            if b.body.vars[var].func == b.func:
                b.body.vars[var] = evolve(b.body.vars[var], role="header")
    head, inside, post, after = b.new_block(), b.new_block(), b.new_block(), b.new_block()
    b.body.blocks[after].loop = outer
    b.body.loops[loop] = evolve(b.body.loops[loop], head=head, exit=after)
    b.jump(head)
    b.go_on(head)
    if test is not None:
        condition(b, test, inside, after)
    else:
        b.jump(inside)
    b.targets.append(Target(label, after, post))
    b.go_on(inside)
    b.block(b, body)
    b.jump(post)
    b.targets.pop()
    b.go_on(post)
    update = header.child_by_field_name("update") if header is not None else None
    if update is not None:
        b.statement(b, update)
    b.jump(head)
    b.loop = outer
    b.go_on(after)


def _range(b: Builder, node: "Node", header: "Node", body: "Node", label: str) -> None:
    ranged_node = header.child_by_field_name("right")
    ranged = value(b, ranged_node) if ranged_node is not None else b.fresh(V.OTHER)
    outer = b.loop
    b.loop = loop = b.new_loop(node, body, "range")
    enter, head, inside, after = b.new_block(), b.new_block(), b.new_block(), b.new_block()
    b.body.blocks[after].loop = outer
    b.body.loops[loop] = evolve(b.body.loops[loop], ranged=ranged, head=head, exit=after)
    b.jump(enter)
    for at in (enter, head):
        b.go_on(at)
        b.op(Op.RANGE, ranged, loop, header.start_byte, header.end_byte)
    b.body.blocks[enter].end = (T.ENTER, inside, after)
    b.body.blocks[head].end = (T.MANY, inside, after)
    b.go_on(inside)
    left = listed(header.child_by_field_name("left"))
    if any(child.type == ":=" for child in header.children):
        places = [("discard", -1) if b.text(n) == "_" else ("var", b.declare(n, "header")) for n in left]
    else:
        places = [place_of(b, n) for n in left]
    for at, ((kind, place), target) in enumerate(zip(places, left, strict=True)):
        held = b.value((V.ELEMENT, ranged, at))
        if kind == "var":
            b.mention(place, target, write=True)
            b.op(Op.ASSIGN, place, held, target.start_byte, target.end_byte)
        elif kind == "store":
            b.op(Op.STORE, place, held, target.start_byte, target.end_byte)
    b.targets.append(Target(label, after, head))
    b.block(b, body)
    b.jump(head)
    b.targets.pop()
    b.loop = outer
    b.go_on(after)


def _label_of(b: Builder, node: "Node") -> str:
    return b.text(node.named_children[0]) if node.named_children else ""


def labeled_statement(b: Builder, node: "Node") -> None:
    name_node = node.child_by_field_name("label")
    name = b.text(name_node) if name_node is not None else ""
    target = _label_block(b, name)
    b.body.blocks[target].loop = b.loop  # a goto from elsewhere may have made it
    b.jump(target)
    b.go_on(target)
    for child in node.named_children:
        if child.type not in ("label_name", "comment"):
            b.label = name
            b.statement(b, child)
    b.label = ""


def _label_block(b: Builder, name: str) -> int:
    key = (b.func, name)
    found = b.labels.get(key)
    if found is None:
        found = b.labels[key] = b.new_block()
    return found


def goto_statement(b: Builder, node: "Node") -> None:
    b.end(T.JUMP, _label_block(b, _label_of(b, node)))


def break_statement(b: Builder, node: "Node") -> None:
    label = _label_of(b, node)
    for target in reversed(b.targets):
        if not label or target.label == label:
            b.end(T.JUMP, target.leave)
            return


def continue_statement(b: Builder, node: "Node") -> None:
    label = _label_of(b, node)
    for target in reversed(b.targets):
        if target.resume >= 0 and (not label or target.label == label):
            b.end(T.JUMP, target.resume)
            return
