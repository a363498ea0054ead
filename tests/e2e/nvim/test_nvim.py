"""Neovim, headless, with the real server."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import lab
import pytest

HERE = Path(__file__).resolve().parent
PATIENCE_SECONDS = 150


@pytest.fixture
def seen(nvim: Path, leakline: Path, lab_workspace: Path, tmp_path: Path) -> dict[str, Any]:
    """What Neovim saw, by step: the lab's quote opened, its channel made buffered, and made unbuffered again."""
    name, line = lab.marked_lines()["send"]
    file = lab_workspace / name
    made = next(
        number for number, text in enumerate(file.read_text().splitlines(), 1) if "make(chan int)" in text
    )
    result = tmp_path / "result"
    variables = {
        "LEAKLINE": leakline,
        "ROOT": lab_workspace,
        "FILE": file,
        "LINE": line,
        "FIX_LINE": made,
        "FIX_FROM": "make(chan int)",
        "FIX_TO": "make(chan int, 1)",
        "RESULT": result,
        "HOME": tmp_path,
    }
    done = subprocess.run(
        [nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {HERE / 'diagnostics.lua'}"],
        env={**os.environ, **{key: str(value) for key, value in variables.items()}},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    steps = [json.loads(text) for text in result.read_text().splitlines()] if result.exists() else []
    assert done.returncode == 0, f"Neovim ended with {done.returncode} after {steps}\n{done.stderr}"
    return {step["step"]: step for step in steps}


@pytest.mark.editor
def test_diagnostics_appear_vanish_with_the_fix_and_come_back(seen: dict[str, Any]) -> None:
    name, line = lab.marked_lines()["send"]
    opened = seen["opened"]["saw"]
    assert [(each["line"], each["code"], each["source"]) for each in opened] == [
        (line, "blocked-send", "leakline")
    ]
    text = (lab.SOURCE / name).read_text().splitlines()[line - 1]
    assert opened[0]["column"] == len(text) - len(text.lstrip())
    assert opened[0]["message"]
    assert seen["fixed"]["saw"] == []
    assert seen["broken again"]["saw"] == opened
    assert seen["stopped"]["ok"]
