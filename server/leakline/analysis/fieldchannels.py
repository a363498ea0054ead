"""Channels in fields: operations whose other end the whole package lacks, or has where it can leave for good."""

from collections.abc import Iterator

from attrs import frozen

from leakline.analysis.abandoned import left_by_receiver
from leakline.analysis.chanfacts import BARE, CLOSE, RANGE, RECEIVE, SEND, Use
from leakline.analysis.changraph import Group, groups_of
from leakline.analysis.finding import Finding, Related
from leakline.analysis.gates.channels import doubtful
from leakline.analysis.goroutines import declaration
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit


@frozen
class Stuck:
    """A use that may wait for ever, and why."""

    use: Use
    group: Group
    why: str
    related: tuple[Related, ...] = ()


def sends(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The sends on fields of one declaration that nobody may receive."""
    for use, group in _uses(unit, SEND, doubtful(unit.world.package).sent):
        stuck = _unreceived(use, group)
        if stuck is None:
            left = left_by_receiver(unit, use, group)
            stuck = Stuck(use, group, left.why, left.related) if left is not None else None
        if stuck is not None:
            yield _finding(unit, rule, stuck)


def receives(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The receives from fields of one declaration that nobody answers."""
    for use, group in _uses(unit, RECEIVE, doubtful(unit.world.package).received):
        if group.sent_elsewhere or group.of(SEND, CLOSE) or not group.makes or unit.is_start_up:
            continue
        yield _finding(unit, rule, Stuck(use, group, "nobody sends on it or closes it"))


def _uses(unit: Unit, kind: str, names: frozenset[bytes]) -> Iterator[tuple[Use, Group]]:
    """The bare uses of one kind; `names` are the fields that such a use may be told of."""
    decl = declaration(unit)
    if decl is None or unit.is_test or decl.file.path != unit.path:
        return
    unit.reads_package = True
    if not names and not doubtful(unit.world.package).is_alias:
        return
    seen: set[int] = set()
    for use, group in groups_of(unit, decl):
        if use.kind == kind and use.way == BARE and use.start not in seen:
            seen.add(use.start)
            yield use, group


def _finding(unit: Unit, rule: Rule, stuck: Stuck) -> Finding:
    what = "send on" if stuck.use.kind == SEND else "receive from"
    return unit.finding(
        rule,
        "information",
        f"the {what} {stuck.group.name} can wait forever: {stuck.why}",
        stuck.use.start,
        stuck.use.end,
        stuck.related,
        confidence=0.75,
    )


def _fills(use: Use, group: Group) -> bool:
    """Whether a send that nobody takes can find no room: no capacity, or a small one that a loop uses up."""
    return all(size == "" or (size.isdigit() and use.looped) for size in group.makes)


def _unreceived(use: Use, group: Group) -> Stuck | None:
    """A send on a channel that nobody receives from."""
    if group.received_elsewhere or not group.makes:
        return None
    if not group.of(RECEIVE, RANGE) and _fills(use, group):
        return Stuck(use, group, "nobody in the package receives from it")
    return None
