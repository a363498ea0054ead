"""One top-level declaration lowered to a `Body`."""

from typing import TYPE_CHECKING

from leakline.flow import statements
from leakline.flow.builder import Builder
from leakline.flow.ir import Body

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
    if node.has_error:
        _collect_errors(node, body.errors)
    return body


def _collect_errors(node: "Node", errors: list[tuple[int, int]]) -> None:
    for child in node.children:
        if child.is_error or child.is_missing:
            errors.append((child.start_byte, child.end_byte))
        elif child.has_error:
            _collect_errors(child, errors)
