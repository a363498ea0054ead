"""Packages read from their folders, in the variant that is built."""

from collections.abc import Mapping, Sequence
from pathlib import Path

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
    files = read_folder(folder, name, overrides)
    return Package(_own_path(name, path), built(files, variant or usual(files)))


def load_variants(
    folder: str, name: str, path: str, overrides: Mapping[str, bytes] | None = None
) -> list[tuple[Package, list[SourceFile]]]:
    """Packages that together hold every file of package `name` in a folder, each with the files to check in it.

    The usual variant comes first; after it one for each kind of file that it leaves out.
    """
    path = _own_path(name, path)
    files = left = read_folder(folder, name, overrides)
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


def read_folder(folder: str, name: str, overrides: Mapping[str, bytes] | None = None) -> list[SourceFile]:
    """The Go files of a folder that belong to package `name`, test files last."""
    files: list[SourceFile] = []
    overrides = overrides or {}
    try:
        entries = sorted(entry for entry in Path(folder).iterdir() if entry.name.endswith(".go"))
    except OSError:
        entries = []
    known = {str(entry) for entry in entries}
    entries += [
        Path(extra) for extra in overrides if extra not in known and str(Path(extra).parent) == folder
    ]
    # Tests last: what a test file declares again does not hide the package's own.
    for entry in sorted(entries, key=lambda e: (e.name.endswith("_test.go"), e.name)):
        data = overrides.get(str(entry))
        if data is None:
            try:
                if not entry.is_file() or entry.stat().st_size > LARGEST_FILE:
                    continue
                data = entry.read_bytes()
            except OSError:
                continue
        file = SourceFile(str(entry), data)
        if file.package == name:
            files.append(file)
    return files
