"""What other functions of the module do, asked when it matters and remembered with their lowered form."""

import re

from attrs import evolve

from leakline.analysis.arrivals import arrivals, place, wanted
from leakline.analysis.callees import Effect
from leakline.analysis.conditions import is_resource
from leakline.analysis.fields import ends_of
from leakline.analysis.holding import Obligation
from leakline.analysis.owners import owned
from leakline.analysis.paths import Phase, State, Walk
from leakline.analysis.rules import AUTO, Acquire, Release, Rule
from leakline.analysis.siblings import ENDINGS, closed, ends_with_owner, is_closed
from leakline.analysis.tracker import Tracker
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V
from leakline.flow.typing import Callee
from leakline.golang.types import pointee

_CLEANUP = re.compile(r"func\(\)(?:\((?:error)?\))?$|context\.Cancel(?:Cause)?Func$")
_SHAPELESS = frozenset(("io.ReadCloser", "io.WriteCloser", "io.ReadWriteCloser"))
"""Interfaces that say nothing of what is beneath."""


def tracked(unit: Unit, call: int, acquire: Acquire) -> tuple[Tracker, Walk]:
    """What becomes of what a call acquires, on every path from there."""
    owed = Obligation.of(acquire.release)
    tracker = Tracker(unit, owed, call, acquire, stops=stops)
    walk = Walk(unit, tracker.step, wanted(unit), ends=owed.ends)
    walk.resume(*place(unit, call), arrivals(unit, call, stops))
    return tracker, walk


def acquisitions(unit: Unit, rule: Rule, call: int, depth: int = 0) -> list[tuple[Acquire, str]]:
    """What a call acquires, each with the wrapper of this module that does it ("" for a call of the rule's table)."""
    callee = unit.typer.callee(call)
    known = rule.acquires.get(callee.name)
    if known is None and callee.signature is None and callee.name.startswith("(*"):
        known = rule.acquires.get("(" + callee.name[2:])  # of a package out of reach: it may be an interface
    if known is not None:
        return [(_told(unit, each, callee, call), "") for each in known]
    if (
        rule.beyond
        and callee.signature is None
        and (
            callee.name in closed(unit.world.package).functions
            or (not unit.is_test and is_closed(unit, call))
        )
    ):
        unit.reads_package = True
        if unit.body.find(V.RESULT, call, 1) < 0 or unit.body.find(V.RESULT, call, 2) >= 0:
            return []  # the evidence is of two results
        if ends_with_owner(unit, call):
            return []
        release = evolve(rule.releases[0], methods=ENDINGS)
        # That a function's result is closed elsewhere says more than that a method of the same names has one.
        supposed = None if callee.name in closed(unit.world.package).functions else "information"
        return [(Acquire(callee.name, 0, 1, supposed, release=release), callee.short)]
    if not rule.kinds or callee.signature is None or callee.is_type:
        return []
    if rule.beyond and callee.decl is not None and not rule.kinds.keys() & set(callee.signature.results):
        made = owned(unit, rule, callee)
        return [(made, callee.short)] if made is not None else []
    found: list[tuple[Acquire, str]] = []
    for index, result in enumerate(callee.signature.results):
        release = rule.kinds.get(result)
        made = release and _wrapped(unit, rule, release, callee, call, index, depth)
        if made:
            found.append((made, callee.short))
    return found


