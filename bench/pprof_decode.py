"""How quickly a pprof proto is decoded and folded into a flame tree, against protobuf's bare ParseFromString.

The profile is made up: as many samples as stacks, over a few thousand functions, such that the tree gets about the number
of nodes that the row names. Each row is a profile of another size, so that growth shows.
"""

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

from leakline.profiles import pprof_pb2
from leakline.profiles.flame import flame
from leakline.profiles.read import read

WHOLE = 500_000


def profile(nodes: int) -> bytes:
    """A CPU profile whose tree has about so many nodes."""
    chance = random.Random(1)
    out: Any = pprof_pb2.Profile()
    strings = ["", "samples", "count", "cpu", "nanoseconds"]
    out.sample_type.add(type=1, unit=2)
    out.sample_type.add(type=3, unit=4)
    functions = 5_000
    for at in range(1, functions + 1):
        strings += [
            f"example.com/shop/area{at % 97}.(*Service).step{at}",
            f"/src/shop/area{at % 97}/step{at}.go",
        ]
        out.function.add(id=at, name=len(strings) - 2, filename=len(strings) - 1, start_line=at)
        out.location.add(id=at, address=0x400000 + at).line.add(function_id=at, line=at + 5)
    # A stack leaves another one at a random depth, as real ones do, and brings its own frames from there.
    made, last = 0, [chance.randrange(1, functions + 1) for _ in range(12)]
    while made < nodes:
        keep = chance.randrange(4, len(last))
        fresh = [chance.randrange(1, functions + 1) for _ in range(chance.randrange(2, 14))]
        last = (last[:keep] + fresh)[:60]
        made += len(last) - keep
        out.sample.add(location_id=last[::-1], value=[1, chance.randrange(1, 10**8)])
    out.string_table.extend(one.encode() for one in strings)
    return out.SerializeToString()


def best(work: Callable[[], object], times: int) -> float:
    """Seconds of the quickest of several runs."""
    seconds: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def row(name: str, data: bytes, times: int) -> str:
    bare_message: Any = pprof_pb2.Profile
    decoded = read(data, name)
    document = flame(decoded)
    bare = best(lambda: bare_message.FromString(data), times)
    decode = best(lambda: read(data, name), times)
    fold = best(lambda: flame(decoded), times)
    return (
        f"| {name} | {len(data) / 1e6:,.1f} | {document['nodes']:,} | {bare * 1e3:,.0f} | {decode * 1e3:,.0f} | "
        f"{fold * 1e3:,.0f} | {(decode + fold) / bare:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, once")
    args = parser.parse_args()
    whole, times = (WHOLE // 10, 1) if args.quick else (WHOLE, 3)
    print("| profile | MB | nodes | bare parse ms | decode ms | fold and pack ms | (decode + fold) / bare |")
    print("|---|---|---|---|---|---|---|")
    for name, nodes in (("half", whole // 2), ("whole", whole), ("double", whole * 2)):
        print(row(name, profile(nodes), times))


if __name__ == "__main__":
    main()
