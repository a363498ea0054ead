"""The terminal that a command writes to."""

import os
import sys


def coloured() -> bool:
    """Whether what is written to stdout may have colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
