"""The flame graph component: its own tests, its lint and types, and that the checked-in bundle is current."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FLAME = Path(__file__).parents[2] / "extension" / "flame"


@pytest.fixture(scope="session")
def npm() -> str:
    """npm, with the component's development packages installed from its lock file."""
    found = shutil.which("npm")
    assert found, "The flame graph's tests need Node 20 or later with npm: install nodejs and npm."
    if not (FLAME / "node_modules" / ".package-lock.json").exists():
        subprocess.run([found, "ci"], cwd=FLAME, check=True, capture_output=True)
    return found


def run(npm: str, script: str) -> str:
    done = subprocess.run([npm, "run", "--silent", script], cwd=FLAME, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def passed(report: str) -> int:
    """How many tests node's runner counted as passed; none may have failed or been skipped."""
    counts = dict(re.findall(r"^(?:#|ℹ) (pass|fail|skipped|todo|cancelled) (\d+)$", report, re.MULTILINE))
    assert {name: int(count) for name, count in counts.items() if name != "pass"} == {
        "fail": 0,
        "skipped": 0,
        "todo": 0,
        "cancelled": 0,
    }
    return int(counts["pass"])


def test_checked_in_bundle_is_what_the_source_builds(npm: str) -> None:
    run(npm, "check-built")


def test_building_twice_gives_the_same_bytes(npm: str) -> None:
    assets = FLAME.parents[1] / "server" / "leakline" / "report" / "assets"
    before = (assets / "flame.js").read_bytes()
    run(npm, "check-built")
    assert (assets / "flame.js").read_bytes() == before
    assert b"extension/flame" in before[:200], "the first line says where it comes from"
    assert all(byte < 128 for byte in before), "plain ASCII, so that no page can read it in a wrong encoding"


def test_types(npm: str) -> None:
    run(npm, "types")


def test_lint(npm: str) -> None:
    run(npm, "lint")


def test_units(npm: str) -> None:
    assert passed(run(npm, "test")) >= 70


@pytest.mark.editor
def test_in_chromium(npm: str) -> None:
    chromium = os.environ.get("LEAKLINE_CHROMIUM") or shutil.which("chromium")
    assert chromium, "The flame graph's browser tests need Chromium: install the package chromium."
    os.environ["LEAKLINE_CHROMIUM"] = chromium
    assert passed(run(npm, "test:browser")) >= 20


def test_no_runtime_dependencies_and_no_registry_in_the_lock_file() -> None:
    assert '"dependencies"' not in (FLAME / "package.json").read_text()
    assert '"resolved"' not in (FLAME / "package-lock.json").read_text()
