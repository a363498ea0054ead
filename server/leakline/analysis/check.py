"""Files and packages checked by all rules: from bytes to findings."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from attrs import define, evolve, field, frozen
from tree_sitter import Node

from leakline.analysis import (
    captures,
    channels,
    doublelocks,
    emptyselects,
    endless,
    expired,
    lockorder,
    locks,
    loopdefers,
    nilchannels,
    obligations,
    ownworkers,
    patterns,
    receives,
    shadows,
    tickers,
    timers,
    waitgroups,
)
from leakline.analysis.cache import Reads
from leakline.analysis.finding import Finding
from leakline.analysis.memory import Known, ids
from leakline.analysis.pairs import resolved
from leakline.analysis.placing import named, place, renamed
from leakline.analysis.rules import Rule
from leakline.analysis.scan import FileScan, Scan
from leakline.analysis.suppress import suppressed
from leakline.analysis.tree import go_files
from leakline.analysis.triggers import common_calls, triggers
from leakline.analysis.unit import LONGEST, TooLongError, Unit
from leakline.flow.ir import Body
from leakline.flow.lower import lower
from leakline.flow.typing import Typer
from leakline.golang.files import effective_version
from leakline.golang.loading import load_package, variant_for
from leakline.golang.modules import NEWEST, Module, find_module, import_path
from leakline.golang.package import FuncDecl, Package, SourceFile
from leakline.golang.resolve import place_of
from leakline.golang.std import is_std
from leakline.golang.world import World
from leakline.syntax.parser import DECLARATIONS, alone, parse
from leakline.syntax.pieces import Piece, hidden_declarations

ENGINES: "dict[str, Callable[[Unit, Rule], Iterable[Finding]]]" = {
    "captures": captures.findings,
    "channels": channels.findings,
    "emptyselects": emptyselects.findings,
    "detached": patterns.detached,
    "endless": endless.findings,
    "expired": expired.findings,
    "locks": locks.findings,
    "doublelocks": doublelocks.findings,
    "lockorder": lockorder.findings,
    "loopdefers": loopdefers.findings,
    "nilchannels": nilchannels.findings,
    "obligations": obligations.findings,
    "receives": receives.findings,
    "shadows": shadows.findings,
    "tickers": tickers.findings,
    "timeouts": patterns.timeouts,
    "timers": timers.findings,
    "waitgroups": waitgroups.findings,
    "workers": ownworkers.findings,
}

_FAR_BYTES = 8192
"""A longer function of a dependency is known by its signature only."""
_REMEMBERED = 1024
"""How many declarations are kept in their lowered form."""


@define(eq=False, slots=False)
class PackageCheck:
    """The rules over one package. Keeps lowered declarations, so that summaries are made once."""

    package: Package
    rules: Sequence[Rule]
    module: Module | None = None
    loader: Callable[[str, str, str], Package] = load_package
    world: World = field(init=False)
    memo: "dict[tuple[str, bytes], Known] | None" = None
    """Findings of declarations by path and text, kept from one edit to the next; None where each text is seen once."""
    hurried: bool = False
    """Whether findings that depend on the package as a whole may be those from before the last edits."""
    old_scan: Scan | None = None
    """The scan from before the last edits, for who is in a hurry."""
    parsed: int = 0
    failures: list[str] = field(factory=list[str])
    """One sentence for each declaration that could not be checked."""
    _asked: dict[tuple[str, int], dict[FuncDecl, None]] = field(
        factory=dict[tuple[str, int], dict[FuncDecl, None]]
    )
    """Path and offset of a declaration -> the other declarations that it looked into."""
    _units: dict[FuncDecl, Unit | None] = field(factory=dict[FuncDecl, "Unit | None"])
    _worlds: dict[str, World] = field(factory=dict[str, World])

    def __attrs_post_init__(self) -> None:
        self.world = World(self.package, self.module, self.loader)

    @cached_property
    def scan(self) -> Scan:
        rules = [resolved(rule, self.world) for rule in self.rules if rule.engine in ENGINES]
        return Scan(triggers(rules, self.package, self.module), common_calls(rules))

    def file(self, file: SourceFile) -> list[Finding]:
        """All findings of one file of the package, suppressed ones marked, by line."""
        scan = self.old_scan if self.hurried and self.old_scan is not None else self.scan
        whole = scan.of(file) if self.memo is None else None
        if whole is not None and not whole.pairs:
            return []
        found: list[Finding] = []
        self.parsed += 1
        if hidden_declarations(file.data):
            return self._whole(file, whole or scan.of(file))
        looking = whole.wanted(file.pieces) if whole else scan.remembered(file)
        broken = False
        for piece, wanted in zip(file.pieces, looking, strict=True):
            if not wanted or piece.kind not in ("func", "var"):
                continue
            source = file.data[piece.start : piece.end]
            if piece.kind == "var" and b"func" not in source:
                continue
            if self.memo is not None:
                known = self.memo.get((file.path, source))
                if known is not None and known.rules == ids(wanted) and self._holds(known):
                    found += [place(f, piece.start, file.starts) for f in known.findings]
                    continue
            nodes = alone(source)
            if nodes is None:
                if not broken and not parse(file.data).root_node.has_error:
                    return self._whole(file, scan.of(file))
                broken = True  # a syntax error in this piece: the others are checked all the same
                first = parse(source).root_node.named_children[:1]
                if first and first[0].type in DECLARATIONS:
                    here, _ = self._checked(file, first[0], source, piece.start, wanted)
                    found += [place(f, piece.start, file.starts) for f in here]
                continue
            # With a memory a unit has to say for itself what it depends on: as a callee it did not.
            decl = file.at.get(piece.start) if self.memo is None else None
            here, unit = self._checked(file, nodes[0], source, piece.start, wanted, decl)
            if self.memo is not None and unit is not None:
                asked = {
                    _key(decl, self.package): decl.source() for decl in self._below((file.path, piece.start))
                }
                text = self.text if unit.reads_package else None
                self.memo[file.path, source] = Known(here, asked, text, ids(wanted))
            found += [place(f, piece.start, file.starts) for f in here]
        return suppressed(file.data, file.starts, found) if found else found

    @cached_property
    def text(self) -> int:
        """A hash of the whole package's text."""
        return hash(tuple(file.data for file in self.package.files))

    def _holds(self, known: "Known") -> bool:
        """Whether nothing that remembered findings depend on has changed."""
        if known.text is not None and not self.hurried and known.text != self.text:
            return False
        for (folder, receiver, name), source in known.asked.items():
            package = self.package if folder == "" else None
            if package is None:
                continue  # another package: an edit there drops what is remembered
            decl = package.methods.get((receiver, name)) if receiver else package.funcs.get(name)
            if decl is None or decl.source() != source:
                return False
        return True

    def _whole(self, file: SourceFile, looking: FileScan) -> list[Finding]:
        """The slow way, for files that cannot be cut: parse everything, keep what stands under no syntax error."""
        found: list[Finding] = []
        nodes = [node for node in parse(file.data).root_node.named_children if node.type in DECLARATIONS]
        places = [Piece("", node.start_byte, node.end_byte) for node in nodes]
        for node, piece, wanted in zip(nodes, places, looking.wanted(places), strict=True):
            if wanted:
                source = file.data[piece.start : piece.end]
                here, _ = self._checked(file, node, source, piece.start, wanted)
                found += [place(f, piece.start, file.starts) for f in here]
        return suppressed(file.data, file.starts, found) if found else found

    def _checked(
        self,
        file: SourceFile,
        node: Node,
        source: bytes,
        start: int,
        rules: Sequence[Rule],
        decl: FuncDecl | None = None,
    ) -> tuple[list[Finding], Unit | None]:
        """The findings of one declaration. What goes wrong inside costs this declaration only, and is said.

        `decl` is given where it may have been lowered as a callee, and may be one later.
        """
        try:
            unit = (decl and self._units.get(decl)) or self.unit(file, node, source, start)
            if decl is not None:
                self._units[decl] = unit
            unit.walked = 0
            if sum(len(block.ops) for block in unit.body.blocks) > LONGEST:
                raise TooLongError
            return run(unit, rules), unit
        except Exception as error:
            line = file.data.count(b"\n", 0, start) + 1
            why = f"{type(error).__name__}: {error}"
            if isinstance(error, (RecursionError, TooLongError)):
                why = "it nests too deeply" if isinstance(error, RecursionError) else "it is too long"
            self.failures.append(
                f"{file.path}:{line}: this declaration could not be checked ({why}); it was left out"
            )
            return [], None

    def unit(self, file: SourceFile, node: Node, source: bytes, start: int) -> Unit:
        if node.start_byte:
            # Offsets of a unit count from its own start, whatever it was cut from.
            node = next((n for n in parse(source).root_node.named_children if n.type == node.type), node)
        body = _lowered(node, source, tuple(file.head.imports.items()))
        version = effective_version(self.module.go_version if self.module else NEWEST, file.head.go_version)
        typer = Typer(body, self.world, file.head)
        asked = self._asked.setdefault((file.path, start), {})

        def lower_other(decl: object) -> Unit | None:
            if not isinstance(decl, FuncDecl):
                return None
            asked[decl] = None
            return self.lowered(decl)

        here = file.data, start, asked
        return Unit(body, typer, self.world, file.head, node, file.path, version, lower_other, *here)

    def _below(self, place: tuple[str, int]) -> dict[FuncDecl, None]:
        """The declarations that were looked into from one place, directly or through others."""
        found: dict[FuncDecl, None] = dict(self._asked.get(place, {}))
        todo = list(found)
        while todo:
            decl = todo.pop()
            for other in self._asked.get((decl.file.path, decl.piece.start), {}):
                if other not in found:
                    found[other] = None
                    todo.append(other)
        return found

    def lowered(self, decl: FuncDecl) -> Unit | None:
        """A declaration of the module, lowered once."""
        if decl not in self._units:
            self._units[decl] = None
            source = decl.source()
            nodes = alone(source) if decl.file.searched is None or len(source) < _FAR_BYTES else None
            if nodes and nodes[0].type != "var_declaration":
                unit = self.unit(decl.file, nodes[0], source, decl.piece.start)
                unit.world = unit.typer.world = self._world_of(decl)
                self._units[decl] = unit
        return self._units[decl]

    @property
    def reads(self) -> Reads:
        """What the findings so far depend on besides the package's own files."""
        folders: set[str] = set()
        missing: set[str] = set()
        paths = set(self.package.imported)
        for world in (self.world, *self._worlds.values()):
            paths |= world.asked
        for path in paths if self.module is not None else ():
            place = place_of(path, self.module) if self.module is not None else None
            if place is not None:
                folders.add(place.folder)
            elif not is_std(path):
                missing.add(path)
        return Reads(frozenset(folders), frozenset(missing))

    def _world_of(self, decl: FuncDecl) -> World:
        """The world as the package of another declaration sees it."""
        if decl.file in self.package.files:
            return self.world
        folder = str(Path(decl.file.path).parent)
        if folder not in self._worlds:
            package = decl.file.searched or self.loader(folder, decl.file.package, import_path(folder))
            self._worlds[folder] = World(package, self.module, self.loader)
        return self._worlds[folder]