def _wrapped(
    unit: Unit, rule: Rule, release: Release, callee: Callee, call: int, index: int, depth: int
) -> Acquire | None:
    """What result `index` of a call of the module gives its caller to release, if it does."""
    results = callee.signature.results if callee.signature is not None else ()
    kind = unit.body.values[unit.body.calls[call].callee][0]
    if callee.name and callee.decl is None and (rule.own or not callee.is_interface_method):
        return None  # a function of the standard library that the table leaves out on purpose
    if kind == V.FUNC:
        return None
    if release.path and "[]byte" in results:
        return None  # what was in the body is handed out beside the response
    if not release.call and any(_CLEANUP.match(each) for at, each in enumerate(results) if at != index):
        return None  # a function that ends it is handed out beside it
    if release.path and unit.is_test and callee.package is unit.world.package and callee.short == "RoundTrip":
        return None  # the package's own transport in its own test: a mock answers
    error = len(results) - 1 if results[-1:] in (("error",), ("bool",)) and len(results) > 1 else None
    if error is None and not release.call and (callee.decl is None or results[index] in _SHAPELESS):
        return None
    if results[index] in _SHAPELESS and (unit.is_test or ends_with_owner(unit, call)):
        return None  # in tests most often of a fake, over memory
    if callee.decl is not None and not returns_owned(unit, rule, callee, index, depth):
        return None
    supposed = "information" if callee.decl is None and results[index] in _SHAPELESS else None
    return Acquire(callee.name or callee.short, index, error, supposed, release=release)


def _told(unit: Unit, acquire: Acquire, callee: Callee, call: int) -> Acquire:
    """An acquisition whose error the signature tells: the last result, or what is assigned beside the resource."""
    if acquire.error != AUTO:
        return acquire
    if callee.signature is not None:
        results = callee.signature.results
        last = len(results) - 1
        tells = results[-1:] == ("error",) and (bool(acquire.subject) or last != acquire.result)
        return evolve(acquire, error=last if tells else None)
    beside = 0 if acquire.subject else acquire.result + 1
    return evolve(acquire, error=beside if unit.body.find(V.RESULT, call, beside) >= 0 else None)


def returns_owned(unit: Unit, rule: Rule, callee: Callee, index: int, depth: int) -> bool:
    """Whether a function of the module hands its caller a resource that it acquired and did not release."""
    if depth > 2:
        return False
    other = unit.lower_other(callee.decl)
    if other is None:
        return False
    key = (rule.id, "owned", index)
    known = other.answers.get(key)
    if known is None:
        other.answers[key] = False  # a recursive wrapper adds nothing of its own
        known = other.answers[key] = _returns_owned(other, rule, index, depth)
    return known


def _returns_owned(other: Unit, rule: Rule, index: int, depth: int) -> bool:
    if any(release.path and _is_replaced(other, release.path[-1]) for release in rule.releases):
        return False
    for call, made in enumerate(other.body.calls):
        if made.func != 0:
            continue
        for acquire, _ in acquisitions(other, rule, call, depth + 1):
            tracker, walk = tracked(other, call, acquire)
            if tracker.owed.is_func and tracker.kept > len(walk.returned):
                continue  # on some path somebody else calls it, who was given it here
            for returned, state in walk.returned:
                values = other.body.returns[returned]
                if len(values) > index and is_resource(other, state, values[index]):
                    return True
                if len(values) == 1 and other.body.values[values[0]] == (V.CALL, call):
                    return acquire.result == index
    return False


def _is_replaced(other: Unit, part: str) -> bool:
    """Whether a copy in memory takes the place of what was to be closed: `resp.Body = io.NopCloser(copy)`."""
    for block in other.body.blocks:
        for kind, stored, value, *_ in block.ops:
            if kind == Op.STORE and other.body.values[stored][::2] == (V.FIELD, part):
                made, *rest = other.body.values[value]
                if made in (V.CALL, V.RESULT) and other.typer.callee(int(rest[0])).short == "NopCloser":
                    return True
    return False


def parameter_effect(
    unit: Unit, callee: Callee, index: int, part: bool, owed: Obligation, depth: int
) -> Effect | None:
    """What a function of the module does with a parameter; None where its body is out of reach."""
    other = unit.lower_other(callee.decl)
    if other is None or not other.body.funcs or other.body.errors:
        return None
    key = (owed, index, part)
    known = other.answers.get(key)
    if known is None:
        other.answers[key] = Effect.KEEPS
        known = other.answers[key] = _parameter_effect(other, index, part, owed, depth)
    if known == Effect.RELEASES_ON_ERROR and not _tells_error(callee):
        return Effect.KEEPS  # a wrapper that gives nil where it could not be made
    return known


