"""`leakline check --fix` and `--diff`: the fixes of what was found, applied or shown."""

import difflib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from leakline.analysis.applying import Applied, apply, usable
from leakline.analysis.finding import Finding
from leakline.cli.writing import WriteError, replace
from leakline.report.findings import shown_path
from leakline.report.text import counted, printable


def mended(
    findings: Sequence[Finding],
    read: Callable[[str], bytes | None],
    check: Callable[[str, Mapping[str, bytes]], Sequence[Finding]],
    unsafe: bool,
) -> tuple[Applied, list[Finding]]:
    """The fixes applied to texts, and the findings that remain then."""
    applied = apply(findings, read, check, unsafe)
    remaining = [finding for finding in findings if finding.path not in applied.texts]
    remaining += [finding for found in applied.findings.values() for finding in found]
    return applied, sorted(remaining, key=lambda one: (one.path, one.line, one.column, one.rule))


def write(applied: Applied, read: Callable[[str], bytes | None]) -> list[str]:
    """Puts the new texts in their places. Returns the files that were left alone."""
    failed: list[str] = []
    for path, data in sorted(applied.texts.items()):
        try:
            replace(Path(path), data, read(path))
        except WriteError as error:
            failed.append(path)
            print(f"leakline: {printable(str(error))}", file=sys.stderr)
    return failed


def summary(applied: Applied, failed: Sequence[str], remaining: Sequence[Finding], unsafe: bool) -> str:
    """What was done and what is left, in one line."""
    done = [finding for finding in applied.fixed if finding.path not in failed]
    standing = [finding for finding in remaining if finding.suppressed is None]
    files = len({finding.path for finding in done})
    said = f"fixed {counted(len(done), 'finding')} in {counted(files, 'file')}; {len(standing):,} remain"
    if not unsafe:
        more = sum(usable(f, False) is None and usable(f, True) is not None for f in standing)
        said += f", {more:,} of them with a fix that may change meaning (--unsafe-fixes)" if more else ""
    return said


def refusals(applied: Applied) -> list[str]:
    """Why fixes were left out, one sentence each."""
    return [
        f"{shown_path(finding.path)}:{finding.line}: its fix was left out: {why}"
        for finding, why in applied.refused
    ]


def diff(applied: Applied, read: Callable[[str], bytes | None]) -> bytes:
    """The changes as one unified diff, which `git apply` and `patch -p1` take."""
    out: list[bytes] = []
    for path, after in sorted(applied.texts.items()):
        name = shown_path(path).encode("utf-8", "surrogateescape")
        old, new = (_lines(data) for data in (read(path) or b"", after))
        rows = difflib.diff_bytes(difflib.unified_diff, old, new, b"a/" + name, b"b/" + name)
        out += [row if row.endswith(b"\n") else row + b"\n\\ No newline at end of file\n" for row in rows]
    return b"".join(out)


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
