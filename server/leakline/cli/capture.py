"""`leakline capture`: fetches profiles from running services and keeps them."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from threading import Event

from leakline.capture.failure import CancelledError
from leakline.capture.fetch import Progress
from leakline.capture.files import import_file
from leakline.capture.plan import ENDPOINTS, LEAK_CHECK, plan
from leakline.capture.store import Capture
from leakline.capture.sweep import sweep
from leakline.capture.take import capture
from leakline.capture.target import Target
from leakline.cli import targets as asked
from leakline.cli.captured import entry, summary, unusable
from leakline.cli.main import UsageError
from leakline.cli.meter import Meter
from leakline.cli.processes import by_signal, choose, list_processes, url_of
from leakline.cli.targets import agreed, allow, at_terminal, found, limited, say
from leakline.report.text import counted
from leakline.settings import Settings

DESCRIPTION = """\
Asks running Go services for profiles and keeps them, raw, to look at now and later. A service must serve
net/http/pprof; TARGET is where: host:port, http://host:port, an address with a path before /debug/pprof/, or
unix:/path/of/socket; or a name from your own targets.toml. A file with a profile or a dump is taken in as well.

The kind `leakcheck` (the default) plans itself: goroutine counts first, which are cheap at any size; then their
states as text, which stops the service for a moment, only where there are few enough goroutines or --text is
given; then the leaks that Go itself can prove, where its version has that. What it costs is said before it runs.

Without a TARGET it offers the Go processes of this machine that answer; --list shows all of them. --pid N captures
one: over its endpoint, or by SIGUSR2 where it has a handler that writes a profile. A process without either is left
alone, and the Go file that it lacks is printed.

With --seconds other kinds are differences: what was added and what went away in that time.

A host that is not this machine is confirmed once, at the terminal or with --allow-remote. Secrets are named, not
given: `--bearer env:TOKEN`.

examples:
  leakline capture localhost:6060
  leakline capture --kind heap --kind goroutine http://127.0.0.1:6060
  leakline capture --kind goroutine --seconds 30 localhost:6060       # what changes within 30 seconds
  leakline capture --allow-remote --user me --password env:SHOP_PASSWORD https://shop.example.com/admin
  leakline capture 10.0.0.4:6060 10.0.0.5:6060 10.0.0.6:6060          # at once; one that fails is a row"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help="a service that serves net/http/pprof, or a file"
    )
    parser.add_argument("--list", action="store_true", help="show the Go processes of this machine")
    parser.add_argument(
        "--pid",
        type=int,
        metavar="N",
        help="capture a process of this machine, by SIGUSR2 where it has no endpoint",
    )
    parser.add_argument("--file", metavar="PATH", help="with --pid: what its own SIGUSR2 handler writes")
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
        "--parallel",
        type=int,
        default=8,
        metavar="N",
        help="how many services are asked at once (default: 8)",
    )
    parser.add_argument("--out", metavar="DIR", help="keep the captures here (default: $LEAKLINE_CAPTURES)")
    parser.add_argument("--name", default="", help="what to call the capture")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--yes", action="store_true", help="do not ask before --text stops a service or another host is asked"
    )
    asked.arguments(parser)


def run(args: argparse.Namespace) -> int:
    settings = limited(Settings(), args)
    if not 1 <= args.parallel <= 64:
        raise UsageError("--parallel must be from 1 to 64")
    if args.list or (not args.targets and args.pid is None and args.format == "json"):
        return list_processes(args.format)
    if args.pid is not None and args.targets:
        raise UsageError("--pid stands in the place of a target; leave one out")
    if args.file and args.pid is None:
        raise UsageError(
            "--file belongs to --pid N; a profile in a file is given as it is: leakline capture FILE"
        )
    names: list[str] = args.targets
    if args.pid is not None:
        url = None if args.file else url_of(args.pid)
        if url is None:
            return signal_one(args, settings)
        names = [url]
    targets = [Path(one) if Path(one).is_file() else found(one, args) for one in names or [choose()]]
    services = [target for target in targets if isinstance(target, Target)]
    allow(services, args)
    intended = plan(args.kind or (), args.text, args.seconds, settings)
    if services:
        say(intended.cost if len(services) == 1 else f"{counted(len(services), 'service')}: {intended.cost}")
    # Where nobody sits at a terminal, --text itself is the word.
    if args.text and not args.yes and at_terminal() and not agreed("Go on?"):
        raise UsageError("nothing was captured: --text was not confirmed")
    stop = Event()
    with Meter(len(services)) as meter:
        results = sweep(
            [
                (shown(target), one_of(target, args, settings, meter.of(shown(target)), stop))
                for target in targets
            ],
            args.parallel,
            stop,
        )
    return tell(results, args, settings)


def signal_one(args: argparse.Namespace, settings: Settings) -> int:
    stop = Event()
    with Meter(1) as meter:
        results = sweep(
            [(f"{args.pid}", lambda: by_signal(args.pid, args, settings, meter.of(""), stop))], 1, stop
        )
    return tell(results, args, settings)


def shown(target: Target | Path) -> str:
    return target.shown if isinstance(target, Target) else str(target)


def one_of(
    target: Target | Path,
    args: argparse.Namespace,
    settings: Settings,
    progress: Callable[[Progress], None],
    stop: Event,
) -> Callable[[], Capture]:
    def take() -> Capture:
        if isinstance(target, Path):
            return import_file(target, args.out, args.name)
        return capture(
            target,
            args.kind or (LEAK_CHECK,),
            text=args.text,
            seconds=args.seconds,
            name=args.name,
            settings=settings,
            allow_remote=True,
            root=args.out,
            progress=progress,
            cancelled=stop,
        )

    return take


def tell(results: list[tuple[str, Capture | Exception]], args: argparse.Namespace, settings: Settings) -> int:
    """Prints what came, in the order in which it was asked for, and what did not. The exit code."""
    captures = [one for _, one in results if isinstance(one, Capture)]
    failed = [(target, error) for target, error in results if isinstance(error, Exception)]
    stopped = any(isinstance(error, CancelledError) for _, error in failed)
    if len(results) == 1 and failed and not stopped:
        raise failed[0][1]
    useless = {one.id: reason for one in captures if (reason := unusable(one, settings))}
    if args.format == "json":
        document = {
            "version": 1,
            "captures": [entry(one) for one in captures],
            "failures": [{"target": target, "failure": str(error)} for target, error in failed],
        }
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for one in captures:
            if one.id not in useless:
                print(summary(one, settings))
    for one in captures:
        if one.id in useless:
            say(f"{useless[one.id]} What came is kept in {one.folder}.")
    for _, error in failed:
        say(str(error))
    if failed and len(results) > 1:
        say(f"{len(results) - len(failed)} of {counted(len(results), 'target')} captured, {len(failed)} not")
    if stopped:
        raise KeyboardInterrupt
    for _, error in failed:
        if not type(error).__module__.startswith("leakline."):
            raise error  # no failure of a service, but a mistake of ours
    return 2 if failed or useless else 0
