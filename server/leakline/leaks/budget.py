"""A budget for leaks: what a capture may hold before a build fails. It is the `[gate]` table of leakline.toml."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from attrs import field, frozen

from leakline.leaks.blocking import blocked
from leakline.leaks.compare import Change
from leakline.leaks.model import Cluster


@frozen
class Budget:
    """The keys of the `[gate]` table. The JSON schema and the page in docs/ are generated from this class."""

    max_leaks: int | None = 0
    """How many goroutines may be there that Go itself proved to be leaked."""
    max_goroutines: int | None = None
    """How many goroutines there may be in all."""
    max_waiting: int | None = None
    """How many goroutines may wait for something that is not known to be healthy. At the end of a test run: 0."""
    max_at_one_place: int | None = None
    """How many of those may wait at one line."""
    max_per_minute: int | None = None
    """By how many goroutines a service may rise in a minute; asked of a running one, with `--over`."""
    baseline: str = ""
    """A capture or dump of a state that is accepted, as a path from the folder of leakline.toml: places where goroutines
    wait now and did not then fail."""
    ignore: tuple[str, ...] = ()
    """Functions that are passed over, with `*` for anything: the one that waits, or the one that started it."""


KINDS = {"baseline": "text", "ignore": "texts"}
"""What values are, in the words of TOML files; those not named are numbers."""


@frozen
class Violation:
    """One way in which a capture is over its budget."""

    kind: str
    """`leaks`, `goroutines`, `waiting`, `at-one-place`, `per-minute`, `new-place` or `grown`."""
    message: str
    count: float
    limit: float
    places: tuple[Cluster, ...] = field(default=(), repr=False)
    """Where those goroutines stand, most of them first."""


@frozen
class Judged:
    """A capture, measured."""

    total: int
    leaks: int
    waiting: int
    violations: tuple[Violation, ...]


def judge(
    total: int,
    found: Sequence[Cluster],
    budget: Budget,
    changes: Sequence[Change] = (),
    per_minute: float | None = None,
) -> Judged:
    """What of a capture is over the budget. `changes` are those since the baseline, `per_minute` is the measured rise."""
    counted = [one for one in found if not ignored(one, budget)]
    waiting = [one for one in counted if one.verdict.tier != "benign" and blocked(one.state or "unknown")]
    proven = [one for one in counted if one.verdict.tier == "proven"]
    leaks = sum(proven_of(one) for one in proven)
    waits = sum(one.count for one in waiting)
    over: list[Violation] = []

    def limit(kind: str, count: float, most: float | None, says: str, places: Sequence[Cluster]) -> None:
        if most is not None and count > most:
            over.append(Violation(kind, says, count, most, tuple(places)))

    limit("leaks", leaks, budget.max_leaks, f"Go proved {number(leaks)} to be leaked", proven)
    limit("goroutines", total, budget.max_goroutines, f"there are {number(total)}", waiting)
    limit(
        "waiting",
        waits,
        budget.max_waiting,
        f"{number(waits)} wait for what is not known to be healthy",
        waiting,
    )
    for one in waiting:
        says = f"{number(one.count)} wait at one line, in {one.site.function}"
        limit("at-one-place", one.count, budget.max_at_one_place, says, [one])
    if per_minute is not None:
        says = f"goroutines rise by {per_minute:,.0f} a minute"
        limit("per-minute", per_minute, budget.max_per_minute, says, waiting)
    for change in changes:
        places = [one for one in change.clusters if not ignored(one, budget)]
        if change.change == "new" and places:
            says = f"{number(change.after)} wait in {change.site.function}, where none did in the baseline"
            over.append(Violation("new-place", says, change.after, 0, tuple(places)))
    return Judged(total, leaks, waits, tuple(over))


def proven_of(one: Cluster) -> int:
    """How many of a proven place are: those that are marked, or as many as a leak profile had there."""
    marked = sum(group.count for group in one.groups if group.leaked)
    return marked or one.count


def ignored(one: Cluster, budget: Budget) -> bool:
    names = [one.site.function, *([one.creator.function] if one.creator else [])]
    return any(fnmatchcase(name, escaped(pattern)) for pattern in budget.ignore for name in names)


def escaped(pattern: str) -> str:
    """Only `*` is special: names of Go have brackets."""
    return pattern.replace("[", "[[]").replace("?", "[?]")


def number(count: int) -> str:
    return "1 goroutine" if count == 1 else f"{count:,} goroutines"
