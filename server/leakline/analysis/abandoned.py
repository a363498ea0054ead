"""Sends of goroutines on channels in fields whose one receiver is a loop that can end before."""

import re

from attrs import frozen

from leakline.analysis.chanfacts import CLOSE, RANGE, RECEIVE, SEND, TRY, Use
from leakline.analysis.changraph import Group, graph
from leakline.analysis.finding import Related
from leakline.analysis.goroutines import declaration, starts_of
from leakline.analysis.launches import comes_back, launches, successors
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V
from leakline.golang.package import FuncDecl

_ENDED = re.compile(r"(?i)clos|stop|done|shut|quit|dead|drain|ended|running|active|alive")
_RECEIVING = (Op.RECEIVE, Op.RANGE)


@frozen
class Left:
    why: str
    related: tuple[Related, ...] = ()


def left_by_receiver(unit: Unit, use: Use, group: Group) -> Left | None:
    """Why the receiver of a send may be gone; None where it stays, or where that cannot be told."""
    if group.received_elsewhere or not _is_small(unit, use, group) or not _is_started(unit, use):
        return None
    receiving = group.of(RECEIVE, RANGE)
    homes = {place.decl for place in receiving}
    if len(homes) != 1 or any(place.use.kind == RANGE for place in receiving):
        return None
    if all(place.use.way == TRY for place in receiving):
        return None
    decl = next(iter(homes))
    other = unit if decl is declaration(unit) else unit.lower_other(decl)
    if other is None or any(place.use.func != receiving[0].use.func for place in receiving):
        return None
    func = receiving[0].use.func
    if not _is_loop_of_its_own(other, func) or _asks_first(unit, use):
        return None
    left = leaves(other, func, frozenset(place.use.start for place in receiving), unheard=True)
    if left is None or _hears_of_senders(unit, other, left, decl):
        return None
    where = f"{decl.receiver}.{decl.name}" if decl.receiver else decl.name
    line = f" on line {unit.shown_line(left)}" if other is unit else ""
    return Left(
        f"{where} is the only receiver, and can leave{line} before",
        (unit.related(left, "here the receiver leaves for good"),) if other is unit else (),
    )


def _is_small(unit: Unit, use: Use, group: Group) -> bool:
    """Whether there is no room, or as good as none where each call starts one more sender."""
    if set(group.makes) == {""}:
        return True
    if not _is_started_by_call(unit, use) or any(p.decl is declaration(unit) for p in group.of(RECEIVE)):
        return False
    few = all(size == "" or (size.isdigit() and int(size) < _FEW) for size in group.makes)
    return few and bool(group.makes) and not use.looped


_FEW = 8


def _is_started_by_call(unit: Unit, use: Use) -> bool:
    """Whether each call of the declared function starts the literal of a send with `go`."""
    return any(
        each.literal == use.func and unit.body.blocks[each.block].ops[each.at][0] == Op.GO
        for each in launches(unit)
    )


def _is_started(unit: Unit, use: Use) -> bool:
    """Whether a send runs in a goroutine of its own, so that nobody hears that it waits."""
    return use.started or (use.func == 0 and bool(starts_of(unit)))


def _is_loop_of_its_own(other: Unit, func: int) -> bool:
    """Whether a receiver works until it is told to end, rather than giving each caller one value."""
    return all(text == "error" for text in other.body.funcs[func].result_types)


def _asks_first(unit: Unit, use: Use) -> bool:
    """Whether the sender asks some flag whether the receiver is still there."""
    for block in unit.body.blocks:
        if block.func == use.func and block.end[0] == T.IF and _names_an_end(unit, int(block.end[1])):
            return True
    return False


