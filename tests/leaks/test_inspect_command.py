"""`leakline inspect` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROFILES = Path(__file__).parents[2] / "testdata" / "profiles"
LAB = Path(__file__).parents[2] / "testdata" / "leaklab"


def inspect(*words: object, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "leakline", "inspect", *map(str, words)], capture_output=True, input=stdin
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_json_with_sources_of_the_workspace():
    file = PROFILES / "go1.26" / "goroutine-debug2.txt"
    before = PROFILES / "go1.26" / "earlier" / "goroutine-debug2.txt"
    done = inspect("--format", "json", "--workspace", LAB, "--before", before, file)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    truth = json.loads((file.parent / "truth.json").read_text())
    assert (shown["kind"], shown["format"], shown["total"]) == (
        "goroutine",
        "text-debug2",
        truth["goroutines"],
    )
    assert sum(shown["states"].values()) == shown["total"]
    row = next(row for row in truth["lines"] if row["pattern"] == "send")
    (found,) = [
        one
        for one in shown["clusters"]
        if one["site"]["source"]["path"] == row["file"] and one["site"]["source"]["line"] == row["line"]
    ]
    assert found["count"] == row["goroutines"]
    assert found["state"] == "chan send"
    assert found["site"]["source"]["match"] == "exact"
    assert found["creator"]["source"]["path"] == row["file"]
    assert found["verdict"]["tier"] == "growing"
    assert "blocked-send" in found["signatures"]


def test_without_a_workspace_there_is_no_source():
    shown = json.loads(inspect("--format", "json", PROFILES / "go1.21" / "goroutine-debug0.pb.gz").stdout)
    assert shown["states"] == {}
    assert all("source" not in one["site"] for one in shown["clusters"])
    assert {"chan send", "chan receive"} <= {one["state"] for one in shown["clusters"]}


def test_several_files_are_a_document_a_line():
    files = [PROFILES / "go1.26" / name for name in ("heap.pb.gz", "goroutine-debug1.txt")]
    done = inspect("--format", "json", *files)
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["kind"], first["format"]) == ("heap", "proto")
    assert len(first["sums"]) == len(first["sample_types"]) == 4
    assert first["duration_seconds"] is None
    assert (second["kind"], second["format"]) == ("goroutine", "text-debug1")


def test_text_names_the_leak_and_colours_only_a_terminal():
    done = inspect("--workspace", LAB, PROFILES / "go1.26" / "goroutine-debug2.txt")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "internal/pricing/quote.go:" in done.stdout
    assert "looks like blocked-send" in done.stdout
    assert "whose wait is known to be healthy" in done.stdout


def test_only_the_worst_places_are_shown_unless_all_are_asked_for():
    dump = b"\n".join(
        b"goroutine %d [select]:\nmain.f%d()\n\t/src/main.go:%d +0x2\ncreated by main.g\n\t/a.go:1 +0x1\n"
        % (at, at, at)
        for at in range(1, 51)
    )
    done = inspect("-", stdin=dump)
    assert done.stdout.count("  present  ") == 30
    assert "20 goroutines in 20 further places; --all shows them" in done.stdout
    assert inspect("--all", "-", stdin=dump).stdout.count("  present  ") == 50


def test_stdin():
    data = (PROFILES / "go1.26" / "goroutine-debug2.txt").read_bytes()
    done = inspect("-", stdin=data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("standard input: ")


def test_terminal_codes_of_a_dump_do_not_reach_the_terminal():
    dump = b"goroutine 1 [select]:\nmain.\x1b[31mf()\n\t/src/\x1b]0;x\x07.go:4 +0x2\ncreated by main.g\n\t/a.go:1 +0x1\n"
    done = inspect("-", stdin=dump)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["nothing.pb.gz"], b"", "nothing.pb.gz is neither a file nor the id of a capture"),
        ([PROFILES], b"", "is a folder, not a profile"),
        (["-"], b"", "standard input is empty"),
        (["-"], b"<html>", "is an HTML page, not a profile"),
        (["-"], b"\x1f\x8bxx", "gzip"),
        (["--workspace", "/nowhere/at/all", "-"], b"x", "is no folder"),
        (["-", "-"], b"x", "can stand for one file only"),
        (["--before", PROFILES / "go1.26" / "heap.pb.gz", "-"], b"x", "is a heap profile"),
    ],
)
def test_unusable_input_is_one_sentence_and_exit_2(words, stdin, said):
    done = inspect(*words, stdin=stdin)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_revision_that_git_does_not_know_is_said():
    file = PROFILES / "go1.26" / "goroutine-debug2.txt"
    done = inspect("--workspace", LAB, "--revision", "no-such-revision", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "git knows no revision no-such-revision" in done.stderr
    assert inspect("--workspace", LAB, "--revision", "HEAD", file).returncode == 0
