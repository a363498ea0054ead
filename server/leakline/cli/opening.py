"""What the commands take for goroutines: a file, stdin, a kept capture, or a running service that is then captured."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from threading import Event

from attrs import frozen

from leakline.capture import named, store
from leakline.capture.failure import CaptureError
from leakline.capture.fetch import Progress
from leakline.capture.target import Target
from leakline.cli.main import UsageError
from leakline.cli.targets import allow, found, limited
from leakline.leaks.signatures import Signature, signatures
from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import Reading, reading_path
from leakline.report.text import printable
from leakline.settings import Settings

SERVICE = re.compile(r"[a-z]+://.*|unix:.*|[^/@\s]*:\d{1,5}(?:/.*)?")


@frozen
class Goroutines:
    """The goroutines of one moment."""

    name: str
    profile: GoroutineProfile
    proven: GoroutineProfile | None = None
    """The leaks that Go proved, where they were captured along."""


def goroutines(given: str, why: str, args: argparse.Namespace) -> Goroutines:
    """Reads goroutines; a service is captured now, and the capture kept. `why` ends the sentence for another kind.

    `args` say how services are asked; see `targets`. Raises UsageError, ProfileError or CaptureError.
    """
    if is_service(given):
        target = found(given, args)
        allow([target], args)
        return of_service(target, limited(Settings(), args))
    profile, proven = opened(given)
    name = "standard input" if given == "-" else given
    if not isinstance(profile, GoroutineProfile):
        raise UsageError(f"{printable(name)} is a {profile.kind} profile; {why}")
    return Goroutines(name, profile, proven)


def of_service(
    target: Target,
    settings: Settings,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Event | None = None,
) -> Goroutines:
    """Captures a service that may be asked. Raises CaptureError."""
    # Imported here: most uses read files.
    from leakline.capture.take import capture

    taken = capture(target, settings=settings, allow_remote=True, progress=progress, cancelled=cancelled)
    profile, proven = store.goroutines(taken)
    if profile is None:
        raise CaptureError(" ".join(taken.failures) or f"{target.shown} gave no goroutines; try again.")
    return Goroutines(target.shown, profile, proven)


def is_service(given: str) -> bool:
    """Whether an argument names a service, and no file, capture or stdin."""
    if given == "-" or Path(given).exists():
        return False
    return SERVICE.fullmatch(given) is not None or named.target(given) is not None


def opened(file: str) -> tuple[Reading, GoroutineProfile | None]:
    """A profile from a file or a capture, and the proven leaks that were captured along with it."""
    path = Path(file)
    if file != "-" and (path.is_dir() or not path.exists()):
        capture = capture_at(path)
        if capture is None:
            what = "a folder, not a profile" if path.is_dir() else "neither a file nor the id of a capture"
            raise UsageError(f"{printable(file)} is {what}; give a profile, a dump or a capture")
        profile, proven = store.goroutines(capture)
        if profile is not None:
            return profile, proven
        for part in capture.parts:
            return store.profile_of(capture, part), None
        raise UsageError(f"the capture {printable(file)} holds no profile")
    return reading_path(path), None


def capture_at(path: Path) -> store.Capture | None:
    if (path / "meta.json").is_file():
        return store.load(path)
    if path.is_dir() or len(path.parts) > 1:
        return None
    try:
        return store.opened(store.root_of(), str(path))
    except CaptureError:
        return None


def rule_signatures() -> tuple[Signature, ...]:
    """The looks of the leaks that the rules know."""
    # Imported here: the rules are read only by those who name leaks by them.
    from leakline.analysis.rules import load_rules

    return signatures({rule.id: rule.signature for rule in load_rules() if rule.signature})
