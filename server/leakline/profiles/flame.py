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

from leakline.profiles.model import Frame, GoroutineProfile, Profile, ProfileError

DEEPEST = 0xFFFE
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
    tree = Tree()
    unit, weights = weigh(profile, sample_type)
    tree.add(weights, 0)
    if base is not None:
        tree.add(weigh(base, sample_type)[1], 1)
    unit, scale = tree.scale(unit)
    columns, frames, strings = tree.pack(base is not None)
    document: dict[str, object] = {
        "version": 1,
        "title": title or profile.kind,
        "kind": profile.kind,
        "unit": unit,
        "scale": scale,
        "total": sum(tree.own[0]),
        "nodes": len(tree.parents),
        "packed": base64.b64encode(zlib.compress(columns, 6)).decode("ascii"),
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


class Tree:
    """A tree that grows as stacks are folded in. A node is a number; parents come before their children."""

    def __init__(self) -> None:
        self.parents: list[int] = [0]
        self.frame_of: list[int] = [0]
        self.own: tuple[list[int], list[int]] = ([0], [0])
        self.children: dict[int, int] = {}
        """From parent and frame, in one number, to the node."""
        self.frames: list[Frame] = [ROOT]
        self.by_place: dict[tuple[str, str, int], int] = {}
        self.by_object: dict[int, int] = {}
        self.kept: list[object] = []
        """Whatever `by_object` knows by address must stay alive."""

    def frame_number(self, frame: Frame) -> int:
        place = (frame.function, frame.file, frame.line)
        number = self.by_place.get(place)
        if number is None:
            number = self.by_place[place] = len(self.frames)
            self.frames.append(frame)
        self.by_object[id(frame)] = number
        return number

    def add(self, weights: Weighted, column: int) -> None:
        """Folds stacks in; weights below zero, as differences have them, count as nothing."""
        merged: dict[int, int] = {}
        stacks: dict[int, tuple[Frame, ...]] = {}
        for frames, weight in weights:
            if weight > 0:
                key = id(frames)
                merged[key] = merged.get(key, 0) + weight
                stacks[key] = frames
        self.kept.append(stacks)
        known, children, parents, frame_of = self.by_object, self.children, self.parents, self.frame_of
        own, other = self.own[column], self.own[1 - column]
        for key, frames in stacks.items():
            node = 0
            for frame in reversed(frames[-DEEPEST:]):
                number = known.get(id(frame))
                if number is None:
                    number = self.frame_number(frame)
                edge = node << 32 | number
                child = children.get(edge)
                if child is None:
                    child = children[edge] = len(parents)
                    parents.append(node)
                    frame_of.append(number)
                    own.append(0)
                    other.append(0)
                node = child
            own[node] += merged[key]

    def scale(self, unit: str) -> tuple[str, int]:
        """Divides all weights until they fit into 32 bits; the unit then and the divisor."""
        largest = max(max(self.own[0]), max(self.own[1]))
        if largest <= LARGEST:
            return unit, 1
        steps = SCALES.get(unit, TIMES if unit == "nanoseconds" else COUNTS)
        name, divisor = next((one for one in steps if largest // one[1] <= LARGEST), steps[-1])
        for column in self.own:
            column[:] = [min(weight // divisor, LARGEST) for weight in column]
        return name if steps is not COUNTS else f"{name} of {unit}", divisor

    def preorder(self) -> tuple[list[int], list[int]]:
        """Nodes from the root on, heaviest child first by both weights, and their depths."""
        count = len(self.parents)
        parents = self.parents
        totals = [one + other for one, other in zip(*self.own, strict=True)]
        for node in range(count - 1, 0, -1):
            totals[parents[node]] += totals[node]
        below: list[list[int] | None] = [None] * count
        # Lightest first, so that the heaviest lies on top of the stack below.
        for node in sorted(range(1, count), key=totals.__getitem__):
            siblings = below[parents[node]]
            if siblings is None:
                below[parents[node]] = [node]
            else:
                siblings.append(node)
        order: list[int] = []
        depths: list[int] = []
        depth = [0] * count
        stack = [0]
        while stack:
            node = stack.pop()
            order.append(node)
            depths.append(depth[node])
            if (siblings := below[node]) is not None:
                deeper = depth[node] + 1
                for child in siblings:
                    depth[child] = deeper
                stack += siblings
        return order, depths

    def pack(self, has_base: bool) -> tuple[bytes, list[list[int]], list[str]]:
        """The columns, the frame table and the strings."""
        order, depths = self.preorder()
        columns = [column("I", map(self.own[0].__getitem__, order))]
        if has_base:
            columns.append(column("I", map(self.own[1].__getitem__, order)))
        columns.append(column("I", map(self.frame_of.__getitem__, order)))
        columns.append(column("H", depths))
        strings: dict[str, int] = {}

        def string(text: str) -> int:
            return strings.setdefault(text, len(strings))

        frames = [[string(one.function), string(one.file), one.line, one.start_line] for one in self.frames]
        return b"".join(columns), frames, list(strings)


def column(code: str, values: Iterable[int]) -> bytes:
    packed = array(code, values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
