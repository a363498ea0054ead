"""Files written whole or not at all."""

import os
import tempfile
from pathlib import Path


class WriteError(Exception):
    """A file that was left alone. The text is one sentence."""


def replace(path: Path, data: bytes, before: bytes | None = None) -> None:
    """Puts `data` in the place of a file, keeping its mode and owner, so that a reader sees the old text or the new one.

    `before` is what the file must hold until then. Raises WriteError.
    """
    try:
        if path.is_symlink():
            raise WriteError(f"{path} is a link and was left alone; fix {path.resolve()} instead")
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        if not mode & 0o222:
            raise WriteError(f"{path} is read-only and was left alone; make it writable first")
        if before is not None and path.read_bytes() != before:
            raise WriteError(f"{path} changed meanwhile and was left alone; run the check again")
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise WriteError(f"{path} could not be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode & 0o7777)
        _keep_owner(path, temporary)
        temporary.replace(path)
    except OSError as error:
        raise WriteError(f"{path} could not be written: {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _keep_owner(path: Path, temporary: Path) -> None:
    """Where somebody else's file is mended, by root for one."""
    try:
        old, new = path.stat(), temporary.stat()
        if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            os.chown(temporary, old.st_uid, old.st_gid)
    except OSError:
        pass
