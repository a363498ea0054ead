"""Which functions run as goroutines: literals of a declaration, and declarations that others of the package start."""

import re
from collections.abc import Iterator

from attrs import frozen

from leakline.analysis.launches import Launch, launches
from leakline.analysis.unit import Unit
from leakline.flow.ir import V, family
from leakline.golang.package import FuncDecl

_ONCE = frozenset(("Do", "OnceFunc", "OnceValue", "OnceValues"))
_MOST = 12
"""How many declarations that may start one are looked into."""


@frozen
class Start:
    """A place that runs a function as a goroutine."""

    unit: Unit
    launch: Launch

    @property
    def is_for_good(self) -> bool:
        """Whether what is started lives as long as the process: by main or init, or once a process."""
        return (
            self.unit.is_start_up
            or is_once(self.unit, self.launch.func)
            or _is_of_the_package(self.unit, self.launch)
        )


def _is_of_the_package(unit: Unit, launch: Launch) -> bool:
    """Whether a goroutine gets nothing from where it is started, so that it serves the package's own variables."""
    if launch.literal >= 0:
        here = {func.index for func in unit.body.funcs} - family(unit.body.funcs, launch.literal)
        return not any(unit.body.vars[var].func in here for var in unit.captured[launch.literal])
    made = unit.body.calls[launch.call]
    return unit.body.values[made.callee][0] != V.FIELD and not any(unit.variables(arg) for arg in made.args)


def started(unit: Unit) -> dict[int, Start]:
    """Function of the declaration -> where it is started: literals here, the declaration itself elsewhere."""
    found = {
        launch.literal: Start(unit, launch)
        for launch in launches(unit)
        if launch.kind == "go" and launch.literal >= 0
    }
    for each in starts_of(unit):
        found.setdefault(0, each)
        if not each.is_for_good:
            found[0] = each
            break
    return found


def starts_of(unit: Unit) -> list[Start]:
    """Where the package starts a declaration as a goroutine, also by a literal that calls it. Answered once."""
    known = unit.answers.get("starts")
    if known is None:
        known = unit.answers["starts"] = list(_starts_of(unit)) if unit.body.name else []
    return known


def declaration(unit: Unit) -> FuncDecl | None:
    """The declaration that a unit was lowered from."""
    package = unit.world.package
    receiver = unit.body.receiver.lstrip("*").partition("[")[0]
    return package.methods.get((receiver, unit.body.name)) if receiver else package.funcs.get(unit.body.name)


def _starts_of(unit: Unit) -> Iterator[Start]:
    unit.reads_package = True
    decl = declaration(unit)
    if decl is None:
        return
    left = _MOST
    for other_decl in _naming(unit, decl):
        source = other_decl.source()
        other = unit.lower_other(other_decl) if left and (b"go " in source or b".Go(" in source) else None
        if other is None:
            continue
        left -= 1
        for launch in launches(other):
            if launch.kind != "go":
                continue
            inside = family(other.body.funcs, launch.literal) if launch.literal >= 0 else frozenset[int]()
            for call, made in enumerate(other.body.calls):
                runs = call == launch.call if launch.literal < 0 else made.func in inside
                if runs and other.typer.callee(call).decl is decl:
                    yield Start(other, launch)
                    break


def _naming(unit: Unit, decl: FuncDecl) -> Iterator[FuncDecl]:
    """Declarations outside tests that call something of the same name."""
    called = re.compile(rb"\b" + decl.name.encode() + rb"\(")
    package = unit.world.package
    for other in (*package.funcs.values(), *package.methods.values()):
        source = other.source()
        if not other.file.path.endswith("_test.go") and called.search(source, source.find(b"{")):
            yield other


def callers_of(unit: Unit) -> Iterator[tuple[Unit, FuncDecl]]:
    """The declarations of the package that may call a unit's, as far as their number allows."""
    unit.reads_package = True
    decl = declaration(unit)
    named = list(_naming(unit, decl)) if decl is not None else []
    for each in named if len(named) <= _MOST else []:
        other = unit.lower_other(each)
        if other is not None and each is not decl:
            yield other, each


def is_once(unit: Unit, func: int) -> bool:
    """Whether a function runs once a process: inside a literal for sync.Once."""
    once = {
        unit.literal_of(arg)
        for call in unit.body.calls
        for arg in call.args
        if unit.body.values[call.callee][0] in (V.FIELD, V.PACKAGE)
        and unit.body.values[call.callee][-1] in _ONCE
    }
    return any(func in family(unit.body.funcs, literal) for literal in once - {-1})
