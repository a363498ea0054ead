"""The lines that GODEBUG=gctrace=1 makes the runtime print to stderr, alone or anywhere in a log.

    gc 7 @0.211s 2%: 0.026+0.35+0.003 ms clock, 0.10+0.20/0.3/0.05+0.012 ms cpu, 4->4->0 MB, 5 MB goal,
        0 MB stacks, 0 MB globals, 4 P (forced)

Source: gcMarkTermination in Go's runtime/mgc.go; Go 1.5 has five clock times instead of three. Before that
(`gc7(4): 1+2+88+0 us, 1 -> 2 MB, …`) each collection stopped the world as a whole.
"""

import io
import re

from attrs import field, frozen

from leakline.profiles.model import ProfileError
from leakline.profiles.unpack import Readable

LINE = re.compile(
    rb"\bgc (?P<number>\d{1,18}) @(?P<at>\d{1,15}(?:\.\d+)?)s (?P<percent>\d{1,9})%"
    rb"(?P<leaks> \(checking for goroutine leaks\))?:"
    rb" (?P<clock>[\d.]+(?:\+[\d.]+){1,5}) ms clock, (?P<cpu>[\d.]+(?:[+/][\d.]+){1,9}) ms cpu,"
    rb" (?P<begin>\d{1,15})->(?P<end>\d{1,15})->(?P<live>\d{1,15}) MB"
    rb"(?:, (?P<goal>\d{1,15}) MB goal)?"
    rb"(?:, (?P<stacks>\d{1,15}) MB stacks, (?P<globals>\d{1,15}) MB globals)?"
    rb", (?P<procs>\d{1,9}) P(?P<forced> \(forced\))?"
)
OLD = re.compile(
    rb"\bgc(?P<number>\d{1,18})\((?P<procs>\d{1,9})\): (?P<clock>\d{1,12}(?:\+\d{1,12}){2,4}) (?P<unit>us|ms),"
    rb" (?P<begin>\d{1,15}) -> (?P<live>\d{1,15}) MB"
)
MARK = b" ms clock, "
CHUNK = 1 << 17
LONGEST_CARRY = 1 << 16


@frozen
class Collection:
    """One garbage collection. Sizes are in MB of 2^20 bytes, times in milliseconds."""

    number: int
    at_seconds: float
    """Since the program's start; 0 where the line does not say (before Go 1.5)."""
    cpu_percent: int
    """Share of all CPU time since the program's start that went into collecting, as the runtime rounds it."""
    clock_ms: tuple[float, ...]
    """Sweep termination (stopped), concurrent parts, mark termination (stopped)."""
    cpu_ms: float
    """CPU time of the collection: assists, dedicated and fractional workers and pauses; idle time left out."""
    idle_ms: float
    """CPU time that only idle processors gave."""
    assist_ms: float
    """CPU time that allocating goroutines had to give."""
    heap_start: int
    heap_end: int
    heap_live: int
    """What was found to be live."""
    goal: int | None
    procs: int
    stacks: int | None = None
    """Stack bytes that were scanned; from Go 1.18."""
    globals: int | None = None
    forced: bool = False
    leak_check: bool = False
    """It looked for leaked goroutines, as a goroutineleak profile asks."""

    @property
    def pause_ms(self) -> float:
        """The time for which the world stood still: all but the concurrent parts."""
        parts = self.clock_ms
        return parts[0] + parts[-1] if len(parts) > 1 else sum(parts)


@frozen
class Summary:
    """What a trace comes to. Times are in milliseconds, sizes in MB."""

    collections: int
    forced: int
    seconds: float
    """From the first collection to the last."""
    pause_total_ms: float
    pause_median_ms: float
    pause_max_ms: float
    mark_total_ms: float
    """Wall time of the concurrent marking."""
    cpu_ms: float
    """CPU time of all collections."""
    cpu_share: float
    """`cpu_ms` of the CPU time that `seconds` had on all processors, 0 to 1; 0 where there is no time between them."""
    cpu_percent: int
    """The runtime's own share since the start, at the last collection."""
    assist_ms: float
    live_first: int
    live_last: int
    live_max: int
    goal_last: int | None
    goal_max: int | None
    stacks_last: int | None
    stacks_max: int | None


@frozen
class GcTrace:
    """The collections of one run of a program, in order."""

    collections: tuple[Collection, ...]
    warnings: tuple[str, ...] = ()
    format: str = "gctrace"
    kind: str = "gctrace"
    runs: tuple["GcTrace", ...] = field(default=(), repr=False)
    """Where the log holds several runs, each of them, in order; this is the one with most collections."""