def run(unit: Unit, rules: Iterable[Rule]) -> list[Finding]:
    """The findings of some rules in one declaration, in its own lines.

    Of one with syntax errors only obligations are told, and of them those whose whole way, from the acquisition to the last
    exit, is free of errors.
    """
    out: list[Finding] = []
    broken = [(unit.line(start) + 1, unit.line(end) + 1) for start, end in unit.body.errors]
    for rule in rules:
        if not broken:
            out += ENGINES[rule.engine](unit, rule)
        elif rule.engine == "obligations":
            out += [finding for finding in obligations.findings(unit, rule) if not _touches(finding, broken)]
    return out


def _touches(finding: Finding, broken: Sequence[tuple[int, int]]) -> bool:
    """Whether a syntax error stands on the way that a finding tells of."""
    last = max([finding.end_line, *(place.line for place in finding.related)])
    return any(first <= last and finding.line <= end for first, end in broken)


@lru_cache(maxsize=_REMEMBERED)
def _lowered(node: Node, source: bytes, imports: tuple[tuple[str, str], ...]) -> Body:
    """The lowered form of a declaration: asked for as itself, as a callee, and again after each edit."""
    return lower(node, source, dict(imports))


def _key(decl: FuncDecl, package: Package) -> tuple[str, str, str]:
    folder = "" if decl.file in package.files else str(Path(decl.file.path).parent)
    return folder, decl.receiver, decl.name


