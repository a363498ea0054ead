"""From a frame to a line of one file: the function that stands there must be the frame's function.

Evidence, from best to least: the line of the function's `func` keyword, which protos carry; the closure's
path by number from the declared function inwards; the kind of operation that the goroutine's state asks for,
where there is exactly one in the function. Where evidence is missing or disagrees, the answer is stale,
never a guess.
"""

from collections.abc import Sequence

from attrs import evolve, frozen

from leakline.mapping.body import Body
from leakline.mapping.outline import INITIALISERS, Declared, Outline
from leakline.mapping.states import CHANNEL_STATES, certain, fits, needs_operation, plain
from leakline.mapping.symbol import Step, Symbol


@frozen
class Query:
    """What is known of a frame. `start_line` is 0 where the format has none."""

    symbol: Symbol
    line: int
    start_line: int
    state: str
    callee: str
    inits_before: int = 0
    """How many `init` functions the package's files before this one hold: the runtime numbers them all."""


@frozen
class Place:
    """`declared` is None where the file does not hold the function."""

    declared: Declared | None
    line: int
    match: str
    why: str
    start: int = 0
    """Of the very function or closure, where it was found."""
    end: int = 0


@frozen
class _Spot:
    """A function of a body that the name can mean. `number` tells whether the closure's numbers agree."""

    declared: Declared
    function: int
    start: int
    end: int
    numbered: bool


def place(outline: Outline, query: Query) -> Place:
    """Finds the frame in a file, or says why it cannot be told."""
    spots = _spots(outline, query.symbol, query.inits_before)
    if not spots:
        known = holders(outline, query.symbol)
        if known:
            return Place(
                known[0], known[0].start, "stale", "the function is there, but not this closure of it"
            )
        return Place(None, 0, "unknown", "the file does not hold the function")
    here = [spot for spot in spots if _holds(spot, query, query.line)]
    if query.start_line:
        started = [spot for spot in here if spot.start == query.start_line]
        named = [spot for spot in started if spot.numbered]
        if named or (started and not _moved(spots, query)):
            chosen = (named or started)[0]
            return _found(chosen, query.line, "exact", "function, its first line and statement agree")
        if started:
            return Place(
                started[0].declared, started[0].start, "stale", "two closures of the function could be meant"
            )
        return _shifted_by_start(spots, query)
    named = [spot for spot in here if spot.numbered]
    if len(_declared(named)) == 1:
        return _found(named[0], query.line, "exact", "function and statement agree")
    return _shifted_by_anchor(spots, query)


def _found(spot: _Spot, line: int, match: str, why: str) -> Place:
    return Place(spot.declared, line, match, why, spot.start, spot.end)


def stands(outline: Outline, query: Query) -> Declared | None:
    """The declared function that the frame can stand in, line for line, whatever the number of its closure."""
    for spot in _spots(outline, query.symbol, query.inits_before):
        if query.start_line in (0, spot.start) and _holds(spot, query, query.line):
            return spot.declared
    return None


def rivals(outline: Outline, query: Query) -> int:
    """How many lines of the functions that the name can mean the goroutine could stand on."""
    found = [
        one
        for spot in _spots(outline, query.symbol, query.inits_before)
        for one in spot.declared.body.operations
        if one.function == spot.function and fits(one, query.state, query.callee)
    ]
    sure = {one.line for one in found if certain(one, query.state, query.callee)}
    return len(sure or {one.line for one in found})


def _shifted_by_start(spots: Sequence[_Spot], query: Query) -> Place:
    targets = _likeliest(spots)
    if len(targets) == 1:
        target = targets[0]
        line = query.line + target.start - query.start_line
        if _holds(target, query, line):
            moved = target.start - query.start_line
            return _found(target, line, "shifted", f"the function moved by {moved:+d} lines")
    return _shifted_by_anchor(spots, query)


def _moved(spots: Sequence[_Spot], query: Query) -> bool:
    """Whether the closure of the frame's own numbers would hold it, moved as a whole."""
    return any(
        spot.numbered and _holds(spot, query, query.line + spot.start - query.start_line) for spot in spots
    )


def _shifted_by_anchor(spots: Sequence[_Spot], query: Query) -> Place:
    targets = _likeliest(spots)
    start = targets[0] if targets else spots[0]
    if len(targets) == 1:
        lines = {
            one.line
            for one in start.declared.body.operations
            if one.function == start.function and certain(one, query.state, query.callee)
        }
        line = lines.pop() if len(lines) == 1 else 0
        if line and _moved_down(start, query, line):
            return _found(start, line, "shifted", "the only statement of the function that fits the wait")
        return Place(start.declared, start.start, "stale", _misfit(query))
    return Place(
        start.declared, start.declared.start, "stale", "several closures of the function could be meant"
    )


