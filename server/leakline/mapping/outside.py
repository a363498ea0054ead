"""Frames of dependencies and of the standard library: files of the module cache and of GOROOT, and no others.

A version in the profile's path names a text that never changes. Without one, the version that the workspace's go.mod
names may not be the one that was built, and a Go on this machine may be another than the program's: then a line is only
told where the profile's own path is that of this very file.
"""

import os
import re
import shutil
from functools import lru_cache
from pathlib import Path

from leakline.golang.modules import Module
from leakline.golang.resolve import cache_folder, cached_module, place_of
from leakline.golang.std import is_std
from leakline.mapping.evidence import slashes
from leakline.mapping.outline import Outline, outline
from leakline.mapping.place import Query, holders, stands
from leakline.mapping.source import Source
from leakline.mapping.workspace import LIMIT_BYTES

_VERSIONED = re.compile(r"(?:^|/)((?:[^/@]+/)*[^/@]+)@(v[^/]+)/(.*)")


def outside(file: str, query: Query, modules: "tuple[Module, ...]") -> Source:
    """Where a frame of no module of the workspace stands; unknown where that cannot be told. Opens one file at most."""
    package = query.symbol.package
    path, sure = _standard(package, file) if is_std(package) else _dependency(package, file, modules)
    read = _read(path) if path else None
    if read is None or path is None:
        what = "the standard library" if is_std(package) else "a dependency"
        return Source(
            None, 0, "unknown", f"the function is part of {what}, of which this machine has no such file"
        )
    declared = stands(read, query)
    if declared is not None and sure:
        return Source(path, query.line, "exact", "the very version that was built")
    known = holders(read, query.symbol)
    if not known:
        return Source(None, 0, "unknown", f"{path} does not hold the function: it is of another version")
    why = "nothing there fits the profile" if sure else "which version was built is not known"
    return Source(path, known[0].start, "stale", f"{why} (line {query.line})")


def _standard(package: str, file: str) -> tuple[str | None, bool]:
    root = go_root()
    if root is None:
        return None, False
    base = slashes(file).rpartition("/")[2]
    for folder in (package, f"vendor/{package}"):
        path = Path(root, "src", folder, base)
        if path.is_file() and _under(path, root):
            return str(path), slashes(file) == slashes(str(path))
    return None, False


def _dependency(package: str, file: str, modules: "tuple[Module, ...]") -> tuple[str | None, bool]:
    base = slashes(file).rpartition("/")[2]
    found = _VERSIONED.search(slashes(file))
    if found is not None:
        # The path before the version may begin anywhere: the function's import path says where the module's begins.
        module = _plain(found[1])
        for at in range(len(module.split("/"))):
            path = module.split("/", at)[-1]
            if package == path or package.startswith(path + "/"):
                folder = cached_module(path, _plain(found[2]))
                inside = Path(folder, package[len(path) :].strip("/"), base) if folder else None
                if inside is not None and inside.is_file() and _under(inside, folder):
                    return str(inside), True
                return None, False
        return None, False
    for module in modules:
        place = place_of(package, module)
        if place is not None:
            path = Path(place.folder, base)
            if path.is_file() and _under(path, cache_folder()):
                return str(path), slashes(file) == slashes(str(path))
    return None, False


def _plain(text: str) -> str:
    """`!burnt!sushi` as the module cache writes it -> `BurntSushi`."""
    return re.sub("!([a-z])", lambda found: found[1].upper(), text)


@lru_cache(maxsize=1)
def go_root() -> str | None:
    """The folder of the Go that is on PATH, or that GOROOT names; nothing is run to find it."""
    command = shutil.which("go")
    named = [os.environ.get("GOROOT", "")]
    if command is not None:
        named.append(str(Path(command).resolve().parent.parent))
    return next((one for one in named if one and Path(one, "src", "runtime", "proc.go").is_file()), None)


def _under(path: Path, root: str) -> bool:
    real, top = path.resolve(), Path(root).resolve()
    return top in real.parents


def _read(path: str) -> Outline | None:
    try:
        if Path(path).stat().st_size > LIMIT_BYTES:
            return None
        return outline(Path(path).read_bytes())
    except OSError:
        return None
