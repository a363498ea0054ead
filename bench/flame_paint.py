"""First paint of the flame graph in Chromium, beside a blank canvas and flame-chart-js: a markdown table.

Runs bench/flame/paint.mjs, which needs Node, Chromium and the packages of extension/flame (`npm ci` there).

    python bench/flame_paint.py [--nodes 10000,100000,500000] [--runs 7] [--ratio 1]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FLAME = HERE.parent / "extension" / "flame"
MARK_MS = 150
MARK_NODES = 100_000


def measure(nodes: str, runs: int, ratio: float) -> list[dict[str, Any]]:
    """One row a number of nodes and way: median, least and most in milliseconds."""
    node = shutil.which("node")
    chromium = os.environ.get("LEAKLINE_CHROMIUM") or shutil.which("chromium")
    if not node or not chromium:
        sys.exit(
            "The flame graph is measured in Chromium by Node: install the packages nodejs, npm and chromium."
        )
    if not (FLAME / "node_modules").exists():
        subprocess.run(["npm", "ci"], cwd=FLAME, check=True, stdout=subprocess.DEVNULL)
    command = [node, str(HERE / "flame" / "paint.mjs"), "--nodes", nodes, "--runs", str(runs)]
    command += ["--ratio", str(ratio), "--chromium", chromium]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def table(rows: list[dict[str, Any]]) -> str:
    """Medians with the least in brackets, one line a number of nodes, and ratios to the floor and the peer."""
    by_nodes: dict[int, dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_nodes.setdefault(row["nodes"], {})[row["way"]] = row
    lines = [
        "| nodes | blank canvas, ms | Leakline, ms | over the floor, ms | flame-chart-js, ms | to the peer "
        "| draw p95, ms | search, ms | slowest lens, ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for nodes, ways in by_nodes.items():
        floor, ours, peer = ways["blank"], ways["leakline"], ways["flame-chart-js"]
        cells = [
            f"{nodes:,}",
            *(f"{row['median']:.0f} ({row['least']:.0f})" for row in (floor, ours)),
            f"{ours['median'] - floor['median']:.0f} ({ours['least'] - floor['least']:.0f})",
            f"{peer['median']:.0f} ({peer['least']:.0f})",
            f"{ours['median'] / peer['median']:.2f}",
            f"{ours['draw']:.1f}",
            f"{ours['search']:.1f}",
            f"{ours['look']:.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nodes", default="10000,100000", help="comma list of sizes (default: %(default)s)")
    parser.add_argument(
        "--runs", type=int, default=7, help="fresh pages for each way and size (default: %(default)s)"
    )
    parser.add_argument(
        "--ratio", type=float, default=1, help="device pixels in a CSS pixel (default: %(default)s)"
    )
    arguments = parser.parse_args()
    rows = measure(arguments.nodes, arguments.runs, arguments.ratio)
    print(
        "Flame graph, first paint: from data in the page to the second frame; median (least), cold, fresh page.\n"
    )
    print(table(rows))
    # The mark is set for one device pixel in a CSS pixel.
    marked = [
        row
        for row in rows
        if row["nodes"] == MARK_NODES and row["way"] == "leakline" and arguments.ratio == 1
    ]
    for row in marked:
        word = "reached" if row["median"] < MARK_MS else "missed"
        print(f"\nMark {word}: {MARK_NODES:,} nodes in {row['median']:.0f} ms, wanted under {MARK_MS} ms.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
