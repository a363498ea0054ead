"""Shows on a terminal how far captures are."""

import sys
import threading
from collections.abc import Callable

from leakline.capture.fetch import Progress
from leakline.report.text import printable


class Meter:
    """One line on stderr that is written over. Threads may share it; where nobody looks it writes nothing."""

    def __init__(self, services: int) -> None:
        self.services = services
        self.seen = sys.stderr.isatty()
        self.lock = threading.Lock()
        self.steps: dict[str, Progress] = {}

    def __enter__(self) -> "Meter":
        return self

    def __exit__(self, *_: object) -> None:
        if self.seen:
            with self.lock:
                self.seen = False
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def of(self, target: str) -> Callable[[Progress], None]:
        """What a capture of this target calls."""

        def show(step: Progress) -> None:
            if not self.seen:
                return
            with self.lock:
                self.steps[target] = step
                if self.seen:
                    sys.stderr.write(f"\r\x1b[K{printable(self.line(step))[:100]}")
                    sys.stderr.flush()

        return show

    def line(self, step: Progress) -> str:
        if self.services == 1:
            return f"{step.what}: {step.bytes:,} bytes, {step.seconds:.1f} s"
        size = sum(one.bytes for one in self.steps.values())
        return f"{len(self.steps)} of {self.services} services begun, {size:,} bytes in their last profiles"
