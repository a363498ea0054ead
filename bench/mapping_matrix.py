"""Ways to build x edits x shapes of leak x releases of Go: how often a frame's line is right, wrong, or not told.

    python bench/mapping_matrix.py [--versions 1.21.13,1.27.3] [--builds N] [--show]

Each release builds and runs tests/mapping/shapes in eight ways. Then each marked statement is edited in each way of
tests/mapping/edits.py, and its frame is mapped again: without git; with the edit not yet committed, or committed, the
build's revision not told; with it told; and with the edit in an editor's unsaved text. N builds are taken in turn for
each edit of each statement (all of them: 0). A twin, the very same line once more before it, is told from it by nothing:
only what is wrong there counts.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "mapping"), str(ROOT / "testdata"), str(ROOT / "server")]

import go_toolchains  # noqa: E402
from keeping import WAYS, Kept, outcome  # noqa: E402
from standing import SHAPES, Run, marks, standing  # noqa: E402

from leakline.profiles.read import read_path  # noqa: E402

VERSIONS = "1.21.13,1.22.10,1.23.9,1.24.11,1.25.5,1.26.6,1.27.3"
BUILDS: dict[str, tuple[str, ...]] = {
    "plain": (),
    "trimpath": ("-trimpath",),
    "no-inlining": ("-gcflags=all=-l",),
    "unoptimised": ("-gcflags=all=-N -l",),
    "stripped": ("-ldflags=-s -w",),
    "covered": ("-cover",),
    "pie": ("-buildmode=pie",),
    "workspace": (),
}


def build(go: Path, way: str, home: Path) -> Run:
    """Builds the shapes in a folder that is removed afterwards, and runs them."""
    source = home / "src" / "shapes"
    shutil.copytree(SHAPES, source)
    more: dict[str, str] = {"CGO_ENABLED": "0"}
    if way == "workspace":
        (home / "src" / "go.work").write_text("go 1.21\n\nuse ./shapes\n")
        more["GOWORK"] = str(home / "src" / "go.work")
    command = [go, "build", "-buildvcs=false", *BUILDS[way], "-o", home / "run", "./cmd/run"]
    subprocess.run(command, cwd=source, env=go_toolchains.environment(go, **more), check=True)
    proto, text = home / "goroutine.pb.gz", home / "goroutine.txt"
    subprocess.run([home / "run", proto, text], check=True, timeout=60, env={"GOCOVERDIR": str(home)})
    shutil.rmtree(home / "src")
    return Run(read_path(proto), read_path(text))  # type: ignore[arg-type]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--versions", default=VERSIONS)
    parser.add_argument("--builds", type=int, default=4)
    parser.add_argument("--show", action="store_true", help="each wrong one, and each kind that is not told")
    args = parser.parse_args()
    runs: list[tuple[str, Run]] = []
    with tempfile.TemporaryDirectory() as scratch:
        for version in args.versions.split(","):
            for way in BUILDS:
                home = Path(scratch, f"{version}-{way}")
                home.mkdir()
                runs.append((f"{version} {way}", build(go_toolchains.toolchain(version), way, home)))
                print(f"built {version} {way}", file=sys.stderr)
        told: dict[tuple[str, str], Counter[str]] = {}
        shown: list[str] = []
        turn = 0
        frames = [
            (name, form, standing(getattr(run, form))) for name, run in runs for form in ("proto", "text")
        ]
        for mark in [one for one in marks(SHAPES) if one not in marks(SHAPES / "ranges")]:
            for kept in Kept.every(Path(scratch, "kept"), mark):
                taken = (
                    frames
                    if not args.builds
                    else [frames[(turn + at * 13) % len(frames)] for at in range(args.builds)]
                )
                turn += 1
                for name, form, stood in taken:
                    for way in WAYS:
                        if (way, kept.edit) == ("unsaved", "file-renamed"):
                            continue
                        run = next(run for each, run in runs if each == name)
                        for one in [one for one in stood if one.mark == mark][:1]:
                            said = outcome(kept, way, getattr(run, form), one)
                            told.setdefault((way, kept.edit), Counter())[said] += 1
                            if said == "wrong" or (args.show and said != "right"):
                                shown.append(f"{said}: {way} {kept.edit} {mark} {name} {form} {kept.last}")
    for one in shown if args.show else [one for one in shown if one.startswith("wrong")]:
        print(one)
    for way in WAYS:
        total: Counter[str] = Counter()
        print(f"\n{way}")
        for (each, edit), counts in told.items():
            if each == way:
                total += counts if edit != "twin" else Counter(wrong=counts["wrong"])
                print(
                    f"  {edit:<22}{counts['right']:>7} right {counts['wrong']:>5} wrong {counts['not told']:>6} not told"
                )
        share = 100 * total["right"] / (total["right"] + total["wrong"] + total["not told"])
        counted = f"{total['right']:>7} right {total['wrong']:>5} wrong {total['not told']:>6} not told"
        print(f"  {'all':<22}{counted}  {share:.1f} %")
    return 1 if any(counts["wrong"] for counts in told.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
