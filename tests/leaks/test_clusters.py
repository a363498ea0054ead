"""Clusters, their tiers and their order."""

from pathlib import Path

import pytest

from leakline.leaks.clusters import clusters
from leakline.leaks.compare import compare
from leakline.leaks.document import document
from leakline.profiles.model import Frame, GoroutineProfile, Group
from leakline.profiles.read import read, read_path
from leakline.settings import Settings

RUN = Frame("example.com/m.run", "/src/m/run.go", 12)
OTHER = Frame("example.com/m.(*T).other", "/src/m/other.go", 40)
LIBRARY = Frame("example.com/lib.Do", "/go/pkg/mod/example.com/lib@v1.0.0/do.go", 3)
PARK = Frame("runtime.gopark", "/usr/local/go/src/runtime/proc.go", 1)
START = Frame("example.com/m.Start", "/src/m/run.go", 5)


def profile(*groups: Group, kind: str = "goroutine") -> GoroutineProfile:
    return GoroutineProfile("text-debug2", sum(group.count for group in groups), groups, kind=kind)


def only(one: GoroutineProfile, **more):
    (found,) = clusters(one, **more)
    return found


def test_stacks_that_wait_at_one_line_are_one_cluster():
    found = only(
        profile(
            Group(3, (PARK, RUN), "chan send", (1, 9), (("app", "shop"), ("id", "1")), START),
            Group(4, (PARK, RUN, OTHER), "chan send", (4,), (("app", "shop"), ("id", "2")), OTHER),
        )
    )
    assert (found.count, found.state, found.site, found.waits) == (7, "chan send", RUN, (1, 4, 9))
    assert found.labels == (("app", "shop"),)
    assert found.creator == OTHER
    assert [group.count for group in found.groups] == [4, 3]


def test_lines_and_states_split():
    later = Frame(RUN.function, RUN.file, 13)
    found = clusters(
        profile(Group(1, (RUN,), "select"), Group(1, (later,), "select"), Group(1, (RUN,), "chan send")),
    )
    assert len(found) == 3


def test_your_code_first_then_a_library_then_the_entry():
    assert only(profile(Group(1, (PARK, LIBRARY, RUN), "select"))).site == RUN
    assert only(profile(Group(1, (PARK, LIBRARY), "select"))).site == LIBRARY
    leaf = Frame("internal/poll.runtime_pollWait", "/usr/local/go/src/runtime/netpoll.go", 9)
    entry = Frame("net/http.(*persistConn).readLoop", "/usr/local/go/src/net/http/transport.go", 2)
    assert only(profile(Group(1, (leaf, entry), "IO wait"))).site == entry
    assert only(profile(Group(1, (), "running", creator=START))).site == START


def test_modules_say_what_is_yours():
    trimmed = Frame("example.com/lib.Do", "example.com/lib/do.go", 3)
    assert only(profile(Group(1, (trimmed, RUN), "select"))).site == trimmed
    assert only(profile(Group(1, (trimmed, RUN), "select")), modules=["example.com/m"]).site == RUN
    # A module's name may have no dot, and may begin like another one.
    plain = Frame("shop/internal/a.F", "/src/shop/a.go", 3)
    near = Frame("example.com/m2.F", "/src/m2/a.go", 3)
    assert only(profile(Group(1, (PARK, plain, RUN), "select"))).site == plain
    assert only(profile(Group(1, (near, RUN), "select")), modules=["example.com/m"]).site == RUN


def test_the_main_program_tells_what_is_yours_in_a_gopath():
    main = Group(1, (Frame("main.main", "/go/src/example.com/me/app/main.go", 3),), "select")
    theirs = Frame("example.com/other/lib.Do", "/go/src/example.com/other/lib/do.go", 3)
    mine = Frame("example.com/me/app/run.F", "/go/src/example.com/me/app/run/run.go", 3)
    found = clusters(profile(main, Group(5, (theirs, mine), "select")))
    assert mine in [one.site for one in found]


def tier(one: GoroutineProfile, **more) -> tuple[str, str]:
    found = only(one, **more)
    return found.verdict.tier, found.verdict.why


def test_proven_by_a_mark_and_by_a_profile_taken_along():
    assert tier(profile(Group(4, (RUN,), "select", leaked=True))) == (
        "proven",
        "Go's leak detector proved that 4 goroutines can never go on: nothing can wake them.",
    )
    leaks = profile(Group(3, (PARK, RUN), leaked=True), kind="goroutineleak")
    got, why = tier(profile(Group(4, (RUN,), "select")), proven=leaks)
    assert got == "proven"
    assert "3 goroutines of 4" in why


