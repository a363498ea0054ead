"""Records testdata/profiles/: the leak lab, built with each toolchain, driven, and asked for every profile.

    python testdata/record.py                 every version
    python testdata/record.py 1.27.3 1.26.6   some
    python testdata/record.py --aged 1.27.3   only aged/, which takes minutes and is left alone otherwise

Everything is built and run in neutral folders under /tmp/build, so that no path of this machine gets into a recording.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from go_toolchains import toolchain
from lab import PATTERNS, SOURCE, Lab, build_lab, marked_lines

VERSIONS = ("1.27.3", "1.26.6", "1.21.13", "1.25.5", "1.24.11", "1.23.9", "1.22.10")
PROFILES = Path(__file__).resolve().parent / "profiles"
NEUTRAL = Path("/tmp/build")
REQUESTS = 12
EARLIER = 4
AGED_MINUTES = 2


class Recorder:
    """Asks one lab over one connection and writes what comes into one folder.

    One connection, because each one is a goroutine of the lab: so the count of /runtime is that of the profiles.
    """

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.connection = HTTPConnection(lab.debug.removeprefix("http://"), timeout=60)

    def ask(self, path: str) -> "tuple[int, bytes]":
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def settled(self) -> dict:
        """The answer of /runtime once its number of goroutines has stayed the same for a while."""
        last, same = {}, 0
        deadline = time.monotonic() + 30
        while same < 10:
            if time.monotonic() > deadline:
                sys.exit("record: the lab does not settle")
            time.sleep(0.05)
            now = json.loads(self.ask("/runtime")[1])
            last, same = now, same + 1 if now == last else 0
        return last

    def truth(self) -> None:
        """Writes truth.json: what the lab and the requests say, no profile."""
        runtime = self.settled()
        marks = marked_lines()
        lines = []
        for pattern, leak in self.lab.leaks.items():
            file, line = marks[pattern]
            left = 0 if pattern in self.lab.fixed else leak.left_by(self.lab.requests[pattern])
            entry = {"pattern": pattern, "file": file, "line": line, "function": leak.function}
            if pattern == "body":
                # No frame of the lab is on these stacks; the lab keeps one more, idle connection, which is healthy.
                frames = ("readLoop", "writeLoop")
                entry["instead"] = {f"net/http.(*persistConn).{frame}": left // 2 for frame in frames}
            lines.append({**entry, "requests": self.lab.requests[pattern], "goroutines": left})
        truth = {
            "go": runtime["go"],
            "module": "example.com/leaklab",
            "goroutines": runtime["goroutines"],
            "leaked": sum(entry["goroutines"] for entry in lines),
            "lines": lines,
        }
        self.folder.joinpath("truth.json").write_text(json.dumps(truth, indent=1) + "\n")
        self.total = runtime["goroutines"]

    def keep(self, name: str, path: str) -> bool:
        """Writes the answer to a file; False where the server has no such profile."""
        self.settled()
        status, body = self.ask(f"/debug/pprof/{path}")
        if status == 404:
            return False
        if status != 200:
            sys.exit(f"record: {path} answered {status}: {body[:200]!r}")
        self.folder.joinpath(name).write_bytes(body)
        return True

    def goroutines(self) -> None:
        """The goroutine profile in its three forms; the texts must hold as many goroutines as the runtime counts."""
        self.keep("goroutine-debug0.pb.gz", "goroutine")
        self.keep("goroutine-debug1.txt", "goroutine?debug=1")
        self.keep("goroutine-debug2.txt", "goroutine?debug=2")
        one = self.folder.joinpath("goroutine-debug1.txt").read_text()
        two = self.folder.joinpath("goroutine-debug2.txt").read_text()
        told = (int(one.split()[3]), len(re.findall(r"^goroutine \d+ ", two, re.MULTILINE)))
        if told != (self.total, self.total):
            sys.exit(f"record: {self.folder} holds {told} goroutines, the runtime counts {self.total}")

    def crash(self, name: str, *, panic: bool) -> None:
        """Kills the lab, by SIGQUIT or by a panic, and writes what it prints."""
        self.settled()
        if panic:
            with contextlib.suppress(OSError, HTTPException):
                self.ask("/crash")
        else:
            self.lab.process.send_signal(signal.SIGQUIT)
        self.lab.process.wait(30)
        said = self.lab.stderr()
        self.folder.joinpath(name).write_bytes(said[said.index(b"panic: " if panic else b"SIGQUIT") :])


def build(version: str, *flags: str) -> Path:
    """The lab of that toolchain, built from neutral folders to a neutral place."""
    short = version.rpartition(".")[0]
    goroot = NEUTRAL / f"go{short}"
    if not goroot.joinpath("bin").exists():
        NEUTRAL.mkdir(parents=True, exist_ok=True)
        shutil.copytree(toolchain(version).parent.parent, goroot)
    source = NEUTRAL / "leaklab"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(SOURCE, source)
    env = {"GOROOT": str(goroot), "GOFLAGS": ""}
    if short == "1.26":
        env["GOEXPERIMENT"] = "goroutineleakprofile"
    name = "-".join(["leaklab", *(flag.strip("-") for flag in flags)])
    return build_lab(
        goroot / "bin" / "go", NEUTRAL / "bin" / f"go{short}" / name, source=source, flags=flags, env=env
    )


def drive(lab: Lab, requests: int) -> None:
    for pattern in PATTERNS:
        lab.drive(pattern, requests)


def running(binary: Path, *, fixed: "Sequence[str]" = (), contention: bool = False, **env: str) -> Lab:
    surroundings = {"PATH": os.environ.get("PATH", ""), "GOTRACEBACK": "all", **env}
    return Lab(binary, fixed=fixed, contention=contention, env=surroundings)


def record_plain(binary: Path, folder: Path) -> None:
    with running(binary, contention=True, GODEBUG="memprofilerate=131072") as lab:
        drive(lab, EARLIER)
        earlier = Recorder(lab, folder / "earlier")
        earlier.truth()
        earlier.goroutines()
        earlier.connection.close()
        drive(lab, REQUESTS - EARLIER)
        recorder = Recorder(lab, folder)
        recorder.truth()
        recorder.goroutines()
        for kind in ("heap", "allocs", "block", "mutex", "threadcreate"):
            recorder.keep(f"{kind}.pb.gz", kind)
        recorder.keep("heap-debug1.txt", "heap?debug=1")
        if recorder.keep("goroutineleak-debug0.pb.gz", "goroutineleak"):
            recorder.keep("goroutineleak-debug1.txt", "goroutineleak?debug=1")
            recorder.keep("goroutineleak-debug2.txt", "goroutineleak?debug=2")
            recorder.keep("goroutine-debug2-after-goroutineleak.txt", "goroutine?debug=2")


def record_goroutines(
    binary: Path, folder: Path, requests: int, *, fixed: "Sequence[str]" = (), **env: str
) -> None:
    """The goroutine profile, without anything else."""
    with running(binary, fixed=fixed, **env) as lab:
        drive(lab, requests)
        recorder = Recorder(lab, folder)
        recorder.truth()
        recorder.goroutines()


def record_crashes(binary: Path, folder: Path, **env: str) -> None:
    """What SIGQUIT and what a panic make the lab print."""
    for name, panic in (("sigquit.txt", False), ("panic.txt", True)):
        with running(binary, **env) as lab:
            drive(lab, EARLIER)
            recorder = Recorder(lab, folder)
            recorder.truth()
            recorder.crash(name, panic=panic)


def record_aged(binary: Path, folder: Path) -> None:
    """Goroutines that have waited for minutes: some for two, some for one, some for less."""
    with running(binary) as lab:
        recorder = Recorder(lab, folder)
        for minute in range(AGED_MINUTES + 1):
            drive(lab, EARLIER)
            # A wait is counted from the first collection that sees it.
            recorder.ask("/debug/pprof/heap?gc=1")
            if minute < AGED_MINUTES:
                time.sleep(65)
        recorder.truth()
        recorder.goroutines()


def record(version: str) -> None:
    short = version.rpartition(".")[0]
    folder = PROFILES / f"go{short}"
    binary = build(version)
    for old in list(folder.glob("*")):
        if old.is_file():
            old.unlink()
        elif old.name != "aged":
            shutil.rmtree(old)
    record_plain(binary, folder)
    record_crashes(binary, folder / "crash")
    record_goroutines(build(version, "-trimpath"), folder / "trimpath", EARLIER)
    if short in ("1.26", "1.27"):
        record_goroutines(binary, folder / "labels", EARLIER, GODEBUG="tracebacklabels=1")
        record_goroutines(binary, folder / "fixed", REQUESTS, fixed=["all"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("versions", nargs="*", default=VERSIONS)
    parser.add_argument("--aged", action="store_true", help="only the recording that waits for minutes")
    args = parser.parse_args()
    for version in args.versions:
        if args.aged:
            short = version.rpartition(".")[0]
            record_aged(build(version), PROFILES / f"go{short}" / "aged")
        else:
            record(version)
        print(f"recorded {version}", file=sys.stderr)


if __name__ == "__main__":
    main()
