"""What a project's own rules say of profiles, checked before anything is joined with it."""

from attrs import evolve

from leakline.analysis.config import OWN_RULES, Project, shown
from leakline.analysis.rules import Rule
from leakline.analysis.tomlfile import TomlError
from leakline.leaks.signatures import SignatureError, parse


def with_fit_signatures(project: Project) -> Project:
    """The project with unreadable signatures left out and told; their rules go on without."""
    rules: list[Rule] = []
    problems = list(project.problems)
    for rule in project.rules:
        try:
            if rule.signature is not None:
                parse(rule.signature, rule.id)
            rules.append(rule)
        except SignatureError as error:
            assert project.root is not None
            name = shown(project.root / OWN_RULES / rule.id / "rule.toml")
            problems.append(TomlError(name, 1, 1, str(error)))
            rules.append(evolve(rule, signature=None))
    return evolve(project, rules=tuple(rules), problems=tuple(problems))
