"""pprof protos: what each kind becomes, and what damaged ones are told."""

import gzip
from typing import Any

import pytest

from leakline.profiles import generate, pprof_pb2
from leakline.profiles.model import Frame, GoroutineProfile, ProfileError, ValueProfile
from leakline.profiles.read import read

GOROUTINE = ("goroutine", "count")


def proto(
    types: list[tuple[str, str]], samples: list[tuple[list[int], list[int], dict[str, Any]]], **more: Any
) -> Any:
    """A profile whose location N is function fN at line 10*N; location 9 has two lines, one inlined."""
    out: Any = pprof_pb2.Profile()
    strings = [b""]

    def string(text: str | bytes) -> int:
        raw = text if isinstance(text, bytes) else text.encode()
        if raw not in strings:
            strings.append(raw)
        return strings.index(raw)

    for name, unit in types:
        out.sample_type.add(type=string(name), unit=string(unit))
    out.period_type.type, out.period_type.unit = string(types[0][0]), string(types[0][1])
    for at in range(1, 10):
        out.function.add(
            id=at, name=string(f"main.f{at}"), filename=string("/src/main.go"), start_line=10 * at - 1
        )
        location = out.location.add(id=at, address=0x1000 + at)
        if at == 9:
            location.line.add(function_id=8, line=88)
        location.line.add(function_id=at, line=10 * at)
    for locations, values, labels in samples:
        sample = out.sample.add(location_id=locations, value=values)
        for key, value in labels.items():
            if isinstance(value, int):
                sample.label.add(key=string(key), num=value, num_unit=string("bytes"))
            else:
                sample.label.add(key=string(key), str=string(value))
    for key, value in more.items():
        setattr(out, key, string(value) if isinstance(value, str) else value)
    out.string_table.extend(strings)
    return out


def test_goroutines_keep_count_labels_start_lines_and_inlining():
    data = proto([GOROUTINE], [([9, 1], [7], {"request": "x"}), ([1], [3], {})]).SerializeToString()
    profile = read(data, "g")
    assert isinstance(profile, GoroutineProfile)
    assert (profile.kind, profile.format, profile.total) == ("goroutine", "proto", 10)
    first = profile.groups[0]
    assert first.count == 7
    assert first.labels == (("request", "x"),)
    assert first.frames == (
        Frame("main.f8", "/src/main.go", 88, 79, True, 0x1009),
        Frame("main.f9", "/src/main.go", 90, 89, False, 0x1009),
        Frame("main.f1", "/src/main.go", 10, 9, False, 0x1001),
    )


def test_packed_and_plain_read_the_same():
    data = proto([GOROUTINE], [([1], [3], {})]).SerializeToString()
    assert read(gzip.compress(data), "g") == read(data, "g")


def test_go_writes_the_period_type_first():
    # Go's own writer begins with field 11; a reader that expects field 1 first takes it for something else.
    whole = proto([GOROUTINE], [([1], [3], {})])
    head: Any = pprof_pb2.Profile()
    head.period_type.CopyFrom(whole.period_type)
    whole.ClearField("period_type")
    data = head.SerializeToString() + whole.SerializeToString()
    assert data[0] == 0x5A
    assert isinstance(read(data, "g"), GoroutineProfile)


def test_goroutineleak_marks_its_groups():
    profile = read(proto([("goroutineleak", "count")], [([1], [3], {})]).SerializeToString(), "g")
    assert isinstance(profile, GoroutineProfile)
    assert (profile.kind, profile.groups[0].leaked) == ("goroutineleak", True)


@pytest.mark.parametrize(
    ("types", "more", "kind"),
    [
        (
            [
                ("alloc_objects", "count"),
                ("alloc_space", "bytes"),
                ("inuse_objects", "count"),
                ("inuse_space", "bytes"),
            ],
            {},
            "heap",
        ),
        (
            [("alloc_objects", "count"), ("alloc_space", "bytes")],
            {"default_sample_type": "alloc_space"},
            "allocs",
        ),
        ([("samples", "count"), ("cpu", "nanoseconds")], {}, "cpu"),
        ([("threadcreate", "count")], {}, "threadcreate"),
        ([("contentions", "count"), ("delay", "nanoseconds")], {}, "block"),
        ([("widgets", "count")], {}, "unknown"),
    ],
)
def test_the_kind_is_told_from_sample_types(types, more, kind):
    profile = read(proto(types, [([1], [1] * len(types), {})], **more).SerializeToString(), "p")
    assert profile.kind == kind


def test_a_mutex_profile_is_told_from_a_block_profile_by_its_stacks():
    whole = proto([("contentions", "count"), ("delay", "nanoseconds")], [([1], [1, 5], {})])
    whole.string_table[whole.function[0].name] = b"sync.(*Mutex).Unlock"
    assert read(whole.SerializeToString(), "p").kind == "mutex"


