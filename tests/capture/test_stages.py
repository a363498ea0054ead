"""Servers that stop at each byte, processes that die and disks that fill: told in a sentence, nothing lost."""

import gzip
import resource
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from leakline.capture import store
from leakline.capture.failure import CaptureError
from leakline.capture.store import Capture
from leakline.capture.sweep import sweep
from leakline.capture.take import capture
from leakline.settings import Settings

IMPATIENT = Settings(capture_timeout_seconds=0.4)
BODY = b"goroutine 1 [select]:\nmain.f()\n\t/a.go:1 +0x1\n\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
PIECES = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
PACKED = gzip.compress(BODY)
ZIPPED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED

End = Callable[[socket.socket], None]


def hang(server_of: Callable[[], Event]) -> End:
    return lambda _: server_of().wait(60) and None


def close(_: socket.socket) -> None:
    """The server's loop closes it."""


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("answer", [PLAIN, PIECES, ZIPPED], ids=["plain", "chunked", "gzip"])
@pytest.mark.parametrize("how", ["hang", "close", "reset"])
def test_an_answer_that_stops_at_each_byte(serve, root: Path, answer: bytes, how: str):
    """One capture a byte, many at once. Each has either a sentence, or a capture that says what is wrong with it."""
    body = answer.index(b"\r\n\r\n") + 4

    def job(at: int) -> Callable[[], Capture]:
        def reply(connection: socket.socket, _: str) -> None:
            connection.sendall(answer[:at])
            if how == "hang":
                server.hang()
            elif how == "reset":
                reset(connection)

        server = serve(reply)
        return lambda: capture(server.url, ("goroutine",), text=False, root=root, settings=IMPATIENT)

    jobs = [(f"{at}", job(at)) for at in range(len(answer))]
    results = sweep(jobs, 32, Event())
    assert len(results) == len(answer)
    for at, (_, one) in enumerate(results):
        if isinstance(one, Exception):
            assert isinstance(one, CaptureError), (at, repr(one))
            assert str(one).count("\n") == 0
            assert any(
                word in str(one) for word in ("within 0.4 seconds", "clos", "HTTP", "cut off", "empty")
            ), str(one)
        else:
            assert at >= body
            assert one.parts[0].bytes > 0
            whole = (one.folder / one.parts[0].file).read_bytes()
            assert BODY.startswith(whole)
            # A dump without its last bytes says so itself; all of the text may have come before the end was announced.
            assert one.failures or whole.rstrip() == BODY.rstrip()
    kept = [one for _, one in results if not isinstance(one, Exception)]
    captures, damaged = store.listed(root)
    assert damaged == ()
    assert {one.id for one in captures} == {one.id for one in kept}
    assert kept


def always(data: bytes):
    return lambda connection, path: connection.sendall(data)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000, "answers with headers without end"),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 1_000_000, "answers with headers without end"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "answers 204 No Content"),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx", "answers 206 Partial Content"),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "answers 304 Not Modified"),
        (b"HTTP/1.1 302 Found\r\n\r\n", "answers 302 Found"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n", "redirects to an address that is none"),
        (b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", "redirects to another host"),
        (b"HTTP/1.1 302 Found\r\nLocation: //127.0.0.2/x\r\n\r\n", r"redirects to another host (127.0.0.2)"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip at all",
            "says that it is packed, and cannot be",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "gave an empty goroutine profile"),
        (b"\r\n" * 1000, "does not speak HTTP"),
        (b"\0" * 100_000, "does not speak HTTP"),
        (b"SSH-2.0-OpenSSH_9.0\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>x", "answers 502 Bad Gateway"),
        (b"HTTP/1.1 429 Too Many Requests\r\n\r\n", "is asked too often"),
    ],
)
def test_an_answer_that_is_none(serve, root: Path, answer: bytes, words: str):
    with pytest.raises(CaptureError) as caught:
        capture(serve(always(answer)).url, root=root, settings=Settings(capture_timeout_seconds=20))
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert store.listed(root) == ((), ())


@pytest.mark.go
def test_a_target_that_is_killed_while_its_cpu_is_sampled(leaklab, root: Path):
    def watch(step) -> None:
        if step.what == "the cpu profile":
            leaklab.process.kill()

    taken = capture(leaklab.debug, ("goroutine", "cpu", "mutex"), root=root, progress=watch)
    assert taken.kinds == ("goroutine",)
    assert taken.total > 10
    assert len(taken.failures) == 1
    assert "closed the connection without an answer" in taken.failures[0]
    assert store.opened(root, taken.id) == taken


@pytest.mark.go
@pytest.mark.parametrize("room", [1_000, 12_000])
def test_a_disk_that_fills_up(leaklab, root: Path, room: int):
    """The kernel refuses to let a file grow, as it does where a disk is full."""
    leaklab.drive("send", 12)
    done = subprocess.run(
        [sys.executable, "-m", "leakline", "capture", "--out", str(root), leaklab.debug],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "could not be written to" in done.stderr
    assert "free some space or choose another folder" in done.stderr
    assert "Traceback" not in done.stderr
    captures, damaged = store.listed(root)
    assert damaged == ()
    if room > 10_000:
        # The counts had come; the text was too much.
        assert [part.form for part in captures[0].parts] == ["proto"]
        assert f"What had come is kept in {captures[0].folder}" in done.stderr
        assert store.goroutines(captures[0])[0] is not None
    else:
        assert captures == ()
