"""`select {}` in goroutines: a wait that nothing ends."""

from collections.abc import Iterator

from leakline.analysis.finding import Finding
from leakline.analysis.goroutines import Start, started
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The empty selects of goroutines that one declaration starts, or that it is. In main it is how a program stays up."""
    if unit.is_test:
        return
    empty = [
        (block.func, op[3], op[4])
        for block in unit.body.blocks
        for op in block.ops
        if op[0] == Op.SELECT and not unit.body.selects[op[1]].cases and unit.body.selects[op[1]].default < 0
    ]
    if not empty:
        return
    starts = started(unit)
    for func, at, end in empty:
        start = _start_around(unit, func, starts)
        if start is None or starts[start].is_for_good:
            continue
        launch = starts[start].launch
        here = starts[start].unit is unit
        yield unit.finding(
            rule,
            "hint" if unit.head.package == "main" else rule.severity,
            "this goroutine waits forever: a select without cases never goes on",
            at,
            end,
            (unit.related(launch.start, "it is started here"),) if here else (),
            confidence=0.9,
        )


def _start_around(unit: Unit, func: int, starts: dict[int, Start]) -> int | None:
    while func >= 0:
        if func in starts:
            return func
        func = unit.body.funcs[func].parent
    return None
