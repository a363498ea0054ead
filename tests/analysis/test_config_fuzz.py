"""Whatever a leakline.toml or a rule.toml holds: problems are told, nothing else goes wrong."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakline.analysis.config import load_project
from leakline.analysis.rules import load_rules
from leakline.analysis.tomlfile import TomlError
from leakline.overlay.own import with_fit_signatures

KNOWN = load_rules()
CONFIG = """pedantic = true
exclude = ["a", "[z-a]"]
baseline = "b.json"
[rules]
lost-cancel = "off"
[[pair]]
acquire = ["example.com/db.Open", "(*example.com/db.Pool).Get"]
release = "Put(x)"
id = "x-y"
result = 1
[[pair]]
acquire = "a.B"
release = "()"
"""
RULE = """id = "own"
title = "T"
severity = "warning"
engine = "obligations"
summary = "S."
[[release]]
method = ["Body.Close"]
type = "*a.B"
[fix]
title = "Close {name}"
insert = "defer {name}.Close()"
[signature]
states = ["select"]
[[acquire]]
call = "a.B"
error = 1
"""
PIECES = st.sampled_from(
    [
        "[",
        "]",
        "[[",
        '"',
        "'",
        "=",
        "\n",
        ",",
        "{",
        "}",
        "{name",
        "true",
        "1",
        "-1",
        "1.5",
        "\x00",
        "\ufeff",
        "é",
    ]
    + [line + "\n" for line in (CONFIG + RULE).splitlines()]
)


def edited(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for at, length, put in cuts:
        at %= len(text) + 1
        text = text[:at] + put + text[at + length :]
    return text


CUTS = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), PIECES), min_size=1, max_size=4)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(CUTS, CUTS)
def test_no_text_does_more_than_be_told(tmp_path: Path, first: list[tuple[int, int, str]], second) -> None:
    folder = tmp_path / ".leakline" / "rules" / "own"
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "leakline.toml").write_text(edited(CONFIG, first), "utf-8")
    (folder / "rule.toml").write_text(edited(RULE, second), "utf-8")
    project = with_fit_signatures(load_project(tmp_path, KNOWN))
    assert all(isinstance(each, TomlError) for each in (*project.mistakes, *project.problems))
    assert all(each.path and "\n" not in str(each) for each in (*project.mistakes, *project.problems))
    if project.excluded is not None:
        project.excluded.fits(str(tmp_path / "a" / "b.go"))
