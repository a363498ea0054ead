"""From a frame of a profile to a file and line of this workspace.

The file is found by the import path that every function name carries, and the base name; paths of a profile
are only ever compared, never opened. Package main has no import path in its names: there the path must agree
with a file of the workspace from its end, or with where the profile's other frames say that the module was
built. Ambiguous means unknown.

The line is found in the text that was built where that is known, else by all texts that may have been built; where no
other text is at hand, by the function's first line and its statements alone.
"""

# Paths are compared as strings, thousands of times.
# ruff: noqa: PTH100, PTH118, PTH119, PTH120

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from attrs import evolve

from leakline.mapping.decide import Case, by_revision, by_texts
from leakline.mapping.evidence import Learned, Seen, edited, slashes, stack, within
from leakline.mapping.files import Candidates, ambiguous, relative
from leakline.mapping.outline import Outline, outline
from leakline.mapping.outside import outside
from leakline.mapping.place import Place, Query, holders, place, rivals
from leakline.mapping.source import Source
from leakline.mapping.symbol import Symbol, parse
from leakline.mapping.versions import Revision, Versions
from leakline.mapping.workspace import LIMIT_BYTES, Workspace
from leakline.profiles.model import Frame, Group

DOUBT = "the function was edited since, and the profile's line could be another one of it"
MOST_FRESH = 200
"""So many files that the revision lacks are searched for a function that left its package."""


def _no_text(path: str) -> bytes | None:
    return None


