"""Fixes for a lock that is left held: a deferred unlock, an unlock before each exit, or the method that was meant."""

from collections.abc import Sequence

from leakline.analysis.finding import Edit, Fix
from leakline.analysis.lockkeys import ACQUIRING, RELEASING, Key, key_of
from leakline.analysis.paths import Exit
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, V
from leakline.golang import std

_SIMPLE = (V.NIL, V.BOOL, V.CONST, V.GLOBAL, V.PACKAGE)


def fixes(unit: Unit, call: int, key: Key, exits: Sequence[Exit], shared: frozenset[int]) -> tuple[Fix, ...]:
    """The way to mend a Lock that is still held at some exits; () where none is sure to keep the meaning.

    `shared` are the returns (by their index) that are reached without the lock, too.
    """
    if key.method not in ACQUIRING:
        return ()
    meant = "RUnlock" if key.method == "RLock" else "Unlock"
    typed = [each for each in exits if each.kind == "deferred" or (each.kind == "again" and len(exits) == 1)]
    if typed:
        return _instead(unit, call, typed[0], key.method, meant)
    if any(each.kind not in ("return", "end", "panic") for each in exits):
        return ()
    made = unit.body.calls[call]
    text = unit.body.text(made.start, made.fun_end)
    name = f"{text.removesuffix(key.method)}{meant}()"
    return _deferred(unit, call, key, name) or _before(unit, exits, shared, name)


def _instead(unit: Unit, call: int, exit_: Exit, method: str, meant: str) -> tuple[Fix, ...]:
    """Unlock where a second Lock was typed."""
    made = next((each for each in unit.body.calls if each.start == exit_.start), None)
    if made is None or made.start <= unit.body.calls[call].start:
        return ()
    line = unit.line(made.fun_end)
    column = made.fun_end - unit.starts[line] + 1
    edit = Edit(unit.path, (line + 1, column - len(method)), (line + 1, column), meant)
    title = (
        f"Defer {meant} instead of {method}" if exit_.kind == "deferred" else f"{meant} instead of {method}"
    )
    return (Fix(title, (edit,), safe=False),)


def _deferred(unit: Unit, call: int, key: Key, name: str) -> tuple[Fix, ...]:
    """A deferred unlock after the Lock, where nothing runs after the unlocks that it takes the place of."""
    body = unit.body
    made = body.calls[call]
    if made.loop >= 0 or not _stands_alone(unit, made.start, made.end):
        return ()
    edits = [_inserted(unit, unit.line(made.end) + 1, unit.line(made.start), f"defer {name}")]
    for index, other in enumerate(body.calls):
        same = key_of(unit, index)
        if same is None or not same.same(key) or index == call:
            continue
        line = unit.line(other.start)
        ends = same.method in RELEASING and other.func == made.func and other.start > made.start
        if not ends or not _is_last(unit, index) or not _stands_alone(unit, other.start, other.end, False):
            return ()
        edits.append(Edit(unit.path, (line + 1, 1), (line + 2, 1), ""))
    return (Fix(f"Unlock when the function returns: defer {name}", tuple(edits), safe=True),)


def _is_last(unit: Unit, call: int) -> bool:
    """Whether a call is the last thing that a function does but for returning, and making an error for that."""
    for block in unit.body.blocks:
        for at, op in enumerate(block.ops):
            if op[0] == Op.CALL and op[1] == call:
                rest = block.ops[at + 1 :]
                return block.end[0] == T.RETURN and all(_is_plain(unit, each) for each in rest)
    return False  # deferred already


def _is_plain(unit: Unit, op: Operation) -> bool:
    if op[0] != Op.CALL:
        return op[0] == Op.RETURN
    callee = unit.body.values[unit.body.calls[op[1]].callee]
    return callee[0] == V.PACKAGE and callee[1] in ("errors", "fmt", "strconv") and std.is_std(str(callee[1]))


def _before(unit: Unit, exits: Sequence[Exit], shared: frozenset[int], name: str) -> tuple[Fix, ...]:
    """An unlock before each exit, where what is returned does not need the lock."""
    edits: list[Edit] = []
    returns = {op[3]: op[1] for block in unit.body.blocks for op in block.ops if op[0] == Op.RETURN}
    for each in exits:
        if returns.get(each.start, -1) in {-1, *shared}:
            return ()
        if each.kind == "end":
            line = unit.line(each.end - 1) if each.end > each.start else unit.line(each.start)
            above = line - 1
            if unit.body.source[unit.starts[line] :][:1] != b"}" or above < 0:
                return ()
            edits.append(_inserted(unit, line, -1, name))
            continue
        if not _stands_alone(unit, each.start, each.end) or not _needs_no_lock(unit, each):
            return ()
        line = unit.line(each.start)
        edits.append(_inserted(unit, line, line, name))
    title = "Unlock before the exit" if len(edits) == 1 else "Unlock before each exit"
    return (Fix(f"{title}: {name}", tuple(edits), safe=True),)


def _needs_no_lock(unit: Unit, exit_: Exit) -> bool:
    """Whether the values of a return are told without reading what the lock guards."""
    for block in unit.body.blocks:
        for op in block.ops:
            if op[0] == Op.RETURN and op[3] == exit_.start:
                return all(_is_simple(unit, value) for value in unit.body.returns[op[1]])
    return False


def _is_simple(unit: Unit, value: int) -> bool:
    kind, *rest = unit.body.values[value]
    if kind == V.VAR:
        return unit.body.vars[int(rest[0])].role != "receiver"
    if kind in (V.CALL, V.RESULT):
        made = unit.body.calls[int(rest[0])]
        callee = unit.body.values[made.callee]
        makes_error = callee[0] == V.PACKAGE and callee[1] in ("errors", "fmt")
        return makes_error and all(_is_simple(unit, arg) for arg in made.args)
    if kind == V.COMPOSITE:
        return all(_is_simple(unit, each) for each in rest[1])
    if kind in (V.ADDR, V.CONVERT):
        return _is_simple(unit, int(rest[-1]))
    return kind in _SIMPLE


def _stands_alone(unit: Unit, start: int, end: int, commented: bool = True) -> bool:
    """Whether a statement has its lines for itself, but for a comment where that may stay."""
    source = unit.body.source
    first, last = unit.starts[unit.line(start)], source.find(b"\n", end)
    behind = source[end : last if last >= 0 else len(source)].strip()
    return not source[first:start].strip() and (not behind or (commented and behind.startswith(b"//")))


def _inserted(unit: Unit, line: int, like: int, text: str) -> Edit:
    """A line before line `line`, indented as line `like`, or once where that is -1."""
    source = unit.body.source
    indent = "\t"
    if like >= 0:
        start = unit.starts[like]
        until = next((at for at in range(start, len(source)) if source[at] not in b" \t"), start)
        indent = source[start:until].decode()
    return Edit(unit.path, (line + 1, 1), (line + 1, 1), f"{indent}{text}\n")
