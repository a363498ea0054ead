"""Every rule folder has all its faces, and the table of rules is current."""

import importlib.util
import re
from pathlib import Path

import pytest

from leakline.analysis.rules import load_rules
from leakline.leaks.signatures import parse

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules"
HEADINGS = [
    "What it finds",
    "Why it leaks",
    "Example",
    "Use instead",
    "Silent when",
    "In a profile it looks like",
]
IDS = sorted(path.parent.name for path in RULES.glob("*/rule.toml"))

spec = importlib.util.spec_from_file_location("generate_rules", ROOT / "docs" / "generate_rules.py")
assert spec is not None and spec.loader is not None
generate_rules = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate_rules)


def go_files(rule: str) -> list[Path]:
    return sorted((RULES / rule / "testdata").rglob("*.go"))


def marks(rule: str, pattern: str) -> list[str]:
    found = re.compile(pattern)
    return [line for path in go_files(rule) for line in path.read_text().splitlines() if found.search(line)]


def test_the_table_is_current():
    page = (RULES / "README.md").read_text()
    assert generate_rules.with_table(page, generate_rules.tables()) == page


def test_every_folder_is_a_rule():
    folders = sorted(path.name for path in RULES.iterdir() if path.is_dir())
    assert folders == IDS
    assert [rule.id for rule in load_rules(RULES)] == IDS


def test_a_page_without_marks_is_refused():
    with pytest.raises(ValueError, match="needs the lines"):
        generate_rules.with_table("# Rules\n", [])


@pytest.mark.parametrize("rule", load_rules(RULES), ids=lambda rule: rule.id)
def test_the_data_of_a_rule(rule):
    assert rule.summary.endswith(".") and rule.summary.count(". ") == 0, "the summary is one sentence"
    assert rule.tags
    if rule.engine == "obligations":
        assert rule.acquires
        assert all(each.call or each.methods or each.functions for each in rule.releases)
        unusual = [
            call for call in rule.acquires if not re.fullmatch(r"(\(\*?[\w./-]+\)|[\w./-]+)\.\w+", call)
        ]
        assert unusual == []
    if rule.signature is not None:
        assert parse(rule.signature, rule.id)
    if rule.fix is not None:
        assert set(rule.fix) - {"name"} in ({"title", "insert", "where", "safe"}, {"title"})
        assert len(rule.fix) >= 4 or rule.engine != "obligations"


@pytest.mark.parametrize("rule", IDS)
def test_the_page_of_a_rule(rule):
    page = (RULES / rule / "README.md").read_text()
    assert re.findall(r"^## (.+)$", page, re.M) == HEADINGS
    assert page.startswith(f"# {rule}: ")
    sections = re.split(r"^## .+$", page, flags=re.M)[1:]
    assert all(section.strip() for section in sections)
    assert page.count("```go") >= 2, "an example and what to use instead"


@pytest.mark.parametrize("rule", IDS)
def test_the_testdata_of_a_rule(rule):
    folder = RULES / rule / "testdata"
    assert {"bad.go", "ok.go", "go.mod"} <= {path.name for path in folder.iterdir()}
    assert f"module example.com/testdata/{rule}\n" in (folder / "go.mod").read_text()
    wants, oks = marks(rule, r"// want \""), marks(rule, r"// ok(:|$)")
    assert wants
    assert len(oks) >= len(wants)
    for line in wants:
        re.compile(re.search(r'// want "((?:[^"\\]|\\.)*)"', line)[1])


@pytest.mark.parametrize("rule", [rule.id for rule in load_rules(RULES) if rule.fix is not None])
def test_a_fix_is_shown_on_the_bad_file(rule):
    folder = RULES / rule / "testdata"
    bad, golden = (folder / "bad.go").read_text(), (folder / "bad.go.golden").read_text()
    assert golden != bad
    assert bad.count("// want") == golden.count("// want"), "the marks stay where they are"
