"""Lines of GODEBUG=gctrace=1, of each Go that prints them otherwise, alone and in logs."""

import gzip
import os
import subprocess

import pytest

from leakline.profiles import gctrace
from leakline.profiles.gctrace import Collection, GcTrace, summary
from leakline.profiles.model import GoroutineProfile, ProfileError
from leakline.profiles.read import read, reading_path

NEW = (
    "gc 7 @0.211s 2%: 0.026+0.35+0.003 ms clock, 0.10+0.20/0.3/0.05+0.012 ms cpu,"
    " 4->5->3 MB, 6 MB goal, 1 MB stacks, 2 MB globals, 4 P"
)


def of(text: str) -> GcTrace:
    return gctrace.read(text.encode(), "gc.log")


def test_each_number_of_a_line():
    (one,) = of(NEW + "\n").collections
    assert one == Collection(
        number=7,
        at_seconds=0.211,
        cpu_percent=2,
        clock_ms=(0.026, 0.35, 0.003),
        cpu_ms=pytest.approx(0.10 + 0.20 + 0.3 + 0.012),
        idle_ms=0.05,
        assist_ms=0.20,
        heap_start=4,
        heap_end=5,
        heap_live=3,
        goal=6,
        procs=4,
        stacks=1,
        globals=2,
    )
    assert one.pause_ms == pytest.approx(0.029)


@pytest.mark.parametrize(
    ("line", "forced", "leaks", "pause"),
    [
        (NEW + " (forced)", True, False, 0.029),
        (NEW.replace("2%:", "2% (checking for goroutine leaks):"), False, True, 0.029),
        (NEW.replace(", 1 MB stacks, 2 MB globals", ""), False, False, 0.029),
        (
            "gc 7 @0.211s 2%: 0.12+0.55+0.11+3.3+0.35 ms clock, 0.24+0.55+0+0.11/2.9/0+0.71 ms cpu,"
            " 4->5->3 MB, 4 MB goal, 4 P",
            False,
            False,
            0.47,
        ),
        (
            "gc7(4): 10+2+880+8 us, 4 -> 3 MB, 1021 (1145-124) objects, 4 goroutines, 15/0/0 sweeps",
            False,
            False,
            0.9,
        ),
    ],
)
def test_lines_of_other_versions(line, forced, leaks, pause):
    (one,) = of(line).collections
    assert (one.number, one.heap_live, one.procs, one.forced, one.leak_check) == (7, 3, 4, forced, leaks)
    assert one.pause_ms == pytest.approx(pause)


@pytest.mark.parametrize("prefix", ["2026-01-02T03:04:05.1Z stderr F ", "app-1  | ", '{"log":"', "    "])
def test_lines_in_a_log_in_pieces_of_any_size(prefix):
    text = "".join(
        f"{prefix}{NEW.replace('gc 7', f'gc {at}')}\r\n{prefix}ready\n" for at in range(1, 40)
    ).encode()
    for size in (1, 7, 1000):
        scanner = gctrace.Scanner()
        for at in range(0, len(text), size):
            scanner.feed(text[at : at + size])
        assert [one.number for one in scanner.trace("log").collections] == list(range(1, 40))


def test_several_runs_in_a_log_are_told_apart():
    lines = [NEW.replace("gc 7", f"gc {at}").replace("0.211", f"0.{at}11") for at in (1, 2, 3, 1, 2)]
    found = of("\n".join(lines))
    assert [one.number for one in found.collections] == [1, 2, 3]
    assert [len(run.collections) for run in found.runs] == [3, 2]
    assert "2 runs" in found.warnings[0]


def test_the_summary_adds_up():
    lines = [
        NEW,
        NEW.replace("gc 7 @0.211s", "gc 8 @1.211s").replace("0.026+", "1.026+").replace("->3 MB", "->9 MB"),
    ]
    all = summary(of("\n".join(lines)))
    assert (all.collections, all.seconds, all.live_first, all.live_last) == (2, pytest.approx(1), 3, 9)
    assert (all.pause_max_ms, all.pause_total_ms) == (pytest.approx(1.029), pytest.approx(1.058))
    assert all.cpu_share == pytest.approx(0.612 / 4000)


def test_a_log_is_known_by_its_bytes_and_a_dump_in_it_comes_first(tmp_path):
    file = tmp_path / "service.pb.gz"
    filler = b"ready to serve\n" * 10_000
    file.write_bytes(gzip.compress(filler + NEW.encode() + b"\n"))
    assert isinstance(reading_path(file), GcTrace)
    with pytest.raises(ProfileError, match="log of a GC trace"):
        read(file.read_bytes(), "service")
    dump = b"goroutine 1 [select]:\nmain.main()\n\t/src/main.go:4 +0x2\n"
    file.write_bytes(filler + NEW.encode() + b"\n" + dump)
    assert isinstance(reading_path(file), GoroutineProfile)


def test_no_line_is_an_error_in_a_sentence():
    with pytest.raises(ProfileError, match="GODEBUG=gctrace=1"):
        of("gc is fine\ngc 1 @0.1s 2%: broken\n")


@pytest.mark.parametrize(
    "line", ["gc 1 @1s 1%: ", "0.1+", "gc 1 @1s 1%: 1+1+1 ms clock, ", " ms clock, gc 1 @"]
)
def test_no_line_takes_squared_time(line):
    # Were the pattern squared in the length of a line, this would take hours.
    assert len(of(line * (2_000_000 // len(line)) + "\n" + NEW).collections) == 1


PROGRAM = """\
package main

import ("fmt"; "runtime")

var kept [][]byte

func main() {
	for i := 0; i < 100; i++ {
		kept = append(kept, make([]byte, 200_000))
	}
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(stats.NumGC, stats.NumForcedGC)
}
"""


def test_a_program_counts_its_collections_as_the_trace_does(tmp_path, go_binary):
    (tmp_path / "main.go").write_text(PROGRAM)
    binary = tmp_path / "program"
    subprocess.run([go_binary, "build", "-o", binary, tmp_path / "main.go"], check=True, capture_output=True)
    done = subprocess.run(
        [binary], env={**os.environ, "GODEBUG": "gctrace=1"}, capture_output=True, check=True
    )
    count, forced = map(int, done.stdout.split())
    found = summary(gctrace.read(done.stderr, "stderr"))
    assert (found.collections, found.forced) == (count, forced)
    assert found.live_last >= 18
