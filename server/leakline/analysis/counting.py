"""How many a WaitGroup counts, and how many goroutines are started for it."""

from collections.abc import Iterator

from attrs import define, field

from leakline.analysis import linear
from leakline.analysis.conditions import worth_remembering
from leakline.analysis.constants import bound, number
from leakline.analysis.done import DoneTracker, repeats
from leakline.analysis.finding import Finding
from leakline.analysis.groups import GROUP, Group, Site, declared_in, name_of, plain, report
from leakline.analysis.launches import Launch, successors
from leakline.analysis.paths import Phase, State, Walk
from leakline.analysis.rules import Rule
from leakline.analysis.totals import totals
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, Operation, V, family


def amount(unit: Unit, site: Site) -> int | None:
    """The constant that an Add adds, or None."""
    args = unit.body.calls[site.call].args
    return number(unit, args[0]) if len(args) == 1 else None


@define(eq=False)
class LaunchTracker:
    """Walks from an Add of one to the goroutine that it counts."""

    unit: Unit
    add: Site
    group: Group
    counted: frozenset[int]
    """Calls that launch or hand over the group."""
    waited: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    waiting: bool = False
    """A goroutine or a deferred call waits for the group whatever comes."""

    def step(self, walk: Walk, state: State, op: Operation) -> "State | list[State] | None":
        kind, call = op[0], op[1]
        if kind not in (Op.CALL, Op.GO, Op.DEFER):
            return state
        if call == self.add.call:
            if state.phase == Phase.HELD:
                walk.report(None, "again", op[3], op[4], state)
                return None
            return state._replace(phase=Phase.HELD)
        if state.phase != Phase.HELD:
            return state
        if call in self.counted:
            walk.moved += 1
            return state._replace(phase=Phase.DONE)
        if kind == Op.CALL and any(site.call == call for site in self.group.of("Wait")):
            walk.report(None, "wait", op[3], op[4], state)
            return None
        return state


def mismatches(
    unit: Unit, rule: Rule, group: Group, launched: list[Launch]
) -> "Iterator[tuple[int, Finding]]":
    """Adds whose goroutines are not all started, and counts that differ from what is started."""
    if unit.body.values[group.value][0] != V.VAR and not group.of("Wait"):
        return
    home = declared_in(unit, group)
    counted = _counted(unit, group, launched)
    name = name_of(unit, group)
    for add in group.of("Add"):
        if add.func != home and unit.body.values[group.value][0] == V.VAR and add.func != 0:
            continue
        if not group.of("Wait"):
            continue
        many = amount(unit, add)
        if many == 1:
            yield from _one(unit, rule, group, add, launched, counted, name)
        elif many is not None and many > 1:
            yield from _constant(unit, rule, group, add, many, launched, counted, name)
        else:
            yield from _per_element(unit, rule, group, add, counted, name)
            yield from _sum(unit, rule, group, add, launched, counted, name)


def _stand_ins(unit: Unit, group: Group) -> frozenset[int]:
    """Variables that call Done for the group: of a literal that does, or of the method value."""
    done = unit.body.find(V.FIELD, group.value, "Done")
    callers = {site.func for site in group.of("Done")}
    found = {var for var, literal in unit.literals.items() if literal in callers}
    return frozenset(found | {var for var, given in unit.assigned.items() if done in given})


def _is_elsewhere(
    unit: Unit, group: Group, add: Site, launched: list[Launch], counted: frozenset[int]
) -> bool:
    """Whether who counts down is not started in step with an Add of one: workers that stand already, or another loop."""
    done = unit.body.find(V.FIELD, group.value, "Done")
    if any(
        done in call.args and call.start < add.start and call.loop != add.loop for call in unit.body.calls
    ):
        return True  # `hooks.OnDone(wg.Done)`: whoever got it counts down
    loops = [launch.loop for launch in launched if launch.call in counted]
    if add.loop >= 0 and loops and not any(_is_around(unit, loop, add.loop) for loop in loops):
        return True
    for site in group.of("Done"):
        launch = next((each for each in launched if each.literal == site.func), None)
        if (
            launch is not None
            and launch.start < add.start
            and launch.loop != add.loop
            and repeats(unit, site.call)
        ):
            return True
    return False


