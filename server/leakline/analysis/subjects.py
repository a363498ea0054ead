"""Acquisitions that leave their mark on what they are given, and what else of a call's operands tells of the resource.

`cmd.Start()` makes a process that its receiver owes a Wait for; `signal.Notify(c)` subscribes its argument.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from leakline.analysis import callees, fields
from leakline.analysis.conditions import is_resource
from leakline.analysis.rules import Acquire
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V
from leakline.golang import std
from leakline.golang.package import FuncDecl, Package

if TYPE_CHECKING:
    from leakline.analysis.holding import Obligation
    from leakline.analysis.paths import State


def subject(unit: Unit, acquire: Acquire, call: int) -> int:
    """The value that a call acquires on, or -1."""
    made = unit.body.calls[call]
    if acquire.subject == "receiver":
        return receiver(unit, call)
    at = int(acquire.subject.rpartition(" ")[2])
    return made.args[at] if at < len(made.args) else -1


def receiver(unit: Unit, call: int) -> int:
    """The value whose method a call calls, or -1."""
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    return int(rest[0]) if kind == V.FIELD else -1


def is_own(unit: Unit, value: int, call: int, depth: int = 0) -> bool:
    """Whether a value was made in this function and nobody else has seen it before a call: nobody else can release it."""
    if value < 0:
        return False
    kind, *rest = unit.body.values[value]
    if kind == V.FIELD:
        return _is_made_inside(unit, int(rest[0]), str(rest[1]), call, depth)
    if kind != V.VAR:
        return _is_made(unit, value, depth)
    before = unit.body.calls[call].start if call >= 0 else len(unit.body.source)
    func = unit.body.calls[call].func if call >= 0 else 0
    var = int(rest[0])
    given = [each for each in unit.assigned.get(var, []) if unit.body.values[each][0] != V.NIL]
    declared = unit.body.vars[var]
    return (
        declared.role == "local"
        and declared.func == func
        and bool(given)
        and all(_is_made(unit, each, depth) for each in given)
        and not _is_seen(unit, var, value, before)
    )


def _is_made_inside(unit: Unit, base: int, name: str, call: int, depth: int) -> bool:
    """Whether a field belongs to a struct made here that nobody has seen yet, and was filled with something new."""
    kind, *rest = unit.body.values[base]
    if kind != V.VAR or not is_own(unit, base, call, depth):
        return False
    given = [inside(unit, each, name) for each in unit.assigned.get(int(rest[0]), [])]
    place = unit.body.find(V.FIELD, base, name)
    given += [op[2] for block in unit.body.blocks for op in block.ops if op[0] == Op.STORE and op[1] == place]
    found = [each for each in given if each >= 0]
    return bool(found) and all(_is_made(unit, each, depth) for each in found)


def inside(unit: Unit, value: int, name: str) -> int:
    """What a struct literal, or its address, holds in a field; -1 where that is not told."""
    kind, *rest = unit.body.values[value]
    if kind == V.ADDR:
        return inside(unit, int(rest[0]), name)
    if kind != V.COMPOSITE:
        return -1
    return next((each for key, each in zip(rest[2], rest[1], strict=False) if key == name), -1)


def may_release(package: Package, decl: FuncDecl, names: Iterable[str], methods: Iterable[str]) -> bool:
    """Whether a method, or what it calls in its package, may release what a field of its struct holds, or hand it on."""
    field = rb"\.(?:" + "|".join(map(re.escape, names)).encode() + rb")\b"
    released = rb"(?:\.\w+)?\.(?:" + "|".join(map(re.escape, methods)).encode() + rb")\b"
    used = re.compile(field + rb"(?:" + released + rb"|\s*[^.\w\s]|\s*\n)")
    return any(used.search(each.source()) for each in fields.below(package, [decl]))


def _is_made(unit: Unit, value: int, depth: int) -> bool:
    """Whether a value is a new one: a literal, made by the standard library, or by a function that gives it away."""
    kind, *rest = unit.body.values[value]
    if kind == V.ADDR:
        return _is_made(unit, int(rest[0]), depth)
    if kind == V.COMPOSITE:
        return True
    if kind == V.CONST:
        return str(rest[0]).startswith("zero ")
    if kind not in (V.CALL, V.RESULT):
        return False
    call = int(rest[0])
    callee = unit.typer.callee(call)
    if callee.name.rpartition(".")[0] in ("os/exec", "builtin") or callee.short in ("make", "new"):
        return True
    if callee.decl is None or depth > 1:
        return False
    other = unit.lower_other(callee.decl)
    if other is None:
        return False
    at = int(rest[1]) if kind == V.RESULT else 0
    returned = [values[at] for values in other.body.returns if len(values) > at]
    owned = [each for each in returned if other.body.values[each][0] != V.NIL]
    return bool(owned) and all(is_own(other, each, -1, depth + 1) for each in owned)


def _is_seen(unit: Unit, var: int, value: int, before: int) -> bool:
    """Whether somebody else may have got hold of a variable's value before an offset."""
    body = unit.body
    inside = {func.index for func in body.funcs if var in unit.captured[func.index] and func.parent >= 0}
    for block in body.blocks:
        for kind, a, b, start, _ in block.ops:
            if start >= before:
                continue
            if kind in (Op.STORE, Op.SEND, Op.ASSIGN) and _holds(unit, b, value):
                return True
            if kind == Op.GO and unit.literal_of(body.calls[a].callee) in inside:
                return True
    for index, made in enumerate(body.calls):
        if made.start >= before:
            continue
        for at, arg in enumerate(made.args):
            if unit.literal_of(arg) in inside:
                return True
            if _holds(unit, arg, value) and _keeps(unit, index, at):
                return True
    return False


