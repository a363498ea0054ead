"""Reads a goroutine dump line by line: strict about what a goroutine is, tolerant about what is around it.

It sees every goroutine of dumps that are cut, glued, indented or printed through a logger that puts its own
words before each line. The quick way of `goroutine_text` asks it about each piece that it has not met before.
Lines may come with their arguments dropped (`main.f(` for `main.f(0x1, 0x2)`).
"""

import re
from collections.abc import Callable

from attrs import define, field

from leakline.profiles.goroutine_header import HEADER, PARTIAL, SUMMARY, TIMES
from leakline.profiles.log_prefix import prefix_of, suffix_of
from leakline.profiles.model import Frame

FUNCTION = re.compile(rb"\s*(\S.*?)\((\.\.\.\)|\)|[0{_].*\)|)\s*")
PLACE = re.compile(
    rb"\s+(\S.*):(\d+)( \+0x[0-9a-f]+)?(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+(?: pc=0x[0-9a-f]+)?)?\s*"
)
BARE_PLACE = re.compile(rb"(\S.*\.\w{1,4}):(\d+)( \+0x[0-9a-f]+)?")
"""A place whose tab was lost on the way, as web pages and chats do."""
CREATED = re.compile(rb"\s*created by (\S.*?)(?: in goroutine \d+)?\s*")
ELIDED = re.compile(rb"\s*\.\.\.(?:additional|\d+) frames elided\.\.\.\s*")
ANCESTOR = b"[originating from goroutine "
CRASH = re.compile(
    rb"(?:panic|fatal error|SIG[A-Z0-9]+|runtime|fatal|unexpected fault address)\b.*|PC=0x.*|\[signal .*"
)
BEGINS = re.compile(rb"panic: |fatal error: |SIG[A-Z0-9]+: ")
"""Stands right before a dump, and never within one."""
DASHES = b"-----"
"""Behind it a crash under GOTRACEBACK=crash shows what its other threads run."""
UNAVAILABLE = b"goroutine running on other thread; stack unavailable"
ELIDED_FRAME = Frame("(frames elided)")
KNOWN_FRAMES = 1 << 16
LONGEST = 4096
"""No line of a stack is longer; patterns that look for its brackets take squared time on what is."""
LONGEST_PREFIX = 500
ESCAPED = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|([tr\"/\\]))")


@define
class Open:
    """A goroutine that is being read."""

    id: bytes
    raw: bytes
    """What stands behind `goroutine N `, up to its colon, and empty where that was cut off."""
    frames: list[Frame] = field(factory=list[Frame])
    """Leaf first."""
    creator: Frame | None = None
    times: int = 1
    """As many goroutines are told at once."""
    parted: bool = False
    """Other words stand between it and the goroutine before it."""
    begins: bool = False
    """A panic, a fatal error or a signal stands before it."""
    resumes: bool = False
    """The dashes of a crash stand before it."""
    after: bytes = b""
    """The last of the words before it."""
    unavailable: bool = False
    """It ran on another thread, so its stack is missing."""
    summary: bool = False
    """Only goleak's own words were read, which its header may follow."""
    function: bytes | None = None
    """A function line that waits for its place."""
    inlined: bool = False
    creating: bool = False
    """The place that comes is the creator's."""
    closed_to_frames: bool = False
    """What follows belongs to an ancestor."""
    spaced: bool = False
    """A blank line stands behind each line."""


@define
class LineReader:
    """Feed it whole lines; it calls `emit` for each goroutine when that is whole."""

    emit: Callable[[Open], None]
    goroutine: Open | None = None
    crash: bool = False
    """A panic, a fatal error or a signal stood in the text."""
    glued: bool = False
    """A header stood behind a piece of a dump in one line: two cut dumps were joined."""
    partial: bool = False
    """A header was cut off."""
    strange: bytes = b""
    """The last line that belongs to no goroutine, since the last header."""
    begins: bool = False
    resumes: bool = False
    quoting: bool = False
    """A panic's message is printed, whose further lines are indented; it may quote a dump."""
    prefix: re.Pattern[bytes] | None = None
    """What a logger puts before each line of the open goroutine."""
    suffix: re.Pattern[bytes] | None = None
    """What it puts behind each: the end of a JSON object, for instance."""
    undecided: bytes | None = None
    """The text before the header; the next line shows whether it stands before each line."""
    frames: dict[tuple[bytes, bytes, bool], Frame] = field(factory=dict[tuple[bytes, bytes, bool], Frame])

    def feed(self, text: bytes) -> None:
        """Whole lines. Unfinished goroutines stay open."""
        for line in text.split(b"\n"):
            self.line(line)

    def line(self, line: bytes) -> None:
        if b"#011" in line:
            # How syslog writes a tab.
            line = line.replace(b"#011", b"\t")
        if self.quoting and line[:1] == b"\t":
            return
        self.quoting = line.startswith(b"panic: ")
        if self.quoting:
            self.close()
            self.between(line)
            return
        if b"oroutine " in line and self.header_line(line):
            return
        if self.undecided is not None:
            self.decide(line)
        if self.prefix is not None:
            self.behind_prefix(line, self.prefix)
        else:
            self.plain(line)

    def behind_prefix(self, line: bytes, prefix: re.Pattern[bytes]) -> None:
        pieces = escaped_lines(line) if b"\\n" in line else [line]
        found = prefix.match(pieces[0])
        if found is not None:
            for piece in (self.inside(pieces[0][found.end() :]), *pieces[1:-1]):
                self.plain(piece)
        elif prefix.match(line + b" ") or prefix.match(line + b"\t"):
            # A blank line of which a log shipper dropped the last space.
            self.close()
        elif BEGINS.match(line):
            self.close()
            self.between(line)

    def header_line(self, line: bytes) -> bool:
        """Opens the goroutine whose header stands in the line, if one does."""
        found = list(HEADER.finditer(line))
        if b"\\n" in line and (not found or line.startswith((b"\\n", b"\\\\n"), found[0].end())):
            pieces = escaped_lines(line)
            if holds_dump(pieces):
                self.strange = pieces[0].partition(b"goroutine ")[0] or self.strange
                for piece in pieces:
                    self.line(piece)
                self.close()
                return True
            line = pieces[0]
            found = list(HEADER.finditer(line))
        if not found:
            return self.summary_line(line)
        before = line[: found[0].start()]
        if cut := PARTIAL.search(before):
            self.open(cut["id"], cut_header(before[cut.end() :]))
            self.glued = self.partial = True
        elif self.goroutine is not None and self.prefix is None and looks_glued(before):
            self.glued = True
        for one in found:
            self.open(one["id"], one["rest"])
        behind = line[found[-1].end() :]
        if self.goroutine is not None and (times := TIMES.match(behind)):
            self.goroutine.times = max(int(times["times"]), 1)
            behind = b""
        self.decide_later(before, behind)
        return True

    def summary_line(self, line: bytes) -> bool:
        """What goleak says of a goroutine stands for its header."""
        found = SUMMARY.search(line)
        if found is None:
            return False
        self.strange = self.strange if self.goroutine is None else b""
        self.open(found["id"], b"[%b]:" % found["state"])
        if self.goroutine is not None:
            self.goroutine.summary = True
        self.decide_later(line[: found.start()], line[found.end() :])
        return True

    def decide_later(self, before: bytes, behind: bytes) -> None:
        """Keeps what stands around a header until the next line shows whether it stands around that too."""
        self.undecided = before if before.strip() and len(before) <= LONGEST_PREFIX else None
        self.prefix = None
        fits = self.undecided is not None and behind.strip() and len(behind) <= LONGEST_PREFIX
        self.suffix = suffix_of(behind) if fits else None

    def inside(self, rest: bytes) -> bytes:
        """A line without what the logger put behind it, and unescaped if that shows that it was escaped."""
        found = self.suffix.search(rest) if self.suffix is not None and len(rest) <= LONGEST else None
        return escaped_lines(rest[: found.start()])[0] if found is not None else rest

    def open(self, id: bytes, raw: bytes) -> None:
        last = self.goroutine
        if last is not None and last.summary and last.id == id and not last.frames and last.function is None:
            # The header that older releases of goleak print as well.
            last.raw, last.summary = raw, False
            return
        self.close()
        self.goroutine = Open(
            id,
            raw,
            parted=bool(self.strange) or self.begins,
            begins=self.begins,
            resumes=self.resumes,
            after=self.strange,
        )
        self.strange, self.begins, self.resumes = b"", False, False

    def close(self) -> None:
        """The open goroutine has ended."""
        one = self.goroutine
        if one is None:
            return
        self.take(one, None)
        self.goroutine = None
        self.emit(one)

    def between(self, line: bytes) -> None:
        """A line that belongs to no goroutine."""
        self.strange = line[:LONGEST_PREFIX]
        if line[:1] in (b"\t", b""):
            return
        if CRASH.match(line):
            self.crash = True
            self.begins = self.begins or BEGINS.match(line) is not None
        elif line.rstrip() == DASHES:
            self.resumes = True

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
        if not line or line.isspace():
            if one is not None and (one.function or one.frames or one.unavailable) and not one.spaced:
                self.close()
            elif one is not None:
                one.spaced = True
            return
        if one is None:
            self.between(line)
            return
        if one.closed_to_frames or len(line) > LONGEST:
            return
        if (place := PLACE.fullmatch(line)) is not None or (
            one.function is not None and (place := BARE_PLACE.fullmatch(line)) is not None
        ):
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
        elif UNAVAILABLE in line:
            one.unavailable = True
        else:
            if one.spaced or BEGINS.match(line):
                self.close()
            self.between(line)

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


def holds_dump(pieces: list[bytes]) -> bool:
    """Whether a whole dump was written into one line, its newlines escaped, as structured loggers do."""
    return sum(b"goroutine " in one or PLACE.fullmatch(one) is not None for one in pieces) > 1


def escaped_lines(line: bytes) -> list[bytes]:
    """The lines of a text that was written into a JSON string, also where that string stands in another one."""
    while b"\\\\n" in line:
        line = line.replace(b"\\\\", b"\\")
    return [ESCAPED.sub(unescaped, piece) if b"\\" in piece else piece for piece in line.split(b"\\n")]


def unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        code = int(found[1], 16)
        return chr(code).encode() if not 0xD800 <= code < 0xE000 else found[0]
    return {b"t": b"\t", b"r": b""}.get(found[2], found[2])
