"""Releases that a loop defers: each step acquires, and nothing is released before the function returns."""

import re
from collections.abc import Iterator

from leakline.analysis.finding import Finding
from leakline.analysis.launches import comes_back, loops_around
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Call, Loop, Op, V, family
from leakline.golang.types import pointee

_METHODS = frozenset(
    (
        "Close CloseNow CloseWithError Stop Release Rollback End Finish Shutdown Cleanup Free Cancel "
        "Unlock RUnlock Abort"
    ).split()
)
_LOCKS = {"Unlock": ("Lock", "TryLock"), "RUnlock": ("RLock", "TryRLock")}
_REMOVERS = frozenset(("os.Remove", "os.RemoveAll"))


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The deferred releases in loops of one declaration."""
    body = unit.body
    for index, block in enumerate(body.blocks):
        for at, (kind, call, _, start, end) in enumerate(block.ops):
            if kind != Op.DEFER:
                continue
            made = body.calls[call]
            loops = [each for each in loops_around(unit, made.loop, -1) if body.loops[each].func == made.func]
            again = [each for each in loops if comes_back(unit, index, each, at + 1)]
            if not again or runs_once(unit, start):
                continue
            name = _released(unit, call, made, again)
            severity = _severity(unit, rule, [body.loops[each] for each in again], start)
            if not name or not severity or _is_collected(unit, call, [body.loops[each] for each in again]):
                continue
            yield unit.finding(
                rule,
                severity,
                f"{name} is released by a deferred call in a loop: it runs when the function returns, not at the end of "
                "each step, so that they pile up; move the body of the loop into a function of its own",
                start,
                end,
                (unit.related(body.loops[again[0]].start, "each step of this loop acquires another one"),),
                confidence=0.85,
            )


def _is_collected(unit: Unit, call: int, loops: list[Loop]) -> bool:
    """Whether each step appends what is released to a list that outlives the loop: it is needed until the end."""
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    subject = int(rest[0]) if kind == V.FIELD else -1
    append = unit.body.find(V.GLOBAL, "append")
    return subject >= 0 and any(
        made.callee == append
        and any(each.start <= made.start < each.end for each in loops)
        and any(_contains(unit, arg, subject) for arg in made.args[1:])
        for made in unit.body.calls
    )


def _contains(unit: Unit, value: int, subject: int) -> bool:
    kind, *rest = unit.body.values[value]
    if kind == V.ADDR:
        return _contains(unit, int(rest[0]), subject)
    if kind == V.COMPOSITE:
        return any(_contains(unit, int(each), subject) for each in rest[1])
    return value == subject


def _severity(unit: Unit, rule: Rule, loops: list[Loop], start: int) -> str:
    """How much a loop can pile up; "" where it is bounded and nobody asked."""
    endless = any(loop.kind in ("forever", "while") or _is_stream(unit, loop) for loop in loops)
    if endless:
        seldom = unit.is_test or unit.is_start_up or _is_in_case(unit, start)
        return "information" if seldom else rule.severity
    counted = all(loop.kind == "for" or _is_fixed(unit, loop) for loop in loops)
    return "information" if rule.asked or not (counted or unit.is_test or unit.is_start_up) else ""


def _is_in_case(unit: Unit, start: int) -> bool:
    """Whether a statement belongs to a case of a select, which may be taken once only."""
    node = unit.root.named_descendant_for_byte_range(start, start + 1)
    while node is not None and node.type not in ("func_literal", "for_statement"):
        if node.type == "communication_case":
            return True
        node = node.parent
    return False


def _is_stream(unit: Unit, loop: Loop) -> bool:
    """Whether a range goes over a channel or an iterator, which need not end."""
    return loop.ranged >= 0 and unit.typer.of(loop.ranged).startswith(
        ("chan ", "<-chan", "func(", "iter.Seq")
    )


def _is_fixed(unit: Unit, loop: Loop) -> bool:
    """Whether a range goes over as many elements as the text shows, or over a number."""
    if loop.ranged < 0:
        return False
    values = [loop.ranged]
    kind, *rest = unit.body.values[loop.ranged]
    if kind == V.VAR:
        values = unit.assigned.get(rest[0], values)
    text = pointee(unit.typer.of(loop.ranged))
    numbered = text in ("int", "int64", "uint") or (text.startswith("[") and not text.startswith("[]"))
    return numbered or all(unit.body.values[value][0] in (V.COMPOSITE, V.CONST) for value in values)


_ASKED = re.compile(r"!?([\w.]+)(?: == nil)?")


def runs_once(unit: Unit, start: int) -> bool:
    """Whether a flag, or a variable that is nil, lets a statement run once only: `if !held { …; held = true }`."""
    node = unit.root.named_descendant_for_byte_range(start, start + 1)
    while node is not None and node.type != "func_literal":
        if node.type == "if_statement":
            condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
            text = unit.body.text(condition.start_byte, condition.end_byte) if condition is not None else ""
            asked = _ASKED.fullmatch(text)
            inside = unit.body.text(body.start_byte, body.end_byte) if body is not None else ""
            if asked is not None and re.search(rf"(?m)^\s*{re.escape(asked[1])}(?:, \w+)* = ", inside):
                return True
        node = node.parent
    return False


def _released(unit: Unit, call: int, made: Call, loops: list[int]) -> str:
    """The text of what a deferred call releases and the loop acquired, or ""."""
    literal = unit.literal_of(made.callee)
    if literal < 0:
        return _released_by(unit, call, loops)
    inside = family(unit.body.funcs, literal)
    if made.args and not any(_is_acquired(unit, arg, loops) for arg in made.args):
        return ""
    called = [index for index, each in enumerate(unit.body.calls) if each.func in inside]
    params = dict(zip(unit.body.funcs[literal].params, made.args, strict=False))
    found = (_released_by(unit, each, loops, params) for each in called)
    return next((name for name in found if name), "")


def _released_by(unit: Unit, call: int, loops: list[int], params: "dict[int, int] | None" = None) -> str:
    made = unit.body.calls[call]
    kind, *rest = unit.body.values[made.callee]
    if kind == V.FIELD and rest[1] in _METHODS:
        base = int(rest[0])
        locks = _LOCKS.get(str(rest[1]))
        if locks is not None:
            return _text(unit, base) if _is_locked(unit, base, locks, loops) else ""
        return _text(unit, base) if _is_acquired(unit, base, loops, params) else ""
    if kind == V.VAR:
        typed = unit.typer.of_var(int(rest[0]))
        releases = typed in ("context.CancelFunc", "context.CancelCauseFunc", "func()")
        return _text(unit, made.callee) if releases and _is_acquired(unit, made.callee, loops, params) else ""
    callee = unit.typer.callee(call)
    if callee.name in _REMOVERS or callee.short.lower().startswith(("close", "safeclose", "mustclose")):
        first = next((arg for arg in made.args if _is_acquired(unit, arg, loops, params)), -1)
        return _text(unit, first) if first >= 0 else ""
    return ""


def _is_acquired(unit: Unit, value: int, loops: list[int], params: "dict[int, int] | None" = None) -> bool:
    """Whether a value, or the variable below it, is made by a call in the loop, or comes out of a ranged channel."""
    kind, *rest = unit.body.values[value]
    if kind in (V.FIELD, V.DEREF, V.ADDR, V.ASSERT):
        return _is_acquired(unit, int(rest[0]), loops, params)
    if kind != V.VAR:
        return False
    var = int(rest[0])
    if params and var in params:
        return _is_acquired(unit, params[var], loops)
    around = [unit.body.loops[each] for each in loops]
    for block in unit.body.blocks:
        for op, target, given, start, _ in block.ops:
            if op != Op.ASSIGN or target != var or not any(each.start <= start < each.end for each in around):
                continue
            what, *inner = unit.body.values[given]
            if what in (V.CALL, V.RESULT):
                return _gives_new(unit, int(inner[0]))
            if what == V.ELEMENT:
                return any(_is_stream(unit, each) and each.ranged == inner[0] for each in around)
    return False


_TAKES = ("get", "load", "find", "lookup", "peek", "current", "self")


def _gives_new(unit: Unit, call: int) -> bool:
    """Whether a call makes something: not a getter, nor a map or list that hands out what others own."""
    callee = unit.typer.callee(call)
    return (
        not callee.is_type
        and not callee.name.startswith("builtin.")
        and not (
            callee.short.lower().startswith(_TAKES)
            and not callee.name.startswith(("net/http.", "(*net/http."))
        )
    )


def _is_locked(unit: Unit, base: int, locks: tuple[str, ...], loops: list[int]) -> bool:
    """Whether the lock is taken in the loop, too."""
    around = [unit.body.loops[each] for each in loops]
    kind, *rest = unit.body.values[base]
    if kind == V.VAR and unit.body.vars[int(rest[0])].role == "header":
        return False  # lock all, and unlock all at the end
    for made in unit.body.calls:
        kind, *rest = unit.body.values[made.callee]
        inside = any(loop.start <= made.start < loop.end for loop in around)
        if inside and kind == V.FIELD and rest[0] == base and rest[1] in locks:
            return True
    return False


def _text(unit: Unit, value: int) -> str:
    kind, *rest = unit.body.values[value]
    if kind == V.VAR:
        return unit.body.vars[int(rest[0])].name
    start, end = unit.body.spans.get(value, (0, 0))
    return unit.body.text(start, end) if end else "what it acquires"
