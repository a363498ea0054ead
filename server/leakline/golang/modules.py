"""Which module a file belongs to, from go.mod files alone."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from attrs import frozen

_MODULE = re.compile(rb'^\s*module\s+(?:"([^"]+)"|([^\s"/]\S*))', re.M)
_GO = re.compile(rb"^\s*go\s+(\d+)\.(\d+)", re.M)

P = ParamSpec("P")
T = TypeVar("T")
_FORGETTING: list[Callable[[], None]] = []


def forgetting(clear: Callable[[], None]) -> Callable[[], None]:
    """Has a function called where what is remembered of files is dropped."""
    _FORGETTING.append(clear)
    return clear


def remembered(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keeps a function's answers about files, by its hashable arguments, until `forget`."""

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        cached = lru_cache(maxsize=size)(function)
        forgetting(cached.cache_clear)
        return cast("Callable[P, T]", cached)

    return keep


NO_GO_LINE = (1, 16)
"""What the go command assumes of a go.mod without a go line."""
NEWEST = (1, 99)
"""For files outside any module: the go command would take the toolchain's own version."""


@frozen
class Module:
    path: str
    """Import path, such as `example.com/m`."""
    dir: str
    """Absolute folder of its go.mod."""
    go_version: tuple[int, int]


def parse_go_mod(data: bytes) -> tuple[str, tuple[int, int]]:
    """Module path (empty where there is none) and go version of a go.mod."""
    plain = re.sub(rb"//[^\n]*", b"", data)
    named, version = _MODULE.search(plain), _GO.search(plain)
    path = (named[1] or named[2]).decode("utf-8", "replace") if named else ""
    return path, (int(version[1]), int(version[2])) if version else NO_GO_LINE


def find_module(path: str) -> Module | None:
    """The module of a file or folder: the nearest go.mod above it, or None."""
    start = Path(path)
    folder = start if start.is_dir() else start.parent
    return _module_of(str(folder.absolute()))


def forget() -> None:
    """Drops what is remembered of files, after some of them changed."""
    for clear in _FORGETTING:
        clear()


@remembered(65536)
def _module_of(folder: str) -> Module | None:
    here = Path(folder)
    try:
        data = (here / "go.mod").read_bytes()
    except OSError:
        return None if here.parent == here else _module_of(str(here.parent))
    name, version = parse_go_mod(data)
    return Module(name, folder, version) if name else None


def import_path(folder: str) -> str:
    """The import path of a folder's package; its base name where no module tells."""
    module = find_module(folder)
    path = Path(folder).absolute()
    if module is None:
        return _cached_path(path) or path.name
    inside = path.relative_to(module.dir).as_posix()
    if inside.startswith("vendor/") or "/vendor/" in inside:
        return inside.rpartition("vendor/")[2]
    if inside == ".":
        return module.path
    return inside if module.path == "std" else f"{module.path}/{inside}"


def _cached_path(folder: Path) -> str:
    """The import path of a folder of the module cache whose module has no go.mod, or ""."""
    at = next((i for i, part in enumerate(folder.parts) if "@v" in part), -1)
    mod = next((i for i, part in enumerate(folder.parts) if part == "mod"), -1)
    if not 0 < mod < at:
        return ""
    text = "/".join(folder.parts[mod + 1 :])
    return re.sub("!([a-z])", lambda m: m[1].upper(), re.sub("@[^/]*", "", text, count=1))
