"""The lowered form of one top-level declaration: what engines read instead of syntax nodes.

A `Body` holds the flat tables of a function and of all literals inside it; a literal shares its variables with the
functions around it, since Go closures capture variables, not values. Values are interned: equal expressions over the
same variables have the same number, which is what lets a path question compare conditions.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from attrs import define, field, frozen


# Plain numbers: nothing is compared more often, and a member of an enum takes three times as long.
class V:
    """Kinds of value. A value is a tuple `(kind, …)`; numbers in it are indices of the tables of its `Body`."""

    VAR: Final = 0  # variable
    FIELD: Final = 1  # base value, name
    CALL: Final = 2  # call
    RESULT: Final = 3  # call, which result
    FUNC: Final = 4  # literal: index into funcs
    NIL: Final = 5
    BOOL: Final = 6  # True or False
    CONST: Final = 7  # source text
    ADDR: Final = 8  # value
    DEREF: Final = 9  # value
    INDEX: Final = 10  # base value, index value
    COMPOSITE: Final = 11  # type text, element values, serial number
    PACKAGE: Final = 12  # import path, name
    GLOBAL: Final = 13  # name at package level, or a predeclared one
    COMPARE: Final = 14  # "==" "<" …, left value, right value
    BINARY: Final = 15  # operator, left value, right value
    UNARY: Final = 16  # operator, value
    RECEIVE: Final = 17  # channel value, serial number
    ASSERT: Final = 18  # value, type text
    CONVERT: Final = 19  # type text, value
    SLICE: Final = 20  # base value
    TYPE: Final = 21  # type text used as an argument
    ELEMENT: Final = 22  # an element of a ranged value: value, 0 for the key and 1 for the element
    OTHER: Final = 23  # serial number: nothing is known


class Op:
    """Kinds of operation. An operation is `(kind, a, b, start, end)` with a span in bytes."""

    CALL: Final = 0  # a: call
    ASSIGN: Final = 1  # a: variable, b: value
    STORE: Final = 2  # a: place (a FIELD, INDEX, DEREF or GLOBAL value), b: value
    DISCARD: Final = 3  # b: value assigned to _
    SEND: Final = 4  # a: channel value, b: value
    RECEIVE: Final = 5  # a: channel value
    RETURN: Final = 6  # a: index into returns
    GO: Final = 7  # a: call
    DEFER: Final = 8  # a: call
    RANGE: Final = 9  # a: ranged value; one step of the loop
    BRANCH: Final = (
        10  # a: value of the condition, b: 1 where the text says its opposite; stands for its span only
    )
    SELECT: Final = 11  # a: index into selects


class T:
    """How a block ends. A terminator is `(kind, …)`."""

    JUMP: Final = 0  # block
    IF: Final = 1  # condition value, block if true, block if false
    MANY: Final = 2  # blocks, any of which may follow (a switch that no condition tells)
    RETURN: Final = 3  # the function returns
    ENTER: Final = 5  # block of the body, block after: the first step of a range, which may be over nothing
    STOP: Final = 4  # control ends here: panic, a call that never returns, an endless wait


Value = tuple[Any, ...]
Operation = tuple[int, int, int, int, int]


@frozen
class Variable:
    """A local variable, parameter or result."""

    name: str
    start: int
    """Byte offset of the declaring identifier."""
    func: int
    """The function of `Body.funcs` that declares it."""
    role: str
    """`param`, `result`, `receiver`, `local`, `header` (declared by a for clause or range) or `const`."""
    type: str = ""
    """Source text of the declared type, without spaces; empty where inferred."""
    loop: int = -1
    """The loop of `Body.loops` that encloses the declaration, or that declares it for `header`; -1 for none."""


@define
class Func:
    """The outermost function or a literal: one control-flow graph."""

    index: int
    parent: int
    """-1 for the outermost one."""
    start: int
    end: int
    entry: int = -1
    params: list[int] = field(factory=list[int])
    results: list[int] = field(factory=list[int])
    """Variables of named results."""
    result_types: tuple[str, ...] = ()
    loop: int = -1
    """The loop around the literal."""
    blocks: list[int] = field(factory=list[int])


class Call(NamedTuple):
    """One call expression."""

    callee: int
    """Value of what is called."""
    args: tuple[int, ...]
    start: int
    end: int
    spread: bool
    """Whether the last argument is followed by `...`."""
    func: int
    loop: int
    fun_end: int
    """Where the callee's text ends, before the parenthesis."""
    type_args: tuple[str, ...] = ()
    """Source texts of type arguments."""


@frozen
class Select:
    """A select statement: each case is (channel value, True for a send, block, span)."""

    cases: tuple[tuple[int, bool, int, int, int], ...]
    default: int
    """The block of the default case, or -1."""
    start: int
    end: int


@frozen
class Loop:
    parent: int
    start: int
    end: int
    body_start: int
    body_end: int
    kind: str
    """`range`, `for`, `while` or `forever`."""
    func: int
    ranged: int = -1
    """The ranged value."""
    exit: int = -1
    """The block after the loop."""
    head: int = -1


@define
class Block:
    ops: list[Operation] = field(factory=list[Operation])
    end: tuple[Any, ...] = (T.STOP,)
    func: int = 0
    loop: int = -1


@define
class Use:
    """A mention of a variable: where, and in which function."""

    var: int
    start: int
    end: int
    func: int
    write: bool


@define
class Body:
    """All tables of one top-level declaration. Byte offsets count from the start of `source`."""

    source: bytes
    name: str = ""
    receiver: str = ""
    """Source text of the receiver's type; empty for a function."""
    values: list[Value] = field(factory=list[Value])
    numbers: dict[Value, int] = field(factory=dict[Value, int])
    """Value -> its number."""
    spans: dict[int, tuple[int, int]] = field(factory=dict[int, tuple[int, int]])
    """Where a value first stands."""
    vars: list[Variable] = field(factory=list[Variable])
    funcs: list[Func] = field(factory=list[Func])
    blocks: list[Block] = field(factory=list[Block])
    calls: list[Call] = field(factory=list[Call])
    selects: list[Select] = field(factory=list[Select])
    returns: list[tuple[int, ...]] = field(factory=list[tuple[int, ...]])
    loops: list[Loop] = field(factory=list[Loop])
    uses: list[Use] = field(factory=list[Use])
    errors: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    """Spans of syntax errors."""

    def find(self, *value: Any) -> int:
        """The number of a value, or -1 where it does not occur."""
        return self.numbers.get(value, -1)

    def text(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace")


def family(funcs: Sequence[Func], root: int) -> frozenset[int]:
    """A function and the literals inside it."""
    found = {root}
    for func in funcs:
        if func.parent in found:
            found.add(func.index)
    return frozenset(found)
