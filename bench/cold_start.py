"""From starting the server in a large repository to the findings of the file that is open, and typing meanwhile.

    python bench/cold_start.py [--runs N] [FOLDER | MODULE@VERSION]

The folder is a workspace of some 500,000 lines (from the module cache where none is named). Its largest file is opened,
unsaved, with a lost cancel at its end, as an editor does that restores its last session. Measured, from the start of the
process: the answer to `initialize`, the first diagnostics that hold the lost cancel; and, for every keystroke typed at
once after that, how long its diagnostics take while the rest of the workspace is looked at. Beside it stands the time
that Python takes to start and to import what an empty server needs (bench/keystroke_floor.py).
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from keystroke import PROBE, percentile
from whole_tree import module_folder

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "lsp"))

from client import Client  # noqa: E402

MODULE = "github.com/hashicorp/consul@v1.19.0"
KEYSTROKES = 40


def largest(folder: Path) -> Path:
    """The largest file that is no test and has the imports that the probe needs."""
    wanted = (b'"context"', b'"errors"', b'"time"')
    fitting: list[tuple[int, Path]] = []
    for path in folder.rglob("*.go"):
        if path.name.endswith(("_test.go", ".pb.go")) or "vendor" in path.parts:
            continue
        text = path.read_bytes()
        if all(each in text[:4000] for each in wanted):
            fitting.append((len(text), path))
    return max(fitting)[1]


def run(
    command: list[str], folder: Path, path: Path, text: str, checked: bool
) -> tuple[float, float, list[float]]:
    """Milliseconds to `initialize` and to the first diagnostics, and of each keystroke after that."""
    capabilities = json.loads((HERE.parent / "testdata/clients/helix.json").read_text())["capabilities"]
    begun = time.perf_counter()
    client = Client(command, stderr=subprocess.DEVNULL)
    try:
        client.initialize(capabilities, folder.as_uri())
        ready = time.perf_counter()
        client.open(path.as_uri(), text)

        def holds(said: dict[str, object]) -> bool:
            found = [each.get("code") for each in said["diagnostics"]]  # type: ignore[attr-defined]
            return said["uri"] == path.as_uri() and ("lost-cancel" in found or not checked)

        client.wait("textDocument/publishDiagnostics", holds)
        shown = time.perf_counter()
        typed: list[float] = []
        line = text.count("\n") - 2
        for version in range(2, KEYSTROKES + 2):
            sent = time.perf_counter()
            edit = ("x", ((line, 1), (line, 1))) if version % 2 == 0 else ("", ((line, 1), (line, 2)))
            client.change(path.as_uri(), version, (*edit[1], edit[0]))
            client.wait(
                "textDocument/publishDiagnostics",
                lambda said, version=version: said.get("version") == version and said["uri"] == path.as_uri(),
            )
            typed.append((time.perf_counter() - sent) * 1e3)
        return (ready - begun) * 1e3, (shown - begun) * 1e3, typed
    finally:
        client.kill()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("folder", nargs="?", default=MODULE, metavar="FOLDER | MODULE@VERSION")
    args = parser.parse_args()
    folder = Path(args.folder).resolve() if Path(args.folder).exists() else module_folder(args.folder)
    path = largest(folder)
    text = path.read_text() + PROBE.replace("defer cancel()", "_ = cancel")
    lines = sum(each.read_bytes().count(b"\n") for each in folder.rglob("*.go"))
    print(f"{folder.name}: {lines:,} lines; {path.relative_to(folder)}, {text.count(chr(10)):,} lines\n")
    print(
        "| server | initialize, ms | first findings, ms | keystroke p95 meanwhile, ms | slowest keystroke, ms |"
    )
    print("|---|---|---|---|---|")
    ways = {
        "floor": [sys.executable, str(HERE / "keystroke_floor.py")],
        "leakline": [sys.executable, "-m", "leakline", "lsp"],
    }
    measured = {
        name: [run(way, folder, path, text, name != "floor") for _ in range(args.runs)]
        for name, way in ways.items()
    }
    for name, runs in measured.items():
        typed = [each for one in runs for each in one[2]]
        ready, shown = (statistics.median(one[at] for one in runs) for at in (0, 1))
        print(f"| {name} | {ready:.0f} | {shown:.0f} | {percentile(typed, 0.95):.1f} | {max(typed):.1f} |")


if __name__ == "__main__":
    main()
