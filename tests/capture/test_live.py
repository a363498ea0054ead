"""A real service: the leak lab."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from leakline.capture import store
from leakline.capture.failure import RemoteRefusedError
from leakline.capture.take import capture
from leakline.profiles.model import ValueProfile
from leakline.settings import Settings

pytestmark = pytest.mark.go


def leakline(*words: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "leakline", *words],
        capture_output=True,
        text=True,
        env={"LEAKLINE_CAPTURES": str(root), "PATH": "", "HOME": str(root)},
        stdin=subprocess.DEVNULL,
    )


def test_the_leak_check_of_a_service(leaklab, root: Path):
    said = []
    taken = capture(leaklab.debug, root=root, name="first", progress=said.append)
    assert taken.failures == ()
    assert [(part.kind, part.form) for part in taken.parts][:2] == [
        ("goroutine", "proto"),
        ("goroutine", "text"),
    ]
    assert {one.what for one in said} >= {"goroutine counts", "goroutine states"}
    main, _ = store.goroutines(store.opened(root, taken.id))
    assert main is not None
    # Each request is a goroutine of the service itself.
    assert abs(main.total - taken.total) <= 2
    assert main.states


def test_a_service_with_many_goroutines_is_not_stopped_unasked(leaklab, root: Path):
    taken = capture(leaklab.debug, root=root, settings=Settings(text_limit=1))
    assert [part.form for part in taken.parts if part.kind == "goroutine"] == ["proto"]
    assert "would stop the service" in taken.notes[0]
    taken = capture(leaklab.debug, root=root, text=True, settings=Settings(text_limit=1))
    assert [part.form for part in taken.parts if part.kind == "goroutine"] == ["proto", "text"]


def test_other_kinds(leaklab, root: Path):
    taken = capture(
        leaklab.debug, ("heap", "allocs", "threadcreate", "block", "mutex", "cpu"), seconds=1, root=root
    )
    assert taken.failures == ()
    for kind in ("heap", "allocs", "threadcreate", "cpu"):
        profile = store.profile(taken, kind)
        assert isinstance(profile, ValueProfile)
        assert profile.kind == kind
    cpu = store.profile(taken, "cpu")
    assert isinstance(cpu, ValueProfile)
    assert cpu.duration_seconds == pytest.approx(1, abs=0.5)


def test_the_command_prints_what_is_kept(leaklab, root: Path):
    done = leakline("capture", "--format", "json", leaklab.debug, root=root)
    assert done.returncode == 0, done.stderr
    assert "This asks the service for goroutine counts" in done.stderr
    entry = json.loads(done.stdout)["captures"][0]
    assert Path(entry["parts"][0]["path"]).is_file()
    shown = leakline("inspect", "--format", "json", entry["id"], root=root)
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["format"] == "text-debug2"


def test_the_command_takes_a_file_in(root: Path, recorded: Path):
    done = leakline(
        "capture", "--name", "theirs", "--format", "json", str(recorded / "goroutine-debug2.txt"), root=root
    )
    assert (done.returncode, done.stderr) == (0, "")
    entry = json.loads(done.stdout)["captures"][0]
    assert (entry["name"], entry["kinds"]) == ("theirs", ["goroutine"])
    assert store.opened(root, entry["id"]).total == entry["total"] > 0


def test_the_command_refuses_another_host_in_a_sentence(root: Path):
    done = leakline("capture", "http://example.com:6060", root=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "is not this machine" in done.stderr


def test_the_command_tells_of_a_dead_target_and_keeps_the_other(leaklab, root: Path):
    done = leakline("capture", leaklab.debug, "127.0.0.1:1", root=root)
    assert done.returncode == 2
    assert "Nothing listens at http://127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(store.listed(root)[0]) == 1


def test_another_host_needs_a_word(root: Path):
    with pytest.raises(RemoteRefusedError):
        capture("example.com:6060", root=root)
