"""Inner variables that hide an outer one of the same name, so that the outer one is never released or checked."""

from collections.abc import Iterator

from tree_sitter import Node

from leakline.analysis.finding import Edit, Finding, Fix
from leakline.analysis.launches import loops_around, successors
from leakline.analysis.paths import Exit
from leakline.analysis.rules import Acquire, Release, Rule
from leakline.analysis.summaries import tracked
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, T, Use, V, family

_METHODS = ("Close", "Stop", "Rollback", "Commit", "Release", "End", "Finish", "Shutdown", "Wait")
_FUNCS = ("context.CancelFunc", "context.CancelCauseFunc", "func()()", "func()(error)")
_CLEANS = frozenset(
    ("Close", "Rollback", "Remove", "RemoveAll", "Stop", "Release", "Unlock", "Kill", "Abort", "Shutdown")
)


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The hidden variables of one declaration whose hiding does harm."""
    for inner, outer in _pairs(unit):
        if unit.typer.of_var(inner) == "error":
            yield from _error(unit, rule, inner, outer)
        else:
            yield from _resource(unit, rule, inner, outer)


def _pairs(unit: Unit) -> Iterator[tuple[int, int]]:
    """Inner and outer variables of one name."""
    names: dict[str, list[int]] = {}
    for var, declared in enumerate(unit.body.vars):
        names.setdefault(declared.name, []).append(var)
    doubled = {name: found for name, found in names.items() if len(found) > 1}
    if not doubled:
        return
    for found in doubled.values():
        for inner in found:
            declared = unit.body.vars[inner]
            if declared.role != "local" or declared.type:
                continue
            outers = [
                each
                for each in found
                if unit.body.vars[each].start < declared.start
                and unit.body.vars[each].func == declared.func
                and unit.body.vars[each].role in ("local", "result")
                and _encloses(unit, each, declared.start)
            ]
            if outers:
                yield inner, max(outers, key=lambda var: unit.body.vars[var].start)


def _encloses(unit: Unit, outer: int, start: int) -> bool:
    """Whether a variable is known at an offset behind its declaration."""
    return unit.body.vars[outer].role == "result" or _scope_end(unit, outer) > start


# resources


def _resource(unit: Unit, rule: Rule, inner: int, outer: int) -> Iterator[Finding]:
    """An inner resource that some path does not release, while the outer variable is the one that is used behind it."""
    given = unit.assigned.get(inner, [])
    if len(given) != 1 or unit.body.values[given[0]][0] not in (V.RESULT, V.CALL):
        return
    kind, *rest = unit.body.values[given[0]]
    call, index = int(rest[0]), int(rest[1]) if kind == V.RESULT else 0
    release = _release_of(unit, inner)
    outside = _used_again(unit, inner, outer)
    if (
        release is None
        or not outside
        or outer in unit.variables(given[0])
        or not _could_be(unit, inner, outer)
    ):
        return
    callee = unit.typer.callee(call)
    results = callee.signature.results if callee.signature is not None else ()
    error = len(results) - 1 if len(results) > 1 and results[-1] == "error" else None
    tracker, walk = tracked(unit, call, Acquire(callee.name, index, error, release=release))
    if (
        walk.gave_up
        or tracker.holder != inner
        or not any(_is_outside(unit, inner, each) for each in walk.exits)
    ):
        return
    declared = unit.body.vars[inner]
    where = unit.shown_line(unit.body.vars[outer].start)
    yield unit.finding(
        rule,
        "information" if unit.is_test or unit.is_start_up else rule.severity,
        f"this {declared.name} is a new variable, which hides the one of line {where}: "
        f"what is used on line {unit.shown_line(outside[0].start)} is the outer one, and this one is not {_done(release)}",
        declared.start,
        declared.start + len(declared.name),
        (
            unit.related(unit.body.vars[outer].start, f"the outer {declared.name}"),
            unit.related(outside[0].start, f"… this is the outer {declared.name} again"),
        ),
        _assigns(unit, inner, outer),
        confidence=0.85,
    )


def _is_outside(unit: Unit, inner: int, leak: Exit) -> bool:
    """Whether a leaking path gets behind the block of the inner variable: else the hiding has nothing to do with it."""
    return leak.kind in ("again", "overwritten") or leak.start > _scope_end(unit, inner)


def _could_be(unit: Unit, inner: int, outer: int) -> bool:
    """Whether the outer variable could have held the value."""
    mine, other = unit.typer.of_var(inner), unit.typer.of_var(outer)
    if _is_loop_body(unit, inner) and not _is_unset(unit, outer, unit.body.vars[inner].start):
        return False  # each step has one of its own, beside the outer one
    return _fits(mine, other) or unit.world.underlying(other) == "interface"


def _is_unset(unit: Unit, outer: int, before: int) -> bool:
    """Whether a variable is nil, zero or a stand-in up to an offset."""
    given = [
        unit.body.values[op[2]]
        for block in unit.body.blocks
        for op in block.ops
        if op[:2] == (Op.ASSIGN, outer) and op[3] < before
    ]
    return all(
        value[0] in (V.NIL, V.FUNC) or (value[0] == V.CONST and str(value[1]).startswith("zero "))
        for value in given
    )


def _is_loop_body(unit: Unit, var: int) -> bool:
    """Whether a variable is declared right in the body of a loop."""
    node = _block_of(unit, var)
    return node is not None and node.parent is not None and node.parent.type == "for_statement"


def _used_again(unit: Unit, inner: int, outer: int) -> list[Use]:
    """Uses of the outer variable that run after the inner one is gone: behind its block, deferred, or in the next step."""
    body = unit.body
    start, end = body.vars[inner].start, _scope_end(unit, inner)
    again = [body.loops[each] for each in loops_around(unit, body.vars[inner].loop, body.vars[outer].loop)]
    deferred = {
        unit.literal_of(body.calls[op[1]].callee) for b in body.blocks for op in b.ops if op[0] == Op.DEFER
    }
    return [
        use
        for use in body.uses
        if use.var == outer
        and not start <= use.start <= end
        and (
            use.start > end
            or use.func in deferred
            or any(loop.body_start <= use.start < loop.end for loop in again)
        )
    ]


def _release_of(unit: Unit, var: int) -> Release | None:
    """How a value of a variable's type is released, or None where it need not be."""
    typed = unit.typer.of_var(var)
    if typed in _FUNCS and (
        typed.startswith("context.") or unit.body.vars[var].name.startswith(("cancel", "stop"))
    ):
        return Release(call=True, verb="called")
    if not typed or typed.startswith(("[", "map[", "chan ", "func(")):
        return None
    methods = tuple(name for name in _METHODS if _has(unit, typed, name))
    if not {"Close", "Stop", "Rollback", "Release", "End", "Finish"} & set(methods):
        return None
    return Release(methods=methods, verb="released")