@frozen
class Stats:
    files: int
    parsed: int
    seconds: float
    errors: tuple[str, ...] = ()
    """One sentence for each file that could not be read."""


@frozen
class Result:
    findings: list[Finding]
    stats: Stats


def check_file(
    path: str,
    data: bytes,
    rules: Sequence[Rule],
    overrides: Mapping[str, bytes] | None = None,
    failures: list[str] | None = None,
) -> list[Finding]:
    """The findings of one file with its package around it. `data` stands for what the disk holds.

    `overrides` gives the text of other open files by absolute path. What could not be checked is added to `failures`.
    """
    absolute = str(Path(path).absolute())
    texts = {**(overrides or {}), absolute: data}
    folder = str(Path(absolute).parent)
    said = SourceFile(absolute, data)
    variant = variant_for(said)
    package = load_package(folder, said.package, import_path(folder), texts, variant)
    file = next((each for each in package.files if each.path == absolute), said)
    check = PackageCheck(package, rules, find_module(folder))
    found = check.file(file)
    if failures is not None:
        failures += [named(each, {absolute: path}) for each in check.failures]
    return [renamed(f, {absolute: path}) for f in found] if path != absolute else found


def check_paths(
    paths: Sequence[str],
    rules: Sequence[Rule],
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    include_generated: bool = False,
    pedantic: bool = False,
    skip: Callable[[str], bool] | None = None,
    use_cache: bool = False,
) -> Result:
    """Checks files and folders in parallel. `progress` is called with files done and files in all.

    Rules that are off by default take part only where `pedantic` asks for them. `skip` tells which files and folders below
    a given folder are passed over. `use_cache` takes what an earlier run found in folders that have not changed.
    """
    rules = [evolve(rule, asked=rule.asked or pedantic) for rule in rules if pedantic or rule.default == "on"]
    from leakline.analysis import cachefile
    from leakline.analysis.cache import Cache
    from leakline.analysis.parallel import as_named, folders_of, run_folders

    started = time.monotonic()
    errors: list[str] = []
    files = go_files(paths, errors, skip)
    findings: list[Finding] = []
    parsed = 0
    folders = folders_of(files)
    cache = Cache(rules, include_generated) if use_cache and cachefile.folder() is not None else None
    for part in run_folders(folders, rules, jobs, progress, len(files), include_generated, cache):
        findings += as_named(part, folders[part.folder])
        parsed += part.parsed
        errors += part.errors
    findings.sort(key=lambda f: (f.path, f.line, f.column, f.rule))
    return Result(findings, Stats(len(files), parsed, round(time.monotonic() - started, 3), tuple(errors)))
