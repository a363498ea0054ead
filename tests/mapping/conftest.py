"""A program with a goroutine at every shape of closure and method, built and run for real."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import go_toolchains
import pytest

from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import read_path

sys.path.insert(0, str(Path(__file__).parent))

from standing import SHAPES, Run


@pytest.fixture(scope="session")
def run_shapes(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Builds a module of the shapes in a folder of its own, `run_shapes(go, "cmd/run", "-trimpath")`, and runs it."""

    def run(go: Path, command: str = "cmd/run", *flags: str) -> Run:
        home = tmp_path_factory.mktemp("shapes")
        source = home / "shapes"
        shutil.copytree(SHAPES, source)
        folder = source / command
        module = next(one for one in (folder, *folder.parents) if (one / "go.mod").is_file())
        build: Sequence[str | Path] = [
            go,
            "build",
            "-buildvcs=false",
            *flags,
            "-o",
            home / "run",
            f"./{folder.relative_to(module)}",
        ]
        subprocess.run(build, cwd=module, env=go_toolchains.environment(go, CGO_ENABLED="0"), check=True)
        proto, text = home / "goroutine.pb.gz", home / "goroutine.txt"
        subprocess.run([home / "run", proto, text], check=True, timeout=60)
        shutil.rmtree(source)
        profiles = read_path(proto), read_path(text)
        assert all(isinstance(one, GoroutineProfile) for one in profiles)
        return Run(*profiles)

    return run


@pytest.fixture(scope="session")
def shapes_run(run_shapes: Callable[..., Run], go_binary: Path) -> Run:
    return run_shapes(go_binary)
