"""What the editor tests need on the machine. What is missing fails them and names the script that brings it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BRING = "run tests/e2e/setup.sh (`make test` does)"


def _program(name: str, *folders: Path) -> Path:
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        pytest.fail(f"{name} is missing; {BRING}")
    return Path(found)


@pytest.fixture(scope="session")
def node() -> Path:
    """Node.js, from the virtual environment or PATH."""
    return _program("node", ROOT / ".venv" / "bin")


@pytest.fixture(scope="session")
def nvim() -> Path:
    """Neovim."""
    return _program("nvim")


@pytest.fixture(scope="session")
def leakline() -> Path:
    """The command under test."""
    return _program("leakline", ROOT / ".venv" / "bin")


@pytest.fixture(scope="session")
def code_server() -> Path:
    """The folder of the built code-server."""
    cache = Path(os.environ.get("LEAKLINE_CACHE") or ROOT / ".cache")
    folder = cache / "code-server-4.99.4"
    if not (folder / ".ready").exists():
        pytest.fail(f"code-server is not built; {BRING}")
    return folder


@pytest.fixture(scope="session")
def vsix(node: Path) -> Path:
    """The extension, packaged as it is shipped."""
    npm = _program("npm", ROOT / ".venv" / "bin")
    env = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
    done = subprocess.run(
        [npm, "run", "--silent", "vsix"],
        cwd=ROOT / "extension",
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"packaging the extension failed:\n{done.stdout}{done.stderr}"
    return ROOT / "extension" / "dist" / "leakline.vsix"


@pytest.fixture(scope="session")
def copy_lab(testdata: Path) -> Callable[[Path], Path]:
    """Copies the lab's module into a folder, free to be edited there."""
    return lambda folder: Path(shutil.copytree(testdata / "leaklab", folder / "leaklab"))


@pytest.fixture
def lab_workspace(tmp_path: Path, copy_lab: Callable[[Path], Path]) -> Path:
    """A copy of the lab's module."""
    return copy_lab(tmp_path)
