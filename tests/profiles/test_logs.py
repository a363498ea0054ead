"""One dump in every wrapping in which logs, shippers and people hand it on: it reads the same in each."""

import json
from collections.abc import Callable

import pytest

from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import read

WORK = """\
main.work(0xc000012345, {0x1, 0x2})
\t/src/app/work.go:12 +0x1d
created by main.main in goroutine 1
\t/src/app/main.go:30 +0x85
"""
DUMP = "\n".join(
    [
        "goroutine 17 [running]:\n" + WORK,
        "goroutine 1 [chan receive, 3 minutes]:\nmain.main()\n\t/src/app/main.go:9 +0x1d\n",
        "goroutine 18 [chan send, 3 minutes]:\n" + WORK,
        "goroutine 19 [chan send, 31 minutes]:\n" + WORK,
        "goroutine 20 [select (no cases)]:\n" + WORK,
    ]
)
LINES = DUMP.rstrip("\n").split("\n")
NOON = "2026-01-02T12:00:00"


def each(form: Callable[[int, str], str]) -> str:
    return "".join(form(at, line) + "\n" for at, line in enumerate(LINES))


def object_a_line(**more: object) -> str:
    """Objects whose one key with None holds the line, `{at}` in the others its number."""
    return each(
        lambda at, line: json.dumps(
            {
                key: line if value is None else value.format(at=at) if isinstance(value, str) else value
                for key, value in more.items()
            }
        )
    )


def of_test(package: str, text: str, test: bool = True) -> str:
    row = {"Time": NOON, "Action": "output", "Package": package, "Output": text}
    return json.dumps({**row, "Test": "TestX"} if test else row) + "\n"


ENTRIES = [
    {"insertId": str(at), "textPayload": line, "timestamp": f"{NOON}.{at:03}Z"}
    for at, line in enumerate(LINES)
]
WHOLE = {"level": "error", "ts": 1700000000.2, "msg": "dump", "stack": DUMP}
WRAPPED = {
    "alone": DUMP,
    "containerd": each(lambda at, line: f"{NOON}.{at:09}Z stderr F {line}"),
    "kubectl --prefix --timestamps": each(lambda at, line: f"[pod/api-7d9c-x2/api] {NOON}.{at:09}Z {line}"),
    "docker json-file": "".join(
        json.dumps({"log": line + "\n", "stream": "stderr", "time": f"{NOON}.{at}Z"}) + "\n"
        for at, line in enumerate(LINES)
    ),
    "journald": each(lambda at, line: f"Jan 02 12:00:{at:02} host app[123]: {line}"),
    "journald json": object_a_line(__CURSOR="s=abc;i={at}f", MESSAGE=None, _PID="12"),
    "syslog": each(lambda at, line: f"<13>1 2026-01-02T12:00:{at:02}.003Z host app 123 - - {line}"),
    "syslog's tabs": each(lambda at, line: f"Jan  2 12:00:{at:02} host app[1]: {line}".replace("\t", "#011")),
    "Go's log, first line only": f"2026/01/02 12:00:00 dump: {DUMP}",
    "Go's log": each(lambda at, line: f"2026/01/02 12:00:{at:02} {line}"),
    "klog": each(lambda at, line: f"E0102 12:00:{at:02}.123456       1 runtime.go:79] {line}"),
    "levels": each(lambda at, line: f"{NOON} {('INFO', 'WARNING', 'error')[at % 3]} {line}"),
    "zap, whole": f'{{"level":"info","msg":"start"}}\n{json.dumps(WHOLE)}\n{{"level":"info","msg":"bye"}}\n',
    "zap's console": f"{NOON}\tERROR\tapp/main.go:10\tdump\t{json.dumps({'stack': DUMP})}\n",
    "zap, a line each": object_a_line(level="info", ts="17000000{at}.5", msg=None),
    "zerolog, whole": json.dumps({"level": "error", "message": f"goroutines:\n{DUMP}"}) + "\n",
    "logrus, whole": f'time="{NOON}Z" level=error msg={json.dumps("dump" + chr(10) + DUMP)}\n',
    "logrus, a line each": each(lambda at, line: f'time="{NOON}Z" level=error msg={json.dumps(line)}'),
    "zap in docker": json.dumps({"log": json.dumps(WHOLE) + "\n", "stream": "stderr", "time": NOON}) + "\n",
    "zap in containerd": f"{NOON}.1Z stderr F {json.dumps(WHOLE)}\n",
    "zap in containerd, in parts": "".join(
        f"{NOON}.1Z stderr {'F' if at + 100 >= len(json.dumps(WHOLE)) else 'P'} {json.dumps(WHOLE)[at : at + 100]}\n"
        for at in range(0, len(json.dumps(WHOLE)), 100)
    ),
    "unicode escapes": json.dumps({"msg": DUMP}).replace("\\t", "\\u0009").replace("/", "\\/") + "\n",
    "go test -json": of_test("p", "=== RUN   TestX\n")
    + of_test("p", "panic: test timed out after 1s\n")
    + of_test("p", "\trunning tests:\n")
    + "".join(of_test("p", text) for text in ["\t\tTestX (1s)\n", "\n", *(line + "\n" for line in LINES)])
    + of_test("p", "FAIL\tp\t1.0s\n", test=False)
    + json.dumps({"Action": "fail", "Package": "p"})
    + "\n",
    "go test -json of packages side by side": "".join(
        of_test("p", line + "\n") + of_test("q", "ok\n") for line in LINES
    ),
    "go test": f"=== RUN   TestX\npanic: test timed out after 1s\n\trunning tests:\n\t\tTestX (1s)\n\n{DUMP}FAIL\tp\t1s\n",
    "t.Log": "    x_test.go:12: dump:\n" + each(lambda at, line: f"        {line}"),
    "compose": each(lambda at, line: f"api-1  | {line}"),
    "compose in colour": each(lambda at, line: f"\x1b[36mapi-1  |\x1b[0m {line}"),
    "a coloured dump": DUMP.replace("goroutine ", "\x1b[1;36mgoroutine\x1b[0m ").replace(
        "/src/", "\x1b[2m/src/"
    ),
    "buildkite": each(lambda at, line: f"\x1b_bk;t=17000000{at:05}\x07{line}"),
    "GitHub Actions": each(lambda at, line: f"{NOON}.{at:07}Z {line}"),
    "CRLF behind a prefix": each(lambda at, line: f"app: {line}\r"),
    "Loki": each(lambda at, line: f'{NOON}Z {{container="api", pod="api-{at}"}} {line}'),
    "an export": json.dumps(ENTRIES, indent=2),
    "an export, newest first": json.dumps(ENTRIES[::-1]),
    "an answer of a search": json.dumps(
        {"hits": {"hits": [{"_source": {"message": line}} for line in LINES]}}
    ),
    "tabs as spaces": DUMP.replace("\t", "    "),
    "without tabs": DUMP.replace("\t", ""),
    "without blank lines": "".join(line + "\n" for line in LINES if line),
    "double spaced": "\n\n".join(LINES) + "\n",
    "a quote": each(lambda at, line: f"> {line}"),
    "a fence": f"Here it is:\n```\n{DUMP}```\nthanks\n",
    "words between": DUMP.replace("\n\n", "\n\n2026/01/02 12:00:00 still serving\n\n"),
}


