"""`leakline report`: joins findings and captures per line, as text, JSON or HTML."""

import argparse
import json
import os
import sys
from pathlib import Path

from leakline.cli import built
from leakline.cli.main import UsageError
from leakline.cli.scopes import scope_of
from leakline.cli.terminal import coloured
from leakline.report.text import printable

DESCRIPTION = """\
Joins what the code predicts with what profiles of the running service show, line by line, worst first. Where
both speak of the same leak the line is confirmed.

PATH is the folder of the Go code (default: the working directory). Without --profile the report holds the
findings alone. A FILE is a pprof profile, goroutine text (debug=1, debug=2, a crash), a capture's folder or
id, or `-` for stdin. Give all profiles of one moment: the text has states and waits, the proto knows where
functions start.

examples:
  leakline report --profile goroutine.txt
  leakline report --before monday.pb.gz --profile friday.pb.gz --format html --output leaks.html
  leakline report --format json --profile 20260102T030405-000000-abcd services/checkout"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", metavar="PATH", help="folder of the Go code (default: .)")
    for name, what in (
        ("--profile", "profiles of the running service"),
        ("--before", "earlier profiles of the same service, to see what grew"),
    ):
        parser.add_argument(name, action="append", nargs="+", default=[], metavar="FILE", help=what)
    built.arguments(parser)
    parser.add_argument("--format", choices=("text", "json", "html"), default="text")
    parser.add_argument("--output", metavar="FILE", help="write the report here instead of to stdout")
    parser.add_argument("--title", default="", help="the heading of the report")


def run(args: argparse.Namespace) -> int:
    from leakline.analysis.check import check_paths
    from leakline.analysis.levels import told_as
    from leakline.report import gather, html, joint

    path = args.path or _path_among(args.profile) or _path_among(args.before) or "."
    root = Path(path)
    if not root.exists():
        raise UsageError(f"{printable(path)} does not exist; give the folder of the Go code")
    profiles, earlier = _files(args.profile), _files(args.before)
    if (not profiles or not root.is_dir()) and earlier:
        raise UsageError("--before compares with --profile: give that too, and a folder as PATH")
    if [*profiles, *earlier].count("-") > 1:
        raise UsageError("`-` (stdin) can stand for one file only")
    now = gather.taken(profiles)
    before = gather.taken(earlier) if earlier else None
    scope = scope_of(str(root.absolute()))
    result = check_paths(
        scope.paths, scope.rules, include_generated=scope.include_generated, skip=scope.skips
    )
    findings = told_as(result.findings, scope.known, scope.levels)
    folder = str(root.absolute() if root.is_dir() else root.absolute().parent)
    folder = os.path.normpath(folder)
    mapper = built.mapper_of(args, [folder])
    if not profiles and not mapper.workspace.any_file():
        raise UsageError(f"there are no Go files in {printable(path)}; name a folder that has some")
    report = gather.build(folder, mapper, findings, scope.known, now, before, title=args.title)
    if args.format == "json":
        text = json.dumps(joint.document(report), ensure_ascii=False, indent=2) + "\n"
    elif args.format == "html":
        text = html.page(report, mapper.workspace)
    else:
        colour = args.output is None and coloured()
        text = joint.text(report, joint.coloured if colour else joint.plain)
    if args.output is None or args.output == "-":
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        _write(Path(args.output), text)
    return 0


def _files(given: list[list[str]]) -> list[str]:
    return [file for some in given for file in some]


def _path_among(given: list[list[str]]) -> str | None:
    """`--profile a b PATH` takes PATH for a third FILE: a folder that is no capture, or a Go file, is none."""
    if not given or len(given[-1]) < 2:
        return None
    last = Path(given[-1][-1])
    if last.suffix == ".go" or (last.is_dir() and not (last / "meta.json").is_file()):
        return given[-1].pop()
    return None


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"the report could not be written to {path}: {error.strerror}") from None
    print(f"leakline: report written to {printable(str(path))}", file=sys.stderr)