def _counted(unit: Unit, group: Group, launched: list[Launch]) -> frozenset[int]:
    """Calls after which the group's Done is somebody's duty: launches, calls that get the group, Done itself."""
    mine = unit.variables(group.value) | _stand_ins(unit, group)
    found = {site.call for site in group.of("Done")}
    for launch in launched:
        own = launch.group >= 0 and plain(unit, launch.group) == group.value
        mentions = launch.literal >= 0 and bool(mine & unit.captured[launch.literal])
        if mentions:
            inside = family(unit.body.funcs, launch.literal)
            here = {site.method for site in group.sites if site.func in inside}
            mentions = here != {"Wait"}  # who only waits is not counted
        if mentions and not own:
            found.add(launch.call)
        if own and launch.literal >= 0 and any(s.func == launch.literal for s in group.of("Done")):
            found.add(launch.call)
    tracker = DoneTracker(unit, group.value)
    for call, made in enumerate(unit.body.calls):
        if any(call == site.call for site in group.sites):
            continue
        kind, *rest = unit.body.values[made.callee]
        # A method of the struct that holds the group, or that the group is embedded in, may call Done.
        held = unit.body.values[group.value][0] == V.FIELD or unit.typer.of(group.value).lstrip("*") != GROUP
        on_owner = kind == V.FIELD and held and unit.variables(rest[0]) & mine
        if on_owner or any(tracker.passes(arg) for arg in made.args):
            found.add(call)
        literal = unit.literal_of(made.callee)
        counts = any(s.func == literal and s.method != "Wait" for s in group.sites)
        if literal >= 0 and counts and mine & unit.captured[literal]:
            found.add(call)
    return frozenset(found)


def _one(
    unit: Unit,
    rule: Rule,
    group: Group,
    add: Site,
    launched: list[Launch],
    counted: frozenset[int],
    name: str,
) -> "Iterator[tuple[int, Finding]]":
    if _is_elsewhere(unit, group, add, launched, counted):
        return
    if any(repeats(unit, site.call) for site in group.of("Done")):
        return  # workers that count down once for each piece of work
    mine = [launch for launch in launched if launch.call in counted]
    if unit.body.values[group.value][0] == V.FIELD and not mine and not group.of("Done"):
        return  # a group of a struct, which others count down
    if any(launch.loop not in (add.loop, -1) and bound(unit, launch.loop) == 1 for launch in mine):
        return
    handed = [call for call in counted if unit.literal_of(unit.body.calls[call].callee) >= 0]
    if any(plain(unit, arg) == group.value for call in handed for arg in unit.body.calls[call].args):
        return  # a closure gets it under another name
    tracker = LaunchTracker(unit, add, group, counted)
    walk = Walk(unit, tracker.step, worth_remembering(unit))
    walk.run(add.func, State())
    if walk.gave_up:
        return
    waiters = [w for w in group.of("Wait") if w.func != add.func and w.start < add.start]
    later = {wait.call for wait in group.of("Wait")}
    exits = [e for e in walk.exits if e.kind in ("wait", "again") or waiters or later & set(e.state.defers)]
    if not exits:
        return
    first = min(exits, key=lambda e: e.start)
    said = {
        "again": "but on a path through the loop no goroutine is started for it",
        "wait": f"but a path reaches Wait on line {unit.shown_line(first.start)} without a goroutine for it",
    }.get(
        first.kind,
        f"but the function leaves on line {unit.shown_line(first.start)} without a goroutine for it",
    )
    places = tuple((start, "on this path …") for start, _, _ in first.branches[-2:])
    yield report(
        unit,
        rule,
        add.start,
        add.end,
        f"{name}.Add counts one, {said}, so Wait never returns",
        (*places, (first.start, "… no Done will come")),
    )


def _constant(
    unit: Unit,
    rule: Rule,
    group: Group,
    add: Site,
    many: int,
    launched: list[Launch],
    counted: frozenset[int],
    name: str,
) -> "Iterator[tuple[int, Finding]]":
    """Add(3) beside goroutines that stand one by one, or in loops with a constant bound."""
    if len([each for each in group.of("Add") if each.func == add.func]) != 1:
        return
    starts = {launch.call: launch for launch in launched if launch.call in counted}
    dones = {site.call for site in group.of("Done") if site.func == add.func}
    others = counted - set(starts) - {site.call for site in group.of("Done")}
    if others or not starts or any(launch.func != add.func for launch in starts.values()):
        return
    if any(repeats(unit, site.call) for site in group.of("Done")):
        return  # Done in a loop of the goroutine counts down more than once
    weights: dict[int, int] = dict.fromkeys(dones, 1)
    for call, launch in starts.items():
        if launch.literal < 0 and _may_repeat(unit, launch):
            return
        times = 1 if launch.loop == add.loop else bound(unit, launch.loop)
        if times is None or (launch.loop != add.loop and unit.body.loops[launch.loop].parent != add.loop):
            return
        weights[call] = times
    for total in sorted(totals(unit, add, weights, {site.call for site in group.of("Wait")})):
        if total != many:
            end = "so Wait never returns" if total < many else "so the counter goes below zero"
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Add counts {many}, but on a path {total} call Done, {end}",
            )
            return


