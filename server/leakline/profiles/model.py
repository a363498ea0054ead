"""The one model that every profile format is read into."""

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class Frame:
    """One call of a stack. `function` is the runtime's full name, import path included."""

    function: str
    file: str = ""
    """As the profile gives it: absolute, trimmed (`example.com/m/f.go`) or empty."""
    line: int = 0
    """From 1; 0 where unknown."""
    start_line: int = 0
    """The line of the function's `func` keyword; 0 where the format has none."""
    inlined: bool = False
    address: int = 0


@frozen
class Group:
    """Goroutines that share a stack, a state, labels and a creator."""

    count: int
    frames: tuple[Frame, ...]
    """Leaf first."""
    state: str = ""
    """Go's own words (`chan send`); empty where the format has none."""
    waits: tuple[int, ...] = ()
    """Whole minutes, sorted, of those goroutines that have waited for one or more."""
    labels: tuple[tuple[str, str], ...] = ()
    creator: Frame | None = None
    """The function around the `go` statement and its line; only text with `created by` has it."""
    leaked: bool = False
    """Marked `(leaked)` by the runtime, or from a goroutineleak profile."""


@frozen
class Parents:
    """Who started the goroutines of one `go` statement."""

    goroutines: int
    """How many of them were looked at."""
    parents: int
    """How many goroutines started them."""
    ended: int | None
    """How many of them were started by one that is there no more; None where that was not looked at."""


@frozen
class GoroutineProfile:
    """All goroutines of one capture."""

    format: str
    """`text-debug2`, `text-debug1`, `crash` or `proto`."""
    total: int
    """Every goroutine, as counted from the groups."""
    groups: tuple[Group, ...]
    states: dict[str, int] = field(factory=dict[str, int])
    max_wait_minutes: int = 0
    cut: bool = False
    warnings: tuple[str, ...] = ()
    kind: str = "goroutine"
    """`goroutine` or `goroutineleak`."""
    parents: Mapping[tuple[str, str, int], Parents] = field(factory=dict[tuple[str, str, int], Parents])
    """By function, file and line of a `go` statement; empty where the format does not tell."""
    dumps: tuple["GoroutineProfile", ...] = field(default=(), repr=False, eq=False)
    """Where a text holds several dumps: each, in order. What this profile tells is the last of them."""


@frozen
class Sample:
    frames: tuple[Frame, ...]
    """Leaf first."""
    values: tuple[int, ...]
    """One per sample type."""
    labels: tuple[tuple[str, str], ...] = ()


@frozen
class ValueProfile:
    """Any other pprof profile: heap, allocs, cpu, block, mutex, threadcreate, or one of unknown kind."""

    kind: str
    sample_types: tuple[str, ...]
    """`inuse_space/bytes` and the like."""
    samples: tuple[Sample, ...]
    sums: tuple[int, ...]
    duration_seconds: float | None = None
    warnings: tuple[str, ...] = ()
    format: str = "proto"


Profile = GoroutineProfile | ValueProfile


class ProfileError(Exception):
    """The input is no profile that can be read. The text is one sentence for the user."""