def _holds(unit: Unit, value: int, held: int) -> bool:
    if value == held:
        return True
    kind, *rest = unit.body.values[value]
    if kind in (V.ADDR, V.DEREF, V.SLICE):
        return _holds(unit, int(rest[0]), held)
    if kind == V.COMPOSITE:
        return any(_holds(unit, each, held) for each in rest[1])
    return False


def _keeps(unit: Unit, call: int, at: int) -> bool:
    callee = unit.typer.callee(call)
    path = callee.name.lstrip("(*").partition(")")[0].rpartition(".")[0]
    if std.is_std(path) or std.is_std(callee.name.rpartition(".")[0]):
        return False
    if callee.decl is not None:
        other = unit.lower_other(callee.decl)
        if other is not None and other.body.funcs:
            params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
            if at < len(params):
                var = params[at]
                seen = other.body.find(V.VAR, var)
                return seen >= 0 and _is_seen(other, var, seen, len(other.body.source) + 1)
    verbs = callees.words(callee.short)
    return not verbs or verbs[0] not in callees.BORROWING_VERBS | {"set", "configure", "apply", "setup"}


def is_awaited(unit: Unit, owed: "Obligation", call: int, state: "State", channel: int) -> bool:
    """Whether an operation waits for what the resource gives: a timer has fired then.

    A function that waits for the very signal that it subscribed to most often waits for the end of the process; not so
    in a loop, which subscribes again.
    """
    kind, *rest = unit.body.values[channel]
    if kind == V.FIELD and rest[1] == owed.received:
        return is_resource(unit, state, int(rest[0]))
    return owed.launch_keeps and unit.body.calls[call].loop < 0 and is_resource(unit, state, channel)


def is_piped(unit: Unit, call: int) -> bool:
    """Whether somebody reads or writes a pipe of the receiver of a call: an early Wait would close it under way."""
    owner = receiver(unit, call)
    names = ("StdoutPipe", "StderrPipe", "StdinPipe")
    return any(unit.body.find(V.FIELD, owner, name) >= 0 for name in names)


def error(unit: Unit, acquire: Acquire, call: int) -> int:
    """The value of the error that tells whether a call has acquired, or -1."""
    if acquire.error is None:
        return -1
    found = unit.body.find(V.RESULT, call, acquire.error)
    return found if found >= 0 else unit.body.find(V.CALL, call)


def hands_on(unit: Unit, acquire: Acquire, call: int, other: int) -> bool:
    """Whether another call takes the resource over without being given it.

    The receiver of the acquiring call does, such as a command that starts, or who gets that receiver; and a call that
    takes the resource out of what carries it, such as `SpanFromContext(ctx)`.
    """
    if acquire.carrier is not None and unit.typer.callee(other).short.endswith("FromContext"):
        return any(carries_along(unit, acquire, call, arg) for arg in unit.body.calls[other].args)
    if not acquire.until:
        return False
    owner = receiver(unit, call)
    if owner in unit.body.calls[other].args:
        return True
    kind, *rest = unit.body.values[unit.body.calls[other].callee]
    return kind == V.FIELD and rest[0] == owner and rest[1] in acquire.until


def drains(unit: Unit, acquire: Acquire, call: int, other: int) -> bool:
    """Whether another call is one of the function that came with the resource and tells when it is used up."""
    if acquire.drain is None:
        return False
    result = unit.body.find(V.RESULT, call, acquire.drain)
    callee = unit.body.calls[other].callee
    kind, *rest = unit.body.values[callee]
    return callee == result or (kind == V.VAR and unit.assigned.get(rest[0]) == [result])


def last_result(unit: Unit, call: int) -> int:
    """The last result of a call that is mentioned, or -1."""
    found = (unit.body.find(V.RESULT, call, at) for at in (2, 1))
    return next((value for value in found if value >= 0), -1)


def carries_along(unit: Unit, acquire: Acquire, call: int, value: int) -> bool:
    """Whether whoever gets a value gets the resource with it: the context that carries it, the command that owns it."""
    if call < 0:
        return False
    if acquire.until:
        return _holds(unit, value, receiver(unit, call))
    if acquire.carrier is None:
        return False
    kind, *rest = unit.body.values[value]
    result = unit.body.find(V.RESULT, call, acquire.carrier)
    if value == result or (kind == V.VAR and result in unit.assigned.get(rest[0], ())):
        return True
    if kind == V.ADDR:
        return carries_along(unit, acquire, call, int(rest[0]))
    if kind == V.COMPOSITE:
        return any(carries_along(unit, acquire, call, each) for each in rest[1])
    if kind in (V.CALL, V.RESULT):
        made = unit.body.calls[int(rest[0])]
        name = unit.typer.callee(int(rest[0])).short
        derives = name.startswith(("With", "Context")) or name.endswith(("Context", "WithContext"))
        return derives and any(carries_along(unit, acquire, call, arg) for arg in made.args)
    return False


def beneath(unit: Unit, owed: "Obligation", acquire: Acquire, call: int) -> frozenset[int]:
    """What a constructor of the module was built upon: whoever ends that ends what it made."""
    if call < 0 or owed.is_func or acquire.subject or unit.typer.callee(call).decl is None:
        return frozenset()
    return frozenset(arg for arg in unit.body.calls[call].args if unit.body.values[arg][0] == V.VAR)


def grows_from(unit: Unit, subject: int, value: int) -> bool:
    """Whether a value is what a method of a variable gives, as in `b = b.With(x)`."""
    kind, *rest = unit.body.values[value]
    if kind not in (V.CALL, V.RESULT):
        return False
    called, *of = unit.body.values[unit.body.calls[int(rest[0])].callee]
    return called == V.FIELD and int(of[0]) == subject
