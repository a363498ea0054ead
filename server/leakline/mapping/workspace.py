"""The modules and Go files of a workspace, found once, and read only where they lie inside of it."""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH100, PTH116, PTH118

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import define, field

from leakline.golang.modules import Module, parse_go_mod
from leakline.mapping.outline import Outline, outline

_SKIPPED = {".git", ".hg", ".svn", "node_modules", ".venv"}

LIMIT_BYTES = 16 << 20
"""Larger files are not read: no person wrote them."""

GO_MOD_LIMIT_BYTES = 1 << 20


@define
class Workspace:
    """`roots` are absolute. `text` gives the unsaved text of an open file, or None."""

    roots: tuple[str, ...]
    text: Callable[[str], bytes | None]
    _modules: list[Module] | None = None
    _files: dict[str, list[str]] = field(factory=dict[str, list[str]])
    _folders: dict[str, list[str]] = field(factory=dict[str, list[str]])
    _outlines: dict[str, tuple[tuple[int, int] | bytes, Outline]] = field(
        factory=dict[str, tuple[tuple[int, int] | bytes, Outline]]
    )
    _inside: dict[str, bool] = field(factory=dict[str, bool])

    @property
    def modules(self) -> Sequence[Module]:
        """Longest module path first."""
        return self._index()

    def named(self, base: str) -> Sequence[str]:
        """All Go files of that base name, absolute."""
        self._index()
        return self._files.get(base, ())

    def every(self) -> Iterator[str]:
        """All Go files, absolute."""
        self._index()
        return (path for paths in self._files.values() for path in paths)

    def any_file(self) -> bool:
        """Whether there is a Go file at all."""
        self._index()
        return bool(self._files)

    def names(self, directory: str) -> Sequence[str]:
        """The Go files of a folder, in order."""
        self._index()
        return self._folders.get(directory, ())

    def module_of(self, directory: str) -> Module | None:
        """The nearest module around a folder."""
        around = [
            one
            for one in self._index()
            if directory == one.dir or directory.startswith(one.dir.rstrip(os.sep) + os.sep)
        ]
        return max(around, key=lambda one: len(one.dir), default=None)

    def outline(self, path: str) -> Outline | None:
        """The outline of a file of the workspace; None for anything that is not one, or lies outside."""
        unsaved = self.text(path)
        if unsaved is not None:
            key: tuple[int, int] | bytes = unsaved
            status = None
        else:
            try:
                status = os.stat(path)
            except (OSError, ValueError):
                return None
            key = (status.st_mtime_ns, status.st_size)
        known = self._outlines.get(path)
        if known is not None and known[0] == key:
            return known[1]
        if unsaved is None:
            if (
                status is None
                or not stat.S_ISREG(status.st_mode)
                or status.st_size > LIMIT_BYTES
                or not self.holds(path)
            ):
                return None
            try:
                unsaved = Path(path).read_bytes()
            except OSError:
                return None
        read = outline(unsaved)
        self._outlines[path] = (key, read)
        return read

    def line_text(self, path: str, line: int) -> str:
        """One line (from 1) of a file of the workspace, without its end; empty where there is none."""
        return next(iter(self.excerpt(path, line, line)), "")

    def excerpt(self, path: str, first: int, last: int) -> list[str]:
        """Lines (from 1, both included) of a file of the workspace."""
        read = self.outline(path)
        if read is None:
            return []
        return [one.decode("utf-8", "replace").rstrip("\r") for one in read.lines[max(first, 1) - 1 : last]]

    def declared_at(self, path: str, line: int) -> int:
        """The first line of the declared function that holds a line; 0 outside of functions."""
        read = self.outline(path)
        around = read.around(line) if read is not None else None
        return around.start if around is not None else 0

    def canonical(self, path: str) -> str:
        """A file's absolute path, under the workspace folder's own name where links lead to it."""
        absolute = os.path.abspath(path)
        if any(_under(absolute, root) for root in self.roots):
            return absolute
        real = os.path.realpath(absolute)
        for root in self.roots:
            if _under(real, os.path.realpath(root)):
                return os.path.normpath(os.path.join(root, os.path.relpath(real, os.path.realpath(root))))
        return absolute

    def holds(self, path: str) -> bool:
        """Whether a path lies inside the workspace, symbolic links followed."""
        known = self._inside.get(path)
        if known is None:
            try:
                real = os.path.realpath(path)
            except (OSError, ValueError):
                return False
            known = self._inside[path] = any(_under(real, os.path.realpath(root)) for root in self.roots)
        return known

    def _index(self) -> list[Module]:
        if self._modules is None:
            modules: list[Module] = []
            for root in self.roots:
                above = _module_above(root)
                if above is not None:
                    modules.append(above)
                for directory, names in _walk(root):
                    for name in names:
                        if name == "go.mod":
                            found = read_module(directory)
                            if found is not None:
                                modules.append(found)
                        else:
                            self._folders.setdefault(directory, []).append(name)
                            self._files.setdefault(name, []).append(os.path.join(directory, name))
            self._modules = sorted(set(modules), key=lambda one: (-len(one.path), one.dir))
        return self._modules


def read_module(directory: str) -> Module | None:
    """The module line of a go.mod; None where there is none."""
    try:
        with (Path(directory) / "go.mod").open("rb") as file:
            data = file.read(GO_MOD_LIMIT_BYTES)
    except OSError:
        return None
    path, version = parse_go_mod(data)
    return Module(path, directory, version) if path else None


def _module_above(root: str) -> Module | None:
    """A workspace folder may lie inside of a module: only the go.mod above it is read."""
    for directory in (str(parent) for parent in Path(root).parents):
        found = read_module(directory)
        if found is not None:
            return found
    return None


def _walk(root: str) -> Iterator[tuple[str, list[str]]]:
    """Folders with their go.mod and Go files; links to folders are not followed."""
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        found = [name for name in sorted(names) if name == "go.mod" or name.endswith(".go")]
        if found:
            yield directory, found


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
