"""What is acquired must be released on every path: the engine behind most leak rules."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from leakline.analysis import contexts, early, fields, fixes, missed, subjects
from leakline.analysis.conditions import HARMLESS
from leakline.analysis.fields import serves, serves_in
from leakline.analysis.finding import Finding, Fix, Related
from leakline.analysis.paths import Exit
from leakline.analysis.rules import Acquire, Rule
from leakline.analysis.summaries import acquisitions, tracked
from leakline.analysis.tracker import Tracker
from leakline.analysis.unit import Unit
from leakline.analysis.usage import READ
from leakline.flow.ir import V
from leakline.golang.types import pointee


@frozen
class Leak:
    """One acquisition that is not released on some path."""

    call: int
    func: int
    acquire: Acquire
    exits: tuple[Exit, ...]
    discarded: bool
    """The resource was never given a name."""
    holder: int
    """The variable that holds it first, or -1."""
    field: str
    """The field that it was stored in and that nothing reads, or ""."""
    wrapper: str
    """The function of the module that acquires it, or ""."""
    is_func: bool
    released: int
    """How often some path releases it."""
    fixable: bool
    """Nobody else gets hold of it, so that releasing it here cannot hurt."""


def leaks(unit: Unit, rule: Rule) -> Iterator[Leak]:
    """The acquisitions of a declaration that some path does not release."""
    if rule.go_below is not None and unit.go_version >= rule.go_below:
        return
    if not rule.start_up and (unit.is_start_up or (unit.is_command and not rule.asked)):
        return
    seen: set[int] = set()
    for call in range(len(unit.body.calls)):
        for acquire, wrapper in acquisitions(unit, rule, call):
            subject = subjects.subject(unit, acquire, call) if acquire.subject else -1
            if acquire.subject and (subject in seen or not subjects.is_own(unit, subject, call)):
                continue
            leak = _leak(unit, rule, call, acquire, wrapper)
            if leak is not None:
                if leak.exits:
                    seen.add(subject)
                yield leak


def _leak(unit: Unit, rule: Rule, call: int, acquire: Acquire, wrapper: str) -> Leak | None:
    tracker, walk = tracked(unit, call, acquire)
    lost = ""
    if tracker.owed.is_func and not tracker.returned and not tracker.released and not walk.gave_up:
        lost = _lost_field(unit, tracker)
    if not walk.exits and not lost:
        return None
    return Leak(
        call,
        unit.body.calls[call].func,
        acquire,
        _distinct(walk.exits),
        tracker.discarded,
        tracker.holder,
        lost,
        wrapper,
        tracker.owed.is_func,
        tracker.released,
        acquire.fixable
        and not tracker.kept
        and not walk.returned
        and not walk.gave_up
        and not (fixes.reaps(rule) and (tracker.released or subjects.is_piped(unit, call))),
    )


def _lost_field(unit: Unit, tracker: Tracker) -> str:
    """The field that the resource was stored in and that nothing can release it from, or ""."""
    for box, name in tracker.stored:
        member = unit.world.member(unit.typer.of(box), name)
        owner = pointee(unit.typer.of(box))
        if member is not None and member.owner and member.owner != owner:
            continue  # a promoted field: whoever embeds it may release it
        path, _, short = owner.rpartition(".")
        unit.reads_package = True
        if path == unit.world.package.path and fields.is_lost(unit.world.package, short, name):
            args = unit.body.calls[tracker.call].args
            kind, *parent = unit.body.values[args[0]] if args else (V.NIL, -1)
            if kind == V.FIELD and parent[0] == box and fields.ends_context(unit.world.package, short):
                continue  # it goes with the context above it
            return name
    return ""


def _distinct(exits: Sequence[Exit]) -> tuple[Exit, ...]:
    """One of each exit, by its place; the shortest way to it."""
    best: dict[tuple[str, int], Exit] = {}
    for each in exits:
        key = (each.kind, each.start)
        if key not in best or len(each.branches) < len(best[key].branches):
            best[key] = each
    return tuple(sorted(best.values(), key=lambda e: e.start))


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The findings of one obligation rule in one declaration."""
    for leak in leaks(unit, rule):
        yield finding(unit, rule, leak)
    if rule.beyond and unit.body.receiver:
        yield from missed.findings(unit, rule)
    if any(release.path for release in rule.releases):
        yield from early.findings(unit, rule)


