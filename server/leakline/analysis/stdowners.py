"""What the standard library does with closers, from the generated table owners.json (see ownergen)."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _table() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("owners.json").read_bytes())


def keeps(function: str, parameter: int) -> bool:
    """Whether a function keeps what it is handed, to be closed by whoever closes its result."""
    return parameter in _table()["keeps"].get(function, ())


def releases(function: str, parameter: int) -> bool:
    """Whether a function closes what it is handed."""
    return parameter in _table()["releases"].get(function, ())


def owned(function: str) -> tuple[int, ...]:
    """The results of a function that have a Close: its caller owns them."""
    return tuple(_table()["owned"].get(function, ()))
