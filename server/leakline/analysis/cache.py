"""What a check found in a folder, kept until something that it depends on has changed.

A folder's entry says what was read for it: the texts of its own files and of the packages that were looked into, which
imports led nowhere, and what the module files say. A file is taken to be unchanged where its size and times are; else its
text decides.
"""

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from attrs import define, field, fields, frozen, has

from leakline.analysis import cachefile
from leakline.analysis.finding import Edit, Finding, Fix, Related
from leakline.analysis.rules import Rule
from leakline.golang.modules import Module, find_module
from leakline.golang.resolve import module_state, place_of

_COARSE, _FINE = 2_000_000_000, 20_000_000
"""Nanoseconds after which a file's times tell of every later change, on file systems that count seconds and on others."""

Stat = tuple[int, int, int]
"""Size, time of the last change of content and of state, in nanoseconds."""


@frozen
class Kept:
    """What one folder gave, with absolute paths."""

    parsed: int
    findings: tuple[Finding, ...]


@frozen
class Reads:
    """What a folder's findings depend on besides its own files."""

    folders: frozenset[str] = frozenset()
    """Folders of packages that were looked into."""
    missing: frozenset[str] = frozenset()
    """Import paths that led to no folder."""

    def __or__(self, other: "Reads") -> "Reads":
        return Reads(self.folders | other.folders, self.missing | other.missing)


@define
class Cache:
    """The entries of one set of rules. Each module has a file of its own."""

    rules: Sequence[Rule]
    include_generated: bool
    _since: int = field(factory=time.time_ns)
    _tables: dict[str, dict[str, Any]] = field(factory=dict[str, "dict[str, Any]"])
    _changed: set[str] = field(factory=set[str])
    _hashes: dict[str, list[Any]] = field(factory=dict[str, "list[Any]"])
    """Path -> its stat and the hash of its text, as far as they were told or found out in this run."""
    _states: dict[str, str] = field(factory=dict[str, str])
    _settled: dict[str, bool] = field(factory=dict[str, bool])

    def get(self, folder: str, names: Sequence[str]) -> Kept | None:
        """What the files of these names in an absolute folder gave, if nothing has changed since."""
        entry = self._table(folder)["folders"].get(folder)
        try:
            if entry is None or entry["names"] != list(names) or entry["module"] != _module(folder):
                return None
            module = find_module(folder)
            if module is not None and any(place_of(path, module) is not None for path in entry["missing"]):
                return None
            if any(self._state(each, folder) != state for each, state in entry["reads"].items()):
                return None
            return Kept(int(entry["parsed"]), tuple(_finding(row) for row in entry["findings"]))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            return None

    def put(self, folder: str, names: Sequence[str], reads: Reads, kept: Kept) -> None:
        """Keeps what a folder gave, unless something that was read for it changed meanwhile."""
        states: dict[str, str] = {}
        for each in (folder, *sorted(reads.folders)):
            if not self._is_settled(each, folder):
                return
            states[each] = self._state(each, folder)
        self._table(folder)["folders"][folder] = {
            "names": list(names),
            "module": _module(folder),
            "missing": sorted(reads.missing),
            "reads": states,
            "parsed": kept.parsed,
            "findings": [_row(finding) for finding in kept.findings],
        }
        self._changed.add(_root(folder))

    def tell(self, texts: Mapping[str, tuple[Stat, str]]) -> None:
        """Takes over the hashes of texts that were read in this run, with the stat from before."""
        for path, (said, text) in texts.items():
            self._hashes[path] = [list(said), text, self._since]

    def save(self) -> None:
        """Writes what is new."""
        for root in self._changed:
            table = self._tables[root]
            files: dict[str, list[Any]] = table["files"]
            files.update(
                {path: known for path, known in self._hashes.items() if _root(str(Path(path).parent)) == root}
            )
            cachefile.write(self._name(root), table)

    def _table(self, folder: str) -> dict[str, Any]:
        root = _root(folder)
        if root not in self._tables:
            said = cachefile.read(self._name(root))
            table: dict[str, Any] = {"tool": _tool(), "folders": {}, "files": {}}
            if said.get("tool") == table["tool"] and all(
                isinstance(said.get(key), dict) for key in ("folders", "files")
            ):
                table = dict(said)
            self._tables[root] = table
        return self._tables[root]

    def _name(self, root: str) -> str:
        rules = _canonical([*self.rules, self.include_generated])
        return (
            hashlib.blake2b(f"{root}\0{rules}".encode("utf-8", "replace"), digest_size=16).hexdigest()
            + ".json"
        )

    def _state(self, folder: str, own: str) -> str:
        """What stands for the Go files of a folder: their texts in the module at hand, their times elsewhere."""
        root = _root(folder)
        key = self._key(folder, own)
        if key not in self._states:
            digest = hashlib.blake2b(digest_size=16)
            for path, said in _files(folder):
                text = self._hash(root, path, said) if key == folder else repr(said)
                digest.update(f"{path}\0{text}\0".encode("utf-8", "surrogateescape"))
            self._states[key] = digest.hexdigest()
        return self._states[key]

    def _key(self, folder: str, own: str) -> str:
        return folder if _root(folder) == _root(own) else f"{folder}\0"

    def _hash(self, root: str, path: str, said: Stat) -> str:
        known = self._hashes.get(path) or self._tables[root]["files"].get(path)
        if known is None or known[0] != list(said) or not _is_before(said, known[2]):
            known = self._hashes[path] = [list(said), _text(path), time.time_ns()]
            self._changed.add(root)
        return str(known[1])

    def _is_settled(self, folder: str, own: str) -> bool:
        """Whether no file of a folder had changed since the run began when this was first asked.

        Its state was taken by then, too: what changes later does not fit the entry in the next run.
        """
        key = self._key(folder, own)
        known = self._settled.get(key)
        if known is None:
            self._state(folder, own)
            known = self._settled[key] = all(_is_before(said, self._since) for _, said in _files(folder))
        return known


