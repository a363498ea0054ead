"""pprof protos of any kind, decoded into the model.

Source of the format: profile.proto of google/pprof; which kind has which sample types: Go's runtime/pprof.
"""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from attrs import evolve

from leakline.profiles.collector import paused
from leakline.profiles.model import (
    Frame,
    GoroutineProfile,
    Group,
    Profile,
    ProfileError,
    Sample,
    ValueProfile,
)
from leakline.profiles.pprof_split import profiles_in

KINDS = {
    "goroutine/count": "goroutine",
    "goroutineleak/count": "goroutineleak",
    "threadcreate/count": "threadcreate",
    "inuse_space/bytes": "heap",
    "alloc_space/bytes": "heap",
    "cpu/nanoseconds": "cpu",
    "contentions/count": "contention",
}
STATE, WAIT, CREATOR = "go::goroutine_state", "go::goroutine_wait_minutes", "go::goroutine_created_by"
"""Labels of CockroachDB's debug=3, one sample a goroutine."""
RELEASES = ("Unlock", "unlock", "_LostContendedRuntimeLock")
"""In a mutex profile the stack is that of the one who releases; in a block profile, of the one who waits."""


class Kinded(Protocol):
    """A ValueType of pprof.proto."""

    type: int
    unit: int


def decode(data: bytes, name: str) -> Profile:
    """A file of protos, already unpacked; the last profile of goroutines where it holds several. Raises ProfileError."""
    with paused():
        pieces = profiles_in(data)
        if len(pieces) == 1:
            return decode_one(data, name)
        found = [decode_one(piece, name) for piece in pieces]
    goroutines = [one for one in found if isinstance(one, GoroutineProfile)]
    kinds = ", ".join(f"{one.kind} of {amount(one)}" for one in found[-9:])
    said = f"It holds {len(found):,} profiles, which are not added up ({kinds}): shown is the last"
    if not goroutines:
        return evolve(found[-1], warnings=(*found[-1].warnings, f"{said}."))
    last = goroutines[-1]
    said += " of goroutines; --dump N shows another." if len(goroutines) > 1 else " of goroutines."
    dumps = tuple(goroutines) if len(goroutines) > 1 else ()
    return evolve(last, warnings=(*last.warnings, said), dumps=dumps)


def amount(one: Profile) -> str:
    return f"{one.total:,}" if isinstance(one, GoroutineProfile) else f"{len(one.samples):,} stacks"


def decode_one(data: bytes, name: str) -> Profile:
    """One proto."""
    # Imported here: most commands of the program never need it.
    from google.protobuf.message import DecodeError

    from leakline.profiles import pprof_pb2

    proto: Any = cast(Any, pprof_pb2).Profile()
    try:
        proto.ParseFromString(data)
    except DecodeError:
        raise ProfileError(
            f"{name} cannot be decoded as a pprof profile: it is cut off or damaged; fetch it again"
        ) from None
    return Decoder(proto, name).profile()


