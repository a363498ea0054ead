"""`leakline check --changed-since REV`: which findings have to do with lines that changed.

Git is asked for committed files only, as `mapping.git` does it. Files on disk are compared here.
"""

import hashlib
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from pathlib import Path

from attrs import define, field

from leakline.analysis.finding import Finding
from leakline.cli.main import UsageError
from leakline.mapping import git
from leakline.report.text import printable

_MANY_LINES = 5_000
"""From how many lines on those that stand everywhere, such as `}`, are left out of the comparison."""


@define
class Changes:
    """What changed since a revision, told file by file when it is asked for."""

    root: Path
    """The repository's folder."""
    blobs: dict[bytes, bytes]
    """Path from the root -> the object that the revision has there."""
    read: Callable[[str], bytes | None]
    _spans: dict[str, list[tuple[float, float]] | None] = field(
        factory=dict[str, list[tuple[float, float]] | None]
    )

    def touches(self, finding: Finding) -> bool:
        """Whether a changed or removed line lies between a finding's place and the last place of its way."""
        lines = [place.line for place in finding.related if place.path == finding.path]
        first, last = min([finding.line, *lines]), max([finding.end_line, *lines])
        if self._meets(finding.path, first, last):
            return True
        others = [place for place in finding.related if place.path != finding.path]
        return any(self._meets(place.path, place.line, place.line) for place in others)

    def _meets(self, path: str, first: int, last: int) -> bool:
        if path not in self._spans:
            self._spans[path] = self._changed(path)
        spans = self._spans[path]
        if spans is None:
            return True
        at = bisect_left([end for _, end in spans], first)
        return at < len(spans) and spans[at][0] <= last

    def _changed(self, path: str) -> list[tuple[float, float]] | None:
        """Spans of lines, from 1; a removal lies between two lines. None where the whole file is new."""
        data = self.read(path)
        inside = os.path.relpath(os.path.realpath(path), self.root)
        blob = self.blobs.get(os.fsencode(inside))
        if data is None or blob is None:
            return None
        algorithm = "sha256" if len(blob) == 64 else "sha1"
        if hashlib.new(algorithm, b"blob %d\0" % len(data) + data).hexdigest().encode() == blob:
            return []
        old = git.blob(self.root, blob)
        return None if old is None else changed_lines(old, data)


def changed_lines(old: bytes, new: bytes) -> list[tuple[float, float]]:
    """The spans of lines of a new text that the old one has not; a removal lies between two lines, as `(3.5, 3.5)`."""
    before, after = ([line.rstrip() for line in data.split(b"\n")] for data in (old, new))
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    spans: list[tuple[float, float]] = []
    matcher = SequenceMatcher(None, *middle, autojunk=max(map(len, middle)) > _MANY_LINES)
    for kind, _, _, first, end in matcher.get_opcodes():
        if kind == "delete":
            spans.append((head + first + 0.5, head + first + 0.5))
        elif kind != "equal":
            spans.append((head + first + 1, head + end))
    return spans


def changes_since(revision: str, paths: Iterable[str], read: Callable[[str], bytes | None]) -> Changes:
    """What changed in the repository around some paths. Raises UsageError."""
    if not git.installed():
        raise UsageError("--changed-since needs git, and there is none on PATH")
    try:
        roots = {root for path in paths if (root := git.repository(_folder(path))) is not None}
        if len(roots) != 1:
            many = "all paths in one git repository" if roots else "a git repository, and here is none"
            raise UsageError(f"--changed-since needs {many}")
        (root,) = roots
        return Changes(root, git.files_of(root, git.commit_of(root, revision)), read)
    except git.GitError as error:
        raise UsageError(printable(str(error))) from None


def _folder(path: str) -> Path:
    here = Path(path).absolute()
    while not here.is_dir():
        here = here.parent
    return here
