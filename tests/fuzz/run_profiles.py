"""Reads damaged profiles, dumps and logs: `python tests/fuzz/run_profiles.py --inputs 200000 --jobs 2`.

Each input is a recording with damage, in one of the wrappings in which such files are met, packed or not; the first
inputs are all prefixes of small ones. It is read, clustered and folded as the commands do. A traceback, a sentence that
is none, a total that is not that of the groups, more than 1 GB of memory, and a read that takes longer than --limit
seconds count.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "server")]

from run import run  # noqa: E402

from leakline.leaks.clusters import clusters  # noqa: E402
from leakline.profiles.flame import flame  # noqa: E402
from leakline.profiles.model import GoroutineProfile, ProfileError, ValueProfile  # noqa: E402
from leakline.profiles.read import reading_stream  # noqa: E402

MEMORY = 1 << 30
LARGEST = 24_000
"""Bytes of a recording that are damaged; what is longer is cut."""
SCRAPE = b"go_goroutines 42\ngo_memstats_stack_inuse_bytes 9.8e+07\ngo_gc_duration_seconds_count 3\n" * 3
VARS = b'{"cmdline": ["/app"], "memstats": {"Alloc": 7, "HeapAlloc": 7, "NumGC": 2, "PauseNs": [5, 3, 0]}}'
TRACE = (
    b"gc 7 @0.2s 2%: 0.02+0.3+0.003 ms clock, 0.1+0.2/0.3/0.05+0.01 ms cpu,"
    b" 4->5->3 MB, 6 MB goal, 1 MB stacks, 2 MB globals, 4 P\n"
)
GOLEAK = (
    b"found unexpected goroutines:\n[Goroutine 7 in state select, 3 minutes, with main.f on top of the stack:\n"
    b"main.f()\n\t/m.go:4 +0x2\n]\n"
)
WORDS = (
    b"\n\ngoroutine 5 [", b"goroutine 1 [running]:\n", b"\r", b"\x00", b"(0x", b"\xff" * 9, b" in goroutine ", b"\n\n",
    b"\x1b[31m", b"panic: ", b"-----\n", b"created by ", b"...10 frames elided...\n", b"] {a: b}:\n", b"\\n", b'{"',
    b"[originating from goroutine 3]:\n", b' labels:{"a": "b"}]:', b"\\u0009", b'{"log":"', b" 9 times: [[",
    b"goroutine profile: total 3\n", b"heap profile: 1: 1 [1: 1] @", b"# runtime.MemStats\n", b"gc 1 @", b"\x80" * 9,
    b"\x32\x00", b"\x12\x04", b"99999999999999999999", b"\x1f\x8b",
)  # fmt: skip


class BrokenError(Exception):
    """Something is wrong that raised nothing."""


def trouble(data: bytes) -> str:
    """What went wrong with an input, or ""."""
    try:
        look(data)
    except ProfileError as error:
        text = str(error)
        return "" if text and "\n" not in text and len(text) < 1000 else f"no sentence: {text[:300]!r}"
    except Exception:
        return traceback.format_exc()
    return ""


def look(data: bytes) -> None:
    """Reads, clusters and folds as the commands do."""
    from io import BytesIO

    found = reading_stream(BytesIO(data), "fuzz", 64 << 20)
    if isinstance(found, (GoroutineProfile, ValueProfile)):
        flame(found)
    if not isinstance(found, GoroutineProfile):
        return
    clusters(found)
    for one in (found, *found.dumps):
        if one.total != sum(group.count for group in one.groups):
            raise BrokenError(f"a total of {one.total}, groups of {sum(group.count for group in one.groups)}")
        if any(len(group.waits) > group.count for group in one.groups):
            raise BrokenError("more waits than goroutines")


def seeds() -> list[bytes]:
    """Recordings of each format, unpacked, and what none of them is."""
    folder = ROOT / "testdata" / "profiles"
    names = (
        "go1.27/goroutine-debug0.pb.gz", "go1.27/heap.pb.gz", "go1.21/mutex.pb.gz", "go1.27/goroutineleak-debug0.pb.gz",
        "go1.27/goroutine-debug1.txt", "go1.21/goroutine-debug2.txt", "go1.27/goroutine-debug2-after-goroutineleak.txt",
        "go1.26/labels/goroutine-debug2.txt", "go1.27/labels/goroutine-debug2.txt", "go1.27/crash/panic.txt",
        "go1.21/crash/sigquit.txt", "go1.27/heap-debug1.txt",
    )  # fmt: skip
    found: list[bytes] = []
    for name in names:
        data = (folder / name).read_bytes()
        data = gzip.decompress(data) if name.endswith(".gz") else data
        # The end of heap text is what is read of it.
        found.append(data[-LARGEST:] if "heap-debug1" in name else data[:LARGEST])
    found[-1] = b"heap profile: 1: 2 [3: 4] @ heap/1048576\n" + found[-1]
    return [*found, SCRAPE, VARS, TRACE * 5, GOLEAK * 2]


def input_of(seed: int, index: int, texts: Sequence[bytes]) -> bytes:
    """The input of a number, always the same."""
    chance = random.Random(f"{seed} {index}")
    data = bytearray(chance.choice(texts))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6, 20))):
        damage(data, chance, texts)
    out = wrapped(bytes(data), chance)
    if chance.randrange(6) == 0:
        out = gzip.compress(out, 1)
        if chance.randrange(2):
            damaged = bytearray(out)
            damage(damaged, chance, texts)
            out = bytes(damaged)
    return out


def damage(data: bytearray, chance: random.Random, texts: Sequence[bytes]) -> None:
    """One thing that goes wrong with files."""
    if not data:
        return
    at = chance.randrange(len(data))
    kind = chance.randrange(9)
    if kind == 0:
        data[at] = chance.randrange(256)
    elif kind == 1:
        data[at] ^= 1 << chance.randrange(8)
    elif kind == 2:
        del data[at : at + chance.randrange(1, 300)]
    elif kind == 3:
        data[at:at] = data[at // 2 : at // 2 + chance.randrange(1, 2000)]
    elif kind == 4:
        data[at:at] = chance.choice(WORDS)
    elif kind == 5:
        del data[at:]
    elif kind == 6:
        del data[:at]
    elif kind == 7:
        other = chance.choice(texts)
        begin = chance.randrange(len(other))
        data[at:at] = other[begin : begin + chance.randrange(1, 5000)]
    else:
        data[at:at] = chance.choice(WORDS) * chance.randrange(1, 2000)


def wrapped(data: bytes, chance: random.Random) -> bytes:
    """As logs and shells hand it on."""
    kind = chance.randrange(12)
    if kind < 6:
        return data
    text = data.decode("utf-8", "replace")
    lines = list(enumerate(text.split("\n")))
    if kind == 6:
        text = text.replace("\n", "\r\n")
    elif kind == 7:
        return text.encode("utf-16")
    elif kind == 8:
        text = "".join(f"2026-01-02T12:00:00.{at}Z stderr F {line}\n" for at, line in lines)
    elif kind == 9:
        objects = ({"log": f"{line}\n", "stream": "stderr", "time": at} for at, line in lines)
        text = "".join(f"{json.dumps(one)}\n" for one in objects)
    elif kind == 10:
        text = json.dumps({"level": "error", "msg": "dump", "stack": text}) + "\n"
    else:
        text = json.dumps([{"timestamp": at, "textPayload": line} for at, line in lines])
    return text.encode()


def prefixes(texts: Sequence[bytes]) -> list[tuple[int, int]]:
    """Which seed, and how much of it: every prefix of the first 6,000 bytes and of what is packed of them."""
    return [(at, end) for at, text in enumerate(texts) for end in range(min(len(text), 6000))]


def maker(seed: int) -> Callable[[int], bytes]:
    texts = seeds()
    cut = prefixes(texts)

    def made(index: int) -> bytes:
        if index < len(cut):
            at, end = cut[index]
            return texts[at][:end]
        return input_of(seed, index, texts)

    return made


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--limit", type=float, default=5, help="seconds an input may take (default: 5)")
    parser.add_argument("--only", type=int, help="read this input only")
    parser.add_argument("--save", type=Path, help="a folder to keep failing inputs in")
    args = parser.parse_args(arguments)
    made = maker(args.seed)
    if args.only is not None:
        print(trouble(made(args.only)) or "nothing went wrong")
        return 0
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    failed = run(args.inputs, made, trouble, args.jobs, args.limit)
    for index, found in sorted(failed.items())[:20]:
        print(f"input {index}:\n{found}")
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            (args.save / f"{args.seed}-{index}").write_bytes(made(index))
    print(f"{args.inputs:,} inputs, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
