"""What a waiting goroutine keeps alive, as read from the code, beside what the collector leaves of a running program."""

import re
import subprocess
from pathlib import Path

import go_toolchains
import pytest

from leakline.mapping.workspace import Workspace
from leakline.overlay.retains import Reader

KEPT = Path(__file__).parent / "kept"
WAITS = re.compile(r"// waits: (\w+)$")


def no_text(path: str) -> None:
    return None


def read_from_code(root: Path) -> set[str]:
    """`function variable` of every marked line."""
    reader = Reader(Workspace((str(root),), no_text))
    path = root / "main.go"
    return {
        f"{mark[1]} {one.name}"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (mark := WAITS.search(line))
        for one in reader.at(str(path), number)
        if one.type.startswith("*") and one.type.endswith(".Big")
    }


@pytest.mark.go
def test_variables_that_are_said_to_stay_alive_do(tmp_path: Path, go_binary: Path) -> None:
    environment = go_toolchains.environment(go_binary, CGO_ENABLED="0")
    subprocess.run(
        [go_binary, "build", "-buildvcs=false", "-o", tmp_path / "kept", "."],
        cwd=KEPT,
        env=environment,
        check=True,
    )
    told = subprocess.run([tmp_path / "kept"], capture_output=True, text=True, check=True, timeout=60)
    alive = set(told.stdout.splitlines())
    assert len(alive) > 10
    assert read_from_code(KEPT) == alive


def test_names_types_and_ways(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.21\n")
    path = tmp_path / "s.go"
    path.write_text(
        'package m\n\nimport "net/http"\n\ntype S struct{ ch chan int }\n\n'
        "func (s *S) Run(resp *http.Response, n int) {\n\tbuf := make([]byte, 9)\n\tgo func() {\n"
        "\t\ts.ch <- n\n\t\t_ = resp.Body.Close()\n\t\tprintln(buf)\n\t}()\n}\n"
    )
    kept = Reader(Workspace((str(tmp_path),), no_text)).at(str(path), 10)
    assert [(one.name, one.type, one.how, one.line) for one in kept] == [
        ("s", "*example.com/m.S", "captured", 7),
        ("resp", "*net/http.Response", "captured", 7),
        ("buf", "[]byte", "captured", 8),
    ]
    assert {one.function for one in kept} == {"example.com/m.(*S).Run"}


@pytest.mark.parametrize(
    "text",
    ["", "package m\n\nfunc f() {\n", "package m\n\nfunc f() { <-c\n\x00\xff{{{{\n}\n", "func (" * 500],
)
def test_code_that_cannot_be_read_keeps_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.go").write_bytes(text.encode("latin-1"))
    reader = Reader(Workspace((str(tmp_path),), no_text))
    assert [reader.at(str(tmp_path / "s.go"), line) for line in (0, 1, 3, 99)] == [()] * 4
    assert reader.at(str(tmp_path / "none.go"), 1) == ()
