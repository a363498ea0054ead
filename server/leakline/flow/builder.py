"""The state of lowering one declaration: tables, scopes, the current block and the jumps that are open."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import define, field

from leakline.flow.ir import Block, Body, Call, Func, Loop, T, Use, Value, Variable
from leakline.golang.types import squeeze

if TYPE_CHECKING:
    from tree_sitter import Node


@define
class Target:
    """Where `break` and `continue` go; `resume` is -1 for a switch or select."""

    label: str
    leave: int
    resume: int


@define
class Builder:
    """Everything mutable while one top-level declaration is lowered."""

    body: Body
    imports: dict[str, str]
    """Name in this file -> import path."""
    literal: Callable[["Builder", "Node"], int]
    """Lowers a function literal and gives its index; set by `lower`, since expressions and statements need each other."""
    statement: Callable[["Builder", "Node"], None]
    block: Callable[["Builder", "Node | None"], None]
    """Lowers the statements of a block in a scope of their own."""
    statements: Callable[["Builder", "Node"], None]
    func: int = -1
    current: int = -1
    """The block that operations go to."""
    loop: int = -1
    scopes: list[dict[str, int]] = field(factory=list[dict[str, int]])
    targets: list[Target] = field(factory=list[Target])
    labels: dict[tuple[int, str], int] = field(factory=dict[tuple[int, str], int])
    serial: int = 0
    label: str = ""
    """The label of the statement that follows."""

    # values

    def value(self, value: Value, node: "Node | None" = None) -> int:
        body = self.body
        number = body.numbers.get(value)
        if number is None:
            number = body.numbers[value] = len(body.values)
            body.values.append(value)
            if node is not None:
                body.spans[number] = (node.start_byte, node.end_byte)
        return number

    def fresh(self, kind: int, *args: object, node: "Node | None" = None) -> int:
        """A value that equals no other."""
        self.serial += 1
        return self.value((kind, *args, self.serial), node)

    def text(self, node: "Node") -> str:
        return self.body.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def squeezed(self, node: "Node") -> str:
        """Source text of a type with only the spaces that part words."""
        return squeeze(self.body.source[node.start_byte : node.end_byte].decode("utf-8", "replace"))

    # blocks

    def take_label(self) -> str:
        """The label of the statement at hand, which only its first taker sees."""
        label, self.label = self.label, ""
        return label

    def new_block(self) -> int:
        index = len(self.body.blocks)
        self.body.blocks.append(Block(func=self.func, loop=self.loop))
        self.body.funcs[self.func].blocks.append(index)
        return index

    def op(self, kind: int, a: int, b: int, start: int, end: int) -> None:
        self.body.blocks[self.current].ops.append((kind, a, b, start, end))

    def end(self, *terminator: object) -> None:
        """Ends the current block, and starts one that nothing leads to yet."""
        self.body.blocks[self.current].end = terminator
        self.current = self.new_block()

    def jump(self, target: int) -> None:
        self.body.blocks[self.current].end = (T.JUMP, target)

    def go_on(self, block: int) -> None:
        self.current = block

    # variables

    def declare(self, node: "Node", role: str, type_text: str = "") -> int:
        name = self.text(node)
        index = len(self.body.vars)
        self.body.vars.append(Variable(name, node.start_byte, self.func, role, type_text, self.loop))
        if name != "_":
            self.scopes[-1][name] = index
        return index

    def lookup(self, name: str) -> int:
        """The variable a name stands for, or -1."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return -1

    def mention(self, var: int, node: "Node", write: bool = False) -> None:
        self.body.uses.append(Use(var, node.start_byte, node.end_byte, self.func, write))

    # calls and loops

    def call(
        self,
        callee: int,
        args: tuple[int, ...],
        spread: bool,
        node: "Node",
        fun_end: int,
        type_args: tuple[str, ...] = (),
    ) -> int:
        self.body.calls.append(
            Call(
                callee, args, node.start_byte, node.end_byte, spread, self.func, self.loop, fun_end, type_args
            )
        )
        return len(self.body.calls) - 1

    def new_loop(self, node: "Node", body: "Node", kind: str) -> int:
        self.body.loops.append(
            Loop(self.loop, node.start_byte, node.end_byte, body.start_byte, body.end_byte, kind, self.func)
        )
        return len(self.body.loops) - 1

    def new_func(self, node: "Node") -> Func:
        func = Func(len(self.body.funcs), self.func, node.start_byte, node.end_byte, loop=self.loop)
        self.body.funcs.append(func)
        return func
