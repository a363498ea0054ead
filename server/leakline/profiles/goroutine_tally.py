"""Counts goroutines by stack and header as a dump is read, in bounded memory."""

from collections.abc import Iterable

from attrs import define, field

from leakline.profiles.goroutine_header import Header, parse
from leakline.profiles.model import Frame, Group

RAW_LIMIT = 1 << 16
"""How many raw headers are kept before they are folded: a request's number as label makes each unique."""
LABEL_LIMIT = 64
"""How many label sets of a stack and state are told apart; further ones count with what they share."""
CUT = b""
"""The raw header of a goroutine whose header was cut off."""

Labels = tuple[tuple[str, str], ...]
Stack = tuple[tuple[Frame, ...], Frame | None]
"""The frames, leaf first, and the creator."""


@define
class Kind:
    """Goroutines of one stack that wait for the same thing with the same labels."""

    count: int = 0
    waits: dict[int, int] = field(factory=dict[int, int])


@define
class Tally:
    """One stack. `raw` counts header bytes, `kinds` what was folded out of it."""

    stack: Stack
    raw: dict[bytes, int] = field(factory=dict[bytes, int])
    kinds: dict[tuple[str, bool, Labels], Kind] = field(factory=dict[tuple[str, bool, Labels], Kind])
    shared: dict[tuple[str, bool], tuple[Labels, Kind]] = field(
        factory=dict[tuple[str, bool], tuple[Labels, Kind]]
    )
    label_sets: dict[tuple[str, bool], int] = field(factory=dict[tuple[str, bool], int])


@define
class Tallies:
    """All stacks of a dump. Frames are numbered, so that a stack is found without comparing frames."""

    stacks: dict[tuple[int, ...], Tally] = field(factory=dict[tuple[int, ...], Tally])
    """By the numbers of the creator and of the frames."""
    frames: list[Frame | None] = field(factory=lambda: [None])
    numbers: dict[Frame | None, int] = field(factory=lambda: {None: 0})
    headers: dict[bytes, Header] = field(factory=lambda: {CUT: Header("")})
    """Headers that were read strictly, by their bytes."""
    raw_entries: int = 0

    def number(self, frame: Frame | None) -> int:
        """The number of a frame; 0 stands for none."""
        found = self.numbers.get(frame)
        if found is None:
            found = self.numbers[frame] = len(self.frames)
            self.frames.append(frame)
        return found

    def of(self, creator: int, frames: tuple[int, ...]) -> Tally:
        """The tally of a stack, by numbers."""
        key = (creator, *frames)
        found = self.stacks.get(key)
        if found is None:
            stack = tuple(frame for frame in map(self.frames.__getitem__, frames) if frame is not None)
            found = self.stacks[key] = Tally((stack, self.frames[creator]))
        return found

    def knows(self, raw: bytes) -> bool:
        """Whether these bytes are a header. The first time they are read strictly."""
        if raw in self.headers:
            return True
        header = parse(raw)
        if header is None:
            return False
        if len(self.headers) >= 4 * RAW_LIMIT:
            self.fold()
        self.headers[raw] = header
        return True

    def count(self, tally: Tally, raw: bytes) -> None:
        """One goroutine more, whose header `knows` has seen."""
        if raw in tally.raw:
            tally.raw[raw] += 1
            return
        if self.raw_entries >= RAW_LIMIT:
            self.fold()
            self.knows(raw)
        tally.raw[raw] = 1
        self.raw_entries += 1

    def fold(self) -> None:
        """Turns raw headers into kinds and forgets them."""
        for tally in self.stacks.values():
            for raw, count in tally.raw.items():
                add(tally, self.headers[raw], count)
            tally.raw.clear()
        self.headers = {CUT: Header("")}
        self.raw_entries = 0

    def groups(self) -> tuple[Group, ...]:
        """What was counted, most goroutines first."""
        self.fold()
        found = [group for tally in self.stacks.values() for group in groups_of(tally)]
        return tuple(sorted(found, key=lambda group: -group.count))


def add(tally: Tally, header: Header, count: int) -> None:
    """Adds goroutines of one header to the kinds of their stack."""
    key = (header.state, header.leaked, header.labels)
    kind = tally.kinds.get(key)
    if kind is None:
        short = key[:2]
        sets = tally.label_sets.get(short, 0)
        if header.labels and sets >= LABEL_LIMIT:
            common, kind = tally.shared.get(short, (header.labels, Kind()))
            tally.shared[short] = tuple(pair for pair in common if pair in header.labels), kind
        else:
            tally.label_sets[short] = sets + 1
            kind = tally.kinds[key] = Kind()
    kind.count += count
    if header.minutes:
        kind.waits[header.minutes] = kind.waits.get(header.minutes, 0) + count


def groups_of(tally: Tally) -> Iterable[Group]:
    frames, creator = tally.stack
    rows = [(key, kind) for key, kind in tally.kinds.items()]
    rows += [((state, leaked, labels), kind) for (state, leaked), (labels, kind) in tally.shared.items()]
    for (state, leaked, labels), kind in rows:
        waits = tuple(wait for wait in sorted(kind.waits) for _ in range(kind.waits[wait]))
        yield Group(kind.count, frames, state, waits, labels, creator, leaked)
