"""Findings as text for a terminal."""

import re
from collections.abc import Iterable

from leakline.analysis.finding import Finding
from leakline.report.findings import shown_path

_COLOURS = {"error": "1;31", "warning": "1;33", "information": "1;36", "hint": "2"}
_CONTROL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Text of a file or a file name, with what could steer a terminal shown as escapes."""
    return _CONTROL.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def finding_lines(
    findings: Iterable[Finding], colour: bool = False, folder: str | None = None
) -> Iterable[str]:
    """`path:line:column: severity: message [rule]`, then the related places, indented."""
    for finding in findings:
        place = f"{printable(shown_path(finding.path, folder))}:{finding.line}:{finding.column}"
        severity = paint(finding.severity, _COLOURS.get(finding.severity, "1"), colour)
        rule = paint(f"[{finding.rule}]", "2", colour)
        yield f"{paint(place, '1', colour)}: {severity}: {printable(finding.message)} {rule}"
        for related in finding.related:
            where = f"{printable(shown_path(related.path, folder))}:{related.line}:{related.column}"
            yield f"    {where}: {printable(related.message)}"


def counted(count: int, noun: str) -> str:
    """`1 finding`, `1,024 findings`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
