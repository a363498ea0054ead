"""One top-level declaration lowered to a `Body`."""

from typing import TYPE_CHECKING

from leakline.flow import statements
from leakline.flow.builder import Builder
from leakline.flow.ir import Body, Op, V

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node


def lower(node: "Node", source: bytes, imports: "Mapping[str, str]") -> Body:
    """Lowers a function or method declaration, or a top-level `var` with function literals in it.

    `source` is the text that the node's byte offsets count in; `imports` maps names in the file to import paths.
    Syntax errors inside are skipped and listed in `Body.errors`.
    """
    body = Body(source)
    b = Builder(
        body, dict(imports), statements.literal, statements.statement, statements.block, statements.statements
    )
    func = b.new_func(node)
    if node.type in ("function_declaration", "method_declaration"):
        name, receiver = node.child_by_field_name("name"), node.child_by_field_name("receiver")
        body.name = b.text(name) if name is not None else ""
        if receiver is not None:
            typed = next((c.child_by_field_name("type") for c in receiver.named_children), None)
            body.receiver = b.squeezed(typed) if typed is not None else ""
        statements.function(b, node, func, node.child_by_field_name("body"))
    else:
        b.scopes.append({})
        b.func = func.index
        func.entry = b.current = b.new_block()
        statements.statement(b, node)
        # What a package-level declaration binds lives as long as the program: nothing of it is a local.
        body.name = ""
    _bind_method_values(body)
    if node.has_error:
        _collect_errors(node, body.errors)
    return body


def _bind_method_values(body: Body) -> None:
    """Calls of a variable that only ever holds one method value or function are made calls of that.

    `stop := s.Stop; defer stop()` reads `defer s.Stop()` then, as long as s is not assigned anew.
    """
    called = {body.values[call.callee][1] for call in body.calls if body.values[call.callee][0] == V.VAR}
    if not called:
        return
    assigned: dict[int, list[int]] = {}
    for block in body.blocks:
        for kind, var, held, _, _ in block.ops:
            if kind == Op.ASSIGN:
                assigned.setdefault(var, []).append(held)
    for at, call in enumerate(body.calls):
        kind, *rest = body.values[call.callee]
        if kind != V.VAR or body.vars[int(rest[0])].role != "local":
            continue
        given = assigned.get(int(rest[0]), [])
        if len(given) == 1 and _is_bound(body, given[0], assigned):
            body.calls[at] = call._replace(callee=given[0])


def _is_bound(body: Body, value: int, assigned: dict[int, list[int]]) -> bool:
    """Whether a value is a method or function named by a path that stays the same all along."""
    kind, *rest = body.values[value]
    if kind != V.FIELD:
        return kind == V.PACKAGE
    base, *inner = body.values[int(rest[0])]
    if base == V.VAR:
        var = int(inner[0])
        declared = body.vars[var].role in ("param", "receiver")
        return len(assigned.get(var, ())) == (0 if declared else 1)
    return base == V.FIELD and _is_bound(body, int(rest[0]), assigned)


def _collect_errors(node: "Node", errors: list[tuple[int, int]]) -> None:
    for child in node.children:
        if child.is_error or child.is_missing:
            errors.append((child.start_byte, child.end_byte))
        elif child.has_error:
            _collect_errors(child, errors)
