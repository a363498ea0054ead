"""`leakline lsp` with the rules that come with it: the story of typing a leak and mending it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GO = """package d

import (
\t"context"
\t"net/http"
)

func Fetch(c *http.Client, url string) (int, error) {
\tresp, err := c.Get(url)
\tif err != nil {
\t\treturn 0, err
\t}
\treturn resp.StatusCode, nil
}

func Run(ctx context.Context, fast bool) {
\tctx, cancel := context.WithCancel(ctx)
\tif fast {
\t\treturn
\t}
\t<-ctx.Done()
\tcancel()
}
"""


@pytest.fixture
def server(start: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    def begin(capabilities: Any) -> Any:
        (tmp_path / "go.mod").write_text("module example.com/d\n\ngo 1.24\n")
        path = tmp_path / "d.go"
        path.write_text(GO)
        client = start(sys.executable, "-m", "leakline", "lsp")
        client.initialize(capabilities, tmp_path.as_uri())
        client.uri = path.as_uri()
        client.open(client.uri, GO)
        return client

    return begin


def rules(client: Any) -> list[tuple[str, int]]:
    items = client.diagnostics(client.uri)["items"]
    return sorted((item["code"], item["range"]["start"]["line"]) for item in items)


def fix(client: Any, line: int) -> list[Any]:
    """The changes of the preferred fix at a line, as the client's `change` takes them."""
    at = {"line": line, "character": 0}
    params = {
        "textDocument": {"uri": client.uri},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": [], "only": ["quickfix"]},
    }
    actions = client.request("textDocument/codeAction", params)
    (chosen,) = [action for action in actions if action.get("isPreferred")]
    edits = chosen["edit"]["documentChanges"][0]["edits"]
    return [
        (
            (edit["range"]["start"]["line"], edit["range"]["start"]["character"]),
            (edit["range"]["end"]["line"], edit["range"]["end"]["character"]),
            edit["newText"],
        )
        for edit in edits
    ]


def test_a_leak_is_flagged_fixed_by_a_quick_fix_and_back_after_an_undo(
    server: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = server(capabilities("vscode"))
    assert rules(client) == [("lost-cancel", 16), ("unclosed-body", 8)]
    client.change(client.uri, 2, *fix(client, 8))
    assert rules(client) == [("lost-cancel", 17)]
    client.change(client.uri, 3, *fix(client, 17))
    assert rules(client) == []
    client.change(client.uri, 4, GO)
    assert rules(client) == [("lost-cancel", 16), ("unclosed-body", 8)]
    assert client.end() == 0


def test_typing_through_broken_code_keeps_what_is_said_of_the_rest(
    server: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = server(capabilities("neovim-0.10"))
    for version, text in enumerate("func broken( { if x := {", 2):
        line = GO.count("\n")
        client.change(client.uri, version, ((line, version - 2), (line, version - 2), text))
        assert ("unclosed-body", 8) in rules(client)
    assert client.end() == 0


def test_hover_explains_with_the_page_of_the_rule(
    server: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = server(capabilities("vscode"))
    params = {"textDocument": {"uri": client.uri}, "position": {"line": 16, "character": 20}}
    text = client.request("textDocument/hover", params)["contents"]["value"]
    assert text.startswith("**Cancel function not called** · `lost-cancel`")
    assert "[About lost-cancel](file://" in text
    assert f"{client.uri}#L19" in text


def test_ignoring_with_a_reason_silences_the_finding(
    server: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = server(capabilities("vscode"))
    client.change(
        client.uri, 2, ((16, 0), (16, 0), "\t//leakline:ignore lost-cancel ends with the process\n")
    )
    assert rules(client) == [("unclosed-body", 8)]


def test_nothing_but_messages_is_written_to_stdout_and_no_code_to_the_log(
    server: Callable[..., Any], capabilities: Callable[[str], Any], log_of: Callable[[Any], str]
) -> None:
    client = server(capabilities("vscode"))
    rules(client)
    assert client.end() == 0
    assert client.process.stdout.read() == b""
    assert log_of(client) == ""
