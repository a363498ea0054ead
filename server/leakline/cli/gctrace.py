"""`leakline gctrace`: one GC trace read, or two side by side."""

import argparse
import json

from leakline.cli.main import UsageError
from leakline.profiles.gctrace import GcTrace
from leakline.profiles.model import ProfileError
from leakline.profiles.read import reading_path
from leakline.report.gctraces import traces_document, traces_text
from leakline.report.memory import gctrace_document, gctrace_text
from leakline.report.text import printable

DESCRIPTION = """\
Reads what a Go program prints with GODEBUG=gctrace=1, alone or anywhere in a log, and sums it up: how often it
collects, how long the world stands still, what share of the CPU goes into it, how large the heap is. With two
logs, before and after a fix, it puts both side by side.

  GODEBUG=gctrace=1 ./service 2> before.log

A leak shows here as a live heap and stacks that grow, and as collecting that takes more of the CPU each time.

examples:
  leakline gctrace service.log
  leakline gctrace before.log after.log
  kubectl logs shop-7f9c | leakline gctrace --format json -"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="LOG", help="a log with gctrace lines; `-` is stdin")
    parser.add_argument("after", nargs="?", metavar="AFTER", help="another one, to compare with it")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    if args.before == args.after == "-":
        raise UsageError("`-` (stdin) can stand for one log only")
    before = trace_of(args.before)
    if args.after is None:
        shown = printable(named(args.before))
        print(
            json.dumps(gctrace_document(before), ensure_ascii=False, indent=2)
            if args.format == "json"
            else gctrace_text(shown, before)
        )
        return 0
    after = trace_of(args.after)
    names = (named(args.before), named(args.after))
    if args.format == "json":
        print(json.dumps(traces_document(before, after, names), ensure_ascii=False, indent=2))
    else:
        print(traces_text(before, after, names))
    return 0


def trace_of(file: str) -> GcTrace:
    found = reading_path(file)
    if not isinstance(found, GcTrace):
        raise ProfileError(
            f"{printable(named(file))} holds no line of a GC trace: run the program with GODEBUG=gctrace=1 and keep "
            "its stderr"
        )
    return found


def named(file: str) -> str:
    return "standard input" if file == "-" else file
