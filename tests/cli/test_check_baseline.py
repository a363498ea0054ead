"""Known findings and what changed since a revision."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from leakline.cli.main import main
from leakline.cli.revision import changed_lines

LEAKY = """package t

import "context"

func Run(ctx context.Context, fast bool) {
	ctx, cancel := context.WithCancel(ctx)
	if fast {
		return
	}
	<-ctx.Done()
	cancel()
}
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    root = tmp_path / "r"
    root.mkdir()
    (root / "go.mod").write_text("module example.com/t\n\ngo 1.21\n")
    (root / "a.go").write_text(LEAKY)
    monkeypatch.chdir(root)
    return root


def check(*args: str) -> int:
    return main(["check", *args])


def lines(capsys: Any, *args: str) -> list[int]:
    check("--format", "json", *args)
    return [finding["line"] for finding in json.loads(capsys.readouterr().out)["findings"]]


def test_known_findings_are_silent_while_lines_move(module: Path, capsys: Any) -> None:
    assert check("--write-baseline", "ci.json") == 0
    assert capsys.readouterr() == ("", "leakline: 1 finding written to ci.json\n")
    assert check("--baseline", "ci.json") == 0
    moved = LEAKY.replace("func Run", "// Run runs.\n\nfunc Run").replace("cancel :=", "cancel  :=")
    (module / "a.go").write_text(moved)
    assert check("--baseline", "ci.json") == 0
    (module / "a.go").write_text(
        moved + moved.partition("\n\nimport")[2].partition("\n")[2].replace("Run", "New")
    )
    assert lines(capsys, "--baseline", "ci.json") == [19]
    (module / "sub").mkdir()
    os.chdir(module / "sub")
    assert lines(capsys, "--baseline", "../ci.json", "..") == [19]


def test_two_alike_are_counted(module: Path, capsys: Any) -> None:
    again = (
        "\tfor range 3 {\n\t\tctx, cancel := context.WithCancel(ctx)\n\t\t<-ctx.Done()\n\t\t_ = cancel\n\t}\n"
    )
    check("--write-baseline", "ci.json")
    (module / "a.go").write_text(LEAKY.replace("\t<-ctx", again + "\t<-ctx"))
    assert lines(capsys, "--baseline", "ci.json") == [11]
    check("--write-baseline", "ci.json")
    (entry,) = json.loads((module / "ci.json").read_text())["findings"]
    assert entry["count"] == 2
    assert check("--baseline", "ci.json") == 0


def test_what_is_gone_is_told_where_all_was_looked_at(module: Path, capsys: Any) -> None:
    check("--write-baseline", "ci.json")
    (module / "a.go").write_text("package t\n")
    capsys.readouterr()
    assert check("--baseline", "ci.json") == 0
    assert capsys.readouterr().err == "leakline: 1 entry of ci.json fits nothing any more\n"


def test_sarif_keeps_what_is_known_as_suppressed_from_outside(module: Path, capsys: Any) -> None:
    check("--write-baseline", "ci.json")
    (module / "leakline.toml").write_text('baseline = "ci.json"\n')
    capsys.readouterr()
    assert check("--format", "sarif") == 0
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": "known in ci.json"}]
    assert check() == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "ci.json cannot be read: No such file or directory"),
        ("{", "ci.json is no baseline: Expecting"),
        ("[]", 'ci.json is no baseline: it must be an object with "version": 1'),
        ('{"version": 1, "findings": [{"rule": 1}]}', "ci.json is no baseline: entry 1 needs rule, path"),
        ("[" * 100_000, "ci.json is no baseline: "),
    ],
)
def test_another_file_is_no_baseline(module: Path, capsys: Any, text: str | None, said: str) -> None:
    if text is not None:
        (module / "ci.json").write_text(text)
    assert check("--baseline", "ci.json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    if text:
        assert check("--write-baseline", "ci.json") == 2
        assert "is there and is no baseline; name another file" in capsys.readouterr().err
        assert (module / "ci.json").read_text() == text


# Since a revision.


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, "-C", str(folder), *args], check=True, capture_output=True)


