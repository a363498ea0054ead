"""Which other hosts may be asked: each is confirmed once, and remembered by its address alone."""

import contextlib
import json
import os
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from leakline.capture import store
from leakline.capture.target import Target

KEPT = 500


def place(target: Target) -> str:
    """`https://shop.example.com:443`: scheme, host and port, no path and no login."""
    parts = urlsplit(target.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{target.host.lower()}:{port}"


def file() -> Path:
    return store.state_folder() / "leakline" / "confirmed.json"


def remembered() -> list[str]:
    """The places that were confirmed; none where the file is missing or damaged."""
    try:
        held = json.loads(file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(held, list):
        return []
    return [one for one in cast("list[object]", held) if isinstance(one, str)]


def is_confirmed(target: Target) -> bool:
    """Whether the target is this machine, or somebody has said before that it may be asked."""
    return target.loopback or place(target) in remembered()


def remember(target: Target) -> None:
    """Keeps the word that a target may be asked. Where the disk does not take it, it is asked about again."""
    places = [one for one in remembered() if one != place(target)]
    with contextlib.suppress(OSError):
        path = file()
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".confirmed.{os.getpid()}.new")
        fresh.write_text(json.dumps([*places, place(target)][-KEPT:], indent=1), "utf-8")
        fresh.replace(path)
