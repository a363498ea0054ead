"""Packages read from their folders, in the variant that is built."""

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import define, field

from leakline.golang.package import LARGEST_FILE, Package, SourceFile
from leakline.golang.variants import DEFAULT, Variant, fits, variant_of


def load_package(
    folder: str,
    name: str,
    path: str,
    overrides: Mapping[str, bytes] | None = None,
    variant: Variant | None = None,
) -> Package:
    """Reads the Go files of a folder that belong to package `name`; test files too, since they see the same names.

    `overrides` gives the text of files that are open in an editor, by absolute path. Unreadable files are left out, and
    files that are not built in the variant; without one the usual variant is taken, or that of the first file.
    """
    files = [file for file in read_folder(folder, overrides) if file.package == name]
    return Package(_own_path(name, path), built(files, variant or usual(files)))


def load_variants(
    files: Sequence[SourceFile], name: str, path: str
) -> list[tuple[Package, list[SourceFile]]]:
    """Packages that together hold every file of package `name` in a folder, each with the files to check in it.

    `files` are all of the folder. The usual variant comes first; after it one for each kind of file that it leaves out.
    """
    path = _own_path(name, path)
    files = left = [file for file in files if file.package == name]
    found: list[tuple[Package, list[SourceFile]]] = []
    variant = usual(files)
    while left:
        here = built(files, variant)
        found.append((Package(path, here), [file for file in left if file in here]))
        left = [file for file in left if file not in here]
        if left:
            variant = own_variant(left[0])
            if left[0] not in built(files, variant):
                found.append((Package(path, left), left))  # constraints that nothing fulfils
                break
    return found


def _own_path(name: str, path: str) -> str:
    """The path of a package by which it is told from others: that of external tests is not the one that they import."""
    return path + "_test" if name.endswith("_test") and not path.endswith(name) else path


def usual(files: Sequence[SourceFile]) -> Variant:
    """The usual variant, or that of the first file where the usual one builds none but tests."""
    plain = [file for file in files if not file.path.endswith("_test.go")] or files
    return DEFAULT if not plain or built(plain, DEFAULT) else own_variant(plain[0])


def variant_for(file: SourceFile) -> Variant | None:
    """The variant to check a file in; None for the usual one of its package."""
    return None if built([file], DEFAULT) else own_variant(file)


def own_variant(file: SourceFile) -> Variant:
    """The most usual variant that builds a file."""
    return variant_of(file.name, file.constraint) or DEFAULT


def built(files: Sequence[SourceFile], variant: Variant) -> list[SourceFile]:
    """The files that are built in a variant."""
    return [file for file in files if fits(file.name, file.constraint, variant)]


def read_folder(folder: str, overrides: Mapping[str, bytes] | None = None) -> list[SourceFile]:
    """The Go files of a folder, test files last."""
    files: list[SourceFile] = []
    overrides = overrides or {}
    try:
        with os.scandir(folder) as entries:
            paths = {entry.path: entry.name for entry in entries if entry.name.endswith(".go")}
    except OSError:
        paths = {}
    for extra in overrides:
        if extra not in paths and str(Path(extra).parent) == folder:
            paths[extra] = Path(extra).name
    # Tests last: what a test file declares again does not hide the package's own.
    for path, _ in sorted(paths.items(), key=lambda each: (each[1].endswith("_test.go"), each[1])):
        data = overrides.get(path)
        file = SourceFile(path, data) if data is not None else read_file(path)
        if file is not None:
            files.append(file)
    return files


def read_file(path: str) -> SourceFile | None:
    """A regular file that is not too large, or None."""
    try:
        with open(path, "rb", buffering=0, opener=_at_once) as stream:
            said = os.fstat(stream.fileno())
            if not stat.S_ISREG(said.st_mode) or said.st_size > LARGEST_FILE:
                return None
            return SourceFile(path, stream.read())
    except OSError:
        return None


def _at_once(path: str, flags: int) -> int:
    """Opens a file without waiting: a pipe that nobody writes to would hold up the check for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@define(eq=False)
class Shelf:
    """Files and packages that were read before, for a run that takes each file as it is when it is first read.

    Called with a folder, a name and an import path it is a loader of packages.
    """

    most: int = 32 << 20
    """Bytes of text that are kept; the folders that were used longest ago go first."""
    _files: dict[str, list[SourceFile]] = field(factory=dict[str, "list[SourceFile]"])
    _packages: dict[str, dict[tuple[str, str], Package]] = field(
        factory=dict[str, "dict[tuple[str, str], Package]"]
    )
    _held: int = 0

    def files(self, folder: str) -> list[SourceFile]:
        """The Go files of a folder, test files last."""
        found = self._files.pop(folder, None)
        if found is None:
            found = read_folder(folder)
            self._held += _bytes_of(found)
            while self._held > self.most and self._files:
                oldest = next(iter(self._files))
                self._held -= _bytes_of(self._files.pop(oldest))
                self._packages.pop(oldest, None)
        self._files[folder] = found
        return found

    def __call__(self, folder: str, name: str, path: str) -> Package:
        files = self.files(folder)
        known = self._packages.setdefault(folder, {})
        if (name, path) not in known:
            own = [file for file in files if file.package == name]
            known[name, path] = Package(_own_path(name, path), built(own, usual(own)))
        return known[name, path]


def _bytes_of(files: Sequence[SourceFile]) -> int:
    return sum(len(file.data) for file in files)
