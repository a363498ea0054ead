"""Diagnostics, hover and code actions, as editors ask for them."""

from collections.abc import Callable
from typing import Any

import pytest

URI = "file:///w/a.go"
TEXT = "package a\n\nfunc f() {\n\tLEAK\n\tx()\n}\n"


def hover(client: Any, line: int, character: int, uri: str = URI) -> Any:
    params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
    return client.request("textDocument/hover", params)


def actions(client: Any, line: int, character: int, only: list[str] | None = None) -> Any:
    at = {"line": line, "character": character}
    context: dict[str, Any] = {"diagnostics": []}
    if only is not None:
        context["only"] = only
    params = {"textDocument": {"uri": URI}, "range": {"start": at, "end": at}, "context": context}
    return client.request("textDocument/codeAction", params)


def applied(text: str, edits: list[Any]) -> str:
    """The text after edits of ASCII lines."""
    lines = text.splitlines(keepends=True)

    def offset(point: Any) -> int:
        return sum(map(len, lines[: point["line"]])) + point["character"]

    for edit in sorted(edits, key=lambda edit: -offset(edit["range"]["start"])):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_a_diagnostic_carries_rule_page_and_path(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("vscode"))
    client.open(URI, TEXT)
    (item,) = client.diagnostics(URI)["items"]
    assert item["code"] == "lost-leak"
    assert item["source"] == "leakline"
    assert item["severity"] == 2
    assert item["codeDescription"]["href"].endswith("/lost-leak/README.md")
    (related,) = item["relatedInformation"]
    assert related["message"] == "returns here"
    assert related["location"]["uri"] == URI
    assert related["location"]["range"] == {
        "start": {"line": 4, "character": 0},
        "end": {"line": 4, "character": 4},
    }


def test_clients_that_know_no_related_places_get_none(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("eglot"))
    client.open(URI, TEXT)
    (item,) = client.wait("textDocument/publishDiagnostics")["diagnostics"]
    assert "relatedInformation" not in item
    assert "codeDescription" not in item


def test_pulled_results_are_unchanged_while_they_are(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("vscode"))
    client.open(URI, TEXT)
    first = client.diagnostics(URI)
    assert first["kind"] == "full"
    again = client.diagnostics(URI, first["resultId"])
    assert again == {"kind": "unchanged", "resultId": first["resultId"]}
    client.change(URI, 2, ((5, 1), (5, 1), " // more"))
    assert client.diagnostics(URI, first["resultId"])["kind"] == "unchanged"
    client.change(URI, 3, ((0, 0), (0, 0), "\n"))
    moved = client.diagnostics(URI, first["resultId"])
    assert moved["kind"] == "full"
    assert moved["items"][0]["range"]["start"]["line"] == 4


@pytest.mark.parametrize(("editor", "pulls"), [("vscode", True), ("helix", False)])
def test_diagnostics_are_pulled_or_pushed_and_never_both(
    start: Callable[..., Any], capabilities: Callable[[str], Any], editor: str, pulls: bool
) -> None:
    client = start()
    client.initialize(capabilities(editor))
    client.open(URI, TEXT)
    client.change(URI, 2, ((3, 1), (3, 5), "FINE"))
    if pulls:
        assert client.diagnostics(URI)["items"] == []
    told = client.drain()
    pushed = [message["params"] for message in told if message["method"] == "textDocument/publishDiagnostics"]
    assert bool(pushed) != pulls
    if pushed:
        assert pushed[-1] == {"uri": URI, "version": 2, "diagnostics": []}


