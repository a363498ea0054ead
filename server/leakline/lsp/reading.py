"""From a capture to lines of the workspace: clusters, their places, and what was predicted there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from attrs import define, field, frozen

from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule
from leakline.capture import store
from leakline.capture.store import Capture
from leakline.leaks.clusters import clusters
from leakline.leaks.model import Cluster
from leakline.leaks.signatures import Signature, signatures
from leakline.mapping.locate import Mapper
from leakline.overlay.join import joint
from leakline.overlay.model import Joint
from leakline.profiles.model import GoroutineProfile
from leakline.settings import Settings
from leakline.text.document import Document

LEAKS = ("proven", "growing", "old", "many")
"""Tiers that are counted as leaks."""


@define
class Texts:
    """Unsaved texts for the mapper. Until it is released it answers the same for a path each time it is asked."""

    live: Callable[[str], bytes | None]
    kept: dict[str, bytes | None] = field(factory=dict[str, bytes | None])
    held: bool = True

    def __call__(self, path: str) -> bytes | None:
        if not self.held:
            return self.live(path)
        if path not in self.kept:
            self.kept[path] = self.live(path)
        return self.kept[path]

    def document(self, path: str) -> Document | None:
        """The text that lines of the mapper count in."""
        unsaved = self(path)
        try:
            return Document(path, Path(path).read_bytes() if unsaved is None else unsaved)
        except OSError:
            return None


@frozen
class Reading:
    """What a capture says about this workspace."""

    capture: Capture
    profile: GoroutineProfile
    clusters: Sequence[Cluster]
    joint: Joint
    mapper: Mapper
    documents: Mapping[str, Document]
    """The texts that the lines count in."""

    @property
    def leaks(self) -> list[Cluster]:
        return [cluster for cluster in self.clusters if cluster.verdict.tier in LEAKS]


def signed(rules: Iterable[Rule]) -> tuple[Signature, ...]:
    """The runtime signatures of all rules that have one."""
    return signatures({rule.id: rule.signature for rule in rules if rule.signature})


def read(
    capture: Capture,
    before: Capture | None,
    roots: Sequence[str],
    live: Callable[[str], bytes | None],
    rules: Sequence[Rule],
    settings: Settings,
    findings: Sequence[Finding],
) -> Reading | None:
    """Reads the goroutines of a capture; None where it has none. Raises ProfileError where they cannot be read."""
    profile, proven = store.goroutines(capture)
    if profile is None:
        return None
    earlier = store.goroutines(before)[0] if before is not None else None
    texts = Texts(live)
    mapper = Mapper(roots, texts)
    found = clusters(
        profile,
        settings=settings,
        signatures=signed(rules),
        modules=[module.path for module in mapper.workspace.modules],
        before=earlier,
        proven=proven,
    )
    joined = joint(findings, found, mapper, rules, proven)
    paths = {line.path for line in joined.lines}
    paths |= {finding.path for line in joined.lines for finding in line.findings}
    documents = {path: text for path in paths if (text := texts.document(path)) is not None}
    texts.held = False
    return Reading(capture, profile, found, joined, mapper, documents)
