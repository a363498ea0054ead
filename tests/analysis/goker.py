"""How many of Go's own goroutine-leak programs the rules find: `python tests/analysis/goker.py [--pedantic] [-v]`.

The programs lie in $(go env GOROOT)/src/runtime/testdata/testgoroutineleakprofile, what leaks in each stands in
src/runtime/goroutineleakprofile_test.go as patterns of goroutine entry functions. Both are read where they are.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from attrs import frozen

from leakline.analysis.check import check_paths
from leakline.analysis.finding import Finding
from leakline.analysis.rules import load_rules

FOLDER = "src/runtime/testdata/testgoroutineleakprofile"
EXPECTATIONS = "src/runtime/goroutineleakprofile_test.go"

_CASE = re.compile(r'^\t\tmake(?:Flaky)?Test\("(\w+)"((?:.|\n)*?)\)[,\n]', re.M)
_LEAK = re.compile(r"`(.*?)`")
_DECLARED = re.compile(r"^func (?:\([^)]*?(\w+)\) )?(\w+)\(.*?^}", re.M | re.S)


@frozen
class Function:
    """One top-level function of a program. Lines count from 1."""

    receiver: str
    name: str
    first: int
    last: int
    text: str


@frozen
class Case:
    """One program: its entry function, and the functions whose goroutines leak."""

    name: str
    group: str
    """`goker`, `commonpatterns`, `simple` or `stresstests`."""
    path: str
    leaks: tuple[tuple[str, str], ...]
    """Receiver type and name of the outermost function of each goroutine that leaks."""


def root_of(go: str | Path) -> Path:
    """The GOROOT of a go command."""
    run = subprocess.run([str(go), "env", "GOROOT"], capture_output=True, text=True, check=True)
    return Path(run.stdout.strip())


def functions(path: Path) -> list[Function]:
    """The functions of a gofmt-clean file."""
    text = path.read_text("utf-8")
    out: list[Function] = []
    for match in _DECLARED.finditer(text):
        first = text.count("\n", 0, match.start()) + 1
        last = first + match[0].count("\n")
        out.append(Function(match[1] or "", match[2], first, last, match[0]))
    return out


def entry_of(pattern: str) -> tuple[str, str]:
    r"""Receiver and outermost function that an expectation such as `\(\*T\)\.run\.func1\(.* \[select\]` names."""
    plain = pattern.replace("\\", "").partition("(.*")[0].partition(".*")[0].partition(" [")[0]
    method = re.match(r"\(\*+(\w+)\)\.(\w+)", plain)
    if method is not None:
        return method[1], method[2]
    parts = [part for part in plain.split(".") if not re.fullmatch(r"func\d+|\d+|gowrap\d+", part)]
    return (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])


def cases(goroot: Path) -> list[Case]:
    """Every program that the runtime's test runs."""
    files = {
        function.name: (path, path.parent.name if path.parent.name == "goker" else path.stem)
        for path in sorted((goroot / FOLDER).rglob("*.go"))
        for function in functions(path)
        if not function.receiver
    }
    out: list[Case] = []
    for match in _CASE.finditer((goroot / EXPECTATIONS).read_text("utf-8")):
        # The expectations call one of them by another number than its file.
        name = match[1] if match[1] in files else "Moby25384"
        path, group = files[name]
        leaks = tuple(dict.fromkeys(entry_of(each) for each in _LEAK.findall(match[2])))
        out.append(Case(name, group, str(path.relative_to(goroot / FOLDER)), leaks))
    return out


def lay_out(goroot: Path, root: Path) -> None:
    """Copies the programs out of their testdata folder, which a check leaves out."""
    (root / "go.mod").write_text("module example.com/programs\n\ngo 1.26\n")
    for path in (goroot / FOLDER).rglob("*.go"):
        to = root / path.relative_to(goroot / FOLDER)
        to.parent.mkdir(exist_ok=True)
        to.write_bytes(path.read_bytes())


def findings(root: Path, pedantic: bool) -> dict[str, list[Finding]]:
    """Findings by path below the root."""
    rules = [rule for rule in load_rules() if pedantic or rule.default == "on"]
    out: dict[str, list[Finding]] = {}
    for finding in check_paths([str(root)], rules, jobs=1).findings:
        if not finding.suppressed:
            out.setdefault(str(Path(finding.path).resolve().relative_to(root.resolve())), []).append(finding)
    return out


def reached(all_functions: list[Function], entries: tuple[tuple[str, str], ...]) -> list[Function]:
    """The entry functions of a case and what they call within the file, by name."""
    todo = [f for f in all_functions if (f.receiver, f.name) in entries]
    found = list(todo)
    while todo:
        text = todo.pop().text
        for function in all_functions:
            if function not in found and re.search(rf"\b{function.name}\(", text[text.index("{") :]):
                found.append(function)
                todo.append(function)
    return found


def flagged(case: Case, root: Path, found: dict[str, list[Finding]], deep: bool) -> list[Finding]:
    """Findings at a line of the leaking functions, or (deep) of those that they call."""
    here = functions(root / case.path)
    wanted = reached(here, case.leaks) if deep else [f for f in here if (f.receiver, f.name) in case.leaks]
    return [
        finding
        for finding in found.get(case.path, [])
        if any(function.first <= finding.line <= function.last for function in wanted)
    ]


def silent(case: Case, root: Path, found: dict[str, list[Finding]]) -> list[Finding]:
    """Findings in a program that does not leak."""
    wanted = reached(functions(root / case.path), (("", case.name),))
    return [f for f in found.get(case.path, []) if any(w.first <= f.line <= w.last for w in wanted)]


def shares(every: list[Case], root: Path, found: dict[str, list[Finding]], deep: bool) -> tuple[int, int]:
    """How many of the leaking programs of goker and commonpatterns are flagged, and how many there are."""
    leaking = [case for case in every if case.group in ("goker", "commonpatterns") and case.leaks]
    return sum(1 for case in leaking if flagged(case, root, found, deep)), len(leaking)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    goroot = root_of("go")
    every = cases(goroot)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(goroot, root)
        for pedantic in (False, True):
            found = findings(root, pedantic)
            print("pedantic" if pedantic else "default")
            for group in ("goker", "commonpatterns", "simple", "stresstests"):
                leaking = [case for case in every if case.group == group and case.leaks]
                entry = [case for case in leaking if flagged(case, root, found, False)]
                deep = [case for case in leaking if flagged(case, root, found, True)]
                print(
                    f"  {group:15} {len(leaking):3} leak, {len(entry):3} flagged, {len(deep):3} with callees"
                )
                for case in leaking if args.v else ():
                    mark = "entry" if case in entry else "deep " if case in deep else "MISS "
                    says = sorted({(f.line, f.rule) for f in flagged(case, root, found, True)})
                    print("    ", mark, case.name, [f"{r}.{n}" for r, n in case.leaks], says)
            told, all_of_them = shares(every, root, found, True)
            print(f"  together {told} of {all_of_them}, {told / all_of_them:.0%}")
            for case in every:
                for finding in [] if case.leaks else silent(case, root, found):
                    print("  FALSE", case.name, finding.path, finding.line, finding.rule, finding.message)
    return 0


if __name__ == "__main__":
    sys.exit(main())
