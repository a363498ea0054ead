"""Captures in the editor: taken, shown on lines, moved by edits, compared, cancelled, refused."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SOURCE = """package w

func Send(c chan int) {
\tprice := 1
\tc <- price // LEAK
}

func Start() {
\tgo Send(make(chan int))
}
"""
SENT = 4
"""The line, from 0, that sends."""


def dump(count: int, line: int = SENT + 1, state: str = "chan send, 7 minutes") -> str:
    """A goroutine dump in the form of debug=2."""
    return "".join(
        f"goroutine {number} [{state}]:\nexample.com/w.Send(...)\n\t/build/w/send.go:{line} +0x1d\n"
        f"created by example.com/w.Start in goroutine 1\n\t/build/w/send.go:9 +0x2f\n\n"
        for number in range(2, count + 2)
    )


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/w\n\ngo 1.24\n")
    (folder / "send.go").write_text(SOURCE)
    return folder


@pytest.fixture
def editor(
    start: Callable[..., Any], capabilities: Callable[[str], Any], module: Path, tmp_path: Path
) -> Callable[..., Any]:
    """Starts a server on the module with captures of its own."""

    def begin(name: str = "vscode") -> Any:
        client = start(env={**os.environ, "LEAKLINE_CAPTURES": str(tmp_path / "captures")})
        client.initialize(capabilities(name), module.as_uri())
        client.uri = (module / "send.go").as_uri()
        return client

    return begin


def shown(client: Any, file: Path, text: str, **more: Any) -> Any:
    file.write_text(text)
    return client.command("leakline.openCapture", {"path": str(file), **more})


def test_a_dump_is_shown_on_the_line_where_goroutines_wait(
    editor: Callable[..., Any], tmp_path: Path
) -> None:
    client = editor()
    client.open(client.uri, SOURCE)
    summary = shown(client, tmp_path / "dump.txt", dump(1200))
    overlay = client.wait("leakline/overlay")
    assert (overlay["uri"], overlay["version"], overlay["capture"]) == (client.uri, 1, summary["id"])
    (mark,) = overlay["lines"]
    hover = mark.pop("hover")
    assert mark == {
        "line": SENT,
        "text": "1,200 goroutines · chan send · old",
        "tier": "old",
        "match": "exact",
        "count": 1200,
        "state": "chan send",
        "confirmed": True,
        "rules": ["lost-leak"],
    }
    assert hover.startswith("**Confirmed leak** · dump.txt\n")
    assert f"started at [send.go:9]({client.uri}#L9)" in hover
    assert summary["worst"] == {"uri": client.uri, "line": SENT, "text": mark["text"]}
    assert (summary["total"], summary["clusters"], summary["leaks"]) == (1200, 1, 1)
    assert summary["message"].startswith("1,200 goroutines, 1 place where they leak, 1 of them predicted")
    params = {"textDocument": {"uri": client.uri}, "position": {"line": SENT, "character": 0}}
    assert "1,200 goroutines" in client.request("textDocument/hover", params)["contents"]["value"]


def test_a_summary_does_not_call_leaked_what_only_may_leak(
    editor: Callable[..., Any], tmp_path: Path
) -> None:
    client = editor()
    client.open(client.uri, SOURCE.replace("LEAK", ""))
    few = shown(client, tmp_path / "few.txt", dump(12, state="chan send"))
    assert few["message"].startswith("12 goroutines, and none of them is known to leak; captures before")
    old = shown(client, tmp_path / "old.txt", dump(1200))
    assert old["message"].startswith("1,200 goroutines, 1 place where they may leak; the worst at")


def test_a_host_that_the_user_confirmed_is_asked(editor: Callable[..., Any], server_error: Any) -> None:
    client = editor()
    target = {"target": "no-such-host.invalid:6060"}
    for more, said in (({}, "is not this machine"), ({"allowRemote": True}, "is not known")):
        with pytest.raises(server_error, match=said):
            client.command("leakline.captureProfile", {**target, **more})


def test_what_is_predicted_and_observed_is_one_diagnostic_raised_to_an_error(
    editor: Callable[..., Any], tmp_path: Path
) -> None:
    client = editor()
    client.open(client.uri, SOURCE)
    before = client.diagnostics(client.uri)
    assert [item["severity"] for item in before["items"]] == [2]
    shown(client, tmp_path / "dump.txt", dump(1200))
    client.wait("workspace/diagnostic/refresh")
    (item,) = client.diagnostics(client.uri, before["resultId"])["items"]
    assert item["severity"] == 1
    assert item["code"] == "lost-leak"
    first, second = item["message"].splitlines()
    assert first == "the leak is never closed"
    assert second.startswith("Confirmed by capture dump.txt: 1,200 goroutines wait here (chan send); old: ")
    client.change(client.uri, 2, SOURCE.replace("LEAK", "mended"))
    assert client.diagnostics(client.uri)["items"] == []
    client.change(client.uri, 3, SOURCE)
    client.command("leakline.clearOverlay", {})
    assert client.diagnostics(client.uri)["items"] == before["items"]


def test_what_is_observed_and_not_predicted_is_a_diagnostic_of_its_own(
    editor: Callable[..., Any], tmp_path: Path
) -> None:
    client = editor()
    client.open(client.uri, SOURCE.replace("LEAK", ""))
    shown(client, tmp_path / "dump.txt", dump(1200))
    (item,) = client.diagnostics(client.uri)["items"]
    assert (item["code"], item["severity"]) == ("observed-leak", 3)
    assert item["range"]["start"] == {"line": SENT, "character": 1}
    assert item["message"].startswith(
        "Observed by capture dump.txt: 1,200 goroutines wait here (chan send); old: "
    )
    client.change(client.uri, 2, ((SENT, 1), (SENT, 1), "x"))
    assert client.diagnostics(client.uri)["items"] == []


def test_few_goroutines_that_just_are_there_raise_nothing(editor: Callable[..., Any], tmp_path: Path) -> None:
    client = editor()
    client.open(client.uri, SOURCE)
    summary = shown(client, tmp_path / "dump.txt", dump(3, state="chan send"))
    assert (summary["leaks"], summary["worst"]["line"]) == (0, SENT)
    assert summary["message"].startswith(
        "3 goroutines; too few to call leaked, but some wait at 1 line where"
    )
    (item,) = client.diagnostics(client.uri)["items"]
    assert item["severity"] == 2
    client.change(client.uri, 2, SOURCE.replace("LEAK", ""))
    assert client.diagnostics(client.uri)["items"] == []


def test_marks_move_with_edits_and_an_undo_brings_them_back(
    editor: Callable[..., Any], tmp_path: Path
) -> None:
    client = editor()
    client.open(client.uri, SOURCE)
    shown(client, tmp_path / "dump.txt", dump(1200))

    def next_marks(version: int, *changes: Any) -> list[tuple[int, str, bool]]:
        client.change(client.uri, version, *changes)
        said = client.wait("leakline/overlay", lambda said: said["version"] == version)
        return [(mark["line"], mark["match"], mark["confirmed"]) for mark in said["lines"]]

    client.wait("leakline/overlay", lambda said: said["lines"])
    assert next_marks(2, ((2, 0), (2, 0), "\n\n")) == [(SENT + 2, "shifted", True)]
    assert next_marks(3, ((SENT + 2, 0), (SENT + 3, 0), "")) == []
    line = SOURCE.splitlines(keepends=True)[SENT]
    assert next_marks(4, ((SENT + 2, 0), (SENT + 2, 0), line)) == [(SENT + 2, "shifted", True)]
    assert next_marks(5, ((SENT + 2, 6), (SENT + 2, 11), "2*price")) == [(SENT + 2, "stale", True)]
    assert next_marks(6, SOURCE) == [(SENT, "exact", True)]


def test_files_that_are_not_open_are_drawn_on_and_pulled_with_the_workspace(
    editor: Callable[..., Any], module: Path, tmp_path: Path
) -> None:
    (module / "send.go").write_text(SOURCE.replace("LEAK", ""))
    client = editor()
    shown(client, tmp_path / "dump.txt", dump(1200))
    overlay = client.wait("leakline/overlay")
    assert (overlay["uri"], overlay["version"], len(overlay["lines"])) == (client.uri, None, 1)
    (report,) = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    assert (report["uri"], report["kind"], len(report["items"])) == (client.uri, "full", 1)
    known = [{"uri": client.uri, "value": report["resultId"]}]
    (same,) = client.request("workspace/diagnostic", {"previousResultIds": known})["items"]
    assert same["kind"] == "unchanged"
    client.command("leakline.clearOverlay", {})
    cleared = client.wait("leakline/overlay")
    assert (cleared["uri"], cleared["capture"], cleared["lines"]) == (client.uri, None, [])
    (gone,) = client.request("workspace/diagnostic", {"previousResultIds": known})["items"]
    assert (gone["kind"], gone["items"]) == ("full", [])
    assert client.request("workspace/diagnostic", {"previousResultIds": []})["items"] == []


def test_a_push_client_gets_diagnostics_of_files_that_are_not_open(
    editor: Callable[..., Any], module: Path, tmp_path: Path
) -> None:
    (module / "send.go").write_text(SOURCE.replace("LEAK", ""))
    client = editor("helix")
    shown(client, tmp_path / "dump.txt", dump(1200))
    said = client.wait("textDocument/publishDiagnostics")
    assert (said["uri"], len(said["diagnostics"])) == (client.uri, 1)
    client.command("leakline.clearOverlay", {})
    assert client.wait("textDocument/publishDiagnostics") == {"uri": client.uri, "diagnostics": []}


def test_a_frame_that_is_no_more_where_it_was_gets_no_mark(
    editor: Callable[..., Any], module: Path, tmp_path: Path
) -> None:
    (module / "send.go").write_text(SOURCE.replace("func Send(", "func Sent("))
    client = editor()
    summary = shown(client, tmp_path / "dump.txt", dump(1200))
    assert summary["leaks"] == 1
    assert summary["worst"] is None
    assert [message for message in client.drain() if message["method"] == "leakline/overlay"] == []


def test_captures_are_listed_reopened_compared_and_drawn(editor: Callable[..., Any], tmp_path: Path) -> None:
    client = editor()
    one = shown(client, tmp_path / "one.txt", dump(40))
    two = shown(client, tmp_path / "two.txt", dump(70))
    listed = client.request("leakline/captures", {})["captures"]
    assert [(entry["id"], entry["name"], entry["total"]) for entry in listed] == [
        (two["id"], "two.txt", 70),
        (one["id"], "one.txt", 40),
    ]
    assert client.command("leakline.openCapture", {"id": one["id"]})["message"] == one["message"]
    compared = client.command("leakline.compareCaptures", {"before": one["id"], "after": two["id"]})
    (site,) = compared["sites"]
    assert (site["function"], site["before"], site["after"], site["change"]) == (
        "example.com/w.Send",
        40,
        70,
        "grown",
    )
    assert compared["text"].startswith("From one.txt to two.txt: 1 grown.")
    document = client.request("leakline/flameGraph", {"capture": one["id"], "base": two["id"]})
    assert (document["version"], document["total"], document["hasBase"]) == (1, 40, True)
    frame = next(
        index
        for index, entry in enumerate(document["frames"])
        if document["strings"][entry[0]].endswith("Send")
    )
    assert document["info"]["frames"][str(frame)]["tier"] == "old"


def test_a_frame_leads_to_its_line(editor: Callable[..., Any]) -> None:
    client = editor()
    frame = {"function": "example.com/w.Send", "file": "/build/w/send.go", "line": SENT + 1, "startLine": 3}
    found = client.request("leakline/frameSource", frame)
    assert (found["uri"], found["match"]) == (client.uri, "exact")
    assert found["range"]["start"]["line"] == SENT
    client.open(client.uri, "\n\n" + SOURCE)
    moved = client.request("leakline/frameSource", frame)
    assert (moved["match"], moved["range"]["start"]["line"]) == ("shifted", SENT + 2)
    away = client.request("leakline/frameSource", {**frame, "function": "example.org/none.F", "file": "f.go"})
    assert (away["uri"], away["range"], away["match"]) == (None, None, "unknown")
    assert away["why"]


@pytest.mark.parametrize(
    ("method", "argument", "words"),
    [
        ("leakline.captureProfile", {}, "needs a target"),
        ("leakline.captureProfile", {"target": 5}, "target must be"),
        ("leakline.captureProfile", {"target": "http://127.0.0.1:1"}, "Nothing listens"),
        ("leakline.captureProfile", {"target": "127.0.0.1:1", "kinds": ["colour"]}, "no kind of profile"),
        ("leakline.captureProfile", {"target": "http://example.com:6060"}, "is not this machine"),
        ("leakline.captureProfile", {"target": "nonsense"}, "neither a file nor a target"),
        ("leakline.openCapture", {}, "needs its id"),
        ("leakline.openCapture", {"id": "../../etc"}, "no capture"),
        ("leakline.openCapture", {"path": "not-here.txt"}, "no file"),
        ("leakline.openCapture", {"path": "send.go"}, "send.go"),
        ("leakline.compareCaptures", {"before": "x"}, "no capture"),
        ("leakline.compareCaptures", {}, "two"),
    ],
)
def test_what_cannot_be_captured_is_one_sentence(
    editor: Callable[..., Any], server_error: Any, method: str, argument: Any, words: str
) -> None:
    client = editor()
    with pytest.raises(server_error) as caught:
        client.command(method, argument)
    assert caught.value.code == -32803
    assert words in caught.value.message
    assert "Traceback" not in caught.value.message and "\n" not in caught.value.message
    assert client.end() == 0


class Service(BaseHTTPRequestHandler):
    """A service with goroutines; with `hang` set it begins to answer and never ends."""

    hang = threading.Event()
    asked = threading.Event()

    def do_GET(self) -> None:
        if "goroutineleak" in self.path:
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(dump(30).encode())
        self.wfile.flush()
        self.asked.set()
        if self.hang.is_set():
            self.release.wait(60)

    release = threading.Event()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    for event in (Service.hang, Service.asked, Service.release):
        event.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Service.release.set()
    server.shutdown()
    server.server_close()


def test_a_capture_shows_its_progress_and_what_was_left_out(editor: Callable[..., Any], service: str) -> None:
    client = editor()
    summary = client.command("leakline.captureProfile", {"target": service, "name": "shop", "text": True})
    assert (summary["name"], summary["total"], summary["target"]) == ("shop", 30, service)
    assert any("goroutineleak" in warning for warning in summary["warnings"])
    token = client.wait("window/workDoneProgress/create")["token"]
    begin = client.wait("$/progress")
    assert begin["token"] == token
    assert begin["value"]["kind"] == "begin"
    assert begin["value"]["cancellable"] is True
    assert "states" in begin["value"]["message"]
    end = client.wait("$/progress", lambda said: said["value"]["kind"] == "end")
    assert end["value"]["message"] == summary["message"]


def test_the_token_of_the_client_is_used(editor: Callable[..., Any], service: str) -> None:
    client = editor()
    params = {
        "command": "leakline.captureProfile",
        "arguments": [{"target": service}],
        "workDoneToken": "mine",
    }
    client.request("workspace/executeCommand", params)
    assert client.wait("$/progress")["token"] == "mine"
    assert "window/workDoneProgress/create" not in [one["method"] for one in client.asked]


@pytest.mark.parametrize("by", ["request", "progress"])
def test_a_capture_that_hangs_can_be_cancelled_while_editing_goes_on(
    editor: Callable[..., Any], service: str, server_error: Any, by: str
) -> None:
    Service.hang.set()
    client = editor()
    client.open(client.uri, SOURCE)
    params = {"command": "leakline.captureProfile", "arguments": [{"target": service}]}
    running = client.start("workspace/executeCommand", params)
    token = client.wait("window/workDoneProgress/create")["token"]
    assert Service.asked.wait(20)
    client.change(client.uri, 2, SOURCE + "// LEAK\n")
    assert len(client.diagnostics(client.uri)["items"]) == 2
    if by == "request":
        client.notify("$/cancelRequest", {"id": running})
    else:
        client.notify("window/workDoneProgress/cancel", {"token": token})
    with pytest.raises(server_error) as caught:
        client.reply(running)
    assert caught.value.code == -32800
    end = client.wait("$/progress", lambda said: said["value"]["kind"] == "end")
    assert "cancelled" in end["value"]["message"]
    assert client.end() == 0


def test_the_server_ends_while_a_capture_hangs(editor: Callable[..., Any], service: str) -> None:
    Service.hang.set()
    client = editor()
    params = {"command": "leakline.captureProfile", "arguments": [{"target": service}]}
    client.start("workspace/executeCommand", params)
    assert Service.asked.wait(20)
    assert client.end() == 0


def test_a_password_in_the_address_is_told_to_nobody(
    editor: Callable[..., Any], server_error: Any, log_of: Callable[[Any], str]
) -> None:
    client = editor()
    with pytest.raises(server_error) as caught:
        client.command("leakline.captureProfile", {"target": "http://me:s3cret@127.0.0.1:1/?token=s3cret"})
    told = json.dumps(client.drain()) + json.dumps(client.seen)
    assert "s3cret" not in caught.value.message + log_of(client) + told
