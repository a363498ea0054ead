"""Counts goroutines by stack and header as a dump is read, in bounded memory."""

import re

from attrs import define, field

from leakline.profiles.goroutine_header import Header, pairs, parse
from leakline.profiles.model import Frame, Group

RAW_LIMIT = 1 << 16
"""How many raw headers are kept before they are folded: a request's number as label makes each unique."""
LABEL_LIMIT = 64
"""How many label sets of a stack and state are told apart; further ones count with what they share."""
PLAIN_LABELS = re.compile(rb"[^\s\"{},:\[\]]*: [^\s\"{},:\[\]]*(?:, [^\s\"{},:\[\]]*: [^\s\"{},:\[\]]*)*\}:")
"""Labels that need no quotes, behind their opening brace."""
CUT = b""
"""The raw header of a goroutine whose header was cut off."""

Labels = tuple[tuple[str, str], ...]
Key = tuple[str, bool, Labels]
"""State, leaked, labels."""
Stack = tuple[int, ...]
"""The numbers of the frames, leaf first, and below 0 that of the creator, if there is one."""


@define
class Kind:
    """Goroutines of one stack that wait for the same thing with the same labels."""

    count: int
    waits: dict[int, int] | None = None
    """How many have waited for how many minutes."""

    def wait(self, minutes: int, count: int) -> None:
        if self.waits is None:
            self.waits = {}
        self.waits[minutes] = self.waits.get(minutes, 0) + count


@define
class Sheet:
    """The goroutines of one dump."""

    kinds: dict[tuple[Stack, Key], Kind] = field(factory=dict[tuple[Stack, Key], Kind])
    label_sets: dict[tuple[Stack, str, bool], int] = field(factory=dict[tuple[Stack, str, bool], int])
    shared: dict[tuple[Stack, str, bool], tuple[Labels, Kind]] = field(
        factory=dict[tuple[Stack, str, bool], tuple[Labels, Kind]]
    )
    """What has more label sets than are told apart, with the labels that they share."""
    total: int = 0

    def add(self, stack: Stack, key: Key, count: int) -> Kind:
        """The kind that goroutines count to, which they do now."""
        self.total += count
        kind = self.kinds.get((stack, key))
        if kind is not None:
            kind.count += count
            return kind
        if labels := key[2]:
            short = (stack, key[0], key[1])
            sets = self.label_sets.get(short, 0)
            if sets >= LABEL_LIMIT:
                self.total -= count
                return self.share(short, labels, count)
            self.label_sets[short] = sets + 1
        kind = self.kinds[stack, key] = Kind(count)
        return kind

    def share(self, short: tuple[Stack, str, bool], labels: Labels, count: int) -> Kind:
        """Counts goroutines with labels of their own to what they share with others."""
        self.total += count
        common, kind = self.shared.get(short) or (labels, Kind(0))
        self.shared[short] = tuple(pair for pair in common if pair in labels), kind
        kind.count += count
        return kind

    def take(self, other: "Sheet") -> None:
        """Adds all of another sheet."""
        rows = [(self.add(stack, key, kind.count), kind) for (stack, key), kind in other.kinds.items()]
        rows += [
            (self.share(short, labels, kind.count), kind) for short, (labels, kind) in other.shared.items()
        ]
        for mine, kind in rows:
            for minutes, count in (kind.waits or {}).items():
                mine.wait(minutes, count)

    def without_one(self, stack: Stack, key: Key) -> None:
        """Takes back one goroutine that was counted without a wait."""
        kind = self.kinds.get((stack, key))
        if kind is not None and kind.count:
            kind.count -= 1
            self.total -= 1


@define
class Own:
    """Goroutines of one stack and state whose labels are each one's own: too many to tell apart."""

    seen: int = 0
    """Label sets that were counted apart."""
    count: int = 0
    common: set[bytes] | None = None
    """The pairs that all of them have."""


@define
class Tally:
    """One stack. `raw` counts the headers that are not folded yet, by their bytes."""

    stack: Stack
    raw: dict[bytes, int] = field(factory=dict[bytes, int])
    own: dict[bytes, Own] | None = None
    """By the header without its labels."""