def test_proven_is_only_the_state_that_the_leak_profile_saw():
    leaks = GoroutineProfile("proto", 3, (Group(3, (PARK, Frame("runtime.chansend1"), RUN), leaked=True),))
    now = profile(
        Group(3, (RUN,), "chan send (nil chan)"),
        Group(2, (RUN,), "select"),
        Group(1, (OTHER,), "chan send (nil chan)"),
    )
    found = {(one.site, one.state): one.verdict.tier for one in clusters(now, proven=leaks)}
    assert found[RUN, "chan send (nil chan)"] == "proven"
    assert found[RUN, "select"] == found[OTHER, "chan send (nil chan)"] == "present"


def test_growing_is_what_rose_since_an_earlier_profile():
    before = profile(Group(2, (RUN,), "chan send"))
    assert tier(profile(Group(40, (RUN,), "chan send")), before=before) == (
        "growing",
        "40 goroutines, up from 2 in the earlier capture.",
    )
    assert tier(profile(Group(3, (RUN,), "chan send")), before=before)[0] == "present"
    assert tier(profile(Group(40, (RUN,), "running")), before=before)[0] == "present"
    big = profile(Group(1000, (RUN,), "chan send"))
    assert tier(profile(Group(1050, (RUN,), "chan send")), before=big)[0] == "many"
    assert tier(profile(Group(1100, (RUN,), "chan send")), before=big)[0] == "growing"
    assert tier(profile(Group(2, (OTHER,), "select")), before=before)[0] == "growing"


def test_growing_is_seen_across_formats():
    before = GoroutineProfile("proto", 2, (Group(2, (PARK, Frame("runtime.chansend1"), RUN)),))
    assert tier(profile(Group(40, (RUN,), "chan send")), before=before)[1].endswith(
        "up from 2 in the earlier capture."
    )
    counts = GoroutineProfile("text-debug1", 40, (Group(40, (RUN,)),))
    assert tier(counts, before=before)[1].endswith("up from 2 in the earlier capture.")
    without_states = GoroutineProfile("text-debug1", 2, (Group(2, (RUN,)),))
    assert tier(profile(Group(40, (RUN,), "chan send")), before=without_states)[1].endswith(
        "up from 2 in the earlier capture."
    )


def test_old_many_and_present_follow_the_settings():
    old = profile(Group(3, (RUN,), "select", (2, 5, 31)))
    assert tier(old) == (
        "old",
        "2 goroutines of 3 have waited here for 5 minutes or more, the longest for 31.",
    )
    assert tier(old, settings=Settings(old_minutes=60))[0] == "present"
    assert tier(profile(Group(100, (RUN,), "select")))[0] == "many"
    assert tier(profile(Group(100, (RUN,), "select")), settings=Settings(many_goroutines=101))[0] == "present"
    assert tier(profile(Group(100, (RUN,), "running"))) == (
        "present",
        "100 goroutines are running, not waiting.",
    )


def http(*functions: str) -> tuple[Frame, ...]:
    return tuple(Frame(one, "/usr/local/go/src/x.go", at) for at, one in enumerate(functions, 1))


