"""The real server in a project with a leakline.toml: its rules, its severities, and mistakes shown where they stand."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LEAKY = """package t

import "context"

func Run(ctx context.Context, fast bool) {
	ctx, cancel := context.WithCancel(ctx)
	if fast {
		return
	}
	<-ctx.Done()
	cancel()
}
"""
DB = "package db\n\ntype DB struct{}\n\nfunc Open() *DB { return nil }\n\nfunc (d *DB) Close() {}\n"
USE = 'package use\n\nimport "example.com/t/db"\n\nfunc F() {\n\td := db.Open()\n\tprintln(d)\n}\n'
PAIR = '[[pair]]\nacquire = "example.com/t/db.Open"\nrelease = "Close"\n'
PULL = {"textDocument": {"diagnostic": {}}}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    root = tmp_path / "w"
    for name, text in (("db/db.go", DB), ("use/use.go", USE), ("a.go", LEAKY)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "go.mod").write_text("module example.com/t\n\ngo 1.21\n")
    (root / ".git").mkdir()
    return root


@pytest.fixture
def opened(module: Path, start: Callable[..., Any]) -> Callable[..., Any]:
    def begin(config: str = "", **settings: Any) -> Any:
        (module / "leakline.toml").write_text(config)
        client = start(sys.executable, "-m", "leakline", "lsp")
        client.initialize(
            PULL,
            workspaceFolders=[{"uri": module.as_uri(), "name": "w"}],
            initializationOptions={"settings": settings},
        )
        for name in ("a.go", "use/use.go"):
            client.open((module / name).as_uri(), (module / name).read_text())
        return client

    return begin


def told(client: Any, path: Path) -> list[tuple[str, int]]:
    return [(one["code"], one["severity"]) for one in client.diagnostics(path.as_uri())["items"]]


def test_a_pair_is_found_and_fixed_in_the_editor(module: Path, opened: Callable[..., Any]) -> None:
    client = opened(PAIR)
    uri = (module / "use" / "use.go").as_uri()
    assert told(client, module / "use" / "use.go") == [("db-open", 2)]
    span = {"start": {"line": 5, "character": 6}, "end": {"line": 5, "character": 6}}
    params = {"textDocument": {"uri": uri}, "range": span, "context": {"diagnostics": []}}
    titles = [action["title"] for action in client.request("textDocument/codeAction", params)]
    assert "Release it: defer d.Close()" in titles
    only = {**params, "context": {"diagnostics": [], "only": ["source.fixAll"]}}
    (action,) = client.request("textDocument/codeAction", only)
    assert action["kind"] == "source.fixAll.leakline"
    said = client.request(
        "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 5, "character": 8}}
    )
    assert "What db.Open gives must be closed on every path." in said["contents"]["value"]


def test_levels_of_the_project_and_of_the_settings(module: Path, opened: Callable[..., Any]) -> None:
    client = opened('[rules]\nlost-cancel = "error"\n')
    assert told(client, module / "a.go") == [("lost-cancel", 1)]
    quiet = {"settings": {"leakline": {"severity": {"lost-cancel": "hint", "no-such": "error"}}}}
    client.notify("workspace/didChangeConfiguration", quiet)
    assert told(client, module / "a.go") == [("lost-cancel", 4)]
    off = {"settings": {"leakline": {"severity": {"lost-cancel": "off"}}}}
    client.notify("workspace/didChangeConfiguration", off)
    assert told(client, module / "a.go") == []


def test_what_the_project_passes_over_has_no_findings(module: Path, opened: Callable[..., Any]) -> None:
    client = opened('exclude = ["a.go"]\n')
    assert told(client, module / "a.go") == []


def test_mistakes_stand_in_the_file_until_they_are_mended(module: Path, opened: Callable[..., Any]) -> None:
    config = module / "leakline.toml"
    client = opened(f'pedntic = true\n{PAIR}\n[[pair]]\nacquire = "Open"\nrelease = "Close"\n')
    shown = client.wait("textDocument/publishDiagnostics")
    assert shown["uri"] == config.as_uri()
    assert [(one["range"]["start"]["line"], one["code"]) for one in shown["diagnostics"]] == [
        (0, "configuration"),
        (6, "configuration"),
    ]
    assert shown["diagnostics"][0]["message"] == "the file has no key pedntic; did you mean pedantic?"
    assert told(client, module / "use" / "use.go") == [("db-open", 2)], "the others go on"
    config.write_text(PAIR.replace("Open", "Nothing"))
    changed = {"changes": [{"uri": config.as_uri(), "type": 2}]}
    client.notify("workspace/didChangeWatchedFiles", changed)
    assert told(client, module / "use" / "use.go") == []
    assert client.wait("textDocument/publishDiagnostics")["diagnostics"] == []


def test_known_findings_and_unused_comments(module: Path, opened: Callable[..., Any]) -> None:
    text = LEAKY.replace("func Run", "//leakline:ignore held-lock why\nfunc Run")
    (module / "a.go").write_text(text)
    client = opened("report-unused = true\n")
    assert told(client, module / "a.go") == [("lost-cancel", 2), ("unused-suppression", 2)]
