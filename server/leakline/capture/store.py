"""Captures on disk: a folder each, with the raw bytes as they came and a meta.json.

Nothing here needs the network. meta.json is replaced as a whole after each profile, so that a capture that is
interrupted keeps what it has. It never holds a password or a token.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Generator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO, cast

from attrs import asdict, evolve, frozen

from leakline import __version__
from leakline.capture.failure import CaptureError
from leakline.profiles.model import GoroutineProfile, Profile, ProfileError, ValueProfile
from leakline.profiles.read import read_stream

VERSION = 1
ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
FILE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
LAST = re.compile(r"last(?:~(\d{1,4}))?")
SHORTEST = 4
"""Characters of an id that are enough to mean it."""
BUSY_SECONDS = 3600.0
"""How long a folder without a meta.json may be a capture that is being taken."""
ALIKE = ({"heap", "allocs"}, {"block", "mutex", "contention"})
"""Kinds that their bytes cannot always tell apart; what was asked for can."""
MEMORY = 4 << 30
"""Bytes that a kept profile may unpack to."""


@frozen
class Part:
    """One profile of a capture."""

    kind: str
    """`goroutine`, `goroutineleak`, `heap`, …"""
    form: str
    """`proto` or `text`, as it was asked for."""
    file: str
    """Its name in the capture's folder."""
    bytes: int
    seconds: float = 0.0
    failure: str | None = None
    """What is wrong with it; what came before is kept."""
    over: int = 0
    """Seconds over which it is a difference, or over which cpu was sampled; 0: taken at one time."""


@frozen
class Capture:
    """What was captured at one time from one place."""

    id: str
    folder: Path
    name: str
    target: str
    """An address without secrets, or the path of a file."""
    time: str
    """ISO 8601, UTC."""
    parts: tuple[Part, ...] = ()
    failures: tuple[str, ...] = ()
    """Sentences about profiles that could not be had."""
    notes: tuple[str, ...] = ()
    """Sentences about what was left out, and why."""
    total: int = 0
    """Goroutines, as far as counted."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its profiles, each once."""
        return tuple(dict.fromkeys(part.kind for part in self.parts))

    @property
    def counted(self) -> bool:
        """Whether it holds goroutines as they were at one time, which another capture can be compared with."""
        return any(part.kind == "goroutine" and not part.over for part in self.parts)


@frozen
class Damaged:
    """A folder of the store that cannot be read as a capture."""

    folder: Path
    why: str


def root_of(given: Path | str | None = None) -> Path:
    """Where captures are kept: as given, else LEAKLINE_CAPTURES, else the user's state folder."""
    if given:
        return Path(given)
    if named := os.environ.get("LEAKLINE_CAPTURES"):
        return Path(named)
    return state_folder() / "leakline" / "captures"


def state_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def create(root: Path, target: str, name: str = "") -> Capture:
    """A new, empty capture, not yet on disk. `target` must hold no secret."""
    now = datetime.now(timezone.utc)
    # Microseconds, so that ids sort as captures were taken.
    id = f"{now:%Y%m%dT%H%M%S}-{now.microsecond:06d}-{secrets.token_hex(2)}"
    return Capture(id, root / id, name or target, target, now.isoformat(timespec="milliseconds"))


@contextlib.contextmanager
def writing(capture: Capture, file: str) -> Generator[BinaryIO]:
    """A file of the capture, opened for writing. Raises CaptureError where the disk does not take it."""
    try:
        capture.folder.mkdir(parents=True, exist_ok=True)
        with (capture.folder / file).open("wb") as out:
            yield out
    except OSError as error:
        raise not_written(capture, error) from None


def not_written(capture: Capture, error: OSError) -> CaptureError:
    return CaptureError(
        f"The capture could not be written to {capture.folder} ({error.strerror or error}); "
        "free some space or choose another folder."
    )


