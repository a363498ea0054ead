"""Findings as JSON, as contracts that other programs read promise it."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from leakline.analysis.finding import Edit, Finding, Fix
from leakline.analysis.rules import Rule
from leakline.report.steps import steps


def shown_path(path: str, folder: str | None = None) -> str:
    """A path relative to the working directory (or `folder`) where it lies below it, with `/` between its parts."""
    if path == "-":
        return path
    base = Path(folder or Path.cwd())
    full = Path(os.path.normpath(base / path))
    try:
        full = full.relative_to(base)
    except ValueError:
        pass
    return full.as_posix()


def findings_document(
    findings: Iterable[Finding],
    files: int,
    parsed: int,
    seconds: float,
    folder: str | None = None,
    rules: Iterable[Rule] = (),
) -> dict[str, Any]:
    """The document of `leakline check --format json`. Lines and columns count from 1, columns in bytes.

    With `rules` a finding names the page of its rule as `doc`, a file URI.
    """
    pages = {rule.id: rule.page.absolute().as_uri() for rule in rules if rule.page is not None}
    return {
        "version": 1,
        "findings": [_with_page(finding_object(finding, folder), pages) for finding in findings],
        "stats": {"files": files, "parsed": parsed, "seconds": round(seconds, 3)},
    }


def _with_page(said: dict[str, Any], pages: dict[str, str]) -> dict[str, Any]:
    page = pages.get(said["rule"])
    return {**said, "doc": page} if page else said


def finding_object(finding: Finding, folder: str | None = None) -> dict[str, Any]:
    """One finding. `suppressed`, the reason that was given, stands only where an ignore comment took it away."""
    said: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "path": shown_path(finding.path, folder),
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "function": finding.function,
        "message": finding.message,
        "confidence": finding.confidence,
        "related": [
            {
                "path": shown_path(place.path, folder),
                "line": place.line,
                "column": place.column,
                "message": place.message,
            }
            for place in finding.related
        ],
        "path_steps": [
            {
                "kind": step.kind,
                "path": shown_path(step.path, folder),
                "line": step.line,
                "column": step.column,
                "message": step.message,
            }
            for step in steps(finding)
        ],
        "fixes": [_fix(fix, folder) for fix in finding.fixes],
    }
    if finding.suppressed is not None:
        said["suppressed"] = finding.suppressed
    return said


def _fix(fix: Fix, folder: str | None) -> dict[str, Any]:
    return {"title": fix.title, "safe": fix.safe, "edits": [_edit(edit, folder) for edit in fix.edits]}


def _edit(edit: Edit, folder: str | None) -> dict[str, Any]:
    return {"path": shown_path(edit.path, folder), "range": [*edit.start, *edit.end], "text": edit.text}
