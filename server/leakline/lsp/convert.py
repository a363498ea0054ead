"""The only module that knows the protocol's types: to and from the values of our own.

Lines and columns of ours count from 1 in bytes; the protocol's from 0 in the encoding that was agreed on.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen
from lsprotocol import converters, types

from leakline import __version__
from leakline.lsp.client import Client
from leakline.text.document import Change, Document

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_MESSAGES = {
    "error": types.MessageType.Error,
    "warning": types.MessageType.Warning,
    "information": types.MessageType.Info,
}
_LONE = re.compile("[\ud800-\udfff]")

Point = tuple[int, int]
"""Line and column as the client counts them."""
Span = tuple[Point, Point]


@frozen
class Place:
    """A range in a file, in the client's columns."""

    uri: str
    span: Span
    message: str = ""


@frozen
class Note:
    """A diagnostic before it gets the protocol's shape."""

    span: Span
    severity: str
    message: str
    code: str
    link: str | None = None
    related: tuple[Place, ...] = ()


@frozen
class TextEdit:
    uri: str
    version: int | None
    """Of the open text that the edit is for; None for a file on disk."""
    span: Span
    text: str


@frozen
class Action:
    title: str
    kind: str
    edits: tuple[TextEdit, ...]
    notes: tuple[Note, ...] = ()
    preferred: bool = False
    creates: tuple[str, str] | None = None
    """A file to make, by uri, and its text."""


def converter() -> Any:
    return converters.get_converter()


def clean(text: str) -> str:
    """Half surrogates, which no encoding of a file can hold, become the replacement character."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


def initialize_result(client: Client, commands: Sequence[str]) -> types.InitializeResult:
    folders = types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
    capabilities = types.ServerCapabilities(
        position_encoding=client.encoding,
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        hover_provider=True,
        code_action_provider=types.CodeActionOptions(
            code_action_kinds=[
                types.CodeActionKind.QuickFix,
                types.CodeActionKind.Refactor,
                "source.fixAll.leakline",
            ]
        ),
        execute_command_provider=types.ExecuteCommandOptions(
            commands=list(commands), work_done_progress=True
        ),
        workspace=types.WorkspaceOptions(workspace_folders=folders),
    )
    if client.pull:
        capabilities.diagnostic_provider = types.DiagnosticOptions(
            identifier="leakline", inter_file_dependencies=True, workspace_diagnostics=True
        )
    return types.InitializeResult(
        capabilities=capabilities, server_info=types.ServerInfo(name="leakline", version=__version__)
    )


def opened(params: types.DidOpenTextDocumentParams) -> tuple[str, int, str]:
    item = params.text_document
    return item.uri, item.version, clean(item.text)


def edited(params: types.DidChangeTextDocumentParams) -> tuple[str, int, list[Change]]:
    changes: list[Change] = []
    for change in params.content_changes:
        text = clean(change.text)
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = change.range.start, change.range.end
            changes.append(Change(text, (start.line, start.character), (end.line, end.character)))
        else:
            changes.append(Change(text))
    return params.text_document.uri, params.text_document.version, changes


def uri_in(
    params: types.DidCloseTextDocumentParams
    | types.DidSaveTextDocumentParams
    | types.DocumentDiagnosticParams,
) -> str:
    return params.text_document.uri


def position_in(params: types.HoverParams) -> tuple[str, Point]:
    return params.text_document.uri, (params.position.line, params.position.character)


def action_request(params: types.CodeActionParams) -> tuple[str, Span, list[str] | None]:
    """The URI, the range, and the kinds that are asked for, None for all."""
    only = params.context.only
    kinds = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]
    return params.text_document.uri, _points(params.range), kinds


def changed_files(params: types.DidChangeWatchedFilesParams) -> list[str]:
    return [change.uri for change in params.changes]


def changed_folders(params: types.DidChangeWorkspaceFoldersParams) -> tuple[list[str], list[str]]:
    """The URIs that came and those that went."""
    return [folder.uri for folder in params.event.added], [folder.uri for folder in params.event.removed]


def previous_result(params: types.DocumentDiagnosticParams) -> str | None:
    return params.previous_result_id


def previous_results(params: types.WorkspaceDiagnosticParams) -> dict[str, str]:
    return {item.uri: item.value for item in params.previous_result_ids}


def span_of(
    document: Document | None, start: tuple[int, int], end: tuple[int, int] | None, encoding: str
) -> Span:
    """Lines and columns of ours in the client's, kept inside the text. Without an end: to the end of the line."""
    if document is None:
        first = (max(start[0] - 1, 0), 0)
        return first, first
    begin = _clamped(document, *start)
    line = document.point(begin)[0]
    stop = document.line_bounds(line)[1] if end is None else max(begin, _clamped(document, *end))
    return document.position(begin, encoding), document.position(stop, encoding)


