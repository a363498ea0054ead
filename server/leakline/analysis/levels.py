"""Which rules run and how severe their findings are, as a project, a user or an editor wants it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import evolve

from leakline.analysis.finding import Finding
from leakline.analysis.rules import SEVERITIES, Rule

_WORST_FIRST = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def chosen(
    rules: Sequence[Rule],
    levels: Mapping[str, str],
    pedantic: bool = False,
    only: Collection[str] | None = None,
) -> list[Rule]:
    """The rules that run, all of them marked as on. `levels` are words of config.LEVELS by rule.

    `only` names the rules that run, whatever their level.
    """
    if only is not None:
        return [evolve(rule, default="on", asked=True) for rule in rules if rule.id in only]
    return [
        evolve(rule, default="on", asked=pedantic or (rule.default == "off" and rule.id in levels))
        for rule in rules
        if (levels[rule.id] != "off" if rule.id in levels else pedantic or rule.default == "on")
    ]


def told_as(findings: Iterable[Finding], rules: Iterable[Rule], levels: Mapping[str, str]) -> list[Finding]:
    """Findings with the severity that a level gives their rule.

    One that counts less than its rule by itself (in a test, at start-up) is not raised, and falls no lower than the level.
    """
    wanted = {rule: level for rule, level in levels.items() if level in _WORST_FIRST}
    if not wanted:
        return list(findings)
    usual = {rule.id: rule.severity for rule in rules}
    return [_told(finding, usual.get(finding.rule, ""), wanted.get(finding.rule)) for finding in findings]


def _told(finding: Finding, usual: str, level: str | None) -> Finding:
    if level is None:
        return finding
    lowered = usual in _WORST_FIRST and _WORST_FIRST[finding.severity] > _WORST_FIRST[usual]
    if lowered and _WORST_FIRST[level] <= _WORST_FIRST[finding.severity]:
        return finding
    return evolve(finding, severity=level)
