"""Quick fixes, the fix of everything that is safe, and the comment that ignores a finding."""

import re
from collections.abc import Iterable
from pathlib import Path

from leakline.analysis.applying import clash
from leakline.analysis.finding import Edit, Finding, Fix
from leakline.capture import snippet
from leakline.lsp import convert
from leakline.lsp.convert import Action, Span, TextEdit
from leakline.lsp.diagnostics import predicted
from leakline.lsp.session import Session
from leakline.lsp.uris import path_of

QUICK_FIX = "quickfix"
NEW_FILE = "refactor"
MAIN = re.compile(rb"^package main\b", re.MULTILINE)
FIX_ALL = "source.fixAll.leakline"
REASON = "TODO: say why this is no leak"


def code_actions(session: Session, uri: str, span: Span, only: list[str] | None) -> list[object]:
    """The answer to `textDocument/codeAction`."""
    path = path_of(uri)
    if path is None:
        return []
    findings = session.findings(path)
    actions: list[Action] = []
    if wanted(QUICK_FIX, only):
        for finding in findings:
            if _touches(session, finding, span):
                actions += quick_fixes(session, finding)
    if wanted(FIX_ALL, only) and (edits := safe_edits(findings)):
        actions.append(Action("Fix all leaks that have a safe fix", FIX_ALL, _convert(session, edits)))
    if wanted(NEW_FILE, only):
        actions += new_files(session, path, span)
    return [convert.code_action(action, session.client) for action in actions]


def new_files(session: Session, path: str, span: Span) -> Iterable[Action]:
    """On the line of `func main()`: the files that let a program be captured, where they are not there yet."""
    document = session.document(path)
    line = span[0][0]
    if (
        document is None
        or span[1][0] != line
        or not session.client.creates_files
        or path.endswith("_test.go")
    ):
        return
    begin, end = document.line_bounds(line)
    if not document.data[begin:end].startswith(b"func main(") or not MAIN.search(document.data):
        return
    for one in snippet.BOTH:
        made = Path(path).with_name(one.file)
        if not made.exists():
            yield Action(one.title, NEW_FILE, (), creates=(session.uri(str(made)), one.text))


def wanted(kind: str, only: list[str] | None) -> bool:
    """Kinds are asked for by prefix: `source.fixAll` means `source.fixAll.leakline` too."""
    return only is None or any(not asked or kind == asked or kind.startswith(f"{asked}.") for asked in only)


def quick_fixes(session: Session, finding: Finding) -> Iterable[Action]:
    """The fixes of a finding, the first safe one preferred, and the comment that ignores it."""
    note = predicted(session, finding)
    preferred: Fix | None = next((fix for fix in finding.fixes if fix.safe), None)
    for fix in finding.fixes:
        yield Action(fix.title, QUICK_FIX, _convert(session, fix.edits), (note,), fix is preferred)
    ignored = _ignore(session, finding)
    if ignored is not None:
        yield Action(
            f"Ignore {finding.rule} here, with a reason", QUICK_FIX, _convert(session, (ignored,)), (note,)
        )


def safe_edits(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of every finding's first safe fix, without those that another one already touches."""
    kept: list[Edit] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.safe), None)
        if fix is not None and not any(clash(edit, other) for edit in fix.edits for other in kept):
            kept += fix.edits
    return kept


def _touches(session: Session, finding: Finding, span: Span) -> bool:
    found = convert.span_of(
        session.document(finding.path),
        (finding.line, finding.column),
        (finding.end_line, finding.end_column),
        session.client.encoding,
    )
    lines = found[0][0] <= span[1][0] and span[0][0] <= found[1][0]
    # A cursor anywhere on the finding's first line is near enough; a selection must meet the finding itself.
    return lines if span[0] == span[1] else found[0] <= span[1] and span[0] <= found[1]


def _ignore(session: Session, finding: Finding) -> Edit | None:
    document = session.document(finding.path)
    if document is None:
        return None
    begin, end = document.line_bounds(finding.line - 1)
    text = document.data[begin:end]
    indent = text[: len(text) - len(text.lstrip())].decode("utf-8", "replace")
    newline = "\r\n" if document.data[end : end + 2] == b"\r\n" else "\n"
    comment = f"{indent}//leakline:ignore {finding.rule} {REASON}{newline}"
    return Edit(finding.path, (finding.line, 1), (finding.line, 1), comment)


def _convert(session: Session, edits: Iterable[Edit]) -> tuple[TextEdit, ...]:
    converted: list[TextEdit] = []
    for edit in edits:
        open_text = session.documents.get(edit.path)
        span = convert.span_of(session.document(edit.path), edit.start, edit.end, session.client.encoding)
        version = open_text.version if open_text else None
        converted.append(TextEdit(session.uri(edit.path), version, span, edit.text))
    return tuple(converted)
