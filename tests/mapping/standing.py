"""Where the goroutines of the program in shapes/ stand, by its `stand:` comments and by its profiles."""

import re
from pathlib import Path

from attrs import frozen

from leakline.leaks.blocking import state_of
from leakline.profiles.model import Frame, GoroutineProfile

SHAPES = Path(__file__).parent / "shapes"
MARK = re.compile(r"// stand: (\S+)$")


@frozen
class Standing:
    """A goroutine on a marked line, as one profile tells it."""

    mark: str
    path: str
    """Relative to the module, with slashes."""
    frame: Frame
    state: str
    callee: str


@frozen
class Run:
    """One build of the shapes, and where its goroutines stand."""

    proto: GoroutineProfile
    text: GoroutineProfile


def marks(folder: Path) -> dict[str, tuple[str, int]]:
    """Mark -> (path relative to the folder, line), of a folder or of texts by path."""
    found: dict[str, tuple[str, int]] = {}
    for path in sorted(folder.rglob("*.go")):
        for number, line in enumerate(path.read_bytes().decode().split("\n"), 1):
            match = MARK.search(line.rstrip("\r"))
            if match:
                found[match[1]] = (path.relative_to(folder).as_posix(), number)
    return found


def standing(profile: GoroutineProfile, folder: Path = SHAPES) -> list[Standing]:
    """Every frame on a marked line of the unchanged source."""
    at = {(path, line): mark for mark, (path, line) in marks(folder).items()}
    found: list[Standing] = []
    for group in profile.groups:
        inner = ""
        for frame in group.frames:
            for (path, line), mark in at.items():
                if frame.line == line and frame.file.endswith(f"/{path}"):
                    callee = "" if inner.startswith("runtime.") else inner
                    found.append(Standing(mark, path, frame, "" if callee else state_of(group), callee))
            inner = frame.function
    return found
