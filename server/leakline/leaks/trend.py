"""Whether goroutines of a service rise steadily, follow its load, or stay: from repeated samples.

The rise is the slope of a least-squares line with its 95 % interval (Student's t). Load is told by what the
program allocates between two samples, which goes with the work that it does: where the count is explained by the
load, what is left of the slope is no more than chance.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

FEWEST = 5
"""Samples from which on a slope says anything."""
ROUNDING = 0.3
"""A count is whole, so no line fits it better than this."""


@frozen
class Sample:
    """One moment. Sizes in bytes, times in nanoseconds where not said otherwise; None where the service did not tell."""

    seconds: float
    """Since the first sample."""
    goroutines: int
    waiting: int = 0
    """Of them, those that wait for what is not known to be healthy."""
    heap: int | None = None
    """Objects, reachable or not yet swept."""
    goal: int | None = None
    """The heap size at which the next collection aims: it follows what is reachable."""
    stacks: int | None = None
    collections: int | None = None
    pauses: int | None = None
    """Since the start of the program, or of the watch."""
    allocated: int | None = None
    """Since the start of the program."""
    gc_share: float | None = None
    """Of the CPU time since its start, 0 to 1."""


@frozen
class Slope:
    """A change a minute, and within what it is sure to be with 95 %."""

    per_minute: float
    uncertainty: float

    @property
    def rises(self) -> bool:
        return self.per_minute - self.uncertainty > 0

    @property
    def falls(self) -> bool:
        return self.per_minute + self.uncertainty < 0


@frozen
class Trend:
    verdict: str
    """`rising`, `load`, `level`, `falling` or `unknown`."""
    slope: Slope | None = None
    beside_load: Slope | None = None
    """The slope that is left when the load's share is taken out; None where the load is not known."""
    load: float | None = None
    """Correlation of the count with the load, -1 to 1."""


def trend(samples: Sequence[Sample]) -> Trend:
    """What the goroutine counts do over time."""
    if len(samples) < FEWEST:
        return Trend("unknown")
    times = [one.seconds / 60 for one in samples]
    counts = [float(one.goroutines) for one in samples]
    plain = slope(times, counts)
    load = loads(samples)
    if load is None:
        return Trend(word(plain, counts), plain)
    # The first sample has no load before it.
    left = slope(*(without(values[1:], load) for values in (times, counts)), used=1)
    found = correlation(load, counts[1:])
    verdict = word(plain, counts)
    if verdict == "rising" and not left.rises and found > 0.7:
        verdict = "load"
    return Trend(verdict, plain, left, found)


def word(found: Slope, counts: Sequence[float]) -> str:
    """Less than two goroutines, or a hundredth of them, is flicker whatever the line says."""
    if max(counts) - min(counts) < max(2, min(counts) / 100):
        return "level"
    return "rising" if found.rises else "falling" if found.falls else "level"


def loads(samples: Sequence[Sample]) -> list[float] | None:
    """What was allocated a second before each sample but the first."""
    if len(samples) <= FEWEST:
        return None
    found: list[float] = []
    for before, after in pairwise(samples):
        if before.allocated is None or after.allocated is None:
            return None
        found.append((after.allocated - before.allocated) / max(after.seconds - before.seconds, 1e-9))
    return found if max(found) > min(found) else None


def slope(xs: Sequence[float], ys: Sequence[float], used: int = 0) -> Slope:
    """The least-squares line's slope. `used` degrees of freedom went elsewhere already."""
    count = len(xs)
    x, y = sum(xs) / count, sum(ys) / count
    spread = sum((one - x) ** 2 for one in xs)
    free = count - 2 - used
    if spread < 1e-12 or free < 1:
        return Slope(0.0, math.inf)
    found = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread
    rest = sum((b - y - found * (a - x)) ** 2 for a, b in zip(xs, ys, strict=True))
    error = math.sqrt(max(rest / free, ROUNDING**2) / spread)
    return Slope(found, error * student(free))


def student(free: int) -> float:
    """The 97.5 % quantile of Student's t, within a hundredth from three degrees of freedom on."""
    return 1.96 + 2.4 / free + 3.8 / free**2


def without(ys: Sequence[float], xs: Sequence[float]) -> list[float]:
    """What is left of `ys` when a line through `xs` is taken off."""
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((one - x) ** 2 for one in xs)
    found = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread
    return [b - y - found * (a - x) for a, b in zip(xs, ys, strict=True)]


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    both = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    size = math.sqrt(sum((a - x) ** 2 for a in xs) * sum((b - y) ** 2 for b in ys))
    return both / size if size else 0.0