@pytest.fixture
def repository(module: Path) -> Path:
    git(module, "init", "-q", "-b", "main")
    git(module, "add", "-A")
    git(module, "commit", "-q", "-m", "one")
    return module


OTHER = LEAKY.partition("\n\nimport")[2].partition("\n")[2].replace("Run", "New").replace("cancel", "stop")


def test_only_what_changed_is_told(repository: Path, capsys: Any) -> None:
    assert lines(capsys, "--changed-since", "HEAD") == []
    (repository / "a.go").write_text("// More.\n\n" + LEAKY + OTHER)
    assert lines(capsys, "--changed-since", "HEAD") == [17]
    (repository / "new é.go").write_text(LEAKY.replace("Run", "Third"))
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "two")
    assert lines(capsys, "--changed-since", "HEAD~1") == [17, 6]
    assert lines(capsys, "--changed-since", "main") == []
    os.chdir(repository.parent)
    assert lines(capsys, "--changed-since", "HEAD~1", "r/a.go") == [17]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("\t<-ctx.Done()\n", "", False),
        ("\t\treturn\n", "\t\tprintln()\n\t\treturn\n", True),
        ("\tif fast {\n", "\tdefer cancel()\n\tif fast {\n", True),
        ("\tcancel()\n", "\tcancel() // Done.\n", False),
    ],
)
def test_a_change_on_the_way_to_the_exit_counts(
    repository: Path, capsys: Any, old: str, new: str, told: bool
) -> None:
    (repository / "a.go").write_text(LEAKY.replace(old, new))
    git(repository, "commit", "-q", "-a", "-m", "two")
    (repository / "a.go").write_text(LEAKY)
    assert (lines(capsys, "--changed-since", "HEAD") == [6]) is told


def test_line_ends_are_no_change(repository: Path, capsys: Any) -> None:
    (repository / "a.go").write_bytes(LEAKY.replace("\n", "\r\n").encode())
    assert lines(capsys, "--changed-since", "HEAD") == []


def test_nothing_that_the_repository_configures_runs(repository: Path, capsys: Any) -> None:
    ran = repository.parent / "ran"
    script = repository.parent / "script.sh"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "core.sshCommand",
        "core.alternateRefsCommand",
    ):
        git(repository, "config", key, str(script))
    (repository / ".gitattributes").write_text("*.go filter=x diff=x\n")
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (repository / ".git" / "hooks").mkdir(exist_ok=True)
        (repository / ".git" / "hooks" / hook).symlink_to(script)
    (repository / "a.go").write_text(LEAKY + OTHER)
    ran.unlink(missing_ok=True)
    assert lines(capsys, "--changed-since", "HEAD") == [15]
    assert not ran.exists()


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "git knows no revision nowhere in "),
        ("--output=x", "'--output=x' is no revision; name a commit, a branch or a tag"),
        ("", "'' is no revision"),
        ("HEAD:a.go", "git knows no revision HEAD:a.go"),
    ],
)
def test_a_wrong_revision_is_told(repository: Path, capsys: Any, revision: str, said: str) -> None:
    assert check(f"--changed-since={revision}") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert not (repository / "x").exists()


def test_outside_of_a_repository_it_is_wrong_use(module: Path, capsys: Any) -> None:
    assert check("--changed-since", "HEAD") == 2
    assert capsys.readouterr().err == ("leakline: --changed-since needs a git repository, and here is none\n")


def test_lines_that_changed() -> None:
    assert changed_lines(b"a\nb\nc\n", b"a\nb\nc\n") == []
    assert changed_lines(b"a\nb\nc\n", b"a\nx\nc\n") == [(2, 2)]
    assert changed_lines(b"a\nc\n", b"a\nb\nb\nc\n") == [(2, 3)]
    assert changed_lines(b"a\nb\nc\n", b"a\nc\n") == [(1.5, 1.5)]
    assert changed_lines(b"", b"a\n") == [(1, 1)]
    many = b"}\n" * 20_000
    assert changed_lines(b"a\n" + many + b"b\n", b"c\n" + many + b"d\n")
