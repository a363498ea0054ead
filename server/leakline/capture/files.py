"""Profiles that lie in files, taken into the store."""

import shutil
from pathlib import Path

from attrs import evolve

from leakline.capture import store
from leakline.capture.failure import CaptureError
from leakline.capture.store import Capture, Part
from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import read_path


def import_file(path: Path | str, root: Path | str | None = None, name: str = "") -> Capture:
    """Copies a profile or dump into the store. ProfileError: it is none; CaptureError: not kept."""
    source = Path(path)
    profile = read_path(source)
    capture = store.create(store.root_of(root), str(source.absolute()), name or source.name)
    form = "proto" if profile.format == "proto" else "text"
    file = f"{profile.kind}.pb.gz" if form == "proto" else f"{profile.kind}.txt"
    with store.writing(capture, file) as out:
        try:
            with source.open("rb") as given:
                shutil.copyfileobj(given, out, 1 << 20)
        except OSError as error:
            raise CaptureError(
                f"{source} could not be copied into the captures ({error.strerror})."
            ) from None
    total = profile.total if isinstance(profile, GoroutineProfile) else 0
    part = Part(profile.kind, form, file, source.stat().st_size)
    return store.save(evolve(capture, parts=(part,), total=total))
