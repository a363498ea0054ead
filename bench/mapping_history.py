"""Real history: frames of an old revision mapped to a newer one, beside `git blame --reverse`.

    python bench/mapping_history.py REPOSITORY… [--apart 300] [--functions 100] [--seed 1] [--guess] [--show]

Of each repository functions that wait or call are drawn from a commit so many first parents before its newest one; a frame
is made of one of their statements, as a build of that commit would have it, and mapped to the newest commit. Where git
blame follows the line to the newest commit, its line there is the truth. Where blame loses the line (its text was
changed, or the function moved), a line that is told is counted apart and, with --show, printed beside the old one to be
judged. --guess keeps the revision from the mapper.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from attrs import frozen

from leakline.golang.modules import parse_go_mod
from leakline.mapping import git
from leakline.mapping.body import Operation
from leakline.mapping.locate import Mapper
from leakline.mapping.outline import INITIALISERS, outline
from leakline.mapping.versions import Revision
from leakline.profiles.model import Frame

STATES = {"send": "chan send", "receive": "chan receive", "select": "select"}


@frozen
class Drawn:
    path: str
    text: str
    frame: Frame
    state: str
    callee: str


def draw(root: Path, commit: str, count: int, chance: random.Random) -> list[Drawn]:
    """One statement of each of so many functions, those that wait on channels first among their file's."""
    files = git.files_of(root, commit)
    paths = [
        one for one in sorted(files) if not one.endswith((b"_test.go", b".pb.go")) and b"vendor/" not in one
    ]
    chance.shuffle(paths)
    modules = _modules(root, commit)
    found: list[Drawn] = []
    for name in paths:
        data = git.blob(root, files[name]) or b""
        read = outline(data)
        path = name.decode()
        folder = path.rpartition("/")[0]
        around = max((one for one in modules if _under(folder, one)), key=len, default=None)
        waiting: list[Drawn] = []
        for one in read.declared:
            if one.name in (INITIALISERS, "init", "_") or around is None:
                continue
            rest = folder[len(around) :].strip("/")
            whole = "/".join(filter(None, (modules[around], rest)))
            head, slash, last = whole.rpartition("/")
            package = "main" if read.package == "main" else head + slash + last.replace(".", "%2e")
            operations = [each for each in one.body.operations if _usable(each)]
            for each in chance.sample(operations, 1) if operations else ():
                closure = _path(one.body.functions, each.function)
                frame = Frame(
                    one.runtime_name(package) + closure,
                    f"/build/{path}",
                    each.line,
                    one.body.functions[each.function].start,
                )
                callee = f"example.com/any.{each.name}" if each.kind == "call" else ""
                text = read.lines[each.line - 1].decode("utf-8", "replace").strip()
                waiting.append(Drawn(path, text, frame, STATES.get(each.kind, ""), callee))
        chance.shuffle(waiting)
        found += sorted(waiting, key=lambda one: not one.state)[:3]
        if len(found) >= count:
            return found[:count]
    return found


def _usable(one: Operation) -> bool:
    return one.kind in STATES or (one.kind == "call" and one.name != "" and one.name[0].isupper())


def _path(functions: list, index: int) -> str:  # type: ignore[type-arg]
    steps: list[str] = []
    while functions[index].parent >= 0:
        steps.append(str(functions[index].number))
        index = functions[index].parent
    return "." + ".".join(["func" + steps[-1], *steps[-2::-1]]) if steps else ""


def _modules(root: Path, commit: str) -> dict[str, str]:
    listed = git.run(root, "ls-tree", "-r", "--name-only", "--full-tree", commit).stdout.decode()
    found: dict[str, str] = {}
    for name in listed.splitlines():
        if name == "go.mod" or name.endswith("/go.mod"):
            data = git.run(root, "cat-file", "blob", f"{commit}:{name}").stdout
            found[name.rpartition("/")[0]] = parse_go_mod(data)[0]
    return found


def _under(folder: str, module: str) -> bool:
    return not module or folder == module or folder.startswith(module + "/")


def truth(root: Path, old: str, new: str, path: str, line: int) -> "tuple[str, int] | None":
    """Where git blame follows a line of `old` to in `new`; None where it loses it."""
    told = subprocess.run(
        ["git", "-C", root, "blame", "-w", "--reverse", "--porcelain", f"-L{line},{line}", f"{old}..{new}", "--", path],
        capture_output=True, text=True, errors="replace", check=False,
    ).stdout.splitlines()  # fmt: skip
    if not told:
        return None
    commit, at = told[0].split()[:2]
    name = next((one[9:] for one in told if one.startswith("filename ")), path)
    return (name, int(at)) if commit == new else None


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--apart", type=int, default=300)
    parser.add_argument("--functions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guess", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    wrong = 0
    for repository in args.repositories:
        with tempfile.TemporaryDirectory() as home:
            root = Path(home, "clone")
            subprocess.run(["git", "clone", "-q", "--shared", repository, root], check=True)
            new = git.commit_of(root, "HEAD")
            old = git.commit_of(root, f"HEAD~{args.apart}")
            drawn = draw(root, old, args.functions, random.Random(args.seed))
            mapper = Mapper([str(root)], revision=None if args.guess else Revision(old))
            mapper.learn(one.frame for one in drawn)
            counts: Counter[str] = Counter()
            for one in drawn:
                source = mapper.source(one.frame, one.state, one.callee)
                at = truth(root, old, new, one.path, one.frame.line)
                sure = source.path is not None and source.match in ("exact", "shifted")
                place = (str(Path(source.path).relative_to(root)), source.line) if source.path else None
                if at is None:
                    said = "lost by blame, told" if sure else "gone"
                else:
                    said = ("right" if place == at else "wrong") if sure else "not told"
                counts[said] += 1
                if args.show and said not in ("right", "gone"):
                    now = mapper.workspace.line_text(source.path, source.line).strip() if source.path else ""
                    print(f"{said}: {one.path}:{one.frame.line} {one.frame.function} {one.text!r}")
                    print(f"    {source.match} {place} {now!r} truth {at} ({source.why})")
            known = counts["right"] + counts["wrong"] + counts["not told"]
            print(
                f"{repository}: {old[:10]}..{new[:10]} {dict(counts)} right {counts['right'] / max(known, 1):.1%}"
            )
            wrong += counts["wrong"]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