def _names_an_end(unit: Unit, condition: int) -> bool:
    kind, *rest = unit.body.values[condition]
    if kind == V.FIELD:
        return bool(_ENDED.search(str(rest[1])))
    if kind == V.UNARY:
        return _names_an_end(unit, int(rest[1]))
    if kind in (V.COMPARE, V.BINARY):
        return _names_an_end(unit, int(rest[1])) or _names_an_end(unit, int(rest[2]))
    if kind in (V.CALL, V.RESULT):
        called = unit.body.values[unit.body.calls[int(rest[0])].callee]
        return bool(_ENDED.search(str(called[-1]))) or (
            called[0] == V.FIELD and _names_an_end(unit, int(called[1]))
        )
    return False


def leaves(
    other: Unit,
    func: int,
    starts: frozenset[int],
    shut: frozenset[int] = frozenset(),
    unheard: bool = False,
    told_at: frozenset[int] = frozenset(),
) -> int | None:
    """Where a loop that receives is left for a return, other than by what it received; None where it never is.

    `shut` are blocks that are not entered; `unheard` asks for ways that have received nothing;
    `told_at` are other receives that say when all is over.
    """
    body = other.body
    loops = {b.loop for b in body.blocks for op in b.ops if op[0] in _RECEIVING and op[3] in starts}
    outer = body.funcs[func].loop
    if not loops or any(loop == outer or body.loops[loop].func != func for loop in loops):
        return None
    told = _told(other, starts | told_at)
    seen: set[int] = set()
    todo = [body.loops[loop].head for loop in loops]
    found: list[int] = []
    while todo:
        index = todo.pop()
        if index in seen or index in shut:
            continue
        seen.add(index)
        block = body.blocks[index]
        if unheard and any(op[0] == Op.RECEIVE and op[3] in starts for op in block.ops):
            continue
        if block.end[0] == T.RETURN and block.ops:
            found.append(block.ops[-1][3])
        elif block.end[0] != T.IF or not other.variables(int(block.end[1])) & told:
            # A loop with a condition ends when it has gathered what it wants.
            done = {body.loops[loop].exit for loop in loops if body.loops[loop].head == index}
            todo += [each for each in successors(block.end) if each not in done]
        else:
            # What depends on the value or on the closed channel is a way out that the sender knows of.
            todo += [
                each for each in successors(block.end) if any(comes_back(other, each, loop) for loop in loops)
            ]
    return min(found, default=None)


def _told(other: Unit, starts: frozenset[int]) -> frozenset[int]:
    """Variables that the receives set: values, and whether the channel is open."""
    found: set[int] = set()
    ops = [(block, at, op) for block in other.body.blocks for at, op in enumerate(block.ops)]
    channels = {op[1] for _, _, op in ops if op[0] in _RECEIVING and op[3] in starts}
    for block, at, op in ops:
        if op[0] == Op.ASSIGN:
            kind, *rest = other.body.values[op[2]]
            ranged = kind == V.ELEMENT and rest[0] in channels
            if ranged or any(prev[0] == Op.RECEIVE and prev[3] in starts for prev in block.ops[:at]):
                found.add(op[1])
    return frozenset(found)


def _hears_of_senders(unit: Unit, other: Unit, left: int, decl: FuncDecl) -> bool:
    """Whether the receiver leaves only when told by somebody who has waited for the senders, or by the sender itself."""
    told = graph(unit)
    here = declaration(unit)
    if told is None or here is None:
        return True
    for group in dict.fromkeys(told.groups.values()):
        ends = [place for place in group.of(RECEIVE) if place.decl is decl and place.use.start < left]
        if not ends or group.sent_elsewhere:
            continue
        closing = group.of(CLOSE, SEND)
        leads = any(_leads_to(other, place.use.start, left) for place in ends)
        if (
            leads
            and closing
            and all(
                place.decl is here or b".Wait()" in place.decl.source()[: place.use.start]
                for place in closing
            )
        ):
            return True
    return False


def _leads_to(other: Unit, receive: int, left: int) -> bool:
    """Whether a select case leads to a return within its own text."""
    return any(
        start <= receive < end and any(op[3] == left for op in other.body.blocks[block].ops)
        for select in other.body.selects
        for _, _, block, start, end in select.cases
    )