def _tells_error(callee: Callee) -> bool:
    return callee.signature is None or callee.signature.results[-1:] in (("error",), ("bool",))


def _parameter_effect(other: Unit, index: int, part: bool, owed: Obligation, depth: int) -> Effect:
    body = other.body
    params = [p for p in body.funcs[0].params if body.vars[p].role == "param"]
    if not params:
        return Effect.KEEPS
    var = params[min(index, len(params) - 1)]
    if body.vars[var].type.startswith("..."):
        return Effect.KEEPS
    subject = body.find(V.VAR, var)
    if subject < 0:
        return Effect.BORROWS  # never mentioned
    tracker = Tracker(other, owed, -1, Acquire(""), depth, stops)
    below = body.find(V.FIELD, subject, owed.path[-1]) if owed.path and not part else -1
    start = State(
        Phase.HELD,
        frozenset((subject,)) if not part or not owed.path else frozenset(),
        frozenset((below,)) - {-1} if not part else frozenset((subject,)),
    )
    walk = Walk(other, tracker.step, wanted(other), ends=owed.ends)
    walk.run(0, start)
    if walk.gave_up or walk.returned:
        return Effect.WRAPS if not walk.gave_up and _is_wrapped(other, tracker, walk) else Effect.KEEPS
    if not walk.moved:
        return Effect.BORROWS
    if not walk.exits:
        return Effect.KEEPS if owed.is_func and not tracker.released else Effect.RELEASES
    return _by_result(other, walk)


def _is_wrapped(other: Unit, tracker: Tracker, walk: Walk) -> bool:
    """Whether all that becomes of a parameter is that a struct is returned whose Close closes it."""
    owed = tracker.owed
    if owed.is_func or owed.path or tracker.released or tracker.kept != len(walk.returned) or walk.exits:
        return False
    for returned, state in walk.returned:
        values = other.body.returns[returned]
        keys = [name for name, _ in tracker.holding.keys(state, values[0])] if len(values) == 1 else []
        name = pointee(other.typer.of(values[0])) if keys else ""
        member = other.world.member(name, "Close") if name else None
        if member is None or member.decl is None or member.package is None or member.owner != name:
            return False
        ends = ends_of(member.package, name.rpartition(".")[2])
        if len(ends) != 1 or not any(f".{key}.Close(".encode() in ends[0].source() for key in keys):
            return False
    return True


def _by_result(other: Unit, walk: Walk) -> Effect:
    """Whether a helper that releases on some paths does so exactly where it returns an error."""
    failed: set[bool] = set()
    fine: set[bool] = set()
    for returned, state in walk.finished:
        values = other.body.returns[returned]
        if not values:
            return Effect.RELEASES
        is_nil = other.body.values[values[-1]][0] == V.NIL
        (fine if is_nil else failed).add(state.phase == Phase.DONE)
    if failed == {True} and fine == {False}:
        return Effect.RELEASES_ON_ERROR
    return Effect.RELEASES


def stops(unit: Unit, callee: Callee, depth: int) -> bool:
    """Whether a function of the module never returns."""
    if callee.decl is None or depth > 2:
        return False
    if not any(map(callee.decl.holds, (b"os.Exit", b"Fatal", b"panic(", b"Goexit"))):
        return False
    other = unit.lower_other(callee.decl)
    if other is None:
        return False
    known = other.answers.get("stops")
    if known is None:
        other.answers["stops"] = False
        walk = Walk(
            other,
            Tracker(other, Obligation((), (), False), -1, Acquire(""), depth + 1, stops).step,
            frozenset(),
        )
        walk.run(0, State())
        known = other.answers["stops"] = not walk.finished and not walk.gave_up
    return known
