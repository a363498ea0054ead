"""Callees that call a function they are given before they return, and do not keep it."""

from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V

_ONCE = frozenset(("(*sync.Once).Do",))
_RUNNERS = frozenset(
    [
        *("path/filepath.WalkDir", "path/filepath.Walk", "io/fs.WalkDir", "strings.Map", "bytes.Map"),
        *("strings.FieldsFunc", "strings.IndexFunc", "strings.ContainsFunc", "bytes.FieldsFunc"),
        *("sort.Slice", "sort.SliceStable", "sort.Search", "(*sync.Map).Range", "go/ast.Inspect"),
        *("slices.SortFunc", "slices.SortStableFunc", "slices.ContainsFunc", "slices.IndexFunc"),
        *("slices.DeleteFunc", "maps.DeleteFunc", "flag.VisitAll", "flag.Visit", "(*flag.FlagSet).VisitAll"),
        *("(*container/ring.Ring).Do", "expvar.Do", "(net/http.Header).Range", "(log/slog.Record).Attrs"),
    ]
)


def runs_inline(unit: Unit, call: int, index: int) -> bool:
    """Whether a call runs the function that is its argument `index`, any number of times, before it returns."""
    callee = unit.typer.callee(call)
    if callee.name in _RUNNERS or callee.name in _ONCE:
        return True
    if callee.decl is None:
        return False
    other = unit.lower_other(callee.decl)
    if other is None or not other.body.funcs:
        return False
    params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
    return index < len(params) and _only_calls(other, params[index])


def runs_once(unit: Unit, call: int) -> bool:
    """Whether a call runs the function that it is given once at the most."""
    return unit.typer.callee(call).name in _ONCE


def _only_calls(other: Unit, param: int) -> bool:
    """Whether a function does nothing with a parameter but to call it, and not in a goroutine."""
    known = other.answers.get(("only calls", param))
    if known is None:
        known = other.answers["only calls", param] = _look(other, param)
    return known


def _look(other: Unit, param: int) -> bool:
    value = other.body.find(V.VAR, param)
    called = 0
    for block in other.body.blocks:
        for kind, a, _, _, _ in block.ops:
            if kind in (Op.CALL, Op.GO, Op.DEFER) and other.body.calls[a].callee == value:
                if kind == Op.GO or block.func != 0:
                    return False
                called += 1
    uses = [use for use in other.body.uses if use.var == param and not use.write]
    asked = sum(1 for each in other.body.values if each[0] == V.COMPARE and each[2] == value)
    return called > 0 and len(uses) <= called + asked
