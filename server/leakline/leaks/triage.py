"""What to look at next, in the order in which a person would ask: do goroutines rise, are they blocked, does the heap not
fall, are the pauses long?"""

from collections.abc import Sequence

from attrs import frozen

from leakline.leaks.trend import FEWEST, Sample, Trend, slope

PAUSE_SHARE = 0.005
"""Of the time; from here on pauses are felt."""
GC_SHARE = 0.1
"""Of all CPU time."""


@frozen
class Step:
    """What was found, and what to do."""

    question: str
    """`rising`, `blocked`, `heap`, `pauses` or `fine`."""
    found: str
    next: str


def triage(
    samples: Sequence[Sample], found: Trend, many: int, worst: str = "", target: str = "TARGET"
) -> Step:
    """The first question that is answered with yes. `worst` names the place that grew
    most or where most wait."""
    last = samples[-1]
    at = f" Most of it at {worst}." if worst else ""
    if found.verdict == "rising" and found.slope:
        rise = f"{found.slope.per_minute:,.1f} ± {found.slope.uncertainty:,.1f} a minute"
        also = ""
        if found.beside_load and found.load is not None and not found.beside_load.rises:
            also = " The load rose meanwhile and may explain some of it."
        elif found.load is not None:
            also = " The load does not explain it."
        return Step(
            "rising",
            f"Goroutines rise by {rise}.{also}{at}",
            f"`leakline capture {target}` now and some minutes later; `leakline diff` of both names what grew.",
        )
    if found.verdict == "load":
        return Step(
            "rising",
            f"Goroutines rise, and with the load (correlation {found.load:.2f}).",
            "Watch on until the load falls: what stays then leaks.",
        )
    if last.waiting >= many:
        return Step(
            "blocked",
            f"{last.waiting:,} of {last.goroutines:,} goroutines wait for what is not known to be healthy, and they do "
            f"not grow.{at}",
            f"`leakline capture {target}`: is a lock held, a queue full, or has a leak come to rest?",
        )
    if heap_rises(samples):
        return Step(
            "heap",
            "Goroutines do not rise, but what the collector finds reachable does.",
            f"`leakline capture --kind heap {target}` twice, some minutes apart: what does it hold more of?",
        )
    share, cpu = pause_share(samples), last.gc_share or 0.0
    if share > PAUSE_SHARE or cpu > GC_SHARE:
        return Step(
            "pauses",
            f"Neither goroutines nor the heap rise, but collecting costs: pauses take {share:.2%} of the time, and the "
            f"collector {cpu:.1%} of the CPU.",
            f"`leakline capture --kind allocs {target}` tells what allocates; then look at GOGC and GOMEMLIMIT.",
        )
    if len(samples) < FEWEST:
        return Step("fine", "There are too few samples to tell a trend.", f"Take {FEWEST} or more.")
    return Step(
        "fine", "Nothing rises, few goroutines wait, and collecting costs little.", "Nothing to do here."
    )


def heap_rises(samples: Sequence[Sample]) -> bool:
    """By the goal of the next collection, which follows what is reachable, and not by the heap, which is a saw."""
    told = [one for one in samples if one.goal]
    if len(told) < FEWEST or told[-1].collections == told[0].collections:
        return False
    first = told[0].goal or 1
    percent = [100 * (one.goal or 0) / first for one in told]
    return slope([one.seconds / 60 for one in told], percent).rises and percent[-1] > 110


def pause_share(samples: Sequence[Sample]) -> float:
    """Of the time between the first and the last sample."""
    first, last = samples[0], samples[-1]
    if first.pauses is None or last.pauses is None or last.seconds <= first.seconds:
        return 0.0
    return (last.pauses - first.pauses) / 1e9 / (last.seconds - first.seconds)
