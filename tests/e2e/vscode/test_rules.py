"""Every rule in a real VS Code: rules.mjs opens its testdata, hovers, fixes and undoes; each rule is one test here."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leakline.analysis.rules import load_rules, rules_folder

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PATIENCE_SECONDS = 900
RULES = [rule.id for rule in load_rules(rules_folder())]


def shown(rule: str, workspace: Path) -> dict[str, Any]:
    """A finding of a rule in a file of its testdata, copied into the workspace: one with a fix where there is any."""
    found: list[tuple[Path, dict[str, Any]]] = []
    for module in sorted((rules_folder() / rule / "testdata").rglob("go.mod")):
        command = [sys.executable, "-m", "leakline", "check", "--format", "json", "--rule", rule, "."]
        run = subprocess.run(command, cwd=module.parent, capture_output=True, text=True, check=False)
        found += [(module.parent, finding) for finding in json.loads(run.stdout)["findings"]]
    folder, finding = next(((folder, each) for folder, each in found if each["fixes"]), found[0])
    shutil.copytree(folder, workspace / rule)
    # The editor finds files by name: each its own.
    renamed = Path(finding["path"]).stem.replace("_test", "")
    suffix = "_test.go" if finding["path"].endswith("_test.go") else ".go"
    name = f"{rule.replace('-', '_')}_{renamed}{suffix}"
    (workspace / rule / finding["path"]).rename(workspace / rule / name)
    return {
        "rule": rule,
        "file": name,
        "line": finding["line"],
        "column": finding["column"],
        "fix": finding["fixes"][0]["title"] if finding["fixes"] else None,
    }


@pytest.fixture(scope="module")
def tried(
    node: Path, vsix: Path, code_server: Path, leakline: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What was seen of each rule."""
    cache = Path(os.environ.get("LEAKLINE_CACHE") or ROOT / ".cache")
    workspace = tmp_path_factory.mktemp("rules")
    options = {
        "home": code_server,
        "vsix": vsix,
        "workspace": workspace,
        "shots": cache / "screenshots",
        "server": leakline,
        "rules": [shown(rule, workspace) for rule in RULES],
    }
    done = subprocess.run(
        [node, HERE / "rules.mjs", json.dumps(options, default=str)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert results, f"no rule was tried:\n{done.stdout}{done.stderr}"
    return {result["step"]: result for result in results}


@pytest.mark.editor
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_in_the_editor(tried: dict[str, dict[str, Any]], rule: str) -> None:
    assert rule in tried, f"the editor ended before this, after '{list(tried)[-1]}'"
    assert tried[rule]["ok"], tried[rule]["saw"]
