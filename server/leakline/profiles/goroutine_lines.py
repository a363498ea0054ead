"""Reads a goroutine dump line by line: strict about what a goroutine is, tolerant about what is around it.

It sees every goroutine of dumps that are cut, glued, indented or printed through a logger that puts its own
words before each line. The quick way of `goroutine_text` asks it about each piece that it has not met before.
Lines may come with their arguments dropped (`main.f(` for `main.f(0x1, 0x2)`).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from attrs import define, field

from leakline.profiles.goroutine_header import HEADER, PARTIAL
from leakline.profiles.model import Frame

FUNCTION = re.compile(rb"\s*(\S.*?)\((\.\.\.\)|\)|[0{_].*\)|)\s*")
PLACE = re.compile(
    rb"\s+(\S.*):(\d+)( \+0x[0-9a-f]+)?(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+(?: pc=0x[0-9a-f]+)?)?\s*"
)
CREATED = re.compile(rb"\s*created by (\S.*?)(?: in goroutine \d+)?\s*")
ELIDED = re.compile(rb"\s*\.\.\.(?:additional|\d+) frames elided\.\.\.\s*")
ANCESTOR = b"[originating from goroutine "
CRASH = re.compile(
    rb"(?:panic|fatal error|SIG[A-Z0-9]+|runtime|fatal|unexpected fault address)\b.*|PC=0x.*|\[signal .*"
)
ELIDED_FRAME = Frame("(frames elided)")
DIGITS = re.compile(rb"\d+")
SPACES = re.compile(rb"(?:\\ |\\\t)+")
KNOWN_FRAMES = 1 << 16
LONGEST = 4096
"""No line of a stack is longer; patterns that look for its brackets take squared time on what is."""
LONGEST_PREFIX = 500


@define
class Open:
    """A goroutine that is being read."""

    raw: bytes
    frames: list[Frame] = field(factory=list[Frame])
    creator: Frame | None = None
    function: bytes | None = None
    """A function line that waits for its place."""
    inlined: bool = False
    creating: bool = False
    """The place that comes is the creator's."""
    closed_to_frames: bool = False
    """What follows belongs to an ancestor."""


@define
class LineReader:
    """Feed it whole lines; it calls `emit(raw header, frames leaf first, creator)` for each goroutine.

    The raw header is what stands behind `goroutine N `, up to its colon, and empty where that was cut off.
    """

    emit: Callable[[bytes, tuple[Frame, ...], Frame | None], None]
    goroutine: Open | None = None
    crash: bool = False
    """A panic, a fatal error or a signal stood in the text."""
    glued: bool = False
    """A header stood behind a piece of a dump in one line: two cut dumps were joined."""
    partial: bool = False
    """A header was cut off."""
    seen: int = 0
    prefix: re.Pattern[bytes] | None = None
    """What a logger puts before each line of the open goroutine."""
    suffix: re.Pattern[bytes] | None = None
    """What it puts behind each: the end of a JSON object, for instance."""
    undecided: bytes | None = None
    """The text before the header; the next line shows whether it stands before each line."""
    mains: int = 0
    """How often goroutine 1 stood in the text. Every dump has it once."""
    frames: dict[tuple[bytes, bytes, bool], Frame] = field(factory=dict[tuple[bytes, bytes, bool], Frame])

    def feed(self, text: bytes) -> None:
        """Whole lines. Unfinished goroutines stay open."""
        for line in text.split(b"\n"):
            self.line(line)

    def line(self, line: bytes) -> None:
        if b"goroutine " in line and self.header_line(line):
            return
        if self.undecided is not None:
            self.decide(line)
        if self.prefix is not None:
            pieces = escaped_lines(line) if b"\\n" in line else [line]
            found = self.prefix.match(pieces[0])
            if found is None:
                if self.prefix.match(line + b" ") or self.prefix.match(line + b"\t"):
                    # A blank line of which a log shipper dropped the last space.
                    self.close()
                return
            for piece in (self.inside(pieces[0][found.end() :]), *pieces[1:-1]):
                self.plain(piece)
            return
        self.plain(line)

    def header_line(self, line: bytes) -> bool:
        """Opens the goroutine whose header stands in the line, if one does."""
        found = list(HEADER.finditer(line))
        if b"\\n" in line and (not found or line.startswith(b"\\n", found[0].end())):
            pieces = escaped_lines(line)
            if holds_dump(pieces):
                for piece in pieces:
                    self.line(piece)
                self.close()
                return True
            line = pieces[0]
            found = list(HEADER.finditer(line))
        if not found:
            return False
        before = line[: found[0].start()]
        if cut := PARTIAL.search(before):
            self.open(cut_header(before[cut.end() :]))
            self.glued = self.partial = True
        elif self.goroutine is not None and self.prefix is None and looks_glued(before):
            self.glued = True
        for one in found:
            self.open(one["rest"])
            self.mains += one["id"] == b"1"
        self.undecided = before if before.strip() and len(before) <= LONGEST_PREFIX else None
        self.prefix = None
        behind = line[found[-1].end() :]
        fits = self.undecided is not None and behind.strip() and len(behind) <= LONGEST_PREFIX
        self.suffix = suffix_of(behind) if fits else None
        return True

    def inside(self, rest: bytes) -> bytes:
        """A line without what the logger put behind it, and unescaped if that shows that it was escaped."""
        found = self.suffix.search(rest) if self.suffix is not None and len(rest) <= LONGEST else None
        return escaped_lines(rest[: found.start()])[0] if found is not None else rest

    def open(self, raw: bytes) -> None:
        self.close()
        self.goroutine = Open(raw)
        self.seen += 1

    def close(self) -> None:
        """The open goroutine has ended."""
        one = self.goroutine
        if one is None:
            return
        self.take(one, None)
        self.goroutine = None
        self.emit(one.raw, tuple(one.frames), one.creator)

    def decide(self, line: bytes) -> None:
        """Tells from the line behind a header whether the words before the header stand before every line."""
        before, self.undecided = self.undecided or b"", None
        if len(line) > LONGEST + LONGEST_PREFIX:
            return
        pattern = prefix_of(before)
        found = pattern.match(line)
        rest = self.inside(line[found.end() :]) if found else b""
        if found and any(shape.match(rest) for shape in (FUNCTION, PLACE, CREATED)):
            self.prefix = pattern

    def plain(self, line: bytes) -> None:
        """One line of a dump, or of what stands around it."""
        one = self.goroutine
        if one is None:
            if not self.crash and line[:1] not in (b"\t", b"") and CRASH.match(line):
                self.crash = True
            return
        if not line or line.isspace():
            self.close()
            return
        if one.closed_to_frames or len(line) > LONGEST:
            return
        if (place := PLACE.fullmatch(line)) is not None:
            self.take(one, place)
            if b" fp=0x" in line:
                self.crash = True
        elif ANCESTOR in line:
            self.take(one, None)
            one.closed_to_frames = True
        elif (created := CREATED.fullmatch(line)) is not None:
            self.take(one, None)
            one.function, one.creating = created[1], True
        elif ELIDED.fullmatch(line) is not None:
            self.take(one, None)
            one.frames.append(ELIDED_FRAME)
        elif (function := FUNCTION.fullmatch(line)) is not None:
            self.take(one, None)
            one.function, one.inlined = function[1], function[2] == b"...)"

    def frame(self, function: bytes, place: re.Match[bytes] | None, inlined: bool) -> Frame:
        """The frame of a function and a matched place line; equal ones are one object."""
        key = (function, place[0] if place is not None else b"", inlined)
        known = self.frames.get(key)
        if known is None:
            if len(self.frames) >= KNOWN_FRAMES:
                self.frames.clear()
            file, line = (place[1], int(place[2][:9])) if place is not None else (b"", 0)
            known = self.frames[key] = Frame(text(function), text(file), line, inlined=inlined)
        return known

    def take(self, one: Open, place: re.Match[bytes] | None) -> None:
        """Completes the frame whose function line was read, with its place where that is known."""
        if one.function is None:
            return
        inlined = one.inlined and not one.creating and place is not None and place[3] is None
        frame = self.frame(one.function, place, inlined)
        if one.creating:
            one.creator = frame
        else:
            one.frames.append(frame)
        one.function, one.creating, one.inlined = None, False, False


