"""`leakline check`: what it prints in each form, and its exit codes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from leakline.cli.main import main

LEAKY = """package d

import "context"

func Run(ctx context.Context, fast bool) {
	/* é😀 */ ctx, cancel := context.WithCancel(ctx)
	if fast {
		return
	}
	<-ctx.Done()
	cancel()
}
"""
CLEAN = """package d

func Add(a, b int) int { return a + b }
"""
IGNORED = LEAKY.replace("Run", "Ignored").replace(
    "\t/* é😀 */", "\t//leakline:ignore lost-cancel the caller cancels\n\t/* é😀 */"
)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/t\n\ngo 1.21\n")
    (tmp_path / "d é").mkdir()
    (tmp_path / "d é" / "a b.go").write_text(LEAKY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*args: str) -> int:
    return main(["check", *args])


def test_text_is_one_line_a_finding_with_its_path_below(module: Path, capsys: Any) -> None:
    assert check() == 1
    out, err = capsys.readouterr()
    first, *related = out.splitlines()
    assert first.startswith("d é/a b.go:6:")
    assert ": warning: " in first
    assert first.endswith(" [lost-cancel]")
    assert related
    assert all(line.startswith("    d é/a b.go:") for line in related)
    assert any(":8:" in line for line in related)
    assert err == ""
    assert "\x1b" not in out


def test_json_is_the_promised_document(module: Path, capsys: Any) -> None:
    assert check("--format", "json", ".") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    (finding,) = document["findings"]
    assert finding["rule"] == "lost-cancel"
    assert finding["severity"] == "warning"
    assert finding["path"] == "d é/a b.go"
    line = LEAKY.splitlines()[5].encode()
    assert finding["line"] == finding["end_line"] == 6
    assert line[finding["column"] - 1 : finding["end_column"] - 1].startswith(b"context.WithCancel(")
    assert finding["function"] == "example.com/t/d é.Run"
    assert {place["line"] for place in finding["related"]} >= {8}
    fix = finding["fixes"][0]
    assert fix["safe"] is True
    assert "defer cancel()" in fix["edits"][0]["text"]
    assert len(fix["edits"][0]["range"]) == 4
    assert document["stats"]["files"] == document["stats"]["parsed"] == 1
    assert document["stats"]["seconds"] >= 0


SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {"rules": {"items": {"$ref": "#/$defs/rule"}}},
                            }
                        },
                    },
                    "results": {"items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "text": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
        },
        "rule": {
            "required": ["id", "shortDescription"],
            "properties": {
                "shortDescription": {"$ref": "#/$defs/text"},
                "fullDescription": {"$ref": "#/$defs/text"},
                "help": {"$ref": "#/$defs/text"},
            },
        },
        "region": {
            "type": "object",
            "required": ["startLine"],
            "additionalProperties": {"type": "integer", "minimum": 1},
        },
        "artifact": {"required": ["uri"], "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}}},
        "location": {
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {"$ref": "#/$defs/artifact"},
                        "region": {"$ref": "#/$defs/region"},
                    },
                },
                "message": {"$ref": "#/$defs/text"},
            },
        },
        "flow": {
            "required": ["threadFlows"],
            "properties": {
                "message": {"$ref": "#/$defs/text"},
                "threadFlows": {
                    "minItems": 1,
                    "items": {
                        "required": ["locations"],
                        "properties": {
                            "locations": {
                                "minItems": 1,
                                "items": {
                                    "required": ["location"],
                                    "properties": {
                                        "location": {"$ref": "#/$defs/location"},
                                        "kinds": {"type": "array", "uniqueItems": True},
                                        "importance": {"enum": ["important", "essential", "unimportant"]},
                                    },
                                },
                            }
                        },
                    },
                },
            },
        },
        "result": {
            "required": ["ruleId", "message", "locations"],
            "properties": {
                "ruleId": {"type": "string"},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/text"},
                "locations": {"minItems": 1, "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"items": {"$ref": "#/$defs/location"}},
                "rank": {"minimum": 0, "maximum": 100},
                "codeFlows": {"items": {"$ref": "#/$defs/flow"}},
                "suppressions": {
                    "items": {
                        "required": ["kind"],
                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                    }
                },
                "fixes": {
                    "items": {
                        "required": ["artifactChanges"],
                        "properties": {
                            "artifactChanges": {
                                "minItems": 1,
                                "items": {"required": ["artifactLocation", "replacements"]},
                            }
                        },
                    }
                },
            },
        },
    },
}
"""What the standard asks of the parts that are written."""


def test_sarif_counts_in_utf16_and_tells_the_path_and_the_fix(module: Path, capsys: Any) -> None:
    assert check("--format", "sarif") == 1
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SARIF)
    (run,) = document["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == "lost-cancel"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "lost-cancel"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "d%20%C3%A9/a%20b.go", "uriBaseId": "%SRCROOT%"}
    line = LEAKY.splitlines()[5]
    before = line[: line.index("context.WithCancel")]
    assert place["region"]["startColumn"] == len(before.encode("utf-16-le")) // 2 + 1
    assert {one["physicalLocation"]["region"]["startLine"] for one in result["relatedLocations"]} >= {8}
    replacement = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert "defer cancel()" in replacement["insertedContent"]["text"]


def test_sarif_carries_what_was_ignored_and_why(module: Path, capsys: Any) -> None:
    (module / "d é" / "a b.go").write_text(IGNORED)
    assert check("--format", "sarif") == 0
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "the caller cancels"}]
    assert check() == 0
    assert capsys.readouterr().out == ""
    assert check("--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_a_fingerprint_stays_while_lines_above_move(module: Path, capsys: Any) -> None:
    check("--format", "sarif")
    before = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]
    (module / "d é" / "a b.go").write_text(LEAKY.replace("func Run", "// One more.\n\nfunc Run"))
    check("--format", "sarif")
    after = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]
    assert before["locations"] != after["locations"]
    assert before["partialFingerprints"] == after["partialFingerprints"]


def test_files_elsewhere_are_named_absolutely(module: Path, capsys: Any, monkeypatch: Any) -> None:
    (module / "elsewhere").mkdir()
    monkeypatch.chdir(module / "elsewhere")
    assert check("--format", "sarif", "..") == 1
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (module / "d é" / "a b.go").as_uri()}


def test_github_gets_one_escaped_command_a_finding(module: Path, capsys: Any) -> None:
    assert check("--format", "github") == 1
    (line,) = capsys.readouterr().out.splitlines()
    head, _, message = line.removeprefix("::").partition("::")
    command, _, said = head.partition(" ")
    properties = dict(pair.split("=") for pair in said.split(","))
    assert command == "warning"
    assert properties["file"] == "d é/a b.go"
    assert properties["line"] == properties["endLine"] == "6"
    assert properties["title"] == "Leakline%3A lost-cancel"
    assert "%0A" in message


def test_clean_code_prints_nothing(module: Path, capsys: Any) -> None:
    (module / "d é" / "a b.go").write_text(CLEAN)
    assert check() == 0
    assert capsys.readouterr() == ("", "")


def test_a_package_pattern_of_the_go_command_means_its_folder(module: Path, capsys: Any) -> None:
    assert check("./...") == 1
    assert check("./d é/...") == 1


def test_only_the_named_rules_run(module: Path, capsys: Any) -> None:
    assert check("--rule", "lost-cancel") == 1
    assert check("--rule", "unclosed-body") == 0
    assert check("--rule", "unclosed-body", "--rule", "lost-cancel") == 1


def test_stdin_is_checked_under_the_name_it_is_given(
    module: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LEAKY.encode())))
    assert check("-") == 1
    assert capsys.readouterr().out.startswith("-:6:")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LEAKY.encode())))
    assert check("--stdin-filename", "d é/new.go", "-", "--format", "sarif") == 1
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "d%20%C3%A9/new.go"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nothere"], "nothere does not exist"),
        (["empty"], "there are no Go files in empty"),
        (["go.mod"], "there are no Go files in go.mod"),
        (["--rule", "lost-cancl"], "did you mean lost-cancel?"),
        (["--rule", "zzzzzz"], "`leakline rules` lists them"),
        (["-", "."], "stands alone"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(
    module: Path, capsys: Any, args: list[str], words: str
) -> None:
    (module / "empty").mkdir()
    assert check(*args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("args", [["--jobs", "0"], ["--jobs", "many"], ["--format", "xml"], ["--unknown"]])
def test_wrong_options_are_refused(module: Path, args: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        check(*args)
    assert left.value.code == 2


def test_broken_files_do_not_keep_the_others_from_being_checked(module: Path, capsys: Any) -> None:
    (module / "bad.go").write_bytes(b"\xff\xfe no Go at all {{{\x00")
    (module / "empty.go").write_bytes(b"")
    (module / "half.go").write_text("package t\n\nfunc half( {\n")
    (module / "notes.txt").write_text("no Go")
    assert check(".", "notes.txt") == 1
    out, err = capsys.readouterr()
    assert "[lost-cancel]" in out
    assert err == "leakline: notes.txt is no Go file and was left out\n"


def test_a_name_that_steers_the_terminal_is_shown_as_escapes(module: Path, capsys: Any) -> None:
    (module / "d é" / "a b.go").rename(module / "red\x1b[31m\n.go")
    assert check() == 1
    out, _ = capsys.readouterr()
    assert "\x1b" not in out
    assert out.startswith("red\\x1b[31m\\n.go:6:")


def test_the_whole_command_runs_with_any_terminal_encoding(module: Path) -> None:
    name = os.fsencode(module) + b"/\xff\xe9.go"
    Path(os.fsdecode(name)).write_text(LEAKY.replace("Run", "Other"))
    for encoding in ("ascii", "utf-8"):
        done = subprocess.run(
            [sys.executable, "-m", "leakline", "check"],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert done.stdout.count(b"[lost-cancel]") == 2
        assert done.stderr == b""


def test_a_named_file_that_cannot_be_read_is_not_taken_for_a_clean_one(module: Path, capsys: Any) -> None:
    os.mkfifo(module / "pipe.go")
    assert check("pipe.go") == 2
    assert capsys.readouterr().err == "leakline: pipe.go is no regular file; name a Go file or a folder\n"


def test_a_folder_of_which_nothing_could_be_read_is_not_taken_for_a_clean_one(
    module: Path, capsys: Any
) -> None:
    (module / "dead").mkdir()
    (module / "dead" / "a.go").symlink_to("nowhere.go")
    assert check("dead") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("leakline: none of the Go files in dead could be read\n")


def test_wrong_options_are_one_sentence(capsys: Any) -> None:
    with pytest.raises(SystemExit) as left:
        check("--format", "xml")
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("leakline: argument --format: invalid choice: 'xml'")
    assert line.endswith("; `leakline check --help` tells how it is used")


@pytest.mark.parametrize(
    ("redirect", "said"),
    [
        (">/dev/full", "leakline: the output could not be written: No space left on device\n"),
        ("<&-", "leakline: there is nothing to read: stdin is closed; pipe a Go file into `-`\n"),
        (">&- <d.go", ""),
    ],
)
def test_streams_that_are_full_or_closed_are_told_in_a_sentence(
    tmp_path: Path, redirect: str, said: str
) -> None:
    (tmp_path / "d.go").write_text(LEAKY)
    path = "." if "full" in redirect else "-"
    run = subprocess.run(
        ["sh", "-c", f'"$0" -m leakline check {path} {redirect}', sys.executable],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert run.stderr == said
    assert run.returncode == (2 if said else 1)
