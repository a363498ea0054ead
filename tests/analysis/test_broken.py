"""Code that does not compile or is not formatted: what stands clear of the trouble is told all the same."""

import pytest

from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules

RULES = load_rules()
LEAK = """func size(url string) int64 {
	resp, err := http.Get(url)
	if err != nil {
		return 0
	}
	return resp.ContentLength
}
"""


def lines(text: str) -> list[int]:
    found = check_file("/nowhere/a.go", text.encode(), RULES)
    return [f.line for f in found if f.rule == "unclosed-body"]


@pytest.mark.parametrize(
    "junk", ["x", "fun", "}", "/*", "func (", "func half(a", "type T struct {", "var x =", "\x00"]
)
def test_what_is_typed_below_a_function_hides_nothing_in_it(junk: str):
    assert lines(f'package a\n\nimport "net/http"\n\n{LEAK}\n{junk}') == [6]


@pytest.mark.parametrize("junk", ["x", "fun", "}", "func half(", "var x ="])
def test_what_is_typed_above_a_function_hides_nothing_in_it(junk: str):
    assert lines(f'package a\n\nimport "net/http"\n\n{junk}\n\n{LEAK}') == [8]


def test_a_line_typed_before_the_acquisition_hides_nothing():
    broken = LEAK.replace("\tresp, err", "\tif url == {\n\t}\n\tresp, err", 1)
    assert lines(f'package a\n\nimport "net/http"\n\n{broken}') == [8]


def test_a_line_typed_on_the_way_to_the_exit_silences():
    broken = LEAK.replace("\treturn resp", "\tdefer resp.Body.Cl(\n\treturn resp")
    assert lines(f'package a\n\nimport "net/http"\n\n{broken}') == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('package a\n\nimport "net/http"\n\n  ' + LEAK, 6),
        ('package a\n\nimport "net/http"\n\n/* size */ ' + LEAK, 6),
        ('package a\n\nimport "net/http"\n\ntype t struct{}; ' + LEAK, 6),
        ('package a; import "net/http"; ' + LEAK, 2),
        ('package a\n\nimport "net/http"\n\n' + LEAK.replace("\n\t", " ; ").replace("{ ;", "{"), 5),
        ('package a\n\nimport "net/http"\n\n' + LEAK.rstrip("\n"), 6),
        (('package a\n\nimport "net/http"\n\n' + LEAK).replace("\n", "\r\n"), 6),
    ],
)
def test_unformatted_files_are_checked(text: str, line: int):
    assert lines(text) == [line]
