"""leakline.toml: where it is looked for, what it may say, and how mistakes in it are told."""

from pathlib import Path

import pytest

from leakline.analysis.config import Config, find_root, project_of
from leakline.analysis.finding import Finding
from leakline.analysis.globs import Globs
from leakline.analysis.levels import chosen, told_as
from leakline.analysis.rules import load_rules

KNOWN = load_rules()
RULE = 'id = "own"\ntitle = "T"\nseverity = "warning"\nengine = "obligations"\nsummary = "S."\n'
RULE += '[release]\nmethod = "Close"\n'


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def project(root: Path, text: str):
    (root / "leakline.toml").write_text(text)
    return project_of(root / "a" / "b", KNOWN)


def test_it_is_looked_for_upwards_to_the_repository_and_no_further(root: Path) -> None:
    assert find_root(root / "a" / "b") is None
    (root / "leakline.toml").write_text("")
    assert find_root(root / "a" / "b") == root
    (root / "a" / "b" / "x.go").write_text("package x\n")
    assert find_root(root / "a" / "b" / "x.go") == root
    (root / "a" / ".git").write_text("gitdir: elsewhere\n")
    assert find_root(root / "a" / "b") is None
    (root / "a" / ".leakline" / "rules").mkdir(parents=True)
    assert find_root(root / "a" / "b") == root / "a"


def test_every_key_is_read(root: Path) -> None:
    made = project(
        root,
        """pedantic = true
include-tests = false
include-generated = true
exclude = ["third_party", "*.pb.go"]
baseline = "ci/known.json"
report-unused = true

[rules]
held-lock = "off"
lost-cancel = "error"
db-open = "hint"

[[pair]]
acquire = "example.com/db.Open"
release = "Close"
""",
    )
    assert (made.mistakes, made.problems) == ((), ())
    assert made.config == Config(
        True,
        False,
        True,
        ("third_party", "*.pb.go"),
        "ci/known.json",
        True,
        {"held-lock": "off", "lost-cancel": "error", "db-open": "hint"},
    )
    assert [rule.id for rule in made.rules] == ["db-open"]
    assert made.baseline == root / "ci" / "known.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pedntic = true\n", ":1:1: the file has no key pedntic; did you mean pedantic?"),
        ("include_tests = true\n", ":1:1: the file has no key include_tests; did you mean include-tests?"),
        ("\npedantic = 1\n", ":2:1: pedantic must be true or false"),
        ("exclude = [1]\n", ':1:1: exclude must be a text such as "…", or a list of texts'),
        ('[rules]\nlost-cancl = "off"\n', ":2:1: there is no rule lost-cancl; did you mean lost-cancel?"),
        ('[rules]\nlost-cancel = "loud"\n', ":2:1: lost-cancel must be one of on, off, error, warning"),
        ("[rules]\nlost-cancel = false\n", ':1:1: rules must be a table of texts such as name = "…"'),
        ('baseline = "../x.json"\n', ":1:1: baseline must lie below leakline.toml, not at ../x.json"),
        ('baseline = "/etc/x.json"\n', ":1:1: baseline must lie below leakline.toml, not at /etc/x.json"),
        ("a = [\n", ":2:1: is no valid TOML: Invalid value"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_rest_is_read(root: Path, text: str, said: str) -> None:
    made = project(root, text)
    (mistake,) = made.mistakes
    assert str(mistake).startswith("leakline.toml" + said)
    assert made.config == Config()
    if "TOML" not in said:
        assert project(root, f"include-generated = true\n{text}").config.include_generated


def test_a_link_that_leads_out_is_not_read(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret").write_text("pedantic = true\n")
    (root / "leakline.toml").symlink_to(elsewhere / "secret")
    made = project_of(root, KNOWN)
    assert [str(each) for each in made.mistakes] == [
        "leakline.toml: leads out of the project's folder; it is not read"
    ]
    assert not made.config.pedantic


def test_rule_folders_are_read_and_wrong_ones_left_out(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rules = root / ".leakline" / "rules"
    texts = {
        "own": RULE,
        "lost-cancel": RULE.replace('"own"', '"lost-cancel"'),
        "broken": "id = \n",
        "other": RULE.replace('"own"', '"other"').replace('"obligations"', '"locks"'),
    }
    for name, text in texts.items():
        (rules / name).mkdir(parents=True)
        (rules / name / "rule.toml").write_text(text)
    outside = tmp_path_factory.mktemp("outside") / "leads-out"
    outside.mkdir()
    (outside / "rule.toml").write_text(RULE.replace('"own"', '"leads-out"'))
    (rules / "leads-out").symlink_to(outside)
    made = project_of(root, KNOWN)
    assert [rule.id for rule in made.rules] == ["own"]
    assert made.rules[0].own
    assert [str(each) for each in made.problems] == [
        ".leakline/rules/broken/rule.toml:1:6: is no valid TOML: Invalid value",
        ".leakline/rules/leads-out/rule.toml: leads out of the project's folder; it is not read",
        ".leakline/rules/lost-cancel/rule.toml:1:1: there is a rule lost-cancel already; give this one another id",
        '.leakline/rules/other/rule.toml:1:1: a rule of a project has engine = "obligations", not "locks"',
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.pb.go", "a/b/x.pb.go", True),
        ("*.pb.go", "a/b/x.go", False),
        ("third_party", "a/third_party/c/x.go", True),
        ("/gen", "a/gen/x.go", False),
        ("/gen", "gen/x.go", True),
        ("a/*/x.go", "a/b/x.go", True),
        ("a/*/x.go", "a/b/c/x.go", False),
        ("a/**/x.go", "a/b/c/x.go", True),
        ("a/**/x.go", "a/x.go", True),
        ("**/mocks/**", "a/mocks/x.go", True),
        ("a/", "a/b/x.go", True),
        ("a", "../a/x.go", False),
        ("*a" * 40 + "b", "a" * 200, False),
        ("**/" * 40 + "b", "a/" * 200 + "c", False),
    ],
)
def test_globs(tmp_path: Path, pattern: str, path: str, fits: bool) -> None:
    assert Globs(str(tmp_path), [pattern]).fits(str(tmp_path / path)) is fits


def test_levels_choose_rules_and_set_severities() -> None:
    ids = {rule.id for rule in chosen(KNOWN, {"held-lock": "off"})}
    assert "held-lock" not in ids and "lost-cancel" in ids
    assert [rule.id for rule in chosen(KNOWN, {"held-lock": "off"}, only=["held-lock"])] == ["held-lock"]
    found = [Finding("lost-cancel", level, "m", "p", 1, 1, 1, 2) for level in ("warning", "information")]

    def told(level: str) -> list[str]:
        return [finding.severity for finding in told_as(found, KNOWN, {"lost-cancel": level})]

    assert told("error") == ["error", "information"]
    assert told("hint") == ["hint", "hint"]
    assert told("on") == ["warning", "information"]
