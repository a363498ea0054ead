"""One leaking line in the HTML report: what happens there, how it is known, the code, and the fix."""

from collections.abc import Sequence

from leakline.analysis.finding import Finding
from leakline.mapping.workspace import Workspace
from leakline.overlay.model import Observed, OverlayLine
from leakline.profiles.model import Frame
from leakline.report import words
from leakline.report.markup import escape
from leakline.report.model import Report, RuleNote

AROUND = 5
"""Lines of code shown before and after."""
REACH = 14
"""A prediction or `go` statement this many lines away is shown in the same excerpt."""
STACKS = 3
MARK = 70
"""Characters of a mark beside the code."""


def place(line: OverlayLine, root: str) -> str:
    return f"{words.relative(line.path, root)}:{line.line}"


def badge(line: OverlayLine) -> str:
    word = words.verdict(line)
    return f'<span class="badge {word}">{word}</span>'


def article(line: OverlayLine, report: Report, workspace: Workspace, anchor: str, first: bool) -> str:
    """The section of one line; the stacks of the first one are open."""
    rules = [(one, report.rules.get(one.rule)) for one in line.findings]
    facts = [
        ("What happens", _happening(line)),
        ("Predicted", _predicted(line.findings)),
        ("Why it leaks", _cause(line, [note for _, note in rules])),
        ("How it is known", _evidence(line)),
        ("Started by", _origin(line.observed, report.root)),
        ("Fix", _fix(line, [note for _, note in rules])),
    ]
    shown = "".join(f"<dt>{title}</dt><dd>{text}</dd>" for title, text in facts if text)
    return (
        f'<article id="{anchor}" class="{words.verdict(line)}"><h3><code>{escape(place(line, report.root))}</code> '
        f"{badge(line)}</h3><p class=function>{escape(words.function(line))}</p><dl>{shown}</dl>"
        f"{_excerpt(line, workspace)}{_stacks(line.observed, first)}</article>"
    )


def happening(line: OverlayLine) -> str:
    """What the goroutines at a line do, as HTML: `12 goroutines wait to send on a channel, and nobody receives`."""
    state = next(iter(words.states(line)), "")
    seen = line.observed[0]
    if seen.source.path is None:
        inside = escape(words.short(seen.cluster.site.function))
        return f"<b>{words.goroutines(words.count(line))}</b> stay in <code>{inside}</code> and do not end"
    doing = words.meaning(state) or (f"wait in <code>{escape(state)}</code>" if state else "stand")
    text = f"<b>{words.goroutines(words.count(line))}</b> {doing}"
    minutes = words.waits(line)
    if minutes:
        text += f", the longest for {minutes[-1]:,} minute{'' if minutes[-1] == 1 else 's'}"
    return text


def _happening(line: OverlayLine) -> str:
    if line.unobserved:
        return f"{escape(line.unobserved[0].upper() + line.unobserved[1:])}."
    if not line.observed:
        return "Nothing was seen of it in these captures: the path may not have been taken."
    return f"{happening(line)} <span class=state>{escape(', '.join(words.states(line)))}</span>"


def _predicted(findings: Sequence[Finding]) -> str:
    return "".join(
        f"<p><b>{escape(one.rule)}</b>, line {one.line}: {escape(one.message)}</p>"
        + "".join(
            f"<p class=related>line {near.line}: {escape(near.message)}</p>" for near in one.related[:4]
        )
        for one in findings
    )


def _cause(line: OverlayLine, notes: Sequence[RuleNote | None]) -> str:
    told = list(dict.fromkeys(escape(note.summary) for note in notes if note is not None and note.summary))
    return " ".join(told)


def _evidence(line: OverlayLine) -> str:
    if not line.observed:
        return ""
    worst = line.observed[0].cluster.verdict
    text = f"<b>{escape(worst.tier)}</b>: {escape(worst.why)}"
    if line.why:
        text += f" <span>{escape(line.why[0].upper() + line.why[1:])}.</span>"
    source = line.observed[0].source
    if source.path is not None:
        text += f" The line is <b>{escape(source.match)}</b>: {escape(source.why)}."
    else:
        text += " No code of this workspace is on their stacks, so the line comes from the prediction."
    return text


