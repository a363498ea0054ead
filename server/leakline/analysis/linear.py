"""Counts such as `len(as) + len(bs) + 1`, beside what loops over the same slices start."""

from collections import Counter
from collections.abc import Callable, Iterable

from leakline.analysis.unit import Unit
from leakline.flow.ir import V

Form = Counter[int]
"""Value of a slice -> how often its length counts; -1 stands for the constant part."""
CONSTANT = -1


def form(unit: Unit, value: int, number: Callable[[Unit, int], int | None]) -> Form | None:
    """A sum of lengths and constants, or None where a value is something else."""
    kind, *rest = unit.body.values[value]
    known = number(unit, value)
    if known is not None:
        return Counter({CONSTANT: known})
    if kind == V.CALL:
        made = unit.body.calls[int(rest[0])]
        if unit.body.values[made.callee] == (V.GLOBAL, "len") and len(made.args) == 1:
            return Counter({made.args[0]: 1})
    if kind == V.BINARY and rest[0] in ("+", "-"):
        left, right = form(unit, rest[1], number), form(unit, rest[2], number)
        if left is None or right is None:
            return None
        for term, times in right.items():
            left[term] += times if rest[0] == "+" else -times
        return left
    return None


def started(unit: Unit, loops: Iterable[int], home: int) -> Form | None:
    """How many are started in some loops, each once a step; `home` is the loop of the count itself, or -1."""
    found: Form = Counter()
    for loop in loops:
        if loop == home:
            found[CONSTANT] += 1
            continue
        around = unit.body.loops[loop]
        if around.kind != "range" or around.ranged < 0 or around.parent != home:
            return None
        found[around.ranged] += 1
    return found


def difference(counted: Form, launched: Form) -> int | None:
    """By how much a count is larger than what is started; None where it also depends on other lengths."""
    terms = {term for term in (*counted, *launched) if term != CONSTANT}
    if any(counted[term] != launched[term] for term in terms):
        return None
    return counted[CONSTANT] - launched[CONSTANT]
