"""Each rule finds what its testdata marks with `// want`, and nothing else; its fixes give the golden file."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from leakline.analysis.rules import load_rules
from leakline.text.positions import line_starts

RULES = Path(__file__).resolve().parents[2] / "rules"
WANT = re.compile(r'// want "((?:[^"\\]|\\.)*)"')
ACTIVE = [rule for rule in load_rules(RULES) if rule.default == "on"]
MODULES = [
    (rule.id, module.parent.relative_to(RULES))
    for rule in ACTIVE
    for module in sorted((RULES / rule.id / "testdata").rglob("go.mod"))
]


GOLDENS = sorted(RULES.rglob("*.go.golden"))


def findings(rule: str, folder: Path) -> list[dict]:
    """What `leakline check` says about the Go files right in a folder."""
    files = sorted(path.name for path in folder.glob("*.go"))
    command = [sys.executable, "-m", "leakline", "check", "--format", "json", "--rule", rule, *files]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    return json.loads(run.stdout)["findings"]


def wants(folder: Path) -> dict[tuple[str, int], str]:
    return {
        (path.name, number): marked[1]
        for path in sorted(folder.glob("*.go"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (marked := WANT.search(line))
    }


@pytest.mark.parametrize(("rule", "folder"), MODULES, ids=[str(folder) for _, folder in MODULES])
def test_findings_are_those_that_are_marked(rule, folder):
    expected = wants(RULES / folder)
    found = {(f["path"], f["line"]): f["message"] for f in findings(rule, RULES / folder)}
    assert sorted(set(expected) - set(found)) == [], "missed"
    assert {where: found[where] for where in sorted(set(found) - set(expected))} == {}, "false"
    for where, pattern in expected.items():
        assert re.search(pattern, found[where]), where


def mended(rule: str, folder: Path, name: str) -> tuple[bytes, list[dict]]:
    """A file with the first fix of each finding applied, and the findings that have none."""
    text = (folder / name).read_bytes()
    starts = line_starts(text)
    mine = [finding for finding in findings(rule, folder) if finding["path"] == name]
    edits = {
        (tuple(edit["range"]), edit["text"])
        for finding in mine
        for fix in finding["fixes"][:1]
        for edit in fix["edits"]
        if Path(edit["path"]).name == name
    }
    assert edits
    for (line, column, end_line, end_column), new in sorted(edits, reverse=True):
        start, end = (
            [*starts, len(text)][row - 1] + at - 1 for row, at in ((line, column), (end_line, end_column))
        )
        text = text[:start] + new.encode() + text[end:]
    return text, [finding for finding in mine if not finding["fixes"]]


def test_each_rule_with_a_fix_shows_it():
    shown = {golden.relative_to(RULES).parts[0] for golden in GOLDENS}
    assert {rule.id for rule in ACTIVE if rule.fix is not None} == shown


@pytest.mark.parametrize("golden", GOLDENS, ids=[str(path.relative_to(RULES)) for path in GOLDENS])
def test_fixes_give_the_golden_file_and_mend_the_finding(golden, tmp_path, go_binary):
    rule, folder = golden.relative_to(RULES).parts[0], golden.parent
    text, left = mended(rule, folder, golden.stem)
    assert text.decode() == golden.read_text()
    for path in [*folder.glob("*.go"), folder / "go.mod"]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / golden.stem).write_bytes(text)
    after = [finding for finding in findings(rule, tmp_path) if finding["path"] == golden.stem]
    assert sorted(finding["message"] for finding in after if finding["fixes"]) == []
    assert len(after) <= len(left)
    gofmt = subprocess.run(
        [go_binary.with_name("gofmt"), "-l", golden.stem],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert gofmt.stdout == ""
