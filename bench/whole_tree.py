"""A whole-tree check beside a bare tree-sitter parse of the same files, and how both grow.

    python bench/whole_tree.py [--runs N] [FOLDER]

The parse reads and parses each file on one core and does nothing else. The check is `leakline check` as a user runs it:
process start, package index, all rules, both cores. FOLDER is GOROOT/src where none is given.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "testdata"))

import go_toolchains

PARSE = """
import sys, time
from leakline.syntax.parser import language
from tree_sitter import Parser
parser = Parser(language())
for path in open(sys.argv[1]).read().split("\\n"):
    with open(path, "rb") as stream:
        parser.parse(stream.read())
"""


def goroot_src() -> Path:
    go = go_toolchains.find_go()
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    return Path(root, "src")


def parts(folder: Path, spare: Path) -> list[tuple[str, list[str]]]:
    """Half of the packages, all of them, and all of them with a copy: the check's own choice of files."""
    from leakline.analysis.tree import go_files

    files = go_files([str(folder)], [])
    half = [file for file in files if hash_of(file) % 2 == 0]
    copy = shutil.copytree(folder, spare / "copy", ignore=shutil.ignore_patterns("testdata"), symlinks=True)
    return [("half", half), ("whole", files), ("double", files + go_files([str(copy)], []))]


def hash_of(path: str) -> int:
    return sum(Path(path).parent.as_posix().encode())


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}: {run.stderr.decode()[-400:]}")
    return time.perf_counter() - started


def measured(files: list[str], runs: int) -> tuple[float, float]:
    """Median seconds of the bare parse and of the check, taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "files")
        listed.write_text("\n".join(files))
        parse = [sys.executable, "-c", PARSE, str(listed)]
        check = [sys.executable, "-m", "leakline", "check", "--format", "json", *files]
        pairs = [(seconds(parse), seconds(check)) for _ in range(runs)]
    return statistics.median(p for p, _ in pairs), statistics.median(c for _, c in pairs)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("folder", nargs="?", type=Path)
    args = options.parse_args()
    folder = args.folder or goroot_src()
    print(f"### Whole tree: {args.runs} runs, {os.cpu_count()} cores\n")
    print("| tree | files | lines | bare parse, one core, s | leakline check, s | ratio |")
    print("|---|---|---|---|---|---|")
    rows: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as spare:
        for name, files in parts(folder, Path(spare)):
            lines = sum(Path(file).read_bytes().count(b"\n") for file in files)
            parse, check = measured(files, args.runs)
            rows.append((lines, check))
            print(
                f"| {name} | {len(files):,} | {lines:,} | {parse:.2f} | {check:.2f} | {check / parse:.2f} |"
            )
    (less, quick), (more, slow) = rows[0], rows[-1]
    print(f"\nThe check takes {slow / quick:.2f} times as long on {more / less:.2f} times the lines.")


if __name__ == "__main__":
    main()
