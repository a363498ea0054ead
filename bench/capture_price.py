"""What a capture costs a service of 100,000 goroutines, measured inside that service.

    python bench/capture_price.py [--goroutines N] [--leaked] [--rounds N] [--go VERSION]

For each way of capturing: how long it took, the longest stop-the-world pause that the runtime itself counted
(runtime/metrics, the upper end of the bucket), and the longest time in which a spinning goroutine saw no clock, which holds
what the machine's other work takes as well. The row `nothing` waits as long as the default capture took.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "testdata"), str(HERE.parent / "server")]

from go_toolchains import find_go, toolchain  # noqa: E402

from leakline.capture.plan import LEAK_CHECK  # noqa: E402
from leakline.capture.take import capture  # noqa: E402

WAYS = (
    ("one garbage collection", (), None),
    ("default capture", (LEAK_CHECK,), None),
    ("counts alone", ("goroutine",), False),
    ("heap", ("heap",), None),
    ("states as text, asked for", ("goroutine",), True),
)


def asked(url: str) -> dict[str, object]:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"{url}/pauses", timeout=60
    ) as answer:
        return json.load(answer)


def longest(before: dict[str, object], after: dict[str, object]) -> float:
    """The longest pause, in seconds, of those that came between two answers."""
    found = 0.0
    for name, counts in after.items():
        if isinstance(counts, dict):
            earlier = before.get(name, {})
            for edge, count in counts.items():
                if count > (earlier.get(edge, 0) if isinstance(earlier, dict) else 0):
                    found = max(found, float(edge))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--goroutines", type=int, default=100_000)
    parser.add_argument(
        "--leaked", action="store_true", help="goroutines that Go itself can prove to be leaked"
    )
    parser.add_argument(
        "--run-by",
        default="",
        metavar="COMMAND",
        help="what starts the service: 'nice -n -20' on a busy machine",
    )
    parser.add_argument("--go", metavar="VERSION", default="1.27.3")
    parser.add_argument(
        "--rounds", type=int, default=1, help="how often; on a busy machine the best one tells most"
    )
    args = parser.parse_args()
    go = toolchain(args.go) if args.go else find_go()
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder) / "crowd"
        environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false"}
        subprocess.run([go, "build", "-o", binary, "."], cwd=HERE / "crowd", check=True, env=environment)
        command = [
            *args.run_by.split(),
            str(binary),
            "-goroutines",
            str(args.goroutines),
            f"-leaked={str(args.leaked).lower()}",
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as service:
            assert service.stdout is not None
            assert service.stdin is not None
            url = service.stdout.readline().strip()
            print(f"go{args.go}, {asked(url)['goroutines']:,} goroutines")
            print(f"{'way':<28}{'seconds':>8}{'longest pause ms':>18}{'longest gap ms':>16}  kinds")
            took = 0.0
            for way, kinds, text in WAYS * args.rounds:
                before = asked(url)
                begun = time.monotonic()
                got = taken(url, kinds, text, Path(folder) / "captures")
                seconds = time.monotonic() - begun
                after = asked(url)
                row(way, seconds, longest(before, after), after, got)
                took = seconds if LEAK_CHECK in kinds else took
            before = asked(url)
            time.sleep(took)
            after = asked(url)
            row("nothing", took, longest(before, after), after, "")
            service.stdin.close()
    return 0


def taken(url: str, kinds: tuple[str, ...], text: bool | None, root: Path) -> str:
    """Captures, or only makes the service collect its garbage; what came."""
    if not kinds:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}/collect", timeout=60):
            return ""
    made = capture(url, kinds, text=text, root=root)
    return ", ".join(f"{part.kind} {part.form}" for part in made.parts)


def row(way: str, seconds: float, pause: float, after: dict[str, object], got: str) -> None:
    gap = float(str(after["gap"]))
    print(f"{way:<28}{seconds:>8.2f}{pause * 1000:>18.2f}{gap * 1000:>16.1f}  {got}")


if __name__ == "__main__":
    sys.exit(main())
