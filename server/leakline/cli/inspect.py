"""`leakline inspect`: says what a profile or goroutine dump holds and what leaks."""

import argparse
import json
from collections.abc import Sequence

from leakline.cli import built
from leakline.cli.built import Locator
from leakline.cli.main import UsageError
from leakline.cli.opening import opened, rule_signatures
from leakline.cli.terminal import coloured
from leakline.leaks.clusters import clusters
from leakline.leaks.document import document, value_document
from leakline.leaks.model import Cluster
from leakline.profiles.gctrace import GcTrace
from leakline.profiles.memstats import MemStats
from leakline.profiles.model import Frame, GoroutineProfile, Profile
from leakline.profiles.read import Reading
from leakline.report import memory
from leakline.report.text import counted, paint, printable

DESCRIPTION = """\
Reads profiles and goroutine dumps and says which goroutines leak, worst first, and how it knows.

FILE is a pprof profile (packed or not), goroutine text (debug=1, debug=2, a crash, a log with a dump in it), a
capture's folder or id, or `-` for stdin. So are memory numbers: heap?debug=1, expvar's /debug/vars, a scrape of
Prometheus metrics, the log of GODEBUG=gctrace=1. What a file is, its bytes decide, not its name.

With --workspace each frame is traced to its line in that folder: exact, shifted (the line moved), stale or unknown.
--revision, or the program that ran (--binary), names the commit that was built: then lines are followed by git.
With --before, what rose since that earlier capture is called growing.

examples:
  leakline inspect goroutine.txt
  curl -s localhost:6060/debug/pprof/goroutine?debug=2 | leakline inspect -
  leakline inspect --workspace . --before monday.pb.gz friday.pb.gz
  leakline inspect --format json heap.pb.gz"""

COLOURS = {"proven": "31;1", "growing": "31", "old": "33", "many": "33", "present": "36", "benign": "2"}
SHOWN_STATES = 8
SHOWN_PLACES = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="profiles, dumps or captures; `-` is stdin")
    parser.add_argument("--workspace", metavar="DIR", help="trace frames to the Go files below this folder")
    built.arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--all", action="store_true", help=f"every place, not only the worst {SHOWN_PLACES}")
    parser.add_argument(
        "--dump", metavar="N", type=int, help="of several dumps in a log, the Nth; -2: the last but one"
    )
    parser.add_argument("--before", metavar="FILE", help="an earlier profile of the same service")


def run(args: argparse.Namespace) -> int:
    files: list[str] = args.files
    if [*files, args.before].count("-") > 1:
        raise UsageError("`-` (stdin) can stand for one file only")
    if (args.revision or args.binary) and not args.workspace:
        raise UsageError("--revision and --binary correct the lines of a --workspace: give that too")
    locator = Locator(args.workspace, args) if args.workspace else None
    before = goroutines_only(args.before) if args.before else None
    looks = rule_signatures()
    for at, file in enumerate(files):
        profile, proven = opened(file)
        if isinstance(profile, GoroutineProfile):
            profile = picked(profile, args.dump, file)
            found = clusters(
                profile,
                signatures=looks,
                modules=locator.modules if locator else (),
                before=before,
                proven=proven,
            )
            if locator:
                locator.learn(found)
            if args.format == "json":
                show_json(document(profile, found, locator.locate if locator else None), len(files) > 1)
            else:
                print("\n" * bool(at) + text(file, profile, found, locator, coloured(), args.all))
        elif args.format == "json":
            show_json(other_document(profile), len(files) > 1)
        else:
            print("\n" * bool(at) + other_text(file, profile))
    return 0


def picked(profile: GoroutineProfile, number: int | None, file: str) -> GoroutineProfile:
    """One of the dumps of a log, counted from 1, or from the end below 0."""
    if number is None:
        return profile
    dumps = profile.dumps or (profile,)
    if not 0 < abs(number) <= len(dumps):
        raise UsageError(f"--dump {number}: {printable(file)} holds {counted(len(dumps), 'dump')}")
    return dumps[number - 1 if number > 0 else number]


def show_json(shown: dict[str, object], several: bool) -> None:
    """One document a capture; of several, each on a line of its own."""
    print(json.dumps(shown, ensure_ascii=False, indent=None if several else 2))


def goroutines_only(file: str) -> GoroutineProfile:
    profile, _ = opened(file)
    if not isinstance(profile, GoroutineProfile):
        raise UsageError(
            f"{printable(file)} is a {profile.kind} profile; --before wants goroutines to compare with"
        )
    return profile


