"""The whole way once in a real VS Code: story.mjs goes it, each of its steps is one test here."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import lab
import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PATIENCE_SECONDS = 900

STEPS = (
    "a leak-prone line is underlined on opening",
    "hovering the line says why",
    "typing the fix takes the underline away",
    "undo brings it back",
    "a quick fix closes the response body",
    "a quick fix cancels the context",
    "capturing asks for a target and shows what was found",
    "the leaking line bears text, a mark in the gutter and is called confirmed",
    "hovering the mark tells what waits there",
    "the mark moves with edits above it",
    "the overlay can be hidden and shown",
    "a second capture calls it growing, or proven where Go proves leaks",
    "the flame graph opens from the summary",
    "a click on a frame lands on its line",
    "Enter on a frame lands there too",
    "a frame of the standard library says why it has no line here",
    "the worst line is a command away",
    "clearing takes every mark away",
    "an earlier capture opens again",
    "a target that is not there is told, with a retry",
    "another machine is asked once that is confirmed",
    "a capture from a service that hangs can be cancelled",
    "a server that cannot start is told, and starts after the setting is mended",
    "the flame graph is there again after the window was loaded anew",
)


@pytest.fixture(scope="module")
def story(
    node: Path,
    vsix: Path,
    code_server: Path,
    leakline: Path,
    go_binary: Path,
    tmp_path_factory: pytest.TempPathFactory,
    copy_lab: Callable[[Path], Path],
) -> Iterator[dict[str, dict[str, Any]]]:
    """What the story saw, by step. Pictures go to docs/images with UPDATE_SCREENSHOTS=1, else to the cache."""
    cache = Path(os.environ.get("LEAKLINE_CACHE") or ROOT / ".cache")
    update = os.environ.get("UPDATE_SCREENSHOTS") == "1"
    with ExitStack() as running:
        shop = running.enter_context(lab.Lab(lab.cached_lab(go_binary)))
        options = {
            "home": code_server,
            "vsix": vsix,
            "workspace": copy_lab(tmp_path_factory.mktemp("story")),
            "shop": shop.shop,
            "debug": shop.debug,
            "marks": lab.marked_lines(),
            "shots": ROOT / "docs" / "images" if update else cache / "screenshots",
            "logs": cache / "screenshots",
            "server": leakline,
            "theme": os.environ.get("LEAKLINE_THEME", "Default Dark Modern"),
        }
        done = subprocess.run(
            [node, HERE / "story.mjs", json.dumps(options, default=str)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        assert results, f"the story did not begin:\n{done.stdout}{done.stderr}"
        yield {result["step"]: result for result in results}


@pytest.mark.editor
@pytest.mark.go
@pytest.mark.parametrize("step", STEPS)
def test_story(story: dict[str, dict[str, Any]], step: str) -> None:
    assert step in story, f"the story ended before this, after '{list(story)[-1]}'"
    assert story[step]["ok"], story[step]["saw"]


@pytest.mark.editor
@pytest.mark.go
def test_every_step_of_the_story_is_tested(story: dict[str, dict[str, Any]]) -> None:
    assert sorted(story) == sorted(STEPS)