def of(text: str) -> GoroutineProfile:
    profile = read(text.encode(), "log")
    assert isinstance(profile, GoroutineProfile)
    return profile


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED.keys())
def test_a_wrapped_dump_reads_as_it_does_alone(text: str):
    alone, found = of(DUMP), of(text)
    assert (alone.total, alone.max_wait_minutes) == (5, 31)
    assert found.states == {"chan send": 2, "running": 1, "chan receive": 1, "select (no cases)": 1}
    assert set(found.groups) == set(alone.groups)
    assert (found.total, found.cut, found.warnings) == (5, False, ())


def test_one_dump_in_two_strings_of_an_object_counts_once():
    assert of(json.dumps({"message": f"failed: {DUMP}", "stack": DUMP}) + "\n{}\n").total == 5


def test_lines_that_only_look_like_json_stay_as_they_are():
    assert of('{"level": "info", "msg": "cut of\n' + DUMP + '{"x": [1\n').total == 5
    assert of('{"log": 7, "stream": null}\n[]\n{"Action": 3}\n' + DUMP).total == 5


def test_json_that_nests_without_end():
    assert of('{"a":' * 100_000 + "\n" + DUMP).total == 5
    deep = DUMP
    for _ in range(6):
        deep = json.dumps(
            {"msg": deep, "stream": "stderr", "log": deep} if len(deep) < 5000 else {"msg": deep}
        )
    assert of(deep + "\n").total == 5


def test_counts_behind_a_prefix_and_several_of_them():
    text = "goroutine profile: total 3\n3 @ 0x1 0x2\n#\t0x1\tmain.f+0x1\t/src/m.go:4\n"
    alone = of(text)
    assert (alone.total, alone.format) == (3, "text-debug1")
    assert (
        of("started\n" + "".join(f"{NOON}.{at}Z F {line}\n" for at, line in enumerate(text.splitlines())))
        == alone
    )
    twice = of(text + "\n" + text.replace("3", "5"))
    assert (twice.total, [one.total for one in twice.dumps]) == (5, [3, 5])
    assert "2 goroutine profiles, which are not added up" in twice.warnings[0]
