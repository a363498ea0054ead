"""What leaks cost, as text and JSON; every figure says whether it was measured or estimated."""

from collections.abc import Sequence

from attrs import frozen

from leakline.leaks.cost import Cost
from leakline.leaks.document import frame
from leakline.report.memory import size, time_of
from leakline.report.text import counted, printable

SHOWN = 10
MEASURED, ESTIMATED = "measured", "estimated"


@frozen
class Line:
    """One measure of a service that leaked and of one that did not."""

    name: str
    leaked: float
    ended: float
    unit: str
    """`count`, `bytes` or `ns`."""
    how: str
    """`measured` or `estimated`."""

    @property
    def added(self) -> float:
        return self.leaked - self.ended


def lab_document(lines: Sequence[Line], goroutines: int, collections: int, go: str) -> dict[str, object]:
    """Sizes in bytes, times in nanoseconds, each a mean of the collections that were asked for."""
    return {
        "version": 1,
        "leaked_goroutines": goroutines,
        "collections": collections,
        "go": go,
        "rows": [
            {
                "name": one.name,
                "unit": one.unit,
                "leaked": one.leaked,
                "ended": one.ended,
                "added": one.added,
                "added_per_goroutine": one.added / goroutines,
                "how": one.how,
            }
            for one in lines
        ],
    }


def lab_text(lines: Sequence[Line], goroutines: int, collections: int, go: str) -> str:
    rows = [
        f"{goroutines:,} goroutines leaked, against {goroutines:,} that ended ({go}; the leak lab, same requests)",
        "",
    ]
    rows.append(f"  {'':<26}{'leaked':>12}{'ended':>12}{'added':>12}{'a goroutine':>14}")
    for one in lines:
        cells = [valued(value, one.unit) for value in (one.leaked, one.ended, one.added)]
        # A pause does not go with the number of goroutines: they are scanned while the program runs.
        shared = one.unit != "count" and "pause" not in one.name
        each = valued(one.added / goroutines, one.unit) if shared else ""
        rows.append(f"  {one.name:<26}{cells[0]:>12}{cells[1]:>12}{cells[2]:>12}{each:>14}  {one.how}")
    rows += [
        "",
        f"  Times are means of {collections} forced collections each, as GODEBUG=gctrace=1 tells them.",
    ]
    return "\n".join(rows)


def valued(value: float, unit: str) -> str:
    sign = "-" if value < 0 else ""
    if unit == "bytes":
        return sign + size(round(abs(value)))
    if unit == "ns":
        return sign + time_of(abs(value))
    return f"{value:,.0f}"


def cost_document(found: Cost, name: str) -> dict[str, object]:
    """Sizes in bytes."""
    return {
        "version": 1,
        "name": name,
        "goroutines": found.goroutines,
        "stack_bytes": found.stacks,
        "stack_bytes_how": MEASURED if found.measured else ESTIMATED,
        "retained_goroutines": found.retained,
        "retained_stack_bytes": found.bytes,
        "retained_stack_bytes_how": ESTIMATED,
        "scanned_share": found.scanned,
        "scanned_share_how": ESTIMATED,
        "gc_cpu_share": found.gc_share,
        "gc_cpu_share_how": MEASURED,
        "places": [
            {
                "count": one.cluster.count,
                "state": one.cluster.state,
                "stack_bytes": one.stack,
                "site": frame(one.cluster.site, None, None),
                "verdict": {"tier": one.cluster.verdict.tier, "why": one.cluster.verdict.why},
            }
            for one in found.held
        ],
    }


def cost_text(found: Cost, name: str) -> str:
    """What goroutines hold that wait for what is not known to be healthy."""
    how = f"{MEASURED}: StackInuse" if found.measured else f"{ESTIMATED} from the depth of stacks"
    lines = [
        f"{printable(name)}: {counted(found.goroutines, 'goroutine')}",
        f"  stacks of all          {size(found.stacks):>12}  ({how})",
        f"  waiting, not healthy   {found.retained:>12,}  goroutines (measured)",
        f"  stacks of those        {size(found.bytes):>12}  ({ESTIMATED}, by depth)",
    ]
    if found.scanned is not None:
        lines.append(
            f"  of what is collected   {found.scanned:>12.1%}  (estimated: those stacks are scanned by each collection)"
        )
    if found.gc_share is not None:
        lines.append(f"  CPU of collecting      {found.gc_share:>12.2%}  (measured, since the start)")
    if found.held:
        lines.append("")
    for one in found.held[:SHOWN]:
        site = one.cluster.site
        where = f"{site.function} ({site.file.rpartition('/')[2]}:{site.line})"
        lines.append(
            f"  {one.cluster.count:>9,}  {size(one.stack):>10}  {one.cluster.verdict.tier:<8} {printable(where)}"
        )
    if len(found.held) > SHOWN:
        rest = found.held[SHOWN:]
        count, stacks = sum(one.cluster.count for one in rest), size(sum(one.stack for one in rest))
        lines.append(f"  {count:>9,}  {stacks:>10}  in {counted(len(rest), 'further place')}")
    return "\n".join(lines)
