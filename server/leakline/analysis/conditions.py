"""What a condition says about a resource that is owed."""

from enum import IntEnum
from typing import TYPE_CHECKING

from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V
from leakline.flow.typing import Callee

if TYPE_CHECKING:
    from leakline.analysis.paths import State


class Verdict(IntEnum):
    OPEN = 0  # nothing
    NEVER = 1  # this side is not taken while there is a resource
    SETTLED = 2  # on this side the resource surely exists
    HARMLESS = 3  # on this side nothing stays open, though it is still owed
    ENDED = 4  # on this side it has released itself


HARMLESS = (-2, True)
"""The fact that a path came by a harmless side."""


_SAYS_NIL = ("noerror", "nil", "success", "ok")
"""Ends of names of predicates that hold where an error is nil."""


def implied(unit: Unit, state: "State", condition: int, held: bool, ends: tuple[str, ...] = ()) -> Verdict:
    """What taking one side of a branch says, for a state in which the resource is owed.

    `ends` names the methods of the resource that release it where they answer false.
    """
    kind, *rest = unit.body.values[condition]
    if condition in state.errors:
        # ctx, cancel, ok := begin(); if !ok { … }
        return Verdict.SETTLED if held else Verdict.NEVER
    if kind == V.VAR:
        defined = unit.assigned.get(rest[0], [])
        # ok := err == nil; if !ok { … }
        if len(defined) == 1 and unit.body.values[defined[0]][0] in (V.COMPARE, V.UNARY, V.RESULT, V.CALL):
            return implied(unit, state, defined[0], held, ends)
        return Verdict.OPEN
    if kind == V.UNARY and rest[0] == "ok":
        # conn, ok := pool.Get().(*Conn): a pool that is empty gives nil, which is no *Conn
        there = is_resource(unit, state, rest[1])
        return (Verdict.SETTLED if held else Verdict.NEVER) if there else Verdict.OPEN
    if kind == V.UNARY and rest[0] == "!":
        return implied(unit, state, rest[1], not held, ends)
    if kind == V.COMPARE and rest[0] == "==":
        return _compared(unit, state, rest[1], rest[2], held)
    if ends and kind == V.CALL and not held and _is_method_of(unit, state, rest[0], ends):
        return Verdict.ENDED
    if kind in (V.CALL, V.RESULT) and state.errors:
        return _predicate(unit, state, rest[0], held)
    return Verdict.OPEN


def _is_method_of(unit: Unit, state: "State", call: int, names: tuple[str, ...]) -> bool:
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    return kind == V.FIELD and rest[1] in names and is_resource(unit, state, rest[0])


def _compared(unit: Unit, state: "State", left: int, right: int, held: bool) -> Verdict:
    against_nil = unit.body.values[right][0] == V.NIL
    if _is_empty_status(unit, state, left, right):
        return Verdict.HARMLESS if held else Verdict.OPEN
    if left in state.errors or right in state.errors:
        if against_nil:
            return Verdict.SETTLED if held else Verdict.NEVER
        # err == io.EOF holds only for an error that is there.
        return Verdict.NEVER if held else Verdict.OPEN
    if against_nil and is_resource(unit, state, left):
        # It is there, and so is no error: a later `err != nil` is not taken on this way.
        return Verdict.NEVER if held else Verdict.OPEN
    kind, *rest = unit.body.values[left]
    if against_nil and held and kind == V.VAR and _comes_along(unit, state, int(rest[0])):
        return Verdict.NEVER  # what one call gives is there together, or not at all
    if against_nil and kind == V.FIELD and rest[1] == "Process" and is_resource(unit, state, rest[0]):
        return Verdict.NEVER if held else Verdict.SETTLED  # a command that has started has a process
    return Verdict.OPEN


def _comes_along(unit: Unit, state: "State", var: int) -> bool:
    """Whether a variable only ever holds another result of the call that gave the resource."""
    given = {unit.body.values[value][:2] for value in unit.assigned.get(var, ()) if not _is_zero(unit, value)}
    if len(given) != 1 or next(iter(given))[0] != V.RESULT:
        return False
    call = next(iter(given))
    return any(
        unit.body.values[value][:2] == call
        for holder in state.holders
        if unit.body.values[holder][0] == V.VAR
        for value in unit.assigned.get(int(unit.body.values[holder][1]), ())
    )


def _is_zero(unit: Unit, value: int) -> bool:
    kind, *rest = unit.body.values[value]
    return kind == V.NIL or (kind == V.CONST and str(rest[0]).startswith("zero "))