class Scanner:
    """Finds the lines in a text that comes in pieces. `feed` it, then ask for the `trace`."""

    def __init__(self) -> None:
        self.runs: list[list[Collection]] = []
        self.carry = b""

    def feed(self, chunk: bytes) -> None:
        data = self.carry + chunk
        end = data.rfind(b"\n") + 1
        if not end:
            self.carry = data if len(data) <= LONGEST_CARRY else b""
            return
        self.carry = data[end:][-LONGEST_CARRY:]
        self.lines(data[:end])

    def lines(self, text: bytes) -> None:
        if MARK in text:
            for one in LINE.finditer(text):
                self.add(collection(one))
        elif b" MB" in text and b"): " in text:
            for one in OLD.finditer(text):
                self.add(old_collection(one))

    def add(self, one: Collection) -> None:
        last = self.runs[-1][-1] if self.runs else None
        if last is None or (one.number <= last.number and one.at_seconds <= last.at_seconds):
            # Numbers begin again when the program does.
            self.runs.append([])
        self.runs[-1].append(one)

    def trace(self, name: str) -> GcTrace:
        """Raises ProfileError where there was no line."""
        self.lines(self.carry)
        self.carry = b""
        if not self.runs:
            raise ProfileError(
                f"{name} holds no line of a GC trace: run the program with GODEBUG=gctrace=1 and keep its stderr"
            )
        runs = [GcTrace(tuple(run)) for run in self.runs]
        longest = max(runs, key=lambda run: len(run.collections))
        if len(runs) == 1:
            return longest
        said = (
            f"The log holds {len(runs):,} runs of a program, whose collections count from the start each time;"
            f" shown is the longest, run {runs.index(longest) + 1}.",
        )
        return GcTrace(longest.collections, said, runs=tuple(runs))


def read(data: bytes, name: str) -> GcTrace:
    """All collections of a log that lies in memory. Raises ProfileError."""
    return read_stream(io.BytesIO(data), name)


def read_stream(stream: Readable, name: str) -> GcTrace:
    """All collections of a log, read in pieces. Raises ProfileError."""
    scanner = Scanner()
    while chunk := stream.read(CHUNK):
        scanner.feed(chunk)
    return scanner.trace(name)


def collection(one: re.Match[bytes]) -> Collection:
    clock = tuple(real(word) for word in one["clock"].split(b"+"))
    spent, idle, assist = 0.0, 0.0, 0.0
    for part in one["cpu"].split(b"+"):
        # Where marking is told by who did it: assists / dedicated and fractional workers / idle ones.
        words = [real(word) for word in part.split(b"/")]
        if len(words) == 3:
            assist, idle = words[0], words[2]
            spent += words[0] + words[1]
        else:
            spent += sum(words)
    goal, stacks, globals = one["goal"], one["stacks"], one["globals"]
    return Collection(
        int(one["number"]),
        real(one["at"]),
        int(one["percent"]),
        clock,
        spent,
        idle,
        assist,
        int(one["begin"]),
        int(one["end"]),
        int(one["live"]),
        int(goal) if goal else None,
        int(one["procs"]),
        int(stacks) if stacks else None,
        int(globals) if globals else None,
        bool(one["forced"]),
        bool(one["leaks"]),
    )


def old_collection(one: re.Match[bytes]) -> Collection:
    scale = 1000 if one["unit"] == b"us" else 1
    clock = tuple(int(word) / scale for word in one["clock"].split(b"+"))
    begin, live = int(one["begin"]), int(one["live"])
    # All of it stopped the world, so it is one part.
    whole = sum(clock)
    return Collection(
        int(one["number"]), 0.0, 0, (whole,), whole, 0.0, 0.0, begin, begin, live, None, int(one["procs"])
    )


def real(word: bytes) -> float:
    """A time of a matched line; what has two dots is none."""
    try:
        return float(word)
    except ValueError:
        return 0.0


def summary(trace: GcTrace) -> Summary:
    """What a trace comes to as a whole."""
    all = trace.collections
    first, last = all[0], all[-1]
    pauses = sorted(one.pause_ms for one in all)
    seconds = last.at_seconds - first.at_seconds
    # The first collection's work was done before the time that is measured here begins.
    spent = sum(one.cpu_ms for one in all[1:])
    budget = seconds * 1000 * last.procs
    goals = [one.goal for one in all if one.goal is not None]
    stacks = [one.stacks for one in all if one.stacks is not None]
    return Summary(
        collections=len(all),
        forced=sum(one.forced for one in all),
        seconds=seconds,
        pause_total_ms=sum(pauses),
        pause_median_ms=pauses[len(pauses) // 2],
        pause_max_ms=pauses[-1],
        mark_total_ms=sum(sum(one.clock_ms) - one.pause_ms for one in all),
        cpu_ms=sum(one.cpu_ms for one in all),
        cpu_share=spent / budget if budget > 0 else 0.0,
        cpu_percent=last.cpu_percent,
        assist_ms=sum(one.assist_ms for one in all),
        live_first=first.heap_live,
        live_last=last.heap_live,
        live_max=max(one.heap_live for one in all),
        goal_last=goals[-1] if goals else None,
        goal_max=max(goals, default=None),
        stacks_last=stacks[-1] if stacks else None,
        stacks_max=max(stacks, default=None),
    )
