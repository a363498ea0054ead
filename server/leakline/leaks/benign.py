"""Waits that are known to be healthy, as data: benign.toml."""

import importlib
import sys
from functools import lru_cache
from importlib import resources
from typing import Any, cast

from attrs import frozen

from leakline.leaks.signatures import Signature, fits, parse
from leakline.profiles.model import Group

toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


@frozen
class Benign:
    """A healthy wait: what it looks like and what to say of it."""

    signature: Signature
    reason: str
    most: int | None
    even_grown: bool


@lru_cache(maxsize=1)
def known() -> tuple[Benign, ...]:
    """All entries of benign.toml."""
    text = resources.files("leakline.leaks").joinpath("benign.toml").read_text(encoding="utf-8")
    entries = cast("list[dict[str, Any]]", toml.loads(text)["benign"])
    return tuple(entry(dict(one)) for one in entries)


def entry(table: dict[str, Any]) -> Benign:
    reason: str = table.pop("reason")
    most: int | None = table.pop("most", None)
    even_grown: bool = table.pop("even_grown", False)
    return Benign(parse(table, "benign.toml")[0], reason, most, even_grown)


def benign(groups: tuple[Group, ...], grown: bool) -> str | None:
    """Why goroutines of one site are healthy; None where they need not be. Every stack of the site must look it."""
    count = sum(group.count for group in groups)
    root = [frame.function for frame in groups[0].frames[-3:]]
    if count == 1 and root and ("runtime.main" in root or root[-1] == "main.main"):
        return "It is the program's main goroutine."
    for one in known():
        enough = one.most is None or count <= one.most
        if enough and (one.even_grown or not grown) and all(fits(group, one.signature) for group in groups):
            return one.reason
    return None
