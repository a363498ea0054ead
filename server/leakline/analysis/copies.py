"""WaitGroups that are copied: the copy counts for itself."""

from collections.abc import Iterator

from leakline.analysis.copyfixes import by_pointer
from leakline.analysis.finding import Finding
from leakline.analysis.groups import GROUP, groups, report
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import V, Value


def copies(unit: Unit, rule: Rule) -> "Iterator[tuple[int, Finding]]":
    """WaitGroups that are parameters or assigned by value, alone or in a struct: the copy counts for itself."""
    used = {unit.body.values[group.value] for group in groups(unit)}
    for index, var in enumerate(unit.body.vars):
        if not var.name or var.name == "_":
            continue
        if var.role in ("param", "receiver"):
            typed = unit.typer.resolve(var.type)
            inside = any(
                value[0] == V.FIELD and unit.body.values[int(value[1])] == (V.VAR, index) for value in used
            )
            held = inside and not typed.startswith("*") and unit.world.underlying(typed) == "struct"
            if typed == GROUP or (held and _holds_by_value(unit, typed, used, index)):
                what = "is a WaitGroup" if typed == GROUP else "holds a WaitGroup"
                yield report(
                    unit,
                    rule,
                    var.start,
                    var.start + len(var.name.encode()),
                    f"{var.name} {what} and is passed by value: Done on the copy is not seen by Wait; pass a pointer",
                    fixes=by_pointer(unit, index),
                )
        elif var.role == "local" and not var.type:
            held = unit.typer.definitions.get(index)
            if (
                held is not None
                and unit.body.values[held][0] in (V.VAR, V.FIELD, V.DEREF)
                and unit.typer.of(held) == GROUP
            ):
                yield report(
                    unit,
                    rule,
                    var.start,
                    var.start + len(var.name.encode()),
                    f"{var.name} is a copy of a WaitGroup: Done on the copy is not seen by Wait",
                    fixes=by_pointer(unit, index),
                )


def _holds_by_value(unit: Unit, typed: str, used: "set[Value]", var: int) -> bool:
    """Whether a struct type has the used WaitGroup itself as a field, not a pointer to it."""
    names = [
        str(value[2]) for value in used if value[0] == V.FIELD and unit.body.values[value[1]] == (V.VAR, var)
    ]
    members = [unit.world.member(typed, name) for name in names]
    return any(member.type == GROUP for member in members if member is not None)
