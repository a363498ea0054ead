"""What one declaration does with channels that others see too: those in fields, parameters and results.

A channel is named by a node, a small tuple: ("f", type, field), ("p", function, index) for a parameter, ("r", function)
for what a function returns, ("l", function, variable) for a local one. Two nodes that may hold the same channel are tied;
whoever joins the facts of a package merges what is tied.
"""

import re
from typing import Any

from attrs import define, field, frozen

from leakline.analysis.launches import launches, loops_around
from leakline.analysis.unit import Unit
from leakline.flow.ir import Block, Op, V, family
from leakline.golang.package import FuncDecl, Package

Node = tuple[Any, ...]

SEND, RECEIVE, RANGE, CLOSE = "send", "receive", "range", "close"
BARE, SELECT, TRY = "bare", "select", "try"

_CHANNEL = ("chan ", "<-chan ", "chan<- ")


@frozen
class Use:
    """One operation on a channel."""

    node: Node
    kind: str
    """`send`, `receive`, `range` or `close`."""
    way: str
    """`bare`, `select` where it stands beside other cases, `try` where there is a default."""
    func: int
    start: int
    end: int
    started: bool
    """Whether it stands in a literal that runs as a goroutine."""
    looped: bool
    """Whether it stands in a loop of its function."""


@define
class Facts:
    uses: list[Use] = field(factory=list[Use])
    ties: list[tuple[Node, Node]] = field(factory=list[tuple[Node, Node]])
    makes: list[tuple[Node, str]] = field(factory=list[tuple[Node, str]])
    """Node, and the text of the capacity: "" for none."""
    opened: list[Node] = field(factory=list[Node])
    """Nodes whose channel goes where nobody can tell what is done with it, or comes from there."""
    unknown: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    """Field names of values of unknown type, and "call" with names of methods that nobody can tell."""


def key_of(decl: FuncDecl) -> tuple[str, str]:
    return decl.receiver, decl.name


def is_channel(text: str) -> bool:
    return text.startswith(_CHANNEL)


def facts(unit: Unit, decl: FuncDecl, names: frozenset[str]) -> Facts:
    """The facts of one declaration; `names` are all field names of channels in the package."""
    return _Reader(unit, key_of(decl), names).read()


