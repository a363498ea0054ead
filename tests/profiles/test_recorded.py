"""Recordings of Go 1.21 to 1.27: every goroutine counted, every leaking line seen, as the lab itself says."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakline.profiles.model import GoroutineProfile, ValueProfile
from leakline.profiles.read import read_path

PROFILES = Path(__file__).parents[2] / "testdata" / "profiles"
TRUTHS = sorted(PROFILES.glob("go1.*/**/truth.json"))
FORMATS = {
    "goroutine-debug0.pb.gz": "proto",
    "goroutine-debug1.txt": "text-debug1",
    "goroutine-debug2.txt": "text-debug2",
}


def goroutine_files() -> Iterator[tuple[Path, dict]]:
    for truth in TRUTHS:
        for name in FORMATS:
            if (file := truth.parent / name).exists():
                yield file, json.loads(truth.read_text())


def named(path: Path) -> str:
    return str(path.relative_to(PROFILES))


GOROUTINES = list(goroutine_files())


def goroutines_at(profile: GoroutineProfile, file: str, line: int) -> int:
    """How many goroutines have this line of the lab on their stack."""
    return sum(
        group.count
        for group in profile.groups
        if any(frame.line == line and frame.file.endswith(f"/{file}") for frame in group.frames)
    )


def test_recordings_of_all_versions_are_there():
    assert {path.parent.name for path in TRUTHS} >= {f"go1.{minor}" for minor in (21, 22, 23, 24, 25, 26, 27)}


@pytest.mark.parametrize(("file", "truth"), GOROUTINES, ids=[named(file) for file, _ in GOROUTINES])
def test_every_goroutine_of_a_recording_is_counted(file: Path, truth: dict):
    profile = read_path(file)
    assert isinstance(profile, GoroutineProfile)
    assert profile.format == FORMATS[file.name]
    assert profile.total == truth["goroutines"]
    assert profile.total == sum(group.count for group in profile.groups)
    assert not profile.cut
    assert profile.warnings == ()
    for row in truth["lines"]:
        if "instead" not in row:
            assert goroutines_at(profile, row["file"], row["line"]) == row["goroutines"], row["pattern"]
            continue
        for function, count in row["instead"].items():
            seen = sum(
                group.count
                for group in profile.groups
                if any(frame.function == function for frame in group.frames)
            )
            # One healthy idle connection is there besides, as the recordings' README says.
            assert seen == count + 1


@pytest.mark.parametrize(
    "file",
    [file for file, _ in GOROUTINES if file.name == "goroutine-debug2.txt"],
    ids=lambda file: named(file),
)
def test_states_of_a_recording_are_those_of_its_header_lines(file: Path):
    profile = read_path(file)
    assert isinstance(profile, GoroutineProfile)
    expected: Counter[str] = Counter()
    for line in file.read_text().splitlines():
        if line.startswith("goroutine ") and line.endswith(":"):
            inner = line[line.index("[") + 1 :].partition("]")[0].partition(" labels:{")[0]
            expected[inner.split(",")[0].removesuffix(" (leaked)")] += 1
    assert profile.states == dict(expected)
    assert sum(profile.states.values()) == profile.total


@pytest.mark.parametrize("file", sorted(PROFILES.glob("go1.*/crash/*.txt")), ids=named)
def test_crash_output_is_read_whole(file: Path):
    profile = read_path(file)
    assert isinstance(profile, GoroutineProfile)
    assert profile.format == "crash"
    headers = [
        line for line in file.read_text().splitlines() if line.startswith("goroutine ") and line.endswith(":")
    ]
    assert profile.total == len(headers)
    truth = json.loads((file.parent / "truth.json").read_text())
    for row in truth["lines"]:
        if "instead" not in row:
            assert goroutines_at(profile, row["file"], row["line"]) == row["goroutines"], row["pattern"]


LEAKS = sorted(PROFILES.glob("go1.*/**/goroutineleak-debug[01]*"))


@pytest.mark.parametrize("file", LEAKS, ids=named)
def test_goroutineleak_marks_every_group_leaked(file: Path):
    profile = read_path(file)
    assert isinstance(profile, GoroutineProfile)
    assert profile.kind == "goroutineleak"
    title = file.with_name("goroutineleak-debug1.txt").read_text().splitlines()[0]
    assert profile.total == int(title.removeprefix("goroutineleak profile: total "))
    assert all(group.leaked for group in profile.groups)
    truth = json.loads((file.parent / "truth.json").read_text())
    seen = {row["pattern"]: goroutines_at(profile, row["file"], row["line"]) for row in truth["lines"]}
    # What the runtime can prove, it proves for all goroutines of the line.
    expected = {row["pattern"]: row["goroutines"] for row in truth["lines"] if seen[row["pattern"]]}
    assert {pattern: count for pattern, count in seen.items() if count} == expected
    assert "send" in expected


@pytest.mark.parametrize(
    "file", sorted(PROFILES.glob("go1.*/goroutine-debug2-after-goroutineleak.txt")), ids=named
)
def test_leaked_marks_of_debug2_are_read(file: Path):
    profile = read_path(file)
    assert isinstance(profile, GoroutineProfile)
    marks = sum("(leaked)" in line for line in file.read_text().splitlines() if line.startswith("goroutine "))
    assert sum(group.count for group in profile.groups if group.leaked) == marks > 0
    assert not any("leaked" in state for state in profile.states)


@pytest.mark.parametrize("file", sorted(PROFILES.glob("go1.*/labels/goroutine-debug2.txt")), ids=named)
def test_labels_of_debug2_equal_those_of_the_proto(file: Path):
    text, proto = read_path(file), read_path(file.with_name("goroutine-debug0.pb.gz"))
    assert isinstance(text, GoroutineProfile)
    assert isinstance(proto, GoroutineProfile)

    def labels(profile: GoroutineProfile) -> Counter[tuple[tuple[str, str], ...]]:
        found: Counter[tuple[tuple[str, str], ...]] = Counter()
        for group in profile.groups:
            found[tuple(sorted(group.labels))] += group.count
        return found

    assert labels(text) == labels(proto)
    assert len(labels(text)) > 1


@pytest.mark.parametrize("file", sorted(PROFILES.glob("go1.*/aged/goroutine-debug2.txt")), ids=named)
def test_waits_are_whole_minutes_of_the_headers(file: Path):
    profile = read_path(file)
    assert isinstance(profile, GoroutineProfile)
    text = file.read_text()
    waits = sorted(wait for group in profile.groups for wait in group.waits)
    words = sorted(
        int(part.split(" minutes")[0].rsplit(", ", 1)[1]) for part in text.split("\n") if " minutes" in part
    )
    assert waits == words
    assert profile.max_wait_minutes == max(words) >= 1


KINDS = {
    "heap.pb.gz": ("heap", "inuse_space/bytes"),
    "allocs.pb.gz": ("allocs", "alloc_space/bytes"),
    "block.pb.gz": ("block", "delay/nanoseconds"),
    "mutex.pb.gz": ("mutex", "delay/nanoseconds"),
    "threadcreate.pb.gz": ("threadcreate", "threadcreate/count"),
}
VALUES = [file for name in KINDS for file in sorted(PROFILES.glob(f"go1.*/{name}"))]


@pytest.mark.parametrize("file", VALUES, ids=named)
def test_other_kinds_are_told_from_their_sample_types(file: Path):
    profile = read_path(file)
    assert isinstance(profile, ValueProfile)
    kind, sample_type = KINDS[file.name]
    assert profile.kind == kind
    assert sample_type in profile.sample_types
    assert len(profile.sums) == len(profile.sample_types)
    for column, total in enumerate(profile.sums):
        assert total == sum(sample.values[column] for sample in profile.samples)
