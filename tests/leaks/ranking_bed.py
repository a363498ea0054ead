"""How high the leak ranks in one dump of a busy, healthy service: `python tests/leaks/ranking_bed.py [-v]`.

The leaks are Go's own programs of src/runtime/testdata/testgoroutineleakprofile, one a dump; the service around them is
testdata/ranking. Which goroutines leaked is said by Go's detector, whose marks are taken off before Leakline reads.
"""

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

sys.path.insert(0, str(Path(__file__).parents[2] / "testdata"))

import go_toolchains

from leakline.analysis.rules import load_rules
from leakline.leaks.clusters import clusters
from leakline.leaks.model import Cluster
from leakline.leaks.signatures import signatures
from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import read

PROGRAMS = "src/runtime/testdata/testgoroutineleakprofile"
SERVICE = Path(__file__).parents[2] / "testdata" / "ranking" / "background.go"
HEALTHY = 200
"""Workers of the largest healthy pool; the rest of the service goes with it."""
MARK = b" (leaked)"


@frozen
class Ranked:
    name: str
    rank: int
    """Of the first place where a leaked goroutine stands, from 1."""
    of: int


def dumps(go: Path) -> list[Path]:
    """A dump a program, with Go's marks in it. Built and run once, then kept in the cache folder."""
    root = Path(
        subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    )
    key = hashlib.sha256(SERVICE.read_bytes() + repr(go_toolchains.version_of(go)).encode()).hexdigest()[:16]
    folder = go_toolchains.cache_folder() / "ranking" / key
    done = folder / "done"
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        names = build(go, root / PROGRAMS, folder)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: run(folder, name), names))
        done.touch()
    return sorted(folder.glob("*.txt"))


def build(go: Path, programs: Path, folder: Path) -> list[str]:
    """The names of the programs in the command that was built."""
    names: set[str] = set()
    for path in (*programs.glob("*.go"), *programs.glob("goker/*.go")):
        if path.name != "main.go":
            (folder / path.name).write_bytes(path.read_bytes())
            names |= set(re.findall(r'register\("(\w+)"', path.read_text()))
    (folder / SERVICE.name).write_bytes(SERVICE.read_bytes())
    (folder / "go.mod").write_text("module bed\n\ngo 1.26\n")
    more = {} if (go_toolchains.version_of(go) or ()) >= (1, 27) else {"GOEXPERIMENT": "goroutineleakprofile"}
    subprocess.run(
        [go, "build", "-o", "bed", "."], cwd=folder, env=go_toolchains.environment(go, **more), check=True
    )
    return sorted(names)


def run(folder: Path, name: str) -> None:
    # A program that ends the process by itself leaves no dump, and none is measured.
    subprocess.run(
        [folder / "bed", name, folder / name, str(HEALTHY)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def thinned(data: bytes, most: int) -> bytes:
    """The same dump with so many leaked goroutines of one stack at most: a leak that is young."""
    seen: dict[bytes, int] = {}
    kept: list[bytes] = []
    for part in data.split(b"\n\n"):
        header, _, stack = part.partition(b"\n")
        if MARK in header:
            key = re.sub(rb"0x[0-9a-f]+|goroutine \d+", b"", stack)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > most:
                continue
        kept.append(part)
    return b"\n\n".join(kept)


def ranked(paths: list[Path], most: int | None = None) -> Iterator[Ranked]:
    looks = signatures({rule.id: rule.signature for rule in load_rules() if rule.signature})
    for path in paths:
        data = path.read_bytes()
        if MARK not in data:
            continue
        if most is not None:
            data = thinned(data, most)
        guilty = {place(one) for one in found(data, path, ()) if any(group.leaked for group in one.groups)}
        order = [place(one) for one in found(data.replace(MARK, b""), path, looks)]
        yield Ranked(path.stem, 1 + min(order.index(one) for one in guilty), len(order))


def found(data: bytes, path: Path, looks: tuple) -> tuple[Cluster, ...]:
    profile = read(data, path.name)
    assert isinstance(profile, GoroutineProfile)
    return clusters(profile, signatures=looks)


def place(one: Cluster) -> tuple[str, int, str]:
    return one.site.function, one.site.line, one.state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", action="store_true", help="name those that are not first")
    args = parser.parse_args()
    paths = dumps(go_toolchains.find_go())
    for most in (None, 3):
        rows = list(ranked(paths, most))
        first, three = (sum(row.rank <= n for row in rows) for n in (1, 3))
        what = "as they leak" if most is None else f"at most {most} leaked goroutines a stack"
        print(f"{what}: first in {first}, in the first three in {three} of {len(rows)}")
        for row in rows if args.v else ():
            if row.rank > 1:
                print(f"  {row.name}: {row.rank} of {row.of}")


if __name__ == "__main__":
    main()