@define(eq=False)
class _Reader:
    unit: Unit
    key: tuple[str, str]
    names: frozenset[str]
    out: Facts = field(factory=Facts)
    known: dict[int, "Node | None"] = field(factory=dict[int, "Node | None"])
    bound: dict[int, list[int]] = field(factory=dict[int, list[int]])
    """Parameter of a literal -> the values that it is called with."""
    started: frozenset[int] = frozenset()

    def read(self) -> Facts:
        unit = self.unit
        for call in unit.body.calls:
            literal = unit.literal_of(call.callee)
            if literal >= 0:
                for param, arg in zip(unit.body.funcs[literal].params, call.args, strict=False):
                    self.bound.setdefault(param, []).append(arg)
        going = [each.literal for each in launches(unit) if each.kind == "go" and each.literal >= 0]
        self.started = frozenset[int]().union(*(family(unit.body.funcs, each) for each in going))
        ways = _ways(unit)
        for block in unit.body.blocks:
            for kind, a, b, start, end in block.ops:
                if kind in (Op.SEND, Op.RECEIVE, Op.RANGE):
                    self._use(_KINDS[kind], a, ways, block, start, end)
                    if kind == Op.SEND:
                        self._open(b)
                elif kind in (Op.CALL, Op.GO, Op.DEFER):
                    self._call(a, block)
                elif kind == Op.STORE:
                    self._stored(a, b)
                elif kind == Op.RETURN:
                    self._returned(unit.body.returns[a], block.func)
                elif kind == Op.ASSIGN and not is_channel(unit.typer.of_var(a)):
                    self._open(b)
        for value, (kind, *_) in enumerate(unit.body.values):
            if kind == V.COMPOSITE:
                self._composite(value)
            elif kind == V.ADDR:
                self._open(int(_[0]))
        return self.out

    def node(self, value: int) -> "Node | None":
        """What holds the channel that a value is; None where it is none, or nobody can tell."""
        if value not in self.known:
            self.known[value] = None  # ends circles
            self.known[value] = self._node(value)
        return self.known[value]

    def _node(self, value: int) -> "Node | None":
        kind, *rest = self.unit.body.values[value]
        if kind == V.FIELD:
            return self._field(int(rest[0]), str(rest[1]))
        if kind == V.VAR:
            return self._variable(int(rest[0]))
        if kind in (V.CALL, V.RESULT):
            return self._result(int(rest[0]))
        if kind == V.CONVERT:
            return self.node(int(rest[1]))
        return None

    def _field(self, base: int, name: str) -> "Node | None":
        if name not in self.names:
            return None
        member = self.unit.world.member(self.unit.typer.of(base), name)
        if member is None:
            self.out.unknown.append(("field", name))
            return None
        return ("f", member.owner, name) if is_channel(member.type) and member.owner else None

    def _variable(self, var: int) -> "Node | None":
        declared = self.unit.body.vars[var]
        if not is_channel(self.unit.typer.of_var(var)):
            return None
        given = [v for v in self.unit.assigned.get(var, ()) if self.unit.body.values[v][0] != V.NIL]
        if declared.role == "param" and declared.func == 0:
            params = [p for p in self.unit.body.funcs[0].params if self.unit.body.vars[p].role == "param"]
            node: Node = ("p", self.key, params.index(var))
        else:
            node = ("l", self.key, var)
            given += self.bound.get(var, [])
            if not given:
                self.out.opened.append(node)
        for value in given:
            self._flows(value, node)
        return node

    def _flows(self, value: int, node: Node) -> None:
        """A channel that is assigned to what a node stands for."""
        kind, *rest = self.unit.body.values[value]
        if kind == V.NIL:
            return
        if kind in (V.CALL, V.RESULT):
            call = self.unit.body.calls[int(rest[0])]
            if self.unit.body.values[call.callee] == (V.GLOBAL, "make"):
                size = self.unit.body.text(*self.unit.body.spans[call.args[1]]) if len(call.args) > 1 else ""
                self.out.makes.append((node, size))
                return
        other = self.node(value)
        if other is not None:
            self.out.ties.append((node, other))
        else:
            self.out.opened.append(node)

    def _result(self, call: int) -> "Node | None":
        callee = self.unit.typer.callee(call)
        if callee.decl is not None and callee.signature is not None:
            if len(callee.signature.results) == 1 and is_channel(callee.signature.results[0]):
                return (
                    ("r", key_of(callee.decl)) if callee.decl.file in self.unit.world.package.files else None
                )
        elif callee.short and callee.decl is None:
            self.out.unknown.append(("call", callee.short))
        return None

    def _use(self, kind: str, value: int, ways: dict[int, str], block: Block, start: int, end: int) -> None:
        if kind == RANGE and not is_channel(self.unit.typer.of(value)):
            return
        node = self.node(value)
        if node is not None:
            self._told(node, value, kind, ways.get(start, BARE), block, start, end)

    def _is_fresh(self, value: int, loop: int) -> bool:
        """Whether a channel is the field of a variable that each step of a loop has anew, as of a request received."""
        kind, *rest = self.unit.body.values[value]
        while kind == V.FIELD:
            kind, *rest = self.unit.body.values[int(rest[0])]
        return kind == V.VAR and loop in loops_around(self.unit, self.unit.body.vars[int(rest[0])].loop, -1)

    def _told(self, node: Node, value: int, kind: str, way: str, block: Block, start: int, end: int) -> None:
        looped = block.loop != self.unit.body.funcs[block.func].loop and not self._is_fresh(value, block.loop)
        self.out.uses.append(Use(node, kind, way, block.func, start, end, block.func in self.started, looped))

    def _open(self, value: int) -> None:
        node = self.node(value)
        if node is not None:
            self.out.opened.append(node)
        elif self.unit.body.values[value][0] == V.FUNC:
            pass  # what a literal captures is read where it stands

    def _call(self, call: int, block: Block) -> None:
        made = self.unit.body.calls[call]
        kind, *rest = self.unit.body.values[made.callee]
        if kind == V.GLOBAL and rest[0] in ("len", "cap", "make", "new"):
            return
        if kind == V.GLOBAL and rest[0] == "close":
            node = self.node(made.args[0]) if made.args else None
            if node is not None:
                self._told(node, made.args[0], CLOSE, BARE, block, made.start, made.end)
            return
        literal = self.unit.literal_of(made.callee)
        if literal >= 0:
            for param in self.unit.body.funcs[literal].params:
                self._variable_of_literal(param)
            return
        callee = self.unit.typer.callee(call)
        here = callee.decl is not None and callee.decl.file in self.unit.world.package.files
        for index, arg in enumerate(made.args):
            node = self.node(arg)
            if node is None:
                continue
            if callee.is_type:
                continue  # a conversion: followed where its value is used
            variadic = callee.signature is not None and len(callee.signature.params) <= index
            if here and callee.decl is not None and not variadic:
                self.out.ties.append((("p", key_of(callee.decl), index), node))
            else:
                self.out.opened.append(node)

    def _variable_of_literal(self, param: int) -> None:
        value = self.unit.body.find(V.VAR, param)
        if value >= 0:
            self.node(value)

    def _stored(self, place: int, value: int) -> None:
        node = self.node(place)
        if node is not None:
            self._flows(value, node)
        else:
            self._open(value)

    def _returned(self, values: tuple[int, ...], func: int) -> None:
        for value in values:
            node = self.node(value)
            if node is None:
                if func == 0 and len(values) == 1 and self.unit.body.values[value][0] == V.CALL:
                    self._flows_if_made(value)
                continue
            if func == 0 and len(values) == 1:
                self.out.ties.append((("r", self.key), node))
            else:
                self.out.opened.append(node)

    def _flows_if_made(self, value: int) -> None:
        if is_channel(self.unit.typer.of(value)):
            self._flows(value, ("r", self.key))

    def _composite(self, value: int) -> None:
        _, named, elements, keys = self.unit.body.values[value][:4]
        owner = self.unit.typer.resolve(str(named))
        if elements and not any(keys) and "." in owner and not owner.startswith(("[", "map[")):
            fields = self.unit.world.fields(owner)
            keys = fields if len(fields) == len(elements) else keys
        for element, key in zip(elements, keys, strict=False):
            node: Node | None = None
            if key in self.names:
                member = self.unit.world.member(owner, str(key))
                if member is not None and is_channel(member.type) and member.owner:
                    node = ("f", member.owner, str(key))
                elif member is None:
                    self.out.unknown.append(("field", str(key)))
            if node is not None:
                self._flows(element, node)
            else:
                self._open(element)


_KINDS: dict[int, str] = {Op.SEND: SEND, Op.RECEIVE: RECEIVE, Op.RANGE: RANGE}


def _ways(unit: Unit) -> dict[int, str]:
    """Where communications of selects start -> whether they can do without."""
    out: dict[int, str] = {}
    for select in unit.body.selects:
        way = TRY if select.default >= 0 else SELECT if len(select.cases) > 1 else BARE
        for _, _, block, start, end in select.cases:
            for op in unit.body.blocks[block].ops:
                if op[0] in (Op.SEND, Op.RECEIVE) and start <= op[3] < end:
                    out[op[3]] = way
    return out


def declared(package: Package) -> list[FuncDecl]:
    """All functions of a package."""
    return [*package.funcs.values(), *package.methods.values()]


def mentions(names: frozenset[str]) -> "re.Pattern[bytes]":
    """What a declaration says that the facts of a package need."""
    words = b"|".join(re.escape(name.encode()) for name in sorted(names))
    return re.compile(rb"\.(?:" + words + rb")\b|\b(?:" + words + rb")\s*:[^=]|\bchan\b|<-chan\b")
