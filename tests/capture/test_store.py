"""Captures on disk."""

import json
import os
from pathlib import Path

import pytest
from attrs import evolve

from leakline.capture import store
from leakline.capture.failure import CaptureError
from leakline.capture.files import import_file
from leakline.capture.store import Part
from leakline.profiles.model import GoroutineProfile, ProfileError, ValueProfile


def test_the_folder_of_captures(monkeypatch, tmp_path):
    monkeypatch.setenv("LEAKLINE_CAPTURES", str(tmp_path / "env"))
    assert store.root_of() == tmp_path / "env"
    assert store.root_of(tmp_path / "given") == tmp_path / "given"
    monkeypatch.delenv("LEAKLINE_CAPTURES")
    assert store.root_of().parts[-2:] == ("leakline", "captures")


def test_a_capture_reopens_as_it_was(root: Path):
    capture = store.create(root, "http://localhost:1", "before the fix ü")
    with store.writing(capture, "heap.pb.gz") as out:
        out.write(b"raw")
    saved = store.save(
        evolve(
            capture,
            parts=(Part("heap", "proto", "heap.pb.gz", 3, 0.5, "cut"),),
            failures=("f",),
            notes=("n",),
            total=7,
        )
    )
    assert store.opened(root, capture.id) == saved
    assert saved.kinds == ("heap",)
    assert not list(root.rglob("*.new"))


def test_captures_are_listed_newest_first_and_damage_is_told(root: Path):
    assert store.listed(root) == ((), ())
    made = [store.save(store.create(root, f"t{at}")) for at in range(3)]
    for name, text in {
        "bad-json": "{",
        "bad-keys": "{}",
        "bad-type": '{"id": 5}',
        "list": "[]",
        "none": None,
    }.items():
        (root / name).mkdir()
        if text is not None:
            (root / name / "meta.json").write_text(text)
        os.utime(root / name, (1e9, 1e9))  # not just being taken
    (root / ".hidden").mkdir()
    (root / "stray.txt").write_text("x")
    captures, damaged = store.listed(root)
    assert [one.id for one in captures] == [one.id for one in reversed(made)]
    assert [one.folder.name for one in damaged] == ["bad-json", "bad-keys", "bad-type", "list", "none"]
    assert all(one.why.count("\n") == 0 and str(one.folder) in one.why for one in damaged)


def test_a_meta_that_points_out_of_its_folder_is_damaged(root: Path):
    capture = store.save(evolve(store.create(root, "t"), parts=(Part("heap", "proto", "heap.pb.gz", 3),)))
    meta = json.loads((capture.folder / "meta.json").read_text())
    for name in ("../../etc/passwd", "/etc/passwd", "..", "a/b", ".hidden"):
        meta["parts"][0]["file"] = name
        (capture.folder / "meta.json").write_text(json.dumps(meta))
        with pytest.raises(CaptureError, match="is a damaged capture"):
            store.load(capture.folder)


@pytest.mark.parametrize("id", ["../x", "", "a/b", ".", "..", "none"])
def test_an_id_that_names_no_capture(root: Path, id: str):
    root.mkdir()
    with pytest.raises(CaptureError, match="There is no capture"):
        store.opened(root, id)


def test_rename_and_delete(root: Path):
    capture = store.renamed(store.save(store.create(root, "t")), "after")
    assert store.opened(root, capture.id).name == "after"
    store.delete(capture)
    assert store.listed(root) == ((), ())
    with pytest.raises(CaptureError, match="could not be deleted"):
        store.delete(capture)


def test_a_file_is_taken_in_and_read_back(root: Path, recorded: Path):
    source = recorded / "goroutine-debug2.txt"
    capture = import_file(source, root)
    assert (capture.name, capture.target, capture.kinds) == (
        source.name,
        str(source.absolute()),
        ("goroutine",),
    )
    assert (capture.folder / capture.parts[0].file).read_bytes() == source.read_bytes()
    main, proven = store.goroutines(store.opened(root, capture.id))
    assert main is not None
    assert main.total == capture.total > 0
    assert proven is None
    heap = import_file(recorded / "heap.pb.gz", root)
    assert isinstance(store.profile(heap, "heap"), ValueProfile)
    assert store.profile(heap, "goroutine") is None


def test_a_file_that_is_no_profile_leaves_nothing_behind(root: Path, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(ProfileError, match="holds no goroutine"):
        import_file(tmp_path / "notes.txt", root)
    assert not root.exists()


def test_states_are_preferred_and_proven_leaks_come_along(root: Path, recorded: Path):
    capture = store.create(root, "t")
    files = {
        "goroutine.pb.gz": ("goroutine", "proto", "goroutine-debug0.pb.gz"),
        "goroutine.txt": ("goroutine", "text", "goroutine-debug2.txt"),
        "goroutineleak.pb.gz": ("goroutineleak", "proto", "goroutineleak-debug0.pb.gz"),
    }
    parts = []
    for file, (kind, form, name) in files.items():
        with store.writing(capture, file) as out:
            out.write((recorded / name).read_bytes())
        parts.append(Part(kind, form, file, 1))
    capture = store.save(evolve(capture, parts=tuple(parts)))
    main, proven = store.goroutines(capture)
    assert isinstance(main, GoroutineProfile)
    assert isinstance(proven, GoroutineProfile)
    assert (main.format, proven.kind) == ("text-debug2", "goroutineleak")
    (capture.folder / "goroutine.txt").write_bytes(b"damaged")
    main, _ = store.goroutines(capture)
    assert main is not None
    assert main.format == "proto"
