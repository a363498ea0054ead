"""Constructors of the module that hand their caller something to close: it holds a file, a goroutine, a timer."""

import re

from leakline.analysis.fields import below, ends_life
from leakline.analysis.rules import Acquire, Release, Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V
from leakline.flow.typing import Callee
from leakline.golang.package import FuncDecl, Package
from leakline.golang.types import pointee

_RELEASES = re.compile(
    rb"\.(?:\w*Close\w*|Stop|Shutdown|Cancel|Release|Kill|Done|Unsubscribe|Disconnect)\(|\bclose\(|(?i:\bcancel\w*)\("
)
_RUNS = ("Run", "Serve", "ListenAndServe", "Wait", "Loop", "RunAndWait")
"""Methods that are its whole life: whoever calls one of them comes back when it is over."""
_HELD = frozenset(["time.NewTicker", "time.AfterFunc", "os/signal.Notify", "(*sync.WaitGroup).Add"])
"""Calls whose effect lasts until somebody ends it."""
_CONTEXTS = frozenset(f"context.With{kind}" for kind in ("Cancel", "CancelCause", "Timeout", "Deadline"))


_NEVER, _WITH_CONTEXT, _LONG = range(3)
_Made = tuple[tuple[str, ...], int]
"""The methods that release what a constructor makes, and what lasts until then: nothing, a context only, or more."""
_NOTHING: _Made = ((), _NEVER)


def owned(unit: Unit, rule: Rule, callee: Callee) -> Acquire | None:
    """What a constructor of the module gives its caller to close, or None."""
    methods, lasts = _made_by(unit, rule, callee, 0)
    if not methods or callee.signature is None or lasts <= (_WITH_CONTEXT if unit.is_test else _NEVER):
        return None  # a context that a test derives ends with those above it, or holds nothing
    results = callee.signature.results
    release = Release(methods=methods, types=results[:1])
    error = 1 if len(results) > 1 else None
    return Acquire(callee.name, 0, error, "information", release=release)


def _made_by(unit: Unit, rule: Rule, callee: Callee, depth: int) -> _Made:
    if callee.decl is None or callee.signature is None or depth > 3:
        return _NOTHING
    results = callee.signature.results
    if not 1 <= len(results) <= 2 or list(results[1:]) not in ([], ["error"]):
        return _NOTHING
    if unit.world.member("".join(results[:1]), "Close") is None:
        return _NOTHING
    other = unit.lower_other(callee.decl)
    if other is None or other.body.errors:
        return _NOTHING
    known = other.answers.get("owner")
    if known is None:
        other.answers["owner"] = _NOTHING  # a constructor that calls itself adds nothing
        known = other.answers["owner"] = _returned(other, rule, depth)
    return known


def _returned(other: Unit, rule: Rule, depth: int) -> _Made:
    values = [
        other.body.returns[op[1]][0]
        for block in other.body.blocks
        if block.func == 0
        for op in block.ops
        if op[0] == Op.RETURN and other.body.returns[op[1]]
    ]
    methods, inside = (), _NEVER
    for value in values:
        if other.body.values[value][0] == V.NIL:
            continue
        methods, holds = _made(other, rule, value, depth)
        if not methods:
            return _NOTHING  # on this path it hands out something that others hold, too
        inside = max(inside, holds)
    if not methods or inside == _LONG:
        return methods, inside
    return methods, max(inside, _lasts(other, rule, depth))


def _made(other: Unit, rule: Rule, value: int, depth: int) -> _Made:
    """What a returned value is, where this function made it and nobody else holds it."""
    kind, *rest = other.body.values[value]
    if kind == V.VAR:
        given = [each for each in other.assigned.get(int(rest[0]), []) if other.body.values[each][0] != V.NIL]
        return (
            _made(other, rule, given[0], depth)
            if len(given) == 1 and not _escapes(other, value)
            else _NOTHING
        )
    if kind in (V.CALL, V.RESULT) and (kind == V.CALL or rest[1] == 0):
        callee = other.typer.callee(int(rest[0]))
        if any(row.severity is None and row.result == 0 for row in rule.acquires.get(callee.name, ())):
            return ("Close",), True  # handed out under another type, an interface
        return _made_by(other, rule, other.typer.callee(int(rest[0])), depth + 1)
    inner = other.body.values[int(rest[0])] if kind == V.ADDR else (kind, *rest)
    if inner[0] != V.COMPOSITE:
        return _NOTHING
    name = pointee(other.typer.of(value))
    member = other.world.member(name, "Close")
    if member is None or member.decl is None or member.package is None or member.owner != name:
        return _NOTHING
    if member.signature is None or member.signature.params or not _releases(member.package, member.decl):
        return _NOTHING
    short = name.rpartition(".")[2]
    ends = [m for owner, m in member.package.methods if owner == short and m != "Close" and ends_life(m)]
    return ("Close", *ends, *_RUNS), _NEVER


def _releases(package: Package, decl: FuncDecl) -> bool:
    return any(_RELEASES.search(each.source()) for each in below(package, [decl]))


def _escapes(other: Unit, subject: int) -> bool:
    """Whether somebody else gets hold of a variable's value, a field, a map, a channel, or of what ends it."""
    keyed = {at for at, value in enumerate(other.body.values) if value[0] == V.INDEX and value[2] == subject}
    stored = any(
        (op[0] in (Op.STORE, Op.SEND) and op[2] == subject) or (op[0] == Op.STORE and op[1] in keyed)
        for block in other.body.blocks
        for op in block.ops
    )
    return stored or any(_ends_later(other, subject, arg) for call in other.body.calls for arg in call.args)


def _ends_later(other: Unit, subject: int, given: int) -> bool:
    """Whether an argument is a function that ends a value: `t.Cleanup(s.Close)`, `t.Cleanup(func() { s.Close() })`."""
    kind, *rest = other.body.values[given]
    if kind == V.FIELD:
        return rest[0] == subject and ends_life(str(rest[1]))
    if kind != V.FUNC:
        return False
    return any(
        called[0] == V.FIELD and called[1] == subject and ends_life(str(called[2]))
        for call in other.body.calls
        if call.func == rest[0]
        for called in (other.body.values[call.callee],)
    )


def _lasts(other: Unit, rule: Rule, depth: int) -> int:
    """Whether a constructor starts or opens something that lasts until it is ended."""
    if any(op[0] == Op.GO for block in other.body.blocks if block.func == 0 for op in block.ops):
        return _LONG
    found = _NEVER
    for call, made in enumerate(other.body.calls):
        callee = other.typer.callee(call)
        if made.func != 0:
            continue
        if callee.name in _HELD or any(row.severity is None for row in rule.acquires.get(callee.name, ())):
            return _LONG
        below = _WITH_CONTEXT if callee.name in _CONTEXTS else _made_by(other, rule, callee, depth + 1)[1]
        found = max(found, below)
    return found
