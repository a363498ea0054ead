"""What is remembered of a declaration from one edit to the next."""

from collections.abc import Sequence

from attrs import frozen

from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule


@frozen
class Known:
    """Findings of one declaration, and what they depend on."""

    findings: list[Finding]
    """In the declaration's own lines."""
    asked: "dict[tuple[str, str, str], bytes]"
    """Other declarations that were looked into, with their texts."""
    text: int | None
    """The package's text, where it mattered as a whole."""
    rules: tuple[str, ...]
    """The rules that looked."""


def ids(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules)
