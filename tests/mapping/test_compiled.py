"""Programs that are really built and run: every goroutine's frame must lead to the line that it stands on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import go_toolchains
import pytest
from standing import SHAPES, Run, marks, standing

from leakline.mapping.locate import Mapper
from leakline.profiles.model import GoroutineProfile

pytestmark = pytest.mark.go

VERSIONS = ("1.21.13", "1.24.11", "1.27.3")
"""The oldest, the newest, and one between; the one on PATH comes with the other tests."""


def check(profile: GoroutineProfile, root: Path, wanted: set[str]) -> None:
    mapper = Mapper([str(root)])
    mapper.learn_groups(profile.groups)
    at = marks(root)
    seen: set[str] = set()
    for one in standing(profile):
        source = mapper.source(one.frame, one.state, one.callee)
        path, line = at[one.mark]
        assert (source.match, source.line, source.path) == ("exact", line, str(root / path)), (one, source)
        seen.add(one.mark)
    assert seen >= wanted
    for group in profile.groups:
        if group.creator is not None and group.creator.function.startswith(("example.com/shapes", "main.")):
            started = mapper.source(group.creator, "go")
            assert (started.match, started.line) == ("exact", group.creator.line)


@pytest.mark.parametrize(
    "flags", [(), ("-trimpath",), ("-gcflags=all=-l",), ("-gcflags=all=-N -l",), ("-ldflags=-s -w",)]
)
def test_every_frame_is_exact_however_it_was_built(
    run_shapes: Callable[..., Run], go_binary: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    run = run_shapes(go_binary, "cmd/run", *flags)
    root = tmp_path / "elsewhere"
    shutil.copytree(SHAPES, root)
    wanted = set(marks(SHAPES)) - set(marks(SHAPES / "ranges"))
    check(run.proto, root, wanted)
    check(run.text, root, wanted)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_release_names_them_in_its_own_way(run_shapes: Callable[..., Run], version: str) -> None:
    run = run_shapes(go_toolchains.toolchain(version))
    wanted = set(marks(SHAPES)) - set(marks(SHAPES / "ranges"))
    check(run.proto, SHAPES, wanted)
    check(run.text, SHAPES, wanted)


@pytest.mark.parametrize("version", ["1.23.9", "1.26.6", "1.27.3"])
def test_bodies_of_ranges_over_functions(run_shapes: Callable[..., Run], version: str) -> None:
    run = run_shapes(go_toolchains.toolchain(version), "ranges")
    check(run.proto, SHAPES, set(marks(SHAPES / "ranges")))
    check(run.text, SHAPES, set(marks(SHAPES / "ranges")))
