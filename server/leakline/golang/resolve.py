"""Which folder an import path means: the module's own, its workspace's, vendor/, replaced, or the module cache.

Only go.mod, go.work and folders are read; no tool runs. An import path comes from a file's text: it leads to no
folder outside of those that the module files name.
"""

import os
import re
from pathlib import Path

from attrs import frozen

from leakline.golang.gomod import ModFile, Replacement, order, parse
from leakline.golang.modules import Module, parse_go_mod, remembered

_PLAIN = re.compile(r"[A-Za-z0-9._~!+@=-]+(?:/[A-Za-z0-9._~!+@=-]+)*")
_LARGEST_MOD = 1 << 20
_MOST_MODS = 200
"""How many go.mod files of dependencies are read for a module before 1.17, which lists only what it imports itself."""


@frozen
class Place:
    """Where a package stands."""

    folder: str
    own: bool
    """Whether it may be edited: of the module, of its workspace, or of a local replacement."""


@frozen(eq=False)
class Scope:
    """What a module can import besides the standard library."""

    local: "tuple[tuple[str, str], ...]"
    """Module path and folder of each module that is read where it stands, the longest path first."""
    vendor: str
    """The vendor folder in force, or ""."""
    needed: dict[str, "tuple[str, str]"]
    """Module path -> the path and version that stand for it in the module cache."""


def place_of(import_path: str, module: Module) -> Place | None:
    """Where the package of an import path stands for a module, or None."""
    return _place_of(import_path, module.path, module.dir)


@remembered(65536)
def _place_of(import_path: str, module_path: str, module_dir: str) -> Place | None:
    if not _PLAIN.fullmatch(import_path) or any(part in (".", "..") for part in import_path.split("/")):
        return None
    if module_path in ("std", "cmd"):  # GOROOT/src: its import paths have no module path in front
        inside = import_path.removeprefix("cmd/") if module_path == "cmd" else import_path
        return _inside(module_dir, inside, True) or _inside(
            str(Path(module_dir, "vendor")), import_path, False
        )
    scope = _scope(module_path, module_dir)
    for path, folder in scope.local:
        rest = _below(import_path, path)
        if rest is not None:
            found = _inside(folder, rest, True)
            if found is not None:
                return found
    if scope.vendor:
        found = _inside(scope.vendor, import_path, False)
        if found is not None:
            return found
    path = import_path
    while path:
        if path in scope.needed:
            root = cached_module(*scope.needed[path])
            rest = _below(import_path, path)
            if root and rest is not None:
                found = _inside(root, rest, False)
                if found is not None:
                    return found
        path = path.rpartition("/")[0]
    return None


def module_state(module: Module) -> str:
    """What decides where the imports of a module lead: its own text, its workspace, and what the module cache has."""
    scope = _scope(module.path, module.dir)
    needed = [(path, *there, cached_module(*there)) for path, there in sorted(scope.needed.items())]
    return repr((module, scope.local, scope.vendor, needed, cache_folder()))


def _below(import_path: str, module_path: str) -> str | None:
    """The part of an import path below a module's, or None where it is another module's."""
    if import_path == module_path:
        return ""
    if import_path.startswith(module_path + "/"):
        return import_path[len(module_path) + 1 :]
    return None


def _inside(root: str, rest: str, own: bool) -> Place | None:
    """A folder below a root that no symbolic link leads out of."""
    folder = os.path.join(root, rest) if rest else root  # noqa: PTH118
    if not os.path.isdir(folder):  # noqa: PTH112
        return None
    real, real_root = os.path.realpath(folder), os.path.realpath(root)
    if real != real_root and not real.startswith(real_root.rstrip(os.sep) + os.sep):
        return None
    return Place(folder, own)


