"""A watched service, as lines for a terminal, JSON and an SVG picture."""

from collections.abc import Sequence

from attrs import asdict, field, frozen

from leakline.leaks.compare import Change
from leakline.leaks.document import frame
from leakline.leaks.trend import Sample, Trend
from leakline.leaks.triage import Step
from leakline.report.markup import escape
from leakline.report.memory import size, time_of
from leakline.report.text import counted, paint, printable

BARS = "▁▂▃▄▅▆▇█"
WIDTH = 60
COLOURS = {"rising": "31;1", "load": "33", "falling": "32", "level": "32", "unknown": "33"}
WORDS = {
    "rising": "rising steadily",
    "load": "following the load",
    "level": "level",
    "falling": "falling",
    "unknown": "too few samples to tell",
}


@frozen
class Watched:
    """All that was seen of a service."""

    target: str
    samples: tuple[Sample, ...]
    trend: Trend
    step: Step
    grown: tuple[Change, ...] = ()
    """Places where more wait at the end than at the beginning, most first."""
    failures: tuple[str, ...] = ()
    """Samples that did not come, and why."""
    exceeded: tuple[str, ...] = ()
    """Thresholds that were passed, in sentences."""
    times: tuple[str, ...] = field(default=(), repr=False)
    """When each sample was taken, ISO 8601."""


def watch_document(seen: Watched) -> dict[str, object]:
    """Times in seconds since the first sample, pauses in nanoseconds, sizes in bytes, slopes a minute."""
    found = seen.trend
    return {
        "version": 1,
        "target": seen.target,
        "samples": [
            {"time": time, **asdict(one)} for time, one in zip(seen.times, seen.samples, strict=True)
        ],
        "trend": {
            "verdict": found.verdict,
            "per_minute": found.slope.per_minute if found.slope else None,
            "uncertainty": found.slope.uncertainty if found.slope else None,
            "beside_load": found.beside_load.per_minute if found.beside_load else None,
            "beside_load_uncertainty": found.beside_load.uncertainty if found.beside_load else None,
            "load_correlation": found.load,
        },
        "grown": [
            {
                "before": one.before,
                "after": one.after,
                "state": one.state,
                "change": one.change,
                "site": frame(one.site, None, None),
            }
            for one in seen.grown
        ],
        "next": {"question": seen.step.question, "found": seen.step.found, "do": seen.step.next},
        "failures": list(seen.failures),
        "exceeded": list(seen.exceeded),
    }


def sample_line(one: Sample, time: str, before: Sample | None) -> str:
    """One row, as it comes."""
    words = [f"{time:>8}", f"{one.goroutines:>9,} goroutines"]
    if before is not None:
        words[-1] += f" {one.goroutines - before.goroutines:>+7,}"
    if one.heap is not None:
        words.append(f"heap {size(one.heap):>9}")
    if one.stacks is not None:
        words.append(f"stacks {size(one.stacks):>9}")
    if before is not None and one.pauses is not None and before.pauses is not None:
        collections = (one.collections or 0) - (before.collections or 0)
        words.append(f"{counted(collections, 'collection')}, pauses {time_of(one.pauses - before.pauses)}")
    return "  ".join(words)


def watch_text(seen: Watched, colour: bool) -> str:
    """The trend, what grew, and what to do next."""
    samples, found = seen.samples, seen.trend
    lines: list[str] = []
    rows: list[tuple[str, list[float]]] = [("goroutines", [float(one.goroutines) for one in samples])]
    for label, key in (("heap", "heap"), ("stacks", "stacks")):
        values = [getattr(one, key) for one in samples]
        if None not in values:
            rows.append((label, [float(value) for value in values]))
    for label, values in rows:
        shown = (
            (f"{values[0]:,.0f}", f"{values[-1]:,.0f}")
            if label == "goroutines"
            else (size(int(values[0])), size(int(values[-1])))
        )
        lines.append(f"  {label:<11}{sparkline(values)}  {shown[0]} -> {shown[1]}")
    word = paint(WORDS[found.verdict], COLOURS[found.verdict], colour)
    slope = ""
    if found.slope is not None:
        slope = f": {found.slope.per_minute:+,.1f} ± {found.slope.uncertainty:,.1f} goroutines a minute"
    lines += ["", f"  {word}{slope}"]
    if found.load is not None and found.beside_load is not None:
        lines.append(
            f"  correlation with the load (what is allocated): {found.load:+.2f}; beside the load "
            f"{found.beside_load.per_minute:+,.1f} ± {found.beside_load.uncertainty:,.1f} a minute"
        )
    for one in seen.grown[:5]:
        where = f"{one.site.function} ({one.site.file.rpartition('/')[2]}:{one.site.line})"
        lines.append(
            f"  {one.before:>7,} -> {one.after:<7,} {printable(one.state or 'state unknown')}  {printable(where)}"
        )
    lines += [f"  {paint('over', '31;1', colour)}: {text}" for text in seen.exceeded]
    lines += ["", f"  {printable(seen.step.found)}", f"  Next: {printable(seen.step.next)}"]
    return "\n".join(lines)


