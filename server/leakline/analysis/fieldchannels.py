"""Channels in fields: operations whose other end the whole package lacks, or has where it can leave for good."""

from collections.abc import Iterator

from attrs import frozen

from leakline.analysis.abandoned import left_by_receiver
from leakline.analysis.chanfacts import BARE, CLOSE, RANGE, RECEIVE, SEND, Use, is_channel
from leakline.analysis.changraph import Group, groups_of
from leakline.analysis.chanuse import channels
from leakline.analysis.finding import Finding, Related
from leakline.analysis.gates.channels import doubtful
from leakline.analysis.goroutines import declaration
from leakline.analysis.rules import Rule
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V


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
    unit.reads_package = True
    if decl is None or unit.is_test or decl.file.path != unit.path or not _has(unit, kind):
        return
    unit.reads_package = True
    if not names and not doubtful(unit.world.package).is_alias:
        return
    seen: set[int] = set()
    for use, group in groups_of(unit, decl):
        if use.kind == kind and use.way == BARE and use.start not in seen:
            seen.add(use.start)
            yield use, group


def _has(unit: Unit, kind: str) -> bool:
    """Whether a declaration has such an operation on what may be a field: the package is read for these only."""
    wanted = Op.SEND if kind == SEND else Op.RECEIVE
    return any(
        op[0] == wanted and _may_be_field(unit, op[1]) for block in unit.body.blocks for op in block.ops
    )


def _may_be_field(unit: Unit, channel: int) -> bool:
    kind, *rest = unit.body.values[channel]
    if kind in (V.CALL, V.RESULT):  # ctx.Done(), time.After(d): what others give
        decl = unit.typer.callee(int(rest[0])).decl
        return decl is not None and decl.file in unit.world.package.files
    if kind == V.FIELD:
        member = unit.world.member(unit.typer.of(int(rest[0])), str(rest[1]))
        return member is not None and is_channel(member.type)
    if kind == V.VAR:
        own = {each.var: each for each in channels(unit)}
        return int(rest[0]) not in own or own[int(rest[0])].escapes
    return kind == V.CONVERT


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
