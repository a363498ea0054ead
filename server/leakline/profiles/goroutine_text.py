"""Goroutine dumps as text: `goroutine?debug=2`, SIGQUIT and crash output, alone or in a log; none is lost.

The quick way, for dumps of gigabytes: drop the arguments of calls (they make stacks unique), cut at the blank
line before each goroutine, take its number off and the number of its creator, and look up what is left, byte
by byte, among the pieces that were read before. Only a piece met for the first time is parsed, by
`goroutine_lines`. That is sound: a deletion stays within one line that ends in `)`, which header, place and
`created by` lines never do, and every piece that is counted without being parsed equals one that was.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from attrs import define, evolve, field

from leakline.profiles.collector import paused
from leakline.profiles.goroutine_dumps import FIRST, Dump, Dumps
from leakline.profiles.goroutine_end import cut_off, ends_cut, starts_cut
from leakline.profiles.goroutine_header import HEADER
from leakline.profiles.goroutine_lines import (
    CREATED,
    LONGEST,
    PLACE,
    LineReader,
    Open,
    cut_header,
    plain_function,
)
from leakline.profiles.goroutine_tally import Sheet, Tallies, Tally, running
from leakline.profiles.lineage import Lineage
from leakline.profiles.log_json import JsonLines
from leakline.profiles.log_json import recognised as holds_json
from leakline.profiles.model import GoroutineProfile, ProfileError

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
COLOURS = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]_P][^\x07\x1b]{0,500}(?:\x07|\x1b\\))")
"""Sequences that steer a terminal."""
REGISTERS = re.compile(rb" fp=0x[0-9a-f]+ sp=0x[0-9a-f]+(?: pc=0x[0-9a-f]+)?\n")
CREATOR = b" in goroutine "
MAIN = b"1"
"""The number of the goroutine that every dump has once."""


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
    pairs: dict[bytes, int] = field(factory=dict[bytes, int])
    """Two lines of a stack in one, and the number of the frame that they are; below 0 that of a creator."""
    lines: LineReader = field(init=False)
    dumps: Dumps = field(factory=Dumps)
    stretch: Dump = field(factory=Dump)
    """What is being read: its goroutines stand in the sheet of `tallies` until it ends."""
    near: int = FIRST
    """So many goroutines more are read strictly, so that their numbers are known."""
    carry: bytes = b"\n\n"
    size: int = 0
    first: bytes = b""
    lineage: Lineage = field(factory=Lineage)
    met: list[tuple[bytes, Tally]] = field(factory=list[tuple[bytes, Tally]])
    """What the strict reader gave for the piece at hand."""

    def __attrs_post_init__(self) -> None:
        self.lines = LineReader(self.emit)

    def emit(self, one: Open) -> None:
        """A goroutine that was read strictly."""
        number = self.tallies.number
        creator = (-number(one.creator),) if one.creator is not None else ()
        tally = self.tallies.of((*map(number, one.frames), *creator))
        raw = one.raw if self.tallies.knows(one.raw) else b""
        stretch = self.stretch
        # Behind the dashes a thread shows its own goroutine 0 and then what it runs.
        resumes = one.resumes or (stretch.resumes and not one.parted)
        if stretch.first is not None and (
            one.parted or (running(raw) and not one.unavailable) or (one.id == MAIN and MAIN in stretch.ids)
        ):
            self.turn_over()
            stretch = self.stretch
        if stretch.first is None:
            stretch.first, stretch.opener = raw, one.id
            stretch.begins, stretch.resumes = one.begins, resumes
            stretch.parted, stretch.after = one.parted, one.after
        if self.near or one.id == MAIN:
            self.near -= self.near > 0
            stretch.ids.add(one.id)
        if one.unavailable:
            header = self.tallies.headers[raw]
            stretch.unavailable[one.id] = tally.stack, (header.state, header.leaked, header.labels)
        self.tallies.count(tally, raw, one.times)
        self.met.append((raw, tally))

    def turn_over(self) -> None:
        """The stretch has ended, another one begins."""
        self.stretch.sheet = self.tallies.turn_over()
        self.dumps.add(self.stretch)
        self.stretch = Dump()
        self.near = FIRST

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the dump. A chunk never ends between \\r and \\n."""
        if len(self.first) < LONGEST:
            self.first += chunk[: LONGEST - len(self.first)]
        self.size += len(chunk)
        if b"\x1b" in chunk:
            chunk = COLOURS.sub(b"", chunk)
        # One byte is looked for much quicker than two are.
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n")
        data = self.carry + chunk
        end = data.rfind(SEPARATOR)
        if end > 0:
            self.lineage.scan(data[:end] if self.lineage.left > 0 else b"")
            # The last line's own newline goes along, so that its arguments can be told to end.
            pieces = without_arguments(data[: end + 1])
            if b"=" in pieces and b" fp=0x" in pieces:
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
        rest = iter(pieces)
        self.read_near(rest)
        for piece in rest:
            head, _, tail = piece.rpartition(CREATOR)
            if head:
                number, _, behind = head.partition(b" ")
                raw, _, stack = behind.partition(b"\n")
                # The creator's own number is left out, its place is not.
                end = tail.find(b"\n")
                key = stack + tail[end:]
                number += tail[:end]
            else:
                number, _, behind = piece.partition(b" ")
                raw, _, key = behind.partition(b"\n")
                # Goroutine 1, which nobody created, tells dumps apart.
                end = -1 if number == MAIN else 0
            if end < 0 or not number.isdigit():
                self.strict(b"goroutine " + piece)
                continue
            try:
                known[key].raw[raw] += 1
            except KeyError:
                self.miss(piece, raw, key)
                self.read_near(rest)

    def read_near(self, pieces: Iterator[bytes]) -> None:
        """Reads goroutines strictly as long as their numbers are wanted."""
        while self.near and (piece := next(pieces, None)) is not None:
            self.strict(b"goroutine " + piece)

    def miss(self, piece: bytes, raw: bytes, key: bytes) -> None:
        """A piece whose stack, or whose header on that stack, is met for the first time."""
        tally = self.pieces.get(key)
        if tally is not None and self.tallies.count_own(tally, raw):
            return
        if self.tallies.knows(raw) and not running(raw):
            if tally is None and (tally := self.by_pairs(key)) is not None:
                self.remember(key, tally)
            if tally is not None:
                self.tallies.count(tally, raw)
                return
        met = self.strict(b"goroutine " + piece)
        if len(met) == 1 and met[0][0] == raw and not self.lines.strange:
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
        pairs = key.replace(b"\n\t", b"\t").split(b"\n")
        stack = tuple(map(self.pairs.get, pairs))
        if None in stack:
            stack = tuple(map(self.pair, pairs))
        numbers = tuple(number for number in stack if number is not None)
        if len(numbers) < len(stack) or (numbers and min(numbers[:-1], default=0) < 0):
            return None
        return self.tallies.of(numbers)

    def pair(self, lines: bytes) -> int | None:
        """The number of the frame that two lines are; None where they are not of the plainest form."""
        known = self.pairs.get(lines)
        if known is not None:
            return known
        function, _, place = lines.partition(b"\t")
        where = PLACE.fullmatch(b"\t" + place)
        if where is None or b"goroutine " in lines or b"\t" in place:
            return None
        creates = function.startswith(b"created by ")
        named = CREATED.fullmatch(function) if creates else plain_function(function)
        if named is None:
            return None
        inlined = not creates and named[2] == b"...)" and where[3] is None
        if len(self.pairs) >= KNOWN_PAIRS:
            self.pairs.clear()
        number = self.tallies.number(self.lines.frame(named[1], where, inlined))
        self.pairs[lines] = number = -number if creates else number
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
        cut_end = last is not None and ends_cut(last, whole_line, end)
        lines.close()
        if (found := cut_off(end)) is not None:
            cut_end = True
            self.emit(Open(found[0], cut_header(found[1])))
        self.turn_over()
        self.dumps.close()
        shown = self.dumps.done[-1].sheet if self.dumps.done else self.dumps.singles
        if not shown.total:
            raise ProfileError(
                f"{name} holds no goroutine: no line like `goroutine 1 [running]:` was found in it"
            )
        cut_start = starts_cut(self.first)
        at_limit = self.size == RUNTIME_LIMIT
        joined = lines.glued or lines.partial
        said = (*warnings(cut_start, cut_end, at_limit, joined), *several(self.dumps))
        cut = cut_end or cut_start or at_limit or joined
        found = self.profile(shown, cut, said)
        if len(self.dumps.done) < 2:
            return evolve(found, parents=self.lineage.parents())
        return evolve(found, dumps=tuple(self.profile(one.sheet, False, ()) for one in self.dumps.done))

    def profile(self, sheet: Sheet, cut: bool, said: tuple[str, ...]) -> GoroutineProfile:
        groups = self.tallies.groups(sheet)
        states: dict[str, int] = {}
        for group in groups:
            if group.state:
                states[group.state] = states.get(group.state, 0) + group.count
        return GoroutineProfile(
            format="crash" if self.lines.crash else "text-debug2",
            total=sheet.total,
            groups=groups,
            states=dict(sorted(states.items(), key=lambda item: -item[1])),
            max_wait_minutes=max((group.waits[-1] for group in groups if group.waits), default=0),
            cut=cut,
            warnings=said,
        )


