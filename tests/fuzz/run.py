"""Checks broken Go and says what went wrong: `python tests/fuzz/run.py --inputs 100000 --seed 1`.

Each input is checked by all rules. A traceback, a sentence that hides one, a crash of the process and a check that takes
longer than --limit seconds count. `--only N` checks the one input N again and shows its traceback; `--save DIR` keeps what
failed.
"""

import argparse
import faulthandler
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "server")]

from mutate import corpus, input_of, shapes  # noqa: E402

from leakline.analysis.check import PackageCheck  # noqa: E402
from leakline.analysis.rules import Rule, load_rules  # noqa: E402
from leakline.golang.package import Package, SourceFile  # noqa: E402

CLEAR = ("it nests too deeply", "it is too long")
"""Why a declaration may be left out: what is said then is a sentence."""


def trouble(data: bytes, rules: Sequence[Rule]) -> str:
    """What went wrong with an input, or ""."""
    try:
        file = SourceFile("/nowhere/a.go", data)
        check = PackageCheck(Package("example.com/a", [file]), rules)
        for finding in check.file(file):
            if not (0 < finding.line <= finding.end_line <= data.count(b"\n") + data.count(b"\r") + 1):
                return f"a finding outside of the file: {finding}"
        return next((each for each in check.failures if not any(why in each for why in CLEAR)), "")
    except Exception:
        return traceback.format_exc()


def texts(go_root: str, largest: int) -> list[bytes]:
    """What is mutated: the rules' testdata and seeded programs, and real code of GOROOT."""
    own = corpus([ROOT / "rules", ROOT / "tests" / "seeded"], largest)
    if not go_root:
        return own
    folders = [
        Path(go_root, "src", name)
        for name in ("net/http", "database/sql", "os", "context", "sync", "time", "io")
    ]
    real = corpus(folders, largest)
    return own + real


def work(
    first: int,
    end: int,
    step: int,
    made: Callable[[int], bytes],
    check: Callable[[bytes], str],
    at: "multiprocessing.sharedctypes.Synchronized[int]",
    queue: "multiprocessing.Queue[tuple[int, str]]",
) -> None:
    """Checks every `step`th input of a range, and tells in `at` which one it is at."""
    os.nice(10)
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    for index in range(first, end, step):
        at.value = index
        found = check(made(index))
        if found:
            queue.put((index, found))
    at.value = end


def run(
    total: int, made: Callable[[int], bytes], check: Callable[[bytes], str], jobs: int, limit: float
) -> dict[int, str]:
    """Checks inputs 0 to `total` in processes that may crash or hang. Gives what failed, by input."""
    context = multiprocessing.get_context("fork")
    failed: dict[int, str] = {}
    queue: multiprocessing.Queue[tuple[int, str]] = context.Queue()

    def start(first: int) -> "tuple[multiprocessing.process.BaseProcess, object]":
        at = context.Value("q", first)
        process = context.Process(target=work, args=(first, total, jobs, made, check, at, queue), daemon=True)
        process.start()
        return process, at

    running = [(*start(first), first, time.monotonic()) for first in range(min(jobs, total))]
    shown = time.monotonic()
    while running:
        time.sleep(0.05)
        while not queue.empty():
            index, found = queue.get()
            failed[index] = found
        now = time.monotonic()
        if now - shown > 30:
            shown = now
            done = min(at.value for _, at, _, _ in running)
            print(f"{done:,} of {total:,} inputs, {len(failed)} failed", file=sys.stderr, flush=True)
        still = []
        for process, at, last, since in running:
            here = at.value
            if process.is_alive() and (here == last and now - since > limit):
                process.kill()
                process.join()
                failed[here] = f"took longer than {limit:g} seconds"
            elif process.is_alive():
                still.append((process, at, here, since if here == last else now))
                continue
            elif process.exitcode != 0:
                failed[here] = f"the process ended with {process.exitcode}"
            else:
                continue
            if here + jobs < total:
                still.append((*start(here + jobs), here + jobs, time.monotonic()))
        running = still
    while not queue.empty():
        index, found = queue.get()
        failed[index] = found
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1000, help="how many mutated files (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--limit", type=float, default=60, help="seconds an input may take (default: 60)")
    parser.add_argument(
        "--largest", type=int, default=40_000, help="bytes of the largest file that is mutated"
    )
    parser.add_argument("--goroot", default=_goroot(), help="a Go tree to take real code from")
    parser.add_argument("--only", type=int, help="check this input only")
    parser.add_argument("--shapes", action="store_true", help="check the extreme shapes instead")
    parser.add_argument("--save", type=Path, help="a folder to keep failing inputs in")
    args = parser.parse_args(arguments)
    rules = load_rules()
    if args.shapes:
        named = list(shapes())
        names, total = [name for name, _ in named], len(named)

        def made(index: int) -> bytes:
            return named[index][1]
    else:
        real = texts(args.goroot, args.largest)
        names, total = [], args.inputs

        def made(index: int) -> bytes:
            return input_of(args.seed, index, real)

    if args.only is not None:
        data = made(args.only)
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            (args.save / f"{args.only}.go").write_bytes(data)
        print(trouble(data, rules) or "nothing went wrong")
        return 0
    failed = run(total, made, partial(trouble, rules=rules), args.jobs, args.limit)
    for index, found in sorted(failed.items()):
        print(f"input {index}{f' ({names[index]})' if names else ''}: {found}")
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            (args.save / f"{index}.go").write_bytes(made(index))
    print(f"{total:,} inputs, {len(failed)} failed")
    return 1 if failed else 0


def _goroot() -> str:
    told = os.environ.get("GOROOT", "")
    return told if told or not Path("/usr/local/go/src").is_dir() else "/usr/local/go"


if __name__ == "__main__":
    sys.exit(main())
