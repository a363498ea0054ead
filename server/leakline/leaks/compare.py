"""Two profiles of one service, site by site: fixed, remains, new or grown; blind to lines that moved."""

import math
from collections.abc import Iterable, Sequence

from attrs import evolve, field, frozen

from leakline.leaks.blocking import blocked
from leakline.leaks.clusters import clusters
from leakline.leaks.model import Cluster
from leakline.leaks.own import UNKNOWN, generic, modules_of
from leakline.leaks.pairing import Site, paired
from leakline.leaks.signatures import Signature
from leakline.profiles.model import Frame, GoroutineProfile
from leakline.settings import Settings

WORST = ("grown", "new", "remains", "fixed")
STATED = {"text-debug2", "crash"}
"""Formats that tell states in Go's own words."""


@frozen
class Load:
    """How much a service had done by the time of each capture: requests served, jobs run, or its uptime."""

    before: float
    after: float

    @property
    def factor(self) -> float:
        return self.after / self.before


@frozen
class Change:
    """What became of one site. `site` is where it stands in the later profile, or stood in the earlier one."""

    site: Frame
    state: str
    before: int
    after: int
    change: str
    """`fixed`, `remains`, `new` or `grown`."""
    was: Frame | None = None
    """Where it stood in the earlier profile; None where it is new."""
    clusters: tuple[Cluster, ...] = field(default=(), repr=False)
    """What it is made of: in the later profile, or in the earlier one where it is fixed."""

    @property
    def suspect(self) -> bool:
        """Whether more speaks for a leak than that goroutines are there."""
        return self.change in ("grown", "new") or any(
            one.verdict.tier not in ("present", "benign") for one in self.clusters
        )


@frozen
class Compared:
    """All that changed, the worst first."""

    changes: tuple[Change, ...]
    healthy: tuple[Change, ...]
    """Sites whose wait is known to be benign, before and after."""


@frozen
class Seen:
    """A site in one of the two profiles."""

    clusters: tuple[Cluster, ...]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.clusters)

    @property
    def healthy(self) -> bool:
        return all(one.verdict.tier == "benign" for one in self.clusters)


def compare(
    before: GoroutineProfile, after: GoroutineProfile, modules: Iterable[str] = ()
) -> tuple[Change, ...]:
    """Changes of all sites where goroutines wait and that are not known to be benign; the worst come first.

    Formats word states differently or have none: two of different formats are compared by place alone.
    """
    return compared(before, after, modules=modules).changes


def compared(
    before: GoroutineProfile,
    after: GoroutineProfile,
    *,
    modules: Iterable[str] = (),
    load: Load | None = None,
    proven: GoroutineProfile | None = None,
    proven_before: GoroutineProfile | None = None,
    signatures: Sequence[Signature] = (),
    settings: Settings | None = None,
) -> Compared:
    """The same with what is healthy, and with evidence.

    With a load, a site has grown where it holds more goroutines than the same share of the greater load
    explains. `proven` and `proven_before` are leak profiles taken along with each.
    """
    known = tuple(modules) or modules_of(after.groups) or modules_of(before.groups)
    stated = before.format == after.format or {before.format, after.format} <= STATED
    old, new = (
        sites(clusters(one, settings=settings, signatures=signatures, modules=known, proven=leaks), stated)
        for one, leaks in ((before, proven_before), (after, proven))
    )
    changes: list[Change] = []
    healthy: list[Change] = []
    for was, now in paired(old, new):
        sides = old[was] if was else None, new[now] if now else None
        quiet = all(one is None or one.healthy for one in sides)
        (healthy if quiet else changes).append(change(*sides, load))
    return Compared(tuple(sorted(changes, key=order)), tuple(sorted(healthy, key=order)))


def order(one: Change) -> tuple[int, bool, int, str]:
    return WORST.index(one.change), not one.suspect, -max(one.before, one.after), one.site.function


def change(was: Seen | None, now: Seen | None, load: Load | None) -> Change:
    shown = now or was
    assert shown is not None
    before, after = was.count if was else 0, now.count if now else 0
    first = shown.clusters[0]
    return Change(
        first.site,
        first.state,
        before,
        after,
        word(before, after, load),
        was.clusters[0].site if was else None,
        shown.clusters,
    )


def sites(found: Iterable[Cluster], stated: bool) -> dict[Site, Seen]:
    """Where goroutines stand; with states only those that wait."""
    seen: dict[tuple[str, int, str], tuple[Site, list[Cluster]]] = {}
    for one in found:
        if one.site == UNKNOWN or (stated and not blocked(one.state or "unknown")):
            continue
        state = one.state if stated else ""
        key = (generic(one.site.function), one.site.line, state)
        # Labels and addresses aside, one line is one site.
        site = Site(evolve(one.site, address=0, inlined=False), state)
        seen.setdefault(key, (site, []))[1].append(one)
    return {site: Seen(tuple(many)) for site, many in seen.values()}


def word(before: int, after: int, load: Load | None = None) -> str:
    """A rise within a tenth, or of one, is flicker; with a load also what chance may add to the share of it."""
    if after == 0:
        return "fixed"
    if before == 0:
        return "new"
    if load is None:
        return "grown" if after - before >= max(2, before // 10) else "remains"
    expected = before * load.factor
    return "grown" if after - expected >= max(2, expected / 10, 2 * math.sqrt(expected)) else "remains"
