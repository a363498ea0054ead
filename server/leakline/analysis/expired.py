"""Work that is left to do, on a context that is over already: it fails at once, and what it was to clean up stays."""

from collections.abc import Iterator

from attrs import frozen

from leakline.analysis import callees
from leakline.analysis.finding import Edit, Finding, Fix
from leakline.analysis.launches import successors
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V

WITHOUT_CANCEL = (1, 21)
"""From this version on there is context.WithoutCancel."""

_CLEANUP = frozenset(
    (
        "shutdown stop close cleanup clean delete remove release unlock flush terminate disconnect deregister "
        "unregister kill rollback drain finish save park persist exec abort revoke destroy teardown leave free detach "
        "unsubscribe unmount purge nack ack drop undo restore revert dispose evict withdraw expire"
    ).split()
)
_DEADLINES = frozenset(
    ("context.WithTimeout", "context.WithDeadline", "context.WithTimeoutCause", "context.WithDeadlineCause")
)


@frozen
class End:
    """A place behind which a context is over."""

    block: int
    at: int
    """The operation behind which it is over; -1 for the start of the block."""
    start: int
    of_group: bool = False
    """Whether it is a group that ended it: then all work on it was to be done by the group's members."""


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Cleanup on contexts that are over, in one declaration. Tests try that on purpose."""
    if unit.is_test:
        return
    for var, ends in over(unit).items():
        yield from _used(unit, rule, var, ends)
    yield from _deferred(unit, rule)


def over(unit: Unit) -> dict[int, list[End]]:
    """Context variable -> where it is surely over.

    Behind `<-ctx.Done()`, `ctx.Err() != nil`, a call of its cancel function, and the Wait of the group that it came with.
    """
    known = unit.answers.get("over")
    if known is None:
        known = unit.answers["over"] = _over(unit)
    return known


def _over(unit: Unit) -> dict[int, list[End]]:
    body = unit.body
    found: dict[int, list[End]] = {}
    cancels = {cancel: var for var, cancel in _cancels(unit)}
    groups = _groups(unit)
    for index, block in enumerate(body.blocks):
        for at, (kind, a, _, start, _) in enumerate(block.ops):
            var, of_group = -1, False
            if kind == Op.RECEIVE:
                var = _asked(unit, a, "Done")
            elif kind == Op.CALL:
                callee, *rest = body.values[body.calls[a].callee]
                if callee == V.VAR:
                    var = cancels.get(rest[0], -1)
                elif callee == V.FIELD and rest[1] == "Wait":
                    var, of_group = groups.get(rest[0], -1), True
            if var >= 0:
                found.setdefault(var, []).append(End(index, at, start, of_group))
        if block.end[0] == T.IF and any(op[0] == Op.BRANCH and op[2] for op in block.ops):
            asked = body.values[int(block.end[1])]
            if asked[0] == V.COMPARE and asked[1] == "==" and body.values[int(asked[3])][0] == V.NIL:
                var = _asked(unit, int(asked[2]), "Err")
                if var >= 0:
                    found.setdefault(var, []).append(End(block.end[3], -1, block.ops[-1][3]))
    return found


def _asked(unit: Unit, value: int, method: str) -> int:
    """The context variable whose method a value is the result of, or -1."""
    kind, *rest = unit.body.values[value]
    if kind == V.VAR:
        given = unit.assigned.get(int(rest[0]), [])
        if len(given) != 1:
            return -1
        kind, *rest = unit.body.values[given[0]]
    if kind not in (V.CALL, V.RESULT):
        return -1
    callee, *what = unit.body.values[unit.body.calls[int(rest[0])].callee]
    if callee != V.FIELD or what[1] != method:
        return -1
    base, *var = unit.body.values[int(what[0])]
    return int(var[0]) if base == V.VAR and unit.typer.of(int(what[0])) == "context.Context" else -1


def _cancels(unit: Unit) -> Iterator[tuple[int, int]]:
    """Context variables with the variable of the cancel function that came with each."""
    held: dict[tuple[int, int], list[int]] = {}
    for var, given in unit.assigned.items():
        for value in given:
            kind, *rest = unit.body.values[value]
            if kind == V.RESULT:
                held.setdefault((int(rest[0]), int(rest[1])), []).append(var)
    for (call, index), variables in held.items():
        if index != 0 or not unit.typer.callee(call).name.startswith(("context.With", "os/signal.NotifyC")):
            continue
        for cancel in held.get((call, 1), ()):
            # One that is assigned again would be another context's.
            if len(unit.assigned[cancel]) == 1:
                yield from ((var, cancel) for var in variables if len(unit.assigned[var]) == 1)


def _groups(unit: Unit) -> dict[int, int]:
    """Groups with a context -> the variable of that context, which is over once Wait has come back."""
    calls = {
        int(unit.body.values[value][1]): var
        for var, given in unit.assigned.items()
        for value in given
        if len(given) == 1 and unit.body.values[value][0] == V.RESULT and unit.body.values[value][2] == 1
    }
    found: dict[int, int] = {}
    for var, given in unit.assigned.items():
        kind, *rest = unit.body.values[given[0]] if len(given) == 1 else (V.NIL,)
        if kind != V.RESULT or rest[1] != 0 or rest[0] not in calls:
            continue
        if unit.typer.callee(int(rest[0])).name == "golang.org/x/sync/errgroup.WithContext":
            found[unit.body.find(V.VAR, var)] = calls[int(rest[0])]
    return found


def surely(unit: Unit, var: int, ends: list[End]) -> frozenset[int]:
    """Blocks in which a context is over from their start on, whichever way control came."""
    body = unit.body
    before: dict[int, list[int]] = {}
    for index, block in enumerate(body.blocks):
        for following in successors(block.end):
            before.setdefault(following, []).append(index)
    inside = {end.block for end in ends if end.at >= 0}
    heads = {end.block for end in ends if end.at < 0}
    found: set[int] = set(heads)
    todo = [*heads, *(each for end in ends if end.at >= 0 for each in successors(body.blocks[end.block].end))]
    found.update(todo)
    while todo:
        block = body.blocks[todo.pop()]
        if any(op[:2] == (Op.ASSIGN, var) for op in block.ops):
            continue
        for following in successors(block.end):
            if following not in found:
                found.add(following)
                todo.append(following)
    sets = {i for i in found if any(op[:2] == (Op.ASSIGN, var) for op in body.blocks[i].ops)}
    reached = set(before) | {func.entry for func in body.funcs}

    def certain(block: int) -> bool:
        if block in heads:
            return len(before.get(block, ())) == 1
        ways = [each for each in before.get(block, ()) if each in reached]
        return all(each in inside or (each in found and each not in sets) for each in ways)

    gone = {each for each in found if not certain(each)}
    while gone:
        found -= gone
        gone = {each for each in found if not certain(each)}
    return frozenset(found)


def _used(unit: Unit, rule: Rule, var: int, ends: list[End]) -> Iterator[Finding]:
    body = unit.body
    subject = body.find(V.VAR, var)
    sure = surely(unit, var, ends)
    seen: set[int] = set()
    for index, block in enumerate(body.blocks):
        since = next((end for end in ends if end.block == index and end.at >= 0), None)
        over_here = index in sure
        for at, (kind, a, _, start, _) in enumerate(block.ops):
            over_here = over_here or (since is not None and at > since.at)
            if kind == Op.ASSIGN and a == var and over_here:
                over_here, since = False, None
            if kind != Op.CALL or not over_here or a in seen:
                continue
            end = min(ends, key=lambda end: (end.start > start, -end.start))
            needs = _needs_time(unit, a) or (end.of_group and _works(unit, a))
            if subject in body.calls[a].args[:1] and needs:
                seen.add(a)
                yield _finding(unit, rule, var, a, end)


def _needs_time(unit: Unit, call: int) -> bool:
    """Whether a callee is to clean up, and does nothing against a context that is over."""
    callee = unit.typer.callee(call)
    if callee.name in _DEADLINES:
        return True
    name = callee.short
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    name = str(rest[1]) if kind == V.FIELD else name
    verbs = callees.words(name)
    if not verbs or verbs[0] not in _CLEANUP:
        return False
    if callee.decl is None:
        return True
    source = callee.decl.source()
    return not any(
        word in source for word in (b"WithoutCancel(", b"context.Background()", b"context.TODO()", b"(_ ")
    )


_TALKS = frozenset(
    "log print debug info warn warning error trace fatal panic with value from get set record add logger span".split()
)


def _works(unit: Unit, call: int) -> bool:
    """Whether a callee does work on its context, rather than write a log or look something up in it."""
    callee = unit.typer.callee(call)
    verbs = callees.words(callee.short)
    foreign = callee.name.startswith(("context.", "log/slog.", "(*log/slog."))
    return bool(verbs) and not foreign and not callee.is_type and not _TALKS & set(verbs)


def _deferred(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Cleanup that is deferred before the cancel of its context: deferred calls run in turn, the last one first."""
    body = unit.body
    cancels = {cancel: var for var, cancel in _cancels(unit)}
    stopped: dict[int, tuple[int, int]] = {}
    for block in body.blocks:
        for kind, call, _, start, _ in block.ops:
            callee, *rest = body.values[body.calls[call].callee] if kind == Op.DEFER else (V.NIL, -1)
            if callee == V.VAR and rest[0] in cancels:
                stopped[cancels[rest[0]]] = (start, body.calls[call].func)
    for block in body.blocks if stopped else ():
        for kind, call, _, start, _ in block.ops:
            if kind != Op.DEFER:
                continue
            literal = unit.literal_of(body.calls[call].callee)
            inside = (
                [i for i, each in enumerate(body.calls) if each.func == literal] if literal >= 0 else [call]
            )
            for each in inside:
                for var, (end, func) in stopped.items():
                    if not (start < end and body.calls[call].func == func):
                        continue
                    if body.find(V.VAR, var) in body.calls[each].args[:1] and _needs_time(unit, each):
                        yield _finding(unit, rule, var, each, End(-1, -1, end))


