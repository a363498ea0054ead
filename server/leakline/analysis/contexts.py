"""What becomes of a context: whether a request ends with it, and whether it outlives the function that made it."""

from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V

_REQUESTS = {"net/http.NewRequestWithContext": 0, "(*net/http.Request).WithContext": 0}


def is_bound(unit: Unit, call: int) -> bool:
    """Whether a call sends a request whose context is cancelled when the function returns.

    Its connection is freed then, whatever becomes of the body.
    """
    made = unit.body.calls[call]
    return any(_is_cancelled(unit, _context_of(unit, arg, 3)) for arg in made.args)


def asks_head(unit: Unit, call: int) -> bool:
    """Whether a call sends a HEAD request, which no body answers."""
    method = (V.PACKAGE, "net/http", "MethodHead"), (V.CONST, '"HEAD"')
    for arg in unit.body.calls[call].args:
        for origin in _origins(unit, arg):
            kind, *rest = unit.body.values[origin]
            if kind not in (V.CALL, V.RESULT):
                continue
            made = unit.body.calls[int(rest[0])]
            name = unit.typer.callee(int(rest[0])).name
            if name.startswith("net/http.NewRequest") and any(
                unit.body.values[a] in method for a in made.args[:2]
            ):
                return True
    return False


def _context_of(unit: Unit, value: int, depth: int) -> int:
    """The value of the context that a request carries, or -1."""
    for origin in _origins(unit, value):
        kind, *rest = unit.body.values[origin]
        if kind not in (V.CALL, V.RESULT):
            continue
        call = int(rest[0])
        at = _REQUESTS.get(unit.typer.callee(call).name, -1)
        args = unit.body.calls[call].args
        if 0 <= at < len(args):
            return args[at]
        if depth and args and unit.typer.callee(call).short == "Clone":
            return args[0]
    return -1


def _origins(unit: Unit, value: int) -> list[int]:
    kind, *rest = unit.body.values[value]
    return unit.assigned.get(int(rest[0]), []) if kind == V.VAR else [value]


def _is_cancelled(unit: Unit, context: int) -> bool:
    """Whether the cancel function that came with a context is deferred."""
    if context < 0:
        return False
    for origin in _origins(unit, context):
        kind, *rest = unit.body.values[origin]
        if kind != V.RESULT or rest[1] != 0:
            continue
        cancel = unit.body.find(V.RESULT, rest[0], 1)
        held = {unit.body.find(V.VAR, var) for var, given in unit.assigned.items() if cancel in given}
        for block in unit.body.blocks:
            for op in block.ops:
                if op[0] == Op.DEFER and _calls(unit, op[1], held):
                    return True
    return False


def _calls(unit: Unit, call: int, held: set[int]) -> bool:
    """Whether a call, or the literal it calls, calls one of some values."""
    callee = unit.body.calls[call].callee
    literal = unit.literal_of(callee)
    return callee in held or any(
        c.func == literal and c.callee in held for c in unit.body.calls if literal >= 0
    )


def outlives(unit: Unit, call: int) -> str:
    """What becomes of the context that a call derives: `kept` (returned or stored), `goroutine`, or "" for neither."""
    result = unit.body.find(V.RESULT, call, 0)
    variables = {var for var, given in unit.assigned.items() if result in given}
    subjects = {unit.body.find(V.VAR, var) for var in variables} | {result, unit.body.find(V.CALL, call)}
    found = ""
    for block in unit.body.blocks:
        for kind, a, b, _, _ in block.ops:
            if kind in (Op.STORE, Op.SEND) and _holds(unit, b, subjects):
                return "kept"
            if (
                kind == Op.ASSIGN
                and unit.body.values[b][0] in (V.COMPOSITE, V.ADDR)
                and _holds(unit, b, subjects)
            ):
                return "kept"
            if kind == Op.RETURN and any(_holds(unit, value, subjects) for value in unit.body.returns[a]):
                return "kept"
            if kind == Op.GO and _reaches(unit, a, subjects, variables):
                found = "goroutine"
    return found


def _holds(unit: Unit, value: int, subjects: set[int]) -> bool:
    if value in subjects:
        return True
    kind, *rest = unit.body.values[value]
    if kind == V.ADDR:
        return _holds(unit, rest[0], subjects)
    if kind == V.COMPOSITE:
        return any(_holds(unit, each, subjects) for each in rest[1])
    if kind in (V.CALL, V.RESULT):
        # A context derived from it, or a request that carries it.
        carries = unit.typer.of(value) in ("context.Context", "*net/http.Request")
        return carries and any(arg in subjects for arg in unit.body.calls[int(rest[0])].args)
    return False


def _reaches(unit: Unit, call: int, subjects: set[int], variables: set[int]) -> bool:
    made = unit.body.calls[call]
    literal = unit.literal_of(made.callee)
    return any(arg in subjects for arg in made.args) or (
        literal >= 0 and bool(variables & unit.captured[literal])
    )


def is_done(unit: Unit, call: int, channel: int) -> bool:
    """Whether a channel is `ctx.Done()` of the very context that a call derived."""
    kind, *rest = unit.body.values[channel]
    if kind != V.CALL:
        return False
    callee = unit.body.values[unit.body.calls[int(rest[0])].callee]
    if callee[0] != V.FIELD or callee[2] != "Done":
        return False
    base = unit.body.values[int(callee[1])]
    return base[0] == V.VAR and unit.body.find(V.RESULT, call, 0) in unit.assigned.get(base[1], ())


def ends_parent(unit: Unit, call: int, callee: int) -> bool:
    """Whether a called value cancels the context that a call derived its own from, or one above it."""
    called, *which = unit.body.values[callee]
    if called != V.VAR:
        return False
    for _ in range(4):
        args = unit.body.calls[call].args
        kind, *held = unit.body.values[args[0]] if args else (V.NIL, -1)
        given = unit.assigned.get(int(held[0]), []) if kind == V.VAR else []
        made = [unit.body.values[value] for value in given]
        calls = [int(value[1]) for value in made if value[0] == V.RESULT and value[2] == 0]
        if len(calls) != 1 or calls[0] == call:
            return False
        call = calls[0]
        if unit.body.find(V.RESULT, call, 1) in unit.assigned.get(int(which[0]), ()):
            return True
    return False


_PLAIN = ("context.WithCancel", "context.WithCancelCause")
_ROOTS = ("context.Background", "context.TODO")


def waits_for_nothing(unit: Unit, call: int, before: int) -> bool:
    """Whether a context without a parent or a timer is left, before an offset, with no goroutine started since.

    Nothing keeps such a context: it goes with the garbage.
    """
    made = unit.body.calls[call]
    if unit.typer.callee(call).name not in _PLAIN or len(made.args) != 1:
        return False
    kind, *rest = unit.body.values[made.args[0]]
    if kind not in (V.CALL, V.RESULT) or unit.typer.callee(int(rest[0])).name not in _ROOTS:
        return False
    return not any(
        made.start < op[3] < before and (op[0] == Op.GO or _starts(unit, op))
        for block in unit.body.blocks
        for op in block.ops
    )


def _starts(unit: Unit, op: Operation) -> bool:
    """Whether an operation calls something named after what starts a goroutine."""
    if op[0] != Op.CALL:
        return False
    short = unit.typer.callee(op[1]).short
    return short in ("Go", "Start", "Run", "Watch", "Serve", "start", "run", "watch", "serve")