def _moved_down(spot: _Spot, query: Query, line: int) -> bool:
    """Whether lines were added before the statement. Where lines went away, the very statement may have been one.

    Without the function's first line only channel operations are trusted to be the same ones: calls repeat.
    """
    if query.start_line:
        return line >= query.line + spot.start - query.start_line
    return line >= query.line or plain(query.state) in CHANNEL_STATES


def _misfit(query: Query) -> str:
    if query.callee:
        return "the function changed: no call stands on the profile's line"
    if query.state:
        return f"the function changed: nothing on the profile's line can wait in '{query.state}'"
    return "the function changed: the profile's line is not in it"


def _likeliest(spots: Sequence[_Spot]) -> list[_Spot]:
    numbered = [spot for spot in spots if spot.numbered]
    return numbered or list(spots)


def _declared(spots: Sequence[_Spot]) -> set[int]:
    return {id(spot.declared) for spot in spots}


def _holds(spot: _Spot, query: Query, line: int) -> bool:
    """Whether the goroutine can stand on that line of that very function."""
    if not spot.start <= line <= spot.end:
        return False
    body = spot.declared.body
    own = [one for one in body.operations if one.function == spot.function]
    standing = [one for one in own if one.line == line and fits(one, query.state, query.callee)]
    if query.callee and all(one.kind == "call" for one in standing):
        sure = {one.line for one in own if certain(one, query.state, query.callee)}
        if sure and line not in sure:
            # It calls something else, and what the goroutine called stands on another line.
            return False
    if standing:
        return True
    return not needs_operation(query.state, query.callee) and (line, spot.function) in body.code


def holders(outline: Outline, symbol: Symbol) -> list[Declared]:
    """The declared functions that a name can mean."""
    if symbol.init:
        return outline.named("", INITIALISERS)
    found: list[Declared] = []
    for receiver, name in symbol.holders():
        found.extend(outline.named(receiver, name))
    return found


def _spots(outline: Outline, symbol: Symbol, inits_before: int) -> list[_Spot]:
    """All functions that the name can mean; those whose numbers agree are marked."""
    found: list[_Spot] = []
    for receiver, name in symbol.holders() or (("", ""),):
        named = outline.named("", INITIALISERS) if symbol.init else outline.named(receiver, name)
        # A method of that name rules the other reading out: it can only be an inlined callee.
        inlined = symbol.inlined and not receiver
        for at, declared in enumerate(named):
            spots = _inside(declared, symbol, inlined)
            if symbol.init_function not in (-1, at + inits_before):
                spots = [evolve(spot, numbered=False) for spot in spots]
            found.extend(spots)
        if found:
            break
    return found


def _inside(declared: Declared, symbol: Symbol, inlined: bool) -> list[_Spot]:
    body = declared.body
    loose = _loose_step(symbol.steps) if inlined else -1
    reached: list[tuple[int, int, bool]] = [(0, -1, True)]
    for at, step in enumerate(symbol.steps):
        reached = [
            one
            for function, inside, numbered in reached
            for one in _next(body, function, inside, numbered, step, at == loose or symbol.init)
        ]
    spots: list[_Spot] = []
    for function, inside, numbered in reached:
        if inside >= 0:
            span = body.ranges[inside]
            spots.append(_Spot(declared, function, span.start, span.end, numbered))
        else:
            one = body.functions[function]
            spots.append(_Spot(declared, function, one.start, one.end, numbered))
    return spots


def _next(
    body: Body, function: int, inside: int, numbered: bool, step: Step, loose: bool
) -> list[tuple[int, int, bool]]:
    """One step inwards: (function, range statement or -1, whether the numbers agree so far)."""
    if step.kind == "range":
        around = body.ranges[inside] if inside >= 0 else None
        # Which ranges range over a function cannot be seen, and each release counts them in its own way.
        return [
            (function, index, numbered)
            for index, one in enumerate(body.ranges)
            if one.function == function
            and (around is None or (around.start <= one.start and one.end <= around.end and one != around))
        ]
    return [
        (index, -1, numbered and (loose or _agrees(body, index, inside, step.number)))
        for index in body.literals(function)
        if inside < 0 or _within(body, index, inside)
    ]


def _within(body: Body, function: int, inside: int) -> bool:
    one, around = body.functions[function], body.ranges[inside]
    return around.start <= one.start and one.end <= around.end


def _agrees(body: Body, function: int, inside: int, number: int) -> bool:
    one = body.functions[function]
    if inside >= 0:
        return number in (one.number_in_range, one.number)
    return one.number - one.fewer <= number <= one.number + one.more


def _loose_step(steps: Sequence[Step]) -> int:
    """Of an inlined closure the number was counted in the caller: the last one that has its own `func`
    counter."""
    fresh = [at for at, step in enumerate(steps) if step.fresh]
    return fresh[-1] if fresh else 0
