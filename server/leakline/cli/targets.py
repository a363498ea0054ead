"""How a service is named and let in on the command line: shared by the commands that ask one."""

import argparse
import re
import sys

from attrs import evolve

from leakline.capture import confirmed, named
from leakline.capture.access import Access, admitted
from leakline.capture.failure import RemoteRefusedError
from leakline.capture.target import Target, parse
from leakline.cli.main import UsageError
from leakline.report.text import printable
from leakline.settings import Settings

SIZE = re.compile(r"(\d{1,15})\s*([kmgt]?)i?b?", re.IGNORECASE)
LONGEST = 86_400


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say how services are asked."""
    group = parser.add_argument_group(
        "how the service is asked",
        "A SOURCE says where a secret is: env:NAME, fd:N or file:PATH. Secrets are sent, and never stored or shown.",
    )
    group.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="sent along, repeatable; VALUE may be a SOURCE",
    )
    group.add_argument("--user", metavar="NAME", help="the user of a login")
    group.add_argument("--password", metavar="SOURCE", help="where the password of --user is")
    group.add_argument("--bearer", metavar="SOURCE", help="where the token is: Authorization: Bearer …")
    group.add_argument("--cert", metavar="FILE", help="the client's certificate (PEM)")
    group.add_argument("--key", metavar="FILE", help="its key, where it is not in the same file")
    group.add_argument("--ca", metavar="FILE", help="the authority that vouches for the service (PEM)")
    group.add_argument(
        "--timeout", type=float, metavar="S", help="seconds that one request may take (default: 30)"
    )
    group.add_argument(
        "--limit", type=size, metavar="SIZE", help="how large one answer may be, such as 64M (default: 1G)"
    )
    group.add_argument(
        "--unpacked", type=size, metavar="SIZE", help="how large it may be once unpacked (default: 4G)"
    )
    group.add_argument(
        "--allow-remote", action="store_true", help="also ask a host that is not this machine; remembered"
    )


def size(text: str) -> int:
    """`500k`, `64M`, `1G` or plain bytes."""
    match = SIZE.fullmatch(text.strip())
    count = int(match[1]) << 10 * " kmgt".index(match[2].lower() or " ") if match else 0
    if not count:
        raise argparse.ArgumentTypeError(f"{printable(text)[:40]!r} is no size, such as 500k, 64M or 1G")
    return count


def limited(settings: Settings, args: argparse.Namespace) -> Settings:
    """The settings with the limits that were given. Raises UsageError."""
    if args.timeout is not None:
        if not 0 < args.timeout <= LONGEST:
            raise UsageError(f"--timeout must be more than 0 and at most {LONGEST:,} seconds")
        settings = evolve(settings, capture_timeout_seconds=args.timeout)
    if args.limit is not None:
        settings = evolve(settings, capture_limit_bytes=args.limit)
    if args.unpacked is not None:
        settings = evolve(settings, capture_unpacked_bytes=args.unpacked)
    return settings


def found(given: str, args: argparse.Namespace) -> Target:
    """The target of a name in the user's targets.toml, or of an address, with what lets in. Raises CaptureError."""
    target = named.target(given) or parse(given)
    access = Access(args.header, args.user, args.password, args.bearer, args.cert, args.key, args.ca)
    if target.login is not None and ":" in given.partition("@")[0].partition("://")[2]:
        say(
            "a password in an address stays in the history of the shell; --user and --password env:NAME do not"
        )
    return admitted(target, access)


def allow(targets: list[Target], args: argparse.Namespace) -> None:
    """Sees to it that other hosts are confirmed, once each. Raises RemoteRefusedError."""
    for target in targets:
        if confirmed.is_confirmed(target):
            continue
        why = f"{target.shown} is not this machine, and a capture costs the service time"
        said = args.allow_remote or getattr(args, "yes", False)
        if not said and not (at_terminal() and agreed(f"{why}. Ask it?")):
            raise RemoteRefusedError(f"{why}; confirm it with --allow-remote, once")
        confirmed.remember(target)


def at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Asks at the terminal."""
    sys.stderr.write(f"{printable(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def say(text: str) -> None:
    print(f"leakline: {printable(text)}", file=sys.stderr)
