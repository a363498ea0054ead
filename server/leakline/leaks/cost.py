"""What goroutines cost: the stacks that they hold, estimated from their depth where nothing measured them."""

from collections.abc import Sequence

from attrs import frozen

from leakline.leaks.blocking import blocked
from leakline.leaks.model import Cluster
from leakline.leaks.own import UNKNOWN
from leakline.profiles.model import Group

SMALLEST = 2048
"""A stack's first size, which doubles whenever it does not do (stackMin in Go's runtime/stack.go)."""
FRAME = 112
"""Bytes that a frame takes in the middle; between 32 and some hundred."""
SPARE = 928
"""Bytes that each stack keeps free for functions that may not grow it (stackGuard)."""


@frozen
class Held:
    """What the goroutines of one place hold."""

    cluster: Cluster
    stack: int
    """Bytes, estimated."""


@frozen
class Cost:
    """What a service pays for its goroutines. Sizes in bytes."""

    goroutines: int
    stacks: int
    """Of all goroutines."""
    measured: bool
    """Whether `stacks` is the runtime's StackInuse."""
    held: tuple[Held, ...]
    """By place, where goroutines wait for what is not known to be healthy; most bytes first."""
    scanned: float | None = None
    """Share of what a collection scans that those stacks are, 0 to 1; estimated."""
    gc_share: float | None = None
    """Of all CPU time since the start that went into collecting, 0 to 1; measured."""

    @property
    def retained(self) -> int:
        """Goroutines of the places in `held`."""
        return sum(one.cluster.count for one in self.held)

    @property
    def bytes(self) -> int:
        return sum(one.stack for one in self.held)


def stack_bytes(group: Group) -> int:
    """An estimate of one stack: what its frames take and must keep free, in the runtime's sizes."""
    need = SPARE + FRAME * len(group.frames)
    size = SMALLEST
    while size < need:
        size *= 2
    return size


def cost(
    found: Sequence[Cluster],
    stack_inuse: int | None = None,
    reachable: int | None = None,
    gc_share: float | None = None,
) -> Cost:
    """From clusters, and what the runtime measured: StackInuse, the reachable heap, the collector's share of the CPU."""
    estimates = [sum(stack_bytes(group) * group.count for group in one.groups) for one in found]
    all = sum(estimates)
    # StackInuse counts the runtime's own stacks and spans that are half free too, so it only bounds the estimate.
    factor = min(1.0, stack_inuse / all) if stack_inuse and all else 1.0
    held = [
        Held(one, round(estimate * factor))
        for one, estimate in zip(found, estimates, strict=True)
        if one.verdict.tier != "benign" and blocked(one.state or "unknown") and one.site != UNKNOWN
    ]
    held.sort(key=lambda one: -one.stack)
    stacks = stack_inuse or all
    kept = sum(one.stack for one in held)
    scanned = kept / (stacks + reachable) if reachable else None
    return Cost(
        sum(one.count for one in found), stacks, stack_inuse is not None, tuple(held), scanned, gc_share
    )