@define
class Tallies:
    """All stacks of a text. Frames are numbered, so that a stack is found without comparing frames."""

    sheet: Sheet = field(factory=Sheet)
    """The dump that is being read."""
    by_stack: dict[Stack, Tally] = field(factory=dict[Stack, Tally])
    frames: list[Frame] = field(factory=lambda: [Frame("")])
    """By number; the first stands for none."""
    numbers: dict[Frame, int] = field(factory=dict[Frame, int])
    headers: dict[bytes, Header] = field(factory=lambda: {CUT: Header("")})
    """Headers that were read strictly, by their bytes."""
    touched: list[Tally] = field(factory=list[Tally])
    """Those with raw headers."""
    owners: list[Tally] = field(factory=list[Tally])
    """Those that count goroutines with labels of their own; one may stand here more than once."""
    raw_entries: int = 0

    def number(self, frame: Frame) -> int:
        """The number of a frame, from 1 on."""
        found = self.numbers.get(frame)
        if found is None:
            found = self.numbers[frame] = len(self.frames)
            self.frames.append(frame)
        return found

    def of(self, stack: Stack) -> Tally:
        """The tally of a stack."""
        found = self.by_stack.get(stack)
        if found is None:
            found = self.by_stack[stack] = Tally(stack)
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
            self.headers = {CUT: Header("")}
        self.headers[raw] = header
        return True

    def count(self, tally: Tally, raw: bytes, times: int = 1) -> None:
        """Goroutines more, whose header `knows` has seen.

        Those that run are never found by their bytes: each may be the beginning of another dump.
        """
        if running(raw):
            self.add(tally, raw, times)
            return
        if raw in tally.raw:
            tally.raw[raw] += times
            return
        if self.raw_entries >= RAW_LIMIT:
            self.fold()
        if not tally.raw:
            self.touched.append(tally)
        tally.raw[raw] = times
        self.raw_entries += 1

    def count_own(self, tally: Tally, raw: bytes) -> bool:
        """Counts a goroutine whose header was not met before by its state alone, where labels are many.

        False where they are not, or where the header is not of the plainest form: then it must be read strictly.
        """
        head, brace, labels = raw.partition(b"] {")
        if not brace:
            return False
        if tally.own is None:
            tally.own = {}
        own = tally.own.get(head)
        if own is None:
            if head + b"]:" not in self.headers and not self.knows(head + b"]:"):
                return False
            own = tally.own[head] = Own()
        if own.seen < LABEL_LIMIT:
            own.seen += 1
            return False
        if PLAIN_LABELS.fullmatch(labels) is None:
            return False
        pairs = labels[:-2].split(b", ")
        if own.common is None:
            own.common = set(pairs)
            self.owners.append(tally)
        else:
            own.common.intersection_update(pairs)
        own.count += 1
        return True

    def fold(self) -> None:
        """Turns raw headers into what the sheet holds."""
        for tally in self.touched:
            for raw, count in tally.raw.items():
                self.add(tally, raw, count)
            tally.raw.clear()
        self.touched.clear()
        self.raw_entries = 0
        for tally in self.owners:
            for head, own in (tally.own or {}).items():
                if own.count:
                    header = parse(head + b"]:") or Header("")
                    shared = pairs(b"{" + b", ".join(sorted(own.common or ())) + b"}")
                    kind = self.sheet.share((tally.stack, header.state, header.leaked), shared, own.count)
                    if header.minutes:
                        kind.wait(header.minutes, own.count)
            tally.own = None
        self.owners.clear()

    def add(self, tally: Tally, raw: bytes, count: int) -> None:
        header = self.headers[raw]
        kind = self.sheet.add(tally.stack, (header.state, header.leaked, header.labels), count)
        if header.minutes:
            kind.wait(header.minutes, count)

    def turn_over(self) -> Sheet:
        """The sheet that was read so far; a new one begins."""
        self.fold()
        done, self.sheet = self.sheet, Sheet()
        return done

    def groups(self, sheet: Sheet) -> tuple[Group, ...]:
        """What a sheet holds, most goroutines first."""
        rows = [(stack, key, kind) for (stack, key), kind in sheet.kinds.items() if kind.count]
        rows += [
            (stack, (state, leaked, labels), kind)
            for (stack, state, leaked), (labels, kind) in sheet.shared.items()
        ]
        rows.sort(key=lambda row: -row[2].count)
        return tuple(self.group(stack, key, kind) for stack, key, kind in rows)

    def group(self, stack: Stack, key: Key, kind: Kind) -> Group:
        creator = None
        if stack and stack[-1] < 0:
            creator, stack = self.frames[-stack[-1]], stack[:-1]
        frames: tuple[Frame, ...] = tuple(map(self.frames.__getitem__, stack))
        waits = kind.waits
        minutes = tuple(wait for wait in sorted(waits) for _ in range(waits[wait])) if waits else ()
        return Group(kind.count, frames, key[0], minutes, key[2], creator, key[1])


def running(raw: bytes) -> bool:
    """Whether a raw header tells the state in which the goroutine is that asks for a dump."""
    return b"[running" in raw
