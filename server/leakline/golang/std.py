"""The standard library's signatures, from the generated table std.json (see stdgen)."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast


@cache
def packages() -> dict[str, dict[str, Any]]:
    """Import path -> {"funcs", "vars", "types"}, as stdgen writes it."""
    text = Path(__file__).with_name("std.json").read_bytes()
    return cast("dict[str, dict[str, Any]]", json.loads(text)["packages"])


def is_std(path: str) -> bool:
    """Whether an import path is one of the standard library: its first element holds no dot."""
    return "." not in path.partition("/")[0] and path in packages()
