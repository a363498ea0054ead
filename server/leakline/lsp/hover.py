"""Hover: on a finding why it leaks and along which path, on an observed line what waits there."""

import re

from leakline.analysis.finding import Finding
from leakline.lsp import convert
from leakline.lsp.convert import Point, Span
from leakline.lsp.session import Session
from leakline.lsp.uris import path_of, uri_of
from leakline.lsp.wording import code, escape, link, markdown

_EXCERPT = 600
_HEADING = re.compile(r"^#+\s*(.+?)\s*$")


def hover(session: Session, uri: str, at: Point) -> object | None:
    """The answer to `textDocument/hover`; None where nothing stands."""
    path = path_of(uri)
    document = session.document(path) if path else None
    if path is None or document is None:
        return None
    encoding = session.client.encoding
    findings = session.findings(path)
    parts: list[str] = []
    spans: list[Span] = []
    for finding in findings:
        start, end = (finding.line, finding.column), (finding.end_line, finding.end_column)
        span = convert.span_of(document, start, end, encoding)
        if span[0] <= at <= span[1]:
            parts.append(explained(session, finding))
            spans.append(span)
    for line in session.joined(path, findings):
        if line.line - 1 == at[0] and line.observed:
            parts.append(markdown(line, session.observations.shown))
            spans.append(convert.span_of(document, (line.line, 1), None, encoding))
        elif line.line - 1 == at[0] and line.unobserved:
            parts.append(escape(f"{line.unobserved[:1].upper()}{line.unobserved[1:]}."))
            spans.append(convert.span_of(document, (line.line, 1), None, encoding))
    if not parts:
        return None
    text = "\n\n---\n\n".join(parts)
    if not session.client.markdown_hover:
        text = plain(text)
    return convert.hover(text, spans[0], session.client.markdown_hover)


def explained(session: Session, finding: Finding) -> str:
    """A finding in Markdown: the message, the path as links, and what the rule's page says of it."""
    rule = session.rules.get(finding.rule)
    out = [f"**{escape(rule.title if rule else finding.rule)}** · {code(finding.rule)}"]
    if not session.client.diagnostics_in_hover:
        out += ["", escape(finding.message)]
        out += [""] if finding.related else []
        for place in finding.related:
            name = place.path.replace("\\", "/").rsplit("/", 1)[-1]
            target = link(f"{name}:{place.line}", session.uri(place.path), place.line)
            out.append(f"- {target} {escape(place.message)}")
    if rule is not None:
        why = section(rule.doc, "Why it leaks") or rule.summary
        out += ["", why]
        out += ["", f"[About {rule.id}]({uri_of(str(rule.page))})"] if rule.page else []
    return "\n".join(out)


def section(doc: str, title: str) -> str:
    """The first paragraph below a heading of a rule's page."""
    lines = doc.splitlines()
    for at, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading and heading.group(1).lower() == title.lower():
            rest = "\n".join(lines[at + 1 :]).strip()
            first = rest.split("\n\n", 1)[0]
            if first.startswith("#"):
                return ""
            return first if len(first) <= _EXCERPT else first[:_EXCERPT].rsplit(" ", 1)[0] + " …"
    return ""


def plain(text: str) -> str:
    """Our own Markdown as text, for clients that render none."""
    text = re.sub(r"\[((?:\\.|[^\]\\])*)\]\(([^)]*)\)", r"\1", text)
    text = re.sub(r"(?<!\\)\*+", "", text)
    text = re.sub(r"(?<!\\)`+ ?", "", text)
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text)
