"""Findings that are known already: the baseline of `leakline check`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from leakline.analysis.finding import Finding
from leakline.cli.main import UsageError
from leakline.cli.scopes import Scope
from leakline.cli.writing import WriteError, replace
from leakline.report import baseline
from leakline.report.text import counted, printable

TextOf = Callable[[str], bytes | None]


def write(path: Path, findings: Sequence[Finding], text_of: TextOf) -> int:
    """Writes what stands as known. Returns the exit code."""
    if path.exists() and path.stat().st_size:
        try:
            baseline.read(path)
        except baseline.BaselineError:
            raise UsageError(f"{path} is there and is no baseline; name another file") from None
    standing = [finding for finding in findings if finding.suppressed is None]
    try:
        replace(path, baseline.document(standing, path.parent, text_of).encode())
    except WriteError as error:
        raise UsageError(str(error)) from None
    print(f"leakline: {counted(len(standing), 'finding')} written to {printable(str(path))}", file=sys.stderr)
    return 0


def silenced(
    findings: list[Finding], scopes: Sequence[Scope], given: str | None, text_of: TextOf, *, whole: bool
) -> list[Finding]:
    """Findings, those marked that a baseline knows: the one that was given, or the one of each project.

    Where the `whole` of what it speaks of was looked at, entries that match nothing any more are told.
    """
    if given is not None:
        return _marked(findings, Path(given), text_of, whole)
    for scope in scopes:
        path = scope.project.baseline
        if path is not None:
            here = [finding for finding in findings if scope.holds(finding.path)]
            marked = dict(zip(map(id, here), _marked(here, path, text_of, False), strict=True))
            findings = [marked.get(id(finding), finding) for finding in findings]
    return findings


def _marked(findings: Sequence[Finding], path: Path, text_of: TextOf, whole: bool) -> list[Finding]:
    try:
        out, gone = baseline.marked(findings, baseline.read(path), path, text_of)
    except baseline.BaselineError as error:
        raise UsageError(f"{error}; `leakline check --write-baseline {path}` writes one") from None
    if gone and whole:
        entries = f"{gone:,} entries" if gone > 1 else "1 entry"
        fits = "fit" if gone > 1 else "fits"
        print(f"leakline: {entries} of {printable(str(path))} {fits} nothing any more", file=sys.stderr)
    return out
