"""The modules and Go files of a workspace, found once, and read only where they lie inside of it."""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH118

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import define, field, frozen

from leakline.mapping.outline import Outline, outline

_SKIPPED = {".git", ".hg", ".svn", "node_modules", ".venv"}

LIMIT_BYTES = 16 << 20
"""Larger files are not read: no person wrote them."""

_MODULE_LINE = re.compile(rb'^[ \t]*module[ \t]+(?:"([^"\n]+)"|`([^`\n]+)`|([^\s"`/][^\s]*))', re.MULTILINE)


@frozen
class Module:
    path: str
    """As go.mod says."""
    directory: str
    """Absolute."""


@define
class Workspace:
    """`roots` are absolute. `text` gives the unsaved text of an open file, or None."""

    roots: tuple[str, ...]
    text: Callable[[str], bytes | None]
    _modules: list[Module] | None = None
    _files: dict[str, list[str]] = field(factory=dict[str, list[str]])
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

    def module_of(self, directory: str) -> Module | None:
        """The nearest module around a folder."""
        around = [
            one
            for one in self._index()
            if directory == one.directory or directory.startswith(one.directory.rstrip(os.sep) + os.sep)
        ]
        return max(around, key=lambda one: len(one.directory), default=None)

    def outline(self, path: str) -> Outline | None:
        """The outline of a file of the workspace; None for anything that is not one, or lies outside."""
        unsaved = self.text(path)
        if unsaved is not None:
            key: tuple[int, int] | bytes = unsaved
        else:
            try:
                stat = Path(path).stat()
            except (OSError, ValueError):
                return None
            if not self.holds(path) or not Path(path).is_file() or stat.st_size > LIMIT_BYTES:
                return None
            key = (stat.st_mtime_ns, stat.st_size)
        known = self._outlines.get(path)
        if known is not None and known[0] == key:
            return known[1]
        if unsaved is None:
            try:
                unsaved = Path(path).read_bytes()
            except OSError:
                return None
        read = outline(unsaved)
        self._outlines[path] = (key, read)
        return read

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
                            self._files.setdefault(name, []).append(os.path.join(directory, name))
            self._modules = sorted(set(modules), key=lambda one: (-len(one.path), one.directory))
        return self._modules


def read_module(directory: str) -> Module | None:
    """The module line of a go.mod; None where there is none."""
    try:
        with (Path(directory) / "go.mod").open("rb") as file:
            data = file.read(1 << 20)
    except OSError:
        return None
    found = _MODULE_LINE.search(data)
    if found is None:
        return None
    path = next(part for part in found.groups() if part is not None).decode("utf-8", "replace")
    return Module(path, directory)


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
