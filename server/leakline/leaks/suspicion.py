"""How much one capture alone speaks for a leak at one place, where no proof and no growth does.

Numbers say little there: a healthy pool is larger than a young leak. What tells more is what goroutines wait for
(healthy ones seldom stand in a send), who started them (a pool's workers have one parent, which is still there;
what a request left behind has a parent that ended), and whether they came one by one (waits of many lengths).
No rule here names a package or a project.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from leakline.leaks.blocking import blocked
from leakline.leaks.model import Cluster
from leakline.profiles.model import Group, Parents

STATES = {
    "chan send (nil chan)": 5.0,
    "chan receive (nil chan)": 5.0,
    "select (no cases)": 3.5,
    "chan send": 3.5,
    "sync.Mutex.Lock": 3.0,
    "sync.RWMutex.Lock": 3.0,
    "sync.RWMutex.RLock": 3.0,
    "semacquire": 2.5,
    "sync.WaitGroup.Wait": 1.5,
    "chan receive": 0.5,
    "select": 0.0,
    "sync.Cond.Wait": -0.5,
    "IO wait": -1.0,
    "sleep": -1.5,
}
"""How seldom healthy goroutines stand there for long."""
HANDLER = "net/http.HandlerFunc.ServeHTTP"
CROWD = 300
"""Up to so many goroutines one parent may well have started as a pool."""


@frozen
class Origins:
    """Who started the goroutines of a place, as far as the dump tells."""

    told: int = 0
    """Of so many goroutines."""
    ended: float = 0.0
    """Share whose parent is there no more."""
    parents: int = 0
    looked: bool = False
    """Whether it is known which parents ended."""

    @property
    def pooled(self) -> bool:
        """One goroutine, or as good as one, started several of them, and is still there as far as that was looked at."""
        living = self.ended <= 0.05 if self.looked else True
        return self.told > 2 and living and self.parents * 8 <= self.told


def origins(groups: Iterable[Group], parents: Mapping[tuple[str, str, int], Parents]) -> Origins:
    """Of one place, from those of its `go` statements."""
    creators = {group.creator for group in groups if group.creator is not None}
    found = [parents[key] for one in creators if (key := (one.function, one.file, one.line)) in parents]
    told = sum(one.goroutines for one in found)
    if not told:
        return Origins()
    looked = all(one.ended is not None for one in found)
    ended = sum(one.ended or 0 for one in found)
    return Origins(told, ended / told, sum(one.parents for one in found), looked)


def suspicion(one: Cluster, where: Origins, owned: bool, specific: bool, old_minutes: int) -> float:
    """More is worse; only the order counts.

    `owned` is whether the site is the user's code, `specific` whether a rule knows these very frames as its leak's look.
    """
    if one.state and not blocked(one.state):
        return -10.0
    score = STATES.get(one.state, 0.0) + (0.5 if owned else -1.0) + (2.0 if specific else 0.0)
    if where.pooled:
        # A pool, unless one loop starts goroutines without end.
        return score - 2.0 + 2.5 * max(0.0, math.log10(one.count / CROWD))
    score += math.log10(one.count)
    if owned:
        # What libraries keep open is started from goroutines of all kinds.
        score += 2.0 * where.ended if where.looked else 1.0 if where.parents * 2 > where.told else 0.0
    if one.waits and one.waits[-1] >= old_minutes:
        score += 0.5 + (1.5 if one_by_one(one.waits) else 0.0)
    if one.state != "IO wait" and any(
        frame.function == HANDLER for group in one.groups[:4] for frame in group.frames
    ):
        score += 0.5
    return score


def one_by_one(waits: Sequence[int]) -> bool:
    """Whether they came over time: waits of several lengths, the longest at least twice the shortest."""
    return len(waits) > 2 and waits[-1] >= 2 * waits[0] and len(set(waits)) > 2


def hints(where: Origins, count: int, waits: Sequence[int]) -> tuple[str, ...]:
    """What a reader should know of it, in sentences."""
    said: list[str] = []
    if where.pooled:
        who = "one goroutine" if where.parents == 1 else "a few goroutines"
        there = f" that {'is' if where.parents == 1 else 'are'} still there" if where.looked else ""
        said.append(f"They were started by {who}{there}, as the workers of a pool are.")
    elif where.looked and where.ended >= 0.1:
        whole = "All" if where.ended == 1 else f"{where.ended:.0%}"
        said.append(
            "The goroutine that started it has ended."
            if count == 1
            else f"{whole} of them were started by goroutines that have ended."
        )
    if one_by_one(waits):
        said.append("They have waited for times of many lengths: they came one by one.")
    return tuple(said)
