"""What became of each leak between two captures, as text and JSON."""

from collections import Counter
from collections.abc import Callable, Sequence

from attrs import field, frozen

from leakline.leaks.compare import WORST, Change, Compared, Load
from leakline.leaks.document import Located, frame, words
from leakline.leaks.model import Cluster
from leakline.profiles.model import Frame, GoroutineProfile
from leakline.report.text import counted, paint, printable

COLOURS = {"grown": "31;1", "new": "31", "remains": "33", "fixed": "32"}
SHOWN = 30


@frozen
class Sides:
    """The two captures that are compared."""

    before: GoroutineProfile
    after: GoroutineProfile
    names: tuple[str, str]
    load: Load | None = None
    locate: Callable[[Cluster], Located] | None = field(default=None, repr=False)


def changes_document(found: Compared, sides: Sides) -> dict[str, object]:
    """Shape: see contracts; keys of a place are those of `inspect`."""
    tally = Counter(one.change for one in found.changes)
    return {
        "version": 1,
        "before": side(sides.before, sides.names[0]),
        "after": side(sides.after, sides.names[1]),
        "load": [sides.load.before, sides.load.after] if sides.load else None,
        "counts": {word: tally[word] for word in WORST},
        "changes": [entry(one, sides) for one in found.changes],
        "healthy": [entry(one, sides) for one in found.healthy],
    }


def side(profile: GoroutineProfile, name: str) -> dict[str, object]:
    return {
        "name": name,
        "format": profile.format,
        "total": profile.total,
        "cut": profile.cut,
        "warnings": list(profile.warnings),
    }


def entry(one: Change, sides: Sides) -> dict[str, object]:
    first = one.clusters[0]
    located = sides.locate(first) if sides.locate else None
    shown: dict[str, object] = {
        "change": one.change,
        "before": one.before,
        "after": one.after,
        "state": one.state,
        "site": frame(one.site, located.site if located else None, located),
        "was": frame(one.was, None, None) if one.was else None,
        "creator": frame(first.creator, located.creator if located else None, located)
        if first.creator
        else None,
        "suspect": one.suspect,
        "verdict": {"tier": first.verdict.tier, "why": first.verdict.why},
        "signatures": sorted({rule for cluster in one.clusters for rule in cluster.signatures}),
    }
    if sides.load:
        shown["per_load"] = [one.before / sides.load.before, one.after / sides.load.after]
    return shown


def changes_text(found: Compared, sides: Sides, colour: bool, every: bool) -> str:
    """What a person reads of it: the worst first, and at the end what it comes to."""
    before, after = sides.before.total, sides.after.total
    lines = [
        f"{printable(sides.names[0])} -> {printable(sides.names[1])}: {before:,} -> {after:,} goroutines"
    ]
    for name, one in zip(sides.names, (sides.before, sides.after), strict=True):
        lines += [
            f"  {paint('warning', '33', colour)}: {printable(name)}: {printable(text)}"
            for text in one.warnings
        ]
    told = [one for one in found.changes if one.suspect or one.change != "remains"]
    still = [one for one in found.changes if not (one.suspect or one.change != "remains")]
    if every:
        told, still = list(found.changes), []
    shown = told if every else told[:SHOWN]
    for one in shown:
        lines += ["", *change_lines(one, sides, colour)]
    lines.append("")
    if len(shown) < len(told):
        lines.append(f"  {counted(len(told) - len(shown), 'further place')}; --all shows them")
    if still:
        count = sum(one.after for one in still)
        lines.append(
            f"  {counted(len(still), 'place')} where as many wait as before, {counted(count, 'goroutine')}; "
            "--all shows them"
        )
    if found.healthy:
        was, now = (sum(getattr(one, key) for one in found.healthy) for key in ("before", "after"))
        lines.append(f"  {was:,} -> {now:,} goroutines whose wait is known to be healthy")
    lines += [f"  {line}" for line in conclusion(found, sides)]
    return "\n".join(lines)


def change_lines(one: Change, sides: Sides, colour: bool) -> list[str]:
    first = one.clusters[0]
    located = sides.locate(first) if sides.locate else None
    word = paint(f"{one.change:<8}", COLOURS[one.change], colour)
    lines = [
        f"  {word}{one.before:>9,} -> {one.after:<9,}  {printable(one.state) or 'state unknown'}  "
        f"{printable(one.site.function)}",
        f"           at {place(one.site, located.site_words if located else '')}{moved(one)}",
    ]
    if sides.load:
        was, now = 1000 * one.before / sides.load.before, 1000 * one.after / sides.load.after
        lines.append(f"           {was:,.1f} -> {now:,.1f} per 1,000 of load")
    if first.creator:
        at = place(first.creator, words(located.creator, located.root) if located and located.creator else "")
        lines.append(f"           started by {printable(first.creator.function)} at {at}")
    if first.verdict.tier in ("proven", "old", "many") and one.change != "fixed":
        lines.append(f"           {printable(first.verdict.why)}")
    rules = sorted({rule for cluster in one.clusters for rule in cluster.signatures})
    if rules:
        lines.append(f"           looks like {', '.join(rules)}")
    return lines


def place(one: Frame, source: str) -> str:
    return printable(f"{one.file or '?'}:{one.line}") + (f" -> {printable(source)}" if source else "")


def moved(one: Change) -> str:
    """Where it stood before, where that is another line or function."""
    if one.was is None or one.change == "fixed":
        return ""
    if one.was.function != one.site.function:
        return f"; was {printable(one.was.function)} at line {one.was.line}"
    return f"; was line {one.was.line}" if one.was.line != one.site.line else ""


def conclusion(found: Compared, sides: Sides) -> Sequence[str]:
    """What it comes to, and what would make it surer."""
    suspects = [one for one in found.changes if one.suspect or one.change == "fixed"]
    tally = Counter(one.change for one in suspects)
    if not suspects:
        return ("nothing that looks like a leak changed",)
    said = [", ".join(f"{tally[word]} {word}" for word in reversed(WORST) if tally[word])]
    if sides.load is None and tally["fixed"] + tally["grown"] + tally["new"]:
        said.append(
            "Fewer goroutines may also come from less work: --load BEFORE:AFTER (requests served until each) tells."
            if tally["fixed"] and not tally["grown"]
            else "More goroutines may also come from more work: --load BEFORE:AFTER (requests served until each) tells."
        )
    return said
