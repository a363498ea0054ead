"""What `leakline inspect --format json` prints of one profile; the shape is a contract."""

import os
from collections.abc import Callable, Sequence
from typing import Protocol

from attrs import frozen

from leakline.leaks.model import Cluster
from leakline.profiles.model import Frame, GoroutineProfile, ValueProfile


class SourceLine(Protocol):
    """A line of the workspace, as mapping names it."""

    @property
    def path(self) -> str | None: ...
    @property
    def line(self) -> int: ...
    @property
    def match(self) -> str: ...
    @property
    def why(self) -> str: ...


@frozen
class Located:
    """Where a cluster's site and creator stand in a workspace."""

    site: SourceLine
    creator: SourceLine | None
    root: str
    """The workspace's folder; paths are told relative to it."""

    @property
    def site_words(self) -> str:
        return words(self.site, self.root)

    @property
    def creator_words(self) -> str:
        return words(self.creator, self.root) if self.creator else ""


def words(source: SourceLine, root: str) -> str:
    """`s.go:90 (shifted)`, or why there is none."""
    if source.path is None:
        return f"{source.match}: {source.why}"
    return f"{relative(source.path, root)}:{source.line} ({source.match})"


def relative(path: str, root: str) -> str:
    """A path as seen from the workspace, with forward slashes; absolute where it lies outside."""
    inside = os.path.relpath(path, root)
    return path if inside.startswith("..") else inside.replace(os.sep, "/")


Locate = Callable[[Cluster], Located]


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
        **({"dumps": [one.total for one in profile.dumps]} if profile.dumps else {}),
        "clusters": [cluster(one, locate(one) if locate else None) for one in clusters],
    }


def cluster(one: Cluster, located: Located | None) -> dict[str, object]:
    return {
        "count": one.count,
        "state": one.state,
        "wait_minutes": spread(one.waits),
        "labels": dict(one.labels),
        "site": frame(one.site, located.site if located else None, located),
        "creator": frame(one.creator, located.creator if located else None, located) if one.creator else None,
        "verdict": {"tier": one.verdict.tier, "why": one.verdict.why},
        "signatures": list(one.signatures),
        "hints": list(one.hints),
    }


def spread(waits: tuple[int, ...]) -> list[int]:
    """Shortest, middle and longest wait; empty where nobody has waited for a minute."""
    return [waits[0], waits[len(waits) // 2], waits[-1]] if waits else []


def frame(one: Frame, source: SourceLine | None, located: Located | None) -> dict[str, object]:
    shown: dict[str, object] = {"function": one.function, "file": one.file, "line": one.line}
    if located is not None and source is not None:
        path = relative(source.path, located.root) if source.path else None
        shown["source"] = {"path": path, "line": source.line, "match": source.match, "why": source.why}
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