def save(capture: Capture) -> Capture:
    """Writes meta.json at once or not at all. Raises CaptureError."""
    meta: dict[str, Any] = {"version": VERSION, "leakline": __version__}
    meta |= {key: value for key, value in asdict(capture).items() if key != "folder"}
    meta["kinds"] = list(capture.kinds)
    try:
        capture.folder.mkdir(parents=True, exist_ok=True)
        fresh = capture.folder / ".meta.json.new"
        with fresh.open("w", encoding="utf-8") as out:
            json.dump(meta, out, indent=1, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(capture.folder / "meta.json")
    except OSError as error:
        raise not_written(capture, error) from None
    return capture


def load(folder: Path) -> Capture:
    """A capture from its folder. Raises CaptureError where it is damaged."""
    try:
        meta = cast("dict[str, Any]", json.loads((folder / "meta.json").read_text(encoding="utf-8")))
        parts = tuple(part_of(one) for one in meta["parts"])
        capture = Capture(
            id=text(meta["id"]),
            folder=folder,
            name=text(meta["name"]),
            target=text(meta["target"]),
            time=text(meta["time"]),
            parts=parts,
            failures=tuple(text(one) for one in meta["failures"]),
            notes=tuple(text(one) for one in meta["notes"]),
            total=int(meta["total"]),
        )
    except OSError as error:
        raise CaptureError(
            f"{folder} is no capture: its meta.json cannot be read ({error.strerror})."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CaptureError(
            f"{folder} is a damaged capture: its meta.json is not what Leakline writes."
        ) from None
    return capture


def part_of(table: dict[str, Any]) -> Part:
    file = text(table["file"])
    if not FILE.fullmatch(file):
        raise ValueError(file)
    failure = table.get("failure")
    return Part(
        text(table["kind"]),
        text(table["form"]),
        file,
        int(table["bytes"]),
        float(table["seconds"]),
        None if failure is None else text(failure),
        int(table.get("over", 0)),
    )


def text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def listed(root: Path) -> tuple[tuple[Capture, ...], tuple[Damaged, ...]]:
    """All captures, newest first, and what lies among them and cannot be read."""
    captures: list[Capture] = []
    damaged: list[Damaged] = []
    try:
        folders = [one for one in root.iterdir() if one.is_dir() and not one.name.startswith(".")]
    except OSError:
        return (), ()
    for folder in folders:
        try:
            captures.append(load(folder))
        except CaptureError as error:
            if not being_taken(folder):
                damaged.append(Damaged(folder, str(error)))
    captures.sort(key=lambda one: (one.time, one.id), reverse=True)
    return tuple(captures), tuple(sorted(damaged, key=lambda one: one.folder.name))


def being_taken(folder: Path) -> bool:
    """Whether its first profile may still be on its way."""
    try:
        if (folder / "meta.json").exists():
            return False
        newest = max(path.lstat().st_mtime for path in (folder, *folder.iterdir()))
    except OSError:
        return False
    return time.time() - newest < BUSY_SECONDS


def earlier(capture: Capture) -> Capture | None:
    """The last capture of the same target before this one that tells what grew."""
    captures, _ = listed(capture.folder.parent)
    same = (one for one in captures if one.target == capture.target and one.time < capture.time)
    return next((one for one in same if one.counted), None) if capture.counted else None


def opened(root: Path, id: str) -> Capture:
    """The capture of an id, of the begin of one or of a name, where only one fits; `last`, and `last~1` for the one
    before it. Raises CaptureError."""
    if ID.fullmatch(id) and (root / id).is_dir():
        return load(root / id)
    captures, _ = listed(root)
    if (match := LAST.fullmatch(id)) is not None:
        found = captures[int(match[1] or 0) :][:1]
    else:
        found = tuple(one for one in captures if one.name == id)
        found = found or tuple(one for one in captures if len(id) >= SHORTEST and one.id.startswith(id))
    if len(found) > 1:
        raise CaptureError(
            f"'{id[:80]}' may be any of {len(found)} captures, such as {found[0].id}; give its whole id."
        )
    if not found:
        raise CaptureError(f"There is no capture '{id[:80]}' in {root}; it may have been deleted.")
    return found[0]


def renamed(capture: Capture, name: str) -> Capture:
    """The same capture under another name. Raises CaptureError."""
    return save(evolve(capture, name=name))


def tidy(capture: Capture) -> None:
    """Removes what lies in the folder of a capture and is none of its profiles; the folder too where it has none."""
    if not capture.parts:
        shutil.rmtree(capture.folder, ignore_errors=True)
        return
    known = {"meta.json", *(part.file for part in capture.parts)}
    with contextlib.suppress(OSError):
        for path in capture.folder.iterdir():
            if path.name not in known and path.is_file():
                path.unlink()


def delete(one: Capture | Damaged) -> None:
    """Removes a capture from the disk, or a folder that was one. Raises CaptureError."""
    folder = one.folder
    try:
        if isinstance(one, Damaged) and not all(ours(path) for path in folder.iterdir()):
            raise CaptureError(
                f"{folder} holds more than a capture, so it was left alone; look at it yourself."
            )
        # Out of sight at once: a half deleted folder would be a damaged capture.
        hidden = folder.with_name(f".deleted-{folder.name}-{secrets.token_hex(2)}")
        folder.rename(hidden)
        shutil.rmtree(hidden)
    except OSError as error:
        raise CaptureError(f"{folder} could not be deleted ({error.strerror}).") from None


def ours(path: Path) -> bool:
    """Whether it looks like a file that a capture has."""
    return path.is_file() and path.name.endswith(("meta.json", "meta.json.new", ".pb.gz", ".txt"))


def profile_of(capture: Capture, part: Part, limit: int = MEMORY) -> Profile:
    """Reads one profile of a capture, which may unpack to `limit` bytes. Raises ProfileError."""
    path = capture.folder / part.file
    try:
        with path.open("rb") as file:
            profile = read_stream(file, f"{part.kind} of {capture.name}", limit)
    except OSError as error:
        raise ProfileError(f"{path} cannot be read: {error.strerror or error}") from None
    if isinstance(profile, ValueProfile) and any({profile.kind, part.kind} <= one for one in ALIKE):
        return evolve(profile, kind=part.kind)
    return profile


def profile(capture: Capture, kind: str, limit: int = MEMORY) -> Profile | None:
    """The best profile of a kind: goroutines as text where that is whole, since it has states and waits.

    None where the capture has none of that kind. Raises ProfileError where there is one and it cannot be
    read.
    """
    parts = [part for part in capture.parts if part.kind == kind]
    parts.sort(key=lambda part: (part.failure is not None, part.form != "text"))
    problem: ProfileError | None = None
    for part in parts:
        try:
            return profile_of(capture, part, limit)
        except ProfileError as error:
            problem = problem or error
    if problem is not None:
        raise problem
    return None


def goroutines(
    capture: Capture, limit: int = MEMORY
) -> tuple[GoroutineProfile | None, GoroutineProfile | None]:
    """The goroutine profile to look at, and the one of proven leaks that was taken along. Raises ProfileError."""
    main = profile(capture, "goroutine", limit)
    try:
        proven = profile(capture, "goroutineleak", limit)
    except ProfileError:
        if main is None:
            raise
        proven = None
    main = main if isinstance(main, GoroutineProfile) else None
    proven = proven if isinstance(proven, GoroutineProfile) else None
    return (main, proven) if main is not None else (proven, proven)
