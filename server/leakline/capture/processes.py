"""Go processes of this machine: what /proc tells of them. No tool is run, and nothing is asked of them."""

from collections.abc import Iterator
from pathlib import Path, PurePath

from attrs import frozen

from leakline.capture.failure import CaptureError
from leakline.capture.goversion import version_of

LISTENING = "0A"
PROC = Path("/proc")


@frozen
class Process:
    """A running Go program."""

    pid: int
    command: str
    """The name of its program."""
    go: str
    """The version that built it, as `go1.27.3`; empty where the program does not tell."""
    addresses: tuple[str, ...] = ()
    """Where it listens and this machine's loopback reaches it: `127.0.0.1:6060`, `[::1]:6060`."""


class NoProcError(CaptureError):
    """This system has no /proc."""


def need_proc(proc: Path) -> None:
    if not (proc / "self" / "status").exists():
        raise NoProcError(
            "Finding processes reads /proc, which this system does not have; give the address of the service."
        )


def go_processes(proc: Path = PROC) -> list[Process]:
    """The Go processes that this user may look at, by pid. Raises CaptureError where the system has no /proc."""
    need_proc(proc)
    listening: dict[str, dict[str, tuple[str, ...]]] = {}
    folders = (folder for folder in proc.iterdir() if folder.name.isdigit())
    found = [process for folder in folders if (process := process_at(folder, listening)) is not None]
    return sorted(found, key=lambda one: one.pid)


def process_at(folder: Path, listening: dict[str, dict[str, tuple[str, ...]]]) -> Process | None:
    """The Go process of /proc/PID; None for another program, one that has ended and one that may not be read."""
    try:
        go = version_of(folder / "exe")
        if go is None:
            return None
        command = PurePath(link(folder / "exe").removesuffix(" (deleted)")).name
        sockets = list(inodes(folder))
        # Processes of one network share a table; others, as in containers, have their own.
        network = link(folder / "ns" / "net")
        if network not in listening:
            listening[network] = dict(listeners(folder))
    except OSError:
        return None
    places = [place for inode in sockets for place in listening[network].get(inode, ())]
    # A listener of a dual-stack socket stands in tcp6 alone; IPv4 first, as people type it.
    ordered = sorted(set(places), key=lambda place: (place.startswith("["), int(place.rpartition(":")[2])))
    mine = same_network(folder)
    return Process(int(folder.name), command, go, tuple(ordered) if mine else ())


def same_network(folder: Path) -> bool:
    """Whether its loopback is ours."""
    try:
        return link(folder / "ns" / "net") == link(folder.parent / "self" / "ns" / "net")
    except OSError:
        return False


def inodes(folder: Path) -> Iterator[str]:
    """The numbers of its sockets."""
    for entry in (folder / "fd").iterdir():
        try:
            end = link(entry)
        except OSError:
            continue
        if end.startswith("socket:["):
            yield end[8:-1]


def link(path: Path) -> str:
    return str(path.readlink())


def listeners(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Socket -> the addresses at which loopback reaches it, from net/tcp and net/tcp6."""
    for name in ("tcp", "tcp6"):
        try:
            rows = (folder / "net" / name).read_text("ascii", "replace").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            words = row.split()
            if len(words) > 9 and words[3] == LISTENING and (place := reached(words[1])):
                yield words[9], (place,)


def reached(local: str) -> str | None:
    """`0100007F:17AC` as `127.0.0.1:6060`; None where loopback does not reach it."""
    host, _, port = local.partition(":")
    number = int(port, 16)
    # Each group of four bytes stands in the byte order of the machine.
    data = b"".join(int(host[at : at + 8], 16).to_bytes(4, "little") for at in range(0, len(host), 8))
    if len(data) == 4:
        if data == bytes(4):
            return f"127.0.0.1:{number}"
        return f"{'.'.join(map(str, data))}:{number}" if data[0] == 127 else None
    if data == bytes(16):
        # Go listens on [::] for both families, unless it was told tcp6.
        return f"127.0.0.1:{number}"
    if data == bytes(15) + b"\x01":
        return f"[::1]:{number}"
    if data[:12] == bytes(10) + b"\xff\xff" and data[12] == 127:
        return f"{'.'.join(map(str, data[12:]))}:{number}"
    return None
