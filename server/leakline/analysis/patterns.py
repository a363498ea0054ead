"""What a single place tells: HTTP without any timeout, and a fresh context where there is one already."""

from collections.abc import Iterator

from leakline.analysis import callees, expired
from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V

_CLIENT = frozenset(f"net/http.{name}" for name in ("Get", "Head", "Post", "PostForm"))
_SERVER = frozenset(
    f"net/http.{name}" for name in ("ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS")
)
_LITERALS = {
    "net/http.Server": (("ReadTimeout", "ReadHeaderTimeout"), "ReadHeaderTimeout"),
    "net/http.Client": (("Timeout",), "Timeout"),
}


def timeouts(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """HTTP clients and servers of one declaration that wait for as long as the other side likes."""
    if _is_for_tests(unit):
        return
    for call, made in enumerate(unit.body.calls):
        name = unit.typer.callee(call).name
        if name in _CLIENT:
            message = "uses the default client, which has no timeout: a server that does not answer holds it for good"
        elif name in _SERVER:
            message = "makes a server without any timeout: a client that sends nothing holds its connection for good"
        else:
            continue
        yield unit.finding(
            rule, rule.severity, f"{unit.body.text(made.start, made.fun_end)} {message}", made.start, made.end
        )
    yield from _literals(unit, rule)


def _is_for_tests(unit: Unit) -> bool:
    return unit.is_test or "testing" in unit.head.imports.values()


def _literals(unit: Unit, rule: Rule) -> Iterator[Finding]:
    for value, (kind, *rest) in enumerate(unit.body.values):
        typed = unit.typer.resolve(str(rest[0])) if kind == V.COMPOSITE else ""
        if typed not in _LITERALS or value not in unit.body.spans:
            continue
        keys, best = _LITERALS[typed]
        if (not rest[2] and rest[1]) or any(key in rest[2] for key in keys) or _is_set_later(unit, keys):
            continue
        start, end = unit.body.spans[value]
        short = typed.rpartition("/")[2]
        yield unit.finding(
            rule,
            rule.severity,
            f"this {short} has no {best}: whoever does not answer holds its connection for good",
            start,
            end,
        )


def _is_set_later(unit: Unit, keys: tuple[str, ...]) -> bool:
    for block in unit.body.blocks:
        for op in block.ops:
            if (
                op[0] == Op.STORE
                and unit.body.values[op[1]][0] == V.FIELD
                and unit.body.values[op[1]][2] in keys
            ):
                return True
    return False


# contexts

_FRESH = frozenset(("context.Background", "context.TODO"))
_PURPOSE = frozenset(
    "shutdown stop close cleanup clean release unlock flush rollback end finish deregister".split()
)


def detached(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """Fresh contexts that a declaration hands on although it was given one."""
    body = unit.body
    given = [
        var
        for var, declared in enumerate(body.vars)
        if declared.role == "param" and unit.typer.of_var(var) == "context.Context" and declared.name != "_"
    ]
    verbs = callees.words(body.name)
    if not given or _is_for_tests(unit) or (verbs and verbs[0] in _PURPOSE):
        return
    later = _later(unit)
    over = [
        (expired.surely(unit, var, ends), [(end.block, end.at) for end in ends if end.at >= 0])
        for var, ends in expired.over(unit).items()
    ]
    for index, block in enumerate(body.blocks):
        for at, (kind, call, _, _, _) in enumerate(block.ops):
            if kind != Op.CALL or unit.typer.callee(call).name not in _FRESH:
                continue
            made = body.calls[call]
            known = [var for var in given if _sees(unit, made.func, body.vars[var].func)]
            if not known or made.func in later or _is_default(unit, call, given):
                continue
            if any(index in sure or any(b == index and p < at for b, p in ends) for sure, ends in over):
                continue
            if any(_is_on_purpose(unit, other, call) for other in range(len(body.calls))):
                continue
            name = body.vars[known[0]].name
            yield unit.finding(
                rule,
                rule.severity,
                f"{body.text(made.start, made.end)} beside {name}: what gets it goes on when {name} is cancelled",
                made.start,
                made.end,
                (unit.related(body.vars[known[0]].start, f"{name} is at hand"),),
                confidence=0.6,
            )


def _later(unit: Unit) -> frozenset[int]:
    """Literals that run some other time, on purpose with a context of their own; and those inside of them."""
    body = unit.body
    found: set[int] = set()
    for block in body.blocks:
        for kind, call, *_ in block.ops:
            if kind in (Op.GO, Op.DEFER):
                found.add(unit.literal_of(body.calls[call].callee))
            elif kind == Op.CALL:
                found |= {unit.literal_of(arg) for arg in body.calls[call].args}
    found.discard(-1)
    for func in body.funcs:
        if func.parent in found:
            found.add(func.index)
    return frozenset(found)


def _sees(unit: Unit, func: int, owner: int) -> bool:
    while func >= 0:
        if func == owner:
            return True
        func = unit.body.funcs[func].parent
    return False


def _is_default(unit: Unit, call: int, given: list[int]) -> bool:
    """Whether a fresh context stands in for the given one, or is what the function is asked for."""
    body = unit.body
    results = {body.find(V.CALL, call), body.find(V.RESULT, call, 0)} - {-1}
    derived = {body.find(V.RESULT, i, 0) for i, made in enumerate(body.calls) if results & set(made.args)} - {
        -1
    }
    returned = any(results & set(values) for values in body.returns)
    return returned or any((results | derived) & set(unit.assigned.get(var, ())) for var in given)


def _is_on_purpose(unit: Unit, other: int, call: int) -> bool:
    """Whether a call that gets the fresh context is one that has to work when the given one is over, or runs later."""
    made = unit.body.calls[other]
    if not {unit.body.find(V.CALL, call), unit.body.find(V.RESULT, call, 0)} & set(made.args):
        return False
    verbs = callees.words(unit.typer.callee(other).short)
    deferred = {op[1] for block in unit.body.blocks for op in block.ops if op[0] in (Op.GO, Op.DEFER)}
    return other in deferred or bool(verbs and verbs[0] in _PURPOSE)
