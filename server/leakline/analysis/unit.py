"""One declaration under analysis, and what engines may ask about it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from attrs import define, field
from tree_sitter import Node

from leakline.analysis.finding import Finding, Fix, Related
from leakline.analysis.rules import Rule
from leakline.flow.ir import Body, Op, V
from leakline.flow.typing import Typer
from leakline.golang.files import Head
from leakline.golang.package import FuncDecl
from leakline.golang.world import World
from leakline.text.positions import line_of, line_starts

PATIENCE = 500_000
"""Operations that may be walked for one declaration. The longest of the standard library takes a tenth."""


LONGEST = 60_000
"""Operations of the longest declaration that is looked at. People write some thousands at most."""


class TooLongError(Exception):
    """A declaration takes more walking than anybody wants to wait for."""


_TEST_TOOLS = (
    "github.com/stretchr/testify/",
    "github.com/onsi/gomega",
    "github.com/onsi/ginkgo",
    "gotest.tools/",
)
"""What a file imports that helps tests, though it is no test file itself."""

_COMMANDS = (
    "github.com/spf13/cobra",
    "github.com/urfave/cli",
    "github.com/mitchellh/cli",
    "github.com/alecthomas/kong",
)
"""What a file imports that says what a command does."""


@define(eq=False, slots=False)
class Unit:
    """A lowered declaration with its types and its place. Offsets count from the declaration's start; engines report in
    them, and the file adds where the declaration stands."""

    body: Body
    typer: Typer
    world: World
    head: Head
    root: Node
    """The syntax tree of the declaration, for fixes only."""
    path: str
    go_version: tuple[int, int]
    lower_other: "Callable[[object], Unit | None]" = field(repr=False)
    """Lowers another declaration (a FuncDecl) of the module, for summaries; None where it cannot."""
    file_data: bytes = field(default=b"", repr=False)
    """The file around it, from its first byte."""
    start: int = 0
    """Where the declaration stands in its file."""
    asked: "dict[FuncDecl, None]" = field(factory=dict[FuncDecl, None], repr=False)
    """The declarations that were lowered for it so far."""
    reads_package: bool = False
    """Whether an answer came from the text of the whole package, so that any change to it may change the findings."""
    answers: dict[object, Any] = field(factory=dict[object, Any], repr=False)
    """Summaries of this declaration, by question."""
    walked: int = 0

    def spend(self, operations: int) -> None:
        """Counts operations that are walked. Raises TooLongError where they are more than anybody waits for."""
        self.walked += operations
        if self.walked > PATIENCE:
            raise TooLongError

    @cached_property
    def is_test(self) -> bool:
        """Whether this runs in tests only: it stands in a test file, is a helper that gets the test, or asserts."""
        return (
            self.path.endswith("_test.go")
            or self._gets_test
            or any(path == "testing" or path.startswith(_TEST_TOOLS) for path in self.head.imports.values())
        )

    @cached_property
    def _gets_test(self) -> bool:
        return any(
            self.body.vars[param].type in ("*testing.T", "*testing.B", "*testing.F", "testing.TB")
            for param in (self.body.funcs[0].params if self.body.funcs else ())
        )

    @cached_property
    def function(self) -> str:
        """The declared function as the runtime names it."""
        path = self.world.package.path
        prefix = "main" if self.head.package == "main" else path
        receiver = self.body.receiver
        if not receiver:
            return f"{prefix}.{self.body.name}" if self.body.name else prefix
        named, generic, _ = receiver.lstrip("*").partition("[")
        named += "[...]" if generic else ""
        return (
            f"{prefix}.(*{named}).{self.body.name}"
            if receiver.startswith("*")
            else f"{prefix}.{named}.{self.body.name}"
        )

    @cached_property
    def is_start_up(self) -> bool:
        """Whether what this function leaks lives as long as the process: main and init of a command."""
        return not self.body.receiver and (
            self.body.name == "init" or (self.body.name == "main" and self.head.package == "main")
        )

    @cached_property
    def is_command(self) -> bool:
        """Whether this is part of a program that does one thing and ends: package main, a folder of commands, or a file
        that says what a command does."""
        parts = self.world.package.path.split("/")
        return (
            self.head.package == "main"
            or not {"cmd", "cmds", "command", "commands", "cli"}.isdisjoint(parts)
            or any(path.startswith(_COMMANDS) for path in self.head.imports.values())
        )

    @cached_property
    def first_line(self) -> int:
        """The line of its file on which the declaration begins, from 0."""
        return self.file_data.count(b"\n", 0, self.start)

    @cached_property
    def starts(self) -> list[int]:
        return line_starts(self.body.source)

    def line(self, offset: int) -> int:
        """The line of an offset, from 0 at the declaration's first line."""
        return line_of(self.starts, offset)

    @cached_property
    def assigned(self) -> dict[int, list[int]]:
        """Variable -> every value that is assigned to it."""
        found: dict[int, list[int]] = {}
        for block in self.body.blocks:
            for kind, a, b, _, _ in block.ops:
                if kind == Op.ASSIGN:
                    found.setdefault(a, []).append(b)
        return found

    def stores(self, place: int) -> int:
        """How often something is stored at a place."""
        return sum(op[0] == Op.STORE and op[1] == place for block in self.body.blocks for op in block.ops)

    @cached_property
    def literals(self) -> dict[int, int]:
        """Variable -> the one function literal that it ever holds."""
        found: dict[int, int] = {}
        for var, values in self.assigned.items():
            funcs = [self.body.values[v] for v in values if self.body.values[v][0] != V.NIL]
            if len(funcs) == 1 and funcs[0][0] == V.FUNC:
                found[var] = funcs[0][1]
        return found

    def literal_of(self, value: int) -> int:
        """The function literal that a called value is, or -1."""
        kind, *rest = self.body.values[value]
        if kind == V.FUNC:
            return rest[0]
        return self.literals.get(rest[0], -1) if kind == V.VAR else -1

    def variables(self, value: int) -> frozenset[int]:
        """The variables that a value depends on."""
        known = self._dependencies.get(value)
        if known is None:
            kind, *rest = self.body.values[value]
            known: frozenset[int] | None
            if kind == V.VAR:
                known = frozenset((rest[0],))
            elif kind in (V.FIELD, V.ADDR, V.DEREF, V.SLICE, V.ASSERT, V.RECEIVE, V.ELEMENT):
                known = self.variables(rest[0])
            elif kind in (V.INDEX,):
                known = self.variables(rest[0]) | self.variables(rest[1])
            elif kind in (V.COMPARE, V.BINARY):
                known = self.variables(rest[1]) | self.variables(rest[2])
            elif kind in (V.UNARY, V.CONVERT):
                known = self.variables(rest[1])
            elif kind in (V.CALL, V.RESULT):
                made = self.body.calls[int(rest[0])]
                known = frozenset[int]().union(self.variables(made.callee), *map(self.variables, made.args))
            elif kind == V.COMPOSITE:
                known = frozenset[int]().union(*[self.variables(each) for each in rest[1]])
            else:
                known = frozenset()
            self._dependencies[value] = known
        return known

    @cached_property
    def _dependencies(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def captured(self) -> dict[int, frozenset[int]]:
        """Literal -> the variables that it or a literal in it mentions."""
        found: dict[int, set[int]] = {func.index: set() for func in self.body.funcs}
        for use in self.body.uses:
            at = use.func
            while at >= 0:
                found[at].add(use.var)
                at = self.body.funcs[at].parent
        return {index: frozenset(mentioned) for index, mentioned in found.items()}

    def shown_line(self, offset: int) -> str:
        """The line of an offset as a message says it; the file's own numbering is put in when the finding is placed."""
        return f"\x00{self.line(offset)}\x00"

    def finding(
        self,
        rule: Rule,
        severity: str,
        message: str,
        start: int,
        end: int,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
        confidence: float = 0.9,
    ) -> Finding:
        """A finding at a span of the declaration, in the declaration's own lines."""
        first, last = self.line(start), self.line(end)
        return Finding(
            rule.id,
            severity,
            message,
            self.path,
            first + 1,
            start - self.starts[first] + 1,
            last + 1,
            end - self.starts[last] + 1,
            self.function,
            related,
            fixes,
            confidence,
        )

    def related(self, start: int, message: str) -> Related:
        line = self.line(start)
        return Related(self.path, line + 1, message, start - self.starts[line] + 1)
