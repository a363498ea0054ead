"""Texts follow the editor's through edits in every encoding, and what comes back counts in that encoding."""

import random
from collections.abc import Callable
from typing import Any

import pytest

URI = "file:///w/a.go"
ENCODINGS = ("utf-8", "utf-16", "utf-32")


def width(text: str, encoding: str) -> int:
    """Columns that a text takes."""
    units = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
    return len(text.encode(f"{encoding}-le" if encoding != "utf-8" else encoding)) // units[encoding]


def offers(encoding: str) -> dict[str, Any]:
    return {"general": {"positionEncodings": [encoding]}, "textDocument": {"diagnostic": {}}}


def columns(report: Any) -> list[tuple[int, int, int]]:
    return [
        (
            item["range"]["start"]["line"],
            item["range"]["start"]["character"],
            item["range"]["end"]["character"],
        )
        for item in report["items"]
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_count_in_the_encoding_that_was_agreed_on(start: Callable[..., Any], encoding: str) -> None:
    client = start()
    result = client.initialize(offers(encoding))
    assert result["capabilities"]["positionEncoding"] == encoding
    before = '\tπ := "😀é" // '
    client.open(URI, f"package a\n{before}LEAK\n")
    at = width(before, encoding)
    assert columns(client.diagnostics(URI)) == [(1, at, at + 4)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_edits_of_astral_text_are_applied_where_the_editor_applied_them(
    start: Callable[..., Any], encoding: str, newline: str
) -> None:
    client = start()
    client.initialize(offers(encoding))
    client.open(URI, newline.join(["package a", "x 😀😀 LEAK é", "y"]))
    first = width("x 😀", encoding)
    client.change(
        URI, 2, ((1, first), (1, first + width("😀", encoding)), "ab"), ((0, 9), (0, 9), f"{newline}😀")
    )
    at = width("x 😀ab ", encoding)
    assert columns(client.diagnostics(URI)) == [(2, at, at + 4)]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_many_random_edits_leave_the_same_text_on_both_sides(
    start: Callable[..., Any], encoding: str
) -> None:
    """The editor's side is a plain list of lines here; the server's is seen by where its findings stand."""
    client = start()
    client.initialize(offers(encoding))
    chance = random.Random(7)
    text = "package a\r\nLEAK 😀 é LEAK\n\u2028\x0c LEAK\r\n"
    client.open(URI, text)
    for version in range(2, 60):
        begin, end = sorted(chance.choices(cuts(text), k=2))
        piece = chance.choice(["", "LEAK", "😀", "é LEAK ", "\n", "\r\n", "\x0b\x85", "x"])
        spans = position(text, begin, encoding), position(text, end, encoding)
        client.change(URI, version, (*spans, piece))
        text = text[:begin] + piece + text[end:]
    expected = []
    for at in range(len(text)):
        if text.startswith("LEAK", at):
            line, column = position(text, at, encoding)
            expected.append((line, column, column + 4))
    assert columns(client.diagnostics(URI)) == expected
    assert expected


def cuts(text: str) -> list[int]:
    """Where an editor can stand: not between the two halves of a line end."""
    return [at for at in range(len(text) + 1) if text[max(at - 1, 0) : at + 1] != "\r\n"]


def position(text: str, at: int, encoding: str) -> tuple[int, int]:
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    last = before.rpartition("\n")[2]
    return before.count("\n"), width(last, encoding)


def test_half_surrogates_and_huge_lines_do_no_harm(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(offers("utf-16"))
    client.open(URI, "\ud800 LEAK " + "é" * 300_000 + " LEAK")
    assert columns(client.diagnostics(URI)) == [(0, 2, 6), (0, 300_008, 300_012)]
    client.change(URI, 2, ((0, 0), (0, 1), "\udfff"))
    assert columns(client.diagnostics(URI)) == [(0, 2, 6), (0, 300_008, 300_012)]


def test_a_change_without_a_range_replaces_the_text(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(offers("utf-8"))
    client.open(URI, "LEAK")
    client.change(URI, 2, "\n\n LEAK")
    assert columns(client.diagnostics(URI)) == [(2, 1, 5)]


def test_positions_past_the_end_mean_the_end(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(offers("utf-16"))
    client.open(URI, "a\nb\n")
    client.change(URI, 2, ((0, 99), (0, 99), " LEAK"), ((99, 99), (99, 99), "LEAK"))
    assert columns(client.diagnostics(URI)) == [(0, 2, 6), (2, 0, 4)]


def test_a_uri_with_escapes_names_the_file(start: Callable[..., Any], tmp_path: Any) -> None:
    client = start()
    said = offers("utf-8")
    said["textDocument"]["hover"] = {"contentFormat": ["markdown"]}
    client.initialize(said)
    uri = "file:///w/a%20b;c%23%C3%A9.go"
    client.open(uri, "LEAK")
    hover = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 1}}
    assert f"({uri}#L2)" in client.request("textDocument/hover", hover)["contents"]["value"]
    path = tmp_path / "on disk é#.go"
    path.write_text("\n LEAK")
    assert columns(client.diagnostics(path.as_uri())) == [(1, 1, 5)]


def test_texts_that_are_no_files_are_left_alone(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(offers("utf-8"))
    client.open("untitled:Untitled-1", "LEAK")
    assert client.diagnostics("untitled:Untitled-1")["items"] == []
    client.change("untitled:Untitled-1", 2, "LEAK LEAK")
    assert client.diagnostics("untitled:Untitled-1")["items"] == []
