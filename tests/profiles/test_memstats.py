"""runtime.MemStats from heap?debug=1, expvar and Prometheus text."""

import json
from io import BytesIO

import pytest

from leakline.profiles import memstats
from leakline.profiles.memstats import MemStats
from leakline.profiles.model import ProfileError
from leakline.profiles.read import read, reading_stream

METRICS = """\
# HELP go_gc_duration_seconds A summary of pauses.
# TYPE go_gc_duration_seconds summary
go_gc_duration_seconds{quantile="0"} 2.5e-05
go_gc_duration_seconds{quantile="1"} 0.001
go_gc_duration_seconds_sum 0.5
go_gc_duration_seconds_count 1204
go_goroutines 31042
go_info{version="go1.22.3"} 1
go_memstats_heap_alloc_bytes 1.23456789e+08
go_memstats_stack_inuse_bytes 9.8e+07
go_memstats_last_gc_time_seconds 0
process_open_fds 37
http_requests_total{path="/a b"} 12
"""


def of(text: str | bytes) -> MemStats:
    found = reading_stream(BytesIO(text if isinstance(text, bytes) else text.encode()), "numbers")
    assert isinstance(found, MemStats)
    return found


@pytest.mark.parametrize("minor", range(21, 28))
def test_the_end_of_heap_debug1_of_each_version(testdata, minor):
    data = (testdata / "profiles" / f"go1.{minor}" / "heap-debug1.txt").read_bytes()
    found = of(data)
    lines = dict(
        line[2:].split(" = ", 1)
        for line in data.decode().splitlines()
        if line.startswith("# ") and " = " in line
    )
    assert found.format == "heap-debug1"
    assert (found.heap_alloc, found.heap_objects, found.sys) == tuple(
        int(lines[key]) for key in ("HeapAlloc", "HeapObjects", "Sys")
    )
    assert f"{found.stack_inuse} / {found.stack_sys}" == lines["Stack"]
    assert (found.gc_count, found.last_gc) == (int(lines["NumGC"]), int(lines["LastGC"]))
    assert found.gc_cpu_fraction == float(lines["GCCPUFraction"])
    written = [int(word) for word in lines["PauseNs"].strip("[]").split()]
    assert list(found.pauses) == written[: int(lines["NumGC"])][::-1]
    assert found.goroutines is None
    with pytest.raises(ProfileError, match="no profile that can be read"):
        read(data, "heap")


def test_the_ring_of_pauses_turns():
    ring = [10_000 + at for at in range(256)]
    assert memstats.newest_first(ring, 300)[:2] == (10_000 + 43, 10_000 + 42)
    assert memstats.newest_first(ring, 300)[-1] == 10_000 + 44
    assert len(memstats.newest_first(ring, 300)) == 256
    assert memstats.newest_first(ring, 0) == ()


def test_expvar_and_the_goroutine_count_that_programs_publish_beside_it():
    stats = {"Alloc": 7, "HeapAlloc": 7, "StackInuse": 9, "NumGC": 2, "PauseNs": [5, 3, 0], "PauseTotalNs": 8}
    whole = {"cmdline": ["/app"], "memstats": stats, "NumGoroutine": 44, "goroutine_limit": 90}
    found = of(json.dumps(whole, indent=1))
    assert (found.format, found.heap_alloc, found.stack_inuse, found.goroutines) == ("expvar", 7, 9, 44)
    assert (found.pauses, found.pause_total, found.pause_max) == ((3, 5), 8, 5)
    assert of(json.dumps(stats)).heap_alloc == 7


def test_a_scrape_of_prometheus():
    found = of(METRICS)
    assert found == MemStats(
        "prometheus",
        goroutines=31042,
        heap_alloc=123456789,
        stack_inuse=98_000_000,
        gc_count=1204,
        pause_total=500_000_000,
        pause_max=1_000_000,
        last_gc=0,
        open_files=37,
        go_version="go1.22.3",
    )
    assert of(METRICS.replace("\n", "\r\n")) == found
    assert of(METRICS + "# EOF\n") == found


def test_metrics_of_several_instances_are_added_up_and_said_to_be():
    found = of('go_goroutines{instance="a:1"} 5 1700000000000\ngo_goroutines{instance="b:1"} 7\n')
    assert found.goroutines == 12
    assert "2 series" in found.warnings[0]


def test_names_that_stand_for_the_same_count_once():
    assert of("go_goroutines 5\ngo_sched_goroutines_goroutines 5\n").goroutines == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("heap profile: 1: 2 [3: 4] @ heap/1048576\n1: 2 [3: 4] @ 0x1\n", "without its runtime.MemStats"),
        ('{"cmdline": ["a"], "memstats": {"Alloc": 1, "Heap', "cut off or damaged"),
        ('{"cmdline": ["a"], "memstats": null}', "JSON without runtime.MemStats"),
        ("go_goroutines NaN\n", "none with a number"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(text, words):
    with pytest.raises(ProfileError, match=words):
        of(text)


def test_strange_numbers_do_no_harm():
    whole = {"memstats": {"Alloc": "7", "HeapAlloc": True, "NumGC": 1e300, "PauseNs": ["x", 3], "LastGC": -4}}
    assert of(json.dumps(whole)).heap_alloc is None
    assert of("go_goroutines 1e400\ngo_threads 4\n").threads == 4