def finding(unit: Unit, rule: Rule, leak: Leak) -> Finding:
    """What a rule says of one leak."""
    made = unit.body.calls[leak.call]
    name = unit.body.vars[leak.holder].name if leak.holder >= 0 else ""
    severity = leak.acquire.severity or rule.severity
    if severity in ("error", "warning") and (unit.is_test or unit.is_start_up or _ends_soon(unit, leak)):
        severity = "information"  # it ends with the test or with the process
    if leak.acquire.subject and leak.discarded and severity == "warning":
        severity = "information"  # started and let go on purpose, most often a browser
    what = _what(unit, rule, leak, name)
    release = leak.acquire.release
    verb = leak.acquire.verb or release.verb
    way_out = _way_out(unit, leak, verb)
    if release.path and leak.exits and all(READ in each.state.facts for each in leak.exits):
        severity = "information"
        way_out += "; it was read to its end, which frees its connection"
    elif leak.exits and all(HARMLESS in each.state.facts for each in leak.exits):
        severity = "information"
        way_out += (
            "; the context above it ends here" if leak.is_func else "; a response of this status has no body"
        )
    if leak.exits and all(
        each.kind == "return" and contexts.waits_for_nothing(unit, leak.call, each.start)
        for each in leak.exits
    ):
        severity = "information"
        way_out += "; nothing waits for this context yet"
    if release.path and contexts.asks_head(unit, leak.call):
        severity = "information"
        way_out += "; no body follows a HEAD"
    if release.path and contexts.is_bound(unit, leak.call):
        severity = "information"
        way_out += "; its connection is freed when the request's context is cancelled"
    if rule.advice:
        way_out += f"; {rule.advice}"
    return unit.finding(
        rule,
        severity,
        f"{what} {way_out}",
        made.start,
        made.end,
        related=tuple(_explained(unit, leak, what, verb)),
        fixes=_fixes(unit, rule, leak, name),
        confidence=0.7 if leak.wrapper else 0.9,
    )


def _ends_soon(unit: Unit, leak: Leak) -> bool:
    """Whether a command, rather than a server, holds what is closed: then the process ends before it is missed."""
    if leak.acquire.release.methods[:1] != ("Close",) or not unit.is_command:
        return False
    unit.reads_package = True
    return not (serves(unit.world.package) if unit.head.package == "main" else serves_in(unit.file_data))


def _fixes(unit: Unit, rule: Rule, leak: Leak, name: str) -> tuple[Fix, ...]:
    """The deferred release, where nobody else gets hold of the resource or of the context that it ends."""
    fate = contexts.outlives(unit, leak.call) if leak.is_func and not rule.own else ""
    if not leak.fixable or not leak.acquire.releasable or fate == "kept":
        return ()
    if leak.wrapper and "{prefix}" in str((rule.fix or {}).get("insert")):
        return ()  # what stands before the name of a wrapper is not what releases
    method = leak.acquire.method or "".join(leak.acquire.release.methods[:1])
    made = unit.body.calls[leak.call]
    # What releases twice on a path may hurt, as far as anybody knows: two Put of one thing share it.
    safe = not fate and not (rule.own and leak.released)
    return fixes.release(unit, rule, leak.acquire, made, name, leak.func, safe, method, leak.exits)


def _what(unit: Unit, rule: Rule, leak: Leak, name: str) -> str:
    called = unit.body.text(unit.body.calls[leak.call].start, unit.body.calls[leak.call].fun_end)
    called = called if len(called) <= 40 and "\n" not in called else unit.typer.callee(leak.call).short
    release = leak.acquire.release
    if leak.acquire.subject and rule.own:
        return f"what {called} acquires"
    if release.call and rule.own:
        return f"{name} from {called}" if name else f"the function that {called} gives"
    if rule.what and (leak.acquire.subject or (name and not rule.acquires_on_subjects)):
        return rule.what.format(name=name or called.rpartition(".")[0])
    if release.call:
        return f"the cancel function of {called}" if not name else f"{name} of {called}"
    if release.path:
        return (
            f"{name}.{'.'.join(release.path)} from {called}"
            if name
            else f"the {'.'.join(release.path)} that {called} gives"
            if rule.own
            else f"the body of the response of {called}"
        )
    return f"{name} from {called}" if name else f"the result of {called}"


def _way_out(unit: Unit, leak: Leak, verb: str) -> str:
    if not leak.acquire.releasable and leak.exits:
        first = leak.exits[0]
        when = "the loop makes the next one" if first.kind == "again" else "this function returns"
        return f"cannot be {verb}, and {when} on line {unit.shown_line(first.start)}"
    if leak.discarded:
        return f"is discarded, so it is never {verb}"
    if leak.field:
        return f"is kept in field {leak.field}, which nothing that ends it touches, so it is never {verb}"
    first = leak.exits[0]
    line = unit.shown_line(first.start)
    if first.kind == "again":
        return f"is not {verb} before the loop acquires the next one"
    if first.kind == "overwritten":
        return f"is not {verb} before its variable is overwritten on line {line}"
    if first.kind == "end":
        return f"is not {verb} before the function ends"
    return f"is not {verb} before the return on line {line}"


def _explained(unit: Unit, leak: Leak, what: str, verb: str) -> Iterator[Related]:
    told: set[tuple[int, bool]] = set()
    for each in leak.exits[:8]:
        for start, _, held in each.branches[-3:]:
            if (start, held) not in told:
                told.add((start, held))
                yield unit.related(start, f"where this is {'true' if held else 'false'} …")
        said = {
            "again": f"… it is acquired again, and the last one was not {verb}",
            "overwritten": f"… the variable is overwritten, and {what} was not {verb}",
            "end": f"… the function ends here, and {what} was not {verb}",
            "return": f"… this returns, and {what} was not {verb}",
        }[each.kind]
        yield unit.related(each.start, said)
