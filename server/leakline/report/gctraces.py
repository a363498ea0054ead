"""Two GC traces side by side, as text and JSON."""

from attrs import asdict, frozen

from leakline.profiles.gctrace import GcTrace, Summary, summary
from leakline.report.memory import time_of
from leakline.report.text import printable


@frozen
class Row:
    """One measure of both."""

    name: str
    before: float
    after: float
    unit: str = ""
    """`ms`, `MB`, `%`, `/min` or empty for a count."""

    @property
    def change(self) -> str:
        """In percent, where there is something to compare with."""
        if not self.before:
            return "" if not self.after else "new"
        return f"{(self.after - self.before) / self.before:+.0%}"


def rows(before: Summary, after: Summary) -> list[Row]:
    """What a person compares: how often, how long the world stood, what share of the CPU, how large the heap."""
    pairs = (before, after)

    def row(name: str, key: str, unit: str = "", factor: float = 1.0) -> Row:
        one, other = (factor * (getattr(side, key) or 0) for side in pairs)
        return Row(name, one, other, unit)

    rates = [60 * (side.collections - 1) / side.seconds if side.seconds else 0.0 for side in pairs]
    found = [
        row("collections", "collections"),
        Row("a minute", rates[0], rates[1], "/min"),
        row("pauses, longest", "pause_max_ms", "ms"),
        row("pauses, median", "pause_median_ms", "ms"),
        row("pauses, together", "pause_total_ms", "ms"),
        row("marking", "mark_total_ms", "ms"),
        row("CPU of collecting", "cpu_ms", "ms"),
        row("share of the CPU", "cpu_share", "%", 100),
        row("taken from goroutines", "assist_ms", "ms"),
        row("heap live, last", "live_last", "MB"),
        row("heap live, most", "live_max", "MB"),
        row("heap goal, last", "goal_last", "MB"),
        row("stacks scanned, last", "stacks_last", "MB"),
    ]
    if before.forced or after.forced:
        found.insert(1, row("of them forced", "forced"))
    return [one for one in found if one.before or one.after]


def traces_document(before: GcTrace, after: GcTrace, names: tuple[str, str]) -> dict[str, object]:
    """Times in milliseconds, sizes in MB of 2^20 bytes, shares from 0 to 1."""
    sides = (summary(before), summary(after))
    return {
        "version": 1,
        "before": {"name": names[0], "summary": asdict(sides[0]), "warnings": list(before.warnings)},
        "after": {"name": names[1], "summary": asdict(sides[1]), "warnings": list(after.warnings)},
        "rows": [
            {"name": one.name, "unit": one.unit, "before": one.before, "after": one.after}
            for one in rows(*sides)
        ],
    }


def traces_text(before: GcTrace, after: GcTrace, names: tuple[str, str]) -> str:
    """A table, and what makes it hard to compare where something does."""
    sides = (summary(before), summary(after))
    lines = [
        f"before: {printable(names[0])}, {sides[0].seconds:,.1f} s",
        f"after:  {printable(names[1])}, {sides[1].seconds:,.1f} s",
        "",
    ]
    lines.append(f"  {'':<22}{'before':>12}{'after':>12}{'change':>9}")
    lines += [
        f"  {one.name:<22}{valued(one.before, one.unit):>12}{valued(one.after, one.unit):>12}{one.change:>9}"
        for one in rows(*sides)
    ]
    lines += [
        f"  {name}: {printable(text)}"
        for name, trace in zip(("before", "after"), (before, after), strict=True)
        for text in trace.warnings
    ]
    longer, shorter = max(sides[0].seconds, sides[1].seconds), min(sides[0].seconds, sides[1].seconds)
    if longer > 1.5 * shorter:
        lines.append(
            "  They span different times: compare the share of the CPU, the rate and the pauses, not the sums."
        )
    return "\n".join(lines)


def valued(value: float, unit: str) -> str:
    if unit == "ms":
        return time_of(value * 1e6)
    if unit == "MB":
        return f"{value:,.0f} MB"
    if unit == "%":
        return f"{value:.2f} %"
    return f"{value:,.1f}" if unit == "/min" else f"{value:,.0f}"
