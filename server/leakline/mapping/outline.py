"""What one Go file declares: its functions and the initialisers of its package variables.

A file is cut at its declarations and a function parsed when it is first asked for, so that a workspace of half a million
lines costs little more than the functions that a profile names.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from attrs import define
from tree_sitter import Node

from leakline.mapping.body import Body, Placed, read, text_of
from leakline.syntax.parser import parse
from leakline.syntax.pieces import pieces

INITIALISERS = "<initialisers>"
"""The name under which the initialisers of package variables stand; no Go name."""


@define
class Declared:
    """A function declaration, or the initialisers of package variables (`init` with no receiver)."""

    receiver: str
    """The receiver's type without star and type parameters; empty for functions."""
    name: str
    pointer: bool
    start: int
    _load: Callable[[], list[Placed]]
    text: bytes = b""
    """Its bytes, where the file could be cut without parsing."""
    _body: Body | None = None

    @property
    def body(self) -> Body:
        if self._body is None:
            self._body = read(self._load(), self.start)
        return self._body

    @property
    def end(self) -> int:
        return self.body.functions[0].end

    def runtime_name(self, package: str) -> str:
        """As the runtime names it: `example.com/m/a.(*S).Run`."""
        if self.name == INITIALISERS:
            return f"{package}.init"
        if not self.receiver:
            return f"{package}.{self.name}"
        return (
            f"{package}.(*{self.receiver}).{self.name}"
            if self.pointer
            else f"{package}.{self.receiver}.{self.name}"
        )


@define
class Outline:
    """`package` is the name of the package clause."""

    package: str
    declared: list[Declared]
    """In the order of the file; the initialisers come last."""
    _data: bytes
    _lines: list[bytes] | None = None
    _starts: list[int] | None = None

    def same(self, other: "Outline") -> bool:
        """Whether both are of one text."""
        return self._data == other._data

    @property
    def lines(self) -> list[bytes]:
        """The text by line, as Go counts lines."""
        if self._lines is None:
            self._lines = self._data.split(b"\n")
        return self._lines

    def around(self, line: int) -> Declared | None:
        """The declared function that holds a line."""
        functions = [one for one in self.declared if one.name != INITIALISERS]
        if self._starts is None:
            self._starts = [one.start for one in functions]
        at = bisect_right(self._starts, line) - 1
        return functions[at] if at >= 0 and line <= functions[at].end else None

    def named(self, receiver: str, name: str) -> list[Declared]:
        return [one for one in self.declared if one.receiver == receiver and one.name == name]


_PACKAGE = re.compile(rb"^package[ \t]+(\w+)", re.M)
_HEADER = re.compile(
    rb"func[ \t]+(?:\([ \t]*(?:\w+[ \t]+)?(\*?)[ \t]*(\w+)(?:\[[^\]]*\])?[ \t]*,?[ \t]*\)[ \t]*)?(\w+)[ \t]*[(\[]"
)


def outline(data: bytes) -> Outline:
    """Reads one file. Text that does not parse gives what could be read of it."""
    return _cut(data) or _whole(data)


def _cut(data: bytes) -> Outline | None:
    """Finds the declarations without parsing; None where a raw string or comment could look like one."""
    found = pieces(data)
    head = data[: found[0].start] if found else data
    package = _PACKAGE.search(head)
    if package is None or not _closed(head):
        return None
    declared: list[Declared] = []
    variables: list[tuple[bytes, int]] = []
    line, at = 1, 0
    for piece in found:
        text = data[piece.start : piece.end]
        if not _closed(text):
            return None
        line, at = line + data.count(b"\n", at, piece.start), piece.start
        if piece.kind == "var":
            variables.append((text, line - 1))
        elif piece.kind == "func":
            one = _header(text, line)
            if one is None:
                return None
            declared.append(one)
    if variables:
        load = _loader(variables, ("var_declaration",))
        declared.append(Declared("", INITIALISERS, False, variables[0][1] + 1, load))
    return Outline(package[1].decode(), declared, data)


def _closed(text: bytes) -> bool:
    return text.count(b"`") % 2 == 0 and text.count(b"/*") == text.count(b"*/")


def _header(text: bytes, line: int) -> Declared | None:
    found = _HEADER.match(text)
    if found is None:
        return None
    receiver, name = (found[2] or b"").decode(), found[3].decode()
    load = _loader([(text, line - 1)], ("function_declaration", "method_declaration"))
    return Declared(receiver, name, found[1] == b"*", line, load, text)


def _loader(texts: list[tuple[bytes, int]], kinds: tuple[str, ...]) -> Callable[[], list[Placed]]:
    def load() -> list[Placed]:
        return [
            (node, before)
            for text, before in texts
            for node in [one for one in _top(parse(text).root_node) if one.type in kinds][:1]
        ]

    return load


def _whole(data: bytes) -> Outline:
    tree = parse(data)
    package = ""
    declared: list[Declared] = []
    variables: list[Placed] = []
    for node in _top(tree.root_node):
        if node.type == "package_clause":
            package = text_of(node.named_children[0]) if node.named_children else ""
        elif node.type in ("function_declaration", "method_declaration"):
            name = node.child_by_field_name("name")
            if name is not None:
                receiver, pointer = _receiver(node)
                load = _given([(node, 0)])
                declared.append(Declared(receiver, text_of(name), pointer, node.start_point[0] + 1, load))
        elif node.type == "var_declaration":
            variables.append((node, 0))
    if variables:
        first = variables[0][0].start_point[0] + 1
        declared.append(Declared("", INITIALISERS, False, first, _given(variables)))
    return Outline(package, declared, data)


def _given(nodes: list[Placed]) -> Callable[[], list[Placed]]:
    return lambda: nodes


def _top(root: Node) -> list[Node]:
    """The top-level nodes, also those under an ERROR node."""
    found: list[Node] = []
    for node in root.named_children:
        if node.type == "ERROR":
            found.extend(node.named_children)
        else:
            found.append(node)
    return found


def _receiver(node: Node) -> tuple[str, bool]:
    """The receiver's type, and whether it is a pointer."""
    receiver = node.child_by_field_name("receiver")
    pointer = False
    for parameter in receiver.named_children if receiver is not None else ():
        kind = parameter.child_by_field_name("type")
        while kind is not None and kind.type in ("pointer_type", "parenthesized_type", "generic_type"):
            pointer = pointer or kind.type == "pointer_type"
            kind = kind.child_by_field_name("type") or next(iter(kind.named_children), None)
        if kind is not None:
            return text_of(kind), pointer
    return "", False
