"""`leakline rules` and `leakline explain`, and the command line around them."""

import json
from typing import Any

import pytest

from leakline import __version__
from leakline.analysis.rules import load_rules
from leakline.cli.main import COMMANDS, main


def test_rules_are_listed_with_severity_and_title(capsys: Any) -> None:
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(load_rules())
    (line,) = [line for line in lines if line.startswith("lost-cancel ")]
    assert line.split(maxsplit=2)[1:] == ["warning", "Cancel function not called"]


def test_rules_are_listed_as_json(capsys: Any) -> None:
    assert main(["rules", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    ids = [rule["id"] for rule in document["rules"]]
    assert ids == sorted(rule.id for rule in load_rules())
    assert {"title", "severity", "summary", "tags", "default"} <= set(document["rules"][0])


@pytest.mark.parametrize("rule", [rule.id for rule in load_rules()])
def test_each_rule_is_explained_by_its_page(capsys: Any, rule: str) -> None:
    assert main(["explain", rule]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"# {rule}")
    assert "## Why it leaks" in out
    assert err == ""


def test_an_unknown_rule_is_one_sentence(capsys: Any) -> None:
    assert main(["explain", "lost-cancle"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "leakline: there is no rule lost-cancle; did you mean lost-cancel?\n"


def test_the_command_tells_how_it_is_used(capsys: Any) -> None:
    assert main(["--help"]) == 0
    out, _ = capsys.readouterr()
    assert all(f"  {name} " in out for name in COMMANDS)
    assert main([]) == 2
    assert main(["chek"]) == 2
    assert "there is no command 'chek'" in capsys.readouterr().err
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"leakline {__version__}\n"


@pytest.mark.parametrize("name", ["check", "explain", "rules", "lsp"])
def test_each_command_has_help_that_teaches(capsys: Any, name: str) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert f"usage: leakline {name}" in capsys.readouterr().out