def _clamped(document: Document, line: int, column: int) -> int:
    begin, stop = document.line_bounds(max(line - 1, 0))
    return min(begin + max(column - 1, 0), stop)


def _points(span: types.Range) -> Span:
    return (span.start.line, span.start.character), (span.end.line, span.end.character)


def lsp_range(span: Span) -> types.Range:
    return types.Range(types.Position(*span[0]), types.Position(*span[1]))


def diagnostic(note: Note, client: Client) -> types.Diagnostic:
    related = [
        types.DiagnosticRelatedInformation(types.Location(place.uri, lsp_range(place.span)), place.message)
        for place in note.related
    ]
    return types.Diagnostic(
        range=lsp_range(note.span),
        severity=SEVERITIES.get(note.severity, types.DiagnosticSeverity.Warning),
        code=note.code,
        code_description=types.CodeDescription(note.link) if note.link and client.code_description else None,
        source="leakline",
        message=note.message,
        related_information=related if related and client.related_information else None,
    )


def publication(
    uri: str, version: int | None, notes: Iterable[Note], client: Client
) -> types.PublishDiagnosticsParams:
    return types.PublishDiagnosticsParams(uri, [diagnostic(note, client) for note in notes], version)


def full_report(
    result: str, notes: Iterable[Note], client: Client
) -> types.RelatedFullDocumentDiagnosticReport:
    return types.RelatedFullDocumentDiagnosticReport(
        items=[diagnostic(note, client) for note in notes], result_id=result
    )


def unchanged_report(result: str) -> types.RelatedUnchangedDocumentDiagnosticReport:
    return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result)


def workspace_report(
    items: Iterable[tuple[str, int | None, str, Sequence[Note] | None]], client: Client
) -> types.WorkspaceDiagnosticReport:
    """Items are URI, version, result id and notes; None for notes that are what they were."""
    reports: list[
        types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport
    ] = []
    for uri, version, result, notes in items:
        if notes is None:
            reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, version))
        else:
            said = [diagnostic(note, client) for note in notes]
            reports.append(types.WorkspaceFullDocumentDiagnosticReport(uri, said, version, result_id=result))
    return types.WorkspaceDiagnosticReport(reports)


def hover(text: str, span: Span, markdown: bool) -> types.Hover:
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), lsp_range(span))


def code_action(action: Action, client: Client) -> types.CodeAction:
    return types.CodeAction(
        title=action.title,
        kind=action.kind,
        diagnostics=[diagnostic(note, client) for note in action.notes] or None,
        is_preferred=True if action.preferred and client.preferred_actions else None,
        edit=workspace_edit(action.edits, client) if action.creates is None else new_file(*action.creates),
    )


def new_file(uri: str, text: str) -> types.WorkspaceEdit:
    """For clients that can make files."""
    start = types.Position(0, 0)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False)),
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri),
                [types.TextEdit(types.Range(start, start), text)],
            ),
        ]
    )


def workspace_edit(edits: Iterable[TextEdit], client: Client) -> types.WorkspaceEdit:
    """Names the versions that the edits are for where the client takes that."""
    files: dict[str, list[types.TextEdit]] = {}
    versions: dict[str, int | None] = {}
    for edit in edits:
        files.setdefault(edit.uri, []).append(types.TextEdit(lsp_range(edit.span), edit.text))
        versions[edit.uri] = edit.version
    if not client.document_changes:
        return types.WorkspaceEdit(changes=files)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), [*changes]
            )
            for uri, changes in files.items()
        ]
    )


def message(kind: str, text: str) -> types.ShowMessageParams:
    return types.ShowMessageParams(_MESSAGES.get(kind, types.MessageType.Info), text)


def registration(method: str, options: Mapping[str, Any] | None = None) -> types.RegistrationParams:
    return types.RegistrationParams([types.Registration(f"leakline {method}", method, options)])


def progress(token: int | str, kind: str, **values: Any) -> types.ProgressParams:
    """`kind` is `begin`, `report` or `end`; values are those of the protocol, None ones left out."""
    said = {key: value for key, value in values.items() if value is not None}
    return types.ProgressParams(token, {"kind": kind, **said})
