"""A check after one edit in a package tree of some 90,000 lines, beside golangci-lint with the linters that look for leaks.

    python bench/after_edit.py [--runs N] [--golangci-lint FILE] [MODULE@VERSION]

A module is copied out of the module cache, built once, and checked once by both, so that each has what it keeps on disk.
Then a line is added to one file, and both check again, in turns; last, both check with empty caches. golangci-lint
(`go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@latest`) runs bodyclose, rowserrcheck, sqlclosecheck,
noctx, spancheck, and of govet copylocks, loopclosure, lostcancel and waitgroup; nothing else.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from whole_tree import module_folder

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "testdata"))

import go_toolchains

MODULE = "google.golang.org/grpc@v1.64.0"
CONFIG = """version: "2"
linters:
  default: none
  enable: [bodyclose, govet, noctx, rowserrcheck, spancheck, sqlclosecheck]
  settings:
    govet:
      disable-all: true
      enable: [copylocks, loopclosure, lostcancel, waitgroup]
run:
  timeout: 30m
"""


def seconds(command: list[str], folder: Path, **environment: str) -> float:
    """How long a command took. Findings are no failure; anything else that went wrong ends the measurement."""
    begun = time.perf_counter()
    run = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False, text=True
    )
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}: {run.stderr[-400:]}")
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--golangci-lint", default=shutil.which("golangci-lint"), metavar="FILE")
    parser.add_argument("module", nargs="?", default=MODULE, metavar="MODULE@VERSION")
    args = parser.parse_args()
    if not args.golangci_lint:
        sys.exit("golangci-lint is not on PATH: name it with --golangci-lint FILE.")
    go = go_toolchains.find_go()
    with tempfile.TemporaryDirectory() as spare:
        tree = Path(spare, "tree")
        shutil.copytree(module_folder(args.module), tree)
        for path in (tree, *tree.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)
        (tree / ".golangci.yml").write_text(CONFIG)
        subprocess.run([go, "build", "./..."], cwd=tree, check=True)
        files = sorted(tree.rglob("*.go"), key=lambda path: path.stat().st_size)
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        edited = [path for path in files if not path.name.endswith(("_test.go", ".pb.go"))][-args.runs :]
        ours = [sys.executable, "-m", "leakline", "check", "."]
        theirs = [args.golangci_lint, "run", "./..."]
        environment = {
            "PATH": f"{Path(go).parent}:{os.environ['PATH']}",
            "GOLANGCI_LINT_CACHE": str(Path(spare, "theirs")),
            "LEAKLINE_CHECK_CACHE": str(Path(spare, "ours")),
        }
        cold = (seconds(ours, tree, **environment), seconds(theirs, tree, **environment))
        again: list[tuple[float, float]] = []
        for path in edited:
            path.write_text(path.read_text() + "\nvar edited = 1\n")
            again.append((seconds(ours, tree, **environment), seconds(theirs, tree, **environment)))
        print(f"{args.module}: {len(files):,} files, {lines:,} lines\n")
        print("| | leakline check, s | golangci-lint, s | ratio |")
        print("|---|---|---|---|")
        edits = (statistics.median(mine for mine, _ in again), statistics.median(peer for _, peer in again))
        for name, (mine, peer) in (("cold", cold), ("after one edit", edits)):
            print(f"| {name} | {mine:.2f} | {peer:.2f} | {mine / peer:.3f} |")
        print(f"\nAfter one edit, over golangci-lint's cold run: {edits[0] / cold[1]:.4f}")


if __name__ == "__main__":
    main()