def _finding(unit: Unit, rule: Rule, var: int, call: int, end: End) -> Finding:
    made = unit.body.calls[call]
    name = unit.body.vars[var].name
    called = unit.body.text(made.start, made.fun_end)
    called = called if "\n" not in called and len(called) <= 40 else unit.typer.callee(call).short
    derived = unit.typer.callee(call).name in _DEADLINES
    over = f"{name}, which is over already (line {unit.shown_line(end.start)})"
    what = f"{called} derives from {over}: what it is made for fails at once"
    if not derived:
        what = f"{called} gets {over}: it fails at once"
    return unit.finding(
        rule,
        rule.severity,
        what,
        made.start,
        made.end,
        (unit.related(end.start, f"from here on {name} is over"),),
        _fix(unit, var, call),
        confidence=0.85,
    )


def _fix(unit: Unit, var: int, call: int) -> tuple[Fix, ...]:
    prefix = next((name for name, path in unit.head.imports.items() if path == "context"), "")
    if unit.go_version < WITHOUT_CANCEL or not prefix:
        return ()
    name = unit.body.vars[var].name
    made = unit.body.calls[call]
    use = next((u for u in unit.body.uses if u.var == var and made.fun_end < u.start < made.end), None)
    if use is None:
        return ()
    row = unit.line(use.start)
    first = use.start - unit.starts[row] + 1
    edit = Edit(unit.path, (row + 1, first), (row + 1, first + len(name)), f"{prefix}.WithoutCancel({name})")
    return (Fix(f"Clean up on a context that is not over: {prefix}.WithoutCancel({name})", (edit,), False),)
