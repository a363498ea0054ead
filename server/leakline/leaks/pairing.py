"""Which site of one profile is which of another: lines move, and closures are renumbered, when code around them changes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from attrs import frozen

from leakline.leaks.own import generic
from leakline.profiles.model import Frame

MADE = re.compile(r"(?:[.·](?:func|gowrap|deferwrap|init)?[.·]?\d+|-range\d+|-fm)+$")
"""What the compiler appends to a function's name for the closures and wrappers in it, of Go 1.3 too (`func·003`)."""
ALIKE = {
    "semacquire": "sync.Mutex.Lock",
    "sync.WaitGroup.Wait": "sync.Mutex.Lock",
    "chan receive (nil chan)": "chan receive",
    "chan send (nil chan)": "chan send",
    "select (no cases)": "select",
}
"""States that some versions or formats of Go word as one."""


MOST_VOTES = 100_000
"""Beyond so many pairs of sites in one function, lines are not voted on."""


@frozen
class Site:
    """Where goroutines of one state stand in one profile."""

    frame: Frame
    state: str


Pair = tuple[Site | None, Site | None]


def paired(before: Iterable[Site], after: Iterable[Site]) -> list[Pair]:
    """Each site of both once: by the declared function and state first, then by what a state may also be called, then by
    bare name."""
    old, new = list(before), list(after)
    pairs: list[Pair] = []
    for name in (enclosed, worded, bare):
        found = matched(old, new, name)
        pairs += found
        taken = {id(one) for pair in found for one in pair}
        old = [one for one in old if id(one) not in taken]
        new = [one for one in new if id(one) not in taken]
    return [*pairs, *((None, one) for one in new), *((one, None) for one in old)]


def enclosed(site: Site) -> tuple[str, str]:
    return enclosing(site.frame.function), site.state


def worded(site: Site) -> tuple[str, str]:
    return enclosing(site.frame.function), ALIKE.get(site.state, site.state)


def bare(site: Site) -> tuple[str, str]:
    """The last name and the file: a closure inlined into another function is called after both."""
    name = enclosing(site.frame.function).rpartition("/")[2]
    return f"{name.rpartition('.')[2]} {site.frame.file}", ALIKE.get(site.state, site.state)


def enclosing(function: str) -> str:
    """The declared function around a closure: `m.(*T).run` of `m.(*T).run.func2.1`."""
    return MADE.sub("", generic(function))


def matched(
    old: list[Site], new: list[Site], name: Callable[[Site], tuple[str, str]]
) -> list[tuple[Site, Site]]:
    """Pairs of sites that `name` calls the same."""
    here, there = named_by(old, name), named_by(new, name)
    return [pair for key, sites in here.items() if key in there for pair in by_line(sites, there[key])]


def named_by(sites: list[Site], name: Callable[[Site], tuple[str, str]]) -> dict[tuple[str, str], list[Site]]:
    found: dict[tuple[str, str], list[Site]] = {}
    for one in sites:
        found.setdefault(name(one), []).append(one)
    return found


def by_line(old: list[Site], new: list[Site]) -> list[tuple[Site, Site]]:
    """Sites of one function in one state: all moved by what fits most of them, what is left to the nearest.

    Closures have numbers that change with the code before them, so their lines tell more than their names.
    """
    sides = [*old, *new]
    # Lines of one function count from its first one where both formats tell it: code above it does not matter then.
    relative = all(one.frame.start_line for one in sides) and len({name(one) for one in sides}) == 1

    def line(one: Site) -> int:
        return one.frame.line - (one.frame.start_line if relative else 0)

    old, new = sorted(old, key=line), sorted(new, key=line)
    if len(old) * len(new) > MOST_VOTES:
        # No function that a person wrote: what keeps its line, and the rest in order.
        there, here = {line(one): one for one in new}, {line(one): one for one in old}
        same = [(one, there[at]) for at, one in here.items() if at in there]
        taken = {id(one) for pair in same for one in pair}
        rest = ([one for one in side if id(one) not in taken] for side in (old, new))
        return [*same, *zip(*rest, strict=False)]
    votes: Counter[int] = Counter()
    for a in old:
        for b in new:
            votes[line(b) - line(a)] += 3 if name(a) == name(b) else 2
    best = min(votes, key=lambda shift: (-votes[shift], abs(shift)))
    found: list[tuple[Site, Site]] = []
    left: list[Site] = []
    for one in old:
        partner = next((b for b in new if line(b) - line(one) == best), None)
        if partner is None:
            left.append(one)
        else:
            found.append((one, partner))
            new.remove(partner)
    for one in left[: len(new)]:
        partner = min(new, key=lambda b: (name(b) != name(one), abs(line(b) - best - line(one))))
        found.append((one, partner))
        new.remove(partner)
    return found


def name(site: Site) -> str:
    return generic(site.frame.function)
