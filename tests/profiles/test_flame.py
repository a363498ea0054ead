"""The flame document: folded, ordered and packed as the component unpacks it."""

import base64
import zlib
from array import array
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakline.profiles.flame import flame
from leakline.profiles.model import Frame, GoroutineProfile, Group, ProfileError, Sample, ValueProfile


def goroutines(*rows: tuple[int, str]) -> GoroutineProfile:
    """Groups from a count and a stack, root first, as letters."""
    groups = tuple(
        Group(count, tuple(Frame(f"main.{one}", "/m.go", ord(one), 1) for one in reversed(stack)))
        for count, stack in rows
    )
    return GoroutineProfile("proto", sum(group.count for group in groups), groups)


def values(
    *rows: tuple[int, ...], types: tuple[str, ...] = ("samples/count", "cpu/nanoseconds")
) -> ValueProfile:
    samples = tuple(Sample((Frame(f"f{at}"),), row) for at, row in enumerate(rows))
    return ValueProfile("cpu", types, samples, tuple(map(sum, zip(*rows, strict=True))))


def unpacked(document: dict) -> list[tuple]:
    """Rows of (depth, function, line, self[, base])."""
    data = zlib.decompress(base64.b64decode(document["packed"]))
    count = document["nodes"]
    columns = 3 if document["hasBase"] else 2
    assert len(data) == count * (4 * columns + 2)
    ints = [array("I", data[at * 4 * count : (at + 1) * 4 * count]).tolist() for at in range(columns)]
    depths = array("H", data[columns * 4 * count :]).tolist()
    rows = []
    for at in range(count):
        function, _, line, _ = document["frames"][ints[-1][at]]
        rows.append((depths[at], document["strings"][function], line, *(column[at] for column in ints[:-1])))
    return rows


def test_preorder_heaviest_child_first():
    document = flame(goroutines((1, "ab"), (5, "ac"), (2, "acd"), (3, "x"), (1, "a")), title="shop")
    assert unpacked(document) == [
        (0, "all", 0, 0),
        (1, "main.a", ord("a"), 1),
        (2, "main.c", ord("c"), 5),
        (3, "main.d", ord("d"), 2),
        (2, "main.b", ord("b"), 1),
        (1, "main.x", ord("x"), 3),
    ]
    assert (document["version"], document["title"], document["kind"], document["unit"]) == (
        1,
        "shop",
        "goroutine",
        "goroutines",
    )
    assert (document["total"], document["nodes"], document["scale"]) == (12, 6, 1)
    assert document["frames"][1][3] == 1


def test_a_difference_carries_both_weights():
    document = flame(goroutines((5, "ab"), (1, "ac")), base=goroutines((2, "ab"), (9, "z")))
    assert document["hasBase"] is True
    assert document["total"] == 6
    assert sorted(unpacked(document)[1:]) == sorted(
        [
            (1, "main.z", ord("z"), 0, 9),
            (1, "main.a", ord("a"), 0, 0),
            (2, "main.b", ord("b"), 5, 2),
            (2, "main.c", ord("c"), 1, 0),
        ]
    )


def test_lines_of_one_function_are_nodes_of_their_own():
    frames = [(Frame("f", "a.go", 1),), (Frame("f", "a.go", 2),), (Frame("f", "a.go", 1, address=7),)]
    profile = GoroutineProfile("proto", 6, tuple(Group(2, stack) for stack in frames))
    assert [row[2:] for row in unpacked(flame(profile))[1:]] == [(1, 4), (2, 2)]


def test_the_last_sample_type_is_shown_unless_another_is_asked_for():
    profile = values((1, 100), (5, 20))
    assert [row[3] for row in unpacked(flame(profile))] == [0, 100, 20]
    document = flame(profile, "samples")
    assert [row[3] for row in unpacked(document)] == [0, 5, 1]
    assert document["unit"] == "count"
    with pytest.raises(ProfileError, match="no sample type 'bytes'; it has samples/count, cpu/nanoseconds"):
        flame(profile, "bytes")


def test_weights_beyond_32_bits_are_scaled():
    document = flame(values((1, 9_000_000_000), (1, 1_000)))
    assert (document["unit"], document["scale"], document["total"]) == ("microseconds", 1000, 9_000_001)
    heap = values((1, 20 << 30), types=("inuse_objects/count", "inuse_space/bytes"))
    assert flame(heap)["unit"] == "KiB"


def test_weights_below_zero_count_as_nothing():
    assert flame(values((1, -5), (1, 7)))["total"] == 7


def test_an_empty_profile_is_a_lone_root():
    document = flame(ValueProfile("cpu", ("samples/count",), (), (0,)))
    assert unpacked(document) == [(0, "all", 0, 0)]


def test_info_travels_along():
    assert flame(goroutines((1, "a")), info={"frames": {"1": {"tier": "proven"}}})["info"] == {
        "frames": {"1": {"tier": "proven"}}
    }
    assert "info" not in flame(goroutines((1, "a")))


@given(
    st.lists(st.tuples(st.integers(1, 50), st.text("abc", min_size=1, max_size=6)), min_size=1, max_size=30)
)
def test_folding_loses_nothing(rows):
    seen: Counter[tuple[str, ...]] = Counter()
    path: list[str] = []
    for depth, function, _, own in unpacked(flame(goroutines(*rows))):
        path[depth:] = [function]
        if own:
            seen[tuple(path[1:])] += own
    expected: Counter[tuple[str, ...]] = Counter()
    for count, stack in rows:
        expected[tuple(f"main.{one}" for one in stack)] += count
    assert seen == expected
