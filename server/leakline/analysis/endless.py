"""Goroutines whose loop has no way out, and those whose only way out another method takes away."""

import re
from collections.abc import Iterator

from leakline.analysis import tickers
from leakline.analysis.chanfacts import CLOSE, RECEIVE, SEND
from leakline.analysis.changraph import groups_of
from leakline.analysis.fields import texts_about
from leakline.analysis.finding import Finding, Related
from leakline.analysis.gates.channels import doubtful
from leakline.analysis.goroutines import Start, declaration, started
from leakline.analysis.launches import successors
from leakline.analysis.rules import Rule
from leakline.analysis.summaries import stops
from leakline.analysis.unit import Unit
from leakline.flow.ir import Loop, Op, T, V


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The endless goroutines of one declaration: one a goroutine, at its loop."""
    if unit.is_test or not unit.body.loops:
        return
    ticks = tickers.all_ticks(unit)
    dead = _dead_ways(unit)
    shut = frozenset(dead)
    endless = {
        func.index: loop for func in unit.body.funcs if (loop := _endless_loop(unit, func.index, ticks, shut))
    }
    if endless:
        starts = started(unit)
        for func, loop in endless.items():
            start = starts.get(func)
            if start is not None and not start.is_for_good and not tickers.reports_wait(unit, func):
                yield _finding(unit, rule, loop, start, dead)
    yield from _behind_stopped(unit, rule, set(endless))
    yield from _accepting(unit, rule)


def _finding(unit: Unit, rule: Rule, loop: Loop, start: Start, dead: dict[int, str]) -> Finding:
    related: list[Related] = []
    if start.unit is unit:
        related.append(unit.related(start.launch.start, "it is started here"))
    broken = _lost_break(unit, loop)
    waited = [name for block, name in dead.items() if _inside(loop, _begins(unit, block))]
    if waited:
        why = f"nobody sends on {waited[0]} or closes it"
    elif broken >= 0:
        related.append(unit.related(broken, "this break leaves the select or switch only, not the loop"))
        why = f"the break on line {unit.shown_line(broken)} leaves the select or switch, not the loop"
    else:
        why = "no return, no context and no channel that is closed ends it"
    return unit.finding(
        rule,
        "hint" if unit.head.package == "main" else rule.severity,
        f"this loop of a goroutine has no way out: {why}",
        loop.start,
        max(loop.start, _header_end(unit, loop)),
        tuple(related),
        confidence=0.7,
    )


def _header_end(unit: Unit, loop: Loop) -> int:
    """Where the text of a loop's header ends, without the blank before its body."""
    return loop.start + len(unit.body.source[loop.start : loop.body_start].rstrip())


def _endless_loop(unit: Unit, func: int, ticks: frozenset[int], shut: frozenset[int]) -> Loop | None:
    """The outermost loop that a function never leaves, where no path returns."""
    body = unit.body
    reached = _reached(unit, func, ticks, shut)
    if reached is None:
        return None
    inside = {body.blocks[index].loop for index in reached} - {body.funcs[func].loop, -1}
    own = [body.loops[loop] for loop in inside if body.loops[loop].func == func]
    left = [loop for loop in own if loop.exit not in reached]
    return min(left, key=lambda loop: loop.start) if left else None


def _reached(unit: Unit, func: int, ticks: frozenset[int], shut: frozenset[int]) -> set[int] | None:
    """The blocks that a function reaches, or None where one of them ends it: by a return, the process's end, a panic that
    is caught. `shut` are blocks that are not entered."""
    body = unit.body
    exits = {loop.exit for loop in body.loops if loop.ranged in ticks}
    todo = [body.funcs[func].entry]
    seen = set(todo)
    while todo:
        block = body.blocks[todo.pop()]
        if block.end[0] == T.RETURN or (block.end[0] == T.STOP and _ends_it(unit, block.ops)):
            return None
        if any(op[0] == Op.CALL and _never_returns(unit, op[1]) for op in block.ops):
            return None
        ranged = any(op[0] == Op.RANGE and op[1] in ticks for op in block.ops)
        for following in successors(block.end):
            if following not in seen and following not in shut and not (ranged and following in exits):
                seen.add(following)
                todo.append(following)
    return seen


def _dead_ways(unit: Unit) -> dict[int, str]:
    """Blocks of select cases that receive from a field nobody in the package sends on or closes -> the field's name."""
    decl = declaration(unit)
    if decl is None or not any(len(select.cases) for select in unit.body.selects):
        return {}
    unit.reads_package = True
    told = doubtful(unit.world.package)
    if not told.received and not told.is_alias:
        return {}
    silent = {
        use.start: group.name
        for use, group in groups_of(unit, decl)
        if use.kind == RECEIVE and group.makes and not group.sent_elsewhere and not group.of(SEND, CLOSE)
    }
    return {
        block: silent[at]
        for select in unit.body.selects
        for _, _, block, start, end in select.cases
        for at in silent
        if start <= at < end
    }


def _begins(unit: Unit, block: int) -> int:
    ops = unit.body.blocks[block].ops
    return ops[0][3] if ops else -1


