"""The name of a package, read from its folder instead of guessed from its import path."""

from pathlib import Path

from attrs import evolve

from leakline.golang.files import Head, build_constraint, package_name
from leakline.golang.modules import Module, find_module, remembered
from leakline.golang.resolve import place_of
from leakline.golang.variants import fits

_HEAD_BYTES = 1 << 16


@remembered(65536)
def folder_package(folder: str) -> str:
    """The name of the package in a folder, "" where there is none: of its first file that is built and is no test."""
    other = ""
    try:
        entries = sorted(entry for entry in Path(folder).iterdir() if entry.name.endswith(".go"))
    except OSError:
        return ""
    for entry in entries:
        if entry.name.endswith("_test.go") or entry.name.startswith(("_", ".")):
            continue
        try:
            if not entry.is_file():
                continue
            with entry.open("rb") as stream:
                data = stream.read(_HEAD_BYTES)
        except OSError:
            continue
        name = package_name(data)
        if name and name != "documentation":
            if fits(entry.name, build_constraint(data)):
                return name
            other = other or name
    return other


def with_real_names(said: Head, path: str) -> Head:
    """A file's head with the imports whose names were guessed under the names that their packages have."""
    if not said.guessed:
        return said
    module = find_module(path)
    if module is None:
        return said
    real = {
        _name_in(module, imported) or name: imported
        for name, imported in said.imports.items()
        if name in said.guessed
    }
    plain = {name: imported for name, imported in said.imports.items() if name not in said.guessed}
    return evolve(said, imports={**real, **plain}, guessed=frozenset[str]())


@remembered(65536)
def _name_in(module: Module, import_path: str) -> str:
    place = place_of(import_path, module)
    return folder_package(place.folder) if place is not None else ""
