"""`leakline captures`: the store as a person keeps it."""

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from attrs import evolve

from leakline.capture import pruning, store
from leakline.capture.failure import CaptureError
from leakline.capture.store import Capture, Part
from leakline.cli.main import main

NOW = datetime(2026, 5, 4, 12, tzinfo=timezone.utc)


@pytest.fixture
def root(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("LEAKLINE_CAPTURES", str(tmp_path / "captures"))
    return tmp_path / "captures"


def kept(root: Path, name: str, days: float = 0, size: int = 1000) -> Capture:
    """A capture of so many days ago; its files together have about `size` bytes and 500 more."""
    made = store.create(root, "http://127.0.0.1:6060", name)
    moment = NOW - timedelta(days=days)
    made = evolve(made, time=moment.isoformat(), parts=(Part("heap", "proto", "heap.pb.gz", size),))
    with store.writing(made, "heap.pb.gz") as out:
        out.write(bytes(size))
    return store.save(made)


def names(root: Path) -> list[str]:
    return [one.name for one in store.listed(root)[0]]


def test_the_list(root: Path, capsys):
    assert main(["captures"]) == 0
    assert capsys.readouterr().out == f"0 captures, 0 B, in {root}\n"
    old, new = kept(root, "monday", 2), kept(root, "to\x1b[31mday", 0, 2_000_000)
    store.save(evolve(new, total=1234, failures=("cut",)))
    (root / "broken").mkdir()
    (root / "broken" / "meta.json").write_text("{")
    assert main(["captures"]) == 0
    said = capsys.readouterr()
    rows = said.out.splitlines()
    assert rows[1].startswith(new.id)
    assert "1,234    2.0 MB  heap: to" in rows[1]
    assert rows[1].endswith("(not whole)")
    assert "\x1b" not in said.out
    assert rows[2].startswith(old.id)
    assert rows[3].startswith("2 captures, 2.0 MB, in ")
    assert "is a damaged capture" in said.err
    assert "`leakline captures delete broken` removes it" in said.err
    assert main(["captures", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in shown["captures"]] == [new.id, old.id]
    assert shown["captures"][0]["size"] > 2_000_000
    assert [Path(one["folder"]).name for one in shown["damaged"]] == ["broken"]


def test_a_capture_that_is_being_taken_is_not_called_damaged(root: Path):
    with store.writing(store.create(root, "t"), "goroutine.pb.gz") as out:
        out.write(b"half")
        assert store.listed(root) == ((), ())
    folder = next(root.iterdir())
    for path in (folder / "goroutine.pb.gz", folder):
        os.utime(path, (1e9, 1e9))
    assert [one.folder for one in store.listed(root)[1]] == [folder]


def test_rename_and_the_ways_to_name_one(root: Path, capsys):
    first, second = kept(root, "first", 1), kept(root, "second")
    assert main(["captures", "rename", "last~1", " before the fix "]) == 0
    assert capsys.readouterr().out == f"{first.id} is now called before the fix\n"
    assert store.opened(root, "before the fix").id == first.id
    assert store.opened(root, "last").id == second.id
    assert store.opened(root, second.id[:24]).id == second.id
    with pytest.raises(CaptureError, match="may be any of 2 captures"):
        store.opened(root, first.id[:6])
    for unknown in ("last~2", "sec", "../captures", "", "."):
        with pytest.raises(CaptureError, match="There is no capture"):
            store.opened(root, unknown)


def test_delete(root: Path, capsys):
    one, other = kept(root, "one", 1), kept(root, "other")
    (root / "broken").mkdir()
    (root / "broken" / "meta.json").write_text("{")
    assert main(["captures", "delete", "--dry-run", one.id, "broken"]) == 0
    assert "2 captures" in capsys.readouterr().out
    assert main(["captures", "delete", one.id, "broken", one.id]) == 0
    assert capsys.readouterr().out == f"deleted {one.id}  one\ndeleted broken  (damaged)\n"
    assert [path.name for path in root.iterdir()] == [other.id]
    assert main(["captures", "delete", one.id]) == 2
    assert "There is no capture" in capsys.readouterr().err


def test_a_folder_that_is_more_than_a_capture_is_left_alone(root: Path, capsys):
    (root / "photos" / "summer").mkdir(parents=True)
    os.utime(root / "photos", (1e9, 1e9))
    os.utime(root / "photos" / "summer", (1e9, 1e9))
    assert main(["captures", "delete", "photos"]) == 2
    assert "holds more than a capture, so it was left alone" in capsys.readouterr().err
    assert (root / "photos" / "summer").is_dir()
    (root / "link").symlink_to(root / "photos")
    with pytest.raises(CaptureError):
        store.delete(store.Damaged(root / "link", ""))
    assert (root / "photos" / "summer").is_dir()


@pytest.mark.parametrize(
    ("older", "size", "keep", "gone"),
    [
        (None, None, None, []),
        (timedelta(days=2), None, None, ["d", "c"]),
        (timedelta(days=2), None, 3, ["d"]),
        (timedelta(days=90), None, None, []),
        (None, 3500, None, ["d", "c"]),
        (None, 0, None, ["d", "c", "b", "a"]),
        (None, 0, 1, ["d", "c", "b"]),
        (None, None, 3, ["d"]),
        (None, None, 0, ["d", "c", "b", "a"]),
        (timedelta(days=4), 3500, None, ["d", "c"]),
    ],
)
def test_what_is_pruned(root: Path, older, size, keep, gone):
    for at, name in enumerate("abcd"):
        kept(root, name, days=at * 1.1)
    captures, _ = store.listed(root)
    assert [one.name for one in pruning.chosen(captures, NOW, older, size, keep)] == gone


def test_prune(root: Path, capsys):
    kept(root, "ancient", days=4000)
    kept(root, "strange")
    store.save(evolve(store.opened(root, "strange"), time="yesterday"))
    assert main(["captures", "prune", "--older", "8w", "--dry-run"]) == 0
    assert "would delete" in capsys.readouterr().out
    assert main(["captures", "prune", "--older", "8w"]) == 0
    assert names(root) == ["strange"]
    capsys.readouterr()
    assert main(["captures", "prune", "--older", "8w"]) == 0
    assert capsys.readouterr().out == "nothing to delete\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rename", "last"], "rename takes the id of a capture and its new name"),
        (["rename", "last", " "], "rename takes the id"),
        (["delete"], "delete takes the ids of captures"),
        (["prune"], "prune needs to know what may go"),
        (["prune", "--keep", "-1"], "--keep must be 0 or more"),
        (["prune", "x", "--keep", "1"], "prune takes no ids"),
        (["list", "--older", "3d"], "belong to `leakline captures prune`"),
    ],
)
def test_wrong_use(root: Path, words, said, capsys):
    assert main(["captures", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("given", ["30", "d", "3y", "-1d", "9999999d"])
def test_an_age_that_is_none(root: Path, given, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["captures", "prune", f"--older={given}"])
    assert "is no age, such as 12h, 30d or 8w" in capsys.readouterr().err