def several(dumps: Dumps) -> list[str]:
    """Says which of several dumps is shown."""
    found = dumps.done
    singles = dumps.singles.total
    if not found:
        if singles < 2:
            return []
        return [
            f"It holds {singles:,} single stacks, of panics for instance, and no dump of all goroutines:"
            " they are added up and do not tell how many there were."
        ]
    said: list[str] = []
    whole = len(found) + dumps.forgotten
    if whole > 1:
        totals = ", ".join(f"{one.sheet.total:,}" for one in found[:-1][-8:])
        more = "…, " if whole > 9 else ""
        after = found[-1].after.decode("utf-8", "replace").strip()[:100]
        said.append(
            f"It holds {whole:,} dumps, which are not added up: shown is the last, of {found[-1].sheet.total:,}"
            f" goroutines{f' (after `{after}`)' if after else ''}; before it {more}{totals}; --dump N shows another."
        )
    if singles:
        stacks = "1 single stack" if singles == 1 else f"{singles:,} single stacks"
        said.append(f"Beside that it holds {stacks}, of panics for instance, that are not counted.")
    return said


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


def read_stream(stream: Readable, name: str, begun: bytes = b"") -> GoroutineProfile:
    """Reads a dump piece by piece; `begun` is what was read of it already. Raises ProfileError."""
    reader = TextReader()
    chunk = begun or stream.read(CHUNK)
    unfold = JsonLines() if holds_json(chunk) else None
    with paused():
        while chunk:
            if chunk.endswith(b"\r"):
                chunk += stream.read(1)
            reader.feed(chunk if unfold is None else unfold.feed(chunk))
            chunk = stream.read(CHUNK)
        if unfold is not None:
            reader.feed(unfold.finish())
        return reader.finish(name)


def mentions(data: bytes) -> bool:
    """Whether a goroutine's header stands anywhere in the bytes."""
    return HEADER.search(data) is not None
