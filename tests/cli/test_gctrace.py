"""`leakline gctrace`: one log, or two side by side."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LINE = (
    "gc {} @{}s {}%: {}+{}+0.004 ms clock, 0.1+0.2/0.4/0.1+0.016 ms cpu, {}->{}->{} MB, {} MB goal, "
    "1 MB stacks, 0 MB globals, 4 P\n"
)


def log(pause: float, live: int, count: int = 5) -> bytes:
    return (
        b"starting\n"
        + "".join(
            LINE.format(at, at * 0.5, at, pause, 1.5, live + 2, live + 2, live, 2 * live)
            for at in range(1, count + 1)
        ).encode()
    )


def gctrace(*words: object, stdin: bytes = b"") -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "leakline", "gctrace", *map(str, words)], capture_output=True, input=stdin
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def logs(tmp_path: Path) -> tuple[Path, Path]:
    before, after = tmp_path / "before.log", tmp_path / "after.log"
    before.write_bytes(log(2.0, 40))
    after.write_bytes(log(0.5, 10, 3))
    return before, after


def test_two_side_by_side(logs: tuple[Path, Path]):
    done = gctrace("--format", "json", *logs)
    assert done.returncode == 0, done.stderr
    shown = {row["name"]: (row["before"], row["after"]) for row in json.loads(done.stdout)["rows"]}
    assert shown["collections"] == (5, 3)
    assert shown["a minute"] == (120, 120)
    assert shown["pauses, longest"] == pytest.approx((2.004, 0.504))
    assert shown["pauses, together"] == pytest.approx((10.02, 1.512))
    assert shown["heap live, last"] == (40, 10)
    assert shown["heap goal, last"] == (80, 20)
    text = gctrace(*logs).stdout
    assert "heap live, last              40 MB       10 MB     -75%" in text
    assert "They span different times" in text


def test_one_alone_and_stdin():
    assert gctrace("-", stdin=log(1, 10)).stdout.startswith("standard input: a GC trace of 5 collections")
    assert (
        json.loads(gctrace("--format", "json", "-", stdin=log(1, 10)).stdout)["summary"]["collections"] == 5
    )


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["-", "-"], b"", "can stand for one log only"),
        (["-"], b"", "is empty"),
        (["-"], b"goroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n", "holds no line of a GC trace"),
        (["/nowhere.log"], b"", "cannot be read"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(words: list[str], stdin: bytes, said: str):
    done = gctrace(*words, stdin=stdin)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
