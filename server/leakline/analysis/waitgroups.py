"""Add, Done and Wait of a sync.WaitGroup that do not match."""

import re
from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from leakline.analysis import counting, fields
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.finding import Finding
from leakline.analysis.launches import Launch, launches, successors
from leakline.analysis.paths import Exit, Phase, State, Walk
from leakline.analysis.rules import Rule
from leakline.analysis.tracker import family
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V, Value

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


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The mismatches of one declaration, one a call at most."""
    seen: set[int] = set()
    for finding in _findings(unit, rule):
        if finding[0] not in seen:
            seen.add(finding[0])
            yield finding[1]


def _findings(unit: Unit, rule: Rule) -> "Iterator[tuple[int, Finding]]":
    yield from _copies(unit, rule)
    for group in groups(unit):
        if not unit.variables(group.value):
            continue  # a package-level group: who else counts in it cannot be seen here
        launched = [launch for launch in launches(unit) if launch.kind == "go"]
        yield from _added_inside(unit, rule, group, launched)
        yield from _added_after(unit, rule, group, launched)
        if _is_shared(unit, group, launched):
            continue
        yield from _not_done(unit, rule, group, launched)
        yield from counting.mismatches(unit, rule, group, launched, report)
        yield from _waits_in_loop(unit, rule, group, launched)


def _is_shared(unit: Unit, group: Group, launched: list[Launch]) -> bool:
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
    if owner[0] == V.FIELD and unit.body.values[int(owner[1])][0] == V.VAR and _is_kept(unit, int(owner[1])):
        return True
    address = unit.body.find(V.ADDR, group.value)
    if unit.typer.of(group.value).startswith("*"):
        address = group.value
    return address >= 0 and _is_kept(unit, address)


def _is_kept(unit: Unit, address: int) -> bool:
    """Whether a value is stored, sent or returned."""
    return any(
        (kind in (Op.STORE, Op.SEND) and _contains(unit, b, address))
        or (
            kind == Op.ASSIGN
            and (b == address or unit.body.values[b][0] == V.COMPOSITE)
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
    unit: Unit, rule: Rule, start: int, end: int, message: str, related: tuple[tuple[int, str], ...] = ()
) -> tuple[int, Finding]:
    severity = "information" if unit.is_start_up or unit.is_test else rule.severity
    places = tuple(unit.related(at, text) for at, text in related)
    return start, unit.finding(rule, severity, message, start, end, places)


# Add in the goroutine that it counts


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
            )
        elif (
            site.func == 0
            and _is_goroutine(unit)
            and unit.variables(group.value) & set(unit.body.funcs[0].params)
        ):
            members = frozenset((0,))
            for_child = any(launch.loop == site.loop and launch.start > site.start for launch in launched)
            if _done_within(unit, group, members) and not for_child and not group.of("Wait"):
                yield report(
                    unit,
                    rule,
                    site.start,
                    site.end,
                    f"{name}.Add runs inside the goroutine that it counts: {unit.body.name} is started with go; "
                    "call Add before go",
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


# Done missing or skipped


@define(eq=False)
class DoneTracker:
    """Walks a goroutine with one Done owed."""

    unit: Unit
    group: int
    seen: int = 0
    """How often the goroutine mentions the group."""
    loops: int = 0
    """How many Done calls stand in a loop of the goroutine."""
    twice: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    waits: list[tuple[int, int]] = field(factory=list[tuple[int, int]])

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind = op[0]
        if kind not in (Op.CALL, Op.DEFER, Op.GO):
            return state
        made = self.unit.body.calls[op[1]]
        callee = self.unit.body.values[made.callee]
        if callee[0] == V.FIELD and plain(self.unit, callee[1]) == self.group:
            return self._method(walk, state, op, str(callee[2]))
        given = [i for i, arg in enumerate(made.args) if self._passes(arg)]
        if given and state.phase == Phase.HELD:
            self.seen += 1
            if self._is_done_by(op[1], given[0]):
                walk.moved += 1
                return evolve(state, phase=Phase.DONE)
            return state
        literal = self.unit.literal_of(made.callee)
        if literal >= 0 and kind == Op.GO and self._mentions(literal) and state.phase == Phase.HELD:
            walk.moved += 1
            return evolve(state, phase=Phase.DONE)
        return state

    def _method(self, walk: Walk, state: State, op: Operation, name: str) -> State | None:
        if name == "Done":
            self.seen += 1
            self.loops += made_loop(self.unit, op[1]) >= 0
            if op[0] == Op.DEFER:
                walk.moved += 1
                # Deferred: done at every exit, also when a panic or Goexit ends the goroutine.
                return (
                    evolve(state, phase=Phase.DONE) if state.phase == Phase.HELD else self._again(state, op)
                )
            if state.phase == Phase.DONE:
                return self._again(state, op)
            walk.moved += 1
            return evolve(state, phase=Phase.DONE)
        if name == "Wait" and op[0] == Op.CALL:
            self.waits.append((op[3], op[4]))
        return state

    def _again(self, state: State, op: Operation) -> State:
        self.twice.append((op[3], op[4]))
        return state

    def _passes(self, value: int) -> bool:
        kind, *rest = self.unit.body.values[value]
        if plain(self.unit, value) == self.group:
            return True
        if kind == V.FIELD and rest[1] == "Done":
            return plain(self.unit, rest[0]) == self.group
        return kind == V.FUNC and self._mentions(rest[0])

    def _mentions(self, literal: int) -> bool:
        return bool(self.unit.variables(self.group) & self.unit.captured[literal])

    def _is_done_by(self, call: int, index: int) -> bool:
        """Whether a callee that is handed the group calls Done; yes where it cannot be seen."""
        callee = self.unit.typer.callee(call)
        other = self.unit.lower_other(callee.decl) if callee.decl is not None else None
        if other is None or self.unit.body.values[self.unit.body.calls[call].args[index]][0] in (
            V.FUNC,
            V.FIELD,
        ):
            return True
        params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == "param"]
        if index >= len(params):
            return True
        return done_by(other, params[index])


def made_loop(unit: Unit, call: int) -> int:
    """The loop of a call within its own function, or -1."""
    made = unit.body.calls[call]
    return -1 if made.loop == unit.body.funcs[made.func].loop else made.loop


def done_by(other: Unit, param: int) -> bool:
    """Whether a function calls Done of a parameter, or hands it on, on every path."""
    key = ("done", param)
    known = other.answers.get(key)
    if known is None:
        other.answers[key] = True  # a recursive helper is taken at its word
        known = other.answers[key] = _done_by(other, param)
    return known


def _done_by(other: Unit, param: int) -> bool:
    subject = other.body.find(V.VAR, param)
    if subject < 0:
        return False
    tracker = DoneTracker(other, subject)
    walk = Walk(other, tracker.step, worth_remembering(other))
    walk.run(0, State(Phase.HELD, frozenset((subject,))))
    return walk.gave_up or (walk.moved > 0 and not walk.exits)


def _not_done(
    unit: Unit, rule: Rule, group: Group, launched: list[Launch]
) -> "Iterator[tuple[int, Finding]]":
    home = declared_in(unit, group)
    for launch in launched:
        if launch.group >= 0 and plain(unit, launch.group) == group.value:
            continue  # wg.Go counts by itself
        add = counting.add_for(group, launch)
        if add is None:
            continue
        exits, tracker, moved = _walked(unit, group, launch, home)
        if exits is None or tracker is None:
            continue
        where = ((launch.start, "the goroutine is started here"),)
        name = name_of(unit, group)
        if tracker.waits and not tracker.seen:
            continue  # it waits for the others and is not counted itself
        if tracker.waits:
            start, _ = tracker.waits[0]
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name} counts a goroutine that itself waits for it on line {unit.shown_line(start)}: "
                "Wait never returns",
                (*where, (start, "it waits here, before its own Done")),
            )
        elif tracker.twice and not exits:
            start, _ = tracker.twice[0]
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Done is called twice for one Add, again on line {unit.shown_line(start)}: "
                "the counter goes below zero",
                (*where, (start, "the second Done on this path")),
            )
        elif not tracker.seen and _somebody_else(unit, group, launched, launch):
            continue
        elif not moved:
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Add counts a goroutine that never calls Done, so Wait never returns",
                where,
            )
        elif exits:
            first = exits[0]
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Done is skipped when the goroutine leaves on line {unit.shown_line(first.start)}, "
                "so Wait never returns; defer it first",
                (*where, *((each.start, "it leaves here without Done") for each in exits[:4])),
            )


def _walked(
    unit: Unit, group: Group, launch: Launch, home: int
) -> tuple[list[Exit] | None, DoneTracker | None, int]:
    """The exits of a goroutine with Done still owed; (None, None, 0) where it cannot be told."""
    if launch.literal >= 0:
        if home in family(unit.body.funcs, launch.literal):
            return None, None, 0
        target, subject, func = unit, group.value, launch.literal
        # A literal may get the group as an argument instead of capturing it.
        args = unit.body.calls[launch.call].args
        for param, arg in zip(unit.body.funcs[launch.literal].params, args, strict=False):
            if plain(unit, arg) == group.value:
                subject = unit.body.find(V.VAR, param)
    else:
        named = _named_goroutine(unit, group, launch)
        if named is None:
            return None, None, 0
        target, subject, func = named[0], named[1], 0
        if subject < 0:
            return [], DoneTracker(unit, group.value), 0
    tracker = DoneTracker(target, subject)
    walk = Walk(target, tracker.step, worth_remembering(target), stop_is_exit=True)
    walk.run(func, State(Phase.HELD, frozenset((subject,))))
    if tracker.loops:
        return None, None, 0  # Done once per request, or the like: how often cannot be told
    if walk.gave_up:
        return None, None, 0
    exits = sorted({(e.kind, e.start): e for e in walk.exits}.values(), key=lambda e: e.start)
    if target is not unit:
        # The exits stand in another declaration, whose lines are not this one's.
        exits = [evolve(e, start=launch.start, end=launch.end) for e in exits]
        tracker.twice = [(launch.start, launch.end) for _ in tracker.twice]
        tracker.waits = [(launch.start, launch.end) for _ in tracker.waits]
    return exits, tracker, walk.moved


def _named_goroutine(unit: Unit, group: Group, launch: Launch) -> tuple[Unit, int] | None:
    """The function that `go f(&wg)` or `go s.run()` starts, and the group's value in it, -1 where it is never mentioned.

    None where it cannot be seen, or where Done may be called further below.
    """
    callee = unit.typer.callee(launch.call)
    other = unit.lower_other(callee.decl) if callee.decl is not None else None
    if other is None or callee.decl is None or callee.package is None:
        return None
    made = unit.body.calls[launch.call]
    body = other.body
    index = next((i for i, arg in enumerate(made.args) if plain(unit, arg) == group.value), -1)
    if index >= 0:
        params = [p for p in body.funcs[0].params if body.vars[p].role == "param"]
        return (other, body.find(V.VAR, params[index])) if index < len(params) else None
    called, held = unit.body.values[made.callee], unit.body.values[group.value]
    if called[0] != V.FIELD or held[0] != V.FIELD or called[1] != held[1]:
        return None
    receivers = [p for p in body.funcs[0].params if body.vars[p].role == "receiver"]
    subject = body.find(V.FIELD, body.find(V.VAR, receivers[0]), held[2]) if receivers else -1
    if subject < 0:
        unit.reads_package = True
        below = fields.below(callee.package, [callee.decl])
        return None if any(b"Done" in decl.source() for decl in below) else (other, -1)
    return other, subject


def _somebody_else(unit: Unit, group: Group, launched: list[Launch], launch: Launch) -> bool:
    """Whether Done may be called by someone else than this goroutine."""
    members = family(unit.body.funcs, launch.literal) if launch.literal >= 0 else frozenset[int]()
    if any(site.func not in members for site in group.of("Done")):
        return True
    tracker = DoneTracker(unit, group.value)
    if any(site.func in members for site in group.of("Done")):
        return False  # it is meant to, but does not get there
    if unit.body.values[group.value][0] != V.VAR:
        return launch.literal >= 0
    if unit.variables(group.value) & set(unit.body.funcs[0].params):
        return True
    return any(
        tracker._passes(arg)  # pyright: ignore[reportPrivateUsage]
        for call in unit.body.calls
        for arg in call.args
        if unit.body.values[arg][0] != V.FUNC
    )


# Wait in the loop that launches, and copies


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


def _always(unit: Unit, launch: Launch, wait: Site) -> bool:
    """Whether each step of the loop that launches also waits."""
    head = unit.body.loops[wait.loop].head
    seen: set[int] = set()
    todo = [(launch.block, launch.at + 1)]
    while todo:
        index, at = todo.pop()
        block = unit.body.blocks[index]
        if any(op[0] == Op.CALL and op[1] == wait.call for op in block.ops[at:]):
            continue
        for following in successors(block.end):
            if following == head:
                return False
            if following not in seen:
                seen.add(following)
                todo.append((following, 0))
    return True


def _copies(unit: Unit, rule: Rule) -> "Iterator[tuple[int, Finding]]":
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
                )


def _holds_by_value(unit: Unit, typed: str, used: "set[Value]", var: int) -> bool:
    """Whether a struct type has the used WaitGroup itself as a field, not a pointer to it."""
    names = [
        str(value[2]) for value in used if value[0] == V.FIELD and unit.body.values[value[1]] == (V.VAR, var)
    ]
    members = [unit.world.member(typed, name) for name in names]
    return any(member.type == GROUP for member in members if member is not None)


def name_of(unit: Unit, group: Group) -> str:
    start, end = unit.body.spans.get(group.value, (0, 0))
    text = unit.body.text(start, end)
    return text if 0 < len(text) <= 40 and "\n" not in text else "the WaitGroup"
