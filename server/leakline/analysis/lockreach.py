"""Which locks a call may take, through the functions of the module: each as the caller names it."""

from collections.abc import Sequence

from attrs import evolve, frozen

from leakline.analysis.lockflow import Event, Guard, Held, flow_of
from leakline.analysis.lockkeys import ACQUIRING, key_of
from leakline.analysis.lockplaces import Place, place_of
from leakline.analysis.locksites import Site, site
from leakline.analysis.lockwho import (
    callee_of,
    field_class,
    may_lock,
    only_implementer,
    place_type,
)
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
from leakline.flow.typing import Callee
from leakline.golang import std
from leakline.golang.types import pointee

DEPTH = 4
_MOST = 60


@frozen(cache_hash=True)
class Taking:
    """A lock that is taken somewhere below a function, in the function's own names."""

    place: Place
    of: str
    reads: bool
    given: frozenset[Place]
    """Locks that are given back before."""
    guards: frozenset[Guard]
    way: tuple[Site, ...]
    """The calls that lead there, and the Lock at last."""
    held: frozenset[Held] = frozenset()
    """What is held meanwhile below."""
    invoked: str = ""
    """A method that is called through an interface at this place, while nobody knows what it takes."""


_NONE: frozenset[Place] = frozenset()


def takings(unit: Unit, func: int = 0, depth: int = DEPTH) -> tuple[Taking, ...]:
    """What a function of a declaration may take itself or through callees, `depth` calls deep."""
    key = ("takings", func, depth)
    known = unit.answers.get(key)
    if known is None:
        found: dict[tuple[object, ...], Taking] = {}
        for event in flow_of(unit, func).events:
            here = _own(unit, event) if event.kind == "lock" else []
            if event.kind == "call" and depth > 0:
                here = [_below(event, each) for each in called(unit, event.at, depth - 1)]
            for each in here:
                short = (each.place, each.of, each.reads, each.given, each.guards, each.invoked)
                if len(found) < _MOST and len(found.get(short, each).way) >= len(each.way):
                    found[short] = each
        known = unit.answers[key] = tuple(found.values())
    return known


def _own(unit: Unit, event: Event) -> list[Taking]:
    if event.lock is None:
        return []
    way = (site(unit, event.start),)
    taking = Taking(event.lock.place, event.lock.of, event.lock.reads, event.given, event.guards, way)
    return [_below(event, taking)]


def _below(event: Event, taking: Taking) -> Taking:
    return evolve(
        taking,
        given=taking.given | event.given,
        guards=taking.guards | event.guards,
        held=taking.held | event.held,
    )


def called(unit: Unit, call: int, depth: int = DEPTH - 1) -> tuple[Taking, ...]:
    """What a call may take, in the names of the declaration that calls; also through functions that it is handed."""
    key = ("called", call, depth)
    known = unit.answers.get(key)
    if known is None:
        made = unit.body.calls[call]
        kind, *rest = unit.body.values[made.callee]
        receiver = place_of(unit, int(rest[0])) if kind == V.FIELD else None
        callee = callee_of(unit, call)
        if callee.decl is None and receiver is not None and callee.is_interface_method:
            way = (site(unit, made.start),)
            asked = Taking(receiver, "", False, _NONE, frozenset(), way, frozenset(), callee.short)
            found = _resolved(unit, asked, depth)
        else:
            args = tuple(place_of(unit, arg) for arg in made.args)
            found = _inside(unit, callee, call, receiver, args, depth)
        found += [evolve(each, held=each.held | around) for around, each in handed(unit, call, depth)]
        known = unit.answers[key] = tuple(found)
    return known


def _inside(
    unit: Unit, callee: Callee, call: int, receiver: Place | None, args: tuple[Place, ...], depth: int
) -> list[Taking]:
    """What a function of the module takes, moved to where it is called; `call` is -1 for one that is handed on."""
    if callee.decl is None or callee.package is None or not may_lock(callee.decl, callee.package):
        return []
    other = unit.lower_other(callee.decl)
    if other is None or other.body.errors or not other.body.funcs:
        return []
    out: list[Taking] = []
    for each in takings(other, 0, depth):
        guards = _left(unit, call, each.guards) if call >= 0 else each.guards
        if guards is None:
            continue
        here = _moved_taking(unit, other, each, receiver, args)
        way = (site(unit, unit.body.calls[call].start), *each.way) if call >= 0 else each.way
        here = evolve(here, guards=guards, way=way)
        out += _resolved(unit, here, depth - 1) if here.invoked else [here]
    return out


def _moved_taking(
    unit: Unit, other: Unit, taking: Taking, receiver: Place | None, args: tuple[Place, ...]
) -> Taking:
    def there(place: Place) -> Place:
        return moved(other, place, receiver, args)

    held = frozenset(evolve(each, place=there(each.place), value=-1, start=-1) for each in taking.held)
    given = frozenset(there(place) for place in taking.given)
    place = there(taking.place)
    # A lock that a type embeds goes by the field that holds it, where that is known.
    of = "" if taking.place.path or not place.path else field_class(unit, place)
    return evolve(taking, place=place, of=of or taking.of, given=given, held=held)


