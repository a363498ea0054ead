"""`leakline check`: finds leak-prone code."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from leakline.analysis.check import Result, Stats, check_file, check_paths
from leakline.analysis.finding import Finding
from leakline.analysis.levels import told_as
from leakline.analysis.rules import load_rules
from leakline.analysis.suppress import UNUSED, misspelled, unused
from leakline.analysis.tree import go_files
from leakline.cli import output
from leakline.cli.main import UsageError
from leakline.cli.scopes import Scope, existing, scopes_of
from leakline.report.text import counted, printable
from leakline.text.positions import line_starts

if TYPE_CHECKING:
    from leakline.analysis.applying import Applied

DESCRIPTION = """\
Finds code that leaks goroutines or resources. Needs no build and no network: code that does not compile is checked too.

PATH is a Go file, or a folder with everything below it; `-` reads one file from stdin. Without a PATH the
current folder is checked. Folders named vendor and testdata, hidden ones and generated files are passed over
unless they are named or asked for. A leakline.toml in the folder or above it says what else holds for a project.

Exit code: 0 nothing found, 1 findings of any severity, 2 wrong use or nothing to check.

examples:
  leakline check
  leakline check ./internal/... cmd/server/main.go
  leakline check --format sarif > leaks.sarif
  git show HEAD:s.go | leakline check --stdin-filename s.go -
  leakline check --fix                                  # --diff shows it first
  leakline check --changed-since origin/main            # what a branch brings
  leakline check --write-baseline known.json            # then: leakline check --baseline known.json

What was found is kept below ~/.cache/leakline, for where nothing changes; $LEAKLINE_CHECK_CACHE names another
folder, or `off`.

A finding that is none: put `//leakline:ignore RULE reason` on its line or the line above."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="Go files or folders (default: .)")
    parser.add_argument("--format", choices=output.FORMS, default="text")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes (default: one a core)")
    parser.add_argument(
        "--no-cache", action="store_true", help="check every file, also where nothing changed"
    )
    parser.add_argument("--stdin-filename", metavar="FILE", help="the name of the file that `-` reads")

    what = parser.add_argument_group("what is looked for")
    what.add_argument(
        "--rule", action="append", metavar="ID", help="only this rule, also one that is off; can be repeated"
    )
    what.add_argument(
        "--severity",
        action="append",
        metavar="RULE=LEVEL",
        help="how findings of a rule are told: error, warning, information or hint; or on or off; can be repeated",
    )
    what.add_argument("--pedantic", action="store_true", help="also rules that are off for being often wrong")
    what.add_argument("--generated", action="store_true", help="also generated files")
    what.add_argument("--report-unused", action="store_true", help="also comments that ignore nothing")
    what.add_argument(
        "--changed-since",
        metavar="REV",
        help="only findings on lines that changed since a commit, branch or tag of git, or on whose way one did",
    )
    what.add_argument("--baseline", metavar="FILE", help="without the findings that this file knows")
    what.add_argument("--write-baseline", metavar="FILE", help="write what is found into this file instead")
    what.add_argument("--config", metavar="FILE", help="this file instead of the leakline.toml around PATH")
    what.add_argument("--no-config", action="store_true", help="without any leakline.toml")

    fixes = parser.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="apply the safe fixes and tell what remains")
    fixes.add_argument("--diff", action="store_true", help="show what --fix would change, as a unified diff")
    fixes.add_argument("--dry-run", action="store_true", help="with --fix, the same as --diff")
    fixes.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff, also those that may change meaning"
    )


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 on")
    return int(text)


