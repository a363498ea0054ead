"""Servers that hang, lie, end or never end: each is told in one sentence, and what had come is kept."""

import gzip
import socket
import struct
import threading
import zlib
from pathlib import Path

import pytest
from attrs import evolve

from leakline.capture import store
from leakline.capture.failure import CancelledError, CaptureError
from leakline.capture.take import capture
from leakline.cli.main import main
from leakline.profiles.model import GoroutineProfile
from leakline.settings import Settings

QUICK = Settings(capture_timeout_seconds=0.6)
PATIENT = Settings(capture_timeout_seconds=20.0)


def response(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP response."""
    lines = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines |= {key.replace("_", "-"): value for key, value in headers.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def refusal(server, root: Path, settings: Settings = PATIENT) -> str:
    """The one sentence with which a capture of this server fails; nothing of it stays on disk."""
    with pytest.raises(CaptureError) as caught:
        capture(server.url, root=root, settings=settings)
    text = str(caught.value)
    assert text.count("\n") == 0
    assert f"127.0.0.1:{server.port}" in text
    assert store.listed(root) == ((), ())
    return text


def always(data: bytes):
    return lambda connection, path: connection.sendall(data)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("404 Not Found", "answers 404 Not Found: no such page; import net/http/pprof"),
        (
            "401 Unauthorized",
            "answers 401 Unauthorized: no such page; give a login with --user and --password",
        ),
        ("403 Forbidden", "answers 403 Forbidden: no such page; what was given does not let in"),
        ("405 Method Not Allowed", "answers 405 Method Not Allowed: no such page; another service"),
        (
            "500 Internal Server Error",
            "answers 500 Internal Server Error: no such page; the service itself failed",
        ),
        ("799 Odd", "answers 799: no such page; check the address"),
    ],
)
def test_an_error_status(serve, root, status, words):
    server = serve(always(response(b"no such page.\nmore\x1b[31m\n", status, Content_Type="text/plain")))
    assert words in refusal(server, root)


def test_an_html_page(serve, root):
    server = serve(always(response(b"<html>Sign in</html>", Content_Type="text/html; charset=utf-8")))
    assert "an HTML page and no profile" in refusal(server, root)


def test_an_html_page_that_claims_to_be_bytes_is_kept_and_told(serve, root):
    server = serve(always(response(b"<html><title>Sign in</title></html>")))
    taken = capture(server.url, root=root)
    assert "HTML page (its title is 'Sign in')" in taken.failures[0]
    assert (taken.folder / "goroutine.pb.gz").read_bytes().startswith(b"<html>")


def test_nothing_listens(root):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(CaptureError, match=f"Nothing listens at http://127.0.0.1:{port}; start the service"):
        capture(f"127.0.0.1:{port}", root=root)


def test_a_host_that_is_not_known(root):
    with pytest.raises(
        CaptureError, match=r"The host of http://nowhere\.invalid:6060 is not known|cannot be reached"
    ):
        capture("nowhere.invalid:6060", root=root, allow_remote=True)


def test_a_server_that_hangs_before_the_answer(serve, root):
    server = serve(lambda connection, path: server.hang())
    assert "did not answer within 0.6 seconds" in refusal(server, root, QUICK)


def test_a_server_that_hangs_within_the_answer_leaves_what_came(serve, root, recorded):
    data = (recorded / "goroutine-debug2.txt").read_bytes()

    def answer(connection: socket.socket, path: str) -> None:
        if "debug=2" in path:
            connection.sendall(response(data)[: len(data) // 2])
            server.hang()
        elif "goroutineleak" in path:
            connection.sendall(response(b"no", "404 Not Found"))
        else:
            connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))

    server = serve(answer)
    taken = capture(server.url, root=root, settings=QUICK)
    assert "was not done within 0.6 seconds" in taken.failures[0]
    assert [(part.form, part.failure is None) for part in taken.parts] == [("proto", True), ("text", False)]
    half = store.profile_of(taken, taken.parts[1])
    assert isinstance(half, GoroutineProfile)
    assert half.cut
    whole = store.goroutines(store.opened(root, taken.id))[0]
    assert whole is not None
    assert (whole.format, whole.total) == ("proto", taken.total)


def test_a_slow_drip_ends_with_the_time(serve, root):
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while not server.released.wait(0.05):
            connection.sendall(b"x")

    server = serve(answer)
    taken_or_error = None
    try:
        capture(server.url, root=root, settings=QUICK)
    except CaptureError as error:
        taken_or_error = str(error)
    kept = store.listed(root)[0]
    assert taken_or_error or "was not done within" in kept[0].failures[0]


def test_an_endless_body_is_cut_at_the_limit(serve, root):
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while not server.released.is_set():
            connection.sendall(b"goroutine 1 [select]:\nmain.f()\n\t/a.go:1 +0x1\n\n" * 100)

    server = serve(answer)
    taken = capture(server.url, root=root, settings=evolve(PATIENT, capture_limit_bytes=50_000))
    assert "sends more than 50,000 bytes; it was cut there" in taken.failures[0]
    assert taken.parts[0].bytes <= 50_000 + (1 << 14)


def test_a_bomb_in_the_transfer_is_cut_at_the_limit(serve, root):
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(64)) + packer.flush()
    server = serve(always(response(bomb, Content_Encoding="gzip")))
    taken = capture(server.url, root=root, settings=evolve(PATIENT, capture_limit_bytes=1_000_000))
    assert "sends more than 1,000,000 bytes" in taken.failures[0]
    assert (taken.folder / "goroutine.pb.gz").stat().st_size < 3_000_000


def test_a_bomb_in_the_profile_is_not_unpacked(serve, root):
    server = serve(always(response(gzip.compress(b"\0" * (4 << 20)))))
    taken = capture(server.url, root=root, settings=evolve(PATIENT, capture_unpacked_bytes=1_000_000))
    assert "unpacks to more than 1,000,000 bytes" in taken.failures[0]


def test_fewer_bytes_than_announced(serve, root, recorded):
    data = (recorded / "goroutine-debug0.pb.gz").read_bytes()
    server = serve(always(response(data)[:-20]))
    taken = capture(server.url, ("goroutine",), root=root)
    assert "was cut off before its end" in taken.failures[0]
    assert taken.parts[0].failure is not None
    assert (taken.folder / "goroutine.pb.gz").read_bytes() == data[:-20]


def test_a_chunked_answer_that_breaks_off(serve, root, recorded):
    data = (recorded / "goroutine-debug0.pb.gz").read_bytes()
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    server = serve(always(head + f"{len(data):x}\r\n".encode() + data + b"\r\n"))
    taken = capture(server.url, ("goroutine",), root=root)
    assert "was cut off before its end" in taken.failures[0]
    assert (taken.folder / "goroutine.pb.gz").read_bytes() == data


def test_a_connection_that_is_reset(serve, root):
    def answer(connection: socket.socket, path: str) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert "closed the connection without an answer" in refusal(serve(answer), root)


def test_a_service_that_speaks_no_http(serve, root):
    text = refusal(serve(always(b"220 mail.example.com ESMTP\r\n")), root)
    assert "does not speak HTTP" in text or "closed the connection without an answer" in text


def test_an_empty_answer(serve, root):
    assert "gave an empty goroutine profile" in refusal(serve(always(response(b""))), root)


def test_a_redirect_to_another_host_is_not_followed(serve, root):
    other = serve(always(response(b"secret")))
    elsewhere = f"http://localhost:{other.port}/debug/pprof/goroutine"
    server = serve(always(response(b"", "302 Found", Location=elsewhere)))
    assert "redirects to another host (localhost), which was not followed" in refusal(server, root)
    assert other.asked == []


def test_a_redirect_in_a_circle(serve, root):
    server = serve(always(response(b"", "302 Found", Location="/debug/pprof/goroutine?x=1")))
    assert "redirects in a circle" in refusal(server, root)


def test_a_redirect_on_the_same_host_is_followed(serve, root, recorded):
    data = (recorded / "goroutine-debug0.pb.gz").read_bytes()

    def answer(connection: socket.socket, path: str) -> None:
        if path.startswith("/debug"):
            connection.sendall(response(b"", "301 Moved", Location=f"/admin{path}"))
        else:
            connection.sendall(response(data))

    taken = capture(serve(answer).url, ("goroutine",), root=root)
    assert (taken.failures, taken.parts[0].bytes) == ((), len(data))


def test_a_service_that_vanishes_between_two_profiles(serve, root, recorded):
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()

    server = serve(answer)
    taken = capture(server.url, root=root)
    assert [part.form for part in taken.parts] == ["proto"]
    assert taken.total > 0
    assert any("Nothing listens" in text or "closed the connection" in text for text in taken.failures)
    assert store.opened(root, taken.id) == taken


def test_a_service_without_goroutineleak_is_told_and_no_failure(serve, root, recorded):
    def answer(connection: socket.socket, path: str) -> None:
        if "goroutineleak" in path:
            connection.sendall(response(b"Unknown profile\n", "404 Not Found", Content_Type="text/plain"))
        elif "debug=2" in path:
            connection.sendall(response((recorded / "goroutine-debug2.txt").read_bytes()))
        else:
            connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))

    taken = capture(serve(answer).url, root=root)
    assert taken.failures == ()
    assert "has no goroutineleak profile" in taken.notes[0]
    assert store.opened(root, taken.id).notes == taken.notes


def test_cancelling_while_a_server_hangs(serve, root):
    stop = threading.Event()

    def answer(connection: socket.socket, path: str) -> None:
        stop.set()
        server.hang()

    server = serve(answer)
    with pytest.raises(CancelledError, match="was cancelled while fetching goroutine counts") as caught:
        capture(server.url, root=root, settings=PATIENT, cancelled=stop)
    assert caught.value.kept is None
    assert list(root.iterdir()) == []


def test_cancelling_keeps_what_had_come(serve, root, recorded):
    stop = threading.Event()

    def answer(connection: socket.socket, path: str) -> None:
        if "debug=2" in path:
            stop.set()
            server.hang()
        connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))

    server = serve(answer)
    with pytest.raises(CancelledError, match="What had come is kept") as caught:
        capture(server.url, root=root, settings=PATIENT, cancelled=stop.is_set)
    assert caught.value.kept is not None
    kept = store.opened(root, caught.value.kept)
    assert kept.total > 0
    assert sorted(path.name for path in kept.folder.iterdir()) == ["goroutine.pb.gz", "meta.json"]


def test_a_disk_that_takes_nothing(serve, tmp_path, recorded):
    server = serve(always(response((recorded / "goroutine-debug0.pb.gz").read_bytes())))
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        CaptureError, match=r"could not be written to .*; free some space or choose another folder"
    ):
        capture(server.url, root=tmp_path / "file" / "captures")


def test_secrets_are_sent_and_never_stored_or_shown(serve, root, recorded):
    def answer(connection: socket.socket, path: str) -> None:
        if "debug=2" in path:
            connection.sendall(response(b"denied", "403 Forbidden"))
        else:
            connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))

    server = serve(answer)
    taken = capture(f"http://user:hunter2@127.0.0.1:{server.port}/?token=s3cret", text=True, root=root)
    assert "token=s3cret" in server.asked[0]
    assert "Authorization: Basic dXNlcjpodW50ZXIy" in server.heads[0]
    kept = b"".join(path.read_bytes() for path in root.rglob("*.json"))
    for secret in (b"hunter2", b"s3cret", b"user:", b"dXNlcjpodW50ZXIy"):
        assert secret not in kept
        assert secret.decode() not in repr(taken)
    assert taken.target == server.url


def test_the_command_ends_with_2_where_nothing_of_a_capture_can_be_read(serve, root, recorded, capsys):
    data = (recorded / "goroutine-debug0.pb.gz").read_bytes()
    server = serve(always(response(data)[:-20]))
    assert main(["capture", "--out", str(root), server.url]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "was cut off before its end" in said.err
    assert f"What came is kept in {root}" in said.err
    assert (next(root.iterdir()) / "goroutine.pb.gz").read_bytes() == data[:-20]


def test_the_command_ends_with_0_where_something_of_a_capture_can_be_read(serve, root, recorded, capsys):
    def answer(connection: socket.socket, path: str) -> None:
        if path.endswith("/goroutine"):
            connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))

    server = serve(answer)
    assert main(["capture", "--out", str(root), server.url]) == 0
    assert "goroutines" in capsys.readouterr().out


def test_the_command_says_how_to_look_and_what_to_compare_with(serve, root, recorded, capsys, monkeypatch):
    def answer(connection: socket.socket, path: str) -> None:
        if path.endswith("/goroutine"):
            connection.sendall(response((recorded / "goroutine-debug0.pb.gz").read_bytes()))

    server = serve(answer)

    def told(*options: str) -> str:
        assert main(["capture", *options, server.url]) == 0
        return capsys.readouterr().out.rpartition("next: leakline ")[2].strip()

    first = told("--out", str(root))
    second = told("--out", str(root))
    assert second.startswith(f"inspect --before {first.removeprefix('inspect ')} {root}")
    assert main(second.split(" ")) == 0
    monkeypatch.setenv("LEAKLINE_CAPTURES", str(root))
    assert str(root) not in told()
