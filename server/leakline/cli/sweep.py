"""`leakline sweep`: several instances of one service at once; what all of them have, and which one stands out."""

import argparse
import json
import socket
from collections.abc import Callable
from threading import Event

from leakline.capture.sweep import sweep
from leakline.cli import targets as asked
from leakline.cli.main import UsageError
from leakline.cli.meter import Meter
from leakline.cli.opening import Goroutines, goroutines, is_service, of_service, rule_signatures
from leakline.cli.targets import allow, found, limited, say
from leakline.cli.terminal import coloured
from leakline.leaks.clusters import clusters
from leakline.leaks.instances import ORDERS, across
from leakline.report.instances import Instance, sweep_document, sweep_text
from leakline.settings import Settings

DESCRIPTION = """\
Asks several instances of one service at once and puts their goroutines side by side: each place with its total,
in how many instances it is, its maximum and its root mean square, and the instance that stands out. One that does
not answer is a row, and the others go on.

SOURCE is a service (host:port), a dump, a profile or a kept capture. With --dns all addresses of a name are asked, as
of a headless service in Kubernetes.

The root mean square (the default order) puts a place that is high in one instance before one that is low in all.

examples:
  leakline sweep 10.0.0.4:6060 10.0.0.5:6060 10.0.0.6:6060
  leakline sweep --dns shop-headless.prod.svc:6060 --by total
  leakline sweep dumps/*.txt --format json"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="services, dumps, profiles or captures")
    parser.add_argument("--dns", metavar="NAME:PORT", help="every address that a name resolves to")
    parser.add_argument("--by", choices=ORDERS, default="rms", help="the order of places (default: rms)")
    parser.add_argument(
        "--parallel",
        type=int,
        default=8,
        metavar="N",
        help="how many services are asked at once (default: 8)",
    )
    parser.add_argument("--all", action="store_true", help="every place, not only the worst")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    asked.arguments(parser)


def run(args: argparse.Namespace) -> int:
    if not 1 <= args.parallel <= 64:
        raise UsageError("--parallel must be from 1 to 64")
    sources = [*args.sources, *(addresses(args.dns) if args.dns else ())]
    if not sources:
        raise UsageError("sweep needs a SOURCE or --dns NAME:PORT")
    if sources.count("-") > 1:
        raise UsageError("`-` (stdin) can stand for one source only")
    settings = limited(Settings(), args)
    services = {one: found(one, args) for one in sources if is_service(one)}
    allow(list(services.values()), args)
    stop = Event()
    with Meter(len(services)) as meter:

        def job(source: str) -> Callable[[], Goroutines]:
            target = services.get(source)
            if target is None:
                return lambda: goroutines(source, "sweep compares goroutines", args)
            return lambda: of_service(target, settings, meter.of(target.shown), stop)

        results = sweep([(one, job(one)) for one in sources], args.parallel, stop)
    if stop.is_set():
        raise KeyboardInterrupt
    opened = [one for _, one in results if not isinstance(one, Exception)]
    for _, one in results:
        if isinstance(one, Exception) and not type(one).__module__.startswith("leakline."):
            raise one
    instances = [
        Instance(name, failure=str(one))
        if isinstance(one, Exception)
        else Instance(one.name, one.profile.total)
        for name, one in results
    ]
    looks = rule_signatures()
    rows = across([clusters(one.profile, signatures=looks, proven=one.proven) for one in opened], args.by)
    if args.format == "json":
        print(json.dumps(sweep_document(instances, rows), ensure_ascii=False, indent=2))
    else:
        print(sweep_text(instances, rows, coloured(), args.all))
    if not opened:
        say("none of them could be asked")
    return 0 if opened else 2


def addresses(given: str) -> list[str]:
    """All addresses of a name, as targets. Raises UsageError."""
    host, mark, port = given.rpartition(":")
    if not mark or not port.isdigit():
        raise UsageError("--dns takes NAME:PORT, such as shop-headless.prod.svc:6060")
    try:
        told = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)
    except (OSError, OverflowError, UnicodeError):
        raise UsageError(f"the name {host} is not known; check it, or give the addresses") from None
    hosts = sorted({str(one[4][0]) for one in told})
    return [f"[{one}]:{port}" if ":" in one else f"{one}:{port}" for one in hosts]