def text(
    file: str,
    profile: GoroutineProfile,
    found: Sequence[Cluster],
    locator: Locator | None,
    colour: bool,
    every: bool,
) -> str:
    """What a person reads of one goroutine profile."""
    what = "leaked goroutine" if profile.kind == "goroutineleak" else "goroutine"
    lines = [
        f"{named(file)}: {counted(profile.total, what)} in {counted(len(found), 'place')} ({profile.format})"
    ]
    if profile.states:
        states = list(profile.states.items())
        words = [f"{count:,} {printable(state)}" for state, count in states[:SHOWN_STATES]]
        if len(states) > SHOWN_STATES:
            words.append(f"{counted(len(states) - SHOWN_STATES, 'other state')}")
        lines.append(f"  {' · '.join(words)}")
    lines += [f"  {paint('warning', '33', colour)}: {printable(one)}" for one in profile.warnings]
    benign = [one for one in found if one.verdict.tier == "benign"]
    suspects = [one for one in found if one.verdict.tier != "benign"]
    shown_places = suspects if every else suspects[:SHOWN_PLACES]
    for one in shown_places:
        lines += ["", *cluster_lines(one, locator, colour)]
    if len(shown_places) < len(suspects):
        rest = suspects[SHOWN_PLACES:]
        count = counted(sum(one.count for one in rest), "goroutine")
        lines += ["", f"  {count} in {counted(len(rest), 'further place')}; --all shows them"]
    if benign:
        count = sum(one.count for one in benign)
        lines += ["", f"  {counted(count, 'goroutine')} whose wait is known to be healthy:"]
        for one in benign:
            shown = f"{one.count:>7,}  {printable(one.site.function)}: {one.verdict.why}"
            lines.append(f"  {paint(shown, COLOURS['benign'], colour)}")
    return "\n".join(lines)


def cluster_lines(one: Cluster, locator: Locator | None, colour: bool) -> list[str]:
    located = locator.locate(one) if locator else None
    tier = paint(one.verdict.tier, COLOURS[one.verdict.tier], colour)
    lines = [
        f"{one.count:>9,}  {tier}  {printable(one.state) or 'state unknown'}  {printable(one.site.function)}",
        f"           at {where(one.site, located.site_words if located else '')}",
        f"           {printable(one.verdict.why)}",
    ]
    lines += [f"           {printable(hint)}" for hint in one.hints]
    if one.waits:
        low, middle, high = one.waits[0], one.waits[len(one.waits) // 2], one.waits[-1]
        spread = (
            counted(high, "minute")
            if low == high
            else f"{low:,} to {high:,} minutes, half of them {middle:,} or more"
        )
        lines.append(f"           {counted(len(one.waits), 'goroutine')} waiting for {spread}")
    if one.creator is not None:
        place = where(one.creator, located.creator_words if located else "")
        lines.append(f"           started by {printable(one.creator.function)} at {place}")
    if one.labels:
        lines.append(
            f"           labels {', '.join(f'{printable(key)}={printable(value)}' for key, value in one.labels)}"
        )
    if one.signatures:
        lines.append(f"           looks like {', '.join(one.signatures)}")
    return lines


def named(file: str) -> str:
    return "standard input" if file == "-" else printable(file)


def where(frame: Frame, source: str) -> str:
    return printable(f"{frame.file or '?'}:{frame.line}") + (f" -> {printable(source)}" if source else "")


def other_document(found: Reading) -> dict[str, object]:
    """JSON of what holds no goroutines."""
    if isinstance(found, MemStats):
        return memory.memstats_document(found)
    if isinstance(found, GcTrace):
        return memory.gctrace_document(found)
    assert not isinstance(found, GoroutineProfile)
    return value_document(found)


def other_text(file: str, found: Reading) -> str:
    """Text of what holds no goroutines."""
    if isinstance(found, MemStats):
        return memory.memstats_text(named(file), found)
    if isinstance(found, GcTrace):
        return memory.gctrace_text(named(file), found)
    return value_text(file, found)


def value_text(file: str, profile: Profile) -> str:
    """What a person reads of any other profile."""
    assert not isinstance(profile, GoroutineProfile)
    over = f" over {profile.duration_seconds:g} seconds" if profile.duration_seconds else ""
    lines = [f"{named(file)}: {profile.kind} profile, {counted(len(profile.samples), 'stack')}{over}"]
    lines += [
        f"  {total:>16,}  {printable(name)}"
        for name, total in zip(profile.sample_types, profile.sums, strict=True)
    ]
    if not profile.samples and profile.kind in ("block", "mutex", "contention"):
        lines.append(
            "  It is empty: the program must set a rate for block and mutex profiles, which are off by default."
        )
    lines += [f"  warning: {printable(one)}" for one in profile.warnings]
    return "\n".join(lines)
