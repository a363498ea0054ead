"""Builds the leak lab and runs it: for tests (tests/conftest.py), for the demo and for the recordings.

Import it by path, with testdata/ on sys.path.
"""

import hashlib
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from go_toolchains import cache_folder, environment, version_of

SOURCE = Path(__file__).resolve().parent / "leaklab"
RULES = {
    "body": "unclosed-body",
    "cancel": "lost-cancel",
    "send": "blocked-send",
    "receive": "blocked-receive",
    "waitgroup": "waitgroup-mismatch",
    "loopvar": "loop-capture",
    "ticker": "unstopped-ticker",
    "lock": "held-lock",
}
"""Pattern -> the rule that predicts it."""
PATTERNS = tuple(RULES)


class LabError(Exception):
    """The lab did not build, start or do what was asked. The text is one sentence."""


def marked_lines(source: Path = SOURCE) -> "dict[str, tuple[str, int]]":
    """Pattern -> (file relative to the module with slashes, line from 1) of the `// leak: <pattern>` comments."""
    marks: dict[str, tuple[str, int]] = {}
    for path in sorted(source.rglob("*.go")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            match = re.search(r"// leak: (\w+)$", line)
            if match:
                marks[match[1]] = (path.relative_to(source).as_posix(), number)
    return marks


def build_lab(
    go: Path,
    binary: Path,
    *,
    source: Path = SOURCE,
    flags: "Sequence[str]" = (),
    env: "Mapping[str, str] | None" = None,
) -> Path:
    """Builds the lab's command with `go` to `binary`, without cgo. Raises LabError with the compiler's first words."""
    binary.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [go, "build", "-buildvcs=false", *flags, "-o", binary, "./cmd/leaklab"],
        cwd=source,
        env=environment(go, **{"CGO_ENABLED": "0", **(env or {})}),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise LabError(f"{go} could not build the leak lab: {' '.join(done.stderr.split())[:500]}")
    return binary


def cached_lab(go: Path, *, flags: "Sequence[str]" = (), env: "Mapping[str, str] | None" = None) -> Path:
    """The lab's command of this source, this go and these flags: built once, kept in the cache folder."""
    key = hashlib.sha256(
        repr((str(SOURCE), str(go), version_of(go), tuple(flags), sorted((env or {}).items()))).encode()
    )
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".go", ".mod"):
            key.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes())
    binary = cache_folder() / "leaklab" / key.hexdigest()[:16] / "leaklab"
    if not binary.exists():
        # Built under another name and renamed, since several test processes may want it at once.
        built = build_lab(go, binary.with_name(f"leaklab-{os.getpid()}"), flags=flags, env=env)
        built.replace(binary)
    return binary


class Leak(NamedTuple):
    """One entry of /leaks: each GET of `path` after the first `free` ones leaves `goroutines` more of them in
    `function`, a full name without the closures in it."""

    pattern: str
    path: str
    function: str
    goroutines: int
    free: int

    def left_by(self, requests: int) -> int:
        """How many goroutines so many requests leave in all."""
        return max(0, requests - self.free) * self.goroutines


class Lab:
    """A running lab. `shop` and `debug` are its base URLs; also a context manager that stops it.

    The process ends with this one: it watches a pipe that only this process holds.
    """

    def __init__(
        self,
        binary: Path,
        *,
        fixed: "Sequence[str]" = (),
        contention: bool = False,
        env: "Mapping[str, str] | None" = None,
    ) -> None:
        self.fixed = frozenset(PATTERNS if "all" in fixed else fixed)
        command = [str(binary), "-stdin", "-fixed", ",".join(fixed)] + (["-contention"] if contention else [])
        # A file, since a pipe that nobody reads would stop the lab when it is full.
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, text=True, env=env
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            code = self.process.wait()
            raise LabError(f"the leak lab ended with exit code {code}: {self.stderr().decode().strip()}")
        ready = json.loads(line)
        self.shop: str = ready["shop"]
        self.debug: str = ready["debug"]
        self.pid: int = ready["pid"]
        self.leaks: dict[str, Leak] = {
            leak["pattern"]: Leak(**leak) for leak in json.loads(self.get(self.shop + "/leaks"))
        }
        self.requests = dict.fromkeys(self.leaks, 0)
        self._marks = marked_lines()

    def stderr(self) -> bytes:
        """All that the lab has written to its standard error."""
        # The lab writes at the file's one offset, so this must not move it.
        file = self._stderr.fileno()
        return os.pread(file, os.fstat(file).st_size, 0)

    def get(self, url: str) -> bytes:
        """The answer's body, whatever its status, over a connection that is closed after it."""
        request = urllib.request.Request(url, headers={"Connection": "close"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.read()

    def goroutines(self) -> int:
        """How many goroutines there are, as the runtime itself says, this request's own one included."""
        return json.loads(self.get(self.debug + "/runtime"))["goroutines"]

    def standing(self, pattern: str) -> int:
        """How many goroutines stand on the marked line, counted in debug=1 text. For body: the readLoops and writeLoops
        of connections whose body nobody reads, two a request; idle connections have them too and do not count."""
        text = self.get(self.debug + "/debug/pprof/goroutine?debug=1").decode()
        file, line = self._marks[pattern]
        count = 0
        for number, stack in re.findall(r"^(\d+) @.*\n((?:#.*\n)*)", text, re.MULTILINE):
            if pattern != "body":
                count += int(number) if f"/{file}:{line}\n" in stack else 0
            elif "net/http.(*persistConn).readLoop" in stack:
                count += -int(number) if ".Peek" in stack else int(number)
            elif "net/http.(*persistConn).writeLoop" in stack:
                count += int(number)
        return count

    def drive(self, pattern: str, n: int) -> None:
        """Sends the pattern's request n times, one after another, and waits until what they leak stands on its line.

        Raises LabError when that does not come within 30 seconds.
        """
        leak = self.leaks[pattern]
        before, already = self.standing(pattern), self.requests[pattern]
        for _ in range(n):
            self.get(self.shop + leak.path)
        self.requests[pattern] += n
        if pattern in self.fixed:
            return
        wanted = before + leak.left_by(already + n) - leak.left_by(already)
        deadline = time.monotonic() + 30
        while (there := self.standing(pattern)) != wanted:
            if time.monotonic() > deadline:
                raise LabError(
                    f"{n} requests to {pattern} left {there - before} goroutines, not {wanted - before}"
                )
            time.sleep(0.02)

    def stop(self) -> int:
        """Ends the lab cleanly and returns its exit code; a second call does nothing."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.communicate()
        return self.process.returncode

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
