"""What a capture showed on the lines of files, kept beside the text that it was true for."""

from collections.abc import Iterable, Sequence

import attrs
from attrs import define, field, frozen

from leakline.lsp.moves import follow, lines_of
from leakline.overlay.model import Observed
from leakline.text.document import Document


@frozen
class Shown:
    """The capture that is shown."""

    id: str | None = None
    name: str = ""
    time: str = ""


@define
class FileObservations:
    """Observations of one file. Their lines count in `base`, the text that was on disk when the capture was mapped."""

    observed: tuple[Observed, ...]
    base: list[bytes]
    sent: object = None
    """What was last drawn, so that only changes are sent again."""
    _seen: bytes | None = field(default=None, alias="seen")
    _moved: tuple[Observed, ...] = field(default=(), alias="moved")

    def now(self, document: Document) -> tuple[Observed, ...]:
        """The observations at the lines where they stand in the text of now; those of deleted lines are left out.

        A line that moved is `shifted`; one whose text was changed is `stale`, because what was seen there may no longer
        be what stands there.
        """
        if self._seen is not document.data:
            self._moved = tuple(self._follow(lines_of(document)))
            self._seen = document.data
        return self._moved

    def _follow(self, now: Sequence[bytes]) -> Iterable[Observed]:
        places = follow(self.base, now, [one.source.line - 1 for one in self.observed])
        for one in self.observed:
            place = places.get(one.source.line - 1)
            if place is None:
                continue
            source = one.source
            if not place.same:
                source = attrs.evolve(
                    source, line=place.line + 1, match="stale", why="The line was edited after the capture was taken."
                )
            elif place.line + 1 != source.line:
                match = "shifted" if source.match == "exact" else source.match
                source = attrs.evolve(source, line=place.line + 1, match=match, why=f"{source.why} Moved by edits since.")
            yield attrs.evolve(one, source=source)


@define
class Observations:
    """Every file's observations of the capture that is shown."""

    shown: Shown = Shown()
    files: dict[str, FileObservations] = field(factory=dict[str, FileObservations])

    def show(self, shown: Shown, observed: Iterable[tuple[str, Sequence[Observed], Document]]) -> set[str]:
        """Replaces what is shown. Each entry is a path, its observations and the text on disk. Returns all paths touched."""
        before = set(self.files)
        self.shown = shown
        self.files = {path: FileObservations(tuple(many), lines_of(text)) for path, many, text in observed}
        return before | set(self.files)

    def clear(self) -> set[str]:
        """Forgets all. Returns the paths that had something."""
        return self.show(Shown(), ())
