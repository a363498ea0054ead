"""Messages on a byte stream: headers, an empty line, a body of so many bytes."""

import logging
import threading
from collections.abc import Iterator
from typing import BinaryIO

log = logging.getLogger(__name__)

LIMIT_BYTES = 1 << 30
"""The largest body that is read; a larger one is skipped."""

_CHUNK = 1 << 20


def bodies(stream: BinaryIO) -> Iterator[bytes]:
    """The body of each message until the stream ends. Lines that are no header are passed over."""
    length: int | None = None
    while line := stream.readline(1 << 16):
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"content-length":
            length = _number(value)
            if length is None:
                log.warning("a message header held no usable length and was passed over")
        elif length is not None and not line.strip():
            body = _read(stream, length)
            if body is None:
                return
            if length <= LIMIT_BYTES:
                yield body
            length = None


def _number(value: bytes) -> int | None:
    text = value.strip()
    return int(text) if text.isdigit() and len(text) < 16 else None


def _read(stream: BinaryIO, length: int) -> bytes | None:
    if length <= LIMIT_BYTES:
        body = stream.read(length)
        return body if len(body) == length else None
    log.error("a message of %d bytes is larger than %d and was passed over", length, LIMIT_BYTES)
    while length:
        piece = stream.read(min(length, _CHUNK))
        if not piece:
            return None
        length -= len(piece)
    return b""


class Writer:
    """Writes whole messages, whichever thread they come from."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        """One whole message. A client that went away is no error here: the reader sees its end."""
        with self._lock:
            try:
                self._stream.write(data)
                self._stream.flush()
            except (BrokenPipeError, ValueError, OSError):
                log.warning("the client closed the connection")

    def close(self) -> None:
        with self._lock:
            try:
                self._stream.close()
            except OSError:
                log.warning("the client closed the connection")