_NO_BODY = {
    (V.PACKAGE, "net/http", "StatusNoContent"),
    (V.PACKAGE, "net/http", "StatusNotModified"),
    (V.CONST, "204"),
    (V.CONST, "304"),
}


def _is_empty_status(unit: Unit, state: "State", left: int, right: int) -> bool:
    """Whether a comparison asks for a status of a response that has no body, so that nothing stays open."""
    kind, *rest = unit.body.values[left]
    asks = kind == V.FIELD and rest[0] in state.holders and rest[1] == "StatusCode"
    return asks and unit.body.values[right] in _NO_BODY


def is_resource(unit: Unit, state: "State", value: int) -> bool:
    """Whether a value is the resource, the part that is released, or a field on the way to it."""
    if value in state.holders or value in state.parts:
        return True
    kind, *rest = unit.body.values[value]
    if kind in (V.CONVERT, V.ASSERT):
        return is_resource(unit, state, rest[1] if kind == V.CONVERT else rest[0])
    return False


def _predicate(unit: Unit, state: "State", call: int, held: bool) -> Verdict:
    made = unit.body.calls[call]
    if state.errors.isdisjoint(made.args):
        return Verdict.OPEN
    kind, *rest = unit.body.values[made.callee]
    name = str(rest[1]) if kind in (V.FIELD, V.PACKAGE) else str(rest[0]) if kind == V.GLOBAL else ""
    if name == "Is" and any(unit.body.values[arg][0] == V.NIL for arg in made.args):
        return Verdict.SETTLED if held else Verdict.NEVER
    if name.lower().endswith(_SAYS_NIL) and not name.lower().endswith(("notnil", "notok")):
        return Verdict.SETTLED if held else Verdict.NEVER
    # errors.Is(err, X), os.IsNotExist(err), isTemporary(err): true only of an error that is there.
    return Verdict.NEVER if held else Verdict.OPEN


_ERROR_MAKERS = frozenset("New Newf Errorf Join".split())
_ERROR_PACKAGES = frozenset("fmt errors xerrors errs status".split())


def is_non_nil(unit: Unit, value: int) -> bool:
    """Whether a value surely is not nil: a literal, an address, a made error, a package's error value."""
    kind, *rest = unit.body.values[value]
    if kind in (V.FUNC, V.COMPOSITE, V.ADDR):
        return True
    if kind in (V.CALL, V.RESULT):
        callee = unit.body.values[unit.body.calls[int(rest[0])].callee]
        makes = callee[0] == V.PACKAGE and callee[2] in _ERROR_MAKERS
        if makes and str(callee[1]).rpartition("/")[2] in _ERROR_PACKAGES:
            return True
        return unit.typer.callee(int(rest[0])).short.endswith("rrorf") or _is_error_struct(unit, value)
    name = rest[1] if kind == V.PACKAGE else rest[0] if kind == V.GLOBAL else ""
    return name.startswith(("Err", "err", "EOF")) if isinstance(name, str) else False


def _is_error_struct(unit: Unit, value: int) -> bool:
    """Whether a value is a struct with the name of an error: as an error it is never nil."""
    type_text = unit.typer.of(value)
    named = type_text.rpartition(".")[2].lower().endswith(("error", "err"))
    return named and type_text[0] not in "*[(" and unit.world.underlying(type_text) == "struct"


def wraps_failure(unit: Unit, facts: "frozenset[tuple[int, bool]]", value: int) -> bool:
    """Whether a value is what a call makes of an error that is there: such calls hand on an error, too."""
    nil = unit.body.find(V.NIL)
    return any((unit.body.find(V.COMPARE, "==", arg, nil), False) in facts for arg in _handed(unit, value))


def _handed(unit: Unit, value: int) -> tuple[int, ...]:
    """The arguments of the call that a value is the result of."""
    kind, *rest = unit.body.values[value]
    return unit.body.calls[int(rest[0])].args if kind in (V.CALL, V.RESULT) else ()


