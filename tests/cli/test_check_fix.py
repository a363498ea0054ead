"""`leakline check --fix` and `--diff`: what is applied, what is left alone, and how files are written."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leakline.analysis.applying import apply, breaks, spliced, without_unused_imports
from leakline.analysis.finding import Edit, Finding, Fix
from leakline.cli.main import main

LEAKY = """package t

import (
	"context"
	"net/http"
)

func Run(ctx context.Context, fast bool) error {
	ctx, cancel := context.WithCancel(ctx)
	resp, err := http.Get("http://localhost")
	if err != nil {
		return err
	}
	if fast {
		return nil
	}
	<-ctx.Done()
	cancel()
	return resp.Body.Close()
}
"""
FIXED = LEAKY.replace("WithCancel(ctx)\n", "WithCancel(ctx)\n\tdefer cancel()\n").replace(
    "return err\n\t}\n", "return err\n\t}\n\tdefer resp.Body.Close()\n"
)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/t\n\ngo 1.21\n")
    (tmp_path / "a.go").write_text(LEAKY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*args: str) -> int:
    return main(["check", *args])


def test_safe_fixes_are_applied_and_the_file_is_clean_then(module: Path, capsys: Any) -> None:
    (module / "a.go").chmod(0o640)
    assert check("--fix") == 0
    assert (module / "a.go").read_text() == FIXED
    assert capsys.readouterr() == ("", "leakline: fixed 2 findings in 1 file; 0 remain\n")
    assert (module / "a.go").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in module.iterdir()) == ["a.go", "go.mod"]
    assert check() == 0
    assert check("--fix") == 0
    assert (module / "a.go").read_text() == FIXED


def test_a_diff_shows_it_and_changes_nothing(module: Path, capsysbinary: Any) -> None:
    assert check("--fix", "--dry-run") == 1
    dry = capsysbinary.readouterr().out
    assert check("--diff") == 1
    out, err = capsysbinary.readouterr()
    assert dry == out
    assert err == b""
    assert (module / "a.go").read_text() == LEAKY
    subprocess.run(["patch", "-p1", "--quiet"], input=out, cwd=module, check=True)
    assert (module / "a.go").read_text() == FIXED
    assert check("--diff") == 0
    assert capsysbinary.readouterr().out == b""


def test_line_ends_and_byte_order_mark_stay(module: Path) -> None:
    text = b"\xef\xbb\xbf" + LEAKY.replace("\n", "\r\n").encode()
    (module / "a.go").write_bytes(text)
    assert check("--fix") == 0
    assert (module / "a.go").read_bytes() == b"\xef\xbb\xbf" + FIXED.replace("\n", "\r\n").encode()


def test_a_file_without_a_last_line_end_keeps_that_in_its_diff(module: Path, capsysbinary: Any) -> None:
    (module / "a.go").write_text(LEAKY.rstrip("\n"))
    assert check("--diff") == 1
    out = capsysbinary.readouterr().out
    subprocess.run(["patch", "-p1", "--quiet"], input=out, cwd=module, check=True)
    assert (module / "a.go").read_text() == FIXED.rstrip("\n")


def test_what_cannot_be_written_is_left_alone_with_a_sentence(module: Path, capsys: Any) -> None:
    (module / "real").mkdir()
    (module / "a.go").rename(module / "real" / "a.txt")
    (module / "link.go").symlink_to("real/a.txt")
    (module / "b.go").write_text(LEAKY.replace("Run", "Other"))
    (module / "b.go").chmod(0o444)
    assert check("--fix") == 1
    err = capsys.readouterr().err.splitlines()
    assert err[0] == "leakline: b.go is read-only and was left alone; make it writable first"
    assert err[1] == f"leakline: link.go is a link and was left alone; fix {module}/real/a.txt instead"
    assert err[2].startswith("leakline: fixed 0 findings in 0 files")
    assert (module / "b.go").read_text() == LEAKY.replace("Run", "Other")
    assert (module / "real" / "a.txt").read_text() == LEAKY


def test_stdin_gives_the_fixed_text(module: Path, capsysbinary: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LEAKY.encode())))
    assert check("--fix", "--stdin-filename", "a.go", "-") == 0
    assert capsysbinary.readouterr().out == FIXED.encode()
    clean = b"package t\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(clean)))
    assert check("--fix", "-") == 0
    assert capsysbinary.readouterr().out == clean
    assert (module / "a.go").read_text() == LEAKY


def test_what_a_comment_or_a_baseline_silences_is_not_fixed(module: Path) -> None:
    text = LEAKY.replace("\tctx, cancel", "\t//leakline:ignore lost-cancel why\n\tctx, cancel")
    (module / "a.go").write_text(text)
    assert check("--write-baseline", "known.json", "--rule", "unclosed-body") == 0
    assert check("--fix", "--baseline", "known.json") == 0
    assert (module / "a.go").read_text() == text


def test_what_remains_is_told_in_the_form_that_was_asked_for(module: Path, capsys: Any) -> None:
    loop = LEAKY.replace(
        "\tif fast {",
        "\tfor fast {\n\t\tctx, cancel := context.WithCancel(ctx)\n\t\t<-ctx.Done()\n\t\t_ = cancel\n\t}\n\tif fast {",
    )
    (module / "a.go").write_text(loop)
    assert check("--fix", "--format", "json") == 1
    out, err = capsys.readouterr()
    (finding,) = json.loads(out)["findings"]
    assert finding["rule"] == "lost-cancel"
    line = (module / "a.go").read_text().splitlines()[finding["line"] - 1]
    assert "WithCancel" in line and line.startswith("\t\t"), "told where it stands now"
    assert "fixed 1 finding in 1 file; 1 remain" in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--dry-run"], "--dry-run goes with --fix"),
        (["--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff"),
        (["--fix", "--write-baseline", "x"], "--write-baseline stands without"),
    ],
)
def test_options_that_do_not_go_together(module: Path, capsys: Any, args: list[str], words: str) -> None:
    assert check(*args) == 2
    assert words in capsys.readouterr().err


# Applying, with findings made by hand.

TEXT = b"package t\n\nfunc f() {\n\ta()\n\tb()\n}\n"


def finding(line: int, *edits: Edit, rule: str = "r", safe: bool = True) -> Finding:
    return Finding(rule, "warning", "m", "a.go", line, 2, line, 3, fixes=(Fix("t", edits, safe),))


def put(line: int, text: str) -> Edit:
    return Edit("a.go", (line, 1), (line, 1), text)


def applied(findings: list[Finding], then: Any, text: bytes = TEXT, unsafe: bool = False):
    return apply(findings, lambda path: text if path == "a.go" else None, then, unsafe)


def test_fixes_at_one_place_go_one_after_the_other() -> None:
    first, second = finding(4, put(4, "\tx()\n")), finding(5, put(4, "\ty()\n"))

    def found(_path: str, texts: Any) -> list[Finding]:
        return [] if b"y()" in texts["a.go"] else [finding(6, put(4, "\ty()\n"))]

    done = applied([first, second], found)
    assert done.texts == {"a.go": TEXT.replace(b"\ta()", b"\ty()\n\tx()\n\ta()")}
    assert len(done.fixed) == 2


def test_a_fix_that_breaks_the_file_is_left_out_and_the_others_are_made() -> None:
    done = applied([finding(4, put(4, "\tif {\n")), finding(5, put(5, "\tx()\n"))], lambda *_: [])
    assert done.texts == {"a.go": TEXT.replace(b"\tb()", b"\tx()\n\tb()")}
    assert [why for _, why in done.refused] == ["the file would not parse any more"]


def test_a_fix_that_does_not_help_is_taken_back() -> None:
    stays = finding(4, put(4, "\tx()\n"))

    def found(_path: str, texts: Any) -> list[Finding]:
        return [finding(texts["a.go"].split(b"\n").index(b"\ta()") + 1, put(4, "\tx()\n"))]

    done = applied([stays], found)
    assert done.texts == {}
    assert [why for _, why in done.refused] == ["the finding would stay"]


def test_an_unsafe_fix_is_only_made_when_asked_for() -> None:
    one = finding(4, put(4, "\tx()\n"), safe=False)
    assert applied([one], lambda *_: []).texts == {}
    assert applied([one], lambda *_: [], unsafe=True).texts == {"a.go": TEXT.replace(b"\ta", b"\tx()\n\ta")}


def test_a_broken_file_may_be_mended_too() -> None:
    assert not breaks(b"package t\nfunc {", b"package t\nfunc {{")
    assert breaks(TEXT, TEXT + b"func {")


def test_edits_are_spliced_by_bytes() -> None:
    data = "a é\nb\n".encode()
    edits = [Edit("p", (1, 3), (1, 5), "x"), Edit("p", (3, 1), (3, 1), "end"), Edit("p", (9, 1), (9, 1), "")]
    assert spliced(data, edits) == b"a x\nb\nend"


def test_imports_that_a_fix_leaves_unused_go_with_it() -> None:
    before = b'package t\n\nimport (\n\t"os"\n\tx "a/b" // why\n\t_ "c"\n)\n\nvar a = os.Args\nvar b = x.Y // os.X\n'
    after = before.replace(b"x.Y", b'"x.Y"')
    assert without_unused_imports(before, after) == after.replace(b'\tx "a/b" // why\n', b"")
    assert without_unused_imports(before, before) == before
