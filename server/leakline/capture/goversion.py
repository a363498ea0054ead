"""The version of Go in a program, read from the few kilobytes of an ELF file that hold it."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

MAGIC = b"\xff Go buildinf:"
SECTION = b".go.buildinfo"
VERSION = re.compile(rb"go1\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?")
FIRST = 1 << 20
"""Bytes of a data segment in which the info stands."""
MOST = 4096
"""Sections or segments of a sane file."""
LOAD, WRITABLE, EXECUTABLE = 1, 2, 1


def version_of(program: Path) -> str | None:
    """`go1.27.3`; "" where it is Go and does not tell, None where it is no Go program. Raises OSError.

    The info is a magic, pointer size, flags (2: texts in place, since 1.18) and, 32 bytes from its begin, a varint
    length and the version. It has a section of its own, or stands at the begin of the writable data; see debug/buildinfo.
    """
    with program.open("rb") as file:
        try:
            for offset, size in places(file):
                file.seek(offset)
                data = file.read(min(size, FIRST))
                at = data.find(MAGIC)
                if at >= 0:
                    return told(data[at : at + MOST])
        except (struct.error, ValueError, OverflowError, MemoryError):
            return None
    return None


def told(info: bytes) -> str:
    match = VERSION.match(info, 33) if len(info) > 33 and info[15] & 2 else None
    return match[0].decode() if match else ""


def places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Offset and size of what may hold the info: its section, then the writable data."""
    head = file.read(64)
    if len(head) < 64 or head[:4] != b"\x7fELF" or head[4] not in (1, 2) or head[5] not in (1, 2):
        return
    wide, order = head[4] == 2, "<" if head[5] == 1 else ">"
    # From e_entry on: entry, phoff, shoff, flags, ehsize, phentsize, phnum, shentsize, shnum, shstrndx.
    fields: tuple[int, ...] = struct.unpack_from(order + ("QQQIHHHHHH" if wide else "IIIIHHHHHH"), head, 24)
    _, segments, sections, _, _, segment_size, segment_count, section_size, section_count, names_at = fields
    rows = list(table(file, sections, section_size, section_count))
    section = struct.Struct(order + ("I20xQQ" if wide else "I12xII"))
    if names_at < len(rows):
        _, offset, size = section.unpack_from(rows[names_at])
        file.seek(offset)
        names = file.read(min(size, FIRST))
        for row in rows:
            name, offset, size = section.unpack_from(row)
            if names.startswith(SECTION + b"\0", name):
                yield offset, size
    for row in table(file, segments, segment_size, segment_count):
        if wide:
            kind, flags, offset, _, _, size = struct.unpack_from(order + "IIQQQQ", row)
        else:
            kind, offset, _, _, size, _, flags, _ = struct.unpack_from(order + "8I", row)
        if kind == LOAD and flags & (WRITABLE | EXECUTABLE) == WRITABLE:
            yield offset, size


def table(file: BinaryIO, offset: int, size: int, count: int) -> Iterator[bytes]:
    if not offset or not 0 < count <= MOST or not 32 <= size <= 256:
        return
    file.seek(offset)
    data = file.read(size * count)
    for at in range(0, len(data) - size + 1, size):
        yield data[at : at + size]
