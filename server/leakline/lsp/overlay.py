"""Sends what to draw on lines, and sends it again when edits move them."""

import logging
from collections.abc import Iterable

from leakline.lsp import protocol
from leakline.lsp.protocol import OverlayMark, OverlayParams
from leakline.lsp.session import Session
from leakline.lsp.wording import certainty, mark, markdown, states, strongest, total
from leakline.overlay.model import OverlayLine

log = logging.getLogger(__name__)


def marks_of(session: Session, lines: Iterable[OverlayLine]) -> list[OverlayMark]:
    """One mark a line, in order. Lines where all that waits is known to be harmless get none."""
    marks: list[OverlayMark] = []
    for line in lines:
        observed = [one for one in line.observed if one.cluster.verdict.tier != "benign"]
        if not observed:
            continue
        best = strongest(observed)
        rules = [finding.rule for finding in line.findings]
        rules += [rule for one in observed for rule in one.cluster.signatures]
        marks.append(
            {
                "line": line.line - 1,
                "text": mark(observed),
                "tier": best.cluster.verdict.tier,
                "match": certainty(line, observed),
                "count": total(observed),
                "state": states(observed),
                "confirmed": line.confirmed,
                "rules": list(dict.fromkeys(rules)),
                "hover": markdown(line, session.observations.shown),
            }
        )
    return sorted(marks, key=lambda entry: entry["line"])


def send(session: Session, paths: Iterable[str]) -> None:
    """Draws on files what differs from what was last drawn there; clears those that have nothing."""
    for path in sorted(paths):
        try:
            _send(session, path)
        except Exception:
            log.exception("drawing on one text failed; the others follow")


def _send(session: Session, path: str) -> None:
    file = session.observations.files.get(path)
    document = session.documents.get(path)
    marks = marks_of(session, session.joined(path)) if file else []
    if file is not None:
        if file.sent == marks:
            return
        file.sent = marks
    params: OverlayParams = {
        "uri": session.uri(path),
        "version": document.version if document else None,
        "capture": session.observations.shown.id,
        "lines": marks,
    }
    session.wire.notify(protocol.OVERLAY, params)


def clear(session: Session) -> set[str]:
    """Forgets the capture that is shown. Returns the files that had something."""
    touched = session.observations.clear()
    send(session, touched)
    return touched
