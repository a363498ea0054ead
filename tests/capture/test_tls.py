"""TLS against a real Go server, in each way that it goes wrong."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from leakline.capture.access import Access, admitted
from leakline.capture.discover import answer
from leakline.capture.failure import CaptureError
from leakline.capture.take import capture
from leakline.capture.target import parse
from leakline.cli.main import main

pytestmark = pytest.mark.go


class Tls(NamedTuple):
    """A running tlslab: where each of its servers is, and the folder of its certificates."""

    urls: dict[str, str]
    folder: Path

    def file(self, name: str) -> str:
        return str(self.folder / f"{name}.pem")

    def access(self, **more: str) -> Access:
        return Access(ca=self.file("ca"), **{key: self.file(name) for key, name in more.items()})


@pytest.fixture(scope="module")
def tls(go_binary: Path, testdata: Path, tmp_path_factory) -> Iterator[Tls]:
    folder = tmp_path_factory.mktemp("tls")
    source = testdata / "tlslab"
    subprocess.run(
        [go_binary, "build", "-buildvcs=false", "-o", folder / "tlslab", "."], cwd=source, check=True
    )
    with subprocess.Popen(
        [folder / "tlslab", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield Tls(json.loads(process.stdout.readline()), folder)
        assert process.stdin is not None
        process.stdin.close()


def failure(tls: Tls, which: str, access: Access, root: Path, url: str = "") -> str:
    with pytest.raises(CaptureError) as caught:
        capture(admitted(parse(url or tls.urls[which]), access), ("goroutine",), root=root)
    assert str(caught.value).count("\n") == 0
    assert not root.exists() or not list(root.iterdir())
    return str(caught.value)


def test_a_service_with_an_authority_of_its_own(tls: Tls, root: Path):
    assert "no known authority vouches for; give that of its own authority with --ca" in failure(
        tls, "good", Access(), root
    )
    taken = capture(admitted(parse(tls.urls["good"]), tls.access()), ("goroutine",), root=root)
    assert (taken.failures, taken.total > 0) == ((), True)


def test_the_bundle_of_the_environment_does_not_replace_the_one_that_was_given(
    tls: Tls, root: Path, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", tls.file("stranger"))
    monkeypatch.setattr("leakline.capture.target.Target.loopback", False)
    target = admitted(parse(tls.urls["good"]), tls.access())
    assert capture(target, ("goroutine",), root=root, allow_remote=True).failures == ()


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("expired", "has a TLS certificate that has expired"),
        ("future", "has a TLS certificate that is not valid yet; check the clocks"),
        ("named", "has a TLS certificate for another name"),
        ("mutual", "client certificate"),
    ],
)
def test_a_certificate_that_does_not_do(tls: Tls, which: str, words: str, root: Path):
    assert words in failure(tls, which, tls.access(), root)


def test_a_client_certificate(tls: Tls, root: Path, capsys):
    target = admitted(parse(tls.urls["mutual"]), tls.access(cert="client", key="client-key"))
    assert capture(target, ("goroutine", "heap"), root=root).failures == ()
    options = [
        f"--{name}={tls.file(file)}"
        for name, file in (("cert", "client"), ("key", "client-key"), ("ca", "ca"))
    ]
    assert main(["capture", "--kind", "heap", "--out", str(root), *options, tls.urls["mutual"]]) == 0
    assert "PRIVATE" not in str(capsys.readouterr())


def test_a_client_certificate_that_is_not_accepted(tls: Tls, root: Path):
    access = tls.access(cert="stranger", key="stranger-key")
    assert "client certificate" in failure(tls, "mutual", access, root)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("stranger-key", "they do not belong together"),
        ("client-locked", "is locked with a password"),
        ("ca", "cannot be"),
    ],
)
def test_a_key_that_does_not_do(tls: Tls, key: str, words: str):
    with pytest.raises(CaptureError, match=words):
        admitted(parse(tls.urls["mutual"]), tls.access(cert="client", key=key))


def test_http_and_https_mixed_up(tls: Tls, root: Path):
    plain = tls.urls["plain"].replace("http:", "https:")
    assert "speaks no TLS; use http:// in place of https://" in failure(tls, "", tls.access(), root, plain)
    secure = tls.urls["good"].replace("https:", "http:")
    assert "use https:// in place of http://" in failure(tls, "", Access(), root, secure)
    assert answer(tls.urls["good"].removeprefix("https://")) == "tls"
    assert answer(tls.urls["plain"].removeprefix("http://")) == "pprof"