def _has(unit: Unit, typed: str, name: str) -> bool:
    member = unit.world.member(typed, name)
    return member is not None and member.signature is not None and len(member.signature.params) <= 1


def _done(release: Release) -> str:
    return "called" if release.call else "released on every path"


_BLOCKS = frozenset(
    (
        *("block", "expression_case", "type_case", "communication_case", "default_case", "func_literal"),
        *("if_statement", "for_statement", "expression_switch_statement", "type_switch_statement"),
    )
)


def _block_of(unit: Unit, var: int) -> Node | None:
    """The block, or the statement with a head, that declares a variable."""
    start = unit.body.vars[var].start
    node = unit.root.named_descendant_for_byte_range(start, start + 1)
    while node is not None and node.type not in _BLOCKS:
        node = node.parent
    return node


def _scope_end(unit: Unit, var: int) -> int:
    """Where the block ends that declares a variable."""
    node = _block_of(unit, var)
    return node.end_byte if node is not None else unit.body.vars[var].start


def _assigns(unit: Unit, inner: int, outer: int) -> tuple[Fix, ...]:
    """`=` instead of `:=`, where every variable that the statement declares has an outer one of its type."""
    start = unit.body.vars[inner].start
    node = unit.root.named_descendant_for_byte_range(start, start + 1)
    while node is not None and node.type != "short_var_declaration":
        node = node.parent
    left = node.child_by_field_name("left") if node is not None else None
    sign = next((each for each in node.children if each.type == ":="), None) if node is not None else None
    if left is None or sign is None:
        return ()
    outers = dict(_pairs(unit))
    made = [v for v, d in enumerate(unit.body.vars) if left.start_byte <= d.start < left.end_byte]
    if not all(
        var in outers and _fits(unit.typer.of_var(var), unit.typer.of_var(outers[var])) for var in made
    ):
        return ()
    row, column = sign.start_point
    edit = Edit(unit.path, (row + 1, column + 1), (row + 1, column + 3), "=")
    return (Fix(f"Assign to the outer {unit.body.vars[outer].name}: = instead of :=", (edit,), False),)


def _fits(inner: str, outer: str) -> bool:
    """Whether a value of one type can be assigned to a variable of another."""
    return inner == outer != "" or (inner in _FUNCS[:1] and outer in ("", "func()()"))


# errors


