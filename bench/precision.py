"""Draws findings at random from projects, each with its code around it, to be read and judged by a person.

    python bench/precision.py --seed N [--count 100] [--rule ID] [--pedantic] [--severity warning] PROJECT...

Each project is a folder. Findings come as `leakline check` gives them by default. Lines that matter are marked: `>`
the finding, `*` a related place. A reader writes true, harmless or false beside each; precision is what is not false.
"""

import argparse
import collections
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

_AROUND = 6
_LONGEST = 70


def findings(project: Path, extra: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "leakline", "check", "--format", "json", *extra, "."]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{project}: the check ended with {run.returncode}: {run.stderr[-400:]}")
    return json.loads(run.stdout)["findings"]


def shown(project: Path, finding: dict[str, Any]) -> str:
    """One finding with the code from its first to its last place."""
    lines = (project / finding["path"]).read_text("utf-8", "replace").splitlines()
    marks = {place["line"]: "*" for place in finding["related"] if place["path"] == finding["path"]}
    marks[finding["line"]] = ">"
    wanted: set[int] = set()
    for line in marks:
        wanted |= set(range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1))
    first, last = min(marks), max(marks)
    if last - first <= _LONGEST:
        wanted |= set(range(first, last + 1))
    out = [
        f"{project.name}/{finding['path']}:{finding['line']} {finding['severity']} [{finding['rule']}]",
        f"  {finding['message']}",
        *(f"  related {p['path']}:{p['line']} {p['message']}" for p in finding["related"][:6]),
    ]
    before = 0
    for line in sorted(wanted):
        if before and line != before + 1:
            out.append("      …")
        out.append(f"{marks.get(line, ' ')}{line:5} {lines[line - 1][:150]}")
        before = line
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--pedantic", action="store_true")
    parser.add_argument("--severity", action="append", help="only findings of this severity")
    args = parser.parse_args()
    extra = [f"--rule={rule}" for rule in args.rule] + (["--pedantic"] if args.pedantic else [])
    found = [
        (project, finding)
        for project in args.projects
        for finding in findings(project, extra)
        if not args.severity or finding["severity"] in args.severity
    ]
    tally = collections.Counter((finding["rule"], finding["severity"]) for _, finding in found)
    for (rule, severity), count in sorted(tally.items()):
        print(f"{count:6} {rule} {severity}")
    drawn = random.Random(args.seed).sample(found, min(args.count, len(found)))
    print(f"{len(drawn)} of {len(found)} findings, seed {args.seed}\n")
    for number, (project, finding) in enumerate(drawn, 1):
        print(f"--- {number}: {shown(project, finding)}\n")


if __name__ == "__main__":
    main()
