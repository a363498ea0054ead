"""What the Go linker writes into a program of itself: release, main module, settings, revision.

The format is that of debug/buildinfo: a block at a multiple of 16 bytes that begins with `\\xff Go buildinf:`; since Go
1.18 its strings follow inline, each with a uvarint length. Older ones point elsewhere and are not read.
"""

import mmap
from pathlib import Path

from attrs import field, frozen

from leakline.mapping.versions import Revision

_MAGIC = b"\xff Go buildinf:"
_ALIGN = 16
_HEADER = 32
_INLINE = 2
_LIMIT_BYTES = 1 << 20


class BinaryError(Exception):
    """The file is no Go program that can be read. The text is one sentence without its full stop."""


@frozen
class BuildInfo:
    go: str
    """`go1.27.3`."""
    path: str = ""
    """Import path of the main package."""
    module: str = ""
    settings: dict[str, str] = field(factory=dict[str, str])
    """`vcs.revision`, `-trimpath` and the like."""

    @property
    def revision(self) -> Revision | None:
        """The commit that was built; None where the build did not write it down."""
        name = self.settings.get("vcs.revision", "")
        return Revision(name, self.settings.get("vcs.modified") == "true") if name else None


def read(path: Path) -> BuildInfo:
    """Reads a program's own words about its build. Raises BinaryError."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            found = parse(data)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is empty"
        raise BinaryError(f"{path} could not be read: {why}") from None
    if found is None:
        raise BinaryError(f"{path} is no Go program that tells how it was built (Go 1.18 or later)")
    return found


def parse(data: "bytes | mmap.mmap") -> BuildInfo | None:
    """The build information within a program's bytes."""
    at = data.find(_MAGIC)
    while at >= 0:
        if at % _ALIGN == 0 and len(data) >= at + _HEADER and data[at + 15] & _INLINE:
            release, end = _string(data, at + _HEADER)
            text, _ = _string(data, end)
            if release.startswith((b"go", b"devel")):
                return _modules(release.decode("utf-8", "replace"), text[16:-16].decode("utf-8", "replace"))
        at = data.find(_MAGIC, at + 1)
    return None


def _string(data: "bytes | mmap.mmap", at: int) -> tuple[bytes, int]:
    length = shift = 0
    for index in range(at, min(at + 10, len(data))):
        length |= (data[index] & 0x7F) << shift
        shift += 7
        if data[index] < 0x80:
            if length > _LIMIT_BYTES:
                break
            return bytes(data[index + 1 : index + 1 + length]), index + 1 + length
    return b"", at


def _modules(release: str, text: str) -> BuildInfo:
    path = module = ""
    settings: dict[str, str] = {}
    for line in text.splitlines():
        verb, _, rest = line.partition("\t")
        if verb == "path":
            path = rest
        elif verb == "mod":
            module = rest.partition("\t")[0]
        elif verb == "build":
            key, _, value = rest.partition("=")
            settings[key] = value.strip('"')
    return BuildInfo(release, path, module, settings)
