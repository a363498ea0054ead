"""Broken and extreme files: no traceback, no crash, no endless run, and the declarations beside the trouble are checked.

A sample; `python tests/fuzz/run.py --inputs 100000` and `--shapes` are the whole.
"""

from pathlib import Path

import pytest
import run
from mutate import HEAD, LEAK, shapes

from leakline.analysis.check import PackageCheck, check_file
from leakline.analysis.rules import load_rules
from leakline.golang.package import Package, SourceFile

RULES = load_rules()
SMALL = dict(shapes(deep=700, long=1 << 14, lines=600))


def test_mutated_files():
    real = run.texts("", 40_000)
    assert len(real) > 50
    made = [run.input_of(20, index, real) for index in range(250)]
    assert [found for data in made if (found := run.trouble(data, RULES))] == []


def test_every_prefix_of_a_file():
    assert [end for end in range(len(HEAD + LEAK)) if run.trouble((HEAD + LEAK)[:end], RULES)] == []


@pytest.mark.parametrize("name", SMALL)
def test_extreme_shapes(name: str):
    assert run.trouble(SMALL[name], RULES) == ""


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in SMALL
        if name.endswith("deep") or (name.startswith("a line of") and "at the top" not in name)
    ],
)
def test_what_stands_below_an_extreme_function_is_checked(name: str):
    if "comment" in name:
        return
    found = check_file("/nowhere/a.go", SMALL[name], RULES)
    assert any(finding.rule == "unclosed-body" for finding in found)


@pytest.mark.parametrize("opening", ["(", "f(", "if x { ", "func() { ", "[]", "*"])
def test_five_thousand_deep(opening: str):
    deep = next(
        data for name, data in shapes() if name.startswith(repr(opening)) and name.endswith("5000 deep")
    )
    assert run.trouble(deep, RULES) == ""


def test_a_declaration_that_is_too_deep_or_too_long_is_left_out_with_a_sentence():
    calls = b"mu.Lock(); use(); mu.Unlock(); " * 30_000
    deep = b"x = " + b"(" * 4000 + b"http.Get(u)" + b")" * 4000
    text = HEAD + b"func f(mu *sync.Mutex) { " + calls + b" }\n\nfunc g() { " + deep + b" }\n\n" + LEAK
    check = PackageCheck(Package("example.com/a", [file := SourceFile("a.go", text)]), RULES)
    found = check.file(file)
    assert "unclosed-body" in {finding.rule for finding in found}
    assert check.failures == [
        "a.go:9: this declaration could not be checked (it is too long); it was left out",
        "a.go:11: this declaration could not be checked (it nests too deeply); it was left out",
    ]


def test_the_command_says_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "1.go").write_bytes(HEAD + LEAK)
    assert run.main(["--inputs", "3", "--goroot", "", "--save", str(tmp_path / "kept")]) == 0
    assert capsys.readouterr().out == "3 inputs, 0 failed\n"
    assert run.main(["--only", "2", "--goroot", ""]) == 0
