"""Edits that share a WaitGroup that was copied: its parameter becomes a pointer, and what is handed over its address."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from leakline.analysis.edits import insertion
from leakline.analysis.finding import Edit, Fix
from leakline.analysis.groups import GROUP
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
from leakline.golang.package import SourceFile
from leakline.syntax.parser import parse
from leakline.text.positions import line_of, line_starts

_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/", re.S)


def by_pointer(unit: Unit, var: int) -> tuple[Fix, ...]:
    """A WaitGroup parameter, or a copy in a variable, made a pointer, with all calls that hand it over."""
    declared = unit.body.vars[var]
    uses = [use for use in unit.body.uses if use.var == var and use.start > declared.start]
    if any(unit.body.source[use.end : use.end + 1] != b"." for use in uses):
        return ()  # handed on as it is: who gets it would have to change, too
    if declared.role == "local":
        held = unit.typer.definitions.get(var, -1)
        start, _ = unit.body.spans.get(held, (-1, -1))
        source = unit.body.source[declared.start : unit.starts[unit.line(declared.start) + 1]]
        written = re.match(rb"\w+ :?= ", source)
        if written is None or unit.body.values[held][0] == V.DEREF:
            return ()
        edit = insertion(unit, declared.start + written.end(), "&")
        return (Fix("Share the WaitGroup: take its address", (edit,)),) if start >= 0 else ()
    typed = _type_of(unit, declared.start)
    if declared.role != "param" or typed is None or unit.typer.resolve(declared.type) != GROUP:
        return ()
    params = [p for p in unit.body.funcs[declared.func].params if unit.body.vars[p].role == "param"]
    at = params.index(var)
    handed = _calls_here(unit, declared.func, at) if declared.func else _calls_of(unit, at)
    if not handed:
        return ()
    edits = (insertion(unit, typed.start_byte, "*"), *handed)
    return (Fix(f"Pass {declared.name} by pointer", edits),)


def _type_of(unit: Unit, start: int) -> Node | None:
    """The type of a parameter that is declared alone, not as one of `a, b T`."""
    node = unit.root.named_descendant_for_byte_range(start, start + 1)
    listed = node.parent if node is not None else None
    if listed is None or len(listed.children_by_field_name("name")) != 1:
        return None
    return listed.child_by_field_name("type")


def _calls_here(unit: Unit, literal: int, at: int) -> list[Edit]:
    """The edits of the calls of a literal; none where one of them cannot be mended."""
    found: list[Edit] = []
    for made in unit.body.calls:
        if unit.literal_of(made.callee) == literal:
            node = unit.root.named_descendant_for_byte_range(made.start, made.end)
            place = _argument(node, at)
            if place is None:
                return []
            found.append(insertion(unit, place.start_byte, "&"))
    return found


def _calls_of(unit: Unit, at: int) -> list[Edit]:
    """The edits of all calls of this function in its package; none where it is exported, or mentioned in another way."""
    name = unit.body.name
    package = unit.world.package
    methods = sum(method == name for _, method in package.methods)
    on_value = bool(unit.body.receiver)
    if name[:1].isupper() or (on_value and methods > 1):
        return []
    unit.reads_package = True
    word = re.compile((rb"\." if on_value else rb"(?<![.\w])") + name.encode() + rb"\b")
    found: list[Edit] = []
    mentions = 0
    for file in package.files:
        if name.encode() in file.data:
            mentions += len(word.findall(_COMMENT.sub(b"", file.data)))
            found += _arguments(file, name, at, on_value)
    declared = 0 if on_value else 1 + methods
    return found if mentions == len(found) + declared else []


def _arguments(file: SourceFile, name: str, at: int, on_value: bool) -> Iterator[Edit]:
    starts = line_starts(file.data)
    todo = [parse(file.data).root_node]
    while todo:
        node = todo.pop()
        todo += node.named_children
        called = node.child_by_field_name("function") if node.type == "call_expression" else None
        if called is not None and (called.type == "selector_expression") != on_value:
            continue
        if called is not None and on_value:
            called = called.child_by_field_name("field")
        if called is None or file.data[called.start_byte : called.end_byte] != name.encode():
            continue
        place = _argument(node, at)
        if place is not None:
            line = line_of(starts, place.start_byte)
            where = (line + 1, place.start_byte - starts[line] + 1)
            yield Edit(file.path, where, where, "&", placed=True)


def _argument(call: Node | None, at: int) -> Node | None:
    """An argument that a variable or a field stands for."""
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if arguments is None or arguments.named_child_count <= at:
        return None
    place = arguments.named_children[at]
    return place if place.type in ("identifier", "selector_expression") else None
