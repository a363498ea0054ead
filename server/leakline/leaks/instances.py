"""Several instances of one service side by side: each place with its count in every one of them."""

import math
from collections.abc import Sequence
from statistics import median

from attrs import frozen

from leakline.leaks.blocking import blocked
from leakline.leaks.clusters import place
from leakline.leaks.model import TIERS, Cluster

ORDERS = ("rms", "total", "spread", "max")
OUTLIER_TIMES, OUTLIER_MORE = 3.0, 10
"""An instance stands out with so many times the median of the others, and so many goroutines more."""


@frozen
class Across:
    """One place in all instances."""

    worst: Cluster
    """Of the instance with the strongest evidence."""
    counts: tuple[int, ...]
    """By instance."""

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def spread(self) -> int:
        """In how many instances goroutines wait there."""
        return sum(count > 0 for count in self.counts)

    @property
    def most(self) -> int:
        return max(self.counts)

    @property
    def rms(self) -> float:
        """The root mean square: it ranks a place that is high in one instance above one that is low in all."""
        return math.sqrt(sum(count * count for count in self.counts) / len(self.counts))

    @property
    def outlier(self) -> int | None:
        return outlier(self.counts)


def across(instances: Sequence[Sequence[Cluster]], by: str = "rms") -> tuple[Across, ...]:
    """All places where goroutines wait, the worst first; `by` is one of ORDERS. Healthy ones come last."""
    found: dict[tuple[object, str], list[Cluster | None]] = {}
    for at, clusters in enumerate(instances):
        for one in clusters:
            if blocked(one.state or "unknown"):
                key = (place(one.site), one.state)
                found.setdefault(key, [None] * len(instances))[at] = one
    rows = [
        Across(
            min((one for one in row if one is not None), key=lambda one: TIERS.index(one.verdict.tier)),
            tuple(one.count if one is not None else 0 for one in row),
        )
        for row in found.values()
    ]

    def order(row: Across) -> tuple[bool, bool, float, float, str]:
        tier = row.worst.verdict.tier
        return (
            tier == "benign",
            tier != "proven",
            -measure(row, by),
            -row.worst.suspicion,
            row.worst.site.function,
        )

    return tuple(sorted(rows, key=order))


def measure(row: Across, by: str) -> float:
    return {"rms": row.rms, "total": row.total, "spread": row.spread}.get(by, row.most)


def outlier(counts: Sequence[int]) -> int | None:
    """The instance that stands out from the others; None where none does or there are fewer than three."""
    if len(counts) < 3:
        return None
    at = max(range(len(counts)), key=lambda one: counts[one])
    others = median(count for one, count in enumerate(counts) if one != at)
    return at if counts[at] >= OUTLIER_TIMES * others and counts[at] - others >= OUTLIER_MORE else None
