"""Which module a file belongs to, from go.mod files alone."""

import re
from functools import lru_cache
from pathlib import Path

from attrs import frozen

_MODULE = re.compile(rb'^\s*module\s+(?:"([^"]+)"|([^\s"/]\S*))', re.M)
_GO = re.compile(rb"^\s*go\s+(\d+)\.(\d+)", re.M)

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
    """Drops what is remembered, after a go.mod changed."""
    _module_of.cache_clear()


@lru_cache(maxsize=65536)
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
    if module is None:
        return Path(folder).name
    inside = Path(folder).absolute().relative_to(module.dir).as_posix()
    return module.path if inside == "." else f"{module.path}/{inside}"


def folder_of(import_path: str, module: Module) -> str | None:
    """The folder of a package of the same module or of its vendor folder, or None."""
    if import_path == module.path:
        return module.dir
    if import_path.startswith(module.path + "/"):
        folder = Path(module.dir, import_path[len(module.path) + 1 :])
    else:
        folder = Path(module.dir, "vendor", import_path)
    # An import path comes from a file's text: it must not lead out of the module.
    if ".." in folder.parts or not folder.is_dir():
        return None
    return str(folder)
