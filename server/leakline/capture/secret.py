"""Where a password or token comes from: never the command line itself, which histories and process lists keep."""

import os
import re
from pathlib import Path

from leakline.capture.failure import CaptureError

LARGEST = 1 << 16
"""Bytes of a secret at most: a token of a kilobyte is usual, a file of a megabyte is a mistake."""
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
"""Names that an error repeats. `env:$TOKEN` instead of `env:TOKEN` is easily written, and the secret then stands here."""
WAYS = "env:NAME (an environment variable), fd:N (an open file descriptor) or file:PATH"


def secret(source: str, what: str) -> str:
    """What `env:NAME`, `fd:N` or `file:PATH` holds, without the newline at its end. Raises CaptureError.

    `what` names it in a sentence, such as `--bearer`. The text of an error repeats neither a value nor a source of
    another form, which may be the secret itself.
    """
    way, colon, rest = source.partition(":")
    if not colon or way not in ("env", "fd", "file") or not rest:
        raise CaptureError(f"{what} tells where the secret is, not the secret itself: {WAYS}.")
    value = {"env": of_environment, "fd": of_descriptor, "file": of_file}[way](rest, what)
    value = value.rstrip("\r\n")
    if not value:
        raise CaptureError(f"{what} is empty: its {way} holds nothing.")
    if any(not char.isprintable() for char in value):
        raise CaptureError(
            f"{what} holds a character that cannot be sent, such as a newline; look at its {way}."
        )
    return value


def of_environment(name: str, what: str) -> str:
    value = os.environ.get(name)
    if value is None:
        shown = f"the environment variable {name}, which" if VARIABLE.fullmatch(name) else "a variable that"
        raise CaptureError(f"{what} names {shown} is not set; write env:NAME, without a dollar sign.")
    return value


def of_descriptor(number: str, what: str) -> str:
    try:
        # Not closed: it belongs to whoever opened it, and two targets may share it.
        data = os.read(int(number), LARGEST + 1)
        while len(data) <= LARGEST and (more := os.read(int(number), LARGEST + 1 - len(data))):
            data += more
    except (ValueError, OverflowError):
        raise CaptureError(f"{what} needs the number of an open file descriptor, such as fd:3.") from None
    except OSError as error:
        raise CaptureError(f"{what} could not be read from fd:{number} ({error.strerror}).") from None
    return decoded(data, what)


def of_file(path: str, what: str) -> str:
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such home folder"
        raise CaptureError(f"{what} could not be read from {path} ({reason}).") from None
    return decoded(data, what)


def decoded(data: bytes, what: str) -> str:
    if len(data) > LARGEST:
        raise CaptureError(
            f"{what} is longer than {LARGEST:,} bytes, so it is no secret that a service takes."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise CaptureError(f"{what} is not text, so it cannot be sent.") from None
