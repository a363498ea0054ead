"""Two profiles of one service, site by site: fixed, remains, new or grown; blind to lines that moved."""

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from leakline.leaks.benign import benign
from leakline.leaks.blocking import blocked
from leakline.leaks.clusters import gathered
from leakline.leaks.own import modules_of
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


def compare(
    before: GoroutineProfile, after: GoroutineProfile, modules: Iterable[str] = ()
) -> tuple[Change, ...]:
    """Changes of all sites where goroutines wait and that are not known to be benign; the worst come first."""
    known = tuple(modules) or modules_of(after.groups) or modules_of(before.groups)
    old, new = sites(before, known), sites(after, known)
    pairs: list[tuple[Frame, str, int, int]] = []
    for key, (site, count) in list(new.items()):
        if key in old:
            pairs.append((site, key[2], old.pop(key)[1], count))
            del new[key]
    # What is left over stands on another line now, or is gone: the function and the state still tell it.
    moved: dict[tuple[str, str], list[tuple[str, int, str]]] = {}
    for key in old:
        moved.setdefault((key[0], key[2]), []).append(key)
    for key, (site, count) in new.items():
        candidates = moved.get((key[0], key[2]))
        was = old.pop(candidates.pop(0))[1] if candidates else 0
        pairs.append((site, key[2], was, count))
    pairs += [(site, key[2], count, 0) for key, (site, count) in old.items()]
    changes = [Change(site, state, was, now, word(was, now)) for site, state, was, now in pairs]
    order = {"grown": 0, "new": 1, "remains": 2, "fixed": 3}
    return tuple(sorted(changes, key=lambda one: (order[one.change], -max(one.before, one.after))))


def sites(
    profile: GoroutineProfile, modules: tuple[str, ...]
) -> dict[tuple[str, int, str], tuple[Frame, int]]:
    found: dict[tuple[str, int, str], tuple[Frame, int]] = {}
    totals: Counter[tuple[str, int, str]] = Counter()
    for (site, state), groups in gathered(profile, modules):
        if not blocked(state or "unknown") or benign(tuple(groups), grown=False) is not None:
            continue
        key = (site.function, site.line, state)
        totals[key] += sum(group.count for group in groups)
        found[key] = (site, totals[key])
    return found


def word(before: int, after: int) -> str:
    """A rise within a tenth, or of one, is flicker."""
    if after == 0:
        return "fixed"
    if before == 0:
        return "new"
    return "grown" if after - before >= max(2, before // 10) else "remains"
