"""The server answers every request, whatever it is sent, and lives on."""

import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest

URI = "file:///w/a.go"
PULL = {"textDocument": {"diagnostic": {}}}
EDITORS = ("vscode", "neovim-0.7", "neovim-0.10", "helix", "eglot")


@pytest.mark.parametrize(
    ("editor", "encoding", "pulls"),
    [
        ("vscode", "utf-16", True),
        ("neovim-0.7", "utf-16", False),
        ("neovim-0.10", "utf-8", True),
        ("helix", "utf-8", False),
        ("eglot", "utf-8", False),
    ],
)
def test_each_editor_gets_what_it_can_do(
    start: Callable[..., Any], capabilities: Callable[[str], Any], editor: str, encoding: str, pulls: bool
) -> None:
    client = start()
    result = client.initialize(capabilities(editor), "file:///w")["capabilities"]
    assert result["positionEncoding"] == encoding
    assert ("diagnosticProvider" in result) == pulls
    assert result["textDocumentSync"]["change"] == 2
    assert "leakline.captureProfile" in result["executeCommandProvider"]["commands"]
    assert client.end() == 0


def test_a_client_that_says_nothing_is_served(start: Callable[..., Any]) -> None:
    client = start()
    result = client.request("initialize", {"capabilities": {}})
    assert result["capabilities"]["positionEncoding"] == "utf-16"
    client.notify("initialized", {})
    client.open(URI, "LEAK")
    assert len(client.wait("textDocument/publishDiagnostics")["diagnostics"]) == 1


@pytest.mark.parametrize(
    "params", [None, [], {"capabilities": 7}, {"capabilities": {"general": []}, "rootUri": 3}]
)
def test_odd_initialize_parameters_are_borne(start: Callable[..., Any], params: Any) -> None:
    client = start()
    assert client.request("initialize", params)["serverInfo"]["name"] == "leakline"


def test_requests_before_initialize_and_after_shutdown_are_refused(
    start: Callable[..., Any], server_error: Any
) -> None:
    client = start()
    with pytest.raises(server_error) as early:
        client.diagnostics(URI)
    assert early.value.code == -32002
    client.initialize(PULL)
    with pytest.raises(server_error) as twice:
        client.request("initialize", {"capabilities": {}})
    assert twice.value.code == -32600
    client.request("shutdown", None)
    with pytest.raises(server_error) as late:
        client.diagnostics(URI)
    assert late.value.code == -32600
    client.notify("exit", None)
    assert client.process.wait(timeout=30) == 0


def test_exit_without_shutdown_and_a_closed_pipe_end_the_server(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL)
    client.notify("exit", None)
    assert client.process.wait(timeout=30) == 1
    other = start()
    other.initialize(PULL)
    other.process.stdin.close()
    assert other.process.wait(timeout=30) == 1


def test_an_exception_in_a_handler_is_answered_and_logged(
    start: Callable[..., Any], server_error: Any, log_of: Callable[[Any], str]
) -> None:
    client = start()
    client.initialize(PULL)
    client.open(URI, "BOOM")
    with pytest.raises(server_error) as caught:
        client.diagnostics(URI)
    assert caught.value.code == -32603
    assert "RuntimeError: boom" in caught.value.message
    client.change(URI, 2, "LEAK")
    assert len(client.diagnostics(URI)["items"]) == 1
    told = [message["method"] for message in client.drain()]
    assert "window/showMessage" not in told
    assert "Traceback" in log_of(client)
    assert client.end() == 0


def test_a_push_that_fails_is_logged_and_the_next_one_comes(
    start: Callable[..., Any], log_of: Callable[[Any], str]
) -> None:
    client = start()
    client.initialize({})
    client.open(URI, "BOOM")
    client.open("file:///w/b.go", "LEAK")
    assert client.wait("textDocument/publishDiagnostics")["uri"] == "file:///w/b.go"
    assert "boom" in log_of(client)
    client.change(URI, 2, "LEAK LEAK")
    assert client.wait("textDocument/publishDiagnostics", lambda said: said["uri"] == URI)["version"] == 2


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"[]", -32600),
        (b"17", -32600),
        (b'{"jsonrpc":"2.0","id":{},"method":"shutdown"}', -32600),
        (b'{"jsonrpc":"2.0","method":4}', -32600),
        (b"[" * 100_000, -32700),
    ],
)
def test_broken_messages_are_answered_without_an_id(
    start: Callable[..., Any], server_error: Any, message: bytes, code: int
) -> None:
    client = start()
    client.initialize(PULL)
    client.raw(b"Content-Length: %d\r\n\r\n%b" % (len(message), message))
    with pytest.raises(server_error) as caught:
        client.reply(None)
    assert caught.value.code == code
    assert client.end() == 0


