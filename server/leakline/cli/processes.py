"""The Go processes of this machine: listed, chosen from, and one captured by its number."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from leakline.capture import snippet
from leakline.capture.discover import Service, asked, services, with_profiles
from leakline.capture.fetch import Progress
from leakline.capture.processes import PROC, process_at
from leakline.capture.signalled import NoWayError, answering, signalled
from leakline.capture.store import Capture
from leakline.cli.main import UsageError
from leakline.cli.targets import at_terminal, say
from leakline.report.text import counted, printable
from leakline.settings import Settings


def list_processes(form: str) -> int:
    """Prints them. The exit code."""
    found = services()
    if form == "json":
        print(
            json.dumps(
                {"version": 1, "processes": [entry(one) for one in found]}, ensure_ascii=False, indent=2
            )
        )
        return 0
    if not found:
        print("No Go process runs here that this user may look at.")
        return 0
    print("\n".join(rows(found)))
    captured = with_profiles(found)
    if captured:
        print(f"next: leakline capture {captured[0].url}")
    return 0


def entry(one: Service) -> dict[str, object]:
    return {
        "pid": one.process.pid,
        "command": one.process.command,
        "go": one.process.go,
        "addresses": list(one.process.addresses),
        "url": one.url,
        "tls": list(one.tls),
    }


def rows(found: list[Service]) -> list[str]:
    width = max(max(len(printable(one.process.command)) for one in found), len("PROGRAM"))
    lines = [f"{'PID':>8}  {'PROGRAM':<{width}}  {'GO':<10}  PROFILES"]
    for one in found:
        process = one.process
        told = one.url or no_profiles(one)
        lines.append(
            f"{process.pid:>8}  {printable(process.command):<{width}}  {process.go.removeprefix('go'):<10}  {told}"
        )
    return lines


def no_profiles(one: Service) -> str:
    if one.tls:
        return f"behind TLS: try https://{one.tls[0]}"
    if one.process.addresses:
        shown = ", ".join(one.process.addresses[:3])
        return f"none at {shown}"
    return "none: it listens nowhere on loopback"


def choose() -> str:
    """The address of a service of this machine that a person picks at the terminal. Raises UsageError."""
    found = with_profiles(services())
    if not at_terminal() or not found:
        more = "; these answer here: " + ", ".join(str(one.url) for one in found[:5]) if found else ""
        raise UsageError(
            f"no target was given{more}; `leakline capture --list` shows the Go processes of this machine"
        )
    for number, one in enumerate(found, 1):
        sys.stderr.write(f"  {number}  {printable(one.process.command)} (pid {one.process.pid})  {one.url}\n")
    sys.stderr.write(f"Which one? [1{f'-{len(found)}' if len(found) > 1 else ''}] ")
    sys.stderr.flush()
    said = sys.stdin.readline().strip() or "1"
    if not said.isdigit() or not 1 <= int(said) <= len(found):
        raise UsageError("nothing was captured: none was chosen")
    return str(found[int(said) - 1].url)


def url_of(pid: int) -> str | None:
    """Where the process serves its profiles, where it does."""
    process = process_at(PROC / str(pid), {})
    return asked(process).url if process is not None else None


def by_signal(
    pid: int, args: argparse.Namespace, settings: Settings, progress: Callable[[Progress], None], stop: Event
) -> Capture:
    """Raises CaptureError; where the process has no way to answer, the snippets are printed as well."""
    try:
        process = answering(pid, Path(args.file).absolute() if args.file else None)
    except NoWayError:
        print("\n".join(ways()))
        raise
    say(f"This sends SIGUSR2 to process {pid} ({process.command}), which writes {process.path}.")
    return signalled(process, settings.capture_timeout_seconds, args.out, args.name, progress, stop.is_set)


def ways() -> list[str]:
    """The snippets, as a person copies them."""
    lines: list[str] = []
    for number, one in enumerate(snippet.BOTH, 1):
        lines += [
            f"// {number} of {counted(len(snippet.BOTH), 'way')}, {one.file}: {one.title}",
            "",
            one.text,
        ]
    return lines