def plain_function(line: bytes) -> re.Match[bytes] | None:
    """A line that can be nothing but a function of a stack, wherever it stands."""
    if (
        len(line) > LONGEST
        or line[:1].isspace()
        or b"goroutine " in line
        or CREATED.fullmatch(line)
        or ELIDED.fullmatch(line)
    ):
        return None
    return FUNCTION.fullmatch(line)


def text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def cut_header(inner: bytes) -> bytes:
    """A raw header that says what is left of a cut one: the state where a comma shows that it is whole."""
    state, comma, _ = inner.partition(b",")
    return b"[%b]:" % state if comma and not re.search(rb"[\[\]{}\n]", state) else b""


def looks_glued(before: bytes) -> bool:
    """Whether the text before a header is itself a piece of a dump."""
    if before.startswith((b"\t", b"created by ")):
        return True
    return len(before) <= LONGEST and FUNCTION.fullmatch(before) is not None


@lru_cache(maxsize=256)
def prefix_of(before: bytes) -> re.Pattern[bytes]:
    """What fits the words that a logger puts before its lines: the same words, with other numbers in them."""
    words = before.rstrip()
    shape = DIGITS.sub(rb"\\d+", SPACES.sub(rb"\\s+", re.escape(words)))
    return re.compile(shape + re.escape(before[len(words) :]), re.DOTALL)


@lru_cache(maxsize=256)
def suffix_of(behind: bytes) -> re.Pattern[bytes]:
    """What fits the words that a logger puts behind its lines: the same words, with other numbers in them."""
    return re.compile(DIGITS.sub(rb"\\d+", re.escape(behind.rstrip())) + rb"\s*\Z")


def holds_dump(pieces: list[bytes]) -> bool:
    """Whether a whole dump was written into one line, its newlines escaped, as structured loggers do."""
    return sum(b"goroutine " in one or PLACE.fullmatch(one) is not None for one in pieces) > 1


def escaped_lines(line: bytes) -> list[bytes]:
    """The lines of a text that was written into a JSON string."""
    return [
        piece.replace(b"\\t", b"\t").replace(b'\\"', b'"').replace(b"\\u003c", b"<").replace(b"\\u003e", b">")
        for piece in line.split(b"\\n")
    ]
