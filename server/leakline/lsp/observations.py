"""What a capture showed on the lines of files, kept beside the text that it was true for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
from attrs import define, field, frozen

from leakline.analysis.finding import Finding
from leakline.lsp.moves import Moved, follow, lines_of
from leakline.overlay.model import Observed, OverlayLine
from leakline.text.document import Document

_EDITED = "the line was edited after the capture was taken"
_MOVED = "moved by edits since the capture"


@frozen
class Shown:
    """The capture that is shown."""

    id: str | None = None
    name: str = ""
    """How it is called in a sentence."""


@define
class FileObservations:
    """Lines of one file as they were joined. They count in `base`, the text that they were mapped to."""

    lines: tuple[OverlayLine, ...]
    """Those on which something was observed."""
    confirming: tuple[tuple[Finding, OverlayLine], ...]
    """Findings of this file with the line, here or in another file, that confirms each."""
    base: list[bytes]
    sent: object = None
    """What was last drawn, so that only changes are sent again."""
    _seen: bytes | None = field(default=None, alias="seen")
    _places: dict[int, Moved] = field(factory=dict[int, Moved], alias="places")

    def places(self, document: Document) -> Mapping[int, Moved]:
        """Where the lines, from 0, of what is known stand now; deleted ones are left out."""
        if self._seen is not document.data:
            wanted = {line.line - 1 for line in self.lines}
            wanted |= {finding.line - 1 for line in self.lines for finding in line.findings}
            wanted |= {at for finding, line in self.confirming for at in (finding.line - 1, line.line - 1)}
            self._places = follow(self.base, lines_of(document), wanted)
            self._seen = document.data
        return self._places

    def now(self, path: str, document: Document, findings: Sequence[Finding]) -> list[OverlayLine]:
        """The observed lines where they stand in the text of now, with those findings that still stand there.

        A line that moved is `shifted`. One whose text was changed is `stale`: what was seen there may no longer be
        what stands there.
        """
        places = self.places(document)
        moved: list[OverlayLine] = []
        for line in self.lines:
            place = places.get(line.line - 1)
            if place is None:
                continue
            still = tuple(_still(path, line.findings, findings, places))
            confirmed = line.confirmed and any(finding.rule in rules_of(line) for finding in still)
            moved.append(
                attrs.evolve(
                    line,
                    line=place.line + 1,
                    findings=still,
                    confirmed=confirmed,
                    observed=tuple(_moved(one, path, place) for one in line.observed),
                )
            )
        return moved

    def confirmed(
        self, path: str, document: Document, findings: Sequence[Finding]
    ) -> dict[Finding, OverlayLine]:
        """Which of the findings of now are confirmed, and by which line."""
        places = self.places(document)
        found: dict[Finding, OverlayLine] = {}
        for before, line in self.confirming:
            if line.path == path:
                place = places.get(line.line - 1)
                if place is None:
                    continue
                line = attrs.evolve(line, line=place.line + 1)
            for now in _still(path, (before,), findings, places):
                found.setdefault(now, line)
        return found


def rules_of(line: OverlayLine) -> Sequence[str]:
    """The rules whose findings a line confirms."""
    return line.confirmed_rules or tuple(finding.rule for finding in line.findings)


def _still(
    path: str, before: Iterable[Finding], now: Sequence[Finding], places: Mapping[int, Moved]
) -> Iterator[Finding]:
    for old in before:
        if old.path != path:
            yield old
            continue
        place = places.get(old.line - 1)
        if place is not None:
            yield from (new for new in now if new.rule == old.rule and new.line == place.line + 1)


def _moved(one: Observed, path: str, place: Moved) -> Observed:
    source = one.source
    if source.path != path or (place.same and place.line + 1 == source.line):
        return one
    if not place.same:
        source = attrs.evolve(source, line=place.line + 1, match="stale", why=_EDITED)
    else:
        match = "shifted" if source.match == "exact" else source.match
        why = f"{source.why}; {_MOVED}" if source.why else _MOVED
        source = attrs.evolve(source, line=place.line + 1, match=match, why=why)
    return attrs.evolve(one, source=source)


@define
class Observations:
    """Every file's observations of the capture that is shown."""

    shown: Shown = Shown()
    files: dict[str, FileObservations] = field(factory=dict[str, FileObservations])

    def show(self, shown: Shown, lines: Iterable[OverlayLine], texts: Mapping[str, Document]) -> set[str]:
        """Replaces what is shown. `texts` are those that the lines count in. Returns all paths touched."""
        before = set(self.files)
        seen: dict[str, list[OverlayLine]] = {}
        confirming: dict[str, list[tuple[Finding, OverlayLine]]] = {}
        for line in lines:
            if line.observed:
                seen.setdefault(line.path, []).append(line)
            for finding in line.findings if line.confirmed else ():
                if finding.rule in rules_of(line):
                    confirming.setdefault(finding.path, []).append((finding, line))
        self.shown = shown
        self.files = {
            path: FileObservations(
                tuple(seen.get(path, ())), tuple(confirming.get(path, ())), lines_of(texts[path])
            )
            for path in sorted({*seen, *confirming})
            if path in texts
        }
        return before | set(self.files)

    def clear(self) -> set[str]:
        """Forgets all. Returns the paths that had something."""
        return self.show(Shown(), (), {})
