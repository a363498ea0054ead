"""The check with a memory, for a language server: after an edit only what changed is analysed again."""

from collections.abc import Sequence
from pathlib import Path

from leakline.analysis import triggers
from leakline.analysis.check import PackageCheck
from leakline.analysis.finding import Finding
from leakline.analysis.memory import Known
from leakline.analysis.rules import Rule
from leakline.analysis.scan import Scan
from leakline.golang import modules
from leakline.golang.loading import load_package, variant_for
from leakline.golang.package import Package, SourceFile
from leakline.golang.variants import Variant
from leakline.text.document import Document

Key = tuple[str, str, Variant | None]
"""A package: its folder, its name, and the variant that its files are built in, None for the usual one."""

_REMEMBERED = 20_000
"""How many declarations' findings are kept at most."""


class Checker:
    """Open documents and the packages around them."""

    def __init__(
        self, rules: Sequence[Rule], roots: Sequence[str] = (), include_generated: bool = False
    ) -> None:
        self.rules = list(rules)
        self.roots = tuple(roots)
        self._include_generated = include_generated
        self._open: dict[str, Document] = {}
        self._packages: dict[Key, Package] = {}
        self._checks: dict[Key, PackageCheck] = {}
        self._memo: dict[tuple[str, bytes], Known] = {}
        self._found: dict[str, tuple[PackageCheck, list[Finding]]] = {}
        self._scans: dict[Key, Scan] = {}

    def open(self, path: str, document: Document) -> None:
        """Takes a text over from the disk. `path` is absolute."""
        self._open[path] = document
        self._changed(path, SourceFile(path, document.data))

    def update(self, path: str, document: Document) -> None:
        """Tells that an open text changed."""
        self._open[path] = document
        self._changed(path, SourceFile(path, document.data))

    def close(self, path: str) -> None:
        """Goes back to what the disk holds."""
        self._open.pop(path, None)
        folder = str(Path(path).parent)
        for key in [key for key in self._packages if key[0] == folder]:
            self._forget(key)

    def reload(self) -> None:
        """Forgets all that was read from the disk, after files or a go.mod changed there."""
        modules.forget()
        triggers.forget()
        for key in list(self._packages):
            self._forget(key)
        self._memo.clear()

    def findings(self, path: str, hurried: bool = False) -> list[Finding]:
        """The findings of a file, open or not, with suppressed ones marked; generated files have none.

        In a hurry those that depend on the whole package may be from before the last edits: ask again when there is time.
        """
        document = self._open.get(path)
        try:
            data = document.data if document is not None else Path(path).read_bytes()
        except OSError:
            return []
        check = self._check(self._key_of(path, data))
        known = self._found.get(path)
        if known is not None and known[0] is check:
            return known[1]
        file = next((f for f in check.package.files if f.path == path), None)
        if file is None or (file.head.generated and not self._include_generated):
            return []
        if len(self._memo) > _REMEMBERED:
            self._memo.clear()
        check.hurried = hurried
        found = check.file(file)
        check.hurried = False
        if not hurried:
            self._found[path] = (check, found)
        return found

    def _key_of(self, path: str, data: bytes) -> Key:
        folder = str(Path(path).parent)
        for key, package in self._packages.items():
            if key[0] == folder and any(f.path == path and f.data is data for f in package.files):
                return key
        file = SourceFile(path, data)
        return folder, file.package, variant_for(file)

    def _check(self, key: Key) -> PackageCheck:
        if key not in self._checks:
            folder, name, variant = key
            package = self._load(folder, name, modules.import_path(folder), variant)
            self._checks[key] = PackageCheck(
                package, self.rules, modules.find_module(folder), self._load, self._memo
            )
            self._checks[key].old_scan = self._scans.get(key)
        return self._checks[key]

    def _load(self, folder: str, name: str, path: str, variant: Variant | None = None) -> Package:
        key = (folder, name, variant)
        if key not in self._packages:
            texts = {p: d.data for p, d in self._open.items() if str(Path(p).parent) == folder}
            self._packages[key] = load_package(folder, name, path, texts, variant)
        return self._packages[key]

    def _changed(self, path: str, file: SourceFile) -> None:
        folder = str(Path(path).parent)
        near = [key for key in self._packages if key[0] == folder]
        holding = [(key, _file(self._packages[key], path)) for key in near]
        held = [(key, old) for key, old in holding if old is not None]
        if not held or any(_place(old) != _place(file) for _, old in held):
            for key in near:  # it is new here, or another package's from now on
                self._forget(key)
            return
        for key, old in held:
            if old.data == file.data:
                continue
            if old.outline != file.outline:
                self._memo.clear()
                self._scans.clear()
                triggers.forget()
            self._packages[key] = self._packages[key].replaced(file)
            for other, check in list(self._checks.items()):
                # Packages that were read for others see this one through their own worlds.
                if other == key or key in self._used_by(check):
                    if "scan" in check.__dict__ and old.outline == file.outline:
                        self._scans[other] = check.scan
                    del self._checks[other]
                    if other != key:
                        self._memo.clear()

    def _used_by(self, check: PackageCheck) -> set[Key]:
        return {key for key, package in self._packages.items() if check.world.has_read(package)}

    def _forget(self, key: Key) -> None:
        self._packages.pop(key, None)
        self._checks.clear()
        self._scans.clear()
        self._found.clear()
        self._memo.clear()


def _file(package: Package, path: str) -> SourceFile | None:
    return next((file for file in package.files if file.path == path), None)


def _place(file: SourceFile) -> tuple[str, str]:
    """What decides which package a file belongs to."""
    return file.package, file.constraint
