"""Goroutine text in all the forms in which it is found; every goroutine is counted, whatever stands around it."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakline.profiles.goroutine_end import cut_off
from leakline.profiles.goroutine_lines import LineReader, Open, cut_header
from leakline.profiles.goroutine_tally import Tallies
from leakline.profiles.goroutine_text import TextReader, read_stream
from leakline.profiles.model import Frame, GoroutineProfile, Group, ProfileError
from leakline.profiles.read import read

STACK = """\
main.work(0xc000012345, {0x1, 0x2})
\t/src/app/work.go:12 +0x1d
created by main.main in goroutine 1
\t/src/app/main.go:30 +0x85
"""


def dump(*headers: str, stack: str = STACK) -> bytes:
    return "\n".join(
        f"goroutine {number} {header}:\n{stack}" for number, header in enumerate(headers, 7)
    ).encode()


def of(data: bytes) -> GoroutineProfile:
    profile = read(data, "dump.txt")
    assert isinstance(profile, GoroutineProfile)
    return profile


@pytest.mark.parametrize(
    ("header", "state", "waits", "leaked", "labels"),
    [
        ("[running]", "running", (), False, ()),
        ("[chan send, 31 minutes]", "chan send", (31,), False, ()),
        ("[chan send (nil chan), 2 minutes]", "chan send (nil chan)", (2,), False, ()),
        ("[select (no cases)]", "select (no cases)", (), False, ()),
        ("[IO wait, 1 minutes, locked to thread]", "IO wait", (1,), False, ()),
        ("[syscall, locked to thread]", "syscall", (), False, ()),
        ("[chan receive (leaked)]", "chan receive", (), True, ()),
        ("[chan receive (leaked) (scan)]", "chan receive", (), True, ()),
        ("[select (durable), synctest bubble 3]", "select", (), False, ()),
        ("[select (durable), 4 minutes, synctest bubble 3]", "select", (4,), False, ()),
        ("[GC worker (idle)]", "GC worker (idle)", (), False, ()),
        ("gp=0xc0000061c0 m=nil [chan receive]", "chan receive", (), False, ()),
        ("gp=0xc0000061c0 m=3 mp=0xc000100008 [running]", "running", (), False, ()),
        ("[select] {request: 7}", "select", (), False, (("request", "7"),)),
        (
            '[select, 2 minutes] {"a key": "x: {y}, [z]", k: v}',
            "select",
            (2,),
            False,
            (("a key", "x: {y}, [z]"), ("k", "v")),
        ),
        (r'[select] {k: "a\n\"b\" \x01é\xff"}', "select", (), False, (("k", 'a\n"b" \x01é\ufffd'),)),
        ('[sleep labels:{"request": "7", "b": "2"}]', "sleep", (), False, (("request", "7"), ("b", "2"))),
        ('[sleep, 3 minutes labels:{"request": "7"}]', "sleep", (3,), False, (("request", "7"),)),
        ("[some new wait reason]", "some new wait reason", (), False, ()),
    ],
)
def test_header_forms(header, state, waits, leaked, labels):
    # Twice, so that both the strict and the quick way see the header.
    profile = of(dump(header, header))
    assert profile.total == 2
    assert len(profile.groups) == 1
    group = profile.groups[0]
    assert (group.state, group.waits, group.leaked, group.labels) == (state, waits * 2, leaked, labels)
    assert profile.states == {state: 2}


def test_frames_and_creator():
    stack = """\
