"""`leakline explain`: prints the page of a rule."""

import argparse
import re

from leakline.cli.rules import rules_here
from leakline.cli.scopes import check_rule
from leakline.cli.terminal import coloured

DESCRIPTION = """\
Prints what a rule finds, why that leaks, what to write instead, and how it looks in a profile.

examples:
  leakline explain lost-cancel
  leakline rules"""

_HEADING = re.compile(r"^(#+) +(.*)$", re.MULTILINE)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", help="the id that findings carry in brackets")


def run(args: argparse.Namespace) -> int:
    rules = {rule.id: rule for rule in rules_here()}
    check_rule(args.rule, rules)
    rule = rules[args.rule]
    page = rule.doc.strip() or f"# {rule.id}\n\n{rule.summary}"
    if coloured():
        page = _HEADING.sub("\x1b[1m\\2\x1b[0m", page)
    print(page)
    return 0
