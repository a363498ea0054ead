"""The standard library's signatures, from the generated table std.json (see stdgen).

Beside them stand a few of libraries that very many programs use, from popular.json: what is said of a dependency where
neither vendor/ nor the module cache holds it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast


@cache
def packages() -> dict[str, dict[str, Any]]:
    """Import path -> {"funcs", "vars", "types"}, as stdgen writes it."""
    folder = Path(__file__).parent
    table: dict[str, dict[str, Any]] = json.loads((folder / "popular.json").read_bytes())
    table.update(
        cast("dict[str, dict[str, Any]]", json.loads((folder / "std.json").read_bytes())["packages"])
    )
    return table


def is_std(path: str) -> bool:
    """Whether an import path is one of the standard library: its first element holds no dot."""
    return "." not in path.partition("/")[0] and path in packages()
