"""Findings as SARIF 2.1.0 (OASIS standard, docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning services."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol
from urllib.parse import quote

from leakline import __version__
from leakline.analysis.finding import Finding, Fix
from leakline.report.findings import shown_path
from leakline.report.steps import Step, flows
from leakline.text.document import Document

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


class RuleDoc(Protocol):
    """What SARIF tells of a rule."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def doc(self) -> str: ...


TextOf = Callable[[str], bytes | None]
"""The bytes of a file as it was checked; None where it cannot be read any more."""


def sarif_document(
    findings: Iterable[Finding], rules: Sequence[RuleDoc], text_of: TextOf, folder: str | None = None
) -> dict[str, Any]:
    """One run. URIs are relative to the working directory (or `folder`), columns count UTF-16 units from 1."""
    places = _Places(text_of, folder)
    index = {rule.id: at for at, rule in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Leakline",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in rules],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "results": [_result(finding, index, places) for finding in findings],
            }
        ],
    }


def _rule(rule: RuleDoc) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.summary or rule.title},
        "help": {"text": rule.doc or rule.summary or rule.title, "markdown": rule.doc or rule.summary},
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, "warning")},
        "properties": {"tags": list(rule.tags)},
    }


class _Places:
    """Turns paths, lines and byte columns into locations, reading each file once."""

    def __init__(self, text_of: TextOf, folder: str | None) -> None:
        self._text_of = text_of
        self._folder = folder
        self._documents: dict[str, Document | None] = {}

    def document(self, path: str) -> Document | None:
        if path not in self._documents:
            data = self._text_of(path)
            self._documents[path] = None if data is None else Document(path, data)
        return self._documents[path]

    def column(self, path: str, line: int, column: int) -> int:
        document = self.document(path)
        if document is None:
            return column
        begin, end = document.line_bounds(line - 1)
        return document.position(min(begin + column - 1, end), "utf-16")[1] + 1

    def region(self, path: str, start: tuple[int, int], end: tuple[int, int] | None = None) -> dict[str, Any]:
        said: dict[str, Any] = {"startLine": start[0], "startColumn": self.column(path, *start)}
        if end is not None:
            said |= {"endLine": end[0], "endColumn": self.column(path, *end)}
        return said

    def artifact(self, path: str) -> dict[str, Any]:
        name = shown_path(path, self._folder)
        if name.startswith("/") or name[1:2] == ":":
            return {"uri": "file:///" + quote(name.lstrip("/"), safe="/:", errors="surrogateescape")}
        return {"uri": quote(name, safe="/", errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}

    def location(self, path: str, region: dict[str, Any]) -> dict[str, Any]:
        return {"physicalLocation": {"artifactLocation": self.artifact(path), "region": region}}


def _result(finding: Finding, index: dict[str, int], places: _Places) -> dict[str, Any]:
    region = places.region(
        finding.path, (finding.line, finding.column), (finding.end_line, finding.end_column)
    )
    location = places.location(finding.path, region)
    if finding.function:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.function, "kind": "function"}]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS.get(finding.severity, "warning"),
        "message": {"text": finding.message},
        "locations": [location],
        "relatedLocations": [
            {
                "id": number,
                **places.location(place.path, places.region(place.path, (place.line, place.column))),
                "message": {"text": place.message},
            }
            for number, place in enumerate(finding.related, 1)
        ],
        "partialFingerprints": {"leaklineLine/v1": _fingerprint(finding, places)},
        "rank": round(100 * finding.confidence, 1),
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if finding.fixes:
        result["fixes"] = [_fix(fix, places) for fix in finding.fixes]
    if finding.related:
        result["codeFlows"] = [_flow(way, places) for way in flows(finding)]
    if finding.suppressed is not None:
        kind = "external" if finding.known else "inSource"
        result["suppressions"] = [{"kind": kind, "justification": finding.suppressed}]
    return result


_KINDS = {"start": "acquire", "branch": "branch", "exit": "exit"}


def _flow(way: Sequence[Step], places: _Places) -> dict[str, Any]:
    """One way from the finding's place to an exit."""
    return {
        "message": {"text": way[-1].message.lstrip("… ")},
        "threadFlows": [{"locations": [_flow_step(step, places) for step in way]}],
    }


def _flow_step(step: Step, places: _Places) -> dict[str, Any]:
    location = places.location(step.path, places.region(step.path, (step.line, step.column)))
    said: dict[str, Any] = {"location": {**location, "message": {"text": step.message}}}
    if step.kind in _KINDS:
        said["kinds"] = [_KINDS[step.kind]]
    return {**said, "importance": "essential" if step.kind in ("start", "exit") else "important"}


def _fingerprint(finding: Finding, places: _Places) -> str:
    """Stays the same while lines above move."""
    document = places.document(finding.path)
    text = b""
    if document is not None:
        begin, end = document.line_bounds(finding.line - 1)
        text = document.data[begin:end].strip()
    parts = (finding.rule, finding.function, places.artifact(finding.path)["uri"])
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace") + b"\0" + text).hexdigest()[:32]


def _fix(fix: Fix, places: _Places) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement = {
            "deletedRegion": places.region(edit.path, edit.start, edit.end),
            "insertedContent": {"text": edit.text},
        }
        changes.setdefault(edit.path, []).append(replacement)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": places.artifact(path), "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }
