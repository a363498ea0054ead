"""One function read for what a goroutine can stand on.

Only what the runtime tells is kept: the lines are those that the compiler gives an operation (a call: its `(`; a send or
receive: its `<-`; a select: the keyword, or the `case` where it is the only one; a range: the keyword), as measured with
Go 1.21 to 1.27.
"""

from attrs import define, field, frozen
from tree_sitter import Node


@frozen
class Operation:
    kind: str
    """`send`, `receive`, `range`, `select`, `call`, `go` or `exit` (a return or the closing brace of a
    function that defers)."""
    line: int
    function: int
    """Index into `Body.functions`."""
    name: str = ""
    """Of what is called or started, without package, receiver and type arguments; empty for a literal."""
    end: int = 0
    """The last line of a select."""


@frozen
class Function:
    """The declared function itself (index 0) or a literal in it."""

    start: int
    """The line of the keyword `func`."""
    end: int
    parent: int
    """Index of the function around it; -1 for the declared one."""
    number: int = 0
    """From 1, in source order among the literals of its parent."""
    number_in_range: int = 0
    """The same within the innermost `for … range` around it; 0 where there is none."""
    fewer: int = 0
    """The compiler may have counted so many fewer: literals before it that stand in ranges over functions."""
    more: int = 0
    """Or so many more: ranges over functions before it."""
    go_line: int = 0
    """The line of the keyword `go` where the literal is started right there."""


@frozen
class Range:
    """A `for … range` statement: its body is a function of its own where it ranges over one."""

    start: int
    end: int
    function: int
    calls: bool
    """It ranges over what a call returns: only then it is likely a function."""


@define
class Body:
    """One declared function, or all initialisers of package variables of a file."""

    functions: list[Function] = field(factory=list[Function])
    operations: list[Operation] = field(factory=list[Operation])
    ranges: list[Range] = field(factory=list[Range])
    code: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    """(line, function) of every line that holds code."""
    defers: set[int] = field(factory=set[int])
    """Functions that defer."""

    def literals(self, parent: int) -> list[int]:
        return [index for index, one in enumerate(self.functions) if one.parent == parent]

    def at(self, line: int) -> list[Operation]:
        return [one for one in self.operations if one.line == line]


Placed = tuple[Node, int]
"""A node, and how many lines of the file come before the text that it was parsed from."""


def read(nodes: list[Placed], start: int) -> Body:
    end = max((node.end_point[0] + 1 + before for node, before in nodes), default=start)
    body = Body([Function(start, end, -1)])
    reader = _Reader(body)
    for node, before in nodes:
        reader.read(node, before)
    return body


