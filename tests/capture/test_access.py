"""Headers, logins, tokens and certificates: named, sent, and shown nowhere."""

import json
import os
import socket
import threading
from pathlib import Path

import pytest

from leakline.capture import confirmed, named, store
from leakline.capture.access import Access, admitted
from leakline.capture.failure import CaptureError
from leakline.capture.secret import secret
from leakline.capture.take import capture
from leakline.capture.target import parse
from leakline.cli.main import main

SECRET = "s3cret-Token.1"


@pytest.fixture
def answer(recorded: Path):
    """Answers every request with a goroutine profile."""
    data = (recorded / "goroutine-debug0.pb.gz").read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode()
    return lambda connection, path: connection.sendall(head + data)


@pytest.fixture
def home(monkeypatch, tmp_path: Path) -> Path:
    """The folders of a user who has never run this before."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("LEAKLINE_TARGETS", raising=False)
    return tmp_path


def test_a_secret_comes_from_the_environment_a_descriptor_or_a_file(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    (tmp_path / "token").write_text(f"{SECRET}\r\n")
    read, write = os.pipe()
    os.write(write, f"{SECRET}\n".encode())
    os.close(write)
    try:
        for source in ("env:SHOP_TOKEN", f"file:{tmp_path / 'token'}", f"fd:{read}"):
            assert secret(source, "--bearer") == SECRET
    finally:
        os.close(read)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (SECRET, "tells where the secret is, not the secret itself: env:NAME"),
        (f"env:{SECRET}", "names a variable that is not set; write env:NAME, without a dollar sign"),
        ("env:NOT_SET_AT_ALL", "the environment variable NOT_SET_AT_ALL, which is not set"),
        ("fd:x", "needs the number of an open file descriptor"),
        ("fd:999", "could not be read from fd:999"),
        ("file:/nowhere/at/all", r"could not be read from /nowhere/at/all \(No such file"),
        ("file:/dev/null", "is empty"),
        ("file:/dev/zero", "is longer than 65,536 bytes"),
    ],
)
def test_a_secret_that_cannot_be_had(source, words):
    with pytest.raises(CaptureError, match=words) as caught:
        secret(source, "--bearer")
    assert SECRET not in str(caught.value)


def test_everything_that_lets_in_is_sent(serve, answer, root, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    monkeypatch.setenv("SHOP_COOKIE", "id=7")
    server = serve(answer)
    access = Access(["X-Scope-OrgID: shop", "Cookie: env:SHOP_COOKIE"], bearer="env:SHOP_TOKEN")
    target = admitted(parse(server.url), access)
    taken = capture(target, ("goroutine",), root=root)
    assert f"Authorization: Bearer {SECRET}\r\n" in server.heads[0]
    assert "X-Scope-OrgID: shop\r\n" in server.heads[0]
    assert "Cookie: id=7\r\n" in server.heads[0]
    kept = b"".join(path.read_bytes() for path in root.rglob("*.json"))
    assert SECRET.encode() not in kept
    assert SECRET not in repr(target) + repr(taken)


def test_a_bearer_token_is_not_replaced_by_what_a_netrc_says(serve, answer, root, monkeypatch, tmp_path):
    server = serve(answer)
    (tmp_path / "netrc").write_text("default login other password else\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    monkeypatch.setattr("leakline.capture.target.Target.loopback", False)
    target = admitted(parse(server.url), Access(bearer="env:SHOP_TOKEN"))
    capture(target, ("goroutine",), root=root, allow_remote=True)
    assert f"Authorization: Bearer {SECRET}\r\n" in server.heads[0]


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (Access(["nonsense"]), "--header is written 'Name: value'"),
        (Access(["a b: c"]), "--header is written 'Name: value'"),
        (
            Access([f"Authorization: Bearer {SECRET}"]),
            "looks like a secret, which does not belong on a command line",
        ),
        (Access([f"X-Api-Key: {SECRET}"]), "looks like a secret"),
        (Access(["X-Name: \u00fc"]), "only ASCII goes"),
        (Access(["X-Name: a\rb: c"]), "holds a character that cannot be sent"),
        (Access(password="env:PATH"), "--password needs --user"),
        (Access(user="me", bearer="env:PATH"), "either --bearer or a user and password"),
        (Access(key="k.pem"), "--key needs the certificate"),
        (Access(cert="/nowhere.pem"), "The certificate /nowhere.pem cannot be read"),
        (Access(ca="/nowhere.pem"), "The certificate of the authority /nowhere.pem cannot be read"),
        (Access(ca=__file__), "holds no certificate in the PEM form"),
        (Access(cert=__file__), "one of them is not in the PEM form"),
    ],
)
def test_what_cannot_let_in_is_told_before_anything_is_asked(access, words):
    with pytest.raises(CaptureError, match=words) as caught:
        admitted(parse("localhost:1"), access)
    assert SECRET not in str(caught.value)


def test_a_unix_socket_with_a_base_path(answer, root, tmp_path):
    asked = []
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(tmp_path / "s.sock"))
    listener.listen()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            asked.append(connection.recv(4096).split(b"\r\n")[0])
            answer(connection, "")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    taken = capture(f"unix:{tmp_path}/s.sock:/admin", ("goroutine",), root=root)
    thread.join()
    listener.close()
    assert asked == [b"GET /admin/debug/pprof/goroutine HTTP/1.1"]
    assert (taken.failures, taken.target) == ((), f"unix:{tmp_path}/s.sock:/admin")
    with pytest.raises(CaptureError, match=f"Nothing listens at unix:{tmp_path}/s.sock; start the service"):
        capture(f"unix:{tmp_path}/s.sock", root=root)
    with pytest.raises(CaptureError, match=r"There is no socket at unix:/nowhere.sock"):
        capture("unix:/nowhere.sock", root=root)
    with pytest.raises(CaptureError, match=r"give its whole path, such as unix:/run/shop.sock"):
        capture("unix:s.sock", root=root)


def test_a_target_by_its_name(serve, answer, root, home: Path, monkeypatch, capsys):
    server = serve(answer)
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    named.file().parent.mkdir(parents=True)
    named.file().write_text(
        f'[shop]\nurl = "{server.url}/admin"\nbearer = "env:SHOP_TOKEN"\nheaders = {{ "X-Scope-OrgID" = "7" }}\n'
    )
    assert main(["capture", "--kind", "goroutine", "--out", str(root), "shop"]) == 0
    assert server.asked == ["/admin/debug/pprof/goroutine"]
    assert f"Bearer {SECRET}" in server.heads[0]
    assert "X-Scope-OrgID: 7" in server.heads[0]
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[shop", "is no TOML"),
        ("[shop]\n", "shop needs a table with an address"),
        ("shop = 5\n", "shop needs a table with an address"),
        ('[shop]\nurl = "localhost:1"\ntoken = "x"\n', "'token' is not known; the keys are bearer, ca"),
        ('[shop]\nurl = "localhost:1"\nheaders = 5\n', "headers must be a table of texts"),
        ('[shop]\nurl = "localhost:1"\nuser = 5\n', "user must be a text"),
        (f'[shop]\nurl = "localhost:1"\nbearer = "{SECRET}"\n', "not the secret itself"),
    ],
)
def test_a_file_of_targets_with_a_mistake(home: Path, text: str, words: str):
    named.file().parent.mkdir(parents=True)
    named.file().write_text(text)
    with pytest.raises(CaptureError, match=words) as caught:
        named.target("shop")
    assert SECRET not in str(caught.value)


def test_another_host_is_confirmed_once(home: Path, root: Path, monkeypatch, capsys):
    there, other = parse("http://service.invalid:6060/admin"), parse("http://service.invalid:6061")
    assert main(["capture", "--out", str(root), there.url]) == 2
    assert "confirm it with --allow-remote, once" in capsys.readouterr().err
    assert not confirmed.is_confirmed(there)
    assert main(["capture", "--out", str(root), "--allow-remote", there.url]) == 2
    assert "is not this machine" not in capsys.readouterr().err
    assert confirmed.is_confirmed(there)
    assert not confirmed.is_confirmed(other)
    assert main(["capture", "--out", str(root), there.url]) == 2
    assert "is not this machine" not in capsys.readouterr().err
    (confirmed.file()).write_text("{")
    assert not confirmed.is_confirmed(there)


def test_several_services_at_once_and_one_that_fails_is_a_row(serve, answer, root, capsys):
    gate = threading.Barrier(3, timeout=20)

    def together(connection: socket.socket, path: str) -> None:
        gate.wait()  # answers only when all three have asked
        answer(connection, path)

    urls = [serve(together).url for _ in range(3)]
    code = main(["capture", "--kind", "heap", "--format", "json", "--out", str(root), *urls, "127.0.0.1:1"])
    said = capsys.readouterr()
    shown = json.loads(said.out)
    assert code == 2
    assert [one["target"] for one in shown["captures"]] == urls
    assert [one["target"] for one in shown["failures"]] == ["http://127.0.0.1:1"]
    assert "Nothing listens" in shown["failures"][0]["failure"]
    assert "3 of 4 targets captured, 1 not" in said.err
    assert len(store.listed(root)[0]) == 3


@pytest.mark.parametrize("size", ["0", "x", "-1", "1.5G", ""])
def test_a_size_that_is_none(size, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["capture", "--limit", size, "localhost:1"])
    assert "is no size, such as 500k, 64M or 1G" in capsys.readouterr().err


def test_the_limits_are_options(serve, answer, root, capsys):
    server = serve(answer)
    assert main(["capture", "--kind", "goroutine", "--limit", "1k", "--out", str(root), server.url]) == 2
    assert "sends more than 1,024 bytes" in capsys.readouterr().err
    assert main(["capture", "--kind", "goroutine", "--unpacked", "1k", "--out", str(root), server.url]) == 2
    assert "unpacks to more than 1,024 bytes" in capsys.readouterr().err
