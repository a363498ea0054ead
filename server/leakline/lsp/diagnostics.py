"""Findings and observations as diagnostics: pulled by clients that can, pushed to the others, never both."""

import logging
from collections.abc import Mapping, Sequence

from attrs import define, field

from leakline.analysis.finding import Finding
from leakline.analysis.tomlfile import TomlError
from leakline.lsp import convert
from leakline.lsp.convert import Note, Place
from leakline.lsp.session import Session
from leakline.lsp.uris import path_of, uri_of
from leakline.lsp.wording import place_of, sentence, strongest
from leakline.overlay.model import OverlayLine

log = logging.getLogger(__name__)

OBSERVED = "observed-leak"
CONFIGURATION = "configuration"
_SEVERITY = {"proven": "warning", "growing": "warning", "old": "information", "many": "information"}
"""Of a line that was observed and not predicted; goroutines that merely are there make no diagnostic."""
_SURE = ("exact", "shifted")


def notes_of(session: Session, path: str) -> list[Note]:
    """The diagnostics of a file. What is predicted and observed gets one that tells both.

    It is raised to an error where the observation says more than that goroutines are there.
    """
    findings = session.findings(path)
    lines = session.joined(path, findings)
    confirmed = session.confirmed(path, findings)
    notes = [predicted(session, finding, confirmed.get(finding)) for finding in findings]
    seen = (_observed(session, line) for line in lines if not line.confirmed)
    return notes + [note for note in seen if note is not None]


def predicted(session: Session, finding: Finding, line: OverlayLine | None = None) -> Note:
    """A finding as a diagnostic; with a line that confirms it, both."""
    message, severity = finding.message, finding.severity
    related = _related(session, finding)
    if line is not None:
        where = place_of(line, finding.path, finding.line)
        if where.startswith("at "):
            span = convert.span_of(session.document(line.path), (line.line, 1), None, session.client.encoding)
            related.append(Place(session.uri(line.path), span, "goroutines wait here"))
        message = f"{message}\n{sentence(line.observed, session.observations.shown, 'Confirmed', where)}"
        if strongest(line.observed).cluster.verdict.tier in _SEVERITY:
            severity = "error"
    rule = session.rules.get(finding.rule)
    return Note(
        span=_span(session, finding),
        severity=severity,
        message=message,
        code=finding.rule,
        link=uri_of(str(rule.page)) if rule and rule.page else None,
        related=tuple(related),
    )


def _span(session: Session, finding: Finding) -> convert.Span:
    return convert.span_of(
        session.document(finding.path),
        (finding.line, finding.column),
        (finding.end_line, finding.end_column),
        session.client.encoding,
    )


def _related(session: Session, finding: Finding) -> list[Place]:
    places: list[Place] = []
    for place in finding.related:
        document = session.document(place.path)
        span = convert.span_of(document, (place.line, place.column), None, session.client.encoding)
        places.append(Place(session.uri(place.path), span, place.message))
    return places


def _observed(session: Session, line: OverlayLine) -> Note | None:
    sure = [one for one in line.observed if one.source.match in _SURE]
    severity = min((_SEVERITY.get(one.cluster.verdict.tier, "") for one in sure), key=_rank, default="")
    if not severity:
        return None
    document = session.document(line.path)
    column = 1
    if document is not None:
        begin, end = document.line_bounds(line.line - 1)
        text = document.data[begin:end]
        column += len(text) - len(text.lstrip())
    return Note(
        span=convert.span_of(document, (line.line, column), None, session.client.encoding),
        severity=severity,
        message=sentence(sure, session.observations.shown, "Observed"),
        code=OBSERVED,
    )


def problem_notes(problems: Mapping[str, Sequence[TomlError]]) -> dict[str, list[Note]]:
    """Mistakes in leakline.toml and in rule folders as diagnostics, by path."""
    found: dict[str, list[Note]] = {}
    for path, many in problems.items():
        notes = found.setdefault(path, [])
        for one in many:
            start = (max(one.line, 1) - 1, max(one.column, 1) - 1)
            notes.append(Note((start, (start[0], start[1] + 1)), "error", one.said, CONFIGURATION))
    return found


def _rank(severity: str) -> int:
    return ("warning", "information", "").index(severity)


@define
class Diagnoses:
    """What each client knows already, and which texts wait to be pushed."""

    session: Session
    dirty: set[str] = field(factory=set[str])
    _results: dict[str, tuple[list[Note], str]] = field(
        factory=dict[str, tuple[list[Note], str]], alias="results"
    )
    _count: int = field(default=0, alias="count")

    def _current(self, path: str) -> tuple[list[Note], str]:
        notes = notes_of(self.session, path)
        known = self._results.get(path)
        if known is None or known[0] != notes:
            self._count += 1
            known = self._results[path] = (notes, f"{self._count}")
        return known

    def is_new(self, path: str) -> bool:
        """Whether a text's diagnostics are others than the client was told."""
        known = self._results.get(path)
        return known is not None and known[0] != notes_of(self.session, path)

    def pull(self, uri: str, previous: str | None) -> object:
        """The answer to `textDocument/diagnostic`."""
        path = path_of(uri)
        if path is None:
            return convert.full_report("", [], self.session.client)
        notes, result = self._current(path)
        if previous == result:
            return convert.unchanged_report(result)
        return convert.full_report(result, notes, self.session.client)

    def pull_workspace(self, previous: dict[str, str]) -> object:
        """The answer to `workspace/diagnostic`: observed files that are not open. Open ones are pulled by name."""
        session = self.session
        items: list[tuple[str, int | None, str, list[Note] | None]] = []
        paths = [path for path in session.observations.files if path not in session.documents]
        for path in paths:
            notes, result = self._current(path)
            uri = session.uri(path)
            items.append((uri, None, result, None if previous.get(uri) == result else notes))
        for uri, result in previous.items():
            path = path_of(uri)
            if result and path not in paths and path not in session.documents:
                items.append((uri, None, "", []))
        return convert.workspace_report(items, session.client)

    def push(self) -> None:
        """Publishes what changed, to clients that do not pull."""
        paths, self.dirty = self.dirty, set()
        for path in sorted(paths):
            try:
                self._push(path)
            except Exception:
                log.exception("the diagnostics of one text failed; those of the others follow")

    def _push(self, path: str) -> None:
        document = self.session.documents.get(path)
        if document is None and path not in self.session.observations.files:
            self.retract(path)
            return
        known = self._results.get(path)
        notes, result = self._current(path)
        if known is not None and known[1] == result and document is None:
            return
        version = document.version if document else None
        params = convert.publication(self.session.uri(path), version, notes, self.session.client)
        self.session.wire.notify("textDocument/publishDiagnostics", params)

    def retract(self, path: str) -> None:
        """Takes back what was pushed for a file that is neither open nor observed any more."""
        if self._results.pop(path, None) is not None:
            params = convert.publication(self.session.uri(path), None, [], self.session.client)
            self.session.wire.notify("textDocument/publishDiagnostics", params)