POLL = ("internal/poll.runtime_pollWait", "internal/poll.(*FD).Read", "net.(*netFD).Read", "net.(*conn).Read")


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (
            Group(
                1,
                http("internal/poll.(*FD).Accept", "net.(*TCPListener).Accept", "net/http.(*Server).Serve"),
                "IO wait",
            ),
            "waits for connections",
        ),
        (
            Group(
                900,
                http(*POLL, "net/http.(*connReader).Read", "bufio.(*Reader).Peek", "net/http.(*conn).serve"),
                "IO wait",
            ),
            "between two requests",
        ),
        (Group(900, http(*POLL, "net/http.(*connReader).backgroundRead"), "IO wait"), "between two requests"),
        (
            Group(
                3, http(*POLL, "net/http.(*persistConn).Read", "net/http.(*persistConn).readLoop"), "IO wait"
            ),
            "idle connection of the HTTP client",
        ),
        (Group(3, http("net/http.(*persistConn).writeLoop"), "select"), "idle connection of the HTTP client"),
        (
            Group(1, http("database/sql.(*DB).connectionOpener"), "select"),
            "opens connections for database/sql",
        ),
        (Group(1, http("os/signal.signal_recv", "os/signal.loop"), "syscall"), "signals"),
        (Group(1, http("runtime.gopark", "runtime.bgsweep"), "GC sweep wait"), "worker of the Go runtime"),
        (Group(1, http("time.Sleep", "main.main", "runtime.main"), "sleep"), "main goroutine"),
        (
            Group(
                1,
                http("testing.(*T).Run", "testing.runTests", "testing.(*M).Run", "main.main"),
                "chan receive",
            ),
            "main goroutine",
        ),
        (Group(2, http("testing.(*T).Run", "testing.tRunner"), "chan receive"), "waits for a test"),
        (
            Group(
                1,
                http(
                    "runtime/pprof.writeGoroutineStacks",
                    "net/http/pprof.handler.ServeHTTP",
                    "net/http.(*conn).serve",
                ),
                "running",
            ),
            "wrote this profile",
        ),
    ],
)
def test_healthy_waits_are_named_and_rank_last(group: Group, words: str):
    found = clusters(profile(group, Group(1, (RUN,), "select")))
    assert [one.verdict.tier for one in found] == ["present", "benign"]
    assert words in found[1].verdict.why


def test_connections_of_the_client_in_numbers_are_no_healthy_wait():
    waiting = http("net/http.(*persistConn).readLoop")
    # In select it has an answer whose body nobody has read: that is what a body that is not closed looks like.
    assert tier(profile(Group(3, waiting, "select")))[0] == "present"
    assert tier(profile(Group(300, waiting, "select")))[0] == "many"
    idle = http(*POLL, "net/http.(*persistConn).readLoop")
    assert tier(profile(Group(300, idle, "IO wait")))[0] == "many"
    few = profile(Group(3, idle, "IO wait"))
    assert tier(profile(Group(15, idle, "IO wait")), before=few)[0] == "growing"


def test_user_code_beneath_a_healthy_frame_is_not_hidden():
    handler = (*http("net/http.(*conn).serve"),)
    assert tier(profile(Group(200, (RUN, *handler), "chan send")))[0] == "many"
    in_handler = (*http(*POLL), RUN, *http("net/http.HandlerFunc.ServeHTTP", "net/http.(*conn).serve"))
    assert tier(profile(Group(200, in_handler, "IO wait")))[0] == "many"


def test_the_order_is_by_evidence_and_then_by_what_one_capture_tells():
    def at(line: int) -> Frame:
        return Frame("example.com/m.f", "/src/m/f.go", line)

    before = profile(Group(1, (at(2),), "select"))
    found = clusters(
        profile(
            Group(1, (at(7),), "running"),
            Group(1, (at(6),), "select", (90,)),
            Group(50, (at(5),), "select"),
            Group(150, (at(4),), "select"),
            Group(20, (at(3),), "select", (6,) * 20),
            Group(9, (at(2),), "select"),
            Group(1, (at(1),), "select", leaked=True),
        ),
        before=profile(
            *before.groups, *(Group(n, (at(m),), "select") for m, n in ((3, 20), (4, 150), (5, 50)))
        ),
    )
    assert [one.site.line for one in found] == [1, 2, 4, 3, 5, 6, 7]


def test_your_code_comes_before_as_many_goroutines_of_a_library():
    library = http("net/http.(*persistConn).writeLoop")
    found = clusters(profile(Group(126, library, "select"), Group(125, (RUN,), "chan send")))
    assert [one.site for one in found] == [RUN, library[0]]


PROFILES = Path(__file__).parents[2] / "testdata" / "profiles"
VERSIONS = sorted(path.parent.parent for path in PROFILES.glob("go1.*/earlier/goroutine-debug0.pb.gz"))


@pytest.mark.parametrize("name", ["goroutine-debug0.pb.gz", "goroutine-debug1.txt", "goroutine-debug2.txt"])
@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_all_leaks_of_the_lab_grow_and_come_first(version: Path, name: str):
    import json

    if not (version / name).exists():
        pytest.fail(f"{version / name} was not recorded")
    now, before = read_path(version / name), read_path(version / "earlier" / name)
    assert isinstance(now, GoroutineProfile)
    assert isinstance(before, GoroutineProfile)
    found = clusters(now, before=before)
    growing = [one for one in found if one.verdict.tier == "growing"]
    assert found[: len(growing)] == tuple(growing)
    rows = json.loads((version / "truth.json").read_text())["lines"]
    marked = {f"{row['file']}:{row['line']}" for row in rows if "instead" not in row}
    seen = {"/".join(one.site.file.split("/")[-3:]) + f":{one.site.line}" for one in growing}
    assert {line for line in marked if not any(line in one or one.endswith(line) for one in seen)} == set()
    assert all(
        one.site.function.startswith(("example.com/leaklab/", "net/http.(*persistConn).")) for one in growing
    )


