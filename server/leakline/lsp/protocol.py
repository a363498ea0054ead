"""Every message of ours beyond the Language Server Protocol. The extension declares the same ones in one file too.

Commands (`workspace/executeCommand`, each with one object as its argument):

- `leakline.captureProfile` CaptureParams -> CaptureSummary. Shows progress, can be cancelled.
- `leakline.openCapture` OpenParams -> CaptureSummary. Shows a kept capture, or a file, without the network.
- `leakline.compareCaptures` CompareParams -> Comparison.
- `leakline.clearOverlay` {} -> null. Takes away what captures drew.

Methods:

- `leakline/overlay`, server to client, OverlayParams: what to draw on the lines of a file. Sent when a capture is
  shown for every file of the workspace that has observations, open or not, and again when edits move the lines.
- `leakline/flameGraph`, request, FlameParams -> a flame document (profiles/flame.py describes it).
- `leakline/frameSource`, request, FrameParams -> FrameSource.
- `leakline/captures`, request, {} -> CaptureList.
- `leakline/processes`, request, {} -> ProcessList. The Go processes of this machine; their ports on loopback are asked.

A request that cannot be done is answered by an error whose message is one sentence for the user. Lines count from 0
here, as everywhere in the protocol, except where a comment says otherwise.
"""

from typing import Any, TypedDict

CAPTURE_PROFILE = "leakline.captureProfile"
OPEN_CAPTURE = "leakline.openCapture"
COMPARE_CAPTURES = "leakline.compareCaptures"
CLEAR_OVERLAY = "leakline.clearOverlay"
OVERLAY = "leakline/overlay"
FLAME_GRAPH = "leakline/flameGraph"
FRAME_SOURCE = "leakline/frameSource"
CAPTURES = "leakline/captures"
PROCESSES = "leakline/processes"


class CaptureParams(TypedDict, total=False):
    target: str
    """`http://127.0.0.1:6060` or the path of a profile. Required."""
    kinds: list[str]
    """`leakcheck` (the planned set, the default), or names of profiles: `goroutine`, `heap`, …"""
    text: bool
    """Take the goroutine text even where it stops a big program for long."""
    seconds: int
    """How long cpu samples, or over what time other kinds are differences."""
    access: "AccessParams"
    name: str
    allowRemote: bool
    """The user confirmed that a host which is not this machine may be asked. Without it such a target is an error
    whose data is {"reason": "remote"}."""


class AccessParams(TypedDict, total=False):
    """What lets in. The client keeps the secrets among these in its own store; the server sends them and forgets them."""

    user: str
    password: str
    bearer: str
    headers: dict[str, str]
    cert: str
    """A file, as `key` and `ca` are."""
    key: str
    ca: str


class OpenParams(TypedDict, total=False):
    id: str
    path: str


class CompareParams(TypedDict, total=False):
    before: str
    after: str


class Worst(TypedDict):
    """The leak to look at first."""

    uri: str
    line: int
    text: str


class CaptureSummary(TypedDict):
    id: str
    name: str
    target: str
    time: str
    """ISO 8601."""
    kinds: list[str]
    total: int
    clusters: int
    leaks: int
    worst: Worst | None
    message: str
    """One sentence."""
    warnings: list[str]


class ComparedSite(TypedDict):
    function: str
    path: str
    line: int
    """From 1, as everywhere where no URI stands beside it."""
    before: int
    after: int
    change: str
    """`fixed`, `remains`, `new` or `grown`."""


class Comparison(TypedDict):
    sites: list[ComparedSite]
    text: str


class OverlayMark(TypedDict):
    """One line to draw on."""

    line: int
    text: str
    """`1,000 goroutines · chan send · growing`"""
    tier: str
    match: str
    """`exact`, `shifted`, `stale` or `unknown`."""
    count: int
    state: str
    confirmed: bool
    rules: list[str]
    hover: str
    """Markdown."""


class OverlayParams(TypedDict):
    uri: str
    version: int | None
    """Of the open text that the lines count in; null for a file on disk."""
    capture: str | None
    lines: list[OverlayMark]
    """No lines: clear the file."""


class FlameParams(TypedDict, total=False):
    capture: str
    kind: str
    sampleType: str
    base: str
    """A second capture: the graph shows the difference to it."""


class FrameParams(TypedDict, total=False):
    capture: str
    function: str
    file: str
    line: int
    """From 1, as profiles count."""
    startLine: int


class FrameSource(TypedDict):
    uri: str | None
    range: Any
    """A range of the protocol, or null."""
    match: str
    why: str


class CaptureEntry(TypedDict):
    id: str
    name: str
    target: str
    time: str
    kinds: list[str]
    total: int


class CaptureList(TypedDict):
    captures: list[CaptureEntry]
    """Newest first."""


class ProcessEntry(TypedDict):
    pid: int
    command: str
    go: str
    url: str | None
    """Where it serves its profiles; null where none of its ports does."""


class ProcessList(TypedDict):
    processes: list[ProcessEntry]
    """Empty too where the system has no /proc."""
