"""Goroutines gathered into what a person counts as one leak, worst first, each with its evidence."""

from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from leakline.leaks.benign import benign
from leakline.leaks.blocking import blocked, state_of
from leakline.leaks.model import Cluster, Verdict
from leakline.leaks.own import generic, modules_of, site_of, yours
from leakline.leaks.signatures import Signature, fits, matching
from leakline.leaks.suspicion import hints, origins, suspicion
from leakline.profiles.model import Frame, GoroutineProfile, Group
from leakline.settings import Settings

Place = tuple[str, str, int]
"""Function without type arguments, file and line of a site: the same in every format."""
Key = tuple[Place, str]
"""A place and a state."""
ANY = "*"
"""Stands for all states of a place."""


@frozen
class Earlier:
    """How many stood at each place before."""

    counts: Counter[Key]
    same_format: bool

    def of(self, site: Place, state: str) -> int:
        """How many were there. Formats word some states differently or have none: then by place alone."""
        exact = self.counts[site, state]
        return exact if exact or (self.same_format and state) else self.counts[site, ANY]


def clusters(
    profile: GoroutineProfile,
    *,
    settings: Settings | None = None,
    signatures: Sequence[Signature] = (),
    modules: Iterable[str] = (),
    before: GoroutineProfile | None = None,
    proven: GoroutineProfile | None = None,
) -> tuple[Cluster, ...]:
    """The clusters of a profile, worst first.

    `modules` are the module paths of the user's code, where they are known. `before` is an earlier profile of
    the same service: what rose since is growing. `proven` is a goroutineleak profile taken along with this
    one.
    """
    settings = settings or Settings()
    known = tuple(modules) or modules_of(profile.groups)
    leaked = counts(proven, known) if proven else Counter[Key]()
    earlier = Earlier(counts(before, known), before.format == profile.format) if before else None
    found = [
        weighed(
            cluster(site, state, tuple(groups), leaked, earlier, settings, signatures),
            profile,
            known,
            settings,
            signatures,
        )
        for (site, state), groups in gathered(profile, known)
    ]
    return tuple(sorted(found, key=order))


def weighed(
    one: Cluster,
    profile: GoroutineProfile,
    modules: tuple[str, ...],
    settings: Settings,
    signatures: Sequence[Signature],
) -> Cluster:
    """The same with what who started them, and when, says about it."""
    where = origins(one.groups, profile.parents)
    # A rule's look of a library's own frames tells a leak from few goroutines too; states alone are weighed already.
    specific = one.verdict.tier != "benign" and any(
        look.telling and fits(group, look) for look in signatures for group in one.groups
    )
    return evolve(
        one,
        hints=hints(where, one.count, one.waits),
        suspicion=suspicion(one, where, yours(one.site, modules), specific, settings.old_minutes),
    )


def order(one: Cluster) -> tuple[int, float, int, str, int]:
    """Worst first: what is proven, what grew, then what looks most like a leak, and last what is known to be healthy."""
    tier = {"proven": 0, "growing": 1, "benign": 3}.get(one.verdict.tier, 2)
    if tier < 2:
        return tier, -one.count, 0, one.site.function, one.site.line
    return tier, -one.suspicion, -one.count, one.site.function, one.site.line


def place(site: Frame) -> Place:
    return generic(site.function), site.file, site.line


def gathered(
    profile: GoroutineProfile, modules: tuple[str, ...]
) -> list[tuple[tuple[Frame, str], list[Group]]]:
    """Groups by site and state."""
    found: dict[Key, tuple[Frame, list[Group]]] = {}
    for group in profile.groups:
        site = site_of(group, modules)
        found.setdefault((place(site), state_of(group)), (site, []))[1].append(group)
    return [((site, state), groups) for (_, state), (site, groups) in found.items()]


def counts(profile: GoroutineProfile, modules: tuple[str, ...]) -> Counter[Key]:
    """How many goroutines stood at each place in each state, and under ANY how many in any."""
    found: Counter[Key] = Counter()
    for group in profile.groups:
        site = place(site_of(group, modules))
        found[site, state_of(group)] += group.count
        found[site, ANY] += group.count
    return found


def cluster(
    site: Frame,
    state: str,
    groups: tuple[Group, ...],
    leaked: Counter[Key],
    earlier: Earlier | None,
    settings: Settings,
    signatures: Sequence[Signature],
) -> Cluster:
    count = sum(group.count for group in groups)
    waits = tuple(sorted(wait for group in groups for wait in group.waits))
    marked = sum(group.count for group in groups if group.leaked) or min(
        leaked_at(leaked, place(site), state), count
    )
    was = None
    if earlier is not None:
        was = earlier.of(place(site), state)
    found = verdict(groups, state, count, waits, marked, was, settings)
    return Cluster(
        count=count,
        state=state,
        waits=waits,
        labels=shared_labels(groups),
        site=site,
        creator=creator_of(groups),
        verdict=found,
        # What waits as it should looks like no leak.
        signatures=() if found.tier == "benign" else matching(groups, signatures),
        groups=tuple(sorted(groups, key=lambda group: -group.count)),
    )


def leaked_at(leaked: Counter[Key], site: Place, state: str) -> int:
    """How many of a leak profile stand there in that state. Its frames do not tell a nil channel from another one."""
    if not state:
        return leaked[site, ANY]
    return leaked[site, state] or leaked[site, state.removesuffix(" (nil chan)")] or leaked[site, ""]


def shared_labels(groups: tuple[Group, ...]) -> tuple[tuple[str, str], ...]:
    """The labels that all goroutines have."""
    return tuple(pair for pair in groups[0].labels if all(pair in group.labels for group in groups[1:]))


def creator_of(groups: tuple[Group, ...]) -> Frame | None:
    """Who started most of them."""
    votes: Counter[Frame] = Counter()
    for group in groups:
        if group.creator is not None:
            votes[group.creator] += group.count
    return votes.most_common(1)[0][0] if votes else None


def verdict(
    groups: tuple[Group, ...],
    state: str,
    count: int,
    waits: tuple[int, ...],
    marked: int,
    was: int | None,
    settings: Settings,
) -> Verdict:
    """The strongest evidence that there is, and its reason."""
    if marked:
        whole = "" if marked == count else f" of {count:,}"
        return Verdict(
            "proven",
            f"Go's leak detector proved that {number(marked)}{whole} can never go on: nothing can wake them.",
        )
    grown = was is not None and blocked(state or "unknown") and count - was >= max(2, was // 10)
    if (reason := benign(groups, grown)) is not None:
        return Verdict("benign", reason)
    if grown:
        return Verdict("growing", f"{number(count)}, up from {was:,} in the earlier capture.")
    if not blocked(state) and state:
        doing = "in a system call" if state == "syscall" else state
        return Verdict("present", f"{number(count)} {'is' if count == 1 else 'are'} {doing}, not waiting.")
    old = sum(wait >= settings.old_minutes for wait in waits)
    if old:
        longest = f", the longest for {waits[-1]:,}" if waits[-1] > settings.old_minutes else ""
        return Verdict(
            "old",
            f"{number(old)} of {count:,} {'has' if old == 1 else 'have'} waited here for {settings.old_minutes} minutes "
            f"or more{longest}.",
        )
    if count >= settings.many_goroutines:
        return Verdict(
            "many", f"{number(count)} wait at this line; {settings.many_goroutines:,} or more are many."
        )
    return Verdict("present", f"{number(count)} here; one capture cannot tell whether they will go on.")


def number(count: int) -> str:
    return "1 goroutine" if count == 1 else f"{count:,} goroutines"