class Decoder:
    """Holds the tables of one proto while its samples are turned into the model."""

    def __init__(self, proto: Any, name: str) -> None:
        self.proto = proto
        self.name = name
        self.raw: list[bytes] = list(proto.string_table)
        self.strings: dict[int, str] = {}
        self.nameless = 0
        self.functions: dict[int, Any] = {one.id: one for one in proto.function}
        self.locations: dict[int, tuple[Frame, ...]] = {one.id: self.location(one) for one in proto.location}
        self.alone = {id: frames[0] for id, frames in self.locations.items() if len(frames) == 1}
        """Locations of one frame, which most are: their stacks are put together without a loop."""
        self.stacks: dict[tuple[int, ...], tuple[Frame, ...]] = {}

    def string(self, index: int) -> str:
        known = self.strings.get(index)
        if known is None:
            if not 0 <= index < len(self.raw):
                if index == 0:
                    return ""
                raise self.damaged("refers to a text that it does not hold")
            known = self.strings[index] = self.raw[index].decode("utf-8", "replace")
        return known

    def damaged(self, what: str) -> ProfileError:
        return ProfileError(f"{self.name} is a damaged pprof profile: it {what}; fetch it again")

    def location(self, one: Any) -> tuple[Frame, ...]:
        """The frames of an address, leaf first; all but the last were inlined into it."""
        lines = list(one.line)
        if not lines:
            self.nameless += 1
            return (Frame(f"0x{one.address:x}", address=one.address),)
        last = len(lines) - 1
        return tuple(self.frame(line, one.address, index < last) for index, line in enumerate(lines))

    def frame(self, line: Any, address: int, inlined: bool) -> Frame:
        function = self.functions.get(line.function_id)
        if function is None:
            raise self.damaged("refers to a function that it does not hold")
        name = self.string(function.name) or self.string(function.system_name) or f"0x{address:x}"
        start = max(function.start_line, 0)
        return Frame(name, self.string(function.filename), max(line.line, 0), start, inlined, address)

    def stack(self, ids: tuple[int, ...]) -> tuple[Frame, ...]:
        known = self.stacks.get(ids)
        if known is None:
            try:
                known = tuple(map(self.alone.__getitem__, ids))
            except KeyError:
                known = self.inlined_stack(ids)
            self.stacks[ids] = known
        return known

    def inlined_stack(self, ids: tuple[int, ...]) -> tuple[Frame, ...]:
        try:
            return tuple(frame for id in ids for frame in self.locations[id])
        except KeyError:
            raise self.damaged("refers to a location that it does not hold") from None

    def labels(self, sample: Any) -> tuple[tuple[str, str], ...]:
        return tuple(
            (
                self.string(one.key),
                self.string(one.str) if one.str else f"{one.num} {self.string(one.num_unit)}".rstrip(),
            )
            for one in sample.label
        )

    def type_name(self, one: Kinded) -> str:
        return f"{self.string(one.type)}/{self.string(one.unit)}"

    def profile(self) -> Profile:
        proto = self.proto
        types = tuple(self.type_name(one) for one in proto.sample_type)
        if not types:
            raise ProfileError(f"{self.name} is no pprof profile: it does not say what its samples measure")
        kind = next((KINDS[one] for one in types if one in KINDS), "")
        kind = kind or KINDS.get(self.type_name(proto.period_type), "unknown")
        if kind == "heap" and self.string(proto.default_sample_type).startswith("alloc"):
            kind = "allocs"
        samples: list[tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[str, str], ...]]] = []
        width = len(types)
        for one in proto.sample:
            values = tuple(one.value)
            if len(values) != width:
                raise self.damaged(f"has a sample of {len(values)} values where {width} are declared")
            samples.append((tuple(one.location_id), values, self.labels(one) if one.label else ()))
        warnings = self.warnings()
        if kind in ("goroutine", "goroutineleak"):
            column = next((at for at, one in enumerate(types) if KINDS.get(one) == kind), 0)
            return self.goroutines(
                kind, [(ids, values[column], labels) for ids, values, labels in samples], warnings
            )
        found = tuple(Sample(self.stack(ids), values, labels) for ids, values, labels in samples)
        if kind == "contention":
            kind = self.contention(found)
        sums = tuple(sum(column) for column in zip(*(one[1] for one in samples), strict=True)) or (0,) * width
        duration = proto.duration_nanos / 1e9 if proto.duration_nanos > 0 else None
        return ValueProfile(kind, types, found, sums, duration, tuple(warnings))

    def warnings(self) -> list[str]:
        if not self.nameless:
            return []
        whole = len(self.locations)
        return [
            f"{self.nameless} of {whole} addresses have no function name: it was written without symbols."
        ]

    def contention(self, samples: Sequence[Sample]) -> str:
        """`block` or `mutex`: both measure contentions and delay, so their stacks must tell."""
        for sample in samples:
            leaves = [frame.function for frame in sample.frames[:3]]
            if any(word in leaf for leaf in leaves for word in RELEASES):
                return "mutex"
        if samples:
            return "block"
        return next((kind for kind in ("mutex", "block") if kind in self.name.lower()), "contention")

    def goroutines(
        self,
        kind: str,
        samples: list[tuple[tuple[int, ...], int, tuple[tuple[str, str], ...]]],
        warnings: list[str],
    ) -> GoroutineProfile:
        counts: dict[tuple[tuple[int, ...], tuple[tuple[str, str], ...]], list[int]] = {}
        negative = 0
        for ids, count, labels in samples:
            if count < 0:
                negative -= count
                continue
            if count:
                state, minutes, plain = states(labels)
                entry = counts.setdefault((ids, plain), [0])
                entry[0] += count
                if minutes:
                    entry += [minutes] * min(count, 1 << 20)
        if negative:
            warnings.append(
                f"This is a difference of two profiles: {negative:,} goroutines that ended are left out."
            )
        groups: list[Group] = []
        total_states: dict[str, int] = {}
        for (ids, labels), (count, *waits) in counts.items():
            state = next((value for key, value in labels if key == STATE), "")
            creator = next((Frame(value) for key, value in labels if key == CREATOR and value), None)
            shown = tuple(pair for pair in labels if pair[0] not in (STATE, CREATOR))
            if state:
                total_states[state] = total_states.get(state, 0) + count
            groups.append(
                Group(
                    count,
                    self.stack(ids),
                    state,
                    tuple(sorted(waits)),
                    shown,
                    creator,
                    leaked=kind == "goroutineleak",
                )
            )
        return GoroutineProfile(
            format="proto",
            total=sum(group.count for group in groups),
            groups=tuple(sorted(groups, key=lambda group: -group.count)),
            states=total_states,
            max_wait_minutes=max((group.waits[-1] for group in groups if group.waits), default=0),
            warnings=tuple(warnings),
            kind=kind,
        )


def states(labels: tuple[tuple[str, str], ...]) -> tuple[str, int, tuple[tuple[str, str], ...]]:
    """State and minutes out of the labels of debug=3, and the labels that are not each goroutine's own."""
    if not any(key.startswith("go::goroutine") for key, _ in labels):
        return "", 0, labels
    table = dict(labels)
    minutes = table.get(WAIT, "").partition(" ")[0]
    plain = tuple(pair for pair in labels if pair[0] not in (WAIT, "go::goroutine"))
    return table.get(STATE, ""), int(minutes) if minutes.isdecimal() and len(minutes) < 9 else 0, plain