def run(args: argparse.Namespace) -> int:
    paths: list[str] = args.paths or ["."]
    _refuse_together(args)
    stdin = _stdin(paths) if "-" in paths else None
    name = args.stdin_filename or "-"
    scopes = scopes_of([name] if stdin is not None else existing(paths), args, load_rules())
    text_of = _reader(name, stdin)
    changes = None
    # What most runs do not need is imported where it is used: the start counts.
    if args.changed_since is not None:
        from leakline.cli.revision import changes_since

        changes = changes_since(args.changed_since, [path for s in scopes for path in s.paths], text_of)
    result = _checked(scopes, args, text_of, stdin)
    for problem in result.stats.errors:
        print(f"leakline: {printable(problem)}", file=sys.stderr)
    _refuse_nothing(result.stats, paths)
    findings = result.findings if changes is None else [f for f in result.findings if changes.touches(f)]
    if args.write_baseline or args.baseline or any(scope.project.baseline for scope in scopes):
        from leakline.cli import known
    else:
        known = None
    if args.write_baseline and known is not None:
        return known.write(Path(args.write_baseline), findings, text_of)
    if known is not None:
        findings = known.silenced(findings, scopes, args.baseline, text_of, whole=changes is None)
    if args.fix or args.diff:
        from leakline.cli import fixing

        fixed = fixing.mended(findings, text_of, partial(_again, scopes), args.unsafe_fixes)
        return _fixed(args, *fixed, scopes, result.stats, text_of, stdin)
    return _told(args, findings, scopes, result.stats, text_of)


def _refuse_together(args: argparse.Namespace) -> None:
    args.diff = args.diff or (args.fix and args.dry_run)
    if args.dry_run and not args.fix:
        raise UsageError("--dry-run goes with --fix; alone, the check changes nothing anyway")
    if args.unsafe_fixes and not (args.fix or args.diff):
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    if args.write_baseline and (args.fix or args.diff or args.baseline):
        raise UsageError("--write-baseline stands without --baseline, --fix and --diff")


def _told(
    args: argparse.Namespace,
    findings: Sequence[Finding],
    scopes: Sequence[Scope],
    stats: Stats,
    text_of: Callable[[str], bytes | None],
) -> int:
    """Writes the findings. Returns the exit code."""
    rules = list({rule.id: rule for scope in scopes for rule in (*scope.known, UNUSED)}.values())
    standing = [finding for finding in findings if finding.suppressed is None]
    _tell_misspelled(standing, {rule.id for rule in rules}, text_of)
    output.write(args.format, findings, rules, stats, text_of)
    if sys.stderr.isatty() and not args.fix:
        seen = f"{counted(len(standing), 'finding')} in {counted(stats.files, 'file')}"
        print(f"{seen}, {stats.seconds:.1f} s", file=sys.stderr)
    if standing:
        return 1
    return 2 if any(scope.project.problems for scope in scopes) else 0


def _fixed(
    args: argparse.Namespace,
    applied: "Applied",
    remaining: list[Finding],
    scopes: Sequence[Scope],
    stats: Stats,
    text_of: Callable[[str], bytes | None],
    stdin: bytes | None,
) -> int:
    """Writes or shows what fixes change. Returns the exit code: 1 where findings remain, or are shown with a diff."""
    from leakline.cli import fixing

    for refusal in fixing.refusals(applied):
        print(f"leakline: {printable(refusal)}", file=sys.stderr)
    if args.diff:
        output.raw(fixing.diff(applied, text_of))
        return 1 if applied.fixed or any(f.suppressed is None for f in remaining) else 0
    if stdin is not None:
        output.raw(next(iter(applied.texts.values()), stdin))
        print(f"leakline: {fixing.summary(applied, (), remaining, args.unsafe_fixes)}", file=sys.stderr)
        return 1 if any(f.suppressed is None for f in remaining) else 0
    failed = fixing.write(applied, text_of)
    code = _told(args, remaining, scopes, stats, lambda path: applied.texts.get(path) or text_of(path))
    print(f"leakline: {fixing.summary(applied, failed, remaining, args.unsafe_fixes)}", file=sys.stderr)
    return 1 if failed else code


def _again(scopes: Sequence[Scope], path: str, texts: Mapping[str, bytes]) -> list[Finding]:
    """The findings of a file while some texts stand for what the disk holds."""
    scope = next((scope for scope in scopes if scope.holds(path)), scopes[0])
    overrides = {str(Path(name).absolute()): data for name, data in texts.items()}
    found = check_file(path, texts[path], scope.rules, overrides)
    return told_as(found, scope.known, scope.levels)