def stat_of(said: os.stat_result) -> Stat:
    return said.st_size, said.st_mtime_ns, said.st_ctime_ns


def text_hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _is_before(said: Stat, moment: int) -> bool:
    """Whether a file's times say that it has not changed from a moment on."""
    return all(at < moment - (_FINE if at % 1_000_000_000 else _COARSE) for at in said[1:])


def _files(folder: str) -> list[tuple[str, Stat]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((each.path, stat_of(each.stat())) for each in entries if each.name.endswith(".go"))
    except OSError:
        return [("", (0, 0, 0))]


def _text(path: str) -> str:
    try:
        return text_hash(Path(path).read_bytes())
    except OSError:
        return ""


@cache
def _root(folder: str) -> str:
    module = find_module(folder)
    return module.dir if module is not None else folder


def _module(folder: str) -> str:
    """What the module files around a folder say."""
    module = find_module(folder)
    return "" if module is None else _module_digest(module)


@cache
def _module_digest(module: Module) -> str:
    return _short(module_state(module))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


@cache
def _tool() -> str:
    """This version of the program: every file of it, by size and time."""
    said: list[str] = [sys.version]
    package = Path(__file__).parents[1]
    roots = [package, *(Path(part) for part in _parsers())]
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".json", ".so", ".pyd", ".toml"):
                each = path.stat()
                said.append(f"{path}:{each.st_size}:{each.st_mtime_ns}")
    return _short("\n".join(said))


def _parsers() -> Iterable[str]:
    import tree_sitter
    import tree_sitter_go

    for module in (tree_sitter, tree_sitter_go):
        if module.__file__:
            yield str(Path(module.__file__).parent)


def _canonical(value: object) -> str:
    """A text that is equal for equal rules, in every process."""
    if has(type(value)):
        parts = [f"{each.name}={_canonical(getattr(value, each.name))}" for each in fields(type(value))]
        return f"{type(value).__name__}({','.join(parts)})"
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
        return "{" + ",".join(sorted(f"{_canonical(k)}:{_canonical(v)}" for k, v in mapping.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(_canonical, cast("Iterable[object]", value)))) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_canonical, cast("Iterable[object]", value))) + "]"
    return repr(value)


def _row(finding: Finding) -> list[Any]:
    related = [[r.path, r.line, r.message, r.column, r.placed] for r in finding.related]
    fixes = [
        [f.title, [[e.path, list(e.start), list(e.end), e.text, e.placed] for e in f.edits], f.safe]
        for f in finding.fixes
    ]
    plain = [getattr(finding, name) for name in _PLAIN]
    return [plain, related, fixes]


_NESTED = ("related", "fixes")
_PLAIN = [each.name for each in fields(Finding) if each.name not in _NESTED]


def _finding(row: Sequence[Any]) -> Finding:
    plain, related, fixes = row
    return Finding(
        **dict(zip(_PLAIN, plain, strict=True)),
        related=tuple(Related(*each) for each in related),
        fixes=tuple(
            Fix(
                title,
                tuple(
                    Edit(path, (a[0], a[1]), (b[0], b[1]), text, placed) for path, a, b, text, placed in edits
                ),
                safe,
            )
            for title, edits, safe in fixes
        ),
    )
