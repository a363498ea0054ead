"""Scores `leakline check` on seeded defects and their right twins.

    python tests/seeded/score.py [RULE…] [--verbose] [--keep DIR] [--case TEXT]

Each case is a pair: `<rule>/<case>_bad.go` holds a defect, `<case>_ok.go` is the same code mended. A rule's
`go1.NN/` folder holds cases for that go line; the others are for go 1.22. Each file is laid out as a package
of its own (nobody sees a twin's declarations) in one module per go line.

`// want "regexp"` ends the line where the finding must stand. `// or "regexp"` marks a line where it may stand
instead of the nearest want. Found: a finding of the rule on the line of a want, or of one of its alternatives.
False: a right twin with a finding of a seeded rule. Extra: a finding in a bad file that no mark asked for.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_GO = "1.22"
RULES = ("unclosed-body", "lost-cancel", "loop-capture", "waitgroup-mismatch", "blocked-send")
CARD_RULES = RULES[:4]
MARK = re.compile(r'// (want|or) "((?:[^"\\]|\\.)*)"')
NAME = re.compile(r"(.+)_(bad|ok)(_test)?\.go")


@dataclass
class Want:
    lines: set[int]
    pattern: str
    first: int


@dataclass
class Case:
    rule: str
    name: str
    side: str
    go: str
    source: Path
    wants: list[Want] = field(default_factory=list)

    @property
    def package(self) -> str:
        return f"{self.rule}/{self.name}_{self.side}"

    def laid_out(self, root: Path) -> Path:
        return root / f"go{self.go}" / self.package / self.source.name.replace(f"_{self.side}", "")


@dataclass
class Tally:
    wanted: int = 0
    found: int = 0
    twins: int = 0
    false: int = 0
    extra: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def false_share(self) -> float:
        return self.false / self.twins if self.twins else 0.0


def wants_of(text: str) -> list[Want]:
    """The wants of one file, each with the lines (from 1) at which a finding satisfies it."""
    wants: list[Want] = []
    others: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        for kind, pattern in MARK.findall(line):
            if kind == "want":
                wants.append(Want({number}, pattern, number))
            else:
                others.append(number)
    for number in others:
        min(wants, key=lambda want: abs(want.first - number)).lines.add(number)
    return wants


def cases(rules: tuple[str, ...] = RULES, only: str = "") -> list[Case]:
    found: list[Case] = []
    for rule in rules:
        for path in sorted((HERE / rule).rglob("*.go")):
            named = NAME.fullmatch(path.name)
            if named is None:
                raise ValueError(f"{path}: a case is named <case>_bad.go or <case>_ok.go")
            version = path.parent.name.removeprefix("go") if path.parent.name != rule else DEFAULT_GO
            case = Case(rule, named[1], named[2], version, path)
            if only in case.name:
                case.wants = wants_of(path.read_text())
                found.append(case)
    return found


def lay_out(root: Path, laid: list[Case]) -> None:
    """Writes one module per go line below root, one package per case."""
    for case in laid:
        target = case.laid_out(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(case.source, target)
    for version in {case.go for case in laid}:
        stubs = {"golang.org/x/sync": "", "golang.org/x/net": ""}
        lines = [f"module example.com/seeded/v{version.replace('.', '')}", "", f"go {version}", ""]
        lines += [f"require {stub} v0.0.0" for stub in stubs]
        lines += [f"replace {stub} => {HERE / 'stubs' / stub}" for stub in stubs]
        (root / f"go{version}" / "go.mod").write_text("\n".join(lines) + "\n")


def check(root: Path) -> list[dict]:
    """The findings of one run over all modules, as contracts.md shapes them."""
    command = shlex.split(os.environ.get("LEAKLINE", f"{shlex.quote(sys.executable)} -m leakline"))
    run = subprocess.run(
        [*command, "check", "--format", "json", str(root)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"leakline check ended with {run.returncode}: {run.stderr.strip()[-2000:]}")
    return json.loads(run.stdout)["findings"]


def score(laid: list[Case], root: Path) -> dict[str, Tally]:
    by_file: dict[str, list[dict]] = defaultdict(list)
    for finding in check(root):
        by_file[os.path.realpath(root / finding["path"])].append(finding)
    tallies = {rule: Tally() for rule in dict.fromkeys(case.rule for case in laid)}
    for case in laid:
        tally = tallies[case.rule]
        seeded = [f for f in by_file[os.path.realpath(case.laid_out(root))] if f["rule"] in RULES]
        own = [f for f in seeded if f["rule"] == case.rule]
        where = case.source.relative_to(HERE)
        if case.side == "ok":
            tally.twins += 1
            tally.false += bool(seeded)
            tally.notes += [f"false {where}:{f['line']}: {f['rule']}: {f['message']}" for f in seeded]
            continue
        for want in case.wants:
            tally.wanted += 1
            hits = [f for f in own if f["line"] in want.lines]
            tally.found += bool(hits)
            if not hits:
                tally.notes.append(f"miss  {where}:{want.first}: {want.pattern}")
            elif not any(re.search(want.pattern, f["message"], re.I) for f in hits):
                tally.notes.append(
                    f"words {where}:{want.first}: {want.pattern!r} is not in {hits[0]['message']!r}"
                )
        lines = set().union(*(want.lines for want in case.wants))
        extra = [f for f in seeded if f["rule"] != case.rule or f["line"] not in lines]
        tally.extra += len(extra)
        tally.notes += [f"extra {where}:{f['line']}: {f['rule']}: {f['message']}" for f in extra]
    return tallies


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rules", nargs="*", metavar="RULE", help=f"some of: {', '.join(RULES)}")
    parser.add_argument("-v", "--verbose", action="store_true", help="list misses, false and extra findings")
    parser.add_argument("--case", default="", help="only cases with this text in their name")
    parser.add_argument("--keep", type=Path, help="lay the corpus out in this folder and leave it there")
    args = parser.parse_args(argv)
    laid = cases(tuple(args.rules) or RULES, args.case)
    with tempfile.TemporaryDirectory(prefix="leakline-seeded-") as scratch:
        root = (args.keep or Path(scratch)).resolve()
        lay_out(root, laid)
        tallies = score(laid, root)
    widths = (6, 6, 7, 6, 6, 7, 6)
    rows = [("rule", "seeded", "found", "recall", "twins", "false", "share", "extra")]
    for rule, t in tallies.items():
        share = f"{t.false_share:.1%}"
        rows.append((rule, t.wanted, t.found, f"{t.recall:.1%}", t.twins, t.false, share, t.extra))
    for first, *rest in rows:
        print(f"{first:20} " + " ".join(f"{cell:>{width}}" for cell, width in zip(rest, widths, strict=True)))
    if args.verbose:
        for tally in tallies.values():
            print(*tally.notes, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
