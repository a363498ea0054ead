"""`leakline captures`: what has been captured and kept."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from leakline.capture import pruning, store
from leakline.capture.failure import CaptureError
from leakline.capture.store import Capture, Damaged
from leakline.cli.captured import entry
from leakline.cli.main import UsageError
from leakline.cli.targets import agreed, at_terminal, say, size
from leakline.report.text import counted, printable

DESCRIPTION = """\
Lists, renames, deletes and prunes what `leakline capture` and the editor have kept.

ID is the id of a capture, the begin of one, its name, `last`, or `last~1` for the one before it. `leakline inspect`
and `leakline diff` take the same.

examples:
  leakline captures
  leakline captures rename last "before the fix"
  leakline captures delete 20260504T091500
  leakline captures prune --older 30d --size 2G --dry-run
  leakline diff "before the fix" last"""

ACTIONS = ("list", "rename", "delete", "prune")
AGE = re.compile(r"(\d{1,6})([hdw])")
UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", default="list", metavar="ACTION", choices=ACTIONS, help=", ".join(ACTIONS)
    )
    parser.add_argument(
        "names", nargs="*", metavar="ID", help="which captures; for rename, ID and the new name"
    )
    parser.add_argument("--out", metavar="DIR", help="where they are kept (default: $LEAKLINE_CAPTURES)")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--older", type=age, metavar="AGE", help="prune what is older than 12h, 30d or 8w")
    parser.add_argument(
        "--size", type=size, metavar="SIZE", help="prune the oldest, until so much is left: 500M, 2G"
    )
    parser.add_argument("--keep", type=int, metavar="N", help="never prune the newest N")
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and delete nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def age(text: str) -> timedelta:
    match = AGE.fullmatch(text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(f"{printable(text)[:40]!r} is no age, such as 12h, 30d or 8w")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def run(args: argparse.Namespace) -> int:
    names: list[str] = args.names
    root = store.root_of(args.out)
    pruned = (args.older, args.size, args.keep)
    if args.action != "prune" and pruned != (None, None, None):
        raise UsageError("--older, --size and --keep belong to `leakline captures prune`")
    if args.action == "rename":
        if len(names) != 2 or not names[1].strip():
            raise UsageError("rename takes the id of a capture and its new name")
        one = store.renamed(store.opened(root, names[0]), names[1].strip())
        print(f"{one.id} is now called {printable(one.name)}")
        return 0
    if args.action == "delete":
        return delete(root, names, args)
    if names:
        raise UsageError(f"{args.action} takes no ids; `leakline inspect ID` shows one capture")
    if args.action == "prune":
        if pruned == (None, None, None):
            raise UsageError("prune needs to know what may go: --older AGE, --size SIZE or --keep N")
        if args.keep is not None and args.keep < 0:
            raise UsageError("--keep must be 0 or more")
        captures, _ = store.listed(root)
        now = datetime.now().astimezone()
        return remove(pruning.chosen(captures, now, *pruned), args)
    return show(root, *store.listed(root), args.format)


def delete(root: Path, names: Sequence[str], args: argparse.Namespace) -> int:
    if not names:
        raise UsageError("delete takes the ids of captures; `leakline captures` lists them")
    broken = {one.folder.name: one for one in store.listed(root)[1]}
    chosen = [broken[name] if name in broken else store.opened(root, name) for name in names]
    return remove(list({one.folder: one for one in chosen}.values()), args)


def remove(chosen: Sequence[Capture | Damaged], args: argparse.Namespace) -> int:
    """Deletes them, after asking at a terminal. The exit code."""
    total = sum(pruning.size_of(one.folder) for one in chosen)
    what = f"{counted(len(chosen), 'capture')}, {sized(total)}"
    if not chosen:
        print("nothing to delete")
        return 0
    if args.dry_run:
        for one in chosen:
            print(f"would delete {line_of(one)}")
        print(f"{what} would be deleted")
        return 0
    if not args.yes and at_terminal() and not agreed(f"Delete {what}?"):
        raise UsageError("nothing was deleted")
    failed = 0
    for one in chosen:
        try:
            store.delete(one)
            print(f"deleted {line_of(one)}")
        except CaptureError as error:
            failed += 1
            say(str(error))
    return 2 if failed else 0


def line_of(one: Capture | Damaged) -> str:
    return f"{one.id}  {printable(one.name)}" if isinstance(one, Capture) else f"{one.folder.name}  (damaged)"


def show(root: Path, captures: Sequence[Capture], damaged: Sequence[Damaged], form: str) -> int:
    sizes = {one.id: pruning.size_of(one.folder) for one in captures}
    if form == "json":
        document = {
            "version": 1,
            "root": str(root),
            "captures": [{**entry(one), "size": sizes[one.id]} for one in captures],
            "damaged": [{"folder": str(one.folder), "why": one.why} for one in damaged],
        }
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return 0
    width = max((len(one.id) for one in captures), default=2)
    if captures:
        print(f"{'ID':<{width}}  {'TAKEN':<16}  {'GOROUTINES':>10}  {'SIZE':>8}  KINDS, NAME")
    for one in captures:
        count = f"{one.total:,}" if one.total else ""
        flaw = "  (not whole)" if one.failures else ""
        print(
            f"{one.id:<{width}}  {when(one)}  {count:>10}  {sized(sizes[one.id]):>8}  "
            f"{', '.join(one.kinds)}: {printable(one.name)}{flaw}"
        )
    print(f"{counted(len(captures), 'capture')}, {sized(sum(sizes.values()))}, in {printable(str(root))}")
    for one in damaged:
        sys.stdout.flush()
        say(f"{one.why.removesuffix('.')}; `leakline captures delete {one.folder.name}` removes it")
    return 0


def when(one: Capture) -> str:
    """In local time, to the minute."""
    return f"{pruning.time_of(one).astimezone():%Y-%m-%d %H:%M}"


def sized(count: int) -> str:
    """`812 B`, `34 kB`, `1.2 GB`"""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.1f} {unit}" if unit != "B" and amount < 10 else f"{amount:.0f} {unit}"
