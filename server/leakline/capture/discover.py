"""Finds the Go services of this machine that serve their profiles."""

import contextlib
import http.client
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

from leakline.capture.processes import PROC, Process, go_processes

ANSWER_SECONDS = 2.0
ENOUGH = 1 << 14
AT_ONCE = 8
INDEX = "/debug/pprof/"


@frozen
class Service:
    """A Go process and what its ports answered."""

    process: Process
    url: str | None
    """Where its profiles are; None where no port of it serves them."""
    tls: tuple[str, ...] = ()
    """Ports that speak TLS, which were not asked further."""


def services(proc: Path = PROC) -> list[Service]:
    """The Go processes of this machine; each port on which one listens is asked for the page that lists its profiles.

    Only ports that loopback reaches are asked, and only of Go programs. Raises CaptureError where there is no /proc.
    """
    processes = go_processes(proc)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="leakline-find") as pool:
        return list(pool.map(asked, processes))


def asked(process: Process) -> Service:
    tls: list[str] = []
    for address in process.addresses:
        said = answer(address)
        if said == "pprof":
            return Service(process, f"http://{address}", tuple(tls))
        if said == "tls":
            tls.append(address)
    return Service(process, None, tuple(tls))


def answer(address: str) -> str:
    """`pprof`, `tls`, or empty for anything else."""
    host, _, port = address.rpartition(":")
    connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        try:
            connection.request("GET", INDEX, headers={"User-Agent": "leakline", "Host": "localhost"})
            response = connection.getresponse()
            page = response.read1(ENOUGH)
        except (OSError, http.client.HTTPException, ValueError):
            return ""
    if response.status == 200 and INDEX.encode() in page and b"goroutine" in page:
        return "pprof"
    return "tls" if b"HTTP request to an HTTPS server" in page else ""


def with_profiles(found: Sequence[Service]) -> list[Service]:
    """Those that can be captured."""
    return [one for one in found if one.url is not None]
