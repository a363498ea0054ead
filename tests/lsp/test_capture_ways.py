"""The ways to a capture that the editor offers: processes of this machine, secrets of its own store, files to add."""

import os
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from leakline.capture import snippet

MAIN = "package main\n\nfunc main() {\n}\n\nfunc other() {\n}\n"


@pytest.fixture
def editor(
    start: Callable[..., Any], capabilities: Callable[[str], Any], tmp_path: Path
) -> Callable[..., Any]:
    """Starts the real server on a folder with a small program, as one of the recorded editors."""

    def begin(name: str) -> Any:
        (tmp_path / "go.mod").write_text("module example.com/program\n\ngo 1.21\n")
        (tmp_path / "main.go").write_text(MAIN)
        client = start(
            sys.executable,
            "-m",
            "leakline",
            "lsp",
            env={**os.environ, "LEAKLINE_CAPTURES": str(tmp_path / "c")},
        )
        client.initialize(capabilities(name), tmp_path.as_uri())
        client.uri = (tmp_path / "main.go").as_uri()
        client.open(client.uri, MAIN)
        return client

    return begin


def offered(client: Any, line: int, only: list[str] | None = None) -> list[Any]:
    at = {"line": line, "character": 3}
    context = {"diagnostics": [], **({"only": only} if only else {})}
    params = {"textDocument": {"uri": client.uri}, "range": {"start": at, "end": at}, "context": context}
    return [
        one for one in client.request("textDocument/codeAction", params) or [] if one["kind"] == "refactor"
    ]


def test_the_files_that_let_a_program_be_captured(editor: Callable[..., Any], tmp_path: Path) -> None:
    client = editor("vscode")
    found = offered(client, 2)
    assert [one["title"] for one in found] == [one.title for one in snippet.BOTH]
    create, edit = found[1]["edit"]["documentChanges"]
    assert (create["kind"], create["uri"]) == ("create", (tmp_path / snippet.SIGNAL.file).as_uri())
    assert edit["textDocument"]["uri"] == create["uri"]
    assert edit["edits"][0]["newText"] == snippet.SIGNAL.text
    assert offered(client, 2, ["quickfix"]) == []
    assert offered(client, 5) == []
    (tmp_path / snippet.SIGNAL.file).write_text("package main\n")
    assert [one["title"] for one in offered(client, 2)] == [snippet.SERVE.title]


def test_the_processes_of_this_machine(editor: Callable[..., Any], leaklab: Any) -> None:
    found = editor("vscode").request("leakline/processes", {})["processes"]
    assert [one["command"] for one in found if one["url"] == leaklab.debug] == ["leaklab"]


def test_secrets_are_sent_and_not_logged(
    editor: Callable[..., Any], log_of: Callable[[Any], str], testdata: Path, server_error: Any
) -> None:
    data = (testdata / "profiles" / "go1.27" / "goroutine-debug0.pb.gz").read_bytes()
    heads: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heads.append(str(self.headers))
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    client = editor("vscode")
    target = {"target": f"http://127.0.0.1:{server.server_port}", "kinds": ["goroutine"]}
    access = {"bearer": "s3cret-token", "headers": {"X-Scope-OrgID": "shop"}}
    summary = client.command("leakline.captureProfile", {**target, "access": access})
    assert summary["total"] > 0
    assert "Authorization: Bearer s3cret-token" in heads[0]
    assert "X-Scope-OrgID: shop" in heads[0]
    for wrong in (
        {"bearer": "s3cret\n"},
        {"headers": {"s3cret": 5}},
        {"headers": "s3cret"},
        {"ca": "/nowhere"},
    ):
        with pytest.raises(server_error) as caught:
            client.command("leakline.captureProfile", {**target, "access": wrong})
        assert "s3cret" not in str(caught.value)
    with pytest.raises(server_error, match="access must be an object"):
        client.command("leakline.captureProfile", {**target, "access": "s3cret-token"})
    server.shutdown()
    server.server_close()
    assert "s3cret" not in log_of(client)
