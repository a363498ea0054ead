"""`leakline capture`: fetches profiles from running services and keeps them."""

import argparse
import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from attrs import evolve

from leakline.capture import store
from leakline.capture.fetch import Progress
from leakline.capture.files import import_file
from leakline.capture.plan import ENDPOINTS, LEAK_CHECK, plan
from leakline.capture.store import Capture
from leakline.capture.take import capture
from leakline.capture.target import Target, confirmed, parse
from leakline.cli.main import UsageError
from leakline.leaks.clusters import clusters
from leakline.profiles.model import ProfileError
from leakline.report.text import counted, printable
from leakline.settings import Settings

DESCRIPTION = """\
Asks a running Go service for profiles and keeps them, raw, to look at now and later. The service must serve
net/http/pprof; TARGET is where: host:port, http://host:port, or an address with a path before /debug/pprof/. A file
with a profile or a dump is taken in as well.

The kind `leakcheck` (the default) plans itself: goroutine counts first, which are cheap at any size; then their
states as text, which stops the service for a moment, only where there are few enough goroutines or --text is
given; then the leaks that Go itself can prove, where its version has that. What it costs is said before it runs.

A host that is not this machine is asked only with --allow-remote. User and password may stand in the address;
they are sent, and never stored or shown.

examples:
  leakline capture localhost:6060
  leakline capture --kind heap --kind goroutine http://127.0.0.1:6060
  leakline capture --allow-remote --yes https://user:secret@shop.example.com/admin/debug/pprof/"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets", nargs="+", metavar="TARGET", help="a service that serves net/http/pprof, or a file"
    )
    parser.add_argument(
        "--kind",
        action="append",
        metavar="KIND",
        choices=(LEAK_CHECK, *ENDPOINTS),
        help=f"what to fetch, repeatable: {', '.join((LEAK_CHECK, *ENDPOINTS))} (default: {LEAK_CHECK})",
    )
    parser.add_argument(
        "--text",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="take goroutine states as text, however many there are; --no-text: never",
    )
    parser.add_argument(
        "--seconds", type=int, metavar="N", help="how long cpu samples, or over what time others differ"
    )
    parser.add_argument(
        "--timeout", type=float, metavar="S", help="seconds that one request may take (default: 30)"
    )
    parser.add_argument(
        "--allow-remote", action="store_true", help="also ask a host that is not this machine"
    )
    parser.add_argument("--out", metavar="DIR", help="keep the captures here (default: $LEAKLINE_CAPTURES)")
    parser.add_argument("--name", default="", help="what to call the capture")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--yes", action="store_true", help="do not ask before --text stops the service")


def run(args: argparse.Namespace) -> int:
    settings = Settings()
    if args.timeout is not None:
        if not 0 < args.timeout <= 86_400:
            raise UsageError("--timeout must be more than 0 and at most 86,400 seconds")
        settings = evolve(settings, capture_timeout_seconds=args.timeout)
    targets = [Path(given) if Path(given).is_file() else parse(given) for given in args.targets]
    for target in targets:
        if isinstance(target, Target):
            confirmed(target, args.allow_remote)
    intended = plan(args.kind or (), args.text, args.seconds, settings)
    if any(isinstance(target, Target) for target in targets):
        say(intended.cost)
    if args.text and not args.yes and not agreed():
        raise UsageError("nothing was captured: --text was not confirmed")
    problem: Exception | None = None
    captures: list[Capture] = []
    for target in targets:
        try:
            captures.append(taken(target, args, settings))
        except Exception as error:
            if len(targets) == 1 or not type(error).__module__.startswith("leakline."):
                raise
            problem = error
            say(str(error))
        finally:
            wipe()
    useless = {one.id: reason for one in captures if (reason := unusable(one))}
    if args.format == "json":
        print(
            json.dumps(
                {"version": 1, "captures": [entry(one) for one in captures]}, ensure_ascii=False, indent=2
            )
        )
    else:
        for one in captures:
            if one.id not in useless:
                print(summary(one, settings))
    for one in captures:
        if one.id in useless:
            say(f"{useless[one.id]} What came is kept in {one.folder}.")
    if problem is not None and not captures:
        raise problem
    return 2 if problem is not None or useless else 0


def unusable(one: Capture) -> str | None:
    """What is wrong with a capture of which nothing can be read; None where something can."""
    reasons = list(one.failures)
    for part in one.parts:
        try:
            store.profile_of(one, part)
        except ProfileError as error:
            reasons.append(str(error))
        else:
            return None
    return f"{reasons[0].removesuffix('.')}." if reasons else None


def taken(target: Target | Path, args: argparse.Namespace, settings: Settings) -> Capture:
    if isinstance(target, Path):
        return import_file(target, args.out, args.name)
    return capture(
        target,
        args.kind or (LEAK_CHECK,),
        text=args.text,
        seconds=args.seconds,
        name=args.name,
        settings=settings,
        allow_remote=args.allow_remote,
        root=args.out,
        progress=meter(),
    )


def agreed() -> bool:
    """Asks at a terminal; where there is none, --text itself is the word."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    sys.stderr.write("Go on? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def say(text: str) -> None:
    print(f"leakline: {printable(text)}", file=sys.stderr)