def worth_remembering(unit: Unit) -> frozenset[int]:
    """Conditions that more than one branch asks, flags that are set to a constant, and what is copied into them."""
    values = unit.body.values
    asked: set[int] = set()
    twice: set[int] = set()
    flags: set[int] = set()
    copies: list[tuple[int, int]] = []
    for block in unit.body.blocks:
        if block.end[0] == T.IF:
            condition = block.end[1]
            (twice if condition in asked else asked).add(condition)
        for kind, a, b, _, _ in block.ops:
            if kind == Op.ASSIGN and (values[b][0] in (V.BOOL, V.NIL) or is_non_nil(unit, b)):
                flags.add(a)
            elif kind == Op.ASSIGN and values[b][0] == V.VAR:
                copies.append((a, values[b][1]))
            elif kind == Op.ASSIGN and unit.body.vars[a].role == "result":
                copies += [(a, values[arg][1]) for arg in _handed(unit, b) if values[arg][0] == V.VAR]
    tested = {_subject(unit, condition) for condition in asked}
    # `return nil, err` of an inner err sets the result that a deferred closure asks for.
    flags |= {source for target, source in copies if target in tested}
    flags |= {target for target, _ in copies if target in tested}
    twice |= {condition for condition in asked if _subject(unit, condition) in flags}
    return frozenset(c for c in twice if values[c][0] not in (V.CALL, V.RESULT, V.RECEIVE, V.OTHER))


def _subject(unit: Unit, condition: int) -> int:
    """The variable that a condition asks about alone, or -1."""
    kind, *rest = unit.body.values[condition]
    if kind == V.COMPARE:
        kind, *rest = unit.body.values[int(rest[1])]
    return int(rest[0]) if kind == V.VAR else -1


_FAILURES = frozenset(
    (
        "Error Errorf ErrorIs ErrorIsf ErrorAs ErrorAsf ErrorContains ErrorContainsf EqualError EqualErrorf "
        "NotNil NotNilf"
    ).split()
)


def _asserted(unit: Unit, call: int) -> tuple[int, ...]:
    """What an assertion is about: its arguments, or those of `Expect(err)` in `Expect(err).To(HaveOccurred())`."""
    made = unit.body.calls[call]
    return _handed(unit, int(unit.body.values[made.callee][1])) if _is_expectation(unit, call) else made.args


def _is_expectation(unit: Unit, call: int) -> bool:
    """Whether a call is `Expect(err).To(HaveOccurred())`, or the same with MatchError."""
    made = unit.body.calls[call]
    kind, *rest = unit.body.values[made.callee]
    if kind != V.FIELD or rest[1] not in ("To", "Should") or len(made.args) != 1:
        return False
    matcher = unit.body.values[made.args[0]]
    if matcher[0] not in (V.CALL, V.RESULT):
        return False
    return unit.typer.callee(int(matcher[1])).short in ("HaveOccurred", "MatchError")


def expects_failure(unit: Unit, call: int, errors: frozenset[int]) -> bool:
    """Whether a call asserts, in a test, that one of some errors is there: then there is no resource."""
    if not errors & set(_asserted(unit, call)):
        return False
    made = unit.body.calls[call]
    kind, *rest = unit.body.values[made.callee]
    if _is_expectation(unit, call):
        return True
    if kind not in (V.PACKAGE, V.FIELD) or rest[1] not in _FAILURES:
        return False
    if kind == V.FIELD:
        return unit.typer.of(rest[0]).rpartition(".")[2] == "Assertions"
    first = unit.typer.of(made.args[0]) if made.args else ""
    return first in ("*testing.T", "*testing.B", "testing.TB") or str(rest[0]).endswith(
        ("/assert", "/require")
    )


_NIL_OF_NIL = frozenset(["Wrap", "Wrapf", "WithStack", "WithMessage", "WithMessagef", "Trace"])
"""Callees that make an error of an error, and nil of nil."""


def errors_after(unit: Unit, errors: frozenset[int], subject: int, value: int) -> frozenset[int]:
    """The errors that tell whether there is a resource, after one more assignment."""
    kind, *rest = unit.body.values[value]
    if value in errors:
        # The result itself is never asked; a variable that is copied tells as much as its copy.
        return (errors - {value} if kind in (V.RESULT, V.CALL) else errors) | {subject}
    if kind == V.CALL and unit.typer.callee(rest[0]).short in _NIL_OF_NIL:
        return errors | {subject} if errors & set(unit.body.calls[int(rest[0])].args) else errors - {subject}
    return errors - {subject}


def last_result(unit: Unit, call: int, callee: Callee) -> frozenset[int]:
    """The error of a callee that closes what it is given only if it fails: it tells whether something is still owed."""
    results = callee.signature.results if callee.signature is not None else ()
    found = unit.body.find(V.RESULT, call, len(results) - 1)
    return frozenset((found if found >= 0 else unit.body.find(V.CALL, call),)) - {-1}
