"""What `leakline inspect --format json` prints of one profile; the shape is a contract."""

from collections.abc import Callable, Sequence

from leakline.leaks.model import Cluster
from leakline.profiles.model import Frame, GoroutineProfile, ValueProfile

Locate = Callable[[Frame], dict[str, object]]
"""From a frame to its `source` entry: path, line, match, why."""


def document(
    profile: GoroutineProfile, clusters: Sequence[Cluster], locate: Locate | None = None
) -> dict[str, object]:
    """A goroutine profile and its clusters, as they are ordered."""
    return {
        "kind": profile.kind,
        "format": profile.format,
        "total": profile.total,
        "states": profile.states,
        "max_wait_minutes": profile.max_wait_minutes,
        "cut": profile.cut,
        "warnings": list(profile.warnings),
        "clusters": [cluster(one, locate) for one in clusters],
    }


def cluster(one: Cluster, locate: Locate | None) -> dict[str, object]:
    return {
        "count": one.count,
        "state": one.state,
        "wait_minutes": spread(one.waits),
        "labels": dict(one.labels),
        "site": frame(one.site, locate),
        "creator": frame(one.creator, locate) if one.creator else None,
        "verdict": {"tier": one.verdict.tier, "why": one.verdict.why},
        "signatures": list(one.signatures),
    }


def spread(waits: tuple[int, ...]) -> list[int]:
    """Shortest, middle and longest wait; empty where nobody has waited for a minute."""
    return [waits[0], waits[len(waits) // 2], waits[-1]] if waits else []


def frame(one: Frame, locate: Locate | None) -> dict[str, object]:
    shown: dict[str, object] = {"function": one.function, "file": one.file, "line": one.line}
    if locate is not None:
        shown["source"] = locate(one)
    return shown


def value_document(profile: ValueProfile) -> dict[str, object]:
    """Any other kind of profile."""
    return {
        "kind": profile.kind,
        "format": profile.format,
        "samples": len(profile.samples),
        "sample_types": list(profile.sample_types),
        "sums": list(profile.sums),
        "duration_seconds": profile.duration_seconds,
        "warnings": list(profile.warnings),
    }