sync.runtime_Semacquire(0xc0000b4018?)
\t/usr/local/go/src/runtime/sema.go:62 +0x25
example.com/m/v2.(*Queue[...]).run(...)
\t/src/m/queue.go:31
example.com/m/v2.init.0.func1()
\t/src/m/my dir/queue.go:77 +0x20
...50 frames elided...
created by example.com/m/v2.Start in goroutine 12
\t/src/m/queue.go:20 +0x33
"""
    group = of(dump("[semacquire]", stack=stack)).groups[0]
    assert group.frames == (
        Frame("sync.runtime_Semacquire", "/usr/local/go/src/runtime/sema.go", 62),
        Frame("example.com/m/v2.(*Queue[...]).run", "/src/m/queue.go", 31, inlined=True),
        Frame("example.com/m/v2.init.0.func1", "/src/m/my dir/queue.go", 77),
        Frame("(frames elided)"),
    )
    assert group.creator == Frame("example.com/m/v2.Start", "/src/m/queue.go", 20)


def test_the_number_of_the_creator_does_not_split_groups_but_its_line_does():
    two = STACK.replace("in goroutine 1", "in goroutine 99")
    other = STACK.replace("main.go:30", "main.go:31")
    data = dump("[select]") + b"\n" + dump("[select]", stack=two) + b"\n" + dump("[select]", stack=other)
    assert sorted(group.count for group in of(data).groups) == [1, 2]


def test_ancestors_are_not_frames_of_the_goroutine():
    ancestor = "main.old(...)\n\t/src/app/old.go:5 +0x1\ncreated by main.older\n\t/x.go:1 +0x1\n"
    stack = f"{STACK}[originating from goroutine 1]:\n{ancestor}"
    group = of(dump("[select]", stack=stack)).groups[0]
    assert [frame.function for frame in group.frames] == ["main.work"]
    assert group.creator == Frame("main.main", "/src/app/main.go", 30)


def test_a_goroutine_without_a_stack_is_counted():
    data = (
        b"goroutine 5 [running]:\n\tgoroutine running on other thread; stack unavailable\n"
        + STACK.encode()[-60:]
    )
    assert of(data).total == 1


def test_crlf_reads_the_same():
    data = dump("[select, 2 minutes]", "[chan send]", "[chan send]")
    assert of(data.replace(b"\n", b"\r\n")) == of(data)


def test_invalid_utf8_is_replaced():
    data = dump("[select]").replace(b"main.work", b"main.w\xff\xfek")
    assert of(data).groups[0].frames[0].function == "main.w\ufffd\ufffdk"


def test_a_dump_cut_in_a_line_says_so_and_keeps_all():
    data = dump("[select]", "[chan send]", "[chan send]")
    for end in range(1, 60):
        profile = of(data[:-end] if end > 1 else data[:-1])
        assert profile.total == 3
        if end > 7:
            assert profile.cut, data[-end - 20 : -end]
            assert "cut off at its end" in profile.warnings[0]


def test_a_dump_cut_in_a_header_counts_that_goroutine():
    data = dump("[select]", "[chan send, 5 minutes]")
    at = data.index(b"goroutine 8")
    profile = of(data[: at + len("goroutine 8 [chan se")])
    assert (profile.total, profile.states, profile.cut) == (2, {"select": 1}, True)
    profile = of(data[: at + len("goroutine 8 [chan send, 5 mi")])
    assert (profile.total, profile.states, profile.cut) == (2, {"select": 1, "chan send": 1}, True)


def test_a_whole_dump_is_not_called_cut():
    assert not of(dump("[select]", "[chan send]")).cut
    main = (
        b"goroutine 1 [sleep]:\ntime.Sleep(0x1)\n\t/go/time.go:1 +0x1\nmain.main()\n\t/src/main.go:4 +0x2\n"
    )
    assert not of(main).cut
    assert not of(main.rstrip(b"\n")).cut


def test_a_dump_that_begins_in_a_goroutine_says_so():
    data = dump("[select]", "[chan send]")
    profile = of(data[data.index(b"\t/src") :])
    assert (profile.total, profile.cut) == (1, True)
    assert "begins in the middle" in profile.warnings[0]


def test_a_dump_of_64_mib_is_said_to_be_cut_by_the_runtime():
    one = dump("[select]") + b"\n"
    count = (64 << 20) // len(one)
    data = one * count
    data += b"x" * ((64 << 20) - len(data) - 1) + b"\n"
    profile = of(data)
    assert profile.total == count
    assert profile.cut
    assert "64 MiB" in profile.warnings[0]


def test_two_dumps_of_which_the_first_is_cut_joined_in_a_line():
    first, second = dump("[select]", "[chan send]"), dump("[IO wait]")
    profile = of(first[:-7] + second)
    assert (profile.total, profile.cut) == (3, True)
    assert profile.states == {"select": 1, "chan send": 1, "IO wait": 1}
    profile = of(first[: first.index(b"[chan s") + 7] + second)
    assert profile.total == 3
    assert profile.states == {"select": 1, "IO wait": 1}


def test_a_header_inside_of_arguments_is_not_eaten():
    data = dump("[select]")[:22] + b"main.f(0x1, 0x" + dump("[IO wait]", "[sleep]")
    assert of(data).states == {"select": 1, "IO wait": 1, "sleep": 1}


@pytest.mark.parametrize(
    "prefix",
    [
        "2026-01-02T03:04:05.123456789Z stderr F ",
        "Jan  2 03:04:05 host app[123]: ",
        "[app-7d9c-x2] ",
        "    ",
    ],
)
def test_a_logger_puts_words_before_each_line(prefix):
    lines = dump("[select, 2 minutes]", "[chan send]", "[chan send]").decode().split("\n")
    log = (
        f"{prefix}starting up\n"
        + "\n".join(f"{prefix}{line}" for line in lines)
        + f"\n{prefix}exit status 2\n"
    )
    profile = of(log.encode())
    assert profile.total == 3
    assert profile.states == {"chan send": 2, "select": 1}
    assert all(group.creator == Frame("main.main", "/src/app/main.go", 30) for group in profile.groups)
    assert all(group.frames == (Frame("main.work", "/src/app/work.go", 12),) for group in profile.groups)


def test_the_time_before_each_line_may_move_on():
    lines = dump("[select]", "[chan send]").decode().split("\n")
    log = "\n".join(f"2026-01-02T03:04:05.{at * 37}Z app: {line}" for at, line in enumerate(lines))
    profile = of(log.encode())
    assert profile.total == 2
    assert {len(group.frames) for group in profile.groups} == {1}


@pytest.mark.parametrize(
    "form",
    [
        '{{"time":"2026-11-24","level":"error","msg":{0}}}',
        '{{"msg":{0},"caller":"main.go:5","ts":17000{1}.25}}',
        '{{"insertId": "a{1}", "textPayload": {0}, "timestamp": "2026"}}',
    ],
)
def test_each_line_of_a_dump_in_a_json_object_of_its_own(form: str):
    plain = dump("[chan send]", "[chan send]", "[select, 3 minutes]")
    lines = plain.decode().split("\n")
    logged = "\n".join(form.format(json.dumps(line), at) for at, line in enumerate(lines))
    for end in ("", "\n"):
        profile = of((logged + end).encode())
        assert profile.groups == of(plain).groups
        assert not profile.cut


def test_blank_lines_of_which_a_log_shipper_dropped_the_last_space():
    plain = dump("[chan send]", "[select]")
    logged = "\n".join(f"svc-1  | {line}".rstrip() for line in [*plain.decode().split("\n"), "ready"])
    assert of(logged.encode()).groups == of(plain).groups
    assert not of(logged.encode()).cut


MAIN = b"goroutine 1 [chan receive]:\nmain.main()\n\t/src/app/main.go:9 +0x1d\n\n"


def test_several_dumps_in_one_text_are_not_added_up():
    one, other = MAIN + dump("[chan send]", "[chan send]"), MAIN + dump("[select]")
    assert of(one).warnings == ()
    assert of(one).dumps == ()
    for between in (b"\n", b"\n2026/11/24 12:00:00 again\n", b"\nSIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n"):
        twice = of(one + between + other)
        assert twice.total == 2
        assert twice.states == {"chan receive": 1, "select": 1}
        assert [each.total for each in twice.dumps] == [3, 2]
        assert twice.dumps[0].groups == of(one).groups
        assert "2 dumps, which are not added up" in twice.warnings[0]
        assert not twice.cut
    assert (
        "(after `2026/11/24 12:00:00 again`)"
        in of(one + b"\n2026/11/24 12:00:00 again\n" + other).warnings[0]
    )


def test_dumps_that_begin_with_the_goroutine_that_asked_for_them():
    first = (
        dump("[running]").replace(b"goroutine 7", b"goroutine 90") + b"\n" + MAIN + dump(*["[select]"] * 200)
    )
    second = (
        first.replace(b"goroutine 90", b"goroutine 91")
        + b"\n"
        + dump("[IO wait]").replace(b"ine 7", b"ine 500")
    )
    found = of(first + b"\n" + second)
    assert (found.total, [each.total for each in found.dumps]) == (203, [202, 203])
    assert found.states["running"] == 1


def test_words_in_the_middle_of_a_dump_do_not_cut_it_in_two():
    data = MAIN + dump("[chan send]", "[select]", "[select]")
    noisy = data.replace(b"\n\n", b"\n\n2026/11/24 12:00:00 still serving\n\n")
    assert of(noisy).groups == of(data).groups
    assert of(noisy).warnings == ()


def panic(number: int) -> bytes:
    return b"2026/11/24 http: panic serving 127.0.0.1:5: boom\n" + dump("[running]").replace(
        b"ine 7", b"ine %d" % number
    )


def test_stacks_of_recovered_panics_are_no_dump():
    log = b"\n".join(map(panic, (34, 57, 34)))
    found = of(log)
    assert found.total == 3
    assert "3 single stacks" in found.warnings[0]
    found = of(log + b"\nSIGQUIT: quit\n\n" + MAIN + dump("[select]") + b"\n" + panic(99))
    assert (found.total, found.states) == (2, {"chan receive": 1, "select": 1})
    assert "4 single stacks" in found.warnings[0]
    assert found.dumps == ()


def test_a_dump_that_a_panic_quotes_is_not_counted():
    real = dump("[running]", "[chan send]") + b"\n" + MAIN
    quoted = b"panic: dump:\n" + real
    assert of(quoted.replace(b"\n", b"\n\t") + b"\n\n" + real).total == 3
    assert of(quoted.replace(b"\n", b"\n\t") + b"\n\n" + real).warnings == ()
    # Before Go 1.24 the message was not indented.
    old = of(quoted + b"\n" + real)
    assert (old.total, old.warnings) == (3, ())


def test_threads_that_a_crash_shows_behind_dashes_replace_what_ran_unseen():
    unseen = (
        b"goroutine 40 gp=0x3 m=3 mp=0x4 [running]:\n\tgoroutine running on other thread; stack unavailable\n"
        b"created by main.main in goroutine 1\n\t/src/app/main.go:31 +0x85\n"
    )
    seen = b"goroutine 40 gp=0x3 m=3 mp=0x4 [running]:\nmain.spin()\n\t/src/app/spin.go:3 +0x1 fp=0x1 sp=0x2 pc=0x3\n"
    whole = (
        b"fatal error: bad\n\n"
        + dump("[running]")
        + b"\n"
        + MAIN
        + unseen
        + b"\n-----\n\nSIGQUIT: quit\nPC=0x1 m=3\n\n"
    )
    thread = b"goroutine 0 gp=0x5 m=3 mp=0x4 [idle]:\nruntime.futex(0x1)\n\t/go/sys.s:9 +0x2 fp=0x1 sp=0x2 pc=0x3\n\n"
    assert of(whole + thread + seen).total == 4
    found = of(whole + seen + b"\nrax 0x0\nrip 0x1\n")
    assert found.total == 3
    assert found.dumps == ()
    assert "main.spin" in {frame.function for group in found.groups for frame in group.frames}
    assert all(group.frames for group in found.groups)


def test_only_the_header_carries_the_words_of_the_logger():
    data = dump("[select]", "[chan send]").replace(
        b"goroutine 7", b"a_test.go:19: Leaked goroutine: goroutine 7"
    )
    profile = of(data)
    assert profile.states == {"select": 1, "chan send": 1}
    assert all(len(group.frames) == 1 for group in profile.groups)


def test_output_of_go_test_json():
    lines = dump("[select]", "[chan send]").decode().split("\n")
    rows = []
    for line in lines:
        escaped = line.replace("\t", "\\t")
        rows.append(
            f'{{"Time":"2026-01-02T03:04:05.1Z","Action":"output","Package":"p","Output":"{escaped}\\n"}}'
        )
    profile = of("\n".join(rows).encode())
    assert profile.states == {"select": 1, "chan send": 1}
    assert all(group.creator == Frame("main.main", "/src/app/main.go", 30) for group in profile.groups)


def test_a_dump_in_one_line_of_json():
    text = dump("[select]", "[chan send]").decode().replace("\t", "\\t").replace("\n", "\\n")
    profile = of(f'{{"level":"info","msg":"dump:\\n{text}"}}\n{{"level":"info"}}\n'.encode())
    assert profile.states == {"select": 1, "chan send": 1}
    assert all(len(group.frames) == 1 for group in profile.groups)


def test_a_dump_in_the_middle_of_a_log():
    log = b"started\nlistening on :8080\n" + dump("[select]", "[chan send]") + b"\nexit status 2\nbye (0x1)\n"
    profile = of(log)
    assert (profile.total, profile.cut, profile.format) == (2, False, "text-debug2")


SUMMARY = "Goroutine {0} in state chan send, {0} minutes, with main.work on top of the stack:\n"


@pytest.mark.parametrize("header", ["", "goroutine {0} [chan send, {0} minutes]:\n"])
@pytest.mark.parametrize("indent", ["", "        ", "2026-01-02T03:04:05.1Z  "])
def test_goleak_tells_each_goroutine_once_with_its_header_or_without(header: str, indent: str):
    stacks = " ".join(SUMMARY.format(number) + header.format(number) + STACK for number in (7, 8))
    report = f"leaks.go:78: found unexpected goroutines:\n[{stacks}]\nFAIL\n"
    found = of("".join(indent + line for line in report.splitlines(keepends=True)).encode())
    assert (found.total, found.states, found.warnings) == (2, {"chan send": 2}, ())
    assert [group.waits for group in found.groups] == [(7, 8)]
    assert found.groups[0].frames == (Frame("main.work", "/src/app/work.go", 12),)
    assert found.groups[0].creator == Frame("main.main", "/src/app/main.go", 30)


def test_goroutines_that_goroutine_inspect_folded_count_as_many():
    folded = dump("[select, 2 minutes]", "[sleep]").replace(b"]:\n", b"]: 48 times: [[7, 9, 11]\n", 1)
    found = of(folded)
    assert (found.total, found.states) == (49, {"select": 48, "sleep": 1})
    assert found.groups[0].waits == (2,) * 48


def test_race_reports_are_no_goroutines():
    race = (
        "==================\nWARNING: DATA RACE\nRead at 0x00c000012345 by goroutine 8:\n  main.f()\n"
        "      /src/main.go:4 +0x2\n\nGoroutine 8 (running) created at:\n  main.main()\n      /src/main.go:9 +0x5\n"
        "==================\n"
    )
    found = of(race.encode() + MAIN + dump("[select]") + race.encode())
    assert (found.total, len(found.groups), found.warnings) == (2, 2, ())
    with pytest.raises(ProfileError):
        read(race.encode(), "race.txt")


def test_crash_output_is_called_crash():
    data = b"panic: boom\n\n" + dump("[running]") + b"exit status 2\n"
    assert of(data).format == "crash"
    data = b"SIGQUIT: quit\nPC=0x46e4a1 m=0 sigcode=0\n\n" + dump("gp=0x1 m=0 mp=0x2 [running]")
    assert of(data).format == "crash"


def test_registers_of_a_crash_do_not_split_groups():
    def stack(at: int) -> str:
        return STACK.replace("+0x1d", f"+0x1d fp=0xc00005{at} sp=0xc00004{at} pc=0x46e4a1")

    data = dump("[select]", stack=stack(1)) + b"\n" + dump("[select]", stack=stack(2))
    profile = of(data)
    assert (len(profile.groups), profile.format) == (1, "crash")


def test_no_goroutine_is_an_error_in_one_sentence():
    with pytest.raises(ProfileError, match="holds no goroutine"):
        read(b"hello\nworld\n", "notes.txt")


def test_unique_labels_stay_bounded_and_are_all_counted(monkeypatch):
    monkeypatch.setattr("leakline.profiles.goroutine_tally.RAW_LIMIT", 100)
    data = b"\n".join(
        dump(f"[select, {at % 3 + 1} minutes] {{request: {at}, app: shop}}") for at in range(1000)
    )
    profile = of(data)
    assert profile.total == 1000
    assert len(profile.groups) <= 65
    assert all(("app", "shop") in group.labels for group in profile.groups)
    assert sum(len(group.waits) for group in profile.groups) == 1000


PLACES = st.sampled_from(
    ["/a/b.go:1 +0x1", "/a/b.go:22 +0xff", "C:/go/x.go:7", "example.com/m@v1.2.3/f.go:5 +0x10"]
)
FUNCTIONS = st.sampled_from(
    [
        "main.f(0x1, {0x2, 0x3})",
        "main.g(...)",
        "main.h()",
        "m/v2.(*T[...]).M(_, 0x1?)",
        "m.init.0.func1.2({0x1})",
    ]
)
FRAME = st.builds("{}\n\t{}".format, FUNCTIONS, PLACES)
CREATOR = st.builds("created by main.s in goroutine {}\n\t{}".format, st.integers(1, 99), PLACES)
HEADERS = st.sampled_from(["[select]", "[chan send, 5 minutes]", "[select] {a: b}", "gp=0x1 m=nil [sleep]"])
NOISE = st.sampled_from(
    ["", "log line", "goroutine 3 is fine", "[originating from goroutine 4]:", "\t", "exit (0x1)"]
)


@st.composite
def dumps(draw: st.DrawFn) -> bytes:
    pieces = []
    for number in range(draw(st.integers(1, 8))):
        lines = [f"goroutine {number} {draw(HEADERS)}:", *draw(st.lists(FRAME, max_size=3))]
        if draw(st.booleans()):
            lines.append(draw(CREATOR))
        if draw(st.integers(0, 4)) == 0:
            lines.append(draw(NOISE))
        pieces.append("\n".join(lines))
    text = draw(st.sampled_from(["\n\n", "\n\n", "\n\n\n", "\n"])).join(pieces) + draw(
        st.sampled_from(["", "\n", "\n\n"])
    )
    data = text.encode()
    return data[: draw(st.integers(1, len(data)))] if draw(st.integers(0, 3)) == 0 else data


def strictly(data: bytes) -> list[Group]:
    """The same dump read by lines alone, with all its arguments in place."""
    tallies = Tallies()

    def emit(one: Open) -> None:
        assert tallies.knows(one.raw)
        creator = (-tallies.number(one.creator),) if one.creator is not None else ()
        tallies.count(tallies.of((*map(tallies.number, one.frames), *creator)), one.raw)

    reader = LineReader(emit)
    reader.feed(data)
    reader.close()
    end = data.rstrip(b"\n").rpartition(b"\n")[2]
    if (left := cut_off(end)) is not None:
        emit(Open(left[0], cut_header(left[1])))
    return sorted(tallies.groups(tallies.turn_over()), key=repr)


@settings(max_examples=300, deadline=None)
@given(dumps(), st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_the_quick_way_finds_what_the_strict_way_finds(data: bytes, sizes: list[int]):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leakline.profiles.goroutine_text.FIRST", 1)
        reader = TextReader(near=1)
        stream = io.BytesIO(data)
        at = 0
        while chunk := stream.read(sizes[at % len(sizes)]):
            reader.feed(chunk)
            at += 1
        expected = strictly(data)
        if not expected:
            return
        found = reader.finish("dump")
    assert sorted(found.groups, key=repr) == expected


def test_longer_text_without_goroutines_does_not_fill_memory():
    class Log:
        """10 MB of log, then a dump."""

        def __init__(self) -> None:
            self.left = 160

        def read(self, size: int, /) -> bytes:
            self.left -= 1
            return b"no dump here\n" * 5000 if self.left > 0 else dump("[select]") if self.left == 0 else b""

    reader = TextReader()
    stream = Log()
    largest = 0
    while chunk := stream.read(1):
        reader.feed(chunk)
        largest = max(largest, len(reader.carry))
    assert reader.finish("log").total == 1
    assert largest < 2 << 20


def test_a_stream_of_small_reads_gives_the_same():
    data = dump("[select]", "[chan send]", "[chan send]")

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(3)

    assert read_stream(Slow(data), "slow") == of(data)
