"""A process without an endpoint: asked by SIGUSR2 to write its goroutines to a file, where it is sure that it will."""

import contextlib
import os
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from leakline.capture.failure import CancelledError, CaptureError
from leakline.capture.fetch import Cancelled, Progress
from leakline.capture.files import import_open
from leakline.capture.goversion import version_of
from leakline.capture.processes import PROC, need_proc
from leakline.capture.store import Capture
from leakline.profiles.model import GoroutineProfile, ProfileError
from leakline.profiles.read import read_stream

SIGUSR2 = 12
POLL_SECONDS = 0.05
START_SLACK = 2.0
"""Seconds by which the clocks of files and of the kernel's ticks may differ."""


class NoWayError(CaptureError):
    """The process offers no way to be captured. What it needs is one of the snippets."""


@frozen
class Answering:
    """A process that writes a file when it gets SIGUSR2."""

    pid: int
    command: str
    path: Path
    """Where the file is, seen from here."""
    user: int
    started: float
    """Seconds since 1970."""


def answering(pid: int, file: Path | None = None) -> Answering:
    """Looks at the process and sends nothing. `file` is where its own handler writes.

    Raises CaptureError where there is no such Go process or it may not be looked at, NoWayError where it is not sure that
    SIGUSR2 makes it write: to a program without a handler the signal is deadly, and to others it may mean something else.
    """
    need_proc(PROC)
    folder = PROC / str(pid)
    try:
        status = (folder / "status").read_text("ascii", "replace")
        command = Path(str((folder / "exe").readlink()).removesuffix(" (deleted)")).name
        go = version_of(folder / "exe")
        user = folder.stat().st_uid
        (folder / "root").stat()  # whoever may not look into it may not signal it either
        place = file if file is not None else folder / "root" / announced(folder, status)
        started = start_of(folder)
    except (FileNotFoundError, ProcessLookupError):
        raise CaptureError(
            f"There is no process {pid}; `leakline capture --list` shows those of Go."
        ) from None
    except OSError:
        raise CaptureError(
            f"Process {pid} belongs to another user; run this as that user, or as root."
        ) from None
    if go is None:
        raise CaptureError(f"Process {pid} ({command}) is no Go program, so nothing was sent to it.")
    if not catches(status, SIGUSR2):
        raise NoWayError(
            f"Process {pid} ({command}) handles no SIGUSR2, which may kill it, so nothing was sent; add one of these "
            "files to its package main."
        )
    if file is None and not fresh(place, user, started):
        raise NoWayError(
            f"Process {pid} ({command}) serves no profiles on loopback and does not say that it writes them on SIGUSR2, so "
            "nothing was sent: the signal may mean something else to it. Add one of these files to its package main; or, "
            "where it has a handler of its own, name the file that it writes with --file."
        )
    return Answering(pid, command, place, user, started)


def catches(status: str, number: int) -> bool:
    """Whether the process handles a signal, as /proc/PID/status says."""
    for line in status.splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    return False


def announced(folder: Path, status: str) -> str:
    """Where the snippet's file is, relative to the root that the process sees."""
    inner = next((line.split()[-1] for line in status.splitlines() if line.startswith("NSpid:")), folder.name)
    pairs = (folder / "environ").read_bytes().split(b"\0")
    temporary = next(
        (one[7:].decode("utf-8", "surrogateescape") for one in pairs if one.startswith(b"TMPDIR=")), ""
    )
    return f"{temporary or '/tmp'}/leakline-goroutines-{inner}".lstrip("/")


def start_of(folder: Path) -> float:
    """When the process began."""
    # Behind the name, which may hold anything: state is field 3, the start in ticks since boot is field 22.
    ticks = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19])
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / os.sysconf("SC_CLK_TCK")


def fresh(path: Path, user: int, started: float) -> bool:
    """Whether the file was made by this very process: its user's, and no older than it."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_uid == user and found.st_mtime >= started - START_SLACK


def signalled(
    process: Answering,
    seconds: float,
    root: Path | str | None = None,
    name: str = "",
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Cancelled = lambda: False,
) -> Capture:
    """Sends SIGUSR2, waits for the whole file and takes it in. Raises CaptureError."""
    seen = before = mark(process.path)
    send(process)
    begun = time.monotonic()
    told = f"process {process.pid} ({process.command})"
    while (spent := time.monotonic() - begun) < seconds:
        if cancelled():
            raise CancelledError(f"The capture of {told} was cancelled.")
        last, seen = seen, mark(process.path)
        # A handler of their own may write it piece by piece: it must rest, and be whole.
        if seen not in (None, before) and seen == last:
            with contextlib.suppress(ProfileError, OSError), opened(process) as file:
                profile = read_stream(file, told)
                if not (isinstance(profile, GoroutineProfile) and profile.cut):
                    file.seek(0)
                    return import_open(file, told, root, name or told)
        progress(Progress("waiting for the file", size_of(process.path), spent))
        time.sleep(POLL_SECONDS)
    raise CaptureError(
        f"{told[0].upper()}{told[1:]} got SIGUSR2 and wrote no whole profile to {process.path} within {seconds:g} seconds; "
        "look at its log, or allow more time."
    )


def mark(path: Path) -> tuple[int, int, int] | None:
    """Changes whenever the file is written or replaced; None where there is none, or an empty one."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size) if found.st_size else None


def size_of(path: Path) -> int:
    seen = mark(path)
    return seen[2] if seen else 0


def opened(process: Answering) -> BinaryIO:
    """The file, where it is a plain one of the process's own user: /tmp belongs to everybody. Raises OSError."""
    handle = os.open(process.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != process.user:
        os.close(handle)
        raise OSError(f"{process.path} is not the process's own file")
    return os.fdopen(handle, "rb")


def send(process: Answering) -> None:
    """Sends the signal to the process that was looked at, and to no other that has got its number since."""
    try:
        handle = os.pidfd_open(process.pid)
    except OSError as error:
        raise gone(process, error) from None
    try:
        folder = PROC / str(process.pid)
        same = abs(start_of(folder) - process.started) < START_SLACK
        if not same or not catches((folder / "status").read_text("ascii", "replace"), SIGUSR2):
            raise CaptureError(
                f"Process {process.pid} is not the one it was a moment ago, so nothing was sent."
            )
        signal.pidfd_send_signal(handle, signal.SIGUSR2)
    except OSError as error:
        raise gone(process, error) from None
    finally:
        os.close(handle)


def gone(process: Answering, error: OSError) -> CaptureError:
    return CaptureError(f"Process {process.pid} ({process.command}) could not be asked ({error.strerror}).")