def _error(unit: Unit, rule: Rule, inner: int, outer: int) -> Iterator[Finding]:
    """An inner error whose branch leaves without handing it to the outer one, which tells whether to clean up."""
    body = unit.body
    deciding = _decides(unit, outer, body.vars[inner].start)
    if deciding is None and not _is_never_set(unit, outer):
        return
    condition = body.find(V.COMPARE, "==", body.find(V.VAR, inner), body.find(V.NIL))
    for block in body.blocks:
        if block.end[0] != T.IF or block.end[1] != condition or block.func != body.vars[inner].func:
            continue
        if not any(op[0] == Op.BRANCH and op[2] for op in block.ops):
            continue  # `if err == nil`: what follows is no branch of the error's own
        read = _reaches(unit, block.end[3], block.end[2], inner, outer, deciding is not None)
        if read < 0:
            continue
        declared = body.vars[inner]
        cleans = deciding is not None
        lost = "nothing is cleaned up" if cleans else "the failure is lost"
        what = "the deferred cleanup asks for" if cleans else "this reads"
        yield unit.finding(
            rule,
            "information" if unit.is_test else rule.severity,
            f"this {declared.name} hides the one of line {unit.shown_line(body.vars[outer].start)}: where it is not nil "
            f"the function leaves on line {unit.shown_line(read)} with the outer one as it was, so that {lost}",
            declared.start,
            declared.start + len(declared.name),
            (
                unit.related(body.vars[outer].start, f"the outer {declared.name}"),
                unit.related(read if deciding is None else deciding, f"{what} the outer {declared.name}"),
            ),
            _assigns(unit, inner, outer),
            confidence=0.8,
        )
        return


def _decides(unit: Unit, outer: int, before: int) -> int | None:
    """Where a deferred literal cleans up by what an outer error says, or None."""
    body = unit.body
    asked = body.find(V.COMPARE, "==", body.find(V.VAR, outer), body.find(V.NIL))
    if asked < 0:
        return None
    flags = {a for block in body.blocks for k, a, b, *_ in block.ops if k == Op.ASSIGN and b == asked}
    subjects = {asked} | {body.find(V.VAR, flag) for flag in flags}
    for block in body.blocks:
        for kind, call, _, start, _ in block.ops:
            literal = unit.literal_of(body.calls[call].callee) if kind == Op.DEFER and start < before else -1
            if literal < 0:
                continue
            inside = family(body.funcs, literal)
            tests = [b for b in body.blocks if b.func in inside and b.end[0] == T.IF and b.end[1] in subjects]
            first = min((op[3] for b in tests for op in b.ops if op[0] == Op.BRANCH), default=-1)
            if any(
                b.func in inside and op[:2] == (Op.ASSIGN, outer) and op[3] < first
                for b in body.blocks
                for op in b.ops
            ):
                continue  # it asks for an error of its own
            cleans = any(c.func in inside and unit.body.values[c.callee][-1] in _CLEANS for c in body.calls)
            if tests and cleans:
                return start
    return None


def _is_never_set(unit: Unit, outer: int) -> bool:
    """Whether a variable of the function only ever is nil."""
    given = unit.assigned.get(outer, [])
    return unit.body.vars[outer].role == "local" and all(unit.body.values[v][0] == V.NIL for v in given)


def _reaches(unit: Unit, start: int, join: int, inner: int, outer: int, decided: bool) -> int:
    """Where the error branch leaves with the outer error as it was: a return, or a test of it; -1 where it does not.

    A branch that goes on behind its `if`, or on to the loop's next step, has dealt with its error.
    """
    body = unit.body
    loops = loops_around(unit, body.blocks[start].loop, -1)
    seen = {join, *(body.loops[each].head for each in loops)}
    is_result = body.vars[outer].role == "result"
    asked = body.find(V.COMPARE, "==", body.find(V.VAR, outer), body.find(V.NIL))
    todo = [start]
    while todo:
        index = todo.pop()
        if index in seen:
            continue
        seen.add(index)
        block = body.blocks[index]
        found = _first(unit, block.ops, inner, outer, is_result, decided)
        if found is not None:
            if found >= 0:
                return found
            continue
        if block.end[0] == T.IF and block.end[1] == asked and not decided:
            return next((op[3] for op in reversed(block.ops) if op[0] == Op.BRANCH), block.ops[-1][3])
        todo += successors(block.end)
    return -1


def _first(
    unit: Unit, ops: list[Operation], inner: int, outer: int, is_result: bool, decided: bool
) -> int | None:
    """What a block does first: an offset where the failure is lost, -1 where it is not, None where it is still open."""
    body = unit.body
    for kind, a, b, start, _ in ops:
        if kind == Op.ASSIGN and a == outer:
            if decided and body.values[b] in ((V.COMPARE, "==", body.find(V.VAR, outer), body.find(V.NIL)),):
                continue
            return -1
        if (
            kind == Op.ASSIGN
            and decided
            and b == body.find(V.COMPARE, "==", body.find(V.VAR, outer), body.find(V.NIL))
        ):
            return start
        if kind == Op.RETURN:
            values = body.returns[a]
            told = [body.values[value] for value in values]
            if is_result:
                # `return err` of the inner one sets the result; a bare return, or the outer one itself, does not.
                lost = not values or (told[-1] == (V.VAR, outer))
                return start if lost else -1
            if any(value == (V.VAR, outer) for value in told):
                return start
            return start if decided else -1
    return None
