"""Writes the table of rules in rules/README.md from the rule.toml files.

python docs/generate_rules.py           # writes it
python docs/generate_rules.py --check   # exit 1 where it is stale
"""

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = Path(__file__).resolve().parent.parent / "rules"
START, END = "<!-- table -->\n", "<!-- end of table -->"


def tables(folder: Path = RULES) -> list[dict[str, Any]]:
    """The rule.toml of every rule, by id."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/rule.toml"))]


def row(rule: dict[str, Any]) -> str:
    level = rule["severity"] if rule.get("default", "on") == "on" else f"off ({rule['severity']})"
    fix = "yes" if "fix" in rule else "—"
    profile = "yes" if "signature" in rule else "—"
    name = f"[{rule['id']}]({rule['id']}/README.md)"
    return f"| {name} | {rule['summary']} | {level} | {rule['engine']} | {fix} | {profile} |"


def with_table(text: str, rules: list[dict[str, Any]]) -> str:
    """The page with its table made anew. Raises ValueError where the marks are missing."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"rules/README.md needs the lines {START.strip()} and {END}")
    head = ["| rule | what it says | level | engine | fix | seen in a profile |", "|---|---|---|---|---|---|"]
    return before + start + "\n".join([*head, *map(row, rules)]) + "\n" + end + after


def main(argv: list[str]) -> int:
    page = RULES / "README.md"
    old = page.read_text("utf-8")
    new = with_table(old, tables())
    if "--check" in argv:
        if old != new:
            print("rules/README.md is stale: run python docs/generate_rules.py", file=sys.stderr)
        return int(old != new)
    page.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
