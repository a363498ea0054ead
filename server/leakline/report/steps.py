"""The ways that a finding tells of: from the place itself over the branches to each exit.

By the messages' own form: that of a branch ends with `…`, that of an exit begins with it.
"""

from attrs import frozen

from leakline.analysis.finding import Finding, Related


@frozen
class Step:
    """One place on a way."""

    kind: str
    """`start`, `branch`, `exit`, or `place` for what only explains."""
    path: str
    line: int
    column: int
    message: str


def kind_of(place: Related) -> str:
    if place.message.startswith("…"):
        return "exit"
    return "branch" if place.message.endswith("…") else "place"


def steps(finding: Finding) -> list[Step]:
    """All places in order, the finding's own first."""
    first = Step("start", finding.path, finding.line, finding.column, finding.message)
    return [first, *(Step(kind_of(p), p.path, p.line, p.column, p.message) for p in finding.related)]


def flows(finding: Finding) -> list[list[Step]]:
    """One way for each exit, each from the finding's own place on; one of everything where no exit is told."""
    first, *others = steps(finding)
    found: list[list[Step]] = []
    way: list[Step] = []
    shared: list[Step] = []
    for step in others:
        if step.kind == "place" and not found and not way:
            shared.append(step)
            continue
        way.append(step)
        if step.kind == "exit":
            found.append([first, *shared, *way])
            way = []
    if not found:
        return [[first, *others]] if others else []
    return found
