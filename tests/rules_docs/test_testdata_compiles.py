"""The code that shows a rule is real: all of it compiles, except what lies in broken/, and that does not."""

import subprocess
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parents[2] / "rules"
MODULES = sorted(path.parent for path in RULES.glob("*/testdata/**/go.mod"))


def vet(go: Path, module: Path) -> subprocess.CompletedProcess[str]:
    command = [go, "vet", "-buildtag", "./..."]
    return subprocess.run(command, cwd=module, capture_output=True, text=True, check=False)


@pytest.mark.go
@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(RULES)))
def test_it_compiles_unless_it_is_broken(module, newest_go):
    run = vet(newest_go, module)
    assert (run.returncode != 0) == (module.name == "broken"), run.stderr