@pytest.mark.parametrize("minor", ["26", "27"])
def test_nothing_of_the_fixed_lab_is_called_a_leak(minor: str):
    folder = PROFILES / f"go1.{minor}" / "fixed"
    found = read_path(folder / "goroutine-debug2.txt")
    assert isinstance(found, GoroutineProfile)
    assert {one.verdict.tier for one in clusters(found)} <= {"present", "benign"}


def test_comparing_is_blind_to_moved_lines():
    moved = Frame(RUN.function, RUN.file, 99)
    gone = Frame("example.com/m.gone", "/src/m/gone.go", 1)
    new = Frame("example.com/m.new", "/src/m/new.go", 1)
    before = profile(
        Group(10, (RUN,), "select"), Group(5, (gone,), "chan send"), Group(10, (OTHER,), "select")
    )
    after = profile(Group(10, (moved,), "select"), Group(2, (new,), "select"), Group(50, (OTHER,), "select"))
    rows = [(one.site.function, one.before, one.after, one.change) for one in compare(before, after)]
    assert rows == [
        ("example.com/m.(*T).other", 10, 50, "grown"),
        ("example.com/m.new", 0, 2, "new"),
        ("example.com/m.run", 10, 10, "remains"),
        ("example.com/m.gone", 5, 0, "fixed"),
    ]


def test_the_document_has_the_contracts_keys():
    one = profile(Group(3, (RUN,), "chan send", (2, 14, 31), (("k", "v"),), START))
    assert document(one, clusters(one)) == {
        "kind": "goroutine",
        "format": "text-debug2",
        "total": 3,
        "states": {},
        "max_wait_minutes": 0,
        "cut": False,
        "warnings": [],
        "clusters": [
            {
                "count": 3,
                "state": "chan send",
                "wait_minutes": [2, 14, 31],
                "labels": {"k": "v"},
                "site": {"function": RUN.function, "file": RUN.file, "line": 12},
                "creator": {"function": START.function, "file": START.file, "line": 5},
                "verdict": {
                    "tier": "old",
                    "why": "2 goroutines of 3 have waited here for 5 minutes or more, the longest for 31.",
                },
                "signatures": [],
                "hints": ["They have waited for times of many lengths: they came one by one."],
            }
        ],
    }


def text_of(rows: "list[tuple[int, str, str, int]]") -> bytes:
    """A dump of goroutines: number, state, function, and the number of the one that started it."""
    return b"\n".join(
        f"goroutine {number} [{state}]:\n{function}()\n\t/src/m/m.go:4 +0x2\n"
        f"created by example.com/m.start in goroutine {parent}\n\t/src/m/m.go:1 +0x1\n".encode()
        for number, state, function, parent in rows
    )


def test_a_large_pool_of_one_parent_comes_behind_a_few_of_parents_that_ended():
    pool = [(n, "chan receive", "example.com/m.work", 2) for n in range(3, 203)]
    few = [(n, "chan receive", "example.com/m.ask", n + 1000) for n in range(300, 303)]
    rows = [(2, "chan receive", "example.com/m.boss", 1), *pool]
    text = text_of(rows) + b"\n" + text_of(few).replace(b"m.start", b"m.handle")
    worst, *_ = found = clusters(goroutines(text))
    assert (worst.site.function, worst.hints) == (
        "example.com/m.ask",
        ("All of them were started by goroutines that have ended.",),
    )
    (workers,) = [one for one in found if one.site.function.endswith("work")]
    assert workers.hints == (
        "They were started by a few goroutines that are still there, as the workers of a pool are.",
    )
    crowd = text_of([*rows, *((n, "chan receive", "example.com/m.work", 2) for n in range(5000, 50_000))])
    assert clusters(goroutines(crowd + b"\n" + text_of(few)))[0].site.function == "example.com/m.work"


def goroutines(text: bytes) -> GoroutineProfile:
    found = read(text, "text")
    assert isinstance(found, GoroutineProfile)
    return found
