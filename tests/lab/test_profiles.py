"""The recordings in testdata/profiles are of the lab's present source and hold what the program itself counted.

Counted by a few lines of this file, not by Leakline's readers.
"""

import gzip
import json
import re
from pathlib import Path

import pytest
from lab import PATTERNS, marked_lines

PROFILES = Path(__file__).resolve().parents[2] / "testdata" / "profiles"
VERSIONS = ("1.21", "1.22", "1.23", "1.24", "1.25", "1.26", "1.27")
TRUTHS = sorted(PROFILES.glob("*/**/truth.json"))
AGAIN = "record again: python testdata/record.py"


def name(path: Path) -> str:
    return path.parent.relative_to(PROFILES).as_posix()


def test_every_version_is_recorded() -> None:
    recorded = {path.relative_to(PROFILES).parts[0] for path in TRUTHS}
    assert recorded == {f"go{version}" for version in VERSIONS}
    for version in VERSIONS:
        folder = PROFILES / f"go{version}"
        for part in (".", "earlier", "crash", "trimpath"):
            truth = json.loads(folder.joinpath(part, "truth.json").read_text())
            assert truth["go"].startswith(f"go{version}.")


@pytest.mark.parametrize("truth", TRUTHS, ids=name)
def test_the_marked_lines_are_still_there(truth: Path) -> None:
    lines = {
        entry["pattern"]: (entry["file"], entry["line"]) for entry in json.loads(truth.read_text())["lines"]
    }
    assert lines == marked_lines(), AGAIN
    assert set(lines) == set(PATTERNS)


@pytest.mark.parametrize("truth", [path for path in TRUTHS if path.parent.name != "crash"], ids=name)
def test_the_texts_hold_as_many_goroutines_as_the_runtime_counted(truth: Path) -> None:
    told = json.loads(truth.read_text())
    one = truth.with_name("goroutine-debug1.txt").read_text()
    two = truth.with_name("goroutine-debug2.txt").read_text()
    assert one.startswith(f"goroutine profile: total {told['goroutines']}\n")
    assert len(re.findall(r"^goroutine \d+ \[", two, re.MULTILINE)) == told["goroutines"]
    for entry in told["lines"]:
        frames = {f"/{entry['file']}:{entry['line']}": entry["goroutines"]}
        if "instead" in entry:
            # One idle connection of the healthy kind stands beside the leaked ones.
            frames = {f"{function}(": n + 1 for function, n in entry["instead"].items()}
        for frame, count in frames.items():
            assert sum(frame in stack and 1 for stack in two.split("\n\n")) == count, frame


def contents(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@pytest.mark.parametrize("version", VERSIONS)
def test_the_recordings_name_no_path_of_the_machine_that_made_them(version: str) -> None:
    files = [path for path in PROFILES.joinpath(f"go{version}").rglob("*") if path.is_file()]
    sources = {
        found.decode()
        for path in files
        for found in re.findall(rb"(?<![\w.)@~-])/[\w.@/-]+\.(?:go|s)\b", contents(path))
    }
    assert any(source.startswith("/tmp/build/leaklab/") for source in sources)
    assert [source for source in sources if not source.startswith("/tmp/build/")] == []


def test_the_recordings_stay_small() -> None:
    assert sum(path.stat().st_size for path in PROFILES.rglob("*") if path.is_file()) < 3_000_000
