"""The flame tree of a profile, or of the difference of two, packed for the flame graph component.

    {"version": 1, "title": str, "kind": str, "unit": str, "scale": int, "total": int, "nodes": N,
     "packed": str, "strings": [str…], "frames": [[function, file, line, start line]…], "hasBase": bool,
     "info": {…} if given}

`packed` is base64 of a zlib stream of these columns, little-endian, N entries each, nodes in preorder, the
root first: self (u32), with a base baseSelf (u32), frame (u32, an index of `frames`), depth (u16). `function`
and `file` are indices of `strings`. Self is the weight of the stacks that end at the node. Children stand
heaviest first.
"""

import base64
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping

from attrs import define, field

from leakline.profiles.collector import paused
from leakline.profiles.model import Frame, GoroutineProfile, Profile, ProfileError

DEEPEST = 0xFFFE
"""Frames of a stack that fit into the depth column; those nearest to the root are kept."""
LARGEST = 0xFFFFFFFF
ROOT = Frame("all")
SCALES = {"bytes": (("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30))}
"""What a unit becomes when its numbers do not fit into 32 bits; `nanoseconds` has its own below."""
TIMES = (("microseconds", 1_000), ("milliseconds", 1_000_000), ("seconds", 1_000_000_000))
COUNTS = (("thousands", 1_000), ("millions", 1_000_000), ("billions", 1_000_000_000))

Weighted = Iterable[tuple[tuple[Frame, ...], int]]
"""Stacks, leaf first, and their weights."""


def flame(
    profile: Profile,
    sample_type: str | None = None,
    base: Profile | None = None,
    title: str = "",
    info: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The document above. `sample_type` is `inuse_space/bytes` or its first part; the last type where absent.

    With `base` every node carries both weights, also those that stand in only one of the two. Raises
    ProfileError where the profile has no such sample type.
    """
    with paused():
        stacks = Stacks()
        unit, weights = weigh(profile, sample_type)
        stacks.add(weights, 0)
        if base is not None:
            stacks.add(weigh(base, sample_type)[1], 1)
        unit, scale = stacks.scale(unit)
        nodes, columns = columns_of(tree_of(stacks), base is not None)
        frames, strings = tables_of(stacks.frames)
    document: dict[str, object] = {
        "version": 1,
        "title": title or profile.kind,
        "kind": profile.kind,
        "unit": unit,
        "scale": scale,
        "total": sum(stacks.own[0].values()),
        "nodes": nodes,
        "packed": base64.b64encode(zlib.compress(columns, 1)).decode("ascii"),
        "strings": strings,
        "frames": frames,
        "hasBase": base is not None,
    }
    if info:
        document["info"] = dict(info)
    return document


def weigh(profile: Profile, sample_type: str | None) -> tuple[str, Weighted]:
    """The unit and the weighted stacks of one sample type."""
    if isinstance(profile, GoroutineProfile):
        return "goroutines", [(group.frames, group.count) for group in profile.groups]
    column = len(profile.sample_types) - 1
    if sample_type is not None:
        fits = [
            at for at, one in enumerate(profile.sample_types) if sample_type in (one, one.partition("/")[0])
        ]
        if not fits:
            known = ", ".join(profile.sample_types)
            raise ProfileError(f"the profile has no sample type '{sample_type}'; it has {known}")
        column = fits[0]
    elif profile.kind == "allocs" and "alloc_space/bytes" in profile.sample_types:
        column = profile.sample_types.index("alloc_space/bytes")
    unit = profile.sample_types[column].partition("/")[2] or "count"
    return unit, [(sample.frames, sample.values[column]) for sample in profile.samples]


class Stacks:
    """Distinct stacks, root first, each as a text with one character a frame: texts sort and compare at the speed of C."""

    def __init__(self) -> None:
        self.frames: list[Frame] = [ROOT]
        self.by_place: dict[tuple[str, str, int], str] = {}
        self.by_object: dict[int, str] = {}
        self.kept: list[object] = []
        """Whatever `by_object` knows by address must stay alive."""
        self.own: tuple[dict[str, int], dict[str, int]] = ({}, {})
        """Weights by stack, of the profile and of its base."""

    def add(self, weights: Weighted, column: int) -> None:
        """Counts stacks in; weights below zero, as differences have them, count as nothing."""
        merged: dict[int, int] = {}
        stacks: dict[int, tuple[Frame, ...]] = {}
        for frames, weight in weights:
            if weight > 0:
                key = id(frames)
                merged[key] = merged.get(key, 0) + weight
                stacks[key] = frames
        self.kept.append(stacks)
        own = self.own[column]
        for key, frames in stacks.items():
            text = self.text(frames)
            own[text] = own.get(text, 0) + merged[key]

    def text(self, frames: tuple[Frame, ...]) -> str:
        if len(frames) > DEEPEST:
            frames = frames[-DEEPEST:]
        try:
            return "".join(map(self.by_object.__getitem__, map(id, reversed(frames))))
        except KeyError:
            return "".join(map(self.character, reversed(frames)))

    def character(self, frame: Frame) -> str:
        """Frames of one function, file and line are one: addresses and inlining make no node of their own."""
        place = (frame.function, frame.file, frame.line)
        known = self.by_place.get(place)
        if known is None:
            if len(self.frames) > sys.maxunicode:
                raise ProfileError(
                    "the profile has more than a million distinct lines, which no flame graph can show"
                )
            known = self.by_place[place] = chr(len(self.frames))
            self.frames.append(frame)
        self.by_object[id(frame)] = known
        return known

    def scale(self, unit: str) -> tuple[str, int]:
        """Divides all weights until they fit into 32 bits; the unit then and the divisor."""
        largest = max((weight for column in self.own for weight in column.values()), default=0)
        if largest <= LARGEST:
            return unit, 1
        steps = SCALES.get(unit, TIMES if unit == "nanoseconds" else COUNTS)
        name, divisor = next((one for one in steps if largest // one[1] <= LARGEST), steps[-1])
        for column in self.own:
            for text, weight in column.items():
                column[text] = min(weight // divisor, LARGEST)
        return name if steps is not COUNTS else f"{name} of {unit}", divisor


@define
class Run:
    """Nodes that follow each other without a branch: the frames `start` to `end` of a stack."""

    stack: str
    start: int
    end: int
    own: tuple[int, int] = (0, 0)
    """What ends at its last node."""
    total: int = 0
    """Of both weights, with all that is below."""
    below: list["Run"] = field(factory=list["Run"])


def tree_of(stacks: Stacks) -> Run:
    """The tree of runs. In sorted order each stack leaves the one before it at one depth, which is all there is to find."""
    own, base = stacks.own
    root = Run("", 0, 0, (own.get("", 0), base.get("", 0)))
    root.total = sum(root.own)
    path = [root]
    last = ""
    for stack in sorted(own.keys() | base.keys()):
        if not stack:
            continue
        depth = common(last, stack)
        while path[-1].end > depth:
            run = path.pop()
            above = path[-1]
            if above.end < depth:
                # The stack leaves in the middle of a run: that is cut in two.
                above.below[-1] = fork = Run(run.stack, run.start, depth, below=[run])
                run.start = depth
                path.append(fork)
                above = fork
            above.total += run.total
        fresh = Run(stack, depth, len(stack), (own.get(stack, 0), base.get(stack, 0)))
        fresh.total = sum(fresh.own)
        path[-1].below.append(fresh)
        path.append(fresh)
        last = stack
    while len(path) > 1:
        run = path.pop()
        path[-1].total += run.total
    return root


def common(one: str, other: str) -> int:
    """How many frames two stacks have in common from the root on."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def columns_of(root: Run, has_base: bool) -> tuple[int, bytes]:
    """The number of nodes and the packed columns: preorder, heaviest child first."""
    depths = little(array("H", range(DEEPEST + 2)))
    parts: tuple[list[bytes], ...] = ([], [], [], [])
    own, base, frames, deep = (part.append for part in parts)
    # The root is a frame of its own, number 0, in front of all stacks.
    root.stack, root.start, root.end = "\0", -1, 0
    nodes = 0
    waiting = [root]
    while waiting:
        run = waiting.pop()
        count = run.end - run.start
        nodes += count
        silent = bytes(4 * (count - 1))
        own(silent + run.own[0].to_bytes(4, "little"))
        if has_base:
            base(silent + run.own[1].to_bytes(4, "little"))
        shown = run.stack[run.start : run.end] if run is not root else run.stack
        frames(shown.encode("utf-32-le", "surrogatepass"))
        deep(depths[2 * (run.start + 1) : 2 * (run.end + 1)])
        if len(run.below) > 1:
            run.below.sort(key=weight_of)
        waiting += run.below
    return nodes, b"".join(piece for part in parts for piece in part)


def weight_of(run: Run) -> int:
    return run.total


def tables_of(frames: list[Frame]) -> tuple[list[list[int]], list[str]]:
    """The frame table and its strings."""
    strings: dict[str, int] = {}

    def string(text: str) -> int:
        return strings.setdefault(text, len(strings))

    return [[string(one.function), string(one.file), one.line, one.start_line] for one in frames], list(
        strings
    )


def little(values: "array[int]") -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()
