"""`leakline rules`: lists the rules."""

import argparse
import json
import sys
from pathlib import Path

from leakline.analysis.config import project_of
from leakline.analysis.rules import Rule, load_rules
from leakline.report.text import printable

DESCRIPTION = """\
Lists the rules: id, severity, whether it is on by default, and what it finds; also those of the project here.

`leakline explain RULE` prints the page of one."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    rules = sorted(rules_here(), key=lambda rule: rule.id)
    if args.format == "json":
        print(json.dumps({"version": 1, "rules": [rule_object(rule) for rule in rules]}, indent=1))
        return 0
    width = max((len(rule.id) for rule in rules), default=0) + 2
    for rule in rules:
        state = ("" if rule.default == "on" else " (off)") + (" (this project's)" if rule.own else "")
        print(f"{rule.id:<{width}}{rule.severity:<13}{rule.title}{state}")
    return 0


def rules_here() -> list[Rule]:
    """The rules that come with Leakline and those of the project around the working directory; what is wrong is said."""
    known = load_rules()
    project = project_of(Path.cwd(), known)
    for problem in (*project.mistakes, *project.problems):
        print(f"leakline: {printable(str(problem))}", file=sys.stderr)
    return [*known, *project.rules]


def rule_object(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "summary": rule.summary,
        "tags": list(rule.tags),
        "engine": rule.engine,
        "default": rule.default,
        "signature": rule.signature,
        "own": rule.own,
    }
