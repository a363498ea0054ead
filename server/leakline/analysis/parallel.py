"""Folders checked side by side in worker processes, since parsing holds the interpreter's lock."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from leakline.analysis.cache import Cache, Kept, Reads, Stat, stat_of, text_hash
from leakline.analysis.finding import Finding
from leakline.analysis.placing import named, renamed
from leakline.analysis.rules import Rule
from leakline.golang.loading import Shelf, load_variants, read_file
from leakline.golang.modules import find_module, import_path
from leakline.golang.package import LARGEST_FILE, SourceFile

_CHUNK_BYTES = 1 << 19
_SMALL_BYTES = 1 << 21
"""Below this much text a second process costs more than it saves."""


@frozen
class Part:
    """What one folder gave."""

    folder: str
    """As the caller named it."""
    files: int
    parsed: int
    findings: list[Finding]
    """With absolute paths."""
    errors: list[str]
    reads: Reads = field(factory=Reads)
    texts: dict[str, tuple[Stat, str]] = field(factory=dict[str, "tuple[Stat, str]"])
    """Path -> stat and hash of a text that was read, where they are wanted."""


def folders_of(files: Sequence[str]) -> dict[str, list[str]]:
    """Folder -> its files to check."""
    out: dict[str, list[str]] = {}
    for path in files:
        out.setdefault(os.path.dirname(path) or ".", []).append(path)  # noqa: PTH120
    return out


def run_folders(
    folders: Mapping[str, list[str]],
    rules: Sequence[Rule],
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
    total: int,
    include_generated: bool,
    cache: Cache | None = None,
) -> Iterator[Part]:
    """Checks folders, big chunks first; results come as they are ready, those that the cache knows at once."""
    done = 0
    left = dict(folders)
    for folder, files in folders.items() if cache is not None else ():
        kept = cache.get(_absolute(folder), _names(files)) if cache is not None else None
        if kept is not None:
            del left[folder]
            done += len(files)
            yield Part(folder, len(files), kept.parsed, list(kept.findings), [])
    for part in _run(left, _Task(rules, include_generated, cache is not None), jobs):
        done += part.files
        if progress is not None:
            progress(done, total)
        if cache is not None and not part.errors:
            kept = Kept(part.parsed, tuple(part.findings))
            cache.tell(part.texts)
            cache.put(_absolute(part.folder), _names(folders[part.folder]), part.reads, kept)
        yield part
    if cache is not None:
        cache.save()


def _absolute(folder: str) -> str:
    return str(Path(folder).absolute())


def _names(files: Sequence[str]) -> list[str]:
    return [os.path.basename(file) for file in files]  # noqa: PTH119


@frozen
class _Task:
    """What is the same for all folders of a run."""

    rules: Sequence[Rule]
    include_generated: bool
    keep: bool
    """Whether the parts say what they depend on, for the cache."""
    shelf: Shelf = field(factory=Shelf)


def _run(folders: Mapping[str, list[str]], task: _Task, jobs: int | None) -> Iterator[Part]:
    sizes = {folder: sum(_size(f) for f in files) for folder, files in folders.items()}
    workers = jobs or os.cpu_count() or 1
    if workers == 1 or sum(sizes.values()) < _SMALL_BYTES:
        for folder, files in folders.items():
            yield check_folder(folder, files, task)
        return
    chunks: list[list[tuple[str, list[str]]]] = []
    for folder in sorted(folders, key=lambda f: -sizes[f]):
        last = chunks[-1] if chunks else None
        if last is not None and sum(sizes[f] for f, _ in last) + sizes[folder] <= _CHUNK_BYTES:
            last.append((folder, folders[folder]))
        else:
            chunks.append([(folder, folders[folder])])
    context = multiprocessing.get_context(
        "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    )
    with context.Pool(workers, _set_up, (task,)) as pool:
        for parts in pool.imap_unordered(_check_chunk, chunks):
            yield from parts


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


_task = _Task((), False, False)


def _set_up(task: _Task) -> None:
    global _task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to answer
    _task = task
    # What one chunk makes is dropped whole: the collector would only walk it again and again.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _check_chunk(chunk: Sequence[tuple[str, list[str]]]) -> list[Part]:
    return [check_folder(folder, files, _task) for folder, files in chunk]


def check_folder(folder: str, files: Sequence[str], task: _Task) -> Part:
    """Checks some files of one folder, with the packages of that folder around them."""
    from leakline.analysis.check import PackageCheck

    errors: list[str] = []
    absolute = str(Path(folder).absolute())
    asked = {str(Path(absolute, Path(f).name)): f for f in files}
    here = task.shelf.files(absolute)
    listed = {file.path: file for file in here}
    sources: dict[str, SourceFile] = {}
    texts: dict[str, tuple[Stat, str]] = {}
    for full, given in asked.items():
        file = listed.get(full) or read_file(full)
        if file is None:
            errors.append(f"{given}: {_unreadable(Path(full))}; it was left out")
            continue
        sources[full] = file
        if task.keep:
            texts[full] = stat_of(os.stat(full)), text_hash(file.data)  # noqa: PTH116
    findings: list[Finding] = []
    parsed = 0
    reads = Reads()
    here = [*here, *(file for full, file in sources.items() if full not in listed)]
    module = find_module(absolute)
    path = import_path(absolute)
    for name in sorted({s.package for s in sources.values()}):
        for package, built in load_variants(here, name, path):
            check = PackageCheck(package, task.rules, module, task.shelf)
            for file in built:
                if file.path in sources and (task.include_generated or not file.head.generated):
                    findings += check.file(file)
            parsed += check.parsed
            errors += [named(failure, asked) for failure in check.failures]
            if task.keep:
                reads |= check.reads
    return Part(folder, len(files), parsed, findings, errors, reads, texts)


def _unreadable(path: Path) -> str:
    """Why a file was not read."""
    try:
        if not path.is_file():
            return "is no regular file"
        if path.stat().st_size > LARGEST_FILE:
            return f"is larger than {LARGEST_FILE >> 20} MiB"
        path.open("rb").close()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "cannot be read"


def as_named(part: Part, files: Sequence[str]) -> list[Finding]:
    """The findings of a folder with paths as the caller gave them."""
    if not part.findings:
        return []
    absolute = _absolute(part.folder)
    asked = {str(Path(absolute, Path(file).name)): file for file in files}
    return [renamed(finding, asked) for finding in part.findings]
