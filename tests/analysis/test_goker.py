"""Go's own programs that leak goroutines: enough of them are flagged, and those that are right are not."""

import importlib.util
import sys
from pathlib import Path

import go_toolchains
import pytest

HERE = Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("goker_programs", HERE / "goker.py")
assert spec is not None and spec.loader is not None
goker = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = goker
spec.loader.exec_module(goker)

FLOOR = 0.6
"""Share of the programs in goker and commonpatterns with a finding in a leaking function or in what it calls."""


@pytest.fixture(scope="module")
def goroot(go_binary):
    root = goker.root_of(go_binary)
    if (root / goker.EXPECTATIONS).is_file():
        return root
    return goker.root_of(go_toolchains.toolchain(go_toolchains.DEFAULT_VERSION))


@pytest.fixture(scope="module")
def programs(goroot):
    return goker.cases(goroot)


@pytest.fixture(scope="module")
def laid_out(goroot, tmp_path_factory):
    root = tmp_path_factory.mktemp("programs")
    goker.lay_out(goroot, root)
    return root


@pytest.fixture(scope="module")
def found(laid_out):
    return goker.findings(laid_out, pedantic=False)


@pytest.mark.go
def test_the_expectations_are_read(programs):
    groups = {group: [c for c in programs if c.group == group] for group in ("goker", "commonpatterns")}
    assert len(groups["goker"]) >= 60
    assert len(groups["commonpatterns"]) == 6
    assert all(case.leaks for cases in groups.values() for case in cases)


@pytest.mark.go
def test_leaking_programs_are_flagged(programs, laid_out, found):
    flagged, every = goker.shares(programs, laid_out, found, True)
    missed = [
        c.name
        for c in programs
        if c.leaks and c.group == "goker" and not goker.flagged(c, laid_out, found, True)
    ]
    assert flagged / every >= FLOOR, missed


@pytest.mark.go
def test_right_programs_are_left_alone(programs, laid_out, found):
    right = [case for case in programs if not case.leaks]
    assert right
    assert [f.message for case in right for f in goker.silent(case, laid_out, found)] == []


def test_an_expectation_names_the_function_of_a_goroutine():
    assert goker.entry_of(r"\(\*Store_x\)\.processRaft\.func1\(.* \[sync\.RWMutex\.Lock\]") == (
        "Store_x",
        "processRaft",
    )
    assert goker.entry_of(r"Kernel1\.func2\.1\(.* \[chan send\]") == ("", "Kernel1")
    assert goker.entry_of(r"worker\.Start\.func1\(.* \[select\]") == ("worker", "Start")
