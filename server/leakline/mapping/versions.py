"""The texts that a build may have had: of a known revision, or else of the newest commits, from git's objects."""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH118, PTH120

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from attrs import define, field, frozen

from leakline.mapping import git
from leakline.mapping.outline import Outline, outline

COMMITS = 200
"""So many of the newest commits are looked at where the revision is not known."""
TEXTS = 12
"""So many texts of one file."""


class RevisionError(Exception):
    """The revision cannot be used. The text is one sentence without its full stop."""


@frozen
class Revision:
    """What was built. `modified` where the build had changes that were not committed."""

    name: str
    modified: bool = False


@define(slots=False)
class Versions:
    """Files of a workspace as commits have them, by the paths that they would have on disk.

    Folders outside of git, and git that is missing or refuses, give no texts.
    """

    roots: tuple[str, ...]
    revision: Revision | None = None
    _outlines: dict[bytes, Outline] = field(factory=dict[bytes, Outline])
    _fetched: set[str] = field(factory=set[str])

    @property
    def pinned(self) -> bool:
        """The build had the very texts of a commit."""
        return self.revision is not None and not self.revision.modified

    @property
    def named(self) -> str:
        """The revision as the user gave it."""
        return self.revision.name if self.revision is not None else ""

    @cached_property
    def files(self) -> dict[str, tuple[Path, list[bytes]]]:
        """Path -> (repository, objects, the likeliest first). Raises RevisionError for one that no repository knows."""
        found: dict[str, tuple[Path, list[bytes]]] = {}
        known = False
        refused = ""
        for root in self.roots:
            try:
                top = git.repository(Path(root)) if git.installed() else None
                if top is None:
                    continue
                if self.revision is not None:
                    commit = git.commit_of(top, self.revision.name)
                    known = True
                    self._take(found, root, top, ((k, [v]) for k, v in git.files_of(top, commit).items()))
                if not self.pinned:
                    head = git.files_of(top, "HEAD") if git.has_commits(top) else {}
                    self._take(found, root, top, ((k, [v]) for k, v in head.items()))
                    self._take(found, root, top, git.past_files(top, COMMITS).items() if head else ())
            except git.GitError as error:
                refused = refused or str(error)
        if self.revision is not None and not known:
            raise RevisionError(refused or f"{self.revision.name!r} needs a git repository, and here is none")
        return found

    def texts(self, path: str) -> list[Outline]:
        """What a file was, the likeliest text first."""
        if path not in self.files:
            return []
        self.fetch([path])
        return [
            self._outlines[name] for name in self.files[path][1][:TEXTS] if name in self._outlines
        ]  # fmt: skip

    def fetch(self, paths: Iterable[str]) -> None:
        """Reads all texts of some files at once: each asking of git costs more than what it answers."""
        wanted: dict[Path, list[bytes]] = {}
        for path in paths:
            if path in self.files and path not in self._fetched:
                self._fetched.add(path)
                top, names = self.files[path]
                wanted.setdefault(top, []).extend(one for one in names[:TEXTS] if one not in self._outlines)
        for top, names in wanted.items():
            try:
                read = git.blobs(top, names) if names else {}
            except git.GitError:
                read = {}
            self._outlines.update({name: outline(data) for name, data in read.items()})

    def beside(self, path: str) -> list[str]:
        """The files that its folder had."""
        return self._folders.get(os.path.dirname(path), [])

    def of_name(self, base: str) -> list[str]:
        """The files of a base name."""
        return self._bases.get(base, [])

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        return _by(os.path.dirname, self.files)

    @cached_property
    def _bases(self) -> dict[str, list[str]]:
        return _by(os.path.basename, self.files)

    def _take(
        self,
        found: dict[str, tuple[Path, list[bytes]]],
        root: str,
        top: Path,
        listed: "Iterable[tuple[bytes, list[bytes]]]",
    ) -> None:
        inside = os.path.relpath(os.path.realpath(root), top)
        before = b"" if inside == "." else os.fsencode(inside.replace(os.sep, "/")) + b"/"
        for name, blobs in listed:
            if name.startswith(before):
                path = os.path.join(root, os.fsdecode(name[len(before) :]))
                known = found.setdefault(path, (top, []))[1]
                known.extend(blob for blob in blobs if blob not in known)


def _by(key: Callable[[str], str], paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(key(path), []).append(path)
    return found
