"""What the standard library does with closers."""

import json
import subprocess
from pathlib import Path

import pytest

from leakline.analysis import ownergen, stdowners
from leakline.analysis.callees import KEEPING, RELEASING


@pytest.mark.parametrize(
    ("function", "parameter"),
    [
        ("net/http.NewRequest", 2),
        ("net/http.NewRequestWithContext", 3),
        ("net/http.MaxBytesReader", 1),
        ("crypto/tls.Client", 0),
        ("crypto/tls.NewListener", 0),
        ("net/textproto.NewConn", 0),
        ("net/smtp.NewClient", 0),
        ("net/rpc.NewClient", 0),
    ],
)
def test_kept(function: str, parameter: int):
    assert stdowners.keeps(function, parameter)
    assert not stdowners.releases(function, parameter)


@pytest.mark.parametrize(
    "function",
    ["net/http.Serve", "(*net/http.Server).Serve", "net/rpc.ServeConn", "(*net/rpc.Server).ServeConn"],
)
def test_released(function: str):
    assert stdowners.releases(function, 0)


@pytest.mark.parametrize(
    "function",
    [
        "bufio.NewReader",
        "bufio.NewWriter",
        "bufio.NewScanner",
        "compress/gzip.NewReader",
        "compress/gzip.NewWriter",
        "encoding/json.NewDecoder",
        "archive/tar.NewReader",
        "io.ReadAll",
        "io.Copy",
        "io.NopCloser",
        "io.TeeReader",
        "(*database/sql.Tx).Stmt",
        "net/http.ReadResponse",
    ],
)
def test_borrowed(function: str):
    assert not any(stdowners.keeps(function, i) or stdowners.releases(function, i) for i in range(3))


@pytest.mark.parametrize(
    ("function", "results"),
    [
        ("os.Open", (0,)),
        ("net.Listen", (0,)),
        ("net.Pipe", (0, 1)),
        ("io.Pipe", (0, 1)),
        ("os.Stat", ()),
        ("io.ReadAll", ()),
    ],
)
def test_owned(function: str, results: tuple[int, ...]):
    assert stdowners.owned(function) == results


def test_the_table_is_what_its_generator_writes(go_binary: Path):
    told = subprocess.run([go_binary, "env", "GOROOT"], capture_output=True, text=True, check=True)
    generated = ownergen.generate(Path(told.stdout.strip()))
    table = json.loads(ownergen.TABLE.read_text())
    if generated["go"] == table["go"]:
        assert generated == table
        assert ownergen.text_of(generated) == ownergen.TABLE.read_text()
    else:  # another Go release
        assert set(table["keeps"]) & set(generated["keeps"])


def test_what_is_known_by_hand_and_by_the_table_agrees():
    table = json.loads(ownergen.TABLE.read_text())
    assert not set(KEEPING) & set(table["releases"])
    assert not set(RELEASING) & set(table["keeps"])