def _resolved(unit: Unit, asked: Taking, depth: int) -> list[Taking]:
    """A call through an interface as what the method takes, where the type behind it is known; left open else."""
    typed = place_type(unit, asked.place)
    if typed and unit.world.underlying(pointee(typed)) == "interface":
        typed = only_implementer(unit, pointee(typed))
    if not typed or depth < 0:
        return [asked]
    member = unit.world.member(typed, asked.invoked)
    if member is None or member.decl is None:
        return []
    callee = Callee("", asked.invoked, member.signature, member.decl, member.package)
    out: list[Taking] = []
    for each in _inside(unit, callee, -1, asked.place, (), depth):
        if may_hold(each.guards, frozenset()) and not each.invoked:
            way = (*asked.way, *each.way)
            out.append(
                evolve(
                    each,
                    way=way,
                    given=each.given | asked.given,
                    held=each.held | asked.held,
                    guards=asked.guards,
                )
            )
    return out


@frozen(cache_hash=True)
class Run:
    """A func parameter that a function calls before it returns, and what is held meanwhile."""

    param: int
    held: frozenset[Held]
    given: frozenset[Place]


def runs(unit: Unit, depth: int = 2) -> tuple[Run, ...]:
    """The func parameters that a declaration calls itself or through callees."""
    known = unit.answers.get(("runs", depth))
    if known is None:
        params = [p for p in unit.body.funcs[0].params if unit.body.vars[p].role == "param"]
        at = {unit.body.find(V.VAR, var): index for index, var in enumerate(params)}
        found: dict[Run, None] = {}
        for event in flow_of(unit).events:
            if event.kind != "call":
                continue
            made = unit.body.calls[event.at]
            if made.callee in at and not any(guard.about_locks for guard in event.guards):
                found[Run(at[made.callee], event.held, event.given)] = None
            if depth > 0 and any(arg in at for arg in made.args):
                for index, held, given in _run_by(unit, event.at, depth - 1):
                    if made.args[index] in at:
                        found[Run(at[made.args[index]], held | event.held, given | event.given)] = None
        known = unit.answers["runs", depth] = tuple(found)
    return known


_RUNNERS = {
    "(*sync.Once).Do": 0,
    "(*sync.Map).Range": 0,
    "sort.Slice": 1,
    "sort.SliceStable": 1,
    "sort.Search": 1,
    "slices.SortFunc": 1,
    "slices.IndexFunc": 1,
    "slices.ContainsFunc": 1,
    "slices.DeleteFunc": 1,
    "strings.Map": 0,
    "path/filepath.Walk": 1,
    "path/filepath.WalkDir": 1,
    "io/fs.WalkDir": 2,
}
"""Functions of the standard library that call what they are given before they return: index of the argument."""


def _run_by(unit: Unit, call: int, depth: int) -> list[tuple[int, frozenset[Held], frozenset[Place]]]:
    """The arguments of a call that the callee calls before it returns, and what it holds meanwhile."""
    callee = callee_of(unit, call)
    made = unit.body.calls[call]
    if callee.name in _RUNNERS:
        at = _RUNNERS[callee.name]
        return [(at, frozenset(), _NONE)] if at < len(made.args) else []
    if callee.decl is None or callee.package is None or depth < 0 or not _takes_func(callee):
        return []
    other = unit.lower_other(callee.decl)
    if other is None or other.body.errors or not other.body.funcs:
        return []
    kind, *rest = unit.body.values[made.callee]
    receiver = place_of(unit, int(rest[0])) if kind == V.FIELD else None
    args = tuple(place_of(unit, arg) for arg in made.args)
    out: list[tuple[int, frozenset[Held], frozenset[Place]]] = []
    for run in runs(other, depth):
        if run.param < len(made.args):
            held = frozenset(
                evolve(each, place=moved(other, each.place, receiver, args), value=-1, start=-1)
                for each in run.held
            )
            given = frozenset(moved(other, place, receiver, args) for place in run.given)
            out.append((run.param, held, given))
    return out


def _takes_func(callee: Callee) -> bool:
    return callee.signature is not None and any(
        not text or text.startswith("func(") or "." in text for text in callee.signature.params
    )


def handed(unit: Unit, call: int, depth: int = DEPTH - 1) -> list[tuple[frozenset[Held], Taking]]:
    """What the functions take that a call is handed and calls before it returns, with what it holds meanwhile."""
    made = unit.body.calls[call]
    given_funcs = {at for at, arg in enumerate(made.args) if _is_function(unit, arg)}
    out: list[tuple[frozenset[Held], Taking]] = []
    for at, held, given in _run_by(unit, call, 2) if given_funcs and depth >= 0 else ():
        if at in given_funcs:
            for each in _of_function(unit, made.args[at], depth):
                way = (site(unit, made.start), *each.way)
                out.append((held, evolve(each, given=each.given | given, way=way)))
    return out


