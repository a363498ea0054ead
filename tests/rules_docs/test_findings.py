"""Each rule finds what its testdata marks with `// want`, and nothing else; its fixes give the golden file."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from leakline.analysis.rules import load_rules

RULES = Path(__file__).resolve().parents[2] / "rules"
WANT = re.compile(r'// want "((?:[^"\\]|\\.)*)"')
ACTIVE = [rule for rule in load_rules(RULES) if rule.default == "on"]
MODULES = [
    (rule.id, module.parent.relative_to(RULES))
    for rule in ACTIVE
    for module in sorted((RULES / rule.id / "testdata").rglob("go.mod"))
]


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


@pytest.mark.parametrize("rule", [rule.id for rule in ACTIVE if rule.fix is not None])
def test_fixes_give_the_golden_file(rule):
    folder = RULES / rule / "testdata"
    lines = (folder / "bad.go").read_bytes().splitlines(keepends=True)
    edits = [
        (edit["range"], edit["text"])
        for finding in findings(rule, folder)
        if finding["path"] == "bad.go"
        for fix in finding["fixes"][:1]
        for edit in fix["edits"]
    ]
    assert edits
    for (line, column, end_line, end_column), text in sorted(edits, reverse=True):
        before, after = lines[line - 1][: column - 1], lines[end_line - 1][end_column - 1 :]
        lines[line - 1 : end_line] = [before + text.encode() + after]
    assert b"".join(lines).decode() == (folder / "bad.go.golden").read_text()
