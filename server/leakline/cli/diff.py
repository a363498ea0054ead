"""`leakline diff`: what became of each leak between two captures."""

import argparse
import json
import math

from leakline.cli import targets as asked
from leakline.cli.built import Locator
from leakline.cli.main import UsageError
from leakline.cli.opening import goroutines, rule_signatures
from leakline.cli.terminal import coloured
from leakline.leaks.compare import Load, compared
from leakline.report.changes import Sides, changes_document, changes_text

DESCRIPTION = """\
Compares two captures of one service, leak by leak: is it fixed, does it remain, has it grown, is it new?

BEFORE and AFTER are profiles, dumps, the folders or ids of captures, `-` for stdin, or a running service
(host:port), which is then captured. They may be of different formats and of different builds: places are told
apart by function and state, so moved lines and renumbered closures are the same leak still. The profiler's own
goroutines and healthy waits are left out and counted.

  grown    more wait there than before, by more than a tenth
  new      nobody waited there before
  remains  as many wait there as before
  fixed    nobody waits there any more

More work leaves more goroutines. Where you know how much was done until each capture (requests served, jobs run, or
seconds up), --load tells, and counts are compared for the same work.

examples:
  leakline diff monday.txt tuesday.txt
  leakline diff 20261124T170501-123456-ab12 localhost:6060 --workspace .
  leakline diff before.pb.gz after.pb.gz --load 12000:96000 --format json"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="BEFORE", help="the earlier capture")
    parser.add_argument("after", metavar="AFTER", help="the later capture, or a running service")
    parser.add_argument("--workspace", metavar="DIR", help="trace frames to the Go files below this folder")
    parser.add_argument(
        "--load",
        metavar="BEFORE:AFTER",
        help="what the service had done until each: requests, jobs or seconds",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--all", action="store_true", help="also where as many wait as before")
    asked.arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.before == args.after == "-":
        raise UsageError("`-` (stdin) can stand for one capture only")
    load = load_of(args.load)
    locator = Locator(args.workspace) if args.workspace else None
    why = "diff compares goroutines"
    before = goroutines(args.before, why, args)
    after = goroutines(args.after, why, args)
    found = compared(
        before.profile,
        after.profile,
        modules=locator.modules if locator else (),
        load=load,
        proven=after.proven,
        proven_before=before.proven,
        signatures=rule_signatures(),
    )
    if locator:
        locator.learn([cluster for one in (*found.changes, *found.healthy) for cluster in one.clusters])
    sides = Sides(
        before.profile,
        after.profile,
        (before.name, after.name),
        load,
        locator.locate if locator else None,
    )
    if args.format == "json":
        print(json.dumps(changes_document(found, sides), ensure_ascii=False, indent=2))
    else:
        print(changes_text(found, sides, coloured(), args.all))
    return 0


def load_of(given: str | None) -> Load | None:
    """`12000:96000`. Raises UsageError."""
    if given is None:
        return None
    try:
        before, after = (float(word.replace("_", "").replace(",", "")) for word in given.split(":"))
    except ValueError:
        before = after = math.nan
    if not (0 < before < math.inf and 0 < after < math.inf):
        raise UsageError("--load takes two numbers above 0, as in --load 12000:96000")
    return Load(before, after)