class _Reader:
    """Walks one declared function in source order, with a stack of what encloses the place."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.counts = {0: 0}
        self.range_counts: dict[int, int] = {}
        self.code: set[tuple[int, int]] = set()
        self.before = 0

    def read(self, root: Node, before: int) -> None:
        self.before = before
        stack: list[tuple[Node, int, int, str]] = [(root, 0, -1, "")]
        while stack:
            node, function, inside, mark = stack.pop()
            kind = node.type
            if kind == "comment":
                continue
            if not node.child_count:
                self.code.add((self._row(node), function))
                continue
            if kind == "func_literal":
                function = self._literal(node, function, inside, mark)
                inside = -1
            elif kind == "for_statement":
                inside = self._range(node, function, inside)
            elif kind in _HANDLERS:
                _HANDLERS[kind](self, node, function, mark)
            stack.extend(
                (child, function, inside, self._mark(node, child, mark)) for child in reversed(node.children)
            )
        self._exits(root)
        self.body.code = sorted(self.code)

    def _mark(self, node: Node, child: Node, mark: str) -> str:
        """What a child needs to know of where it stands."""
        kind = node.type
        if kind in ("go_statement", "defer_statement") and child.is_named:
            return f"{kind[:-10]}:{self._row(node)}"
        if kind in ("call_expression", "type_conversion_expression") and mark.startswith(("go:", "defer:")):
            return mark if child == _callee(node) else ""
        if kind == "parenthesized_expression":
            return mark
        if kind == "select_statement" and child.type in ("communication_case", "default_case"):
            return "only" if _only_case(node) else "case"
        if (
            kind == "communication_case"
            and mark in ("only", "case")
            and child == node.child_by_field_name("communication")
        ):
            return "silent"
        if mark == "silent" and kind == "receive_statement":
            return "silent" if child == node.child_by_field_name("right") else ""
        return ""

    def _literal(self, node: Node, function: int, inside: int, mark: str) -> int:
        self.counts[function] = self.counts.get(function, 0) + 1
        in_range = 0
        if inside >= 0:
            self.range_counts[inside] = in_range = self.range_counts.get(inside, 0) + 1
        ranges = [one for one in self.body.ranges if one.function == function and one.calls]
        within = sum(
            1
            for one in self.body.functions
            if one.parent == function
            and any(over.start <= one.start and one.end <= over.end for over in ranges)
        )
        started = int(mark[3:]) if mark.startswith("go:") else 0
        self.body.functions.append(
            Function(
                self._row(node),
                self._end(node),
                function,
                self.counts[function],
                in_range,
                within,
                len(ranges),
                started,
            )
        )
        return len(self.body.functions) - 1

    def _range(self, node: Node, function: int, inside: int) -> int:
        clause = next((child for child in node.named_children if child.type == "range_clause"), None)
        if clause is None:
            return inside
        operand = clause.child_by_field_name("right")
        calls = operand is not None and operand.type == "call_expression"
        self.body.ranges.append(Range(self._row(node), self._end(node), function, calls))
        keyword = next((child for child in clause.children if child.type == "range"), clause)
        self._add("range", keyword, function)
        return len(self.body.ranges) - 1

    def _add(self, kind: str, at: Node, function: int, name: str = "") -> None:
        end = self._end(at) if kind == "select" else 0
        self.body.operations.append(Operation(kind, self._row(at), function, name, end))

    def _call(self, node: Node, function: int, mark: str) -> None:
        if mark.startswith(("go:", "defer:")):
            return
        arguments = node.child_by_field_name("arguments") or next(
            (child for child in node.children if child.type == "("), node
        )
        self._add("call", arguments, function, _name(_callee(node)))

    def _send(self, node: Node, function: int, mark: str) -> None:
        if mark != "silent":
            self._add("send", _token(node, "<-"), function)

    def _unary(self, node: Node, function: int, mark: str) -> None:
        if mark != "silent" and node.children[0].type == "<-":
            self._add("receive", node.children[0], function)

    def _select(self, node: Node, function: int, mark: str) -> None:
        if not _only_case(node):
            self._add("select", node, function)

    def _case(self, node: Node, function: int, mark: str) -> None:
        if mark == "only":
            communication = node.child_by_field_name("communication")
            sends = communication is not None and communication.type == "send_statement"
            self._add("send" if sends else "receive", node, function)

    def _go(self, node: Node, function: int, mark: str) -> None:
        call = next(iter(node.named_children), None)
        self._add("go", node, function, _name(_callee(call)) if call is not None else "")

    def _defer(self, node: Node, function: int, mark: str) -> None:
        self.body.defers.add(function)

    def _return(self, node: Node, function: int, mark: str) -> None:
        self._add("return", node, function)

    def _exits(self, root: Node) -> None:
        """A deferred call that blocks shows at the return or the closing brace."""
        kept: list[Operation] = []
        for one in self.body.operations:
            if one.kind != "return":
                kept.append(one)
            elif one.function in self.body.defers:
                kept.append(Operation("exit", one.line, one.function))
        kept.extend(
            Operation("exit", self.body.functions[index].end, index) for index in sorted(self.body.defers)
        )
        self.body.operations = kept

    def _row(self, node: Node) -> int:
        return node.start_point[0] + 1 + self.before

    def _end(self, node: Node) -> int:
        return node.end_point[0] + 1 + self.before


_HANDLERS = {
    "call_expression": _Reader._call,  # pyright: ignore[reportPrivateUsage]
    "type_conversion_expression": _Reader._call,  # pyright: ignore[reportPrivateUsage]
    "send_statement": _Reader._send,  # pyright: ignore[reportPrivateUsage]
    "unary_expression": _Reader._unary,  # pyright: ignore[reportPrivateUsage]
    "select_statement": _Reader._select,  # pyright: ignore[reportPrivateUsage]
    "communication_case": _Reader._case,  # pyright: ignore[reportPrivateUsage]
    "go_statement": _Reader._go,  # pyright: ignore[reportPrivateUsage]
    "defer_statement": _Reader._defer,  # pyright: ignore[reportPrivateUsage]
    "return_statement": _Reader._return,  # pyright: ignore[reportPrivateUsage]
}


def _only_case(select: Node) -> bool:
    """Exactly one case and no default: the compiler makes it a plain send or receive at the `case`."""
    cases = [
        child.type for child in select.named_children if child.type in ("communication_case", "default_case")
    ]
    return cases == ["communication_case"]


def _callee(call: Node) -> Node | None:
    return call.child_by_field_name("function") or call.child_by_field_name("type")


def _name(node: Node | None) -> str:
    while node is not None:
        if node.type in ("identifier", "field_identifier", "type_identifier"):
            return text_of(node)
        if node.type == "selector_expression":
            node = node.child_by_field_name("field")
        elif node.type == "qualified_type":
            node = node.child_by_field_name("name")
        elif node.type == "index_expression":
            node = node.child_by_field_name("operand")
        elif node.type in ("generic_type", "type_instantiation_expression"):
            node = node.child_by_field_name("type")
        elif node.type == "parenthesized_expression":
            node = next(iter(node.named_children), None)
        else:
            return ""
    return ""


def _token(node: Node, kind: str) -> Node:
    return next((child for child in node.children if child.type == kind), node)


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