def test_a_closed_text_takes_its_pushed_diagnostics_with_it(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize({})
    client.open(URI, TEXT)
    assert client.wait("textDocument/publishDiagnostics")["diagnostics"]
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert client.wait("textDocument/publishDiagnostics")["diagnostics"] == []


def test_an_edit_is_pushed_to_the_other_texts_of_the_folder_too(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize({})
    for uri in (URI, "file:///w/b.go", "file:///w/c/d.go"):
        client.open(uri, TEXT)
        client.wait("textDocument/publishDiagnostics", lambda said, uri=uri: said["uri"] == uri)
    client.drain()
    client.change(URI, 2, TEXT + "\n")
    said = client.wait("textDocument/publishDiagnostics")
    assert (said["uri"], said["version"]) == (URI, 2)
    assert client.wait("textDocument/publishDiagnostics")["uri"] == "file:///w/b.go"
    assert client.drain() == []


def test_hover_on_a_finding_tells_why_and_where(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("vscode"))
    client.open(URI, TEXT)
    said = hover(client, 3, 2)
    assert said["contents"]["kind"] == "markdown"
    text = said["contents"]["value"]
    assert text.startswith("**A leak that is lost** · `lost-leak`\n\nthe leak is never closed\n")
    assert f"- [a.go:5]({URI}#L5) returns here" in text
    assert "Nobody *ever* closes it." in text
    assert "## Example" not in text
    assert said["range"]["start"] == {"line": 3, "character": 1}
    assert hover(client, 4, 1) is None
    assert hover(client, 3, 0) is None
    assert hover(client, 99, 99) is None
    assert hover(client, 0, 0, "file:///nowhere/at/all.go") is None


def test_hover_leaves_out_what_the_editor_shows_above_it(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("vscode"), initializationOptions={"diagnosticsInHover": True})
    client.open(URI, TEXT)
    text = hover(client, 3, 2)["contents"]["value"]
    assert text.startswith("**A leak that is lost** · `lost-leak`\n\nNobody *ever* closes it.")
    assert "returns here" not in text


def test_hover_is_plain_where_no_markdown_is_shown(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("eglot"))
    client.open(URI, TEXT)
    said = hover(client, 3, 2)["contents"]
    assert said["kind"] == "plaintext"
    assert said["value"].startswith("A leak that is lost · lost-leak\n")
    assert "- a.go:5 returns here" in said["value"]
    assert "file://" not in said["value"]


def test_quick_fixes_name_the_version_that_they_are_for(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("vscode"))
    client.open(URI, TEXT, 7)
    found = actions(client, 3, 3, ["quickfix"])
    assert [(one["title"], one.get("isPreferred")) for one in found] == [
        ("Close it", True),
        ("Say so", None),
        ("Ignore lost-leak here, with a reason", None),
    ]
    change = found[0]["edit"]["documentChanges"][0]
    assert change["textDocument"] == {"uri": URI, "version": 7}
    assert applied(TEXT, change["edits"]) == TEXT.replace("\tx()", "\tclose()\n\tx()")
    assert found[0]["diagnostics"][0]["code"] == "lost-leak"


def test_the_ignore_comment_stands_above_with_the_same_indentation(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    client.initialize(capabilities("neovim-0.7"))
    client.open(URI, TEXT)
    ignore = actions(client, 3, 0)[2]
    edits = ignore["edit"]["changes"][URI]
    expected = "\t//leakline:ignore lost-leak TODO: say why this is no leak\n\tLEAK"
    assert applied(TEXT, edits) == TEXT.replace("\tLEAK", expected)
    client.change(URI, 2, TEXT.replace("\n", "\r\n"))
    assert actions(client, 3, 0)[2]["edit"]["changes"][URI][0]["newText"].endswith("\r\n")


def test_fix_all_takes_safe_fixes_once(start: Callable[..., Any], capabilities: Callable[[str], Any]) -> None:
    client = start()
    client.initialize(capabilities("helix"))
    text = "package a\n\tLEAK LEAK\n\ty()\n\tLEAK\n\tz()\n"
    client.open(URI, text)
    (fix,) = actions(client, 0, 0, ["source.fixAll"])
    assert fix["kind"] == "source.fixAll.leakline"
    edits = fix["edit"]["documentChanges"][0]["edits"]
    assert applied(text, edits) == "package a\n\tLEAK LEAK\n\tclose()\n\ty()\n\tLEAK\n\tclose()\n\tz()\n"


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix", "source.fixAll.leakline"}),
        ([], set()),
        ([""], {"quickfix", "source.fixAll.leakline"}),
        (["source"], {"source.fixAll.leakline"}),
        (["source.fixAll.leakline"], {"source.fixAll.leakline"}),
        (["source.fixAll.other"], set()),
        (["refactor"], set()),
        (["quickfix", "refactor"], {"quickfix"}),
    ],
)
def test_only_the_kinds_that_are_asked_for_come(
    start: Callable[..., Any], only: list[str] | None, kinds: set[str]
) -> None:
    client = start()
    client.initialize({"textDocument": {"diagnostic": {}}})
    client.open(URI, TEXT)
    assert {action["kind"] for action in actions(client, 3, 2, only)} == kinds


def test_nothing_to_fix_offers_nothing(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize({"textDocument": {"diagnostic": {}}})
    client.open(URI, TEXT.replace("LEAK", "FINE"))
    assert actions(client, 3, 2) == []
