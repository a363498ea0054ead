"""`leakline watch` on the live lab: a leak under way, a service at rest, one that goes away."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import lab as leaklab
import pytest


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "leakline", "watch", *map(str, words)]


def watch(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command(*words), capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_a_leak_under_way_rises_and_is_named(leaklab: leaklab.Lab, tmp_path: Path):
    picture = tmp_path / "trend.svg"
    process = subprocess.Popen(
        command(
            "--every",
            0.3,
            "--samples",
            10,
            "--format",
            "json",
            "--svg",
            picture,
            "--max-per-minute",
            5,
            leaklab.debug,
        ),
        stdout=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None:
        leaklab.get(leaklab.shop + leaklab.leaks["receive"].path)
    assert process.stdout is not None
    shown = json.loads(process.stdout.read())
    assert process.returncode == 1
    assert len(shown["samples"]) == 10
    trend = shown["trend"]
    assert trend["verdict"] == "rising"
    assert trend["per_minute"] > trend["uncertainty"] > 0
    worst = shown["grown"][0]
    assert worst["site"]["function"].endswith("(*Catalog).search.func1")
    assert worst["after"] - worst["before"] > 5
    assert shown["next"]["question"] == "rising"
    assert "search.func1 (search.go:17)" in shown["next"]["found"]
    assert "a minute or more, and --max-per-minute is 5" in shown["exceeded"][0]
    assert all(
        one["heap"] > 0 and one["stacks"] > 0 and one["pauses"] is not None for one in shown["samples"]
    )
    root = ElementTree.fromstring(picture.read_text())
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 4


def test_a_service_at_rest(leaklab: leaklab.Lab):
    done = watch("--every", 0.1, "--samples", 6, leaklab.debug)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(" goroutines  ") >= 1
    assert "level: " in done.stdout
    assert "Nothing to do here." in done.stdout
    assert watch("--every", 0.1, "--samples", 2, "--max-goroutines", 3, leaklab.debug).returncode == 1


def test_a_service_that_goes_away_is_judged_by_what_was_seen(leaklab: leaklab.Lab):
    process = subprocess.Popen(
        command("--every", 0.2, "--samples", 500, leaklab.debug),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    for _ in range(3):
        process.stdout.readline()
    leaklab.stop()
    out, err = process.communicate()
    assert process.returncode == 0
    assert err.count("Nothing listens at") >= 1
    assert "too few samples to tell" in out or "level" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["127.0.0.1:1"], "Nothing listens at"),
        (["shop.example.com:6060"], "--allow-remote"),
        (["--every", "0", "127.0.0.1:1"], "--every takes"),
        (["--samples", "1", "127.0.0.1:1"], "--samples 2 to"),
        (["--max-per-minute", "-1", "127.0.0.1:1"], "must be 0 or more"),
        (["nothing at all"], "is neither a file nor a target"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(words: list[str], said: str):
    done = watch(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
