"""Generates owners.json: `python -m leakline.analysis.ownergen GOROOT`.

It says what the standard library does with the closers that it is handed, and which of its results have a Close.

The answers are those of our own summaries over the sources, and of one look further: a constructor that stores a parameter
keeps it only if the methods that end the life of what it returns close it; else it borrows, as bufio.NewReader does.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leakline.analysis.callees import Effect
from leakline.analysis.check import PackageCheck
from leakline.analysis.fields import below, ends_life
from leakline.analysis.holding import Obligation
from leakline.analysis.summaries import parameter_effect
from leakline.flow.typing import Callee
from leakline.golang import std
from leakline.golang.loading import load_package
from leakline.golang.modules import find_module
from leakline.golang.package import FuncDecl, Package
from leakline.golang.types import pointee
from leakline.golang.world import World

TABLE = Path(__file__).with_name("owners.json")
_OWED = Obligation((), ("Close",), False)
_ASKS = re.compile(rb"\.\((?:io\.)?(?:Read|Write|ReadWrite)?Closer\)")
_MAY_CLOSE = ("io.Reader", "io.Writer", "io.ReadWriter")


def generate(goroot: Path) -> dict[str, Any]:
    """The table: {"go": version, "keeps"|"releases": {function: [parameter…]}, "owned": {function: [result…]}}."""
    table: dict[str, Any] = {"go": (goroot / "VERSION").read_text().split()[0]}
    parts: dict[str, dict[str, list[int]]] = {"keeps": {}, "releases": {}, "owned": {}}
    for path in sorted(std.packages()):
        folder = goroot / "src" / path
        if std.is_std(path) and folder.is_dir():
            _package(load_package(str(folder), path.rpartition("/")[2], path), parts)
    return {**table, **parts}


def _package(package: Package, parts: dict[str, dict[str, list[int]]]) -> None:
    if not package.files:
        return
    check = PackageCheck(package, [], find_module(package.files[0].path))
    for decl, name in _exported(package):
        signature = package.signature(decl)
        for index, param in enumerate(signature.params):
            if param not in _MAY_CLOSE and not _closes(check.world, param):
                continue
            effect = _effect(check, decl, name, index, param)
            if effect is not None:
                parts[effect].setdefault(name, []).append(index)
        owned = [i for i, result in enumerate(signature.results) if _closes(check.world, result)]
        if owned and not decl.receiver:
            parts["owned"][name] = owned


def _exported(package: Package) -> Iterator[tuple[FuncDecl, str]]:
    for name, decl in sorted(package.funcs.items()):
        if name[0].isupper() and not decl.file.path.endswith("_test.go"):
            yield decl, f"{package.path}.{name}"
    for (receiver, name), decl in sorted(package.methods.items()):
        if name[0].isupper() and receiver[0].isupper() and not decl.file.path.endswith("_test.go"):
            yield decl, f"(*{package.path}.{receiver}).{name}"


def _closes(world: World, text: str) -> bool:
    """Whether a type has a Close without parameters."""
    if text.startswith(("[", "map[", "chan ", "func(", "...")) or pointee(text).startswith("reflect."):
        return False
    member = world.member(text, "Close")
    return member is not None and member.signature is not None and not member.signature.params


def _effect(check: PackageCheck, decl: FuncDecl, name: str, index: int, param: str) -> str | None:
    unit = check.lowered(decl)
    if unit is None:
        return None
    if param in _MAY_CLOSE:
        # What cannot close by its type is closed by those only that ask whether it can.
        return "keeps" if _ASKS.search(decl.source()) or _asks_below(check.package, decl) else None
    callee = Callee(name, decl.name, check.package.signature(decl), decl, check.package)
    effect = parameter_effect(unit, callee, index, False, _OWED, 1)
    results = check.package.signature(decl).results
    made = pointee(results[0]) if results else ""
    if effect in (None, Effect.BORROWS) or (param.startswith("*") and made == pointee(param)):
        return None
    if not made or made == "error":
        return "keeps" if effect == Effect.KEEPS else "releases"
    return "keeps" if _ends_it(check, made, param) or effect != Effect.KEEPS else None


def _asks_below(package: Package, decl: FuncDecl) -> bool:
    """Whether a function hands its first parameters on to one of its package that asks for a Closer."""
    near = (each for each in below(package, [decl]) if decl.name in each.name or each.name in decl.name)
    return any(_ASKS.search(each.source()) for each in near)


def _ends_it(check: PackageCheck, made: str, param: str) -> bool:
    """Whether the methods that end the life of what a constructor makes close a part of it of the parameter's type."""
    package = check.package
    path, _, short = made.rpartition(".")
    if path != package.path or check.world.underlying(made) == "interface":
        return _closes(check.world, made)
    decl = package.types.get(short)
    ends = [d for (owner, name), d in package.methods.items() if owner == short and ends_life(name)]
    if decl is None:
        return False
    if param in decl.embedded and not any(each.name == "Close" for each in ends):
        return True  # its Close is the parameter's
    names = [name for name, text in decl.fields.items() if text == param or _closes(check.world, text)]
    closing = re.compile(rb"\.(?:" + b"|".join(map(re.escape, map(str.encode, names))) + rb")\.Close\(")
    return bool(names) and any(closing.search(each.source()) for each in below(package, ends))


def text_of(table: dict[str, Any]) -> str:
    """The table as JSON, a line a function."""
    parts = [f'"go":{json.dumps(table["go"])}']
    for part in ("keeps", "owned", "releases"):
        rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(at)}" for name, at in sorted(table[part].items()))
        parts.append(f'"{part}":{{\n{rows}\n}}')
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    TABLE.write_text(text_of(generate(Path(sys.argv[1]))))
