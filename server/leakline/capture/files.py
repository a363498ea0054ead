"""Profiles that lie in files, taken into the store."""

import shutil
from pathlib import Path
from typing import BinaryIO

from attrs import evolve

from leakline.capture import store
from leakline.capture.failure import CaptureError
from leakline.capture.store import Capture, Part
from leakline.profiles.model import GoroutineProfile, ProfileError
from leakline.profiles.read import read_stream


def import_file(path: Path | str, root: Path | str | None = None, name: str = "") -> Capture:
    """Copies a profile or dump into the store. ProfileError: it is none; CaptureError: not kept."""
    source = Path(path)
    try:
        with source.open("rb") as file:
            return import_open(file, str(source.absolute()), root, name or source.name, str(source))
    except OSError as error:
        raise ProfileError(f"{source} cannot be read: {error.strerror or error}") from None


def import_open(
    file: BinaryIO, target: str, root: Path | str | None = None, name: str = "", shown: str = ""
) -> Capture:
    """Copies what an open file holds; `target` is where it comes from. Raises as import_file does, and OSError."""
    profile = read_stream(file, shown or target)
    capture = store.create(store.root_of(root), target, name)
    form = "proto" if profile.format == "proto" else "text"
    kept = f"{profile.kind}.pb.gz" if form == "proto" else f"{profile.kind}.txt"
    file.seek(0)
    try:
        with store.writing(capture, kept) as out:
            shutil.copyfileobj(file, out, 1 << 20)
            size = out.tell()
    except CaptureError:
        store.tidy(capture)
        raise
    total = profile.total if isinstance(profile, GoroutineProfile) else 0
    return store.save(evolve(capture, parts=(Part(profile.kind, form, kept, size),), total=total))