def test_sums_duration_and_number_labels():
    types = [("samples", "count"), ("cpu", "nanoseconds")]
    whole = proto(types, [([1], [1, 10], {"size": 64}), ([2], [2, 20], {})], duration_nanos=1_500_000_000)
    profile = read(whole.SerializeToString(), "p")
    assert isinstance(profile, ValueProfile)
    assert profile.sample_types == ("samples/count", "cpu/nanoseconds")
    assert profile.sums == (3, 30)
    assert profile.duration_seconds == 1.5
    assert profile.samples[0].labels == (("size", "64 bytes"),)


def test_a_difference_leaves_out_what_ended_and_says_so():
    profile = read(proto([GOROUTINE], [([1], [5], {}), ([2], [-2], {})]).SerializeToString(), "g")
    assert isinstance(profile, GoroutineProfile)
    assert profile.total == 5
    assert "difference of two profiles: 2 goroutines" in profile.warnings[0]


def test_states_of_debug3_labels():
    labels = {
        "go::goroutine": 4,
        "go::goroutine_state": "chan send",
        "go::goroutine_wait_minutes": 6,
        "go::goroutine_created_by": "main.start",
        "app": "shop",
    }
    profile = read(
        proto(
            [GOROUTINE], [([1], [1], labels), ([1], [1], {**labels, "go::goroutine": 5})]
        ).SerializeToString(),
        "g",
    )
    assert isinstance(profile, GoroutineProfile)
    assert len(profile.groups) == 1
    group = profile.groups[0]
    assert (group.count, group.state, group.waits) == (2, "chan send", (6, 6))
    assert group.labels == (("app", "shop"),)
    assert group.creator == Frame("main.start")
    assert profile.states == {"chan send": 2}


def test_invalid_utf8_and_missing_symbols():
    whole = proto([GOROUTINE], [([1, 2], [1], {})])
    whole.string_table[whole.function[0].name] = b"main.\xff"
    del whole.location[1].line[:]
    profile = read(whole.SerializeToString(), "g")
    assert isinstance(profile, GoroutineProfile)
    assert [frame.function for frame in profile.groups[0].frames] == ["main.\ufffd", "0x1002"]
    assert "no function name" in profile.warnings[0]


def damaged(change) -> bytes:
    whole = proto([GOROUTINE], [([1], [1], {})])
    change(whole)
    return whole.SerializeToString()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one.sample[0].location_id.append(77), "refers to a location"),
        (lambda one: one.sample[0].value.append(77), "has a sample of 2 values where 1 are declared"),
        (lambda one: one.function.__delitem__(0), "refers to a function"),
        (lambda one: setattr(one.function[0], "name", 99), "refers to a text"),
        (lambda one: setattr(one.function[0], "name", -1), "refers to a text"),
        (lambda one: one.ClearField("sample_type"), "does not say what its samples measure"),
    ],
)
def test_damaged_protos_are_told_in_one_sentence(change, words):
    with pytest.raises(ProfileError, match=words) as caught:
        read(damaged(change), "g.pb.gz")
    assert "\n" not in str(caught.value)


def test_a_cut_proto_and_a_cut_gzip():
    data = proto([GOROUTINE], [([1], [3], {})]).SerializeToString()
    with pytest.raises(ProfileError, match="cut off or damaged"):
        read(data[:-3], "g.pb")
    with pytest.raises(ProfileError, match="gzip"):
        read(gzip.compress(data)[:-12], "g.pb.gz")
    with pytest.raises(ProfileError, match="gzip"):
        read(b"\x1f\x8b" + b"\x00" * 50, "g.pb.gz")


def test_several_profiles_in_one_file_are_told_apart(testdata):
    first = gzip.decompress((testdata / "profiles/go1.27/earlier/goroutine-debug0.pb.gz").read_bytes())
    second = gzip.decompress((testdata / "profiles/go1.27/goroutine-debug0.pb.gz").read_bytes())
    heap = gzip.decompress((testdata / "profiles/go1.27/heap.pb.gz").read_bytes())
    alone = [read(one, "g") for one in (first, second)]
    for whole in (
        first + second,
        gzip.compress(first) + gzip.compress(second),
        heap + first + heap + second + heap,
    ):
        found = read(whole, "g")
        assert isinstance(found, GoroutineProfile)
        assert found.groups == alone[1].groups
        assert [one.groups for one in found.dumps] == [one.groups for one in alone]
        assert "not added up" in found.warnings[-1]
    # Other writers put the period's type and the times behind the strings.
    whole = proto([GOROUTINE], [([1], [3], {})], time_nanos=5).SerializeToString()
    assert [one.total for one in read(whole * 3, "g").dumps] == [3, 3, 3]
    both = read(heap + heap, "heap")
    assert isinstance(both, ValueProfile)
    assert both.samples == read(heap, "heap").samples
    assert "2 profiles" in both.warnings[0]


def test_a_string_table_with_two_empty_strings_is_one_profile():
    whole = proto([GOROUTINE], [([1], [3], {})])
    whole.string_table.append(b"")
    assert read(whole.SerializeToString(), "g").total == 3


def test_the_generated_code_is_current():
    assert generate.generated() == (generate.HERE / "pprof_pb2.py").read_text(encoding="utf-8")
