"""The joint as JSON and as text for a terminal."""

from collections.abc import Callable, Sequence

from leakline.leaks.document import spread
from leakline.leaks.model import TIERS
from leakline.overlay.model import Observed, OverlayLine
from leakline.report import words
from leakline.report.model import Report, SiteChange
from leakline.report.text import printable

Style = Callable[[str, str], str]
"""(name of a style, text) -> the text as the terminal shows it."""


def plain(style: str, text: str) -> str:
    return text


_CODES = {"bold": "1", "dim": "2", "confirmed": "1;31", "observed": "33", "predicted": "36", "good": "32"}


def coloured(style: str, text: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style in _CODES else text


def document(report: Report) -> dict[str, object]:
    """The document of `leakline report --format json`."""
    return {
        "version": 1,
        "root": report.root,
        "summary": summary(report),
        "lines": [line_document(line, report.root) for line in report.joint.lines],
        "elsewhere": [_elsewhere(one) for one in report.joint.elsewhere],
        "changes": [_change(one) for one in report.changes],
        "captures": [
            {
                "name": one.name,
                "kind": one.kind,
                "format": one.format,
                "total": one.total,
                "time": one.time,
                "target": one.target,
            }
            for one in report.captures
        ],
        "warnings": list(report.warnings),
    }


def summary(report: Report) -> dict[str, int]:
    """How many lines are confirmed, only observed, only predicted and merely present; the goroutines on the first two."""
    verdicts = [words.verdict(line) for line in report.joint.lines]
    # A cluster that several findings could explain stands on the line of each.
    leaking = {
        id(seen.cluster): seen.cluster.count
        for line, verdict in zip(report.joint.lines, verdicts, strict=True)
        if verdict in ("confirmed", "observed", "uncertain")
        for seen in line.observed
    }
    return {
        "confirmed": verdicts.count("confirmed"),
        "observed": verdicts.count("observed") + verdicts.count("uncertain"),
        "predicted": verdicts.count("predicted"),
        "present": verdicts.count("present"),
        "goroutines": sum(leaking.values()),
    }


def line_document(line: OverlayLine, root: str) -> dict[str, object]:
    """One entry of `lines`."""
    origin = next((one.origin for one in line.observed if one.origin is not None), None)
    return {
        "path": words.relative(line.path, root),
        "line": line.line,
        "function": line.observed[0].cluster.site.function if line.observed else line.findings[0].function,
        "rules": list(dict.fromkeys(one.rule for one in line.findings)),
        "observed": _observed(line) if line.observed else None,
        "confirmed": line.confirmed,
        "confirmed_rules": list(line.confirmed_rules),
        "why": line.why,
        "unobserved": line.unobserved,
        "retains": list(dict.fromkeys(one.name for one in line.retains)),
        "retained": [
            {
                "name": one.name,
                "type": one.type,
                "how": one.how,
                "function": one.function,
                "line": one.line,
                "told_by": "code",
            }
            for one in line.retains
        ],
        "origin": None
        if origin is None or origin.path is None
        else {"path": words.relative(origin.path, root), "line": origin.line, "match": origin.match},
        "findings": [
            {
                "rule": one.rule,
                "severity": one.severity,
                "path": words.relative(line.path, root),
                "line": one.line,
                "column": one.column,
                "message": one.message,
                "fixes": [fix.title for fix in one.fixes],
            }
            for one in line.findings
        ],
    }


def _observed(line: OverlayLine) -> dict[str, object]:
    worst = min(line.observed, key=lambda one: TIERS.index(one.cluster.verdict.tier))
    return {
        "count": words.count(line),
        "state": next(iter(words.states(line)), ""),
        "tier": worst.cluster.verdict.tier,
        "why": worst.cluster.verdict.why,
        "wait_minutes": spread(tuple(words.waits(line))),
        "match": words.match(line),
        "match_why": line.observed[0].source.why,
        "clusters": len(line.observed),
        "signatures": list(dict.fromkeys(rule for one in line.observed for rule in one.cluster.signatures)),
    }


def _elsewhere(seen: Observed) -> dict[str, object]:
    cluster = seen.cluster
    return {
        "function": cluster.site.function,
        "count": cluster.count,
        "state": cluster.state,
        "tier": cluster.verdict.tier,
        "why": seen.source.why,
    }


def _change(change: SiteChange) -> dict[str, object]:
    return {
        "function": change.function,
        "path": change.path,
        "line": change.line,
        "before": change.before,
        "after": change.after,
        "change": change.change,
        "state": change.state,
    }


def text(report: Report, style: Style = plain, every: bool = False) -> str:
    """The report for a terminal: one block per line, worst first. Healthy waits only with `every`."""
    blocks = [headline(report, style)]
    quiet = () if every else ("healthy", "present")
    blocks.extend(
        block(line, report, style) for line in report.joint.lines if words.verdict(line) not in quiet
    )
    present = [one for one in report.joint.lines if words.verdict(one) == "present"]
    if present and not every:
        rows = [
            printable(f"  {words.count(one):>7,}  {_place(one, report)}  {', '.join(words.states(one))}")
            for one in present
        ]
        blocks.append(
            "\n".join([style("bold", "Also there, and nothing tells yet whether they leak"), *rows])
        )
    if far := outside(report):
        rows = [
            printable(
                f"  {one.cluster.count:>7,}  {words.short(one.cluster.site.function)}  {one.cluster.state}"
            )
            for one in far[:10]
        ]
        more = [f"  and {len(far) - 10} more places"] if len(far) > 10 else []
        blocks.append("\n".join([style("bold", "Outside this workspace"), *rows, *more]))
    if report.changes:
        blocks.append(
            "\n".join(
                [
                    style("bold", printable(f"Before and after: {report.before}")),
                    *table(report.changes, style),
                ]
            )
        )
    if report.warnings:
        blocks.append("\n".join(f"note: {printable(one)}" for one in report.warnings))
    return "\n\n".join(blocks) + "\n"


def outside(report: Report) -> list[Observed]:
    """What leaks or may leak on no line of the workspace."""
    return [one for one in report.joint.elsewhere if one.cluster.verdict.tier not in ("benign", "present")]


def headline(report: Report, style: Style = plain) -> str:
    """How much of what was found, in one line."""
    told = summary(report)
    parts = [
        style("confirmed", f"{told['confirmed']} confirmed") if told["confirmed"] else "",
        style("observed", f"{told['observed']} only observed") if told["observed"] else "",
        style("predicted", f"{told['predicted']} only predicted") if told["predicted"] else "",
    ]
    said = ", ".join(part for part in parts if part)
    if not said and told["present"]:
        return (
            "No leak is certain: nothing is predicted in the code, and these profiles cannot tell whether what "
            "waits goes on."
        )
    if not said and outside(report):
        return (
            "No leak on the lines of this workspace; what leaks or may leak stands outside of it. Is it the right "
            "folder?"
        )
    if not said:
        return "No leaks: nothing is predicted in the code" + (
            ", and nothing leaks in the profiles." if report.captures else "."
        )
    where = f" ({words.goroutines(told['goroutines'])} on these lines)" if told["goroutines"] else ""
    return f"{said}{where}"


def block(line: OverlayLine, report: Report, style: Style = plain) -> str:
    """One line of code and what is known of it."""
    word = words.verdict(line)
    place = printable(_place(line, report))
    where = printable(words.function(line))
    rows = [f"{style('bold', place)}  {style(word, word)}  {style('dim', where)}".rstrip()]
    for one in line.findings:
        at = f" (line {one.line})" if one.line != line.line else ""
        rows.append(f"  predicted  {printable(one.rule)}{at}: {printable(one.message)}")
    if line.unobserved:
        rows.append(f"  {printable(line.unobserved)}")
    if line.observed:
        rows.append(f"  observed   {printable(words.observed(line))}")
        rows.append(f"  evidence   {printable(line.observed[0].cluster.verdict.why)}")
        if words.match(line) not in ("exact", "unknown"):
            rows.append(f"  line       {words.match(line)}: {printable(line.observed[0].source.why)}")
    if line.why:
        rows.append(f"  {'joined' if line.confirmed else 'note':<10} {printable(line.why)}")
    fixes = [fix.title for one in line.findings for fix in one.fixes]
    if fixes:
        rows.append(f"  fix        {printable(fixes[0])}")
    return "\n".join(rows)


def _place(line: OverlayLine, report: Report) -> str:
    return f"{words.relative(line.path, report.root)}:{line.line}"


def table(changes: Sequence[SiteChange], style: Style = plain) -> list[str]:
    """Before and after, aligned."""
    places = [
        printable(f"{one.path}:{one.line}" if one.path else words.short(one.function)) for one in changes
    ]
    width = max(map(len, places), default=0)
    words_of = {"fixed": "good", "new": "confirmed", "grown": "confirmed", "remains": "observed"}
    return [
        f"  {place:<{width}}  {one.before:>6,} -> {one.after:<6,}  "
        + style(words_of.get(one.change, ""), printable(one.change))
        for place, one in zip(places, changes, strict=True)
    ]
