"""Workers of the package that are started here, owned here, and never stopped."""

from collections.abc import Iterator

from leakline.analysis import fields, subjects
from leakline.analysis.finding import Finding
from leakline.analysis.rules import Acquire, Release, Rule
from leakline.analysis.summaries import tracked
from leakline.analysis.unit import Unit
from leakline.analysis.workernames import starts
from leakline.flow.typing import Callee
from leakline.golang.package import Package
from leakline.golang.types import pointee

_STOPS = ("Stop", "Close", "Shutdown", "Wait", "stop", "close", "shutdown")


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The workers of one declaration that some path does not stop."""
    if unit.is_test or unit.is_start_up:
        return
    for call in range(len(unit.body.calls)):
        callee = unit.typer.callee(call)
        if callee.decl is None or callee.package is not unit.world.package or not starts(callee.decl):
            continue
        acquire = _acquire(unit, call, callee)
        if acquire is None:
            continue
        tracker, walk = tracked(unit, call, acquire)
        lost = "" if tracker.released or walk.gave_up else _lost_field(unit, tracker.stored)
        if walk.gave_up or not (walk.exits or lost) or (tracker.holder < 0 and not lost):
            continue  # one without a name is most often entered in a list by its constructor
        made = unit.body.calls[call]
        name = lost or (unit.body.vars[tracker.holder].name if tracker.holder >= 0 else callee.short)
        where = walk.exits[0].start if walk.exits else made.start
        message = (
            f"{name} is started by {callee.short} and not stopped on line {unit.shown_line(where)}: its goroutine goes on"
            if walk.exits
            else f"{name} is started by {callee.short} and kept in a field that nothing which ends it stops"
        )
        yield unit.finding(
            rule,
            rule.severity,
            message,
            made.start,
            made.end,
            (unit.related(where, "… this leaves, and it goes on"),),
            confidence=0.7,
        )


def _acquire(unit: Unit, call: int, callee: Callee) -> Acquire | None:
    decl = callee.decl
    if decl is None or callee.signature is None:
        return None
    results = tuple(callee.signature.results)
    if decl.receiver:
        owner = subjects.receiver(unit, call)
        methods = _stops(unit.world.package, decl.receiver)
        if not callee.short.startswith(("Start", "Run", "Launch", "start", "run", "launch")) or not methods:
            return None
        if not _waits(unit, decl.receiver, methods) or not subjects.is_own(unit, owner, call):
            return None
        error = len(results) - 1 if results[-1:] == ("error",) else None
        release = Release(methods=methods, verb="stopped")
        return Acquire(callee.name, error=error, subject="receiver", release=release)
    for index, result in enumerate(results[:1]):
        path, _, short = pointee(result).rpartition(".")
        methods = _stops(unit.world.package, short) if path == unit.world.package.path else ()
        if methods and _waits(unit, short, methods):
            error = len(results) - 1 if results[-1] == "error" else None
            return Acquire(callee.name, index, error, release=Release(methods=methods, verb="stopped"))
    return None


def _stops(package: Package, owner: str) -> tuple[str, ...]:
    owner = owner.partition("[")[0]
    return tuple(name for name in _STOPS if (owner, name) in package.methods)


def _waits(unit: Unit, owner: str, methods: tuple[str, ...]) -> bool:
    """Whether what stops a worker does something to a channel or a cancel function."""
    decls = [unit.world.package.methods[owner.partition("[")[0], name] for name in methods]
    below = fields.below(unit.world.package, decls)
    words = (b"close(", b"cancel", b"<- ", b".Stop(", b".Close(", b"stop(")
    return any(word in decl.source() for decl in below for word in words)


def _lost_field(unit: Unit, stored: list[tuple[int, str]]) -> str:
    for box, name in stored:
        path, _, short = pointee(unit.typer.of(box)).rpartition(".")
        if path == unit.world.package.path and fields.is_lost(unit.world.package, short, name):
            unit.reads_package = True
            return name
    return ""
