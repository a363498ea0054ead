"""From a frame of a profile to a file and line of this workspace.

The file is found by the import path that every function name carries, and the base name; paths of a profile
are only ever compared, never opened. Package main has no import path in its names: there the path must agree
with a file of the workspace from its end, or with where the profile's other frames say that the module was
built. Ambiguous means unknown.
"""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH100, PTH112, PTH118, PTH119, PTH120

import os
from collections.abc import Callable, Iterable, Sequence

from attrs import evolve

from leakline.mapping.evidence import Learned, Seen, edited, slashes, stack, within
from leakline.mapping.outline import Outline
from leakline.mapping.place import Place, Query, place, rivals
from leakline.mapping.source import Source
from leakline.mapping.symbol import Symbol, parse
from leakline.mapping.workspace import Workspace
from leakline.profiles.model import Frame, Group

DOUBT = "the function was edited since, and the profile's line could be another one of it"
NAMED = 3
"""So many candidates are named in a sentence."""


def _no_text(path: str) -> bytes | None:
    return None


class Mapper:
    """Maps frames to lines. Files are parsed once per content; a changed file is read again."""

    def __init__(self, roots: Sequence[str], text: Callable[[str], bytes | None] = _no_text) -> None:
        """`roots` are the workspace's folders; `text(path)` gives an open file's unsaved text, or None."""
        self.workspace = Workspace(tuple(os.path.abspath(root) for root in roots), text)
        self._learned = Learned()
        self._known: dict[tuple[Frame, str, str], tuple[Outline | None, Source]] = {}
        self._packages: dict[str, list[str]] = {}

    def learn(self, frames: Iterable[Frame]) -> None:
        """Takes evidence from a capture's frames: call it with all of them before mapping one.

        Protos carry the first line of functions, which text lacks; a package's frames tell where its module
        was built, which resolves package main.
        """
        self._known.clear()
        for frame in frames:
            self._learned.add(Seen(frame), self.workspace.modules)

    def learn_groups(self, groups: Iterable[Group]) -> None:
        """The same from whole stacks, which tell also what each frame does, and so whether its line still fits."""
        self._known.clear()
        for group in groups:
            for seen in stack(group):
                self._learned.add(seen, self.workspace.modules)

    def source(self, frame: Frame, state: str = "", callee: str = "") -> Source:
        """Where a frame stands in this workspace.

        `state` is the goroutine's, for the frame that waits; `go` for the `go` statement of a creator; empty
        where unknown. `callee` is the function of the next frame towards the leaf, unless that is the
        runtime's.
        """
        key = (evolve(frame, address=0) if frame.address else frame, state, callee)
        known = self._known.get(key)
        if known is not None and known[1].path and self.workspace.outline(known[1].path) is known[0]:
            return known[1]
        found = self._find(frame, state, callee)
        if found.path is not None:
            self._known[key] = self.workspace.outline(found.path), found
        return found

    def _find(self, frame: Frame, state: str, callee: str) -> Source:
        symbol = parse(frame.function)
        if not symbol.package:
            return _unknown("the name is not that of a Go function")
        base = _base(frame.file)
        if base is None:
            return _unknown("the profile names no Go file for the function")
        query = Query(
            symbol, frame.line, self._learned.start(frame), "go" if symbol.wrapper else state, callee
        )
        found = self._candidates(symbol, frame.file, base)
        if isinstance(found, Source):
            return found
        placed = [(path, self._place(path, symbol, query)) for path in found]
        held = [(path, one) for path, one in placed if one is not None and one.declared is not None]
        if symbol.package == "main" and len(held) > 1:
            return _ambiguous([path for path, _ in held], self.workspace)
        if len(held) == 1:
            path, one = held[0]
            if one.match in ("exact", "shifted") and self._doubtful(path, one, query):
                one = evolve(one, line=one.declared.start if one.declared else 0, match="stale", why=DOUBT)
            return Source(path, one.line, one.match, _sentence(one, frame.line))
        if not held:
            return self._gone(found, symbol, query)
        return _ambiguous([path for path, _ in held], self.workspace)

    def started(self, frame: Frame) -> Source | None:
        """The `go` statement of a goroutine's outermost frame, where the code tells: a literal right after
        `go`."""
        source = self.source(frame)
        if source.path is None or source.match not in ("exact", "shifted"):
            return None
        read = self.workspace.outline(source.path)
        around = read.around(source.line) if read is not None else None
        if around is None or not parse(frame.function).steps:
            return None
        holding = [
            one for one in around.body.functions if one.go_line and one.start <= source.line <= one.end
        ]
        if not holding:
            return None
        line = max(holding, key=lambda one: one.start).go_line
        return Source(source.path, line, source.match, "the go statement of this literal")

    def in_workspace(self, function: str) -> bool:
        """Whether a function belongs to a module of the workspace; package main may."""
        package = parse(function).package
        return package == "main" or any(within(package, module.path) for module in self.workspace.modules)

    def import_path(self, path: str) -> str | None:
        """The import path of a file's package, as function names carry it: `main` for package main."""
        read = self.workspace.outline(path)
        if read is not None and read.package == "main":
            return "main"
        return self._folder_path(os.path.dirname(path))

    def _folder_path(self, directory: str) -> str | None:
        module = self.workspace.module_of(directory)
        if module is None:
            return None
        rest = os.path.relpath(directory, module.dir)
        return module.path if rest == "." else f"{module.path}/{rest.replace(os.sep, '/')}"

    def _place(self, path: str, symbol: Symbol, query: Query) -> Place | None:
        read = self.workspace.outline(path)
        if read is None or not _clause_fits(read, symbol.package, query):
            return None
        if symbol.init_function >= 0:
            query = evolve(query, inits_before=self._inits_before(path))
        return place(read, query)

    def _doubtful(self, path: str, placed: Place, query: Query) -> bool:
        """Whether the function seems to have been edited, and holds other lines that would fit as well."""
        read = self.workspace.outline(path)
        if read is None or placed.declared is None or rivals(read, query) < 2:
            return False
        base = os.path.basename(path)
        known = [one for one in self._learned.frames.get(base, ()) if self._reaches(path, one.frame, base)]
        return edited(read, placed, query, known)

    def _reaches(self, path: str, frame: Frame, base: str) -> bool:
        found = self._candidates(parse(frame.function), frame.file, base)
        return not isinstance(found, Source) and path in found

    def _inits_before(self, path: str) -> int:
        """The `init` functions in the files of a package that come before one, in the order of their names."""
        folder, base = os.path.split(path)
        before = [
            name for name in self.workspace.names(folder) if name < base and not name.endswith("_test.go")
        ]
        found = [self.workspace.outline(os.path.join(folder, name)) for name in before]
        return sum(len(read.named("", "init")) for read in found if read is not None)

    def _candidates(self, symbol: Symbol, file: str, base: str) -> list[str] | Source:
        """The files that can hold the function, or why there is none."""
        if symbol.package == "main":
            found = self._main_files(file, base)
            known = [] if isinstance(found, Source) else found
            return self._with_inlined(known, symbol, file, base) or found
        folders = self._folders(symbol.package)
        files = [os.path.join(folder, base) for folder in folders]
        files = [path for path in files if path in self.workspace.named(base)]
        if files := self._with_inlined(files, symbol, file, base):
            return files
        if folders:
            return _unknown(f"package {symbol.package} of this workspace has no file {base}")
        if "." not in symbol.package.split("/", 1)[0]:
            return _unknown("the function is part of the standard library")
        return _unknown(f"no module of this workspace holds package {symbol.package}")

    def _folders(self, package: str) -> list[str]:
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
                if self._folder_path(folder) == name and os.path.isdir(folder):
                    longest = len(module.path)
                    found.append(folder)
            if found:
                return found
        return []

    def _main_files(self, file: str, base: str) -> list[str] | Source:
        files = [path for path in self.workspace.named(base) if self._is_main(path)]
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
            return _ambiguous(best, self.workspace)
        if most < 2 and not self._alone(best[0], files):
            return _unknown(
                f"{base} is no proof: the path of the profile shares only that name with {best[0]}"
            )
        return best

    def _is_main(self, path: str) -> bool:
        read = self.workspace.outline(path)
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
        folder = self._folder_path(os.path.dirname(path))
        return None if folder is None else f"{folder}/{os.path.basename(path)}"

    def _built_at(self, path: str) -> set[str]:
        """Where the build had the file, by what other frames told of its module."""
        module = self.workspace.module_of(os.path.dirname(path))
        if module is None:
            return set()
        rest = slashes(os.path.relpath(path, module.dir))
        return {f"{root}/{rest}" for root, folders in self._learned.roots.items() if folders == {module.dir}}

    def _gone(self, paths: Sequence[str], symbol: Symbol, query: Query) -> Source:
        """The function is in none of the files: it may have moved within its package."""
        name = ".".join(symbol.names)
        where = _relative(paths[0], self.workspace)
        return _unknown(f"{where} does not hold {name} any more")


def _clause_fits(read: Outline, package: str, query: Query) -> bool:
    """A file of package main holds no function of an importable package, and the other way round."""
    return (
        query.symbol.inlined or (read.package == "main") == (package == "main") or package.endswith("/main")
    )


def _base(file: str) -> str | None:
    base = slashes(file).rpartition("/")[2]
    return base if base.endswith(".go") and len(base) > 3 and "\0" not in base else None


def _common_suffix(left: Sequence[str], right: Sequence[str]) -> int:
    count = 0
    for one, other in zip(reversed(left), reversed(right), strict=False):
        if one != other or not one:
            break
        count += 1
    return count


def _relative(path: str, workspace: Workspace) -> str:
    for root in workspace.roots:
        if path.startswith(root.rstrip(os.sep) + os.sep):
            return os.path.relpath(path, root)
    return path


def _ambiguous(paths: Sequence[str], workspace: Workspace) -> Source:
    names = [_relative(path, workspace) for path in paths[:NAMED]]
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return _unknown(f"it could be in {', '.join(names)}{more}")


def _unknown(why: str) -> Source:
    return Source(None, 0, "unknown", why)


def _sentence(found: Place, line: int) -> str:
    if found.match == "stale":
        return f"{found.why} (line {line})"
    return found.why
