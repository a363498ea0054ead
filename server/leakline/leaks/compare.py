"""Two profiles of one service, site by site: fixed, remains, new or grown; blind to lines that moved."""

from collections.abc import Iterable

from attrs import frozen

from leakline.leaks.benign import benign
from leakline.leaks.blocking import blocked
from leakline.leaks.clusters import gathered
from leakline.leaks.own import UNKNOWN, generic, modules_of
from leakline.profiles.model import Frame, GoroutineProfile


@frozen
class Change:
    """What became of one site. `site` is where it stands in the later profile, or stood in the earlier one."""

    site: Frame
    state: str
    before: int
    after: int
    change: str
    """`fixed`, `remains`, `new` or `grown`."""


@frozen
class Seen:
    """A site in one of the two profiles."""

    site: Frame
    state: str
    count: int
    healthy: bool
    """Its wait is known to be benign."""


Key = tuple[str, int, str]
"""Function without type arguments, line and state."""
STATED = {"text-debug2", "crash"}
"""Formats that tell states in Go's own words."""


def compare(
    before: GoroutineProfile, after: GoroutineProfile, modules: Iterable[str] = ()
) -> tuple[Change, ...]:
    """Changes of all sites where goroutines wait and that are not known to be benign; the worst come first.

    Formats word states differently or have none: two of different formats are compared by place alone.
    """
    known = tuple(modules) or modules_of(after.groups) or modules_of(before.groups)
    stated = before.format == after.format or {before.format, after.format} <= STATED
    old, new = sites(before, known, stated), sites(after, known, stated)
    pairs: list[tuple[Seen | None, Seen | None]] = [
        (old.pop(key), new.pop(key)) for key in list(new) if key in old
    ]
    # What is left over stands on another line now, or is gone: the function and the state still tell it.
    moved: dict[tuple[str, str], list[Key]] = {}
    for key in old:
        moved.setdefault((key[0], key[2]), []).append(key)
    for key, seen in new.items():
        candidates = moved.get((key[0], key[2]))
        pairs.append((old.pop(candidates.pop(0)) if candidates else None, seen))
    pairs += [(seen, None) for seen in old.values()]
    changes = [
        change(was, now) for was, now in pairs if not all(one is None or one.healthy for one in (was, now))
    ]
    order = {"grown": 0, "new": 1, "remains": 2, "fixed": 3}
    return tuple(sorted(changes, key=lambda one: (order[one.change], -max(one.before, one.after))))


def change(was: Seen | None, now: Seen | None) -> Change:
    shown = now or was
    assert shown is not None
    before, after = was.count if was else 0, now.count if now else 0
    return Change(shown.site, shown.state, before, after, word(before, after))


def sites(profile: GoroutineProfile, modules: tuple[str, ...], stated: bool) -> dict[Key, Seen]:
    """Where goroutines stand; with states only those that wait."""
    found: dict[Key, Seen] = {}
    for (site, state), groups in gathered(profile, modules):
        if site == UNKNOWN or (stated and not blocked(state or "unknown")):
            continue
        count = sum(group.count for group in groups)
        healthy = benign(tuple(groups), grown=False) is not None
        key = (generic(site.function), site.line, state if stated else "")
        known = found.get(key)
        if known is not None:
            count, healthy = count + known.count, healthy and known.healthy
        found[key] = Seen(site, known.state if known else state, count, healthy)
    return found


def word(before: int, after: int) -> str:
    """A rise within a tenth, or of one, is flicker."""
    if after == 0:
        return "fixed"
    if before == 0:
        return "new"
    return "grown" if after - before >= max(2, before // 10) else "remains"
