"""Folders that come and go, files that change on disk, and files that are nobody's business."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leakline.lsp.session import in_scope
from leakline.lsp.uris import path_of, uri_of

PULL = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}


def count(client: Any, path: Path) -> int:
    return len(client.diagnostics(path.as_uri())["items"])


def test_a_file_changed_on_disk_is_read_again(start: Callable[..., Any], tmp_path: Path) -> None:
    client = start()
    client.initialize(PULL, tmp_path.as_uri())
    path = tmp_path / "a.go"
    path.write_text("LEAK")
    assert count(client, path) == 1
    path.write_text("LEAK LEAK")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
    client.wait("workspace/diagnostic/refresh")
    assert count(client, path) == 2


def test_the_open_text_counts_whatever_lies_on_disk(start: Callable[..., Any], tmp_path: Path) -> None:
    client = start()
    client.initialize(PULL, tmp_path.as_uri())
    path = tmp_path / "a.go"
    path.write_text("LEAK LEAK LEAK")
    client.open(path.as_uri(), "LEAK")
    assert count(client, path) == 1
    client.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
    assert count(client, path) == 3


def test_folders_come_and_go(start: Callable[..., Any], tmp_path: Path) -> None:
    client = start()
    client.initialize(PULL, tmp_path.as_uri())
    path = tmp_path / "a.go"
    client.open(path.as_uri(), "LEAK")
    event = {
        "added": [{"uri": (tmp_path / "b").as_uri(), "name": "b"}],
        "removed": [{"uri": tmp_path.as_uri(), "name": "a"}],
    }
    client.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    client.wait("workspace/diagnostic/refresh")
    assert count(client, path) == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/w/a.go", True),
        ("/w/testdata/a.go", True),
        ("/elsewhere/a.go", True),
        ("/w/go.mod", False),
        ("/w/vendor/example.com/d/a.go", False),
        ("/home/me/go/pkg/mod/example.com/d@v1.2.3/a.go", False),
        ("/vendor/work/a.go", True),
    ],
)
def test_other_peoples_modules_are_left_alone(path: str, expected: bool) -> None:
    assert in_scope(path, ("/w", "/vendor/work")) is expected


@pytest.mark.parametrize(
    "path", ["/w/a.go", "/w/a b;c#d?e%41.go", "/w/é😀.go", "/w/\udcff.go", "/w/(x)[y]{z}'\"`.go"]
)
def test_a_path_comes_back_from_its_uri(path: str) -> None:
    assert path_of(uri_of(path)) == path
    assert uri_of(path).isascii()


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///w/a%3Ab.go", "/w/a:b.go"),
        ("file://localhost/w/a.go", "/w/a.go"),
        ("file:///w/a.go?query", "/w/a.go"),
        ("untitled:a.go", None),
        ("git:/w/a.go", None),
        ("file:", None),
        ("file:///w/%00.go", None),
        ("file://[broken/a.go", None),
        ("", None),
    ],
)
def test_uris_of_files_and_of_others(uri: str, path: str | None) -> None:
    assert path_of(uri) == path