def meter() -> Callable[[Progress], None]:
    """Shows how far a capture is, on a terminal only."""
    if not sys.stderr.isatty():
        return unseen

    def show(progress: Progress) -> None:
        shown = f"{progress.what}: {progress.bytes:,} bytes, {progress.seconds:.1f} s"
        sys.stderr.write(f"\r\x1b[K{printable(shown)}")
        sys.stderr.flush()

    return show


def unseen(progress: Progress) -> None:
    """Where nobody looks."""


def wipe() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def entry(one: Capture) -> dict[str, object]:
    """A capture in JSON."""
    return {
        "id": one.id,
        "folder": str(one.folder),
        "name": one.name,
        "target": one.target,
        "time": one.time,
        "kinds": list(one.kinds),
        "total": one.total,
        "parts": [
            {
                "kind": part.kind,
                "form": part.form,
                "path": str(one.folder / part.file),
                "bytes": part.bytes,
                "seconds": part.seconds,
                "failure": part.failure,
            }
            for part in one.parts
        ],
        "failures": list(one.failures),
        "notes": list(one.notes),
    }


def summary(one: Capture, settings: Settings) -> str:
    """What was captured and what is worst in it, in a few lines."""
    size = sum(part.bytes for part in one.parts)
    lines = [
        f"{printable(one.name)}: {', '.join(one.kinds)} ({size:,} bytes) kept in {printable(str(one.folder))}"
    ]
    lines += [f"  {printable(text)}" for text in (*one.failures, *one.notes)]
    try:
        profile, proven = store.goroutines(one)
    except ProfileError as error:
        return "\n".join([*lines, f"  {printable(str(error))}"])
    if profile is not None:
        found = clusters(profile, settings=settings, proven=proven)
        suspects = [cluster for cluster in found if cluster.verdict.tier not in ("present", "benign")]
        lines.append(f"  {counted(profile.total, 'goroutine')}, {counted(len(suspects), 'place')} to look at")
        for cluster in suspects[:5]:
            site = printable(f"{cluster.site.function} ({Path(cluster.site.file).name}:{cluster.site.line})")
            lines.append(f"{cluster.count:>9,}  {cluster.verdict.tier}  {printable(cluster.state)}  {site}")
        lines.append(f"  next: leakline inspect {inspected(one)}")
    return "\n".join(lines)


def inspected(one: Capture) -> str:
    """What `inspect` takes to look at a capture, and to see what grew since the one before it."""
    root = one.folder.parent
    earlier = (
        other
        for other in store.listed(root)[0]
        if other.target == one.target and other.time < one.time and "goroutine" in other.kinds
    )
    both = [*(("--before", other) for other in list(earlier)[:1]), ("", one)]
    usual = root == store.root_of(None)
    return " ".join(
        f"{option} {capture.id if usual else shlex.quote(str(capture.folder))}".strip()
        for option, capture in both
    )