@remembered(1024)
def _scope(module_path: str, module_dir: str) -> Scope:
    mod = _read(Path(module_dir, "go.mod"))
    local: dict[str, str] = {module_path: module_dir}
    required = dict(mod.requires)
    replaced = _absolute(mod, Path(module_dir))
    work = _work_file(module_dir)
    vendor = Path(module_dir, "vendor")
    if work is not None:
        said = _read(work)
        for folder in _used(said, work):
            other = Path(folder, "go.mod")
            name = _name(other)
            if not name or folder == module_dir:
                continue
            local.setdefault(name, folder)
            there = _read(other)
            for path, version in there.requires.items():
                if order(version) > order(required.get(path, "")):
                    required[path] = version
            replaced = {**_absolute(there, Path(folder)), **replaced}
        replaced.update(_absolute(said, work.parent))
        vendor = work.parent / "vendor"
    if required and parse_go_mod(_bytes(Path(module_dir, "go.mod")))[1] < (1, 17):
        _complete(required)
    needed = {path: (path, version) for path, version in required.items()}
    for (path, version), new in replaced.items():
        # The go command needs no require line for a replacement with a folder of the workspace.
        if version and required.get(path, version) != version:
            continue
        if new.version:
            needed[path] = (new.path, new.version)
        elif _name(Path(new.path, "go.mod")) or Path(new.path, "go.mod").is_file():
            local.setdefault(path, new.path)
    listed = tuple(sorted(local.items(), key=lambda each: -len(each[0])))
    return Scope(listed, str(vendor) if vendor.is_dir() else "", needed)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_MOD)
    except (OSError, ValueError):
        return b""


def _read(path: Path) -> ModFile:
    return parse(_bytes(path))


def _name(path: Path) -> str:
    return parse_go_mod(_bytes(path))[0]


def _absolute(mod: ModFile, folder: Path) -> "dict[tuple[str, str], Replacement]":
    """The replacements with folders made absolute."""
    return {
        key: Replacement(os.path.normpath(folder / new.path), "") if not new.version else new
        for key, new in mod.replaces.items()
    }


def _work_file(module_dir: str) -> Path | None:
    """The go.work above a module that uses it, as the go command finds it; None where GOWORK says off."""
    said = os.environ.get("GOWORK", "")
    if said == "off":
        return None
    if said:
        return Path(said) if Path(said).is_file() else None
    here = Path(module_dir)
    for folder in (here, *here.parents):
        work = folder / "go.work"
        if work.is_file():
            return work if str(here) in _used(_read(work), work) else None
    return None


def _used(said: ModFile, work: Path) -> list[str]:
    return [os.path.normpath(work.parent / folder) for folder in said.uses]


def _complete(required: dict[str, str]) -> None:
    """Adds what the required modules require themselves, the newest version of each, as far as the cache knows it."""
    todo = list(required.items())
    read = 0
    while todo and read < _MOST_MODS:
        path, version = todo.pop(0)
        read += 1
        known = Path(cache_folder(), "cache", "download", _escaped(path), "@v", _escaped(version) + ".mod")
        for other, wanted in _read(known).requires.items():
            if order(wanted) > order(required.get(other, "")):
                required[other] = wanted
                todo.append((other, wanted))


def _escaped(path: str) -> str:
    """A module path or version as the module cache writes it: `!x` for `X`."""
    return "".join("!" + char.lower() if char.isupper() else char for char in path)


def cached_module(path: str, version: str) -> str:
    """The folder of a module in the module cache, or ""."""
    for text in (path, version):
        if not _PLAIN.fullmatch(text) or any(part in (".", "..") for part in text.split("/")):
            return ""
    folder = Path(cache_folder(), f"{_escaped(path)}@{_escaped(version)}")
    return str(folder) if folder.is_dir() else ""


def cache_folder() -> str:
    """The module cache, from the environment and the go command's own settings file."""
    return _cache_folder(os.environ.get("GOMODCACHE", ""), os.environ.get("GOPATH", ""))


@remembered(8)
def _cache_folder(mod_cache: str, go_path: str) -> str:
    settings = _settings() if not mod_cache else {}
    mod_cache = mod_cache or settings.get("GOMODCACHE", "")
    if mod_cache:
        return mod_cache
    go_path = go_path or settings.get("GOPATH", "")
    first = go_path.split(os.pathsep)[0] if go_path else str(Path("~/go").expanduser())
    return str(Path(first, "pkg", "mod"))


def _settings() -> dict[str, str]:
    """What `go env -w` wrote."""
    file = os.environ.get("GOENV", "")
    if file == "off":
        return {}
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    text = _bytes(Path(file or Path(config, "go", "env"))).decode("utf-8", "replace")
    return {
        key.strip(): value.strip()
        for key, found, value in (row.partition("=") for row in text.splitlines())
        if found
    }
