"""How `leakline demo` tells its story in a terminal."""

from collections.abc import Sequence

from leakline.overlay.model import OverlayLine
from leakline.report import words
from leakline.report.joint import coloured, plain
from leakline.report.model import Report, SiteChange
from leakline.report.text import printable


class Story:
    """Writes as it happens: a reader sees each step when it is done."""

    def __init__(self, colour: bool) -> None:
        self.style = coloured if colour else plain
        print(self.style("bold", "Leakline demo"), flush=True)

    def chapter(self, title: str) -> None:
        print(f"\n{self.style('bold', title)}", flush=True)

    def line(self, text: str) -> None:
        print(f"  {printable(text)}", flush=True)

    def lines(self, report: Report) -> None:
        """Per leaking line what was predicted, what was observed, and `confirmed` where both agree."""
        quiet = ("healthy", "present")
        lines = [one for one in report.joint.lines if words.verdict(one) not in quiet]
        before = {(one.function, one.state): one.before for one in report.changes}
        rows = [_row(one, report, before) for one in lines]
        widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
        print()
        for one, (place, predicted, observed) in zip(lines, rows, strict=True):
            word = words.verdict(one)
            cells = f"{place:<{widths[0]}}  {predicted:<{widths[1]}}  {observed:<{widths[2]}}"
            print(f"  {printable(cells)}  {self.style(word, word)}")
        told = [words.verdict(one) for one in lines]
        print(
            f"\n  {told.count('confirmed')} of {len(lines)} lines confirmed: "
            "predicted in the code and seen leaking in the running shop",
            flush=True,
        )

    def changes(self, report: Report) -> None:
        """Before and after the repair, per line that leaked."""
        leaked = {
            (seen.cluster.site.function, seen.cluster.state)
            for line in report.joint.lines
            if words.verdict(line) in ("confirmed", "observed")
            for seen in line.observed
        }
        names = {
            (
                seen.cluster.site.function,
                seen.cluster.state,
            ): f"{words.relative(line.path, report.root)}:{line.line}"
            for line in report.joint.lines
            for seen in line.observed
        }
        changes = [one for one in report.changes if (one.function, one.state) in leaked]
        places = [names.get((one.function, one.state), words.short(one.function)) for one in changes]
        width = max(map(len, places), default=0)
        print()
        for place, one in zip(places, changes, strict=True):
            word = self.style("good" if one.change == "fixed" else "confirmed", one.change)
            print(f"  {printable(place):<{width}}  {one.before:>4,} -> {one.after:<4,} {word}")
        print(f"\n  {_outcome(changes)}", flush=True)


def _row(line: OverlayLine, report: Report, before: dict[tuple[str, str], int]) -> tuple[str, str, str]:
    rules = list(dict.fromkeys(one.rule for one in line.findings))
    predicted = f"predicted: {', '.join(rules)}" if rules else "not predicted"
    place = f"{words.relative(line.path, report.root)}:{line.line}"
    if not line.observed:
        return place, predicted, "not observed"
    seen = line.observed[0].cluster
    state = next(iter(words.states(line)), "running")
    growth = _growth(
        words.strongest(line.observed), before.get((seen.site.function, seen.state)), words.count(line)
    )
    return place, predicted, f"observed: {words.count(line):,} in {state}, {growth}"


def _growth(tier: str, was: int | None, now: int) -> str:
    if was is None:
        return tier
    grown = f"growing {was:,} -> {now:,}" if now > was else "not growing"
    return grown if tier == "growing" else f"{tier}, {grown}"


def _outcome(changes: Sequence[SiteChange]) -> str:
    gone = sum(1 for one in changes if one.change == "fixed")
    if gone == len(changes):
        return f"all {gone} leaks are gone"
    return f"{gone} of {len(changes)} leaks are gone"
