"""How quickly a goroutine dump is read: `leakline.profiles.read` against a plain split of the same bytes.

The dump is made up: goroutines of a service with a few hundred distinct stacks, states and waits, with the argument words
and creators that make every goroutine's text unique. Each row is a dump of another size, so that growth shows.
"""

import argparse
import io
import random
import time
from collections.abc import Callable

from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import read_stream

WHOLE = 100 << 20
STATES = (
    "chan send",
    "chan receive, 5 minutes",
    "select",
    "IO wait, 12 minutes",
    "sleep",
    "sync.Mutex.Lock, 2 minutes",
)
SOURCE = "/home/dev/src/example.com/shop/internal"


def dump(size: int, stacks: int = 300, labels: bool = False) -> bytes:
    """About `size` bytes of debug=2 text."""
    chance = random.Random(1)
    templates = [template(at) for at in range(stacks)]
    pieces: list[str] = []
    made = number = 0
    while made < size:
        number += 1
        at = chance.randrange(stacks)
        words = [chance.getrandbits(36) for _ in range(templates[at].count("%x"))]
        label = f" {{request: {number}, shop: berlin}}" if labels else ""
        body = templates[at] % (*words, chance.randrange(1, 1 << 20))
        pieces.append(f"goroutine {number} [{STATES[at % len(STATES)]}]{label}:\n{body}")
        made += len(pieces[-1]) + 1
    return "\n".join(pieces).encode()


def template(at: int) -> str:
    """A stack of frames from a pool of 2,000: calls of a service share their middle and differ in their ends."""
    chance = random.Random(at)
    lines: list[str] = []
    for _ in range(4 + at % 9):
        area, step = chance.randrange(200), chance.randrange(10)
        lines.append(
            f"example.com/shop/internal/area{area}.(*Service).step{step}(0xc%x, {{0x%x, 0x7}})\n"
            f"\t{SOURCE}/area{area}/service.go:{100 + step * 7} +0x{step * 16:x}\n"
        )
    creator = f"created by example.com/shop/internal/area{at % 200}.(*Service).Start in goroutine %d\n"
    return "".join(lines) + creator + f"\t{SOURCE}/area{at % 200}/service.go:55 +0x1d\n"


def best(work: Callable[[], object], times: int) -> float:
    """Seconds of the quickest of several runs."""
    seconds: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def row(name: str, data: bytes, times: int) -> str:
    profile = read_stream(io.BytesIO(data), name)
    assert isinstance(profile, GoroutineProfile)
    count = data.count(b"\n\ngoroutine ") + 1
    if profile.total != count:
        raise SystemExit(f"{profile.total} of {count} goroutines were read")
    ours = best(lambda: read_stream(io.BytesIO(data), name), times)
    split = best(lambda: data.split(b"\n\ngoroutine "), times)
    size = len(data) / 1e6
    return (
        f"| {name} | {size:,.0f} | {count:,} | {len(profile.groups):,} | {size / ours:,.0f} | {size / split:,.0f} | "
        f"{ours / split:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, once")
    args = parser.parse_args()
    whole, times = (WHOLE // 10, 1) if args.quick else (WHOLE, 3)
    print("| dump | MB | goroutines | groups | read MB/s | split MB/s | time of read / split |")
    print("|---|---|---|---|---|---|---|")
    print(row("half", dump(whole // 2), times))
    print(row("whole", dump(whole), times))
    print(row("double", dump(whole * 2), times))
    print(row("whole, a label of its own each", dump(whole, labels=True), times))
    print(row("whole, 20,000 distinct stacks", dump(whole, stacks=20_000), times))


if __name__ == "__main__":
    main()
