"""Goroutine dumps as text: `goroutine?debug=2`, SIGQUIT and crash output, alone or in a log; none is lost.

The quick way, for dumps of gigabytes: drop the arguments of calls (they make stacks unique), cut at the blank
line before each goroutine, take its number off and the number of its creator, and look up what is left, byte
by byte, among the pieces that were read before. Only a piece met for the first time is parsed, by
`goroutine_lines`. That is sound: a deletion stays within one line that ends in `)`, which header, place and
`created by` lines never do, and every piece that is counted without being parsed equals one that was.
"""

import re
from typing import Protocol

from attrs import define, field

from leakline.profiles.goroutine_header import HEADER, PARTIAL
from leakline.profiles.goroutine_lines import (
    CREATED,
    FUNCTION,
    LONGEST,
    PLACE,
    LineReader,
    cut_header,
    plain_function,
)
from leakline.profiles.goroutine_tally import Tallies, Tally
from leakline.profiles.lineage import Lineage
from leakline.profiles.model import Frame, GoroutineProfile, ProfileError

CHUNK = 126 * 1024
"""Bytes read at once; what fits the processor's cache beats megabytes."""
LONGEST_PIECE = 1 << 20
"""Longer text without a blank line before a goroutine is read by lines, so that memory stays bounded."""
KNOWN_BYTES = 64 << 20
"""So much text of stacks is remembered."""
KNOWN_PAIRS = 1 << 17
RUNTIME_LIMIT = 64 << 20
"""The runtime cuts a dump at 64 MiB without a word."""
SEPARATOR = b"\n\ngoroutine "
ARGUMENTS = re.compile(rb"\([0{_].*\)\n")
OPENED = re.compile(rb"\([0{_].*\n")
LONG_LINE = 2048
SEVERAL = "Goroutine 1 stands in it {} times, so it holds several dumps, and their goroutines are added up: cut it apart."
REGISTERS = re.compile(rb" fp=0x[0-9a-f]+ sp=0x[0-9a-f]+(?: pc=0x[0-9a-f]+)?\n")
CREATOR = b" in goroutine "


class Readable(Protocol):
    """What can be read in pieces."""

    def read(self, size: int, /) -> bytes: ...