class Mapper:
    """Maps frames to lines. Files are parsed once per content; a changed file is read again."""

    def __init__(
        self,
        roots: Sequence[str],
        text: Callable[[str], bytes | None] = _no_text,
        revision: Revision | None = None,
    ) -> None:
        """`roots` are the workspace's folders; `text(path)` gives an open file's unsaved text, or None; `revision` is
        what was built, where that is known. Raises RevisionError for one that git does not know."""
        folders = tuple(os.path.abspath(root) for root in roots)
        self.workspace = Workspace(folders, text)
        self._versions = Versions(folders, revision)
        self._learned = Learned()
        self._files = Candidates(self.workspace, self._learned, self._versions)
        self._known: dict[tuple[Frame, str, str], tuple[Outline | None, Source]] = {}
        if revision is not None:
            assert self._versions.files is not None

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

    def anywhere(self, frame: Frame) -> Source:
        """As `source`; a frame of a dependency or of the standard library leads into the module cache or GOROOT."""
        found = self.source(frame)
        symbol = parse(frame.function)
        if found.path is not None or not symbol.package or _base(frame.file) is None:
            return found
        if self.in_workspace(frame.function):
            return found
        return outside(frame.file, self._query(Seen(frame)), tuple(self.workspace.modules))

    def _find(self, frame: Frame, state: str, callee: str) -> Source:
        symbol = parse(frame.function)
        if not symbol.package:
            return _unknown("the name is not that of a Go function")
        base = _base(frame.file)
        if base is None:
            return _unknown("the profile names no Go file for the function")
        seen = Seen(frame, state, callee)
        paths = self._files.candidates(symbol, frame.file, base)
        if isinstance(paths, Source):
            return self._elsewhere(symbol, self._query(seen), base) or paths
        answers = [one for path in paths if (one := self._answer(path, seen)) is not None]
        if len(answers) == 1 or (answers and len({(one.path, one.line) for one in answers}) == 1):
            return answers[0]
        if answers:
            return ambiguous(
                [one.path or path for one, path in zip(answers, paths, strict=False)], self.workspace
            )
        return self._elsewhere(symbol, self._query(seen), base) or self._gone(paths, symbol)

    def _query(self, seen: Seen, path: str = "") -> Query:
        """What is known of a frame, for a file that it may stand in."""
        symbol = parse(seen.frame.function)
        state = "go" if symbol.wrapper else seen.state
        before = self._inits_before(path) if path and symbol.init_function >= 0 else 0
        return Query(symbol, seen.frame.line, self._learned.start(seen.frame), state, seen.callee, before)

    def _answer(self, path: str, seen: Seen) -> Source | None:
        """Where the frame stands if it was built from the file of this path; None where that held no such function."""
        query = self._query(seen, path)
        read = self.workspace.outline(path)
        known = [one for one in self._past(path) if _clause_fits(one, query)]
        case = Case(
            path,
            query,
            read if read is not None and _clause_fits(read, query) else None,
            [one for one in known if self._versions.pinned or read is None or not one.same(read)],
            lambda: self._package(path),
            lambda: self._past_package(path),
            lambda: [self._query(one, path) for one in self._others(path)],
        )
        if self._versions.pinned and self._versions.texts(path):
            return by_revision(case, self._versions.named) if known else None
        found = by_texts(case) if known else None
        if found is not None or case.present is None:
            return found
        return self._by_anchor(path, case.present, query)

    def _past_package(self, path: str) -> list[Outline]:
        others = [other for other in self._versions.beside(path) if other != path]
        return [one for other in others for one in self._versions.texts(other)[:1]]

    def _past(self, path: str) -> list[Outline]:
        """The texts that the file may have had when it was built, besides the present one."""
        self._versions.fetch(self._files.learned_paths(path))
        past = list(self._versions.texts(path))
        if not self._versions.pinned and self.workspace.text(path) is not None:
            saved = self._saved(path)
            past = [saved, *past] if saved is not None else past
        return past

    def _saved(self, path: str) -> Outline | None:
        try:
            if not self.workspace.holds(path) or Path(path).stat().st_size > LIMIT_BYTES:
                return None
            return outline(Path(path).read_bytes())
        except OSError:
            return None

    def _by_anchor(self, path: str, present: Outline, query: Query) -> Source | None:
        found = place(present, query)
        if found.declared is None:
            return None
        if found.match in ("exact", "shifted") and self._doubtful(path, present, found, query):
            found = evolve(found, line=found.declared.start, match="stale", why=DOUBT)
        return Source(path, found.line, found.match, _sentence(found, query.line))

    def _elsewhere(self, symbol: Symbol, query: Query, base: str) -> Source | None:
        """The function in another file of its package, where just one holds it line for line."""
        found: list[Source] = []
        for folder in self._files.folders(symbol.package) if symbol.package != "main" else ():
            for name in self.workspace.names(folder):
                path = os.path.join(folder, name)
                present = self.workspace.outline(path)
                if name == base and present is None:
                    return (
                        None  # a link that leads out, or a file that cannot be read: it may hold the function
                    )
                if name == base or present is None or not holders(present, symbol):
                    continue
                one = self._by_anchor(path, present, query)
                if one is not None:
                    found.append(one)
        if len(found) != 1:
            return None
        if found[0].match == "exact":
            return evolve(
                found[0], match="shifted", why=f"{base} was renamed, or the function moved out of it"
            )
        return found[0]

    def _package(self, path: str) -> list[tuple[str, Outline]]:
        """The present files of a file's package, itself first, and those that the revision did not have."""
        folder = os.path.dirname(path)
        paths = [os.path.join(folder, name) for name in self.workspace.names(folder)]
        paths.sort(key=lambda one: one != path)
        if self._versions.pinned:
            known = self._versions.files
            paths += [one for one in self.workspace.every() if one not in known and one not in paths][
                :MOST_FRESH
            ]
        return [(one, read) for one in paths if (read := self.workspace.outline(one)) is not None]

    def _others(self, path: str) -> list[Seen]:
        """All frames of the captures that can stand in a file."""
        base = os.path.basename(path)
        return [one for one in self._learned.frames.get(base, ()) if self._reaches(path, one.frame, base)]

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
        return self._files.import_path(os.path.dirname(path))

    def _doubtful(self, path: str, read: Outline, placed: Place, query: Query) -> bool:
        """Whether the function seems to have been edited, and the statement could be another one of it.

        One that stands alone cannot be another where lines only came; where lines went, it may be what followed.
        """
        seen = edited(read, placed, query, self._others(path))
        return seen == "shrunk" or (seen != "" and rivals(read, query) >= 2)

    def _reaches(self, path: str, frame: Frame, base: str) -> bool:
        found = self._files.candidates(parse(frame.function), frame.file, base)
        return not isinstance(found, Source) and path in found

    def _inits_before(self, path: str) -> int:
        """The `init` functions in the files of a package that come before one, in the order of their names."""
        folder, base = os.path.split(path)
        before = [
            name for name in self.workspace.names(folder) if name < base and not name.endswith("_test.go")
        ]
        found = [self.workspace.outline(os.path.join(folder, name)) for name in before]
        return sum(len(read.named("", "init")) for read in found if read is not None)

    def _gone(self, paths: Sequence[str], symbol: Symbol) -> Source:
        name = ".".join(symbol.names)
        return _unknown(f"{relative(paths[0], self.workspace)} does not hold {name} any more")


def _clause_fits(read: Outline, query: Query) -> bool:
    """A file of package main holds no function of an importable package, and the other way round."""
    package = query.symbol.package
    return (
        query.symbol.inlined or (read.package == "main") == (package == "main") or package.endswith("/main")
    )


def _base(file: str) -> str | None:
    base = slashes(file).rpartition("/")[2]
    return base if base.endswith(".go") and len(base) > 3 and "\0" not in base else None


def _unknown(why: str) -> Source:
    return Source(None, 0, "unknown", why)


def _sentence(found: Place, line: int) -> str:
    if found.match == "stale":
        return f"{found.why} (line {line})"
    return found.why
