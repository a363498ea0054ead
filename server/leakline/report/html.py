"""The report as one HTML file that needs nothing else: no network, no other file.

Everything from profiles and workspace is text, never markup. The page allows its own script and style by
their hashes and nothing besides, so that even a slip could load or run nothing.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib import resources

from leakline.mapping.workspace import Workspace
from leakline.overlay.model import Observed, OverlayLine
from leakline.report import words
from leakline.report.html_line import article, badge, happening, place
from leakline.report.joint import outside, summary
from leakline.report.markup import escape
from leakline.report.model import Report, SiteChange


def page(report: Report, workspace: Workspace) -> str:
    """The whole file. Source excerpts are read through `workspace`, which opens nothing outside of it."""
    style = _asset("flame.css") + "\n" + _asset("report.css")
    script = _asset("flame.js") + "\n" + _asset("report.js")
    lines = _leaking(report)
    quiet = [one for one in report.joint.lines if one not in lines]
    data = {
        "flame": report.flame,
        "anchors": {
            f"{seen.cluster.site.function}\n{seen.cluster.site.line}": f"line-{at}"
            for at, line in enumerate(lines)
            for seen in line.observed
        },
    }
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    body = "\n".join(
        [
            _header(report),
            _summary(report),
            _overview(report),
            '<section id="lines"><h2>Line by line</h2>' if lines else "<section>",
            *(article(line, report, workspace, f"line-{at}", at == 0) for at, line in enumerate(lines)),
            "</section>",
            _changes(report),
            _flame(report),
            _elsewhere(report, quiet),
            _guide(report),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(report.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f'<script type="application/json" id="report-data">{_json(data)}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _header(report: Report) -> str:
    rows = [
        "".join(
            [
                f"<li><b>{escape(one.kind)}</b> ({escape(one.format)}) {escape(one.name)}",
                f" from {escape(one.target)}" if one.target else "",
                f", {one.total:,} {'goroutines' if one.kind.startswith('goroutine') else 'samples'}",
                f", {escape(_clock(one.time))}" if one.time else "",
                "</li>",
            ]
        )
        for one in report.captures
    ]
    captures = (
        f"<ul class=captures>{''.join(rows)}</ul>" if rows else "<p>No capture: the code alone was read.</p>"
    )
    return (
        f"<header><h1>{escape(report.title)}</h1><p class=root>{escape(report.root)}</p>{captures}</header>"
    )


def _clock(time: str) -> str:
    """`2026-01-02T03:04:05.678+00:00` -> `2026-01-02 03:04:05 UTC`."""
    return f"{time[:10]} {time[11:19]} UTC" if time.endswith("+00:00") else time


def _summary(report: Report) -> str:
    told = summary(report)
    total = max((one.total for one in report.captures if one.kind == "goroutine"), default=0)
    cards = [
        (
            "confirmed",
            told["confirmed"],
            "confirmed",
            "predicted in the code and seen in the running service",
        ),
        ("observed", told["observed"], "only observed", "seen in the running service, not predicted"),
        ("predicted", told["predicted"], "only predicted", "flagged in the code, not seen in these captures"),
    ]
    shown = "".join(
        f"<li class={kind}><b>{number}</b><span>{title}</span><small>{text}</small></li>"
        for kind, number, title, text in cards
    )
    share = ""
    if total and told["goroutines"]:
        share = (
            f"<p class=lead>{words.goroutines(told['goroutines'])} of {total:,} stand on "
            f"{_lines(told['confirmed'] + told['observed'])} that leak or may leak.</p>"
        )
    lines = _leaking(report)
    if lines and lines[0].observed:
        share += (
            f'<p>The worst is <a href="#line-0"><code>{escape(place(lines[0], report.root))}</code></a>, where '
            f"{happening(lines[0])}.</p>"
        )
    if not any(number for _, number, _, _ in cards) and told["present"]:
        share = (
            "<p class=lead>No leak is certain: nothing is predicted in the code, and these captures cannot tell "
            "whether what waits goes on. A later capture shows what grows.</p>"
        )
    elif not any(number for _, number, _, _ in cards) and outside(report):
        share = (
            "<p class=lead>No leak on the lines of this workspace; what leaks or may leak stands outside of it. "
            "Is it the right folder?</p>"
        )
    elif not any(number for _, number, _, _ in cards):
        share = "<p class=lead>Nothing leaks here: no finding in the code, and no leak in the captures.</p>"
    return f"<section id=summary>{share}<ul class=cards>{shown}</ul>{_notes(report.warnings)}</section>"


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _notes(warnings: Iterable[str]) -> str:
    return "".join(f"<p class=note>{escape(one)}</p>" for one in warnings)


def _overview(report: Report) -> str:
    lines = _leaking(report)
    if not lines:
        return ""
    rows = [
        f'<tr><td><a href="#line-{at}">{escape(place(line, report.root))}</a>'
        f"<small>{escape(words.function(line))}</small></td>"
        f"<td>{', '.join(escape(rule) for rule in dict.fromkeys(one.rule for one in line.findings)) or '–'}</td>"
        f"<td class=number>{words.count(line) or '–'}</td>"
        f"<td>{escape(', '.join(words.states(line)[:2])) or '–'}</td>"
        f"<td>{escape(words.strongest(line.observed)) or '–'}</td>"
        f"<td>{badge(line)}</td></tr>"
        for at, line in enumerate(lines)
    ]
    return (
        "<section id=overview><h2>Leaking lines, worst first</h2><div class=scroll><table><thead><tr><th>Line"
        "<th>Predicted by<th class=number>Goroutines<th>Wait for<th>Evidence<th>Verdict</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _changes(report: Report) -> str:
    if not report.changes:
        return ""
    most = max(max(one.before, one.after) for one in report.changes) or 1
    rows = "".join(_change(one, most) for one in report.changes)
    return (
        f"<section id=changes><h2>Before and after</h2><p>Before: {escape(report.before)}.</p>"
        "<div class=scroll><table><thead><tr><th>Line<th class=number>Before<th class=number>After<th>"
        f"<th>Change</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _change(one: SiteChange, most: int) -> str:
    where = f"{one.path}:{one.line}" if one.path else words.short(one.function)
    bars = "".join(
        f'<rect class={name} x=0 y={top} height=5 width="{100 * count / most:.1f}"/>'
        for name, top, count in (("was", 1, one.before), ("is", 8, one.after))
    )
    return (
        f"<tr><td>{escape(where)}<small>{escape(words.short(one.function))}</small></td>"
        f"<td class=number>{one.before:,}</td><td class=number>{one.after:,}</td>"
        f'<td><svg viewBox="0 0 100 14" width=100 height=14 aria-hidden=true>{bars}</svg></td>'
        f'<td><span class="badge {escape(one.change)}">{escape(one.change)}</span></td></tr>'
    )


def _flame(report: Report) -> str:
    if report.flame is None:
        return ""
    return (
        "<section id=flame-section><h2>All goroutines as a flame graph</h2><p>Width is the number of goroutines; the "
        "root is at the top. A click zooms or leads to the line's section above.</p>"
        "<div id=flame></div></section>"
    )


def _elsewhere(report: Report, quiet: Sequence[OverlayLine]) -> str:
    rows = [
        _other(place(line, report.root), words.function(line), words.count(line), one)
        for line in quiet
        for one in line.observed[:1]
    ]
    rows += [
        _other(words.short(one.cluster.site.function), one.source.why, one.cluster.count, one)
        for one in report.joint.elsewhere
    ]
    if not rows:
        return ""
    return (
        "<section id=elsewhere><details><summary><h2>Other goroutines</h2></summary>"
        "<p>What waits as it should, what is merely there, and what stands on no line of this workspace.</p>"
        "<div class=scroll><table><thead><tr><th>Where<th class=number>Goroutines<th>Wait for<th>Evidence</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></details></section>"
    )


def _other(where: str, note: str, count: int, one: Observed) -> str:
    verdict = one.cluster.verdict
    return (
        f"<tr><td>{escape(where)}<small>{escape(note)}</small></td><td class=number>{count:,}</td>"
        f"<td>{escape(one.cluster.state) or '–'}</td>"
        f"<td>{escape(verdict.tier)}<small>{escape(verdict.why)}</small></td></tr>"
    )


def _leaking(report: Report) -> list[OverlayLine]:
    return [one for one in report.joint.lines if words.verdict(one) not in ("healthy", "present")]


def _guide(report: Report) -> str:
    tiers = "".join(
        f"<dt>{escape(tier)}</dt><dd>{escape(text)}</dd>" for tier, text in words.TIER_WORDS.items()
    )
    return (
        "<section id=guide><details><summary><h2>How to read this</h2></summary><dl>"
        "<dt>predicted</dt><dd>a rule found the leak in the code</dd>"
        "<dt>observed</dt><dd>goroutines of the running service stand on the line</dd>"
        "<dt>confirmed</dt><dd>both speak of the same leak</dd></dl><h3>Evidence, strongest first</h3>"
        f"<dl>{tiers}</dl><h3>How sure a line is</h3><dl>"
        "<dt>exact</dt><dd>the function of the profile stands on that line, and its statement fits the wait</dd>"
        "<dt>shifted</dt><dd>the code moved since the build, and the line was corrected</dd>"
        "<dt>stale</dt><dd>the function changed since the build: the section shows where it begins</dd>"
        "</dl></details></section>"
    )


def _json(data: object) -> str:
    """JSON that may stand in a script element: no `<`, so that nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _asset(name: str) -> str:
    found = resources.files("leakline.report") / "assets" / name
    # Browsers read CRLF as LF, and then the hash would be another.
    return found.read_text("utf-8").replace("\r\n", "\n") if found.is_file() else ""
