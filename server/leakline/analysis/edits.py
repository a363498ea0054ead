"""Places of a declaration's text that a fix edits: lines, indents, statements."""

from tree_sitter import Node

from leakline.analysis.finding import Edit
from leakline.analysis.unit import Unit


def insertion(unit: Unit, at: int, text: str) -> Edit:
    """Text put in at an offset of the declaration."""
    line = unit.line(at)
    place = (line + 1, at - unit.starts[line] + 1)
    return Edit(unit.path, place, place, text)


def replacement(unit: Unit, start: int, end: int, text: str) -> Edit:
    """Text put in place of a span of the declaration."""
    first, last = unit.line(start), unit.line(end)
    return Edit(
        unit.path, (first + 1, start - unit.starts[first] + 1), (last + 1, end - unit.starts[last] + 1), text
    )


def without_line(unit: Unit, statement: Node) -> Edit:
    """The line of a statement removed whole."""
    row = statement.start_point[0]
    return Edit(unit.path, (row + 1, 1), (row + 2, 1), "")


def next_line(unit: Unit, row: int) -> int:
    """Where the line after a row starts, or the declaration ends."""
    return unit.starts[row + 1] if row + 1 < len(unit.starts) else len(unit.body.source)


def indent(unit: Unit, row: int) -> str:
    """The white space that a row starts with."""
    line = unit.body.source[unit.starts[row] : next_line(unit, row)]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode()


def line_end(unit: Unit, row: int) -> str:
    """How a row ends, as its text does: with LF or with CRLF."""
    return "\r\n" if unit.body.source[: next_line(unit, row)].endswith(b"\r\n") else "\n"


def begins_line(unit: Unit, node: Node) -> bool:
    """Whether nothing but white space stands before a node in its line."""
    return not unit.body.source[unit.starts[node.start_point[0]] : node.start_byte].strip()


def statement_around(unit: Unit, start: int, end: int) -> Node | None:
    """The statement of a block that holds a span, or None."""
    node = unit.root.named_descendant_for_byte_range(start, end)
    while node is not None and node.parent is not None:
        if node.parent.type in ("statement_list", "block"):
            return node
        node = node.parent
    return None
