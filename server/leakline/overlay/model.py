"""Findings and observations on one line."""

from attrs import frozen

from leakline.analysis.finding import Finding
from leakline.leaks.model import Cluster
from leakline.mapping.source import Source


@frozen
class Observed:
    """A cluster and where it stands in the workspace."""

    cluster: Cluster
    source: Source
    origin: Source | None = None
    """The `go` statement that started it."""


@frozen
class Retained:
    """A variable that stays reachable while a goroutine waits, read from the code."""

    name: str
    type: str
    """Canonical, such as `*net/http.Response`; empty where the code does not tell."""
    how: str
    """`captured`, `parameter`, `receiver` or `local`."""
    function: str
    """The function whose frame holds it."""
    line: int
    """Of its declaration, from 1."""


@frozen
class OverlayLine:
    """What is known about one line: predicted, observed, or both."""

    path: str
    """Absolute."""
    line: int
    """From 1."""
    findings: tuple[Finding, ...]
    observed: tuple[Observed, ...]
    """Most goroutines first."""
    confirmed: bool
    """A finding and an observation speak of the same leak."""
    retains: tuple[Retained, ...] = ()
    """What the largest of the observed groups keeps alive."""
    confirmed_rules: tuple[str, ...] = ()
    """Of `findings`, the rules that an observation confirms."""
    why: str = ""
    """How finding and observation were joined, or why they only may belong together: one sentence."""
    unobserved: str = ""
    """Of a line that is only predicted: that a run which reached it did not show it; one sentence."""


@frozen
class Joint:
    """All lines, worst first, and what was observed on no line of the workspace."""

    lines: tuple[OverlayLine, ...]
    elsewhere: tuple[Observed, ...] = ()
    """Worst first."""
