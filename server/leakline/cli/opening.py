"""What the commands take for goroutines: a file, stdin, a kept capture, or a running service that is then captured."""

import re
from pathlib import Path

from attrs import frozen

from leakline.capture import store
from leakline.capture.target import Target, parse
from leakline.cli.inspect import opened
from leakline.cli.main import UsageError
from leakline.profiles.model import GoroutineProfile
from leakline.report.text import printable

SERVICE = re.compile(r"[a-z]+://.*|[^/@\s]*:\d{1,5}(?:/.*)?")


@frozen
class Goroutines:
    """The goroutines of one moment."""

    name: str
    profile: GoroutineProfile
    proven: GoroutineProfile | None = None
    """The leaks that Go proved, where they were captured along."""


def goroutines(given: str, why: str, allow_remote: bool = False) -> Goroutines:
    """Reads goroutines; a service is captured now, and the capture kept. `why` ends the sentence for another kind.

    Raises UsageError, ProfileError or CaptureError.
    """
    target = target_of(given)
    if target is None:
        profile, proven = opened(given)
        name = "standard input" if given == "-" else given
    else:
        from leakline.capture.take import capture

        taken = capture(target, allow_remote=allow_remote)
        profile, proven = store.goroutines(taken)
        name = target.shown
        if profile is None:
            raise UsageError(f"{name} gave no goroutines: {' '.join(taken.failures) or 'try again'}")
    if not isinstance(profile, GoroutineProfile):
        raise UsageError(f"{printable(name)} is a {profile.kind} profile; {why}")
    return Goroutines(name, profile, proven)


def target_of(given: str) -> Target | None:
    """The service that an argument names; None for a file, a capture or stdin."""
    if given == "-" or Path(given).exists() or not SERVICE.fullmatch(given):
        return None
    return parse(given)
