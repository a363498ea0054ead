"""`leakline gate`: fails a build over a budget for leaks."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, fields

from leakline.analysis.config import FILE, find_root, key_of, shown
from leakline.analysis.tomlfile import Toml, read, texts
from leakline.cli import targets as asked
from leakline.cli.built import Locator
from leakline.cli.main import UsageError
from leakline.cli.opening import Goroutines, goroutines, is_service, rule_signatures
from leakline.cli.terminal import coloured
from leakline.leaks.budget import KINDS, Budget, Judged, judge
from leakline.leaks.clusters import clusters
from leakline.leaks.compare import compared
from leakline.leaks.signatures import Signature
from leakline.profiles.model import ProfileError
from leakline.report.gate import Gate, Gated, gate_annotations, gate_document, gate_text

DESCRIPTION = """\
Fails (exit code 1) where captures are over a budget for leaks, so that a leak stops a build and not a service.

SOURCE is a profile or dump that a test run wrote, the output of `go test` or `go test -json` with a dump in it (`-`
for stdin; without a dump it passes), a kept capture, or a running service (host:port), which is captured now.

The budget stands in the table [gate] of the nearest leakline.toml, or of the file given with --budget; options win.
Without any, no goroutine may be there that Go itself proved to be leaked (its goroutineleak profile, Go 1.27).

  [gate]
  max-waiting = 0                  # at the end of a test run nobody waits for anything
  max-goroutines = 500             # in all
  max-at-one-place = 50            # that wait at one line
  max-per-minute = 10              # a running service; needs --over SECONDS
  baseline = ".leakline/main.txt"  # places where nobody waited in this capture fail
  ignore = ["example.com/m/cache.(*Cache).janitor*"]

A TestMain that writes the profile is in docs/gate.md. With --workspace (for --format github: the working
directory) places are shown as lines of the source.

