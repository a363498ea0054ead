"""Gzip taken off while reading, with a limit on what comes out."""

import io
import zlib
from typing import Protocol

from leakline.profiles.model import ProfileError

MAGIC = b"\x1f\x8b"
LIMIT = 4 << 30
"""Bytes that a packed profile may unpack to; more is a bomb or a mistake."""
PIECE = 1 << 16


class Readable(Protocol):
    """What can be read in pieces."""

    def read(self, size: int, /) -> bytes: ...


class Unpacked:
    """What a gzip stream holds, also of several members in a row. Raises ProfileError as it is read."""

    def __init__(self, packed: Readable, name: str, limit: int = LIMIT) -> None:
        self.packed = packed
        self.name = name
        self.left = limit
        self.limit = limit
        self.inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.pending = b""
        self.warnings: list[str] = []
        """What was wrong with the end of the stream, where what came before can be used."""
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; empty only at the end."""
        while True:
            if self.inflate.eof:
                rest = self.inflate.unused_data or self.packed.read(PIECE)
                if not rest.startswith(MAGIC):
                    return b""
                self.inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
                self.pending = rest
            piece = self.pending or self.packed.read(PIECE)
            if not piece:
                return self.ended("ends in the middle of its gzip data")
            try:
                out = self.inflate.decompress(piece, max(size, 0) or PIECE)
            except zlib.error as error:
                return self.ended(f"has damaged gzip data ({error})")
            self.pending = self.inflate.unconsumed_tail
            if out:
                self.left -= len(out)
                if self.left < 0:
                    raise ProfileError(
                        f"{self.name} unpacks to more than {self.limit:,} bytes; no profile needs that"
                    )
                self.given += len(out)
                return out

    def ended(self, what: str) -> bytes:
        if not self.given:
            raise ProfileError(f"{self.name} {what}, so nothing of it can be read; fetch it again")
        if not self.warnings:
            self.warnings.append(f"The file {what}: what stood behind is missing.")
        return b""


def unpack(data: bytes, name: str, limit: int = LIMIT) -> bytes:
    """All that `data` holds, unpacked where it is packed. Raises ProfileError on damaged data."""
    if not data.startswith(MAGIC):
        return data
    stream = Unpacked(io.BytesIO(data), name, limit)
    out = bytearray()
    while piece := stream.read(1 << 20):
        out += piece
    if stream.warnings:
        raise ProfileError(
            f"{name} is a damaged gzip file, so it cannot be read as a profile; fetch it again"
        )
    return bytes(out)
