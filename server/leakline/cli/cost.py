"""`leakline cost`: what goroutines cost, of a service, of a capture, or of a leak in the lab against none."""

import argparse
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from leakline.cli import targets as asked
from leakline.cli.demo import lab_of, stoppable
from leakline.cli.main import UsageError
from leakline.cli.opening import goroutines, is_service, rule_signatures
from leakline.cli.targets import allow, found, limited
from leakline.cli.watch import Watch
from leakline.leaks.clusters import clusters
from leakline.leaks.cost import cost
from leakline.profiles import gctrace, memstats
from leakline.report.cost import ESTIMATED, MEASURED, Line, cost_document, cost_text, lab_document, lab_text
from leakline.settings import Settings

DESCRIPTION = """\
Says what goroutines cost that wait for what is not known to be healthy: how many are kept, the bytes of their
stacks, and what they add to collecting. Each figure is labelled measured or estimated.

SOURCE is a running service, whose stacks the runtime measures as a whole, or a dump, profile or capture. What each
place holds is estimated by the depth of its stacks.

With --lab it measures: the leak lab of a checkout runs twice, with a leak and repaired, gets the same requests, and
goroutines, stacks, heap, the CPU time of collections and their pauses stand side by side.

examples:
  leakline cost 127.0.0.1:6060
  leakline cost goroutines.txt
  leakline cost --lab
  leakline cost --lab --goroutines 10000 --format json"""

PATTERN = "receive"
"""The leak that is driven: each request leaves one goroutine, and nothing else."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", nargs="?", metavar="SOURCE", help="a service, a dump, a profile or a capture"
    )
    parser.add_argument("--lab", action="store_true", help="measure a leak of the leak lab against none")
    parser.add_argument(
        "--goroutines", type=int, default=1000, metavar="N", help="with --lab: how many (default: 1000)"
    )
    parser.add_argument(
        "--collections",
        type=int,
        default=20,
        metavar="N",
        help="with --lab: over how many to average (default: 20)",
    )
    parser.add_argument("--checkout", metavar="DIR", help="with --lab: a checkout of Leakline")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    asked.arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.lab == (args.source is not None):
        raise UsageError("cost takes either a SOURCE or --lab")
    if args.lab:
        return lab_cost(args)
    memory, gc_share = None, None
    if is_service(args.source):
        target = found(args.source, args)
        allow([target], args)
        watch = Watch(target, limited(Settings(), args), False)
        watch.take()
        assert watch.last is not None
        profile, name, proven = watch.last, target.shown, None
        memory = watch.samples[-1]
        gc_share = memory.gc_share
    else:
        opened = goroutines(args.source, "cost is told of goroutines", args)
        profile, name, proven = opened.profile, opened.name, opened.proven
    told = cost(
        clusters(profile, signatures=rule_signatures(), proven=proven),
        memory.stacks if memory else None,
        memory.heap if memory else None,
        gc_share,
    )
    if args.format == "json":
        print(json.dumps(cost_document(told, name), ensure_ascii=False, indent=2))
    else:
        print(cost_text(told, name))
    return 0


def lab_cost(args: argparse.Namespace) -> int:
    if not (1 <= args.goroutines <= 100_000 and 1 <= args.collections <= 1000):
        raise UsageError("--goroutines takes 1 to 100,000, and --collections 1 to 1,000")
    lab, toolchains = lab_of(args.checkout)
    with stoppable():
        try:
            go = toolchains.find_go()
            binary = lab.cached_lab(go)
            leaked = measured(lab, binary, (), args.goroutines, args.collections)
            ended = measured(lab, binary, (PATTERN,), args.goroutines, args.collections)
        except (toolchains.ToolchainError, lab.LabError) as error:
            raise UsageError(str(error)) from None
    version = "Go " + ".".join(str(part) for part in toolchains.version_of(go) or ())
    lines = lines_of(leaked, ended)
    if args.format == "json":
        print(json.dumps(lab_document(lines, args.goroutines, args.collections, version), indent=2))
    else:
        print(lab_text(lines, args.goroutines, args.collections, version))
    return 0


def measured(
    lab: ModuleType, binary: Path, fixed: tuple[str, ...], count: int, collections: int
) -> dict[str, float]:
    """One run: the same requests, then as many forced collections."""
    with lab.Lab(binary, fixed=fixed, env={**os.environ, "GODEBUG": "gctrace=1"}) as shop:
        shop.drive(PATTERN, count)
        before = traces(shop)
        for _ in range(collections):
            shop.get(f"{shop.debug}/debug/pprof/heap?gc=1&debug=1")
        # One that ran when the first was asked for may stand among them; the last ones are those that were forced.
        done = [one for one in traces(shop)[len(before) :] if one.forced][-collections:]
        stats = memstats.read(shop.get(f"{shop.debug}/debug/pprof/heap?gc=1&debug=1"), "the lab's heap")
        return {
            "goroutines": shop.goroutines(),
            "stacks": stats.stack_inuse or 0,
            "heap": stats.heap_alloc or 0,
            "cpu": 1e6 * sum(one.cpu_ms for one in done) / len(done),
            "mark": 1e6 * sum(sum(one.clock_ms) - one.pause_ms for one in done) / len(done),
            "pause": 1e6 * sum(one.pause_ms for one in done) / len(done),
            "longest": 1e6 * max(one.pause_ms for one in done),
        }


def traces(shop: Any) -> tuple[gctrace.Collection, ...]:
    if gctrace.MARK not in shop.stderr():
        return ()  # nothing was collected yet
    return gctrace.read(shop.stderr() + b"\n", "the lab's log").collections


def lines_of(leaked: dict[str, float], ended: dict[str, float]) -> list[Line]:
    rows = (
        ("goroutines", "goroutines", "count"),
        ("stacks in use", "stacks", "bytes"),
        ("heap after collecting", "heap", "bytes"),
        ("CPU of a collection", "cpu", "ns"),
        ("marking, wall time", "mark", "ns"),
        ("pause of a collection", "pause", "ns"),
        ("longest pause", "longest", "ns"),
    )
    lines = [Line(name, leaked[key], ended[key], unit, MEASURED) for name, key, unit in rows]
    added = leaked["goroutines"] - ended["goroutines"]
    # What the size of a first stack would make one expect, beside what was measured.
    lines.insert(2, Line("stacks, by their depth", 2048 * added, 0, "bytes", ESTIMATED))
    return lines
