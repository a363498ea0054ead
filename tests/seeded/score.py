"""Scores `leakline check` on seeded defects and their right twins.

    python tests/seeded/score.py [RULE…] [--verbose] [--keep DIR] [--case TEXT] [--corpus DIR]

Each case is a pair: `<rule>/<case>_bad.go` holds a defect, `<case>_ok.go` is the same code mended. A rule's
`go1.NN/` folder holds cases for that go line; the others are for go 1.22. Each file is laid out as a package
of its own (nobody sees a twin's declarations) in one module per go line.

`// want "regexp"` ends the line where the finding must stand. `// or "regexp"` marks a line where it may stand
instead of the nearest want. Found: a finding of the rule on the line of a want, or of one of its alternatives, with
--pedantic; shown: those also found without it. False: a right twin with a finding of its own rule or of one of the
first five, at the levels that a user gets, or with --pedantic for a rule that is off by default. Extra: a finding
in a bad file that no mark asked for. Other: right twins where a later rule than theirs and the first five speaks up;
that may be a defect of its own, so it is shown to be read, and not counted as false. A folder whose rule is not in
rules/ is listed as not yet a rule, and neither found nor false.
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
FIRST_RULES = ("unclosed-body", "lost-cancel", "loop-capture", "waitgroup-mismatch", "blocked-send")
CARD_RULES = FIRST_RULES[:4]
CATALOGUE = HERE.parents[1] / "rules"
MARK = re.compile(r'// (want|or) "((?:[^"\\]|\\.)*)"')
NAME = re.compile(r"(.+)_(bad|ok)(_test)?\.go")


def rules_of(corpus: Path = HERE) -> tuple[str, ...]:
    """The rules that the corpus has pairs for, the first five first."""
    folders = {path.parent.name for path in corpus.glob("*/*_bad*.go")}
    folders |= {path.parents[1].name for path in corpus.glob("*/go*/*_bad*.go")}
    return (*(r for r in FIRST_RULES if r in folders), *sorted(folders - set(FIRST_RULES)))


def is_a_rule(rule: str) -> bool:
    return (CATALOGUE / rule / "rule.toml").is_file()


def is_off(rule: str) -> bool:
    """Whether only --pedantic or --rule shows the rule's findings."""
    return re.search(r'^default *= *"off"', (CATALOGUE / rule / "rule.toml").read_text(), re.M) is not None


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
    shown: int = 0
    twins: int = 0
    false: int = 0
    extra: int = 0
    other: int = 0
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


def cases(rules: tuple[str, ...] = (), only: str = "", corpus: Path = HERE) -> list[Case]:
    found: list[Case] = []
    for rule in rules or rules_of(corpus):
        for path in sorted((corpus / rule).rglob("*.go")):
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
        stubs = ("go.opentelemetry.io/otel", "golang.org/x/net", "golang.org/x/sync")
        lines = [f"module example.com/seeded/v{version.replace('.', '')}", "", f"go {version}", ""]
        lines += [f"require {stub} v0.0.0" for stub in stubs]
        lines += [f"replace {stub} => {HERE / 'stubs' / stub}" for stub in stubs]
        (root / f"go{version}" / "go.mod").write_text("\n".join(lines) + "\n")


