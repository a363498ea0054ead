"""The check with a memory, for a language server: after an edit only what changed is analysed again."""

from collections.abc import Sequence
from pathlib import Path

from leakline.analysis import triggers
from leakline.analysis.check import Known, PackageCheck
from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule
from leakline.golang import modules
from leakline.golang.package import Package, SourceFile, load_package
from leakline.text.document import Document

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
        self._packages: dict[tuple[str, str], Package] = {}
        self._checks: dict[tuple[str, str], PackageCheck] = {}
        self._memo: dict[tuple[str, bytes], Known] = {}
        self._found: dict[str, tuple[PackageCheck, list[Finding]]] = {}

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

    def findings(self, path: str) -> list[Finding]:
        """The findings of a file, open or not, with suppressed ones marked; generated files have none."""
        document = self._open.get(path)
        try:
            data = document.data if document is not None else Path(path).read_bytes()
        except OSError:
            return []
        folder = str(Path(path).parent)
        package_name = self._package_name(path, data)
        check = self._check(folder, package_name)
        known = self._found.get(path)
        if known is not None and known[0] is check:
            return known[1]
        file = next((f for f in check.package.files if f.path == path), None)
        if file is None or (file.head.generated and not self._include_generated):
            return []
        if len(self._memo) > _REMEMBERED:
            self._memo.clear()
        found = check.file(file)
        self._found[path] = (check, found)
        return found

    def _package_name(self, path: str, data: bytes) -> str:
        for (folder, name), package in self._packages.items():
            if folder == str(Path(path).parent) and any(
                f.path == path and f.data is data for f in package.files
            ):
                return name
        return SourceFile(path, data).package

    def _check(self, folder: str, name: str) -> PackageCheck:
        key = (folder, name)
        if key not in self._checks:
            package = self._load(folder, name, modules.import_path(folder))
            self._checks[key] = PackageCheck(
                package, self.rules, modules.find_module(folder), self._load, self._memo
            )
        return self._checks[key]

    def _load(self, folder: str, name: str, path: str) -> Package:
        key = (folder, name)
        if key not in self._packages:
            texts = {p: d.data for p, d in self._open.items() if str(Path(p).parent) == folder}
            self._packages[key] = load_package(folder, name, path, texts)
        return self._packages[key]

    def _changed(self, path: str, file: SourceFile) -> None:
        folder = str(Path(path).parent)
        key = (folder, file.package)
        for other in [k for k in self._packages if k[0] == folder and k != key]:
            if any(f.path == path for f in self._packages[other].files):
                self._forget(other)  # the package clause changed
        package = self._packages.get(key)
        if package is None:
            return
        old = next((f for f in package.files if f.path == path), None)
        if old is not None and old.data == file.data:
            return
        if old is None or old.outline != file.outline:
            self._memo.clear()
            triggers.forget()
        self._packages[key] = package.replaced(file)
        for other, check in list(self._checks.items()):
            # Packages that were read for others see this one through their own worlds.
            if other == key or key in self._used_by(check):
                del self._checks[other]
                if other != key:
                    self._memo.clear()

    def _used_by(self, check: PackageCheck) -> set[tuple[str, str]]:
        return {key for key, package in self._packages.items() if check.world.has_read(package)}

    def _forget(self, key: tuple[str, str]) -> None:
        self._packages.pop(key, None)
        self._checks.clear()
        self._found.clear()
        self._memo.clear()
