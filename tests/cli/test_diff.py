"""`leakline diff` as a user runs it: on the live lab, before and after a change of its code, and on wrong input."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lab as leaklab
import pytest

PROFILES = Path(__file__).parents[2] / "testdata" / "profiles" / "go1.26"
EARLIER = PROFILES / "earlier"
TEXT = "goroutine-debug2.txt"
QUOTE = "internal/pricing/quote.go"


def diff(*words: object, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "leakline", "diff", *map(str, words)], capture_output=True, input=stdin
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def document(*words: object) -> dict:
    done = diff("--format", "json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of(shown: dict, function: str) -> list[tuple[int, int, str]]:
    return [
        (one["before"], one["after"], one["change"])
        for one in shown["changes"]
        if function in one["site"]["function"]
    ]


@pytest.mark.parametrize("name", [TEXT, "goroutine-debug1.txt", "goroutine-debug0.pb.gz"])
def test_what_grew_between_two_recordings_in_any_format(name: str):
    told = [json.loads((folder / "truth.json").read_text()) for folder in (EARLIER, PROFILES)]
    shown = document(EARLIER / TEXT, PROFILES / name)
    assert [shown[side]["total"] for side in ("before", "after")] == [one["goroutines"] for one in told]
    for row in told[1]["lines"]:
        (was,) = [one["goroutines"] for one in told[0]["lines"] if one["pattern"] == row["pattern"]]
        if row["pattern"] == "body":
            continue  # no frame of the shop is on those stacks
        (found,) = [
            one
            for one in shown["changes"]
            if one["site"]["file"].endswith(row["file"]) and one["site"]["line"] == row["line"]
        ]
        assert (found["before"], found["after"], found["change"]) == (was, row["goroutines"], "grown")


def test_the_profilers_own_goroutines_are_no_change():
    shown = document(EARLIER / TEXT, PROFILES / TEXT)
    assert not [one for one in shown["changes"] if "pprof" in one["site"]["function"]]
    assert document(PROFILES / TEXT, PROFILES / TEXT)["counts"] | {"remains": 0} == dict.fromkeys(
        ("grown", "new", "remains", "fixed"), 0
    )


def test_a_greater_load_explains_a_rise():
    # Each pattern was driven three times as often by the later capture.
    shown = document(EARLIER / TEXT, PROFILES / TEXT, "--load", "1000:3000")
    assert shown["load"] == [1000, 3000]
    assert shown["counts"]["grown"] == 0
    assert of(shown, "quoteDirect") == [(4, 12, "remains")]
    (row,) = [one for one in shown["changes"] if "quoteDirect" in one["site"]["function"]]
    assert row["per_load"] == [0.004, 0.004]
    assert (
        "4.0 -> 4.0 per 1,000 of load"
        in diff(EARLIER / TEXT, PROFILES / TEXT, "--load", "1000:3000", "--all").stdout
    )


def changed_lab(go: Path, folder: Path) -> Path:
    """A lab in whose leaking function other closures stand before the leaking one, further down in the file."""
    source = folder / "source"
    shutil.copytree(leaklab.SOURCE, source)
    file = source / QUOTE
    text = file.read_text()
    text = text.replace(
        'import "context"',
        'import "context"\n\n// More lines.\n\nvar twice = func(n int) int { return 2 * n }',
    )
    text = text.replace(
        "\tresults := make(chan int)\n",
        "\tprepare := func() int { return twice(1) }\n\tprepare()\n\tresults := make(chan int)\n",
    )
    file.write_text(text)
    return leaklab.build_lab(go, folder / "changed", source=source)


def test_the_live_lab_before_and_after_its_code_changed(
    start_leaklab: Callable[..., leaklab.Lab],
    go_binary: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("LEAKLINE_CAPTURES", str(tmp_path / "captures"))
    before = start_leaklab()
    before.drive("send", 12)
    before.drive("cancel", 12)
    old = tmp_path / "old.txt"
    old.write_bytes(before.get(before.debug + "/debug/pprof/goroutine?debug=2"))
    with leaklab.Lab(changed_lab(go_binary, tmp_path), fixed=("cancel",)) as after:
        for _ in range(12):
            after.get(after.shop + after.leaks["cancel"].path)
        for _ in range(30):
            after.get(after.shop + after.leaks["send"].path)
        # The marked line moved, so the count itself tells when all of them stand there.
        while b"30 @" not in (text := after.get(after.debug + "/debug/pprof/goroutine?debug=1")):
            assert text
        shown = document(old, after.debug)
    (quote,) = [one for one in shown["changes"] if "quoteDirect" in one["site"]["function"]]
    assert (quote["before"], quote["after"], quote["change"]) == (12, 30, "grown")
    assert quote["was"]["function"].endswith("quoteDirect.func1")
    assert quote["site"]["function"].endswith("quoteDirect.func2")
    assert of(shown, "reserve") == [(12, 0, "fixed")]
    assert shown["counts"]["new"] == 0
    assert diff(shown["before"]["name"], next((tmp_path / "captures").iterdir()).name).returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-", "-"], "can stand for one capture only"),
        (["nothing", PROFILES / TEXT], "neither a file nor the id of a capture"),
        ([PROFILES / TEXT, PROFILES / "heap.pb.gz"], "is a heap profile; diff compares goroutines"),
        ([PROFILES / TEXT, "127.0.0.1:1"], "Nothing listens at"),
        ([PROFILES / TEXT, "shop.example.com:6060"], "--allow-remote"),
        ([PROFILES / TEXT, PROFILES / TEXT, "--load", "0:3"], "two numbers above 0"),
        ([PROFILES / TEXT, PROFILES / TEXT, "--load", "nan:3"], "two numbers above 0"),
        ([PROFILES / TEXT, PROFILES / TEXT, "--load", "3"], "two numbers above 0"),
        ([PROFILES / TEXT, PROFILES / TEXT, "--workspace", "/nowhere"], "is no folder"),
    ],
)
def test_unusable_input_is_one_sentence_and_exit_2(words: list[object], said: str):
    done = diff(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") <= 2  # a capture's price may stand above it
