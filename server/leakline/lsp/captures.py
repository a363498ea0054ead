"""The captures that are kept: their list, and their profiles for views."""

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from leakline.capture import store
from leakline.capture.store import Capture
from leakline.lsp.protocol import CaptureEntry, CaptureList
from leakline.lsp.rpc import RequestError
from leakline.profiles.model import Profile

_KEPT = 4
"""Profiles in memory: switching between views of one capture must not read it again."""


class Captures:
    """Reads the store; threads may share it."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root
        self._profiles: OrderedDict[tuple[str, str], Profile] = OrderedDict()
        self._lock = Lock()

    @property
    def root(self) -> Path:
        return store.root_of(self._root)

    def listed(self) -> CaptureList:
        """Newest first. Folders that are damaged are left out."""
        captures, _ = store.listed(self.root)
        return {"captures": [entry_of(capture) for capture in captures]}

    def opened(self, name: str) -> Capture:
        return store.opened(self.root, name)

    def earlier(self, capture: Capture) -> Capture | None:
        """The last capture of the same target before this one, which tells what grew."""
        return store.earlier(capture)

    def profile(self, capture: Capture, kind: str) -> Profile:
        """The best profile of a kind. Raises RequestError where the capture has none, ProfileError where it is broken."""
        key = (capture.id, kind)
        with self._lock:
            if key in self._profiles:
                self._profiles.move_to_end(key)
                return self._profiles[key]
        profile = store.profile(capture, kind)
        if profile is None:
            has = ", ".join(capture.kinds) or "nothing"
            raise RequestError(f"The capture {capture.name} has no {kind} profile; it has {has}.")
        with self._lock:
            self._profiles[key] = profile
            while len(self._profiles) > _KEPT:
                self._profiles.popitem(last=False)
        return profile


def entry_of(capture: Capture) -> CaptureEntry:
    return {
        "id": capture.id,
        "name": capture.name,
        "target": capture.target,
        "time": capture.time,
        "kinds": list(capture.kinds),
        "total": capture.total,
    }
