"""Findings on stdout, in the form that was asked for."""

import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence

from leakline.analysis.check import Stats
from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule
from leakline.cli.terminal import coloured
from leakline.report.text import finding_lines

FORMS = ("text", "json", "sarif", "github")


def write(
    form: str,
    findings: Sequence[Finding],
    rules: Sequence[Rule],
    stats: Stats,
    text_of: Callable[[str], bytes | None],
) -> None:
    """Writes what stands; what was silenced only where the form has a place for it."""
    standing = [finding for finding in findings if finding.suppressed is None]
    if form == "json":
        from leakline.report.findings import findings_document

        _json(findings_document(standing, stats.files, stats.parsed, stats.seconds, rules=rules))
    elif form == "sarif":
        from leakline.report.sarif import sarif_document

        _json(sarif_document(findings, rules, text_of))
    elif form == "github":
        from leakline.report.github import github_lines

        lines(github_lines(standing))
    else:
        lines(finding_lines(standing, coloured()))


def _json(document: object) -> None:
    json.dump(document, sys.stdout, indent=1)
    sys.stdout.write("\n")


def lines(given: Iterable[str]) -> None:
    out: object = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        # File names need not be text in any encoding, and messages need not be in the terminal's.
        out.reconfigure(errors="backslashreplace")
    sys.stdout.writelines(f"{line}\n" for line in given)
    sys.stdout.flush()


def raw(data: bytes) -> None:
    """Bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
