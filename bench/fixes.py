"""Applies every safe fix to trees of Go code, in memory, and says what became of them.

python bench/fixes.py FOLDER…            # a module, a checkout, a folder of cases
python bench/fixes.py --vet FOLDER…      # also `go vet` of each touched package, before and after, offline

A fix is well made where the file still parses, is gofmt-clean where it was, compiles where it did, and the finding is gone.
Nothing is written: the go command reads the changed files through `-overlay`. Exit 1 where a fix is not well made.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from attrs import define, field

from leakline.analysis.applying import Applied, apply, breaks, spliced, usable
from leakline.analysis.check import check_file, check_paths
from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule, load_rules
from leakline.golang.modules import find_module

_OFFLINE = {"GOPROXY": "off", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOWORK": "off"}
_SECONDS = 300


@define
class Tally:
    """What was counted, and one line for each failure."""

    counts: Counter[str] = field(factory=Counter[str])
    by_rule: Counter[str] = field(factory=Counter[str])
    failures: list[str] = field(factory=list[str])

    def fail(self, kind: str, finding: Finding, more: str = "") -> None:
        self.counts[kind] += 1
        self.failures.append(
            f"{kind}: {finding.path}:{finding.line} [{finding.rule}] {finding.message}{more and chr(10)}{more}"
        )


@cache
def read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def formatted(data: bytes) -> bytes | None:
    """The text as gofmt has it; None where gofmt refuses it."""
    run = subprocess.run(["gofmt"], input=data, capture_output=True, check=False)
    return run.stdout if run.returncode == 0 else None


def is_clean(data: bytes) -> bool:
    return formatted(data.replace(b"\r\n", b"\n")) == data.replace(b"\r\n", b"\n")


def try_folder(folder: str, rules: Sequence[Rule], tally: Tally, vet: bool) -> None:
    findings = [f for f in check_paths([folder], rules, pedantic=True).findings if f.suppressed is None]
    tally.counts["findings"] += len(findings)
    safe = [f for f in findings if usable(f, False) is not None]
    tally.counts["safe fixes"] += len(safe)
    tally.by_rule.update(f.rule for f in safe)

    def again(path: str, texts: Mapping[str, bytes]) -> list[Finding]:
        overrides = {str(Path(name).absolute()): data for name, data in texts.items()}
        data = texts.get(path) or read(path) or b""
        return check_file(path, data, rules, overrides)

    applied = apply(findings, read, again)
    tally.counts["applied"] += len(applied.fixed)
    for finding, why in applied.refused:
        tally.fail(why, finding, shown(finding))
    left = len(safe) - len(applied.fixed) - len(applied.refused)
    tally.counts["mended by another fix, or overlapping"] += left
    for path, data in applied.texts.items():
        before = read(path) or b""
        if breaks(before, data):
            tally.fail("does not parse", applied.findings[path][0])
        elif is_clean(before) and not is_clean(data):
            tally.failures += unformatted(path, before, applied, tally)
    if vet:
        for module, paths in by_module(applied.texts):
            compiled(module, paths, applied, tally)


def shown(finding: Finding) -> str:
    fix = usable(finding, False)
    return "" if fix is None else f"    {fix.title}: {[(e.start, e.end, e.text) for e in fix.edits]}"


def unformatted(path: str, before: bytes, applied: Applied, tally: Tally) -> Iterator[str]:
    """The fixes of a file that alone leave it unformatted."""
    tally.counts["not gofmt-clean"] += 1
    for finding in applied.fixed:
        fix = usable(finding, False)
        if fix is None or not any(edit.path == path for edit in fix.edits):
            continue
        alone = spliced(before, [edit for edit in fix.edits if edit.path == path])
        if not is_clean(alone):
            yield f"not gofmt-clean: {path}:{finding.line} [{finding.rule}]\n{shown(finding)}"


def by_module(texts: Mapping[str, bytes]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for path in texts:
        module = find_module(path)
        if module is not None:
            found.setdefault(module.dir, []).append(path)
    return sorted(found.items())


def compiled(module: str, paths: Sequence[str], applied: Applied, tally: Tally) -> None:
    """Whether `go vet` says of the touched packages what it said before."""
    with tempfile.TemporaryDirectory() as folder:
        replaced: dict[str, str] = {}
        for number, path in enumerate(paths):
            copy = Path(folder, f"{number}.go")
            copy.write_bytes(applied.texts[path])
            replaced[str(Path(path).absolute())] = str(copy)
        overlay = Path(folder, "overlay.json")
        overlay.write_text(json.dumps({"Replace": replaced}))
        for package in sorted({str(Path(path).absolute().parent) for path in paths}):
            before = vetted(module, package)
            if before is None:
                tally.counts["packages that do not compile here"] += 1
                continue
            after = vetted(module, package, f"-overlay={overlay}")
            tally.counts["packages compiled"] += 1
            new = None if after is None else after - before
            if new is None or new:
                tally.counts["does not compile or vet"] += 1
                said = "; ".join(sorted(new)) if new else "go vet fails"
                tally.failures.append(f"does not compile or vet: {package}: {said}")


def vetted(module: str, package: str, *flags: str) -> "Counter[str] | None":
    """What `go vet` says without line numbers; None where the package does not compile."""
    relative = os.path.relpath(package, module)
    run = subprocess.run(
        ["go", "vet", *flags, f"./{relative}"],
        cwd=module,
        env={**os.environ, **_OFFLINE},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    said = [line for line in run.stderr.splitlines() if not line.startswith("#")]
    if any(line.startswith(("vet:", "go:")) or "no required module" in line for line in said):
        return None
    return Counter(re.sub(r"^\S+?:\d+:\d+: |at \S+:\d+", "", line) for line in said)


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--vet", action="store_true", help="also go vet, before and after")
    parser.add_argument("--rule", action="append", metavar="ID", help="only this rule")
    args = parser.parse_args(argv)
    rules = [rule for rule in load_rules() if not args.rule or rule.id in args.rule]
    tally = Tally()
    for folder in args.folders:
        try_folder(folder, rules, tally, args.vet)
        read.cache_clear()
    for failure in tally.failures:
        print(failure)
    for name, count in tally.counts.items():
        print(f"{count:>7,}  {name}")
    print("by rule:", ", ".join(f"{rule} {count:,}" for rule, count in tally.by_rule.most_common()))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