def function_takings(unit: Unit, start: int) -> list[Taking]:
    """What the function takes that a group's Go is handed at an offset, also one that is wrapped in a call."""
    out: list[Taking] = []
    for made in unit.body.calls:
        if made.start == start and len(made.args) == 1:
            kind, *rest = unit.body.values[made.args[0]]
            wrapped = unit.body.calls[int(rest[0])].args if kind in (V.CALL, V.RESULT) else ()
            for value in (made.args[0], *wrapped):
                if _is_function(unit, value):
                    out += _of_function(unit, value, DEPTH - 1)
    return out


def _is_function(unit: Unit, value: int) -> bool:
    kind, *rest = unit.body.values[value]
    if unit.literal_of(value) >= 0:
        return True
    if kind == V.FIELD:
        member = unit.world.member(unit.typer.of(int(rest[0])), str(rest[1]))
        return member is not None and member.decl is not None
    return kind == V.GLOBAL and rest[0] in unit.world.package.funcs


def _of_function(unit: Unit, value: int, depth: int) -> list[Taking]:
    """What a function value takes: a literal, a method value, a function by its name."""
    literal = unit.literal_of(value)
    if literal >= 0:
        return [each for each in takings(unit, literal, depth) if may_hold(each.guards, frozenset())]
    kind, *rest = unit.body.values[value]
    if kind == V.FIELD:
        member = unit.world.member(unit.typer.of(int(rest[0])), str(rest[1]))
        if member is None or member.decl is None:
            return []
        callee = Callee("", str(rest[1]), member.signature, member.decl, member.package)
        found = _inside(unit, callee, -1, place_of(unit, int(rest[0])), (), depth)
    else:
        decl = unit.world.package.funcs[str(rest[0])]
        found = _inside(unit, Callee("", decl.name, None, decl, unit.world.package), -1, None, (), depth)
    return [each for each in found if may_hold(each.guards, frozenset())]


def _left(unit: Unit, call: int, guards: frozenset[Guard]) -> frozenset[Guard] | None:
    """What is left to ask of conditions on a callee's parameters; None where the arguments say no."""
    args = unit.body.calls[call].args
    params = [p for p in unit.body.funcs[0].params if unit.body.vars[p].role == "param"]
    out: set[Guard] = set()
    for guard in guards:
        kind, *rest = unit.body.values[args[guard.param]] if guard.param < len(args) else (V.OTHER, 0)
        if kind == V.VAR and rest[0] in params and rest[0] not in unit.assigned:
            out.add(evolve(guard, param=params.index(rest[0])))
            continue
        said = _said(guard, kind, rest)
        if said is False or (said is None and guard.about_locks):
            return None
    return frozenset(out)


def _said(guard: Guard, kind: int, rest: Sequence[object]) -> bool | None:
    """Whether an argument meets a guard; None where nothing tells."""
    if guard.equal == "" and kind == V.BOOL:
        return rest[0] == guard.held
    if guard.equal == "nil" and kind in (V.NIL, V.FUNC, V.ADDR, V.COMPOSITE):
        return (kind == V.NIL) == guard.held
    if guard.equal and kind in (V.CONST, V.GLOBAL, V.PACKAGE):
        return (str(rest[-1]) == guard.equal) == guard.held
    return None


def may_hold(guards: frozenset[Guard], known: frozenset[Guard]) -> bool:
    """Whether conditions on the parameters of the function at hand can hold where others are known to."""
    return not any(guard.turned() in known or (guard.about_locks and guard not in known) for guard in guards)


def moved(other: Unit, place: Place, receiver: Place | None, args: tuple[Place, ...]) -> Place:
    """A place of a callee as its caller names it, by the places of the receiver and the arguments there."""
    if place.root[0] == "g":
        return place
    nowhere = Place(("?", 0))
    var = place.root[1]
    if place.root[0] != "v" or not isinstance(var, int) or var in other.assigned:
        return nowhere
    if any(isinstance(each, tuple) and not isinstance(each[1], str) for each in place.path):
        return nowhere
    held = other.body.vars[var]
    base = receiver if held.role == "receiver" else None
    if held.role == "param" and not held.type.startswith("..."):
        params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
        at = params.index(var) if var in params else len(args)
        base = args[at] if at < len(args) else None
    return base.then(*place.path) if base is not None else nowhere


def may_nest(unit: Unit) -> bool:
    """Whether a declaration may take a lock under another one: a cheap look before its paths are walked."""
    known: bool | None = unit.answers.get("may nest")
    if known is None:
        known = unit.answers["may nest"] = _may_nest(unit)
    return known


def _may_nest(unit: Unit) -> bool:
    locks = 0
    for call in range(len(unit.body.calls)):
        key = key_of(unit, call)
        if key is not None:
            locks += key.method in ACQUIRING
            continue
        callee = callee_of(unit, call)
        if callee.name in _RUNNERS or (callee.decl is not None and may_lock(callee.decl, callee.package)):
            return True
        path = callee.name[1:].partition(")")[0].rpartition(".")[0] if callee.is_interface_method else ""
        if path and not std.is_std(path):
            return True
    return locks > 1
