"""Predictions of which a goroutineleak profile shows nothing although the run went through their function."""

from collections.abc import Iterable

from leakline.leaks.model import Cluster
from leakline.mapping.symbol import parse
from leakline.overlay.looks import Looks
from leakline.overlay.model import OverlayLine
from leakline.profiles.model import GoroutineProfile

UNOBSERVED = (
    "not observed: goroutines of this run went through the function, and its goroutineleak profile shows none that leaked "
    "here"
)


def reached(clusters: Iterable[Cluster], proven: GoroutineProfile) -> frozenset[str]:
    """The declared functions that goroutines of a run stood in or were started by."""
    groups = [*proven.groups, *(group for cluster in clusters for group in cluster.groups)]
    frames = (
        frame for group in groups for frame in (*group.frames, group.creator) if frame is not None
    )  # fmt: skip
    return frozenset(parse(frame.function).declared for frame in frames)


def refutation(line: OverlayLine, ran: frozenset[str], known: Looks) -> str:
    """What to say of a line that is only predicted; empty where the run did not reach it, or where its rule's leak keeps
    no goroutine."""
    if line.observed or not line.findings:
        return ""
    told = all(
        finding.rule in known.signed and parse(finding.function).declared in ran for finding in line.findings
    )
    return UNOBSERVED if told else ""
