"""A file in the user's own cache folder that is trusted only if nobody else can have written it and nothing damaged it.

What is wrong with it is never told: the check works without it, only slower.
"""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

_LARGEST = 64 << 20
"""Bytes of one file; what is larger is not kept."""
_LARGEST_FOLDER = 256 << 20
"""Bytes of all files; the oldest go first."""
_MAGIC = b"leakline cache 1 "


def folder() -> Path | None:
    """Where cache files lie: below $LEAKLINE_CHECK_CACHE (`off` for nowhere), $XDG_CACHE_HOME or ~/.cache."""
    said = os.environ.get("LEAKLINE_CHECK_CACHE", "")
    if said == "off":
        return None
    try:
        base = (
            Path(said)
            if said
            else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "leakline")
        )
    except RuntimeError:
        return None  # a user without a home
    return base if base.is_absolute() else None


def read(name: str) -> Mapping[str, Any]:
    """What a file of the cache holds; nothing where it is missing, damaged, or writable by somebody else."""
    base = folder()
    if base is None or not _is_private(base):
        return {}
    try:
        handle = os.open(base / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return {}
    try:
        with os.fdopen(handle, "rb") as stream:
            said = os.fstat(stream.fileno())
            if not stat.S_ISREG(said.st_mode) or not _is_mine(said) or said.st_size > _LARGEST:
                return {}
            data = stream.read(_LARGEST + 1)
        head, _, body = data.partition(b"\n")
        if head != _MAGIC + _digest(body):
            return {}
        table: object = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", table) if isinstance(table, dict) else {}


def write(name: str, table: Mapping[str, Any]) -> None:
    """Writes a file of the cache in one step. Where that cannot be done nothing happens."""
    base = folder()
    if base is None:
        return
    part = base / f"{name}.{os.getpid()}"
    try:
        base.mkdir(0o700, parents=True, exist_ok=True)
        if not _is_private(base):
            return
        body = json.dumps(table, separators=(",", ":")).encode()
        if len(body) > _LARGEST - 128:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(part, flags, 0o600), "wb") as stream:
            stream.write(_MAGIC + _digest(body) + b"\n" + body)
        part.replace(base / name)
        _prune(base)
    except (OSError, ValueError, RecursionError):
        try:
            part.unlink(missing_ok=True)
        except OSError:
            return


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=20).hexdigest().encode()


def _is_private(base: Path) -> bool:
    try:
        said = base.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(said.st_mode) and _is_mine(said)


def _is_mine(said: os.stat_result) -> bool:
    """Whether a file or folder is the user's, and nobody else can write to it."""
    uid = getattr(os, "getuid", None)
    return uid is None or (said.st_uid == uid() and not said.st_mode & 0o022)


def _prune(base: Path) -> None:
    """Removes the oldest files until the rest is small enough."""
    files = sorted(((each.stat(), each) for each in base.iterdir()), key=lambda pair: -pair[0].st_mtime)
    total = 0
    for said, path in files:
        total += said.st_size
        if total > _LARGEST_FOLDER and stat.S_ISREG(said.st_mode):
            path.unlink(missing_ok=True)
