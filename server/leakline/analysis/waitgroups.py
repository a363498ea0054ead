"""Add, Done and Wait of a sync.WaitGroup that do not match."""

import re
from collections.abc import Iterator

from leakline.analysis.copies import copies
from leakline.analysis.counting import mismatches
from leakline.analysis.done import not_done
from leakline.analysis.finding import Finding
from leakline.analysis.groupfixes import add_before, without
from leakline.analysis.groups import Group, Site, declared_in, groups, is_shared, name_of, plain, report
from leakline.analysis.launches import Launch, comes_back, launches
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V, family


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The mismatches of one declaration, one a call at most."""
    seen: set[int] = set()
    for finding in _findings(unit, rule):
        if finding[0] not in seen:
            seen.add(finding[0])
            yield finding[1]


def _findings(unit: Unit, rule: Rule) -> "Iterator[tuple[int, Finding]]":
    yield from copies(unit, rule)
    for group in groups(unit):
        if not unit.variables(group.value):
            continue  # a package-level group: who else counts in it cannot be seen here
        launched = [launch for launch in launches(unit) if launch.kind == "go"]
        yield from _added_inside(unit, rule, group, launched)
        yield from _added_after(unit, rule, group, launched)
        yield from _done_twice(unit, rule, group)
        shared = is_shared(unit, group, launched)
        yield from not_done(unit, rule, group, launched, shared)
        if shared:
            continue
        yield from mismatches(unit, rule, group, launched)
        yield from _waits_in_loop(unit, rule, group, launched)


def _added_inside(
    unit: Unit, rule: Rule, group: Group, launched: list[Launch]
) -> "Iterator[tuple[int, Finding]]":
    home = declared_in(unit, group)
    name = name_of(unit, group)
    for site in group.of("Add"):
        around = [
            launch for launch in launched if launch.literal >= 0 and _within(unit, site.func, launch.literal)
        ]
        outside = [launch for launch in around if home not in family(unit.body.funcs, launch.literal)]
        if outside:
            inner = max(outside, key=lambda launch: launch.literal)
            members = family(unit.body.funcs, inner.literal)
            starts_more = any(
                launch.start > site.start and launch.func in members
                for launch in launched
                if launch is not inner
            )
            waits = any(wait.func in members for wait in group.of("Wait"))
            if starts_more or waits or not _done_within(unit, group, members):
                continue
            yield report(
                unit,
                rule,
                site.start,
                site.end,
                f"{name}.Add runs inside the goroutine that it counts: Wait may return before it; call Add before go",
                ((inner.start, "the goroutine is started here"),),
                add_before(unit, group, site, inner) if site.func == inner.literal else (),
            )
        elif (
            site.func == 0
            and _is_goroutine(unit)
            and unit.variables(group.value) & set(unit.body.funcs[0].params)
        ):
            members = frozenset((0,))
            if _signals_after(unit, site):
                continue
            for_child = any(launch.start > site.start for launch in launched)
            if _done_within(unit, group, members) and not for_child and not group.of("Wait"):
                yield report(
                    unit,
                    rule,
                    site.start,
                    site.end,
                    f"{name}.Add runs inside the goroutine that it counts: {unit.body.name} is started with go; "
                    "call Add before go",
                )


def _signals_after(unit: Unit, add: Site) -> bool:
    """Whether a goroutine tells, after its own Add, that it has begun: who started it may wait for that first."""
    return any(
        op[0] == Op.SEND and op[3] > add.start and block.func == add.func and block.loop == add.loop
        for block in unit.body.blocks
        for op in block.ops
    )


def _added_after(
    unit: Unit, rule: Rule, group: Group, launched: list[Launch]
) -> "Iterator[tuple[int, Finding]]":
    """Add right after the `go` of the goroutine that it counts."""
    for launch in launched:
        if launch.literal < 0 or not _done_within(unit, group, family(unit.body.funcs, launch.literal)):
            continue
        adds = [add for add in group.of("Add") if add.func == launch.func]
        if not adds or any(add.start < launch.start for add in adds):
            continue
        if adds[0].loop == launch.loop:
            yield report(
                unit,
                rule,
                adds[0].start,
                adds[0].end,
                f"{name_of(unit, group)}.Add runs after the goroutine that it counts was started; call Add before go",
                ((launch.start, "the goroutine is started here"),),
                add_before(unit, group, adds[0], launch),
            )


def _done_twice(unit: Unit, rule: Rule, group: Group) -> "Iterator[tuple[int, Finding]]":
    """Done in the function that wg.Go runs, which counts down itself."""
    for launch in launches(unit):
        if launch.literal < 0 or launch.group < 0 or plain(unit, launch.group) != group.value:
            continue
        name = name_of(unit, group)
        if not any(site.call == launch.call and site.method == "Go" for site in group.sites):
            continue
        adds = [add for add in group.of("Add") if add.loop == launch.loop]
        for site in group.of("Done"):
            if site.func == launch.literal and not adds:
                yield report(
                    unit,
                    rule,
                    site.start,
                    site.end,
                    f"{name}.Done counts down once more than {name}.Go counts, so the counter goes below zero",
                    ((launch.start, f"{name}.Go calls Done itself"),),
                    without(unit, site),
                )


def _done_within(unit: Unit, group: Group, members: frozenset[int]) -> bool:
    return any(site.func in members for site in group.of("Done"))


def _within(unit: Unit, func: int, literal: int) -> bool:
    while func >= 0:
        if func == literal:
            return True
        func = unit.body.funcs[func].parent
    return False


def _is_goroutine(unit: Unit) -> bool:
    """Whether the package starts this very function with `go`, and calls it in no other way."""
    name = unit.body.name.encode()
    if not name:
        return False
    unit.reads_package = True
    files = [file.data for file in unit.world.package.files if name + b"(" in file.data]
    started = re.compile(rb"\bgo\s+(?:[\w.\[\]]+\.)?" + name + rb"\(")
    ways = sum(len(started.findall(data)) for data in files)
    if not ways:
        return False
    called = re.compile(rb"(?<![\w])" + name + rb"\(")
    declared = re.compile(rb"^func\s*(?:\([^)\n]*\)\s*)?" + name + rb"\(", re.M)
    return sum(len(called.findall(data)) - len(declared.findall(data)) for data in files) == ways


def _waits_in_loop(
    unit: Unit, rule: Rule, group: Group, launched: list[Launch]
) -> "Iterator[tuple[int, Finding]]":
    for wait in group.of("Wait"):
        if wait.loop < 0 or any(unit.body.vars[v].loop == wait.loop for v in unit.variables(group.value)):
            continue
        here = [launch for launch in launched if launch.loop == wait.loop and launch.start < wait.start]
        adds = [add for add in group.of("Add") if add.loop == wait.loop]
        waiter = next((launch for launch in here if launch.literal == wait.func), None)
        if waiter is not None and adds and len(here) > 1:
            yield report(
                unit,
                rule,
                wait.start,
                wait.end,
                f"{name_of(unit, group)}.Wait is started once for each step of the loop that adds; start it after the loop",
                ((waiter.start, "the waiting goroutine is started here"),),
            )
        elif len(here) == 1 and adds and here[0].func == wait.func and _always(unit, here[0], wait):
            yield report(
                unit,
                rule,
                wait.start,
                wait.end,
                f"{name_of(unit, group)}.Wait stands in the loop that starts the goroutines, so they run one by one; "
                "wait after the loop",
                ((here[0].start, "the goroutine is started here"),),
            )
        elif len(here) == 1 and here[0].func == wait.func and _always(unit, here[0], wait):
            add = _counts_all_before(unit, group, wait, here[0])
            if add is not None:
                name = name_of(unit, group)
                yield report(
                    unit,
                    rule,
                    wait.start,
                    wait.end,
                    f"{name}.Wait stands in the loop that starts the goroutines, and {name}.Add has counted all of them "
                    "before: with more than one it waits forever; wait after the loop",
                    ((add.start, "all are counted here"), (here[0].start, "the goroutine is started here")),
                )


def _counts_all_before(unit: Unit, group: Group, wait: Site, launch: Launch) -> Site | None:
    """The one Add before a loop that counts a goroutine for each of its steps, where only they count down."""
    adds = group.of("Add")
    around = unit.body.loops[wait.loop]
    if len(adds) != 1 or launch.literal < 0 or around.kind != "range" or around.ranged < 0:
        return None
    inside = family(unit.body.funcs, launch.literal)
    if any(
        done.func not in inside or done.loop != unit.body.funcs[done.func].loop for done in group.of("Done")
    ):
        return None
    add = adds[0]
    kind, *rest = unit.body.values[unit.body.calls[add.call].args[0]]
    if kind != V.CALL or add.func != wait.func or add.loop != around.parent or add.start > around.start:
        return None
    made = unit.body.calls[int(rest[0])]
    counts = unit.body.values[made.callee] == (V.GLOBAL, "len") and list(made.args) == [around.ranged]
    return add if counts and group.of("Done") else None


def _always(unit: Unit, launch: Launch, wait: Site) -> bool:
    """Whether each step of the loop that launches also waits."""

    def waits(op: Operation) -> bool:
        return op[0] == Op.CALL and op[1] == wait.call

    return not comes_back(unit, launch.block, wait.loop, launch.at + 1, waits)
