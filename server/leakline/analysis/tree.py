"""The Go files below what a user names."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

_SKIPPED = {"vendor", "testdata", "node_modules"}


def go_files(paths: Sequence[str], errors: list[str], skip: Callable[[str], bool] | None = None) -> list[str]:
    """The Go files of files and folders, sorted; vendor, testdata, hidden and `_` folders are left out below a folder.

    A path that ends in `/...` means the folder before it, as the go command writes it. `skip` tells which files and folders
    below a folder are left out, too.
    """
    found: dict[str, None] = {}
    for given in paths:
        path = Path(given.removesuffix("/...") if given != "..." else ".")
        if path.is_dir():
            for each in _walk(str(path), skip):
                found.setdefault(each)
        elif path.exists():
            found.setdefault(str(path))
        else:
            errors.append(f"{given}: there is no such file or folder")
    return list(found)


def _walk(folder: str, skip: Callable[[str], bool] | None) -> Iterable[str]:
    for here, folders, files in os.walk(folder):
        inside = "" if here == os.curdir else os.path.join(here, "")  # noqa: PTH118
        folders[:] = [f for f in folders if f not in _SKIPPED and not f.startswith((".", "_"))]
        if skip is not None:
            folders[:] = [f for f in folders if not skip(inside + f)]
        folders.sort()
        yield from (
            inside + name
            for name in sorted(files)
            if name.endswith(".go") and (skip is None or not skip(inside + name))
        )