def sparkline(values: Sequence[float]) -> str:
    """A row of bars, at most WIDTH of them; the lowest value has the lowest bar."""
    step = max(1, -(-len(values) // WIDTH))
    shown = [max(values[at : at + step]) for at in range(0, len(values), step)]
    low, high = min(shown), max(shown)
    span = (high - low) or 1
    return "".join(BARS[min(int((one - low) / span * len(BARS)), len(BARS) - 1)] for one in shown)


def watch_svg(seen: Watched) -> str:
    """A picture of its own: goroutines with the fitted line, and below it heap and stacks."""
    panels: list[tuple[str, list[tuple[float, float]], bool]] = [
        ("goroutines", [(one.seconds, one.goroutines) for one in seen.samples], False)
    ]
    for label, key in (("heap", "heap"), ("stacks", "stacks")):
        points = [(one.seconds, getattr(one, key)) for one in seen.samples if getattr(one, key) is not None]
        if len(points) > 1:
            panels.append((label, points, True))
    height = 30 + 140 * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" width="720" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="12" role="img">',
        f"<title>{escape(seen.target)}: {escape(WORDS[seen.trend.verdict])}</title>",
        f'<rect width="720" height="{height}" fill="#fff"/>',
        f'<text x="12" y="20" font-weight="600" fill="#222">{escape(seen.target)}: {escape(seen.step.found)}</text>',
    ]
    for at, (label, points, sized) in enumerate(panels):
        line = seen.trend.slope.per_minute / 60 if seen.trend.slope and not sized else None
        parts += panel(label, points, 30 + 140 * at, sized, line)
    return "\n".join([*parts, "</svg>", ""])


def panel(
    label: str, points: list[tuple[float, float]], top: int, sized: bool, slope: float | None
) -> list[str]:
    """One row of the picture. Axes begin at 0, so that a rise looks as large as it is."""
    longest, highest = max(points[-1][0], 1e-9), max(max(value for _, value in points), 1)

    def place(seconds: float, value: float) -> str:
        return f"{90 + 610 * seconds / longest:.1f},{top + 120 - 105 * min(max(value / highest, 0), 1):.1f}"

    top_label = size(int(highest)) if sized else f"{highest:,.0f}"
    parts = [
        f'<path d="M90 {top + 15}V{top + 120}H700" fill="none" stroke="#999"/>',
        f'<text x="84" y="{top + 20}" text-anchor="end" fill="#444">{top_label}</text>',
        f'<text x="84" y="{top + 122}" text-anchor="end" fill="#444">0</text>',
        f'<text x="96" y="{top + 12}" fill="#222">{label}</text>',
        f'<text x="700" y="{top + 134}" text-anchor="end" fill="#444">{longest:,.0f} s</text>',
        f'<polyline fill="none" stroke="#2563eb" stroke-width="2" points="{" ".join(place(*one) for one in points)}"/>',
    ]
    if slope is not None and len(points) > 2:
        x = sum(seconds for seconds, _ in points) / len(points)
        y = sum(value for _, value in points) / len(points)
        ends = [place(at, y + slope * (at - x)) for at in (0.0, longest)]
        parts.append(
            f'<polyline fill="none" stroke="#dc2626" stroke-dasharray="5 4" points="{" ".join(ends)}"/>'
        )
    return parts
