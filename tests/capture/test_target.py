"""What a person may type as a target."""

import pytest

from leakline.capture.failure import CaptureError, RemoteRefusedError
from leakline.capture.target import confirmed, parse


@pytest.mark.parametrize(
    ("text", "url", "shown"),
    [
        ("localhost:6060", "http://localhost:6060/debug/pprof/", "http://localhost:6060"),
        (":6060", "http://127.0.0.1:6060/debug/pprof/", "http://127.0.0.1:6060"),
        ("6060", "http://127.0.0.1:6060/debug/pprof/", "http://127.0.0.1:6060"),
        ("0.0.0.0:6060", "http://127.0.0.1:6060/debug/pprof/", "http://127.0.0.1:6060"),
        ("[::]:6060", "http://[::1]:6060/debug/pprof/", "http://[::1]:6060"),
        (" http://127.0.0.1:6060 ", "http://127.0.0.1:6060/debug/pprof/", "http://127.0.0.1:6060"),
        ("http://127.0.0.1:6060/", "http://127.0.0.1:6060/debug/pprof/", "http://127.0.0.1:6060"),
        ("http://127.0.0.1:6060/debug/pprof", "http://127.0.0.1:6060/debug/pprof/", "http://127.0.0.1:6060"),
        (
            "http://127.0.0.1:6060/debug/pprof/heap?debug=1",
            "http://127.0.0.1:6060/debug/pprof/",
            "http://127.0.0.1:6060",
        ),
        ("localhost:80/shop", "http://localhost:80/shop/debug/pprof/", "http://localhost:80/shop"),
        ("http://localhost/a/debug/pprof/", "http://localhost/a/debug/pprof/", "http://localhost/a"),
        (
            "http://localhost/internal/pprof/",
            "http://localhost/internal/pprof/",
            "http://localhost/internal/pprof",
        ),
        ("https://localhost", "https://localhost/debug/pprof/", "https://localhost"),
    ],
)
def test_forms_of_an_address(text, url, shown):
    target = parse(text)
    assert (target.url, target.shown) == (url, shown)
    assert target.loopback


def test_user_password_and_token_are_taken_out():
    target = parse("http://me:pa%3Ass@localhost:1/x?token=abc&debug=2&k=a%20b#frag")
    assert target.login == ("me", "pa:ss")
    assert target.query == (("token", "abc"), ("k", "a b"))
    assert target.url == "http://localhost:1/x/debug/pprof/"
    assert not any(secret in repr(target) for secret in ("pa:ss", "abc"))


@pytest.mark.parametrize(
    "text", ["", "hello", "file.pb.gz", "ftp://x/y", "http://", "http://[::1", "a:b:c", "http://h:99999"]
)
def test_what_is_no_target(text):
    with pytest.raises(CaptureError, match=r"http://127\.0\.0\.1:6060"):
        parse(text)


def test_an_error_does_not_repeat_a_password():
    with pytest.raises(CaptureError) as caught:
        parse("ftp://me:hunter2@host/x?token=abc")
    assert "hunter2" not in str(caught.value)
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["example.com", "10.0.0.1", "localhost.example.com", "[2001:db8::1]", "127.0.0.1.nip.io"]
)
def test_another_host_must_be_confirmed(host):
    target = parse(f"http://{host}:6060")
    with pytest.raises(RemoteRefusedError, match=r"is not this machine.*--allow-remote"):
        confirmed(target, allow_remote=False)
    confirmed(target, allow_remote=True)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"]
)
def test_this_machine_needs_no_word(host):
    target = parse(f"http://{host}:6060")
    assert target.loopback
    confirmed(target, allow_remote=False)
