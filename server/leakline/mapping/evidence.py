"""What the frames of a capture tell of each other: where modules were built, where functions start, what was edited."""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH112, PTH118

import os
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, field, frozen

from leakline.golang.modules import Module
from leakline.mapping.outline import Outline
from leakline.mapping.place import Place, Query, place
from leakline.mapping.symbol import parse, without_type_arguments
from leakline.profiles.model import Frame, Group

Key = tuple[str, str, int]
"""Function without type arguments, file and line."""


@frozen
class Seen:
    """A frame, and what it does where its stack tells: the goroutine's state, or the function that it calls."""

    frame: Frame
    state: str = ""
    callee: str = ""


@define
class Learned:
    """All frames of the captures that are looked at."""

    roots: dict[str, set[str]] = field(factory=dict[str, set[str]])
    """Build folder -> module folders of the workspace."""
    frames: dict[str, list[Seen]] = field(factory=dict[str, list[Seen]])
    """By base name of the file, each function and line once."""
    _starts: dict[Key, int] = field(factory=dict[Key, int])
    _known: set[tuple[str, str, int, int]] = field(factory=set[tuple[str, str, int, int]])

    def add(self, seen: Seen, modules: Sequence[Module]) -> None:
        frame = seen.frame
        known = (frame.function, frame.file, frame.line, frame.start_line)
        if known in self._known:
            return
        self._known.add(known)
        if frame.start_line:
            self._starts.setdefault(_key(frame), frame.start_line)
        self.frames.setdefault(slashes(frame.file).rpartition("/")[2], []).append(seen)
        self._root(frame, modules)

    def start(self, frame: Frame) -> int:
        """The first line of a frame's function, from the frame itself or from another profile that had it."""
        return frame.start_line or self._starts.get(_key(frame), 0)

    def _root(self, frame: Frame, modules: Sequence[Module]) -> None:
        file = slashes(frame.file)
        package = parse(frame.function).package
        if package in ("", "main") or "/" not in file:
            return
        folder = file.rpartition("/")[0]
        for module in modules:
            rest = package[len(module.path) :]
            if within(package, module.path) and folder.endswith(rest) and _is_package(module, rest):
                root = folder[: len(folder) - len(rest)]
                self.roots.setdefault(root, set()).add(module.dir)
                return


def edited(read: Outline, placed: Place, query: Query, others: Iterable[Seen]) -> str:
    """What other frames of the file show of the function: `grown`, `shrunk`, `unsure`, or nothing: empty.

    With first lines known, the next function below must have moved as far as this one. Without them any frame of the
    file that fits no more is enough to doubt.
    """
    assert placed.declared is not None
    moved = placed.line - query.line
    below: list[tuple[int, int]] = []
    for seen in others:
        frame = seen.frame
        if query.start_line and not frame.start_line:
            continue
        symbol = parse(frame.function)
        found = place(read, Query(symbol, frame.line, frame.start_line, seen.state, seen.callee))
        if not query.start_line and found.match != "exact":
            return "unsure"
        if (
            found.declared is not None
            and found.declared.start > placed.declared.end
            and found.match != "stale"
        ):
            below.append((found.declared.start, found.line - frame.line))
    if not query.start_line or not below:
        return ""
    more = min(below)[1] - moved
    return "grown" if more > 0 else "shrunk" if more < 0 else ""


def stack(group: Group) -> Iterator[Seen]:
    """Every frame of a stack with what it does: the leaf waits, the others call."""
    inner = ""
    for frame in group.frames:
        if frame.function.startswith("runtime."):
            continue
        yield Seen(frame, "" if inner else group.state, inner)
        inner = frame.function
    if group.creator is not None:
        yield Seen(group.creator, "go")


def within(package: str, module: str) -> bool:
    return package == module or package.startswith(module + "/")


def slashes(path: str) -> str:
    return path.replace("\\", "/")


def _key(frame: Frame) -> Key:
    return without_type_arguments(frame.function), frame.file, frame.line


def _is_package(module: Module, rest: str) -> bool:
    return os.path.isdir(os.path.normpath(os.path.join(module.dir, rest.lstrip("/"))))
