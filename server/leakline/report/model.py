"""What a report is made of, before it is written out in any form."""

from collections.abc import Mapping

from attrs import field, frozen

from leakline.overlay.model import Joint


@frozen
class CaptureNote:
    """One profile that went into a report."""

    name: str
    kind: str
    format: str
    total: int
    """Goroutines, or samples of other kinds."""
    time: str = ""
    """As the capture says, ISO 8601; empty where it does not."""
    target: str = ""


@frozen
class SiteChange:
    """How many goroutines stood at one line before and after."""

    function: str
    path: str
    """Relative to the workspace where it is known, else as the profile has it; empty where unknown."""
    line: int
    before: int
    after: int
    change: str
    """`fixed`, `remains`, `new` or `grown`."""
    state: str = ""


@frozen
class RuleNote:
    """What a reader needs to know of a rule: why it leaks and what to do."""

    title: str
    summary: str
    remedy: str = ""
    """An example in Go of how to write it."""


@frozen
class Report:
    """Findings and captures of one workspace, joined."""

    root: str
    """The workspace folder, absolute; paths are shown relative to it."""
    joint: Joint
    captures: tuple[CaptureNote, ...] = ()
    changes: tuple[SiteChange, ...] = ()
    before: str = ""
    """What the changes start from, in words: `an earlier capture of the same service`."""
    rules: Mapping[str, RuleNote] = field(factory=dict[str, RuleNote])
    flame: Mapping[str, object] | None = None
    """The flame document of profiles.flame."""
    warnings: tuple[str, ...] = ()
    title: str = "Leak report"
