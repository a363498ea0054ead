"""What is observed and predicted, in a person's words."""

import os
from collections.abc import Sequence

from leakline.leaks.model import TIERS
from leakline.overlay.model import Observed, OverlayLine

_MEANING = {
    "chan send": (
        "wait to send on a channel, and nobody receives",
        "give the channel room, or select with ctx.Done()",
    ),
    "chan receive": (
        "wait to receive from a channel that nobody sends to or closes",
        "close the channel, or select with ctx.Done()",
    ),
    "chan send (nil chan)": ("send on a channel that is nil, which waits forever", "make the channel first"),
    "chan receive (nil chan)": (
        "receive from a channel that is nil, which waits forever",
        "make the channel first",
    ),
    "select": ("wait in a select of which no case comes true", "add a case for ctx.Done()"),
    "select (no cases)": ("wait in an empty select, which never ends", "give it a way out"),
    "sync.Mutex.Lock": (
        "wait for a lock that somebody holds",
        "release the lock on every way out: defer mu.Unlock()",
    ),
    "sync.RWMutex.Lock": ("wait for a lock that somebody holds", "release it on every way out"),
    "sync.RWMutex.RLock": ("wait for a lock that somebody holds", "release it on every way out"),
    "sync.WaitGroup.Wait": ("wait for a WaitGroup that is not counted down to zero", "defer wg.Done() first"),
    "semacquire": ("wait for a lock or a WaitGroup that is not released", "release it on every way out"),
    "IO wait": ("wait for a connection that nobody closes or times out", "set a deadline, and close it"),
    "sleep": ("sleep", "give the loop a way out"),
}

TIER_WORDS = {
    "proven": "the runtime itself found that nothing can wake them",
    "growing": "there were more of them in the second capture than in the first",
    "old": "they have waited for minutes",
    "many": "so many wait at one line",
    "present": "they are there, which alone says little",
    "benign": "a wait that is known to be healthy",
}


def meaning(state: str) -> str:
    """What goroutines in a state do: `wait to send on a channel, and nobody receives`; empty for unknown
    states."""
    return _MEANING.get(state, ("", ""))[0]


def advice(state: str) -> str:
    """What usually helps against the state; empty for unknown ones."""
    return _MEANING.get(state, ("", ""))[1]


def goroutines(count: int) -> str:
    return f"{count:,} goroutine" + ("" if count == 1 else "s")


def strongest(observed: Sequence[Observed]) -> str:
    """The tier of evidence that speaks loudest; empty without observations."""
    tiers = [one.cluster.verdict.tier for one in observed]
    return min(tiers, key=TIERS.index, default="")


def count(line: OverlayLine) -> int:
    return sum(one.cluster.count for one in line.observed)


def states(line: OverlayLine) -> list[str]:
    """The states at a line, most goroutines first."""
    return list(dict.fromkeys(one.cluster.state for one in line.observed if one.cluster.state))


def waits(line: OverlayLine) -> list[int]:
    """Minutes, sorted."""
    return sorted(minutes for one in line.observed for minutes in one.cluster.waits)


def observed(line: OverlayLine) -> str:
    """`1,000 goroutines · chan send · growing · waiting 2 to 31 minutes`."""
    if not line.observed:
        return ""
    parts = [goroutines(count(line)), *states(line)[:2], strongest(line.observed)]
    minutes = waits(line)
    if minutes:
        span = f"{minutes[0]} to {minutes[-1]}" if minutes[0] != minutes[-1] else str(minutes[0])
        parts.append(f"waiting {span} minute" + ("" if span == "1" else "s"))
    return " · ".join(parts)


def verdict(line: OverlayLine) -> str:
    """One word for a line: `confirmed`, `observed`, `predicted`, `present`, `healthy` or `uncertain`.

    Goroutines that are merely there are `present`, or leave a prediction `predicted`: alone they tell little.
    """
    if line.confirmed:
        return "confirmed"
    tier = strongest(line.observed)
    if tier in ("", "present", "benign"):
        return "predicted" if line.findings else "healthy" if tier == "benign" else "present"
    if all(one.source.match == "stale" for one in line.observed):
        return "uncertain"
    return "observed"


def match(line: OverlayLine) -> str:
    """How sure the line is, where anything was observed on it; `unknown` where no stack holds code of it."""
    return line.observed[0].source.match if line.observed else ""


def function(line: OverlayLine) -> str:
    """The function at the line, without its import path's folders."""
    if line.observed and line.observed[0].source.path is not None:
        return short(line.observed[0].cluster.site.function)
    return short(line.findings[0].function) if line.findings else ""


def short(name: str) -> str:
    """`example.com/shop/internal/pricing.(*Desk).quote.func1` -> `pricing.(*Desk).quote.func1`."""
    head, bracket, rest = name.partition("[")
    return head.rpartition("/")[2] + bracket + rest


def relative(path: str, root: str) -> str:
    """A path as seen from the workspace folder, with slashes; unchanged where it lies outside."""
    base = root.rstrip(os.sep) + os.sep
    return path[len(base) :].replace(os.sep, "/") if path.startswith(base) else path
