"""`leakline sweep`: three live labs of which one leaks more, and one that does not answer."""

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lab as leaklab
import pytest

PROFILES = Path(__file__).parents[2] / "testdata" / "profiles" / "go1.26"
NOBODY = "127.0.0.1:1"


def sweep(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "leakline", "sweep", *map(str, words)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_the_instance_that_leaks_most_stands_out_and_a_dead_one_is_a_row(
    start_leaklab: Callable[..., leaklab.Lab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LEAKLINE_CAPTURES", str(tmp_path))
    labs = [start_leaklab() for _ in range(3)]
    counts = (2, 40, 3)
    for lab, count in zip(labs, counts, strict=True):
        lab.drive("send", count)
    done = sweep("--format", "json", *(lab.debug for lab in labs), NOBODY)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    failed = shown["instances"][3]
    assert "Nothing listens at" in failed["failure"]
    worst = shown["places"][0]
    assert worst["site"]["file"].endswith("pricing/quote.go")
    assert tuple(worst["counts"].values()) == counts
    assert (worst["total"], worst["spread"], worst["max"]) == (45, 3, 40)
    assert worst["rms"] == pytest.approx(math.sqrt((4 + 1600 + 9) / 3))
    assert worst["outlier"] == labs[1].debug
    text = sweep(*(lab.debug for lab in labs), NOBODY).stdout
    assert "4 instances, 1 failed" in text
    assert f"stands out on {labs[1].debug}: 40 against 2, the median of the others" in text


def test_dumps_in_any_order():
    files = [PROFILES / "earlier" / "goroutine-debug2.txt", PROFILES / "goroutine-debug2.txt"]
    for by in ("total", "spread", "max", "rms"):
        shown = json.loads(sweep("--by", by, "--format", "json", *files).stdout)
        assert shown["outlier"] is None
        rows = [one[by] for one in shown["places"] if one["verdict"]["tier"] not in ("benign", "proven")]
        assert rows == sorted(rows, reverse=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "needs a SOURCE or --dns"),
        (["-", "-"], "can stand for one source only"),
        (["--dns", "localhost"], "--dns takes NAME:PORT"),
        (["--dns", "no-such-name.invalid:1"], "is not known"),
        (["--parallel", "0", NOBODY], "--parallel must be"),
        (["shop.example.com:6060"], "--allow-remote"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(words: list[str], said: str):
    done = sweep(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_where_nobody_answers_every_row_says_so():
    done = sweep(NOBODY, "127.0.0.1:2")
    assert done.returncode == 2
    assert done.stdout.count("Nothing listens at") == 2
    assert "none of them could be asked" in done.stderr
