"""The lab leaks as it says: shown from inside by its own Go tests, and from outside over its debug port.

The counting here is a few lines of its own on the runtime's text, so that it cannot share an error with Leakline's readers.
"""

import json
import re
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from go_toolchains import environment
from lab import PATTERNS, SOURCE, marked_lines


def fetch(url: str) -> str:
    request = urllib.request.Request(url, headers={"Connection": "close"})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(request, timeout=30) as answer:
        return answer.read().decode()


def goroutines_with(frame: str, text: str) -> int:
    """The sum of the counts of those records of a debug=1 text that hold the frame."""
    records = re.findall(r"^(\d+) @.*\n((?:#.*\n)*)", text, re.MULTILINE)
    return sum(int(count) for count, frames in records if frame in frames)


def total(running) -> int:
    return json.loads(fetch(running.debug + "/runtime"))["goroutines"]


def steady(running) -> int:
    """The runtime's count once it has stayed the same for a while: closed connections take a moment to end."""
    counts = [total(running)]
    while len(counts) < 20 or len(set(counts[-20:])) > 1:
        assert len(counts) < 20_000, counts[-20:]
        counts.append(total(running))
    return counts[-1]


def settle(running, wanted: int) -> None:
    """Waits until the runtime counts so many goroutines, and stays there."""
    deadline = time.monotonic() + 30
    while (now := steady(running)) != wanted:
        assert time.monotonic() < deadline, f"{now} goroutines, not {wanted}"


def marked_frame(pattern: str) -> str:
    if pattern == "body":
        return "\tnet/http.(*persistConn).writeLoop+"
    file, line = marked_lines()[pattern]
    return f"{SOURCE.as_posix()}/{file}:{line}\n"


def test_the_lab_s_own_go_tests_pass(go_binary: Path) -> None:
    done = subprocess.run(
        [go_binary, "test", "-count=1", "./..."],
        cwd=SOURCE,
        env=environment(go_binary, CGO_ENABLED="0"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^ok\s+example.com/leaklab/internal/shop\s", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.parametrize("pattern", PATTERNS)
def test_requests_leave_their_goroutines_on_the_marked_line_of_the_live_process(
    leaklab, pattern: str
) -> None:
    frame = marked_frame(pattern)
    told = {leak["pattern"]: leak for leak in json.loads(fetch(leaklab.shop + "/leaks"))}[pattern]
    url = leaklab.debug + "/debug/pprof/goroutine?debug=1"
    before = goroutines_with(frame, fetch(url))
    before_in_all = steady(leaklab)
    each = 1 if pattern == "body" else told["goroutines"]
    requests = 0
    for more in (5, 15):
        leaklab.drive(pattern, more)
        requests += more
        assert goroutines_with(frame, fetch(url)) - before == each * (requests - told["free"])
    settle(leaklab, before_in_all + told["goroutines"] * (requests - told["free"]))


def test_the_repaired_twins_leave_nothing_in_the_live_process(start_leaklab) -> None:
    repaired = start_leaklab(fixed=("all",))
    url = repaired.debug + "/debug/pprof/goroutine?debug=1"
    frames = {pattern: marked_frame(pattern) for pattern in PATTERNS}
    before = steady(repaired)
    for pattern in PATTERNS:
        repaired.drive(pattern, 20)
    settle(repaired, before)
    text = fetch(url)
    # One healthy connection to the bank stays open, and idle.
    assert {p: goroutines_with(f, text) for p, f in frames.items()} == dict.fromkeys(PATTERNS, 0) | {
        "body": 1
    }


def test_a_good_request_of_a_leaking_route_leaves_nothing(leaklab) -> None:
    before = steady(leaklab)
    for path in (
        "/quote?sku=kettle",
        "/reserve?sku=kettle&qty=2",
        "/announce?list=regulars",
        "/restock?sku=teapot&pieces=1",
    ):
        for _ in range(5):
            fetch(leaklab.shop + path)
    settle(leaklab, before)


def test_only_the_named_twin_is_repaired(start_leaklab) -> None:
    half = start_leaklab(fixed=("send",))
    half.drive("send", 5)
    half.drive("receive", 5)
    text = fetch(half.debug + "/debug/pprof/goroutine?debug=1")
    assert goroutines_with(marked_frame("send"), text) == 0
    assert goroutines_with(marked_frame("receive"), text) == 5


@pytest.mark.parametrize("flag", ["-addr", "-debug"])
@pytest.mark.parametrize("address", ["0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:8080"])
def test_addresses_that_other_machines_reach_are_refused(leaklab, flag: str, address: str) -> None:
    done = subprocess.run(
        [leaklab.process.args[0], flag, address, "-stdin"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "127.0.0.1:PORT" in done.stderr


def test_an_unknown_pattern_is_refused_with_the_names_there_are(leaklab) -> None:
    done = subprocess.run(
        [leaklab.process.args[0], "-fixed", "sends", "-stdin"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert all(pattern in done.stderr for pattern in PATTERNS)


def test_the_lab_ends_cleanly_on_a_signal_and_when_stdin_closes(start_leaklab) -> None:
    signalled = start_leaklab()
    signalled.drive("send", 3)
    assert signalled.stop() == 0
    orphaned = start_leaklab()
    orphaned.process.stdin.close()
    assert orphaned.process.wait(30) == 0


def test_every_pattern_is_marked_once_and_driven() -> None:
    marks = [
        match
        for path in SOURCE.rglob("*.go")
        for match in re.findall(r"// leak: (\w+)$", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(marks) == sorted(PATTERNS)
