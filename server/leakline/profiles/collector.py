"""The garbage collector, held off while many small values are made that all stay."""

import contextlib
import gc
from collections.abc import Generator


@contextlib.contextmanager
def paused() -> Generator[None]:
    """Nothing made meanwhile is in a cycle, so the collector would look in vain: for large trees half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
