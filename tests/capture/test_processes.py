"""Go processes of this machine: found, asked, signalled only where it is safe, and given a way where they have none."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakline.capture import snippet, store
from leakline.capture.discover import services, with_profiles
from leakline.capture.failure import CaptureError
from leakline.capture.goversion import version_of
from leakline.capture.processes import NoProcError, go_processes, reached
from leakline.capture.signalled import NoWayError, answering, catches, signalled
from leakline.cli.main import main
from leakline.profiles.model import GoroutineProfile

pytestmark = [
    pytest.mark.go,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc"),
]

# Prints a line when it is ready, and ends with the pipe on its stdin.
MAIN = """package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	for range make([]struct{}, 30) {
		go parked()
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
}

func parked() { select {} }
"""


@pytest.fixture(scope="module")
def build(go_binary: Path, tmp_path_factory):
    """A function that builds the program above with further files beside it: name -> text."""
    built: dict[tuple[str, ...], Path] = {}

    def make(files: dict[str, str]) -> Path:
        key = tuple(sorted(files))
        if key not in built:
            folder = tmp_path_factory.mktemp("program")
            (folder / "go.mod").write_text("module example.com/program\n\ngo 1.21\n")
            (folder / "main.go").write_text(MAIN)
            for name, text in files.items():
                (folder / name).write_text(text)
            for command in (["vet", "."], ["build", "-o", "program", "."]):
                subprocess.run(
                    [go_binary, *command], cwd=folder, check=True, env={**os.environ, "GOFLAGS": ""}
                )
            built[key] = folder / "program"
        return built[key]

    return make


@pytest.fixture
def run(build, tmp_path: Path) -> Iterator:
    """A function that builds and starts such a program; its temporary folder is the test's own."""
    running: list[subprocess.Popen[str]] = []

    def start(files: dict[str, str], environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [build(files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"TMPDIR": str(tmp_path), **(environment or {})},
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


SIGNAL = {snippet.SIGNAL.file: snippet.SIGNAL.text}
OWN_HANDLER = {
    "own.go": """package main

import (
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
)

func init() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR2)
	go func() {
		for range asked {
			file, _ := os.Create(os.Getenv("DUMP"))
			pprof.Lookup("goroutine").WriteTo(file, 0)
			file.Close()
		}
	}()
}
"""
}


def test_a_process_with_the_snippet_is_signalled_and_its_file_taken_in(run, root: Path, capsys):
    process = run(SIGNAL)
    assert main(["capture", "--pid", str(process.pid), "--format", "json", "--out", str(root)]) == 0
    said = capsys.readouterr()
    assert "sends SIGUSR2" in said.err
    first = json.loads(said.out)["captures"][0]
    assert first["target"] == f"process {process.pid} (program)"
    taken = store.opened(root, first["id"])
    profile = store.profile(taken, "goroutine")
    assert isinstance(profile, GoroutineProfile)
    parked = [group for group in profile.groups if group.frames[0].function.endswith("main.parked")]
    assert (profile.format, sum(group.count for group in parked)) == ("text-debug2", 30)
    # A second time another file comes, not the first one again.
    second = signalled(answering(process.pid), 20, root)
    assert second.id != taken.id
    assert process.poll() is None


def test_a_process_without_a_handler_is_not_signalled_and_the_ways_are_printed(run, root, capsys):
    process = run({})
    assert main(["capture", "--pid", str(process.pid), "--out", str(root)]) == 2
    said = capsys.readouterr()
    assert "nothing was sent" in said.err
    assert said.err.count("\n") == 1
    for one in snippet.BOTH:
        assert one.text in said.out
    assert not root.exists()


def test_a_process_that_would_die_is_not_signalled(root):
    # Handles no signal at all, as a program of another language: SIGUSR2 would kill it.
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            with pytest.raises(CaptureError, match=r"is no Go program, so nothing was sent"):
                answering(process.pid)
        finally:
            process.kill()


def test_a_go_program_that_ignores_the_signal_is_not_signalled(run):
    text = 'package main\n\nimport (\n\t"os/signal"\n\t"syscall"\n)\n\nfunc init() { signal.Ignore(syscall.SIGUSR2) }\n'
    process = run({"deaf.go": text})
    with pytest.raises(NoWayError, match="handles no SIGUSR2, which may kill it, so nothing was sent"):
        answering(process.pid)


def test_what_proc_says_of_handlers():
    assert catches("Name:\tx\nSigCgt:\t0000000000000800\n", 12)
    assert not catches("SigCgt:\t0000000000000400\n", 12)
    assert not catches("Name:\tx\n", 12)


def test_a_handler_of_their_own_with_the_file_named(run, root: Path, tmp_path: Path):
    process = run(OWN_HANDLER, {"DUMP": str(tmp_path / "dump")})
    with pytest.raises(NoWayError, match="name the file that it writes with --file"):
        answering(process.pid)
    taken = signalled(answering(process.pid, tmp_path / "dump"), 20, root, "own")
    assert (taken.name, taken.parts[0].form) == ("own", "proto")
    assert taken.total >= 31


def test_a_file_that_never_comes(run, root: Path, tmp_path: Path):
    process = run(OWN_HANDLER, {"DUMP": str(tmp_path / "dump")})
    with pytest.raises(CaptureError, match=r"wrote no whole profile to .*elsewhere within 0.3 seconds"):
        signalled(answering(process.pid, tmp_path / "elsewhere"), 0.3, root)
    assert process.poll() is None


def test_a_link_in_place_of_the_file_is_not_followed(run, root: Path, tmp_path: Path, recorded: Path):
    process = run(SIGNAL)
    path = tmp_path / f"leakline-goroutines-{process.pid}"
    path.unlink()
    path.symlink_to(recorded / "goroutine-debug2.txt")
    with pytest.raises(NoWayError, match="nothing was sent"):
        answering(process.pid)
    with pytest.raises(CaptureError, match=r"wrote no whole profile"):
        signalled(answering(process.pid, tmp_path / "other"), 0.2, root)


def test_the_announcement_of_an_earlier_process_counts_for_nothing(run, tmp_path: Path):
    process = run({})
    left = tmp_path / f"leakline-goroutines-{process.pid}"
    left.write_text("")
    os.utime(left, (1_000_000_000, 1_000_000_000))
    with pytest.raises(NoWayError, match="nothing was sent"):
        answering(process.pid)


def test_a_process_that_ends_before_it_is_asked(run, root: Path):
    process = run(SIGNAL)
    found = answering(process.pid)
    process.kill()
    process.wait()
    with pytest.raises(CaptureError, match=r"could not be asked|not the one it was"):
        signalled(found, 5, root)
    with pytest.raises(CaptureError, match=f"There is no process {process.pid}"):
        answering(process.pid)


def test_the_serving_snippet_serves(go_binary: Path, tmp_path: Path, root: Path):
    """On another port than the usual one, which may be taken here; the snippet is otherwise as it is."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "go.mod").write_text("module example.com/program\n\ngo 1.21\n")
    (tmp_path / "main.go").write_text(MAIN)
    (tmp_path / snippet.SERVE.file).write_text(snippet.SERVE.text.replace(":6060", f":{port}"))
    subprocess.run([go_binary, "vet", "."], cwd=tmp_path, check=True)
    subprocess.run([go_binary, "build", "-o", "program", "."], cwd=tmp_path, check=True)
    with subprocess.Popen([tmp_path / "program"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            deadline = time.monotonic() + 30
            while not (found := [one for one in with_profiles(services()) if one.process.pid == process.pid]):
                assert time.monotonic() < deadline
            assert found[0].url == f"http://127.0.0.1:{port}"
            assert main(["capture", "--pid", str(process.pid), "--out", str(root)]) == 0
        finally:
            process.kill()
    assert store.listed(root)[0][0].target == f"http://127.0.0.1:{port}"


def test_the_snippets_are_as_gofmt_writes_them(go_binary: Path):
    gofmt = shutil.which("gofmt") or str(go_binary.with_name("gofmt"))
    said = subprocess.run([gofmt, "-l", *(one.path for one in snippet.BOTH)], capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("", "")


def test_the_lab_is_found_with_its_version_and_its_endpoint(leaklab, capsys):
    found = {one.process.pid: one for one in services()}
    one = found[leaklab.pid]
    assert one.url == leaklab.debug
    assert one.process.command == "leaklab"
    assert one.process.go == json.loads(leaklab.get(leaklab.debug + "/runtime"))["go"]
    assert {leaklab.debug, leaklab.shop} <= {f"http://{address}" for address in one.process.addresses}
    assert main(["capture", "--list"]) == 0
    said = capsys.readouterr()
    assert f"{leaklab.pid}  leaklab" in said.out
    assert leaklab.debug in said.out
    assert said.err == ""
    assert main(["capture", "--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)["processes"]
    assert leaklab.debug in [entry["url"] for entry in listed]


def test_without_a_target_and_a_terminal_the_ways_are_told(leaklab):
    done = subprocess.run(
        [sys.executable, "-m", "leakline", "capture"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert leaklab.debug in done.stderr
    assert "`leakline capture --list`" in done.stderr


def test_a_system_without_proc(tmp_path: Path):
    with pytest.raises(NoProcError, match="which this system does not have; give the address"):
        go_processes(tmp_path)


@pytest.mark.parametrize(
    ("local", "address"),
    [
        ("0100007F:17AC", "127.0.0.1:6060"),
        ("0200007F:0050", "127.0.0.2:80"),
        ("00000000:1F90", "127.0.0.1:8080"),
        ("0101A8C0:1F90", None),
        ("00000000000000000000000000000000:1F90", "127.0.0.1:8080"),
        ("00000000000000000000000001000000:1F90", "[::1]:8080"),
        ("0000000000000000FFFF00000100007F:1F90", "127.0.0.1:8080"),
        ("B80D0120000000000000000001000000:1F90", None),
    ],
)
def test_the_addresses_that_loopback_reaches(local, address):
    assert reached(local) == address


def test_a_program_that_is_none(tmp_path: Path):
    for data in (
        b"",
        b"\x7fELF",
        b"\x7fELF\x02\x01" + b"\xff" * 200,
        b"\x7fELF\x01\x02" + bytes(100),
        b"#!/bin/sh\n",
    ):
        (tmp_path / "program").write_bytes(data)
        assert version_of(tmp_path / "program") is None
