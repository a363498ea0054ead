"""The runtime's name of a function, taken apart.

The compiler names a closure after the functions around it (`main.(*Server).Run.func1.2`), a generic with its
type arguments (`pkg.Map[go.shape.int]`), and a closure of an inlined callee after caller and callee
together. What each release writes was measured with Go 1.21 to 1.27; the numbers in a name are hints only,
because dead code and inlining change them.
"""

import re
from functools import lru_cache

from attrs import frozen

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_CLOSURE = re.compile(r"(?:func)?(\d+)")
_WRAPPER = re.compile(r"(?:go|defer)wrap\d+")
_RANGE = re.compile(r"-range(\d+)")
_OLD_COUNTER = re.compile(r"·0*(\d+)$")


@frozen
class Step:
    """One level into a function: a literal or the body of a range over a function."""

    kind: str
    """`func` or `range`."""
    number: int
    """From 1, as the compiler counted; a hint."""
    fresh: bool = False
    """Written with `func`: the counter is that of a declared function, not of a literal."""


@frozen
class Symbol:
    """A function name in its parts."""

    package: str
    """The import path, unescaped; `main` for any program's main package; empty where the name has none."""
    names: tuple[str, ...]
    """The declared function, with its receiver before it (`(*Server)` or `Server`). Where the compiler
    inlined, the caller comes first and the function that holds the code last."""
    steps: tuple[Step, ...] = ()
    """From the declared function inwards; empty for the function itself."""
    init: bool = False
    """The initialiser of the package's variables."""
    init_function: int = -1
    """Which of the package's `init` functions, counted from 0 across its files in order; -1 for any other
    function."""
    wrapper: bool = False
    """Made by the compiler (`-fm`, `gowrap1`, `deferwrap1`): its line is that of the statement it wraps."""

    @property
    def inlined(self) -> bool:
        """The name tells of inlining, so that the first number was counted in another function."""
        return len(self.names) - (1 if self.names and self.names[0].startswith("(") else 0) > 1

    @property
    def declared(self) -> str:
        """The declared function around it as the runtime names it: `example.com/m/a.(*S).Run`."""
        return ".".join((self.package, *self.names)) if self.package else ".".join(self.names)

    def holders(self) -> tuple[tuple[str, str], ...]:
        """The declared functions that the name can mean, as (receiver type or empty, name), likeliest first.

        `pkg.A.B` is the method B of A, or a closure's owner B that was inlined into A.
        """
        if not self.names:
            return ()
        last = self.names[-1]
        if len(self.names) == 1:
            return (("", last),)
        before = self.names[-2]
        if before.startswith("("):
            return ((before.strip("(*)"), last),)
        return ((before, last), ("", last))


@lru_cache(maxsize=65536)
def parse(function: str) -> Symbol:
    """Takes a name apart. Names of no Go function (`_cgoexp_…`, `type..eq.…`) have an empty package."""
    bare = without_type_arguments(function)
    slash = bare.rfind("/")
    dot = bare.find(".", slash + 1)
    if dot < 0 or bare.startswith(("go:", "type:", "type..", "go.")):
        return Symbol("", (bare,))
    package = unescape(bare[:dot])
    rest = bare[dot + 1 :]
    wrapper = False
    method_value = rest.endswith("-fm")
    if method_value:
        rest = rest[:-3]
    names: list[str] = []
    steps: list[Step] = []
    init = False
    init_function = -1
    for piece in _pieces(rest):
        if names and _WRAPPER.fullmatch(piece):
            wrapper = True
            continue
        piece, ranges = _split_ranges(piece)
        step = _CLOSURE.fullmatch(piece)
        if names == ["init"] and not steps and not init and init_function < 0 and piece.isdigit():
            init_function = int(piece)
        elif names and step:
            init = init or (names == ["init"] and not steps and init_function < 0)
            steps.append(Step("func", int(step.group(1)), piece.startswith("func")))
        elif piece == "":
            continue
        elif piece == "glob" and not names:
            names, init = ["init"], True
        else:
            old = _OLD_COUNTER.search(piece)
            names = [*names, piece[: old.start()] if old else piece]
            steps, wrapper = [], False
            if old and names == ["init"]:
                init_function = int(old.group(1)) - 1
            elif old:
                steps.append(Step("func", int(old.group(1)), True))
        steps.extend(Step("range", number) for number in ranges)
    if names and names[0] == "init" and len(names) > 1 and init_function < 0:
        names, init = _after_init(names), False
    init = init or (names == ["init"] and init_function < 0)
    return Symbol(package, tuple(names), tuple(steps), init, init_function, wrapper or method_value)


def without_type_arguments(function: str) -> str:
    """Drops balanced `[…]`, which hold slashes, dots, spaces and braces of their own."""
    if "[" not in function:
        return function
    kept: list[str] = []
    depth = 0
    for char in function:
        if char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
        elif not depth:
            kept.append(char)
    return "".join(kept)


def unescape(package: str) -> str:
    """`gopkg.in/yaml%2ev3` -> `gopkg.in/yaml.v3`: the linker escapes dots of the last element, and odd
    bytes."""
    if "%" not in package:
        return package
    raw = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), package)
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return raw


def _pieces(rest: str) -> list[str]:
    """Splits at dots outside of parentheses: `(*Server).Run.func1` has three."""
    pieces: list[str] = []
    begin = depth = 0
    for at, char in enumerate(rest):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "." and depth <= 0:
            pieces.append(rest[begin:at])
            begin = at + 1
    pieces.append(rest[begin:])
    return pieces


def _split_ranges(piece: str) -> tuple[str, list[int]]:
    """`Walk-range1-range2` -> (`Walk`, [1, 2])."""
    at = piece.find("-range")
    if at < 0 or _RANGE.sub("", piece[at:]) != "":
        return piece, []
    return piece[:at], [int(number) for number in _RANGE.findall(piece[at:])]


def _after_init(names: list[str]) -> list[str]:
    """A package variable's initialiser inlined a callee: `init.init.func1.mk.func2` is a closure of `mk`."""
    return [name for name in names if name not in ("init", "glob")] or ["init"]
