"""Comments that silence a finding: `//leakline:ignore rule-id reason`, `//nolint:leakline`."""

import re
from collections.abc import Sequence

from attrs import evolve

from leakline.analysis.finding import Finding
from leakline.text.positions import line_of

_IGNORE = re.compile(
    rb"//\s*leakline:ignore(?:[ \t]+([\w,-]+))?[ \t]*([^\n]*)|//\s*nolint\b(:[\w,-]*)?([^\n]*)"
)


def suppressed(data: bytes, starts: list[int], findings: Sequence[Finding]) -> list[Finding]:
    """The findings in order, those that a comment on their line or the line above silences with its reason."""
    out = sorted(findings, key=lambda f: (f.line, f.column, f.rule))
    if b"leakline:ignore" not in data and b"nolint" not in data:
        return out
    reasons: dict[int, list[tuple[str, str]]] = {}
    for match in _IGNORE.finditer(data):
        line = line_of(starts, match.start()) + 1
        if match[3] is not None or match[0].lstrip(b"/ \t").startswith(b"nolint"):
            listed = (match[3] or b"").decode().lstrip(":")
            if listed and "leakline" not in listed.split(","):
                continue
            reasons.setdefault(line, []).append(
                ("*", (match[4] or b"").decode("utf-8", "replace").lstrip(" /"))
            )
        else:
            rules = (match[1] or b"*").decode()
            reason = match[2].decode("utf-8", "replace").strip()
            alone = data[starts[line - 1] : match.start()].strip() == b""
            for rule in rules.split(","):
                reasons.setdefault(line, []).append((rule, reason))
                if alone:
                    reasons.setdefault(line + 1, []).append((rule, reason))
    return [_marked(finding, reasons.get(finding.line, ())) for finding in out]


def _marked(finding: Finding, reasons: Sequence[tuple[str, str]]) -> Finding:
    for rule, reason in reasons:
        if rule in ("*", finding.rule):
            return evolve(finding, suppressed=reason or "no reason given")
    return finding
