"""What a goroutine profile says about leaks."""

from attrs import frozen

from leakline.profiles.model import Frame, Group

TIERS = ("proven", "growing", "old", "many", "present", "benign")
"""Strongest evidence first."""


@frozen
class Verdict:
    tier: str
    why: str
    """One sentence."""


@frozen
class Cluster:
    """Goroutines that wait at one line for one thing: what a person counts as one leak."""

    count: int
    state: str
    waits: tuple[int, ...]
    """Whole minutes, sorted, of those that have waited for one or more."""
    labels: tuple[tuple[str, str], ...]
    site: Frame
    """The innermost frame of the user's code; the leaf where there is none."""
    creator: Frame | None
    verdict: Verdict
    signatures: tuple[str, ...]
    """Ids of the rules whose runtime signature fits."""
    groups: tuple[Group, ...]
    """The stacks behind it, most goroutines first."""
    hints: tuple[str, ...] = ()
    """Sentences on who started them and when, where the text tells."""
    suspicion: float = 0.0
    """How much this capture alone speaks for a leak; only the order counts."""