def test_broken_frames_are_passed_over(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL)
    client.raw(b"nonsense\r\n\r\nContent-Length: many\r\n\r\nContent-Length: -4\r\n\r\n")
    body = json.dumps({"jsonrpc": "2.0", "id": "own", "method": "shutdown"}).encode()
    client.raw(b"content-type: x\r\nCONTENT-LENGTH:%d\r\n\r\n%b" % (len(body), body))
    assert client.reply("own") is None


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("textDocument/hover", {"textDocument": {}}, -32602),
        ("textDocument/hover", None, -32602),
        ("textDocument/codeAction", {"textDocument": {"uri": URI}, "range": 3}, -32602),
        ("workspace/executeCommand", {"command": "leakline.unknown"}, -32601),
        ("textDocument/rename", {}, -32602),
        ("leakline/unknown", {}, -32601),
        ("leakline/flameGraph", 17, -32803),
        ("workspace/executeCommand", {"command": "leakline.openCapture", "arguments": [5]}, -32803),
    ],
)
def test_requests_that_make_no_sense_are_refused(
    start: Callable[..., Any], server_error: Any, method: str, params: Any, code: int
) -> None:
    client = start()
    client.initialize(PULL)
    with pytest.raises(server_error) as caught:
        client.request(method, params)
    assert caught.value.code == code
    assert "\n" not in caught.value.message
    assert client.end() == 0


def test_notifications_that_make_no_sense_are_passed_over(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL)
    client.notify(
        "textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [3]}
    )
    client.notify("textDocument/didChange", None)
    client.notify("$/setTrace", {"value": "off"})
    client.notify("$/cancelRequest", {"id": 400})
    client.notify("window/workDoneProgress/cancel", {"token": "none"})
    client.notify("textDocument/didClose", {"textDocument": {"uri": "file:///w/never-opened.go"}})
    client.send({"jsonrpc": "2.0", "id": "never-asked", "result": 1})
    client.open(URI, "LEAK")
    assert len(client.diagnostics(URI)["items"]) == 1


def test_invalid_utf8_in_a_message_costs_its_characters_only(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL)
    item = {"uri": URI, "languageId": "go", "version": 1, "text": "? LEAK"}
    said = {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}
    body = json.dumps(said).encode().replace(b"?", b"\xff")
    client.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    assert client.diagnostics(URI)["items"][0]["range"]["start"] == {"line": 0, "character": 2}


def test_a_request_that_still_waits_can_be_cancelled(
    start: Callable[..., Any], server_error: Any, tmp_path: Any
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    client = start(env={**os.environ, "LEAKLINE_TEST_GATE": str(gate)})
    client.initialize(PULL)
    client.open(URI, "WAIT")
    held = client.start("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    waiting = client.start("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    client.notify("$/cancelRequest", {"id": waiting})
    with pytest.raises(server_error) as caught:
        client.reply(waiting)
    assert caught.value.code == -32800
    gate.write_text("go")
    assert client.reply(held)["items"] == []
    assert client.end() == 0


METHODS = (
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "workspace/executeCommand",
    "leakline/captures",
    "leakline/flameGraph",
    "leakline/frameSource",
    "$/cancelRequest",
    "window/workDoneProgress/cancel",
    "$/unknown",
)
KEYS = ("textDocument", "uri", "version", "text", "range", "start", "end", "line", "character", "position")
KEYS += ("contentChanges", "context", "only", "settings", "changes", "event", "added", "removed", "command")
KEYS += ("arguments", "capture", "id", "path", "function", "file", "startLine", "target", "token", "before")
LEAVES = (
    None,
    True,
    -1,
    3,
    2**70,
    0.5,
    "",
    "LEAK",
    "file:///w/a.go",
    "\ud800",
    "leakline.openCapture",
    [],
    {},
)


def nonsense(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth < 4 and kind < 0.5:
        return {chance.choice(KEYS): nonsense(chance, depth + 1) for _ in range(chance.randrange(5))}
    if depth < 4 and kind < 0.6:
        return [nonsense(chance, depth + 1) for _ in range(chance.randrange(3))]
    return chance.choice(LEAVES)


def test_a_thousand_nonsensical_messages_leave_the_server_at_work(
    start: Callable[..., Any], server_error: Any, tmp_path: Any
) -> None:
    chance = random.Random(11)
    client = start(env={**os.environ, "LEAKLINE_CAPTURES": str(tmp_path)})
    client.initialize(PULL)
    for number in range(1000):
        message = {"jsonrpc": "2.0", "method": chance.choice(METHODS), "params": nonsense(chance)}
        if chance.random() < 0.6:
            message["id"] = f"n{number}"
        client.send(message)
        if "id" in message:
            try:
                client.reply(message["id"])
            except server_error as error:
                assert error.code in (-32600, -32601, -32602, -32603, -32803), error.message
                assert "Traceback" not in error.message
    client.open("file:///w/last.go", "LEAK")
    assert len(client.diagnostics("file:///w/last.go")["items"]) == 1
    assert client.end() == 0
