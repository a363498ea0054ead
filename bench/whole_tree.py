"""A whole-tree check beside a bare tree-sitter parse of the same files, and how both grow.

    python bench/whole_tree.py [--runs N] [FOLDER | MODULE@VERSION…]

The parse reads and parses each file on one core and does nothing else. The check is `leakline check` as a user runs it:
process start, package index, all rules, both cores; first without what was kept on disk, then again with nothing changed.
Beside its wall time stand the seconds that its processes spent on a core, which other work on the machine changes less,
and the memory of the largest of them.
GOROOT/src where no folder is given, and after it four modules that are dense in what rules look at, from the module
cache (`go mod download` brings them), as one tree.
"""

import argparse
import json
import math
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


MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
said = resource.getrusage(resource.RUSAGE_CHILDREN)
print(said.ru_utime + said.ru_stime, said.ru_maxrss, file=sys.stderr)
sys.exit(code)
"""

DENSE = (
    "k8s.io/client-go@v0.30.0",
    "github.com/prometheus/prometheus@v0.53.0",
    "github.com/hashicorp/consul@v1.19.0",
    "github.com/hashicorp/nomad@v1.8.0",
)


def module_folder(name: str) -> Path:
    """Where a module stands in the module cache, which is filled where it lacks it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "go.mod").write_text("module bench\n")
        said = subprocess.run(
            [go_toolchains.find_go(), "mod", "download", "-json", name],
            capture_output=True,
            cwd=folder,
            text=True,
            check=True,
        ).stdout
    return Path(json.loads(said)["Dir"])


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


def seconds(command: list[str], cache: str = "off") -> float:
    """Wall time of a command."""
    return cost(command, cache)[0]


def cost(command: list[str], cache: str = "off") -> tuple[float, float, int]:
    """Wall and processor seconds of a command and its workers, and MiB resident of the largest of these processes."""
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "LEAKLINE_CHECK_CACHE": cache},
    )
    wall = time.perf_counter() - started
    said = run.stderr.decode()
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}: {said[-400:]}")
    processor, resident = said.splitlines()[-1].split()
    return wall, float(processor), int(resident) >> 10


def measured(files: list[str], runs: int) -> "tuple[float, float, float, float, int]":
    """Median seconds of the bare parse, of the check, and of the check where nothing changed, taken in turn.

    After these the processor seconds of the check, and the MiB of its largest process.
    """
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "files")
        listed.write_text("\n".join(files))
        parse = [sys.executable, "-c", PARSE, str(listed)]
        check = [sys.executable, "-m", "leakline", "check", "--format", "json", *files]
        kept = str(Path(folder, "cache"))
        seconds(check, kept)
        times = [(seconds(parse), cost(check), seconds(check, kept)) for _ in range(runs)]
    parsed, checked, again = zip(*times, strict=True)
    wall, processor, resident = zip(*checked, strict=True)
    median = statistics.median
    return median(parsed), median(wall), median(again), median(processor), max(resident)


def row(name: str, files: list[str], runs: int) -> tuple[int, float, int]:
    """Measures and prints one line of the table. Gives lines of code, processor seconds of the check, and its MiB."""
    lines = sum(Path(file).read_bytes().count(b"\n") for file in files)
    parse, check, again, processor, resident = measured(files, runs)
    print(
        f"| {name} | {len(files):,} | {lines:,} | {parse:.2f} | {check:.2f} | {check / parse:.2f} "
        f"| {again:.2f} | {again / parse:.2f} | {processor:.1f} | {resident} |",
        flush=True,
    )
    return lines, processor, resident


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("folders", nargs="*", metavar="FOLDER | MODULE@VERSION")
    args = options.parse_args()
    from leakline.analysis.tree import go_files

    named = [Path(each) if Path(each).exists() else module_folder(each) for each in args.folders]
    print(f"### Whole tree: {args.runs} runs, {os.cpu_count()} cores\n")
    print(
        "| tree | files | lines | bare parse, one core, s | check, s | ratio | again, s | ratio "
        "| check, processor s | largest process, MiB |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    if named:
        row("as named", go_files([str(each) for each in named], []), args.runs)
        return
    with tempfile.TemporaryDirectory() as spare:
        rows = [row(name, files, args.runs) for name, files in parts(goroot_src(), Path(spare))]
    row("dense", go_files([str(module_folder(each)) for each in DENSE], []), args.runs)
    (less, quick, small), (more, slow, large) = rows[0], rows[-1]
    time_grown, memory_grown = (
        math.log(each) / math.log(more / less) for each in (slow / quick, large / small)
    )
    print(
        f"\nFrom {less:,} to {more:,} lines processor time grows with an exponent of {time_grown:.2f}, "
        f"memory with one of {memory_grown:.2f}."
    )


if __name__ == "__main__":
    main()