@define
class TextReader:
    """Collects one dump. `feed` it pieces of any size, then `finish`."""

    tallies: Tallies = field(factory=Tallies)
    pieces: dict[bytes, Tally] = field(factory=dict[bytes, Tally])
    """Goroutines without number, header and arguments, read strictly once."""
    piece_bytes: int = 0
    pairs: dict[tuple[bytes, bytes], int] = field(factory=dict[tuple[bytes, bytes], int])
    """Two lines of a stack, and the number of the frame that they are."""
    lines: LineReader = field(init=False)
    carry: bytes = b"\n\n"
    size: int = 0
    first: bytes = b""
    lineage: Lineage = field(factory=Lineage)
    met: list[tuple[bytes, Tally]] = field(factory=list[tuple[bytes, Tally]])
    """What the strict reader gave for the piece at hand."""

    def __attrs_post_init__(self) -> None:
        self.lines = LineReader(self.emit)

    def emit(self, raw: bytes, frames: tuple[Frame, ...], creator: Frame | None) -> None:
        number = self.tallies.number
        tally = self.tallies.of(number(creator), tuple(map(number, frames)))
        if not self.tallies.knows(raw):
            raw = b""
        self.tallies.count(tally, raw)
        self.met.append((raw, tally))

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the dump. A chunk never ends between \\r and \\n."""
        if len(self.first) < LONGEST:
            self.first += chunk[: LONGEST - len(self.first)]
        self.size += len(chunk)
        if b"\r\n" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n")
        data = self.carry + chunk
        end = data.rfind(SEPARATOR)
        if end > 0:
            self.lineage.scan(data[:end])
            # The last line's own newline goes along, so that its arguments can be told to end.
            pieces = without_arguments(data[: end + 1])
            if b" fp=0x" in pieces:
                pieces = REGISTERS.sub(b"\n", pieces)
                self.lines.crash = True
            first, *rest = pieces[:-1].split(SEPARATOR)
            self.strict(first)
            self.quick(rest)
            self.carry = data[end:]
        elif len(data) > LONGEST_PIECE:
            end = data.rfind(b"\n") + 1
            if end <= 2:
                # Not even a line: nothing of a dump can be in it but a header at its end.
                end = len(data) - 4096
            self.lines.feed(data[: end - 1] if data[end - 1 : end] == b"\n" else data[:end])
            self.met.clear()
            self.carry = data[end:]
        else:
            self.carry = data

    def quick(self, pieces: list[bytes]) -> None:
        """Counts goroutines by look-up, and hands on what was not met before."""
        known = self.pieces
        for piece in pieces:
            head, _, tail = piece.rpartition(CREATOR)
            if head:
                number, _, rest = head.partition(b" ")
                raw, _, stack = rest.partition(b"\n")
                # The creator's own number is left out, its place is not.
                end = tail.find(b"\n")
                key = stack + tail[end:]
                number += tail[:end]
            else:
                number, _, rest = piece.partition(b" ")
                raw, _, key = rest.partition(b"\n")
                # Goroutine 1, which nobody created, is counted apart.
                end = -1 if number == b"1" else 0
            if end < 0 or not number.isdigit():
                self.strict(b"goroutine " + piece)
                continue
            try:
                known[key].raw[raw] += 1
            except KeyError:
                self.miss(piece, raw, key)

    def miss(self, piece: bytes, raw: bytes, key: bytes) -> None:
        """A piece whose stack, or whose header on that stack, is met for the first time."""
        tally = self.pieces.get(key)
        if self.tallies.knows(raw):
            if tally is None and (tally := self.by_pairs(key)) is not None:
                self.remember(key, tally)
            if tally is not None:
                self.tallies.count(tally, raw)
                return
        met = self.strict(b"goroutine " + piece)
        if len(met) == 1 and met[0][0] == raw:
            self.remember(key, met[0][1])

    def remember(self, key: bytes, tally: Tally) -> None:
        self.piece_bytes += len(key)
        if self.piece_bytes > KNOWN_BYTES:
            self.pieces.clear()
            self.piece_bytes = len(key)
        self.pieces[key] = tally

    def by_pairs(self, key: bytes) -> Tally | None:
        """The tally of a new stack whose lines are all of the plainest form: function, place, function, place.

        Each pair of lines is parsed once. None where a line is anything else: then the strict reader must see it.
        """
        lines = key.split(b"\n")
        if len(lines) % 2:
            return None
        functions, places = lines[::2], lines[1::2]
        creator: int | None = 0
        if functions[-1].startswith(b"created by "):
            creator = self.pair(functions.pop(), places.pop(), CREATED)
        numbers = [*map(self.pairs.get, zip(functions, places, strict=True))]
        if None in numbers:
            numbers = [*map(self.pair, functions, places)]
        found = tuple(number for number in numbers if number is not None)
        if creator is None or len(found) < len(numbers):
            return None
        return self.tallies.of(creator, found)

    def pair(self, function: bytes, place: bytes, creator: re.Pattern[bytes] | None = None) -> int | None:
        """The number of the frame that two lines are; None where they are not of the plainest form."""
        known = self.pairs.get((function, place))
        if known is not None:
            return known
        where = PLACE.fullmatch(place)
        if where is None or not place.startswith(b"\t") or b"goroutine " in place:
            return None
        named = creator.fullmatch(function) if creator else plain_function(function)
        if named is None or (creator and b"goroutine " in function):
            return None
        inlined = creator is None and named[2] == b"...)" and where[3] is None
        if len(self.pairs) >= KNOWN_PAIRS:
            self.pairs.clear()
        number = self.tallies.number(self.lines.frame(named[1], where, inlined))
        self.pairs[function, place] = number
        return number

    def strict(self, piece: bytes) -> list[tuple[bytes, Tally]]:
        """Reads a piece by lines; the raw headers and stacks of the goroutines that it held."""
        self.met.clear()
        self.lines.feed(piece)
        self.lines.close()
        return self.met

    def finish(self, name: str) -> GoroutineProfile:
        """The profile. Raises ProfileError where no goroutine was found."""
        lines = self.lines
        whole_line = self.carry.endswith(b"\n")
        # A line of which only the indentation is there is no blank line that ends a goroutine.
        rest = self.carry if whole_line else self.carry.rstrip(b"\t ")
        end = rest.rstrip(b"\n").rpartition(b"\n")[2][-LONGEST:]
        self.met.clear()
        self.lineage.scan(self.carry)
        lines.feed(rest.removesuffix(b"\n"))
        last = lines.goroutine
        cut_end = last is not None and ends_cut(last.raw, last.frames, last.creator, whole_line, end)
        lines.close()
        if (found := cut_off(end)) is not None:
            cut_end = True
            lines.seen += 1
            self.emit(cut_header(found), (), None)
        groups = self.tallies.groups()
        total = sum(group.count for group in groups)
        if not total:
            raise ProfileError(
                f"{name} holds no goroutine: no line like `goroutine 1 [running]:` was found in it"
            )
        states: dict[str, int] = {}
        for group in groups:
            if group.state:
                states[group.state] = states.get(group.state, 0) + group.count
        cut_start = starts_cut(self.first)
        at_limit = self.size == RUNTIME_LIMIT
        return GoroutineProfile(
            format="crash" if lines.crash else "text-debug2",
            total=total,
            groups=groups,
            states=dict(sorted(states.items(), key=lambda item: -item[1])),
            max_wait_minutes=max((group.waits[-1] for group in groups if group.waits), default=0),
            cut=cut_end or cut_start or at_limit or lines.glued or lines.partial,
            warnings=(
                *warnings(cut_start, cut_end, at_limit, lines.glued or lines.partial),
                *([SEVERAL.format(lines.mains)] if lines.mains > 1 else []),
            ),
            parents=self.lineage.parents(),
        )


def without_arguments(text: bytes) -> bytes:
    """Drops the words between the brackets of calls.

    The pattern that is quick on dumps takes squared time on a long line of opening brackets, so where there are long lines
    another one is used, that reads each line once.
    """
    if any(text.find(b"\n", at, at + LONG_LINE) < 0 for at in range(0, len(text) - LONG_LINE, LONG_LINE)):
        return OPENED.sub(lambda found: b"(\n" if found[0].endswith(b")\n") else found[0], text)
    return ARGUMENTS.sub(b"(\n", text)


def warnings(cut_start: bool, cut_end: bool, at_limit: bool, glued: bool) -> list[str]:
    said: list[str] = []
    if at_limit:
        said.append(
            "The dump is exactly 64 MiB long: the runtime cuts it there, so goroutines are missing; "
            "`goroutine?debug=0` counts them all."
        )
    elif cut_end:
        said.append(
            "The dump is cut off at its end: the last goroutine is not whole and further ones may be missing."
        )
    if cut_start:
        said.append("The dump begins in the middle of a goroutine: what stood before is missing.")
    if glued:
        said.append(
            "A goroutine begins in the middle of a line: a dump was cut there and another one joined to it."
        )
    return said


def cut_off(end: bytes) -> bytes | None:
    """What is left of a header that ends the text, behind its bracket; None where the text ends otherwise."""
    if HEADER.search(end):
        return None
    found = list(PARTIAL.finditer(end))
    if not found:
        return None
    rest = end[found[-1].end() :]
    return None if b"]" in rest and b"{" not in rest else rest


def ends_cut(raw: bytes, frames: list[Frame], creator: Frame | None, whole_line: bool, end: bytes) -> bool:
    """Whether the goroutine that stands at the end of the text lacks something."""
    if creator is not None and creator.file:
        # A creator's place has an offset; without one, and without a newline, digits may be missing.
        return not whole_line and b" +0x" not in end
    if creator is not None or (CREATED.fullmatch(end) and PLACE.fullmatch(end) is None):
        return True
    if FUNCTION.fullmatch(end) and PLACE.fullmatch(end) is None:
        return True
    if not whole_line and PLACE.fullmatch(end) is None:
        return True
    if not frames:
        return b"running" not in raw
    root = frames[-1].function
    return not (
        root == "main.main" or root.startswith(("runtime.", "testing.", "(")) or root.endswith(".goexit")
    )


def starts_cut(first: bytes) -> bool:
    """Whether a text begins with a line from the middle of a stack."""
    lines = first.replace(b"\r\n", b"\n").split(b"\n", 2)
    if lines[0].startswith(b"\t") and PLACE.fullmatch(lines[0]):
        return True
    return len(lines) > 2 and bool(
        (
            CREATED.fullmatch(lines[0])
            or (FUNCTION.fullmatch(lines[0]) and b" " not in lines[0].partition(b"(")[0])
        )
        and lines[1].startswith(b"\t")
        and PLACE.fullmatch(lines[1])
    )


def read_stream(stream: Readable, name: str, begun: bytes = b"") -> GoroutineProfile:
    """Reads a dump piece by piece; `begun` is what was read of it already. Raises ProfileError."""
    reader = TextReader()
    chunk = begun or stream.read(CHUNK)
    while chunk:
        if chunk.endswith(b"\r"):
            chunk += stream.read(1)
        reader.feed(chunk)
        chunk = stream.read(CHUNK)
    return reader.finish(name)


def mentions(data: bytes) -> bool:
    """Whether a goroutine's header stands anywhere in the bytes."""
    return HEADER.search(data) is not None
