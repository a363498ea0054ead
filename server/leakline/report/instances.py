"""Several instances of one service, as text and JSON."""

from collections.abc import Sequence
from statistics import median

from attrs import frozen

from leakline.leaks.document import frame
from leakline.leaks.instances import Across, outlier
from leakline.report.text import counted, paint, printable

SHOWN = 20


@frozen
class Instance:
    """One of them; `failure` says why it could not be asked."""

    name: str
    total: int = 0
    failure: str = ""


def sweep_document(instances: Sequence[Instance], found: Sequence[Across]) -> dict[str, object]:
    """`counts` of a place stand in the order of those instances that answered."""
    there = [one.name for one in instances if not one.failure]
    odd = outlier([one.total for one in instances if not one.failure])
    return {
        "version": 1,
        "instances": [
            {"name": one.name, "total": one.total, "failure": one.failure or None} for one in instances
        ],
        "outlier": there[odd] if odd is not None else None,
        "places": [
            {
                "total": one.total,
                "spread": one.spread,
                "max": one.most,
                "rms": one.rms,
                "counts": dict(zip(there, one.counts, strict=True)),
                "outlier": there[one.outlier] if one.outlier is not None else None,
                "state": one.worst.state,
                "site": frame(one.worst.site, None, None),
                "creator": frame(one.worst.creator, None, None) if one.worst.creator else None,
                "verdict": {"tier": one.worst.verdict.tier, "why": one.worst.verdict.why},
                "signatures": list(one.worst.signatures),
            }
            for one in found
        ],
    }


def sweep_text(instances: Sequence[Instance], found: Sequence[Across], colour: bool, every: bool) -> str:
    there = [one for one in instances if not one.failure]
    odd = outlier([one.total for one in there])
    width = max(len(one.name) for one in instances)
    lines = [f"{counted(len(instances), 'instance')}, {len(instances) - len(there)} failed"]
    for one in instances:
        if one.failure:
            lines.append(
                f"  {printable(one.name):<{width}}  {paint('failed', '31', colour)}: {printable(one.failure)}"
            )
            continue
        line = f"  {printable(one.name):<{width}}  {one.total:>9,} goroutines"
        if odd is not None and one is there[odd]:
            rest = [each.total for each in there if each is not one]
            line += f"  {paint('stands out', '31;1', colour)}: {times(one.total, rest)}"
        lines.append(line)
    suspects = [one for one in found if one.worst.verdict.tier != "benign"]
    lines += ["", f"  {'total':>9}  {'in':>7}  {'max':>9}  {'rms':>9}"]
    for one in suspects if every else suspects[:SHOWN]:
        site = one.worst.site
        where = f"{site.function} ({site.file.rpartition('/')[2]}:{site.line})"
        inside = f"{one.spread}/{len(there)}"
        lines.append(
            f"  {one.total:>9,}  {inside:>7}  {one.most:>9,}  {one.rms:>9,.1f}  {one.worst.verdict.tier:<8}"
            f"{printable(one.worst.state or 'state unknown')}  {printable(where)}"
        )
        if one.outlier is not None:
            rest = [count for at, count in enumerate(one.counts) if at != one.outlier]
            lines.append(
                f"{'':>46}stands out on {printable(there[one.outlier].name)}: {times(one.most, rest)}"
            )
    if not every and len(suspects) > SHOWN:
        lines.append(f"  {counted(len(suspects) - SHOWN, 'further place')}; --all shows them")
    healthy = sum(one.total for one in found if one.worst.verdict.tier == "benign")
    lines.append(f"  {healthy:,} goroutines whose wait is known to be healthy")
    return "\n".join(lines)


def times(count: int, others: Sequence[int]) -> str:
    usual = median(others)
    return f"{count:,} against {usual:,.0f}, the median of the others"
