"""`leakline gate` as a build runs it: over real test runs, recordings, and the live lab."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import go_toolchains
import lab as leaklab
import pytest

ROOT = Path(__file__).parents[2]
PROFILES = ROOT / "testdata" / "profiles" / "go1.26"
TEXT = PROFILES / "goroutine-debug2.txt"
EARLIER = PROFILES / "earlier" / "goroutine-debug2.txt"
LEAK = """package shop

func Ask() int {
	answers := make(chan int)
	go func() {
		answers <- 1
	}()
	return 2
}
"""
TEST = """package shop

import "testing"

func TestAsk(t *testing.T) {
	for i := 0; i < 20; i++ {
		Ask()
	}
}
"""


def gate(
    *words: object, stdin: bytes = b"", folder: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "leakline", "gate", *map(str, words)],
        capture_output=True,
        input=stdin,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def run_tests(go: Path, folder: Path, more: Mapping[str, str], *words: str) -> bytes:
    """Runs the tests of a leaking package whose TestMain is the one of docs/gate.md; their output."""
    snippet = re.search(r"```go\n(.*?)```", (ROOT / "docs" / "gate.md").read_text(), re.DOTALL)
    assert snippet
    files = {"go.mod": "module example.com/shop\n\ngo 1.21\n", "ask.go": LEAK, "ask_test.go": TEST}
    for name, text in {**files, "main_test.go": snippet[1]}.items():
        (folder / name).write_text(text)
    done = subprocess.run(
        [go, "test", "-count=1", *words, "./..."],
        cwd=folder,
        env=go_toolchains.environment(go, **more),
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_snippet_of_the_docs_fails_a_test_run_that_leaks(go_binary: Path, tmp_path: Path):
    run_tests(go_binary, tmp_path, {"LEAKLINE_PROFILE": "leaks.txt"})
    done = gate("--max-waiting", "0", "--format", "json", "--workspace", ".", "leaks.txt", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    (shown,) = json.loads(done.stdout)["captures"]
    assert shown["waiting"] == 20
    (waiting,) = [one for one in shown["violations"] if one["kind"] == "waiting"]
    assert (waiting["count"], waiting["limit"]) == (20, 0)
    assert waiting["places"][0]["site"]["source"] == {
        "path": "ask.go",
        "line": 6,
        "match": "exact",
        "why": waiting["places"][0]["site"]["source"]["why"],
    }
    if go_toolchains.version_of(go_binary) >= (1, 27):
        assert shown["proven"] == 20
    assert gate("--max-leaks", "20", "--max-waiting", "20", "leaks.txt", folder=tmp_path).returncode == 0
    ignored = gate("--max-waiting", "0", "--max-goroutines", "900", "leaks.txt", folder=tmp_path)
    assert ignored.returncode == 1
    (tmp_path / "leakline.toml").write_text('[gate]\nmax-waiting = 0\nignore = ["example.com/shop.Ask*"]\n')
    assert gate("leaks.txt", folder=tmp_path).returncode == 0


def test_annotations_stand_on_the_lines_of_the_source(go_binary: Path, tmp_path: Path):
    run_tests(go_binary, tmp_path, {"LEAKLINE_PROFILE": "leaks.txt"})
    done = gate("--max-waiting", "0", "--max-leaks", "99", "--format", "github", "leaks.txt", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "::error file=ask.go,line=6,title=Leakline gate%3A waiting::20 goroutines wait"
    )


def test_the_output_of_tests_passes_without_a_dump(go_binary: Path, tmp_path: Path):
    for words in ((), ("-json",), ("-v",)):
        out = run_tests(go_binary, tmp_path, {}, *words)
        done = gate("--format", "json", "-", stdin=out)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["captures"][0]["format"] == "none"
        kept = tmp_path / "out.txt"
        kept.write_bytes(out)
        assert "no goroutine dump in it" in gate(kept).stdout
    assert not list(tmp_path.glob("leaks*"))


def test_a_dump_in_the_output_of_tests_is_read():
    dump = b"\n".join(
        b"goroutine %d [chan send, 9 minutes]:\nexample.com/m.f()\n\t/src/f.go:4 +0x2\ncreated by main.g\n\t/a.go:1 +0x1\n"
        % at
        for at in range(1, 8)
    )
    out = (
        b"=== RUN   TestF\npanic: test timed out after 10m0s\n\n" + dump + b"\nFAIL\texample.com/m\t600.0s\n"
    )
    done = gate("--max-at-one-place", "5", "-", stdin=out)
    assert done.returncode == 1, done.stderr
    assert "7 goroutines wait at one line, in example.com/m.f (limit 5)" in done.stdout


def test_places_that_the_baseline_has_not_fail():
    done = gate("--baseline", EARLIER, "--format", "json", TEXT)
    assert done.returncode == 0, done.stdout
    fixed = ROOT / "testdata" / "profiles" / "go1.26" / "fixed" / "goroutine-debug2.txt"
    shown = json.loads(gate("--baseline", fixed, "--format", "json", TEXT).stdout)
    assert not shown["passed"]
    kinds = {one["kind"] for one in shown["captures"][0]["violations"]}
    assert kinds == {"new-place"}
    files = {one["places"][0]["site"]["file"] for one in shown["captures"][0]["violations"]}
    assert any(file.endswith("pricing/quote.go") for file in files)


def test_a_running_service_that_rises_too_fast(
    leaklab: leaklab.Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LEAKLINE_CAPTURES", str(tmp_path))
    quiet = gate("--over", "1", "--max-per-minute", "1000", "--max-leaks", "0", leaklab.debug)
    assert quiet.returncode == 0, quiet.stdout + quiet.stderr
    process = subprocess.Popen(
        [sys.executable, "-m", "leakline", "gate", "--over", "4", "--max-per-minute", "5", leaklab.debug],
        stdout=subprocess.PIPE,
        text=True,
    )
    # Leaks come for as long as the measurement takes, so some come between its two counts.
    while process.poll() is None:
        leaklab.get(leaklab.shop + leaklab.leaks["receive"].path)
    assert process.stdout is not None
    said = process.stdout.read()
    assert process.returncode == 1, said
    assert "a minute (limit 5)" in said


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["-"], b"hello\n", "holds no goroutine"),
        (["-"], b"", "is empty"),
        (["-", "-"], b"", "can stand for one source only"),
        (["--max-leaks", "-1", "-"], b"", "must be 0 or more"),
        (["--max-per-minute", "1", TEXT], b"", "give host:port and --over SECONDS"),
        (["--over", "0", TEXT], b"", "--over takes"),
        (["--budget", "/nowhere.toml", TEXT], b"", "is no file"),
        (["--baseline", "/nowhere.txt", TEXT], b"", "neither a file nor the id of a capture"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(words: list[object], stdin: bytes, said: str):
    done = gate(*words, stdin=stdin)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[gate]\nmax-waitin = 0\n",
            "leakline.toml:2:1: [gate] has no key max-waitin; did you mean max-waiting?",
        ),
        ("[gate]\nmax-waiting = -1\n", "max-waiting must be a whole number from 0 on"),
        ("gate = 3\n", "must be a table"),
        ("[gate\n", "is no valid TOML"),
    ],
)
def test_a_wrong_budget_is_told_with_its_place(tmp_path: Path, text: str, said: str):
    (tmp_path / "leakline.toml").write_text(text)
    done = gate(TEXT, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