def _stdin(paths: Sequence[str]) -> bytes:
    if len(paths) > 1:
        raise UsageError("`-` reads one file from stdin and stands alone; name it with --stdin-filename FILE")
    if sys.__stdin__ is None:
        raise UsageError("there is nothing to read: stdin is closed; pipe a Go file into `-`")
    return sys.stdin.buffer.read()


def _reader(name: str, stdin: bytes | None) -> Callable[[str], bytes | None]:
    """The bytes of a file as it was checked."""

    @cache
    def read(path: str) -> bytes | None:
        if stdin is not None and path == name:
            return stdin
        try:
            return Path(path).read_bytes()
        except OSError:
            return None

    return read


def _checked(
    scopes: Sequence[Scope],
    args: argparse.Namespace,
    text_of: Callable[[str], bytes | None],
    stdin: bytes | None,
) -> Result:
    """The findings of all scopes, with the severities that each wants, by place."""
    findings: list[Finding] = []
    stats = Stats(0, 0, 0.0)
    for scope in scopes:
        part = _scope_checked(scope, args, stdin)
        found = told_as(part.findings, scope.known, scope.levels)
        if args.report_unused or scope.project.config.report_unused:
            found += _unused(scope, found, args, text_of, stdin is not None)
        findings += found
        stats = Stats(
            stats.files + part.stats.files,
            stats.parsed + part.stats.parsed,
            stats.seconds + part.stats.seconds,
            (*stats.errors, *part.stats.errors),
        )
    findings.sort(key=lambda one: (one.path, one.line, one.column, one.rule))
    return Result(findings, stats)


def _scope_checked(scope: Scope, args: argparse.Namespace, stdin: bytes | None) -> Result:
    if stdin is not None:
        (name,) = scope.paths
        failures: list[str] = []
        findings = check_file(name, stdin, scope.rules, failures=failures)
        return Result(findings, Stats(1, 1, 0.0, tuple(failures)))
    return check_paths(
        scope.paths,
        scope.rules,
        jobs=args.jobs,
        progress=_progress if sys.stderr.isatty() else None,
        include_generated=scope.include_generated,
        skip=scope.skips,
        use_cache=not args.no_cache,
    )


def _unused(
    scope: Scope,
    findings: Sequence[Finding],
    args: argparse.Namespace,
    text_of: Callable[[str], bytes | None],
    alone: bool,
) -> list[Finding]:
    """The comments that ignore nothing, in the files of a scope."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    ran, known = {rule.id for rule in scope.rules}, {rule.id for rule in scope.known}
    usual = {rule.id for rule in scope.known if rule.default == "on"}
    out: list[Finding] = []
    for path in scope.paths if alone else go_files(scope.paths, [], scope.skips):
        data = text_of(path)
        if data is not None:
            whole = usual <= ran and not args.rule
            out += unused(path, data, line_starts(data), by_path.get(path, ()), ran, known, whole)
    return told_as(out, [UNUSED], scope.levels)


def _refuse_nothing(stats: Stats, paths: Sequence[str]) -> None:
    """A wrong or empty folder is no all-clear."""
    named = ", ".join(map(printable, paths))
    if not stats.files:
        raise UsageError(f"there are no Go files in {named}; name a folder that has some")
    if not stats.parsed and len(stats.errors) >= stats.files:
        raise UsageError(f"none of the Go files in {named} could be read")


def _tell_misspelled(
    standing: Sequence[Finding], known: set[str], text_of: Callable[[str], bytes | None]
) -> None:
    """Says of findings that stand beside a comment with a wrong rule id why that is so."""
    if any(finding.rule == UNUSED.id for finding in standing):
        return
    for path in dict.fromkeys(finding.path for finding in standing):
        data = text_of(path)
        if data is None:
            continue
        for line, rule in misspelled(data, line_starts(data), known):
            print(
                f"leakline: {printable(path)}:{line}: this comment ignores {printable(rule)}, and there is no such rule",
                file=sys.stderr,
            )


def _progress(done: int, total: int) -> None:
    text = f"\rchecking {done:,} of {total:,} files" if done < total else "\r\x1b[K"
    print(text, end="", file=sys.stderr, flush=True)
