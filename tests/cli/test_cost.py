"""`leakline cost`: the price of a leak, measured on the lab and told of a service and a dump."""

import json
import subprocess
import sys
from pathlib import Path

import lab as leaklab
import pytest

PROFILES = Path(__file__).parents[2] / "testdata" / "profiles" / "go1.26"


def cost(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "leakline", "cost", *map(str, words)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_a_leak_of_300_goroutines_against_300_that_ended(go_binary: Path):
    done = cost("--lab", "--goroutines", 300, "--collections", 3, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = {one["name"]: one for one in json.loads(done.stdout)["rows"]}
    assert 295 <= rows["goroutines"]["added"] <= 305
    # A goroutine's stack has 2 KiB at least; some were there to be taken.
    assert 200 * 2048 < rows["stacks in use"]["added"] < 600 * 2048
    assert rows["heap after collecting"]["added"] > 0
    assert rows["CPU of a collection"]["leaked"] > 0
    assert {one["how"] for one in rows.values()} == {"measured", "estimated"}


def test_a_running_service(leaklab: leaklab.Lab):
    leaklab.drive("receive", 120)
    shown = json.loads(cost("--format", "json", leaklab.debug).stdout)
    assert shown["goroutines"] == pytest.approx(leaklab.goroutines(), abs=4)
    assert shown["stack_bytes_how"] == "measured"
    worst = shown["places"][0]
    assert (worst["count"], worst["site"]["function"].endswith("search.func1")) == (120, True)
    assert 0 < worst["stack_bytes"] < shown["stack_bytes"]
    assert 0 < shown["scanned_share"] < 1
    assert "(measured: StackInuse)" in cost(leaklab.debug).stdout


def test_a_dump_is_estimated():
    shown = json.loads(cost("--format", "json", PROFILES / "goroutine-debug2.txt").stdout)
    told = json.loads((PROFILES / "truth.json").read_text())
    assert shown["goroutines"] == told["goroutines"]
    assert shown["stack_bytes_how"] == "estimated"
    assert shown["stack_bytes"] >= 2048 * told["goroutines"]
    assert shown["scanned_share"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "either a SOURCE or --lab"),
        (["--lab", "x"], "either a SOURCE or --lab"),
        (["--lab", "--goroutines", "0"], "--goroutines takes"),
        (["127.0.0.1:1"], "Nothing listens at"),
        ([str(PROFILES / "heap.pb.gz")], "is a heap profile"),
        (["--lab", "--checkout", "/nowhere"], "there is no leak lab in"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(words: list[str], said: str):
    done = cost(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