def _may_repeat(unit: Unit, launch: Launch) -> bool:
    """Whether a named function that is started may call Done in a loop of its own."""
    callee = unit.typer.callee(launch.call)
    other = unit.lower_other(callee.decl) if callee.decl is not None else None
    if other is None:
        return True
    for call, made in enumerate(other.body.calls):
        called = other.body.values[made.callee]
        if called[0] == V.FIELD and called[2] == "Done" and repeats(other, call):
            return True
    return False


def _per_element(
    unit: Unit, rule: Rule, group: Group, add: Site, counted: frozenset[int], name: str
) -> "Iterator[tuple[int, Finding]]":
    """Add(len(items)) before a loop over the items, in which a path starts nothing."""
    args = unit.body.calls[add.call].args
    if len(args) != 1 or unit.body.values[args[0]][0] != V.CALL:
        return
    made = unit.body.calls[int(unit.body.values[args[0]][1])]
    if unit.body.values[made.callee] != (V.GLOBAL, "len") or len(made.args) != 1:
        return
    for index, loop in enumerate(unit.body.loops):
        if loop.start < add.start or loop.func != add.func:
            continue
        if loop.kind != "range" or loop.ranged != made.args[0]:
            continue
        launch_calls = [c for c in counted if _is_around(unit, unit.body.calls[c].loop, index)]
        if not launch_calls:
            continue
        skipped = _step_without(unit, index, frozenset(launch_calls))
        if skipped is not None:
            yield report(
                unit,
                rule,
                add.start,
                add.end,
                f"{name}.Add counts every element, but on a path through the loop no goroutine is started, "
                "so Wait never returns",
                ((skipped, "the loop goes on from here"),),
            )
        return


def _sum(
    unit: Unit,
    rule: Rule,
    group: Group,
    add: Site,
    launched: list[Launch],
    counted: frozenset[int],
    name: str,
) -> "Iterator[tuple[int, Finding]]":
    """Add(len(as) + len(bs) + 1) beside loops over as and bs."""
    args = unit.body.calls[add.call].args
    total = linear.form(unit, args[0], number) if len(args) == 1 else None
    mine = [launch for launch in launched if launch.call in counted]
    others = counted - {launch.call for launch in mine} - {site.call for site in group.of("Done")}
    if total is None or others or not mine or any(launch.func != add.func for launch in mine):
        return
    if len(group.of("Add")) != 1 or any(repeats(unit, site.call) for site in group.of("Done")):
        return
    loops = {launch.loop for launch in mine} - {add.loop}
    if any(_step_without(unit, loop, counted) is not None for loop in loops):
        return
    known = linear.started(unit, [launch.loop for launch in mine], add.loop)
    more = linear.difference(total, known) if known is not None else None
    if more:
        end = "so Wait never returns" if more > 0 else "so the counter goes below zero"
        yield report(
            unit,
            rule,
            add.start,
            add.end,
            f"{name}.Add counts {abs(more)} {'more' if more > 0 else 'fewer'} than are started, {end}",
            tuple((launch.start, "one is started here") for launch in mine[:4]),
        )


def _is_around(unit: Unit, loop: int, outer: int) -> bool:
    while loop >= 0:
        if loop == outer:
            return True
        loop = unit.body.loops[loop].parent
    return False


def _step_without(unit: Unit, loop: int, calls: frozenset[int]) -> int | None:
    """Where a step of a loop reaches the next one, or leaves the loop, without any of some calls, or None."""
    head = unit.body.loops[loop].head
    body = next(b for b in successors(unit.body.blocks[head].end) if b != unit.body.loops[loop].exit)
    seen = {body}
    todo = [body]
    while todo:
        index = todo.pop()
        block = unit.body.blocks[index]
        if any(op[0] in (Op.CALL, Op.GO, Op.DEFER) and op[1] in calls for op in block.ops):
            continue
        for following in successors(block.end):
            if following in (head, unit.body.loops[loop].exit):
                return block.ops[-1][3] if block.ops else unit.body.loops[loop].start
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return None
