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
from leakline.golang.loading import load_variants
from leakline.golang.modules import find_module, import_path
from leakline.golang.package import SourceFile

_CHUNK_BYTES = 1 << 19
_SMALL_BYTES = 1 << 21
"""Below this much text a second process costs more than it saves."""
_LARGEST_FILE = 8 << 20


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
    for part in _run(left, rules, jobs, include_generated):
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


def _run(
    folders: Mapping[str, list[str]], rules: Sequence[Rule], jobs: int | None, include_generated: bool
) -> Iterator[Part]:
    sizes = {folder: sum(_size(f) for f in files) for folder, files in folders.items()}
    workers = jobs or os.cpu_count() or 1
    if workers == 1 or sum(sizes.values()) < _SMALL_BYTES:
        for folder, files in folders.items():
            yield check_folder(folder, files, rules, include_generated)
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
    with context.Pool(workers, _set_up, (list(rules), include_generated)) as pool:
        for parts in pool.imap_unordered(_check_chunk, chunks):
            yield from parts


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


_given: tuple[list[Rule], bool] = ([], False)


def _set_up(rules: list[Rule], include_generated: bool) -> None:
    global _given
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to answer
    _given = rules, include_generated
    # What one chunk makes is dropped whole: the collector would only walk it again and again.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _check_chunk(chunk: Sequence[tuple[str, list[str]]]) -> list[Part]:
    return [check_folder(folder, files, *_given) for folder, files in chunk]


def check_folder(folder: str, files: Sequence[str], rules: Sequence[Rule], include_generated: bool) -> Part:
    """Checks some files of one folder, with the packages of that folder around them."""
    from leakline.analysis.check import PackageCheck

    errors: list[str] = []
    absolute = str(Path(folder).absolute())
    asked = {str(Path(absolute, Path(f).name)): f for f in files}
    sources: dict[str, SourceFile] = {}
    texts: dict[str, tuple[Stat, str]] = {}
    for full, given in asked.items():
        try:
            path = Path(full)
            if not path.is_file():
                errors.append(f"{given}: is no regular file; it was left out")
                continue
            said = path.stat()
            if said.st_size > _LARGEST_FILE:
                errors.append(f"{given}: is larger than {_LARGEST_FILE >> 20} MiB; it was left out")
                continue
            sources[full] = SourceFile(full, path.read_bytes())
            texts[full] = stat_of(said), text_hash(sources[full].data)
        except OSError as error:
            errors.append(f"{given}: cannot be read: {error.strerror}; it was left out")
    findings: list[Finding] = []
    parsed = 0
    reads = Reads()
    module = find_module(absolute)
    path = import_path(absolute)
    for name in sorted({s.package for s in sources.values()}):
        data = {full: s.data for full, s in sources.items()}
        for package, built in load_variants(absolute, name, path, data):
            check = PackageCheck(package, rules, module)
            for file in built:
                if file.path in sources and (include_generated or not file.head.generated):
                    findings += check.file(file)
            parsed += check.parsed
            errors += [named(failure, asked) for failure in check.failures]
            reads |= check.reads
    return Part(folder, len(files), parsed, findings, errors, reads, texts)


def as_named(part: Part, files: Sequence[str]) -> list[Finding]:
    """The findings of a folder with paths as the caller gave them."""
    if not part.findings:
        return []
    absolute = _absolute(part.folder)
    asked = {str(Path(absolute, Path(file).name)): file for file in files}
    return [renamed(finding, asked) for finding in part.findings]
