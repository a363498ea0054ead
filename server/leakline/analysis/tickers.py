"""Tickers: those that are not stopped on a path, and goroutines that wait for ticks and have no other way out."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from leakline.analysis import obligations
from leakline.analysis.finding import Finding
from leakline.analysis.goroutines import is_once
from leakline.analysis.launches import Launch, launches, successors
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V
from leakline.golang.package import FuncDecl
from leakline.golang.types import pointee


@frozen
class Wait:
    """A loop that receives ticks and nothing else."""

    func: int
    start: int
    end: int


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The findings about tickers of one declaration, one a ticker."""
    seen: set[tuple[int, int]] = set()
    for each in (*_stopped_elsewhere(unit, rule), *_endless(unit, rule), *_unstopped(unit, rule)):
        if (each.line, each.column) not in seen:
            seen.add((each.line, each.column))
            yield each


def _unstopped(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """What the paths tell, without those that leave a range over ticks at its end."""
    ticks: frozenset[int] | None = None
    for leak in obligations.leaks(unit, rule):
        if ticks is None:
            ticks = all_ticks(unit)
        ends = _ends(unit, leak.func, ticks)
        exits = tuple(each for each in leak.exits if each.kind not in ("return", "end") or each.start in ends)
        if exits:
            yield obligations.finding(unit, rule, evolve(leak, exits=exits))


def all_ticks(unit: Unit) -> frozenset[int]:
    """All values that are the channel of a ticker."""
    found: set[int] = set()
    for value, (kind, *rest) in enumerate(unit.body.values):
        if (kind == V.FIELD and rest[1] == "C" and pointee(unit.typer.of(int(rest[0]))) == "time.Ticker") or (
            kind in (V.CALL, V.RESULT) and unit.typer.callee(int(rest[0])).name == "time.Tick"
        ):
            found.add(value)
    for var, given in unit.assigned.items():
        if found & set(given) and len(given) == 1:
            found.add(unit.body.find(V.VAR, var))
    return frozenset(found - {-1})


def _endless(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Local tickers that only a goroutine without a way out waits for."""
    if unit.head.package == "main" or unit.is_start_up:
        return
    for call, made in enumerate(unit.body.calls):
        acquire = next(iter(rule.acquires.get(unit.typer.callee(call).name, ())), None)
        if acquire is None:
            continue
        ticks, name = _ticks(unit, call, acquire.releasable)
        wait = _wait(unit, ticks)
        if wait is None or _leaves(unit, wait.func, ticks):
            continue
        launch = _launch_around(unit, wait.func)
        if launch is not None:
            if is_once(unit, launch.func) or not _leaves(unit, launch.func, ticks):
                continue
        elif made.func != 0 or wait.func != 0 or not _is_started(unit):
            continue
        what = f"{name} from time.{unit.typer.callee(call).short}" if name else "the ticker of time.Tick"
        yield unit.finding(
            rule,
            "hint" if unit.is_test else "information",
            f"{what} {'is never' if acquire.releasable else 'cannot be'} stopped, and the goroutine "
            f"that waits for it on line {unit.shown_line(wait.start)} has no other way out",
            made.start,
            made.end,
            (unit.related(wait.start, "this waits for ticks only, for as long as the process lives"),),
            confidence=0.7,
        )


def _ticks(unit: Unit, call: int, has_field: bool) -> tuple[frozenset[int], str]:
    """The values that are the channel of a local ticker whom nobody stops or gets, and the variable's name."""
    body = unit.body
    results = {body.find(V.CALL, call), body.find(V.RESULT, call, 0)} - {-1}
    holders = [var for var, given in unit.assigned.items() if results & set(given)]
    if not holders and not has_field:
        return frozenset(results), ""
    if len(holders) != 1 or len(unit.assigned[holders[0]]) != 1:
        return frozenset(), ""
    subject = body.find(V.VAR, holders[0])
    if subject < 0 or _is_given_away(unit, subject) or body.find(V.FIELD, subject, "Stop") >= 0:
        return frozenset(), ""
    ticks = body.find(V.FIELD, subject, "C") if has_field else subject
    if has_field and _is_given_away(unit, ticks):
        return frozenset(), ""
    return frozenset({ticks} - {-1}), body.vars[holders[0]].name


def _is_given_away(unit: Unit, value: int) -> bool:
    """Whether a value is an argument, stored, sent, copied, returned or part of a literal."""
    body = unit.body
    if any(value in call.args for call in body.calls):
        return True
    if any(value in each[2] for each in body.values if each[0] == V.COMPOSITE):
        return True
    return any(
        (kind in (Op.STORE, Op.SEND, Op.ASSIGN) and b == value)
        or (kind == Op.RETURN and value in body.returns[a])
        for block in body.blocks
        for kind, a, b, _, _ in block.ops
    )


def _wait(unit: Unit, ticks: frozenset[int]) -> Wait | None:
    """The one place that waits for ticks, in a loop; None where it waits for something else, too."""
    body = unit.body
    found: dict[int, Wait] = {}
    for index, block in enumerate(body.blocks):
        for kind, a, _, start, end in block.ops:
            if kind not in (Op.RECEIVE, Op.RANGE) or a not in ticks:
                continue
            if block.loop < 0 or block.loop == body.funcs[block.func].loop:
                return None
            cases = next((s for s in body.selects if any(case[2] == index for case in s.cases)), None)
            if cases is not None and (
                cases.default >= 0 or any(channel not in ticks for channel, *_ in cases.cases)
            ):
                return None
            found[block.func] = Wait(block.func, start, end)
    return next(iter(found.values())) if len(found) == 1 else None


def _leaves(unit: Unit, func: int, ticks: frozenset[int]) -> bool:
    """Whether a function can return."""
    return bool(_ends(unit, func, ticks))


def _ends(unit: Unit, func: int, ticks: frozenset[int]) -> set[int]:
    """Offsets of the returns that can be reached. A range over ticks does not end: nobody closes their channel."""
    body = unit.body
    exits = {loop.exit for loop in body.loops if loop.ranged in ticks}
    seen = {body.funcs[func].entry}
    todo = list(seen)
    found: set[int] = set()
    while todo:
        block = body.blocks[todo.pop()]
        if block.end[0] == T.RETURN:
            found.add(block.ops[-1][3])
        ranged = any(op[0] == Op.RANGE and op[1] in ticks for op in block.ops)
        for following in successors(block.end):
            if following not in seen and not (ranged and following in exits):
                seen.add(following)
                todo.append(following)
    return found


def _launch_around(unit: Unit, func: int) -> Launch | None:
    """The goroutine that a function of the declaration runs in."""
    started = {launch.literal: launch for launch in launches(unit) if launch.kind == "go"}
    while func > 0:
        if func in started:
            return started[func]
        func = unit.body.funcs[func].parent
    return None


def _is_started(unit: Unit) -> bool:
    """Whether a function of the package other than main and init starts this one in a goroutine."""
    return any(decl.receiver or decl.name not in ("init", "main") for decl in _starters(unit))


def _starters(unit: Unit) -> Iterator[FuncDecl]:
    unit.reads_package = True
    started = re.compile(rb"\bgo\s+(?:[\w.]+\.)?" + unit.body.name.encode() + rb"\(")
    package = unit.world.package
    for decl in (*package.funcs.values(), *package.methods.values()):
        if started.search(decl.source()):
            yield decl


def _stopped_elsewhere(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Goroutines that wait for the ticks of a field only, while another method stops the ticker."""
    body = unit.body
    for value, held in enumerate(body.values):
        if held[0] != V.FIELD or held[2] != "C":
            continue
        ticker = int(held[1])
        field = body.values[ticker]
        if field[0] != V.FIELD or unit.typer.of(ticker) != "*time.Ticker":
            continue
        wait = _wait(unit, frozenset((value,)))
        if wait is None or body.find(V.FIELD, ticker, "Stop") >= 0:
            continue
        is_public = unit.body.name[:1].isupper() and wait.func == 0
        if (
            _launch_around(unit, wait.func) is None
            and not is_public
            and not (wait.func == 0 and _is_started(unit))
        ):
            continue
        who = stops_field(unit, str(field[2]))
        if not who:
            continue
        start, end = body.spans.get(ticker, (wait.start, wait.end))
        name = body.text(start, end)
        yield unit.finding(
            rule,
            "information" if unit.is_test else rule.severity,
            f"this goroutine waits for {name} only, and {who} stops it: "
            "a stopped ticker does not close its channel, so the wait never ends",
            wait.start,
            wait.end,
            confidence=0.85,
        )


def stops_field(unit: Unit, name: str) -> str:
    """The function of the package that stops the ticker of a field for good; "" where none does or it may tick again."""
    unit.reads_package = True
    word = rb"\." + name.encode()
    if any(re.search(word + rb"\.Reset\(", file.data) for file in unit.world.package.files):
        return ""
    package = unit.world.package
    stops = re.compile(word + rb"\.Stop\(\)")
    receiver = unit.body.receiver.lstrip("*").partition("[")[0]
    for decl in package.methods.values():
        if decl.receiver == receiver and stops.search(decl.source()) and b"NewTicker" not in decl.source():
            return decl.name
    return ""


def reports_wait(unit: Unit, func: int) -> bool:
    """Whether a function waits in a loop for the ticks of one ticker only, and this rule tells of it."""
    for value in all_ticks(unit):
        kind, *rest = unit.body.values[value]
        if kind == V.CALL and unit.head.package != "main":  # for range time.Tick(d)
            wait = _wait(unit, frozenset((value,)))
            if wait is not None and wait.func == func:
                return True
        holder = value if kind == V.VAR else int(rest[0]) if kind == V.FIELD else -1
        if holder < 0:
            continue
        held = unit.body.values[holder]
        stopped = unit.body.find(V.FIELD, holder, "Stop") >= 0
        told = (held[0] == V.VAR and held[1] in unit.assigned and not stopped) or (
            held[0] == V.FIELD and bool(stops_field(unit, str(held[2])))
        )
        wait = _wait(unit, frozenset((value,))) if told else None
        if wait is not None and wait.func == func:
            return True
    return False