def _origin(observed: Sequence[Observed], root: str) -> str:
    for one in observed:
        if one.origin is not None and one.origin.path is not None:
            at = f"{words.relative(one.origin.path, root)}:{one.origin.line}"
            creator = one.cluster.creator
            where = f" in {escape(words.short(creator.function))}" if creator is not None else ""
            return f"<code>{escape(at)}</code>{where}"
    return ""


def _fix(line: OverlayLine, notes: Sequence[RuleNote | None]) -> str:
    parts: list[str] = []
    for finding in line.findings:
        for fix in finding.fixes[:1]:
            edits = "".join(
                f"<pre class=edit><span>line {edit.start[0]}</span> + {escape(edit.text.strip())}</pre>"
                for edit in fix.edits
                if edit.text.strip()
            )
            parts.append(f"<p>{escape(fix.title)}</p>{edits}")
    if not parts:
        parts = [
            f"<pre class=remedy>{escape(note.remedy.expandtabs(4))}</pre>"
            for note in notes
            if note is not None and note.remedy
        ]
    if not parts and line.observed:
        advice = words.advice(next(iter(words.states(line)), ""))
        parts = [f"<p>Usual: {escape(advice)}.</p>"] if advice else []
    return "".join(dict.fromkeys(parts))


def _excerpt(line: OverlayLine, workspace: Workspace) -> str:
    """The code around, with marks for what stands on which line."""
    marks: dict[int, list[str]] = {}
    if line.observed:
        marks[line.line] = [words.goroutines(words.count(line))]
    for one in line.findings:
        marks.setdefault(one.line, []).append(one.rule)
        for near in one.related[:4]:
            if near.path == one.path and near.line != line.line:
                marks.setdefault(near.line, []).append(near.message)
    for one in line.observed:
        if one.origin is not None and one.origin.path == line.path:
            started = marks.setdefault(one.origin.line, [])
            if "started here" not in started:
                started.append("started here")
    near = [number for number in marks if abs(number - line.line) <= REACH] or [line.line]
    first = max(min(near) - AROUND, 1)
    texts = workspace.excerpt(line.path, first, max(near) + AROUND)
    rows = "".join(
        f'<span class="row{" hot" if number == line.line else " marked" if number in marks else ""}">'
        f"<span class=at>{number}</span><code>{escape(_shown(text)) or ' '}</code>"
        + "".join(f"<span class=mark>{escape(mark[:MARK])}</span>" for mark in marks.get(number, ()))
        + "</span>"
        for number, text in enumerate(texts, first)
    )
    return f"<pre class=source>{rows}</pre>" if texts else "<p class=note>The source could not be read.</p>"


def _shown(text: str) -> str:
    return text.expandtabs(4)[:400]


def _stacks(observed: Sequence[Observed], opened: bool) -> str:
    groups = sorted(
        ((group, one.cluster) for one in observed for group in one.cluster.groups),
        key=lambda pair: -pair[0].count,
    )
    if not groups:
        return ""
    shown = "".join(
        f"<p>{words.goroutines(group.count)}{f' in {escape(cluster.state)}' if cluster.state else ''}</p>"
        f"<ol class=stack>{''.join(_frame(frame, frame == cluster.site) for frame in group.frames[:40])}"
        + (_frame(group.creator, False, "started by ") if group.creator is not None else "")
        + "</ol>"
        for group, cluster in groups[:STACKS]
    )
    more = f"<p>and {len(groups) - STACKS} more stacks</p>" if len(groups) > STACKS else ""
    number = "1 stack" if len(groups) == 1 else f"{len(groups)} stacks"
    return f"<details{' open' if opened else ''}><summary>{number}, innermost call first</summary>{shown}{more}</details>"


def _frame(frame: Frame, site: bool, lead: str = "") -> str:
    where = f"{frame.file}:{frame.line}" if frame.file else ""
    return (
        f"<li{' class=site' if site else ''}>{lead}<code>{escape(frame.function)}</code>"
        f"<small>{escape(where)}</small></li>"
    )