def _ends_it(unit: Unit, ops: list[tuple[int, int, int, int, int]]) -> bool:
    """Whether a block that does not go on ends by a call: os.Exit, log.Fatal, Goexit, panic."""
    return bool(ops) and ops[-1][0] == Op.CALL


def _never_returns(unit: Unit, call: int) -> bool:
    literal = unit.literal_of(unit.body.calls[call].callee)
    return literal < 0 and stops(unit, unit.typer.callee(call), 0)


def _lost_break(unit: Unit, loop: Loop) -> int:
    """Where a bare break stands in a select or switch of a loop, as if it left the loop; -1 for none."""
    source = unit.body.source
    inner = [each for each in unit.body.loops if each.parent >= 0 and loop.start < each.start < loop.end]
    for select in unit.body.selects:
        if not loop.body_start <= select.start < loop.body_end:
            continue
        for match in _BREAK.finditer(source, select.start, select.end):
            if not any(each.start < match.start() < each.end for each in inner):
                return match.start() + match[0].index(b"break")
    return -1


_BREAK = re.compile(rb"^[ \t]*break[ \t]*$", re.M)


# a ticker that another method stops


def _behind_stopped(unit: Unit, rule: Rule, endless: set[int]) -> Iterator[Finding]:
    """Loops whose every way out stands behind the ticks of a field, while another method stops that ticker."""
    body = unit.body
    for value, held in enumerate(body.values):
        if held[0] != V.FIELD or held[2] != "C" or not unit.body.receiver:
            continue
        ticker = int(held[1])
        field = body.values[ticker]
        if field[0] != V.FIELD or unit.typer.of(ticker) != "*time.Ticker":
            continue
        shut = frozenset(
            block
            for select in body.selects
            for channel, _, block, _, _ in select.cases
            if channel == value and select.default < 0
        )
        loop = _endless_without(unit, shut)
        who = tickers.stops_field(unit, str(field[2])) if loop is not None else ""
        if loop is None or not who or tickers.reports_wait(unit, 0):
            continue
        start, end = body.spans.get(ticker, (loop.start, loop.start))
        name = body.text(start, end)
        yield unit.finding(
            rule,
            rule.severity,
            f"this loop ends by a tick of {name} only, and {who} stops it: "
            "a stopped ticker does not tick and does not close its channel",
            loop.start,
            max(loop.start, _header_end(unit, loop)),
            (unit.related(start, "no tick comes here any more once it is stopped"),),
            confidence=0.8,
        )
        return


def _endless_without(unit: Unit, shut: frozenset[int]) -> Loop | None:
    """The loop that the declared function never leaves if some select cases are never taken."""
    if not shut:
        return None
    reached = _reached(unit, 0, frozenset(), shut)
    if reached is None:
        return None
    own = [
        loop
        for index, loop in enumerate(unit.body.loops)
        if loop.func == 0 and any(unit.body.blocks[block].loop == index for block in reached)
    ]
    return min(own, key=lambda loop: loop.start) if own else None


# an Accept that Stop cannot interrupt


def _accepting(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Loops that look whether they are to end only between two Accepts, and alone could close the listener."""
    body = unit.body
    for made in body.calls:
        kind, *rest = body.values[made.callee]
        if kind != V.FIELD or not str(rest[1]).startswith("Accept") or made.loop < 0:
            continue
        field = body.values[int(rest[0])]
        if (
            field[0] != V.FIELD
            or unit.typer.of(int(rest[0])) not in _LISTENERS
            or not str(field[2])[0].islower()
        ):
            continue
        asks = next(
            (s for s in body.selects if s.default >= 0 and _inside(body.loops[made.loop], s.start)), None
        )
        if (
            asks is None
            or asks.start > made.start
            or not _only_here(unit, str(field[2]), body.loops[made.loop])
        ):
            continue
        name = body.text(*body.spans.get(int(rest[0]), (made.start, made.start)))
        yield unit.finding(
            rule,
            rule.severity,
            f"this waits until {name} is closed, and only the loop around it closes it: "
            "who tells the loop to end is not heard before the next connection",
            made.start,
            made.end,
            (unit.related(asks.start, "here it asks whether to end, but not while it waits"),),
            confidence=0.8,
        )
        return


_LISTENERS = ("net.Listener", "*net.TCPListener", "*net.UnixListener")


def _inside(loop: Loop, at: int) -> bool:
    return loop.body_start <= at < loop.body_end


def _only_here(unit: Unit, name: str, loop: Loop) -> bool:
    """Whether nobody else closes a field's listener, gives it a deadline or hands it on."""
    unit.reads_package = True
    mention = re.compile(rb"\." + name.encode() + rb"\b(?!\s*=[^=]|\.Accept|\.Addr\()")
    mine = unit.body.source
    owner = unit.body.receiver.lstrip("*").partition("[")[0]
    elsewhere = sum(
        len(mention.findall(source))
        for source in texts_about(unit.world.package, owner, name)
        if source != mine
    )
    here = [match.start() for match in mention.finditer(mine)]
    if b"Deadline(" in mine:
        return False
    return bool(here) and not elsewhere and all(_inside(loop, at) for at in here)