examples:
  LEAKLINE_PROFILE=leaks.txt go test ./... && leakline gate --max-waiting 0 $(find . -name leaks.txt)
  go test -json ./... | leakline gate -
  leakline gate --format github --baseline main.txt --max-goroutines 500 127.0.0.1:6060
  leakline gate --over 60 --max-per-minute 5 127.0.0.1:6060"""

LIMITS = {
    "max_leaks": "proven leaked goroutines that may be there (default: 0)",
    "max_goroutines": "goroutines that may be there in all",
    "max_waiting": "goroutines that may wait for what is not known to be healthy",
    "max_at_one_place": "of those, how many may wait at one line",
    "max_per_minute": "goroutines that may come in a minute; needs --over",
}
TEST_OUTPUT = (b"\nok  \t", b"\nPASS", b"\nFAIL", b"--- FAIL", b"=== RUN", b'"Action":"', b"[no test files]")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="dumps, test output, captures or services"
    )
    parser.add_argument(
        "--budget", metavar="FILE", help="a file with a [gate] table (default: leakline.toml)"
    )
    for name, text in LIMITS.items():
        parser.add_argument(f"--{key_of(name)}", type=int, metavar="N", help=text)
    parser.add_argument("--baseline", metavar="FILE", help="an accepted capture: new waiting places fail")
    parser.add_argument("--over", type=float, metavar="SECONDS", help="measure the rise over this time")
    parser.add_argument("--workspace", metavar="DIR", help="trace frames to the Go files below this folder")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text")
    asked.arguments(parser)


def run(args: argparse.Namespace) -> int:
    budget = budget_of(args)
    check_use(args, budget)
    folder = args.workspace or ("." if args.format == "github" else None)
    locator = Locator(folder) if folder else None
    looks = rule_signatures()
    baseline = goroutines(budget.baseline, "a baseline holds goroutines", args) if budget.baseline else None
    sources = tuple(gated(one, args, budget, baseline, looks, locator) for one in args.sources)
    gate = Gate(budget, sources, locator.locate if locator else None)
    if args.format == "json":
        print(json.dumps(gate_document(gate), ensure_ascii=False, indent=2))
    elif args.format == "github":
        for line in gate_annotations(gate):
            print(line)
    else:
        print(gate_text(gate, coloured()))
    return 0 if gate.passed else 1


def check_use(args: argparse.Namespace, budget: Budget) -> None:
    if args.sources.count("-") > 1:
        raise UsageError("`-` (stdin) can stand for one source only")
    if args.over is not None and not 1 <= args.over <= 86_400:
        raise UsageError("--over takes 1 to 86,400 seconds")
    for name in LIMITS:
        if (value := getattr(args, name)) is not None and value < 0:
            raise UsageError(f"--{key_of(name)} must be 0 or more")
    live = [is_service(one) for one in args.sources]
    if budget.max_per_minute is not None and (args.over is None or not all(live)):
        raise UsageError(
            "max-per-minute limits the rise of a running service: give host:port and --over SECONDS, or leave it out"
        )


def budget_of(args: argparse.Namespace) -> Budget:
    """From the file, with what the command line says on top. Raises TomlError or UsageError."""
    if args.budget:
        file = Path(args.budget)
        if not file.is_file():
            raise UsageError(f"--budget {file} is no file; give one with a [gate] table")
    else:
        root = find_root(Path.cwd())
        file = root / FILE if root else Path(FILE)
    budget = Budget()
    if file.is_file():
        budget = from_file(read(file, shown(file)), file.parent, bool(args.budget))
    given: dict[str, Any] = {name: getattr(args, name) for name in LIMITS if getattr(args, name) is not None}
    if args.baseline:
        given["baseline"] = args.baseline
    return evolve(budget, **given)


def from_file(toml: Toml, folder: Path, needed: bool) -> Budget:
    table: Mapping[str, Any] | None = toml.table.get("gate")
    if table is None:
        if needed:
            raise toml.error((), "has no table [gate] with a budget")
        return Budget()
    keys = {key_of(field.name): KINDS.get(field.name, "number") for field in fields(Budget)}
    toml.check(("gate",), table, keys, ())
    found: dict[str, Any] = {key.replace("-", "_"): value for key, value in table.items()}
    if "ignore" in found:
        found["ignore"] = texts(found["ignore"])
    if found.get("baseline"):
        found["baseline"] = str(folder / found["baseline"])
    return Budget(**found)


def gated(
    source: str,
    args: argparse.Namespace,
    budget: Budget,
    baseline: Goroutines | None,
    looks: tuple[Signature, ...],
    locator: Locator | None,
) -> Gated:
    """Opens one source and measures it."""
    modules = locator.modules if locator else ()
    began, first = time.monotonic(), None
    if args.over is not None and is_service(source):
        first = goroutines(source, "gate counts goroutines", args)
        time.sleep(max(0.0, args.over - (time.monotonic() - began)))
    spent = time.monotonic() - began
    now = tested(source, args)
    if now is None:
        return Gated(named(source), "none", Judged(0, 0, 0, ()))
    found = clusters(
        now.profile,
        signatures=looks,
        modules=modules,
        before=first.profile if first else None,
        proven=now.proven,
    )
    changes = ()
    if baseline is not None:
        changes = compared(
            baseline.profile, now.profile, modules=modules, proven=now.proven, signatures=looks
        ).changes
    rise = (now.profile.total - first.profile.total) * 60 / spent if first else None
    if locator:
        locator.learn([*found, *(cluster for one in changes for cluster in one.clusters)])
    judged = judge(now.profile.total, found, budget, changes, rise)
    return Gated(now.name, now.profile.format, judged, notes(now, judged, budget))


def notes(now: Goroutines, judged: Judged, budget: Budget) -> tuple[str, ...]:
    """What a reader must know to believe the result."""
    said = list(now.profile.warnings)
    only = all(
        value is None for value in (budget.max_goroutines, budget.max_waiting, budget.max_at_one_place)
    )
    proving = now.proven is not None or now.profile.kind == "goroutineleak" or judged.leaks
    if not proving and only and not budget.baseline and budget.max_per_minute is None:
        said.append(
            "Nothing here proves a leak (that takes the goroutineleak profile of Go 1.27), and no other limit is set: "
            "set max-waiting, max-goroutines or a baseline."
        )
    return tuple(said)


def named(source: str) -> str:
    return "standard input" if source == "-" else source


def tested(source: str, args: argparse.Namespace) -> Goroutines | None:
    """The goroutines of a source; None for the output of tests that has no dump in it."""
    if source != "-":
        try:
            return goroutines(source, "gate counts goroutines", args)
        except ProfileError:
            if not test_output(Path(source)):
                raise
            return None
    with tempfile.TemporaryDirectory(prefix="leakline-gate-") as folder:
        # Kept, since only a second look tells the output of tests without a dump from what is no profile at all.
        kept = Path(folder) / "stdin"
        with kept.open("wb") as out:
            while piece := sys.stdin.buffer.read(1 << 20):
                out.write(piece)
        try:
            return evolve(goroutines(str(kept), "gate counts goroutines", args), name=named("-"))
        except ProfileError as error:
            if not test_output(kept):
                raise ProfileError(str(error).replace(str(kept), named("-"))) from None
            return None


def test_output(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            text = b"\n" + file.read(1 << 22)
    except OSError:
        return False
    return any(mark in text for mark in TEST_OUTPUT)
