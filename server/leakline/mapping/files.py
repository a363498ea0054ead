"""Which files of the workspace a frame can mean: by import path and base name, package main by the path's end."""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH112, PTH118, PTH119, PTH120

import os
from collections.abc import Sequence

from attrs import define, field

from leakline.golang.resolve import place_of
from leakline.mapping.evidence import Learned, slashes, within
from leakline.mapping.source import Source
from leakline.mapping.symbol import Symbol
from leakline.mapping.versions import Versions
from leakline.mapping.workspace import Workspace

NAMED = 3
"""So many candidates are named in a sentence."""


@define
class Candidates:
    """Files by what profiles tell of them. Those that commits have and the disk has no more are candidates too."""

    workspace: Workspace
    learned: Learned
    versions: Versions
    _packages: dict[str, list[str]] = field(factory=dict[str, list[str]])
    _asked: set[str] = field(factory=set[str])

    def learned_paths(self, path: str) -> list[str]:
        """A file, and at the first asking all that the frames of the captures may stand in."""
        bases = self.learned.frames.keys() - self._asked
        self._asked |= bases
        return [path, *(one for base in bases for one in self.versions.of_name(base))]

    def import_path(self, directory: str) -> str | None:
        """The import path of a folder's package, by the nearest module around it."""
        module = self.workspace.module_of(directory)
        if module is None:
            return None
        rest = os.path.relpath(directory, module.dir)
        return module.path if rest == "." else f"{module.path}/{rest.replace(os.sep, '/')}"

    def candidates(self, symbol: Symbol, file: str, base: str) -> list[str] | Source:
        """The files that can hold the function, or why there is none."""
        if symbol.package == "main":
            found = self._main_files(file, base)
            known = [] if isinstance(found, Source) else found
            return self._with_inlined(known, symbol, file, base) or found
        folders = self._vendored(symbol.package, file) or self.folders(symbol.package)
        files = [os.path.join(folder, base) for folder in folders]
        known = self._known(base)
        files = [path for path in files if path in known]
        if files := self._with_inlined(files, symbol, file, base):
            return files
        if folders:
            return _unknown(f"package {symbol.package} of this workspace has no file {base}")
        if "." not in symbol.package.split("/", 1)[0]:
            return _unknown("the function is part of the standard library")
        return _unknown(f"no module of this workspace holds package {symbol.package}")

    def folders(self, package: str) -> list[str]:
        """The folders of an import path; of the module with the longest path that has one."""
        known = self._packages.get(package)
        if known is None:
            known = self._packages[package] = self._package_folders(package)
        return known

    def _package_folders(self, package: str) -> list[str]:
        for name in (package, package.removesuffix("_test")):
            longest = -1
            found: list[str] = []
            for module in self.workspace.modules:
                if longest > len(module.path) or not within(name, module.path):
                    continue
                folder = os.path.normpath(os.path.join(module.dir, name[len(module.path) :].lstrip("/")))
                if self.import_path(folder) == name and (
                    os.path.isdir(folder) or self.versions.beside(os.path.join(folder, "_"))
                ):
                    longest = len(module.path)
                    found.append(folder)
            if found:
                return found
        others = [one for one in self.workspace.modules if not within(package, one.path)]
        placed = (place_of(package, module) for module in others)
        inside = {one.folder: None for one in placed if one is not None and self._holds(one.folder)}
        return list(inside)

    def _vendored(self, package: str, file: str) -> list[str]:
        """The folder below vendor/ where the build took the package from one."""
        if "/vendor/" not in slashes(file):
            return []
        folders = [os.path.join(module.dir, "vendor", package) for module in self.workspace.modules]
        return [one for one in folders if self._holds(one)]

    def _holds(self, folder: str) -> bool:
        return bool(self.workspace.names(folder))

    def _main_files(self, file: str, base: str) -> list[str] | Source:
        files = [path for path in self._known(base) if self._is_main(path)]
        if not files:
            return _unknown(f"no package main of this workspace has a file {base}")
        exact = [path for path in files if file in (path, self._trimmed(path))]
        if exact:
            return exact[:1] if file == exact[0] else exact
        built = [path for path in files if self._built_at(path) & {slashes(file)}]
        if built:
            return built
        parts = slashes(file).split("/")
        shared = {path: _common_suffix(slashes(path).split("/"), parts) for path in files}
        most = max(shared.values())
        best = [path for path in files if shared[path] == most]
        if len(best) > 1:
            return ambiguous(best, self.workspace)
        if most < 2 and not self._alone(best[0], files):
            return _unknown(
                f"{base} is no proof: the path of the profile shares only that name with {best[0]}"
            )
        return best

    def _known(self, base: str) -> list[str]:
        """The files of a base name, those of the disk first."""
        here = self.workspace.named(base)
        return [*here, *(path for path in self.versions.of_name(base) if path not in here)]

    def _is_main(self, path: str) -> bool:
        read = self.workspace.outline(path) or next(iter(self.versions.texts(path)), None)
        return read is not None and read.package == "main"

    def _alone(self, path: str, files: Sequence[str]) -> bool:
        """A program in its module's own folder, built elsewhere, shares only the file name; it must be the
        only one."""
        module = self.workspace.module_of(os.path.dirname(path))
        return len(files) == 1 and module is not None and module.dir == os.path.dirname(path)

    def _with_inlined(self, files: list[str], symbol: Symbol, file: str, base: str) -> list[str]:
        """The files of the package, and those that the path points to where the name may be of a callee that the
        package inlined."""
        if not symbol.inlined:
            return files
        parts = slashes(file).split("/")
        most = max((_common_suffix(slashes(path).split("/"), parts) for path in files), default=0)
        better = [
            path
            for path in self._by_suffix(file, base)
            if _common_suffix(slashes(path).split("/"), parts) > most and path not in files
        ]
        return [*files, *better]

    def _by_suffix(self, file: str, base: str) -> list[str]:
        """Closures of an inlined callee are named after the caller's package: the path alone tells, from two
        folders on."""
        parts = slashes(file).split("/")
        files = self.workspace.named(base)
        trimmed = [path for path in files if self._trimmed(path) == file]
        if trimmed:
            return trimmed
        best = [path for path in files if _common_suffix(slashes(path).split("/"), parts) >= 2]
        most = max((_common_suffix(slashes(path).split("/"), parts) for path in best), default=0)
        return [path for path in best if _common_suffix(slashes(path).split("/"), parts) == most]

    def _trimmed(self, path: str) -> str | None:
        """The path that a build with -trimpath gives the file."""
        folder = self.import_path(os.path.dirname(path))
        return None if folder is None else f"{folder}/{os.path.basename(path)}"

    def _built_at(self, path: str) -> set[str]:
        """Where the build had the file, by what other frames told of its module."""
        module = self.workspace.module_of(os.path.dirname(path))
        if module is None:
            return set()
        rest = slashes(os.path.relpath(path, module.dir))
        return {f"{root}/{rest}" for root, folders in self.learned.roots.items() if folders == {module.dir}}


def ambiguous(paths: Sequence[str], workspace: Workspace) -> Source:
    """Several files could be meant, and are named."""
    names = [relative(path, workspace) for path in paths[:NAMED]]
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return _unknown(f"it could be in {', '.join(names)}{more}")


def relative(path: str, workspace: Workspace) -> str:
    """As a person reads it: from the workspace folder on."""
    for root in workspace.roots:
        if path.startswith(root.rstrip(os.sep) + os.sep):
            return os.path.relpath(path, root)
    return path


def _unknown(why: str) -> Source:
    return Source(None, 0, "unknown", why)


def _common_suffix(left: Sequence[str], right: Sequence[str]) -> int:
    count = 0
    for one, other in zip(reversed(left), reversed(right), strict=False):
        if one != other or not one:
            break
        count += 1
    return count
