"""`leakline check`: finds leak-prone code."""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from leakline.analysis.check import Result, Stats, check_file, check_paths
from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule, load_rules
from leakline.cli.main import UsageError
from leakline.report.findings import findings_document
from leakline.report.github import github_lines
from leakline.report.sarif import sarif_document
from leakline.report.text import counted, finding_lines, printable

DESCRIPTION = """\
Finds code that leaks goroutines or resources. Needs no build and no network: code that does not compile is checked too.

PATH is a Go file, or a folder with everything below it; `-` reads one file from stdin. Without a PATH the
current folder is checked. Folders named vendor and testdata, hidden ones and generated files are passed over
unless they are named or asked for.

Exit code: 0 nothing found, 1 findings of any severity, 2 wrong use or nothing to check.

examples:
  leakline check
  leakline check ./internal/... cmd/server/main.go
  leakline check --format sarif > leaks.sarif
  git show HEAD:s.go | leakline check --stdin-filename s.go -

A finding that is none: put `//leakline:ignore RULE reason` on its line or the line above."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="Go files or folders (default: .)")
    parser.add_argument("--format", choices=("text", "json", "sarif", "github"), default="text")
    parser.add_argument(
        "--rule", action="append", metavar="ID", help="only this rule, also one that is off; can be repeated"
    )
    parser.add_argument(
        "--pedantic", action="store_true", help="also rules that are off for being often wrong"
    )
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes (default: one a core)")
    parser.add_argument("--generated", action="store_true", help="also generated files")
    parser.add_argument("--stdin-filename", metavar="FILE", help="the name of the file that `-` reads")


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 on")
    return int(text)


def run(args: argparse.Namespace) -> int:
    rules = chosen_rules(args.rule, load_rules())
    paths: list[str] = args.paths or ["."]
    stdin: bytes | None = None
    if "-" in paths:
        if len(paths) > 1:
            raise UsageError(
                "`-` reads one file from stdin and stands alone; name it with --stdin-filename FILE"
            )
        if sys.__stdin__ is None:
            raise UsageError("there is nothing to read: stdin is closed; pipe a Go file into `-`")
        stdin = data = sys.stdin.buffer.read()
        result = _stdin(args.stdin_filename or "-", data, rules)
    else:
        result = _paths(existing(paths), rules, args)
    findings = sorted(result.findings, key=lambda one: (one.path, one.line, one.column, one.rule))
    standing = [finding for finding in findings if finding.suppressed is None]
    for problem in result.stats.errors:
        print(f"leakline: {printable(problem)}", file=sys.stderr)
    if not result.stats.files:
        raise UsageError(
            f"there are no Go files in {', '.join(map(printable, paths))}; name a folder that has some"
        )
    if not result.stats.parsed and len(result.stats.errors) >= result.stats.files:
        raise UsageError(f"none of the Go files in {', '.join(map(printable, paths))} could be read")
    _write(args.format, findings, standing, rules, result.stats, stdin)
    if sys.stderr.isatty():
        seen = f"{counted(len(standing), 'finding')} in {counted(result.stats.files, 'file')}"
        print(f"{seen}, {result.stats.seconds:.1f} s", file=sys.stderr)
    return 1 if standing else 0


def chosen_rules(names: Sequence[str] | None, rules: Sequence[Rule]) -> Sequence[Rule]:
    """The rules of these ids, or all."""
    if not names:
        return rules
    known = {rule.id: rule for rule in rules}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else "; `leakline rules` lists them"
            raise UsageError(f"there is no rule {name}{hint}")
    return [known[name] for name in dict.fromkeys(names)]


def existing(paths: Iterable[str]) -> list[str]:
    """Go's `./...` means the folder here, which is searched with all below it anyway."""
    found: list[str] = []
    for path in paths:
        plain = path[: -len("...")].rstrip("/" + os.sep) or "." if path.endswith("...") else path
        if not Path(plain).exists():
            raise UsageError(f"{printable(plain)} does not exist; name a Go file or a folder")
        if not Path(plain).is_dir() and not plain.endswith(".go"):
            print(f"leakline: {printable(plain)} is no Go file and was left out", file=sys.stderr)
            continue
        if not Path(plain).is_dir():
            _readable(plain)
        found.append(plain)
    return list(dict.fromkeys(found))


def _readable(path: str) -> None:
    """A file that was named and cannot be read is told as wrong use: silence would look like a clean file."""
    if not Path(path).is_file():
        raise UsageError(f"{printable(path)} is no regular file; name a Go file or a folder")
    try:
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"{printable(path)} cannot be read: {error.strerror}") from None


def _stdin(name: str, data: bytes, rules: Sequence[Rule]) -> Result:
    findings = check_file(name, data, rules)
    return Result(findings, Stats(files=1, parsed=1, seconds=0.0))


def _paths(paths: list[str], rules: Sequence[Rule], args: argparse.Namespace) -> Result:
    return check_paths(
        paths,
        rules,
        jobs=args.jobs,
        progress=_progress if sys.stderr.isatty() else None,
        pedantic=args.pedantic or bool(args.rule),
        include_generated=args.generated,
    )


def _progress(done: int, total: int) -> None:
    text = f"\rchecking {done:,} of {total:,} files" if done < total else "\r\x1b[K"
    print(text, end="", file=sys.stderr, flush=True)


def _write(
    form: str,
    findings: list[Finding],
    standing: list[Finding],
    rules: Sequence[Rule],
    stats: Stats,
    stdin: bytes | None,
) -> None:
    if form == "json":
        _json(findings_document(standing, stats.files, stats.parsed, stats.seconds))
    elif form == "sarif":
        _json(sarif_document(findings, rules, lambda path: stdin if stdin is not None else _read(path)))
    elif form == "github":
        _lines(github_lines(standing))
    else:
        _lines(finding_lines(standing, sys.stdout.isatty() and not os.environ.get("NO_COLOR")))


def _json(document: object) -> None:
    json.dump(document, sys.stdout, indent=1)
    sys.stdout.write("\n")


def _lines(lines: Iterable[str]) -> None:
    out: object = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        # File names need not be text in any encoding, and messages need not be in the terminal's.
        out.reconfigure(errors="backslashreplace")
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None