def check(root: Path, *options: str) -> list[dict]:
    """The findings of one run over all modules, as contracts.md shapes them."""
    command = shlex.split(os.environ.get("LEAKLINE", f"{shlex.quote(sys.executable)} -m leakline"))
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    search = os.pathsep.join(
        str(Path(part).resolve()) for part in given if part
    )  # the run has another folder
    run = subprocess.run(
        [*command, "check", "--format", "json", *options, str(root)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"leakline check ended with {run.returncode}: {run.stderr.strip()[-2000:]}")
    return json.loads(run.stdout)["findings"]


def by_file(root: Path, findings: list[dict]) -> dict[str, list[dict]]:
    grouped: dict[str, list[dict]] = defaultdict(list)
    for finding in findings:
        grouped[os.path.realpath(root / finding["path"])].append(finding)
    return grouped


def said(where: str, finding: dict) -> str:
    return f"{where}:{finding['line']}: {finding['rule']}: {finding['message']}"


def score_twin(tally: Tally, rule: str, where: str, shown: list[dict], pedantic: list[dict]) -> None:
    own = [f for f in (pedantic if is_off(rule) else shown) if f["rule"] == rule]
    false = own + [f for f in shown if f["rule"] != rule and f["rule"] in FIRST_RULES]
    other = [f for f in shown if f["rule"] != rule and f["rule"] not in FIRST_RULES]
    tally.twins += 1
    tally.false += bool(false)
    tally.other += bool(other)
    tally.notes += [f"false {said(where, f)}" for f in false]
    tally.notes += [f"other {said(where, f)}" for f in other]


def score_defects(tally: Tally, case: Case, where: str, shown: list[dict], pedantic: list[dict]) -> None:
    for want in case.wants:
        tally.wanted += 1
        hits = [f for f in pedantic if f["rule"] == case.rule and f["line"] in want.lines]
        tally.found += bool(hits)
        tally.shown += any(f["rule"] == case.rule and f["line"] in want.lines for f in shown)
        if not hits:
            tally.notes.append(f"miss  {where}:{want.first}: {want.pattern}")
        elif not any(re.search(want.pattern, f["message"], re.I) for f in hits):
            tally.notes.append(
                f"words {where}:{want.first}: {want.pattern!r} is not in {hits[0]['message']!r}"
            )
    lines = set().union(*(want.lines for want in case.wants))
    extra = [f for f in shown if f["rule"] != case.rule or f["line"] not in lines]
    tally.extra += len(extra)
    tally.notes += [f"extra {said(where, f)}" for f in extra]


def score(laid: list[Case], root: Path) -> dict[str, Tally]:
    """A tally a rule; one without a rule in rules/ counts its pairs only."""
    shown, pedantic = by_file(root, check(root)), by_file(root, check(root, "--pedantic"))
    tallies = {rule: Tally() for rule in dict.fromkeys(case.rule for case in laid)}
    for case in laid:
        tally, where = tallies[case.rule], f"{case.rule}/{case.source.name}"
        file = os.path.realpath(case.laid_out(root))
        if not is_a_rule(case.rule):
            tally.wanted += len(case.wants)
            tally.twins += case.side == "ok"
        elif case.side == "ok":
            score_twin(tally, case.rule, where, shown[file], pedantic[file])
        else:
            score_defects(tally, case, where, shown[file], pedantic[file])
    return tallies


def table(tallies: dict[str, Tally]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        ("rule", "seeded", "found", "recall", "shown", "twins", "false", "share", "extra", "other")
    ]
    for rule, t in tallies.items():
        if is_a_rule(rule):
            row = (t.found, f"{t.recall:.1%}", t.shown, t.twins, t.false, f"{t.false_share:.1%}")
            rows.append((rule, t.wanted, *row, t.extra, t.other))
        else:
            rows.append((rule, t.wanted, "not yet a rule"))
    return rows


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rules", nargs="*", metavar="RULE", help="a folder of the corpus (all)")
    parser.add_argument("-v", "--verbose", action="store_true", help="list misses, false and extra findings")
    parser.add_argument("--case", default="", help="only cases with this text in their name")
    parser.add_argument("--keep", type=Path, help="lay the corpus out in this folder and leave it there")
    parser.add_argument("--corpus", type=Path, default=HERE, help="a folder of pairs in this shape")
    args = parser.parse_args(argv)
    laid = cases(tuple(args.rules), args.case, args.corpus.resolve())
    with tempfile.TemporaryDirectory(prefix="leakline-seeded-") as scratch:
        root = (args.keep or Path(scratch)).resolve()
        lay_out(root, laid)
        tallies = score(laid, root)
    for first, *rest in table(tallies):
        print(f"{first:24}" + " ".join(f"{cell:>7}" for cell in rest))
    if args.verbose:
        for tally in tallies.values():
            print(*tally.notes, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
