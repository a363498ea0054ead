"""The WaitGroups of a declaration, and who is in sight of them."""

from attrs import frozen

from leakline.analysis.finding import Finding, Fix
from leakline.analysis.launches import Launch, launches
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V

GROUP = "sync.WaitGroup"


@frozen
class Site:
    """One call of a method of a WaitGroup."""

    method: str
    call: int
    func: int
    loop: int
    start: int
    end: int


@frozen
class Group:
    """One WaitGroup of a declaration: a variable, or a field by its path."""

    value: int
    sites: tuple[Site, ...]

    def of(self, method: str) -> list[Site]:
        return [site for site in self.sites if site.method == method]


def groups(unit: Unit) -> list[Group]:
    """The WaitGroups that a declaration calls, each with its calls in order of text."""
    found: dict[int, list[Site]] = {}
    for call, made in enumerate(unit.body.calls):
        kind, *rest = unit.body.values[made.callee]
        if kind == V.FIELD and rest[1] in ("Add", "Done", "Wait", "Go"):
            base = plain(unit, rest[0])
            if unit.typer.callee(call).name == f"(*{GROUP}).{rest[1]}":
                site = Site(rest[1], call, made.func, made.loop, made.start, made.end)
                found.setdefault(base, []).append(site)
    return [Group(value, tuple(sorted(sites, key=lambda s: s.start))) for value, sites in found.items()]


def plain(unit: Unit, value: int) -> int:
    """A value without `&` and `*`."""
    kind, *rest = unit.body.values[value]
    return plain(unit, rest[0]) if kind in (V.ADDR, V.DEREF) else value


def declared_in(unit: Unit, group: Group) -> int:
    """The function that declares the variable a WaitGroup is reached by, or -1."""
    variables = unit.variables(group.value)
    return max((unit.body.vars[var].func for var in variables), default=-1)


def is_shared(unit: Unit, group: Group, launched: list[Launch]) -> bool:
    """Whether Done may be called by someone out of sight: a stored literal, or a holder of the pointer."""
    home = declared_in(unit, group)
    run = {launch.literal for launch in launched} | {unit.literal_of(call.callee) for call in unit.body.calls}
    run |= {launch.literal for launch in launches(unit)}
    for site in group.of("Done"):
        func = site.func
        while func > 0 and func != home:
            if func not in run:
                return True
            func = unit.body.funcs[func].parent
    owner = unit.body.values[group.value]
    if owner[0] == V.FIELD and any(
        _hands_on(unit, call, int(owner[1])) for call in range(len(unit.body.calls))
    ):
        return True
    if owner[0] == V.FIELD and unit.body.values[int(owner[1])][0] == V.VAR and _is_kept(unit, int(owner[1])):
        return True
    address = unit.body.find(V.ADDR, group.value)
    if unit.typer.of(group.value).startswith("*"):
        address = group.value
    return address >= 0 and _is_kept(unit, address)


def _hands_on(unit: Unit, call: int, owner: int) -> bool:
    """Whether a call that gives something back, which may keep it, gets the struct that holds a group."""
    signature = unit.typer.callee(call).signature
    gets = any(plain(unit, arg) == owner for arg in unit.body.calls[call].args)
    return gets and (signature is None or bool(signature.results))


def _is_kept(unit: Unit, address: int) -> bool:
    """Whether a value is stored, sent or returned."""
    return any(
        (kind in (Op.STORE, Op.SEND) and _contains(unit, b, address))
        or (
            kind == Op.ASSIGN
            and (b == address or unit.body.values[plain(unit, b)][0] == V.COMPOSITE)
            and _contains(unit, b, address)
        )
        or (kind == Op.RETURN and any(_contains(unit, value, address) for value in unit.body.returns[a]))
        for block in unit.body.blocks
        for kind, a, b, _, _ in block.ops
    )


def _contains(unit: Unit, value: int, wanted: int) -> bool:
    if value == wanted:
        return True
    kind, *rest = unit.body.values[value]
    if kind == V.ADDR:
        return _contains(unit, rest[0], wanted)
    return kind == V.COMPOSITE and any(_contains(unit, each, wanted) for each in rest[1])


def report(
    unit: Unit,
    rule: Rule,
    start: int,
    end: int,
    message: str,
    related: tuple[tuple[int, str], ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> tuple[int, Finding]:
    severity = "information" if unit.is_start_up or unit.is_test else rule.severity
    places = tuple(unit.related(at, text) for at, text in related)
    return start, unit.finding(rule, severity, message, start, end, places, fixes)


def name_of(unit: Unit, group: Group) -> str:
    start, end = unit.body.spans.get(group.value, (0, 0))
    text = unit.body.text(start, end)
    return text if 0 < len(text) <= 40 and "\n" not in text else "the WaitGroup"
