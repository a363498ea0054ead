"""Findings count less where what leaks ends soon anyway: in helpers of tests, in commands, at the end of a server."""

from pathlib import Path

import pytest

from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules

SENDS = """package m

import (
	"time"
{imports})

func asks(get func() error, wait time.Duration) {{
	failed := make(chan error)
	go func() {{ failed <- {sent} }}()
	select {{
	case <-failed:
	case <-time.After(wait):
	}}
}}
"""

FILES = """package {package}

import (
	"os"
{imports})

func writes(name string) error {{
	f, err := os.Create(name)
	if err != nil {{
		return err
	}}
	_, err = f.WriteString(name)
	return err
}}

{more}
"""


def severity(tmp_path: Path, text: str, rule: str, folder: str = "m") -> list[str]:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.22\n")
    path = tmp_path / folder / "m.go"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    rules = [each for each in load_rules() if each.id == rule]
    return [found.severity for found in check_file(str(path), text.encode(), rules)]


@pytest.mark.parametrize(
    ("imports", "sent", "level"),
    [
        ("", "get()", "warning"),
        ('\t"github.com/stretchr/testify/require"\n', "get()", "information"),
        ('\t"github.com/onsi/gomega"\n', "get()", "information"),
        ('\t"net/http/httptest"\n', "get()", "warning"),
    ],
)
def test_a_send_in_a_file_that_asserts(tmp_path: Path, imports: str, sent: str, level: str):
    assert severity(tmp_path, SENDS.format(imports=imports, sent=sent), "blocked-send") == [level]


@pytest.mark.parametrize(("sent", "level"), [("s.Serve()", "information"), ("s.Fetch()", "warning")])
def test_how_a_server_ended(tmp_path: Path, sent: str, level: str):
    more = "type server struct{}\n\nfunc (s *server) Serve() error { return nil }\n\n"
    more += "func (s *server) Fetch() error { return nil }\n\nvar s server\n"
    text = SENDS.format(imports="", sent=sent) + more
    assert severity(tmp_path, text, "blocked-send") == [level]


@pytest.mark.parametrize(
    ("folder", "imports", "more", "level"),
    [
        ("m", "", "", "warning"),
        ("cli", "", "", "information"),
        ("m", '\t"github.com/spf13/cobra"\n', "", "information"),
        (
            "cli",
            '\t"net"\n',
            'func listens() (net.Listener, error) { return net.Listen("tcp", ":0") }',
            "warning",
        ),
    ],
)
def test_a_file_of_a_command(tmp_path: Path, folder: str, imports: str, more: str, level: str):
    text = FILES.format(package="m", imports=imports, more=more)
    assert severity(tmp_path, text, "unclosed-resource", folder) == [level]


def test_a_command_beside_one_that_serves(tmp_path: Path):
    (tmp_path / "cli").mkdir()
    listens = (
        'package m\n\nimport "net"\n\nfunc l() (net.Listener, error) { return net.Listen("tcp", ":0") }\n'
    )
    (tmp_path / "cli" / "serve.go").write_text(listens)
    text = FILES.format(package="m", imports="", more="")
    assert severity(tmp_path, text, "unclosed-resource", "cli") == ["information"]
