"""What the server knows of one client: its texts, its settings, its findings, and what was observed."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol

from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule
from leakline.analysis.tomlfile import TomlError
from leakline.lsp.client import Client
from leakline.lsp.observations import Observations
from leakline.lsp.uris import path_of, uri_of
from leakline.overlay.model import OverlayLine
from leakline.settings import Settings
from leakline.text.document import Change, Document

log = logging.getLogger(__name__)


class Checks(Protocol):
    """The analysis with its state: texts that are open, and findings in them or in files on disk.

    Projects may bring rules, and mistakes in files that say so.
    """

    def open(self, path: str, document: Document) -> None: ...
    def update(self, path: str, document: Document) -> None: ...
    def close(self, path: str) -> None: ...
    def findings(self, path: str, hurried: bool = False) -> Sequence[Finding]: ...
    def reload(self) -> None: ...
    def rules(self) -> Mapping[str, Rule]: ...
    def problems(self) -> Mapping[str, Sequence[TomlError]]: ...


class Wire(Protocol):
    """How the server speaks to its client."""

    def notify(self, method: str, params: Any | None = None) -> None: ...
    def ask(self, method: str, params: Any) -> "Future[Any]": ...


StartChecks = Callable[[Settings, Sequence[str]], Checks]


def in_scope(path: str, roots: Sequence[str]) -> bool:
    """Whether findings in a file concern the user: Go, and no copy of somebody else's module."""
    if not path.endswith(".go"):
        return False
    inside = next((root for root in roots if Path(path).is_relative_to(root)), None)
    parts = Path(path).relative_to(inside).parts if inside else Path(path).parts
    return "vendor" not in parts and (inside is not None or not any("@v" in part for part in parts))


class Session:
    """State of the connection. Everything about texts is touched on the lane of the texts only."""

    def __init__(self, wire: Wire, start_checks: StartChecks, rules: Mapping[str, Rule]) -> None:
        self.wire = wire
        self.observations = Observations()
        self._rules = rules
        self.client = Client()
        self.settings = Settings()
        self.roots: tuple[str, ...] = ()
        self.documents: dict[str, Document] = {}
        self.hurried: set[str] = set()
        """Texts whose findings may lag behind an edit where they depend on the whole package, until the typing pauses."""

        self._start_checks = start_checks
        self._checks: Checks | None = None
        self._uris: dict[str, str] = {}
        self._disk: dict[str, tuple[tuple[int, int], Document]] = {}

    @property
    def checks(self) -> Checks:
        if self._checks is None:
            self._checks = self._start_checks(self.settings, self.roots)
            for path, document in self.documents.items():
                self._checks.open(path, document)
        return self._checks

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that come with Leakline and those of the projects that are open."""
        return {**self._rules, **self._checks.rules()} if self._checks is not None else self._rules

    def restart_checks(self) -> None:
        """Forgets all that was analysed; what is open is analysed anew when it is asked for."""
        self._checks = None

    def open(self, uri: str, version: int | None, text: str) -> str | None:
        """Takes a text over from the editor. None where the URI names no file."""
        path = path_of(uri)
        if path is None:
            return None
        checks = self.checks
        document = Document(path, text.encode("utf-8", "replace"), version)
        self.documents[path] = document
        self._uris[path] = uri
        checks.open(path, document)
        return path

    def edit(self, uri: str, version: int | None, changes: Sequence[Change]) -> str | None:
        path = path_of(uri)
        document = self.documents.get(path) if path else None
        if path is None or document is None:
            log.warning("a change came for a text that is not open")
            return None
        document.apply(changes, self.client.encoding, version)
        self.checks.update(path, document)
        if not self.client.pull or self.client.pull_refresh:
            self.hurried.update(self.documents)
        return path

    def close(self, uri: str) -> str | None:
        path = path_of(uri)
        if path is None or path not in self.documents:
            return None
        del self.documents[path]
        del self._uris[path]
        self.checks.close(path)
        return path

    def uri(self, path: str) -> str:
        """The URI of a path, spelled as the client spells it where it is open."""
        return self._uris.get(path) or uri_of(path)

    def document(self, path: str) -> Document | None:
        """The open text, else the file on disk; None where there is neither."""
        if path in self.documents:
            return self.documents[path]
        try:
            stat = Path(path).stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if path not in self._disk or self._disk[path][0] != stamp:
                if len(self._disk) > 64:
                    self._disk.clear()
                self._disk[path] = (stamp, Document(path, Path(path).read_bytes()))
        except OSError:
            return None
        return self._disk[path][1]

    def findings(self, path: str) -> list[Finding]:
        """What stands in a file, open or not, without what an ignore comment takes away."""
        if not in_scope(path, self.roots):
            return []
        return [
            finding
            for finding in self.checks.findings(path, path in self.hurried)
            if finding.suppressed is None
        ]

    def joined(self, path: str, findings: Sequence[Finding] | None = None) -> Sequence[OverlayLine]:
        """What was observed in a file, with what is still predicted there, at the lines of now."""
        file = self.observations.files.get(path)
        document = self.document(path) if file else None
        if file is None or document is None:
            return ()
        return file.now(path, document, self.findings(path) if findings is None else findings)

    def confirmed(self, path: str, findings: Sequence[Finding]) -> Mapping[Finding, OverlayLine]:
        """Which findings of a file are confirmed, and by which observed line."""
        file = self.observations.files.get(path)
        document = self.document(path) if file else None
        return {} if file is None or document is None else file.confirmed(path, document, findings)

    def open_findings(self) -> dict[str, list[Finding]]:
        """Of every open text."""
        return {path: self.findings(path) for path in self.documents}

    def unsaved(self, path: str) -> bytes | None:
        """The text of an open file, from any thread."""
        document = self.documents.get(path)
        return document.data if document else None

    def beside(self, path: str) -> Iterable[str]:
        """The other open texts of the same folder, whose findings an edit may change."""
        folder = Path(path).parent
        return [other for other in self.documents if other != path and Path(other).parent == folder]
