"""Findings as GitHub workflow commands, which a workflow's log turns into annotations on the changed lines."""

from collections.abc import Iterable, Mapping

from leakline.analysis.finding import Finding
from leakline.report.findings import shown_path

_COMMANDS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def github_lines(findings: Iterable[Finding], folder: str | None = None) -> Iterable[str]:
    """One command a finding; related places follow in its message."""
    for finding in findings:
        related = [
            f"{shown_path(place.path, folder)}:{place.line}: {place.message}" for place in finding.related
        ]
        properties = {
            "file": shown_path(finding.path, folder),
            "line": finding.line,
            "endLine": finding.end_line,
            "col": finding.column,
            "endColumn": finding.end_column,
            "title": f"Leakline: {finding.rule}",
        }
        if finding.end_line != finding.line:
            # Columns are only taken where begin and end are on one line.
            del properties["col"], properties["endColumn"]
        message = "\n".join([finding.message, *related])
        yield command(_COMMANDS.get(finding.severity, "warning"), properties, message)


def command(kind: str, properties: Mapping[str, object], message: str) -> str:
    """`::error file=a.go,line=1::text`, escaped as GitHub's runner reads it."""
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{kind} {said}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
