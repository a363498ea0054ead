"""Reads a profile of any format. What a file is, its bytes decide; its name only serves to speak about it."""

import codecs
import io
import sys
from pathlib import Path

from attrs import evolve

from leakline.profiles import gctrace, goroutine_counts, goroutine_text, log_json, memstats, pprof
from leakline.profiles.gctrace import GcTrace
from leakline.profiles.memstats import MemStats
from leakline.profiles.model import GoroutineProfile, Profile, ProfileError
from leakline.profiles.unpack import LIMIT, MAGIC, Readable, Unpacked

HEAD = 1 << 16
BINARY = bytes(one for one in range(32) if one not in (7, 8, 9, 10, 11, 12, 13, 27))
"""Bytes that no text has."""
LARGEST_PROTO = 1 << 30
LARGEST_TEXT = 64 << 20
"""Of what is read whole though it is text."""
STRANGERS = (
    (b"\x7fELF", "an executable", "give the profile that the program wrote, not the program"),
    (b"MZ", "an executable", "give the profile that the program wrote, not the program"),
    (b"\xcf\xfa\xed\xfe", "an executable", "give the profile that the program wrote, not the program"),
    (b"PK\x03\x04", "a zip archive", "unpack it and give one of its files"),
    (b"go object ", "a Go object file", "give a profile"),
    (b"go 1.", "an execution trace", "open it with `go tool trace`, or fetch /debug/pprof/goroutine instead"),
    (b"%PDF", "a PDF file", "give the profile itself"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it and give what comes out"),
    (b"BZh", "packed with bzip2", "unpack it and give what comes out"),
    (b"\xfd7zXZ\x00", "packed with xz", "unpack it and give what comes out"),
    (b"\x89PNG", "a picture", "give the profile itself"),
)
UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""How PowerShell writes what a command printed."""
LEGACY_CPU = (b"\0" * 8 + b"\3" + b"\0" * 15, b"\0" * 4 + b"\3" + b"\0" * 7)
"""The header of the binary CPU profiles of gperftools and of Go before 1.9: 0, 3, 0 as words."""
LEGACY = (
    (b"--- contention", "block?debug=1"),
    (b"--- mutex", "mutex?debug=1"),
    (b"--- heapz", "heap?debug=1"),
    (b"--- growthz", "growth"),
    (b"--- symbol", "with a table of symbols before it"),
    (b"heap profile:", "heap?debug=1"),
    (b"threadcreate profile: ", "threadcreate?debug=1"),
)


Reading = Profile | MemStats | GcTrace
"""All that a file can be."""


def read(data: bytes, name: str) -> Profile:
    """A profile that lies in memory, packed or not. Raises ProfileError."""
    return read_stream(io.BytesIO(data), name)


def read_path(path: Path | str) -> Profile:
    """A profile from a file; `-` is stdin. Text is read in pieces. Raises ProfileError."""
    return profile_only(reading_path(path), shown_name(path))


def read_stream(stream: Readable, name: str, limit: int = LIMIT) -> Profile:
    """A profile from a stream; `limit` bounds what packed data may unpack to. Raises ProfileError."""
    return profile_only(reading_stream(stream, name, limit), name)


def profile_only(found: Reading, name: str) -> Profile:
    """What is no profile, though it is understood, is refused where only a profile will do."""
    if isinstance(found, MemStats):
        raise ProfileError(
            f"{name} holds runtime.MemStats and no profile that can be read; `leakline inspect` shows them"
            + ("; fetch heap without debug=1 for its stacks" if found.format == "heap-debug1" else "")
        )
    if isinstance(found, GcTrace):
        raise ProfileError(f"{name} is a log of a GC trace and no profile; `leakline inspect` shows it")
    return found


def shown_name(path: Path | str) -> str:
    return "standard input" if str(path) == "-" else str(path)


def reading_path(path: Path | str) -> Reading:
    """Whatever a file holds: a profile, MemStats or a GC trace. Raises ProfileError."""
    if str(path) == "-":
        return reading_stream(sys.stdin.buffer, shown_name(path))
    try:
        with Path(path).open("rb") as file:
            return reading_stream(file, str(path))
    except OSError as error:
        raise ProfileError(f"{path} cannot be read: {error.strerror or error}") from None


def reading_stream(stream: Readable, name: str, limit: int = LIMIT) -> Reading:
    """Whatever a stream holds. Raises ProfileError."""
    head = fill(stream, b"", HEAD)
    if head.startswith(MAGIC):
        unpacked = Unpacked(Joined(head, stream), name, limit)
        found = read_plain(unpacked, fill(unpacked, b"", HEAD), name)
        if not unpacked.warnings:
            return found
        if found.format == "proto":
            raise ProfileError(
                f"{name} is a damaged gzip file, so it cannot be read as a profile; fetch it again"
            )
        said = (*found.warnings, *unpacked.warnings)
        if isinstance(found, GoroutineProfile):
            return evolve(found, warnings=said, cut=True)
        return evolve(found, warnings=said)
    return read_plain(stream, head, name)


class Joined:
    """What was read of a stream already, and then its rest."""

    def __init__(self, begun: bytes, stream: Readable) -> None:
        self.begun = begun
        self.stream = stream

    def read(self, size: int, /) -> bytes:
        if self.begun:
            out, self.begun = self.begun[:size], self.begun[size:]
            return out
        return self.stream.read(size)


def fill(stream: Readable, begun: bytes, size: int) -> bytes:
    """Reads on until there are `size` bytes or the stream ends: a pipe may give less at once."""
    out = bytearray(begun)
    while len(out) < size and (piece := stream.read(size - len(out))):
        out += piece
    return bytes(out)


def read_plain(stream: Readable, head: bytes, name: str) -> Reading:
    """What is packed no more."""
    if not head.strip():
        raise ProfileError(f"{name} is empty")
    if (encoding := UTF16.get(head[:2])) is not None:
        stream = Recoded(Joined(head[2:], stream), encoding)
        head = fill(stream, b"", HEAD)
    refuse_strangers(head, name)
    if looks_binary(head):
        data = fill(stream, head, LARGEST_PROTO + 1)
        if len(data) > LARGEST_PROTO:
            raise ProfileError(
                f"{name} is larger than {LARGEST_PROTO:,} bytes and no text, so it is no profile"
            )
        try:
            return pprof.decode(data, name)
        except ProfileError:
            if not goroutine_text.mentions(data):
                raise
        return goroutine_text.read_stream(io.BytesIO(data), name)
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if memstats.recognised(head):
        return memstats.read(fill(stream, head, LARGEST_TEXT), name)
    refuse_text(text, name)
    if goroutine_counts.TITLE.match(text[:1024].encode()):
        return goroutine_counts.read(fill(stream, head, LARGEST_PROTO), name)
    if log_json.is_document(head):
        whole = fill(stream, head, LARGEST_TEXT)
        text = log_json.document(whole) if len(whole) < LARGEST_TEXT else None
        if text is not None:
            return goroutine_text.read_stream(io.BytesIO(text), name)
        stream, head = Joined(whole, stream), whole[:HEAD]
    elif goroutine_text.mentions(head):
        return goroutine_text.read_stream(stream, name, head)
    else:
        stream = Joined(head, stream)
    return read_log(stream, name)


def read_log(stream: Readable, name: str) -> Reading:
    """A text that does not begin with a dump: one may come later, or it holds goroutine?debug=1 or a GC trace."""
    watched = Watched(stream)
    try:
        return goroutine_text.read_stream(watched, name)
    except ProfileError:
        if watched.counts is not None:
            return goroutine_counts.read(bytes(watched.counts), name)
        if not watched.scanner.runs:
            raise
    return watched.scanner.trace(name)


class Watched:
    """A stream that keeps what else its text may hold while it is read for a dump."""

    def __init__(self, stream: Readable) -> None:
        self.stream = stream
        self.scanner = gctrace.Scanner()
        self.counts: bytearray | None = None
        """From the title of a goroutine?debug=1 on."""
        self.end = b""

    def read(self, size: int, /) -> bytes:
        chunk = self.stream.read(size)
        self.scanner.feed(chunk)
        if self.counts is not None:
            if len(self.counts) < LARGEST_PROTO:
                self.counts += chunk
            return chunk
        joined = self.end + chunk
        found = goroutine_counts.TITLE.search(joined) if b" profile: total " in joined else None
        if found is not None:
            self.counts = bytearray(joined[found.start() :])
        self.end = joined[joined.rfind(b"\n") + 1 :][-4096:]
        return chunk


class Recoded:
    """UTF-16 as UTF-8."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int, /) -> bytes:
        while raw := self.stream.read(max(size, 2)):
            if text := self.decoder.decode(raw):
                return text.encode("utf-8", "replace")
        return b""


def looks_binary(head: bytes) -> bool:
    """Whether the bytes are a proto and no text. Go's own protos begin with field 11, others with field 1."""
    return head.translate(None, BINARY) != head


def refuse_strangers(head: bytes, name: str) -> None:
    if head.startswith(LEGACY_CPU):
        raise ProfileError(
            f"{name} is a CPU profile in the binary form that Go left with 1.9; write it with a newer Go"
        )
    for magic, what, advice in STRANGERS:
        if head.startswith(magic):
            raise ProfileError(f"{name} is {what}, not a profile; {advice}")


def refuse_text(text: str, name: str) -> None:
    """Raises ProfileError for texts that are known to be something else."""
    start = text[:512].lower()
    if start.startswith(("<!doctype html", "<html", "<?xml", "<head", "<body")):
        title = (
            text[text.lower().find("<title>") + 7 :].split("<", 1)[0].strip()
            if "<title>" in text.lower()
            else ""
        )
        said = f" (its title is '{title[:80]}')" if title else ""
        raise ProfileError(
            f"{name} is an HTML page{said}, not a profile; fetch a profile such as /debug/pprof/goroutine"
        )
    for begin, what in LEGACY:
        if text.startswith(begin.decode()):
            raise ProfileError(
                f"{name} is a legacy text profile ({what}); fetch it without debug=1 and give that file"
            )
