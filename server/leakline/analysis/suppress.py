"""Comments that silence a finding: `//leakline:ignore rule-id reason`, `//nolint:leakline`; and those that silence none."""

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from attrs import evolve, frozen

from leakline.analysis.config import near
from leakline.analysis.finding import Edit, Finding, Fix
from leakline.analysis.rules import Rule
from leakline.text.positions import line_of

UNUSED = Rule(
    id="unused-suppression",
    title="Comment that ignores nothing",
    severity="warning",
    summary="A comment ignores a finding that is not there any more, or a rule that there is not.",
    engine="",
    folder=Path(),
    tags=("comment",),
)
"""Not a rule of rules/: it looks at comments, after all others."""

ANY = "*"
_IGNORE = re.compile(rb"//[ \t]*leakline:ignore(?![\w-])(?:[ \t]+([\w,-]+))?[ \t]*(.*)", re.DOTALL)
_NOLINT = re.compile(rb"//[ \t]*nolint(?![\w-])(?::([\w,-]*))?[ \t]*(.*)", re.DOTALL)
_WORDS = (b"leakline:ignore", b"nolint")
_TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?(?:\*/|\Z)|`[^`]*(?:`|\Z)|"(?:\\.|[^"\\\n])*|'(?:\\.|[^'\\\n])*'?""", re.DOTALL
)


@frozen
class Comment:
    """One comment that ignores something."""

    line: int
    """From 1, as are the columns, in bytes."""
    column: int
    end_column: int
    rules: tuple[str, ...]
    """Ids, or ANY."""
    reason: str
    lines: tuple[int, ...]
    """The lines that it speaks for."""
    alone: bool
    """Whether it has its line for itself."""

    def covers(self, finding: Finding) -> bool:
        return finding.line in self.lines and (ANY in self.rules or finding.rule in self.rules)


def comments(data: bytes, starts: list[int]) -> list[Comment]:
    """The comments of a file that ignore something, in order; what reads like one inside of a string is none."""
    if not any(word in data for word in _WORDS):
        return []
    found: list[Comment] = []
    for token in _TOKEN.finditer(data):
        text = token[0].rstrip(b"\r")
        if not text.startswith(b"//") or not any(word in text for word in _WORDS):
            continue
        ignore, nolint = _IGNORE.match(text), _NOLINT.match(text)
        if ignore is not None:
            rules = tuple(name for name in (ignore[1] or b"*").decode().split(",") if name)
            reason = ignore[2]
        elif nolint is not None and (not nolint[1] or {b"leakline", b"all"} & set(nolint[1].split(b","))):
            rules, reason = (ANY,), nolint[2].lstrip(b" /")
        else:
            continue
        at = line_of(starts, token.start())
        alone = not data[starts[at] : token.start()].strip()
        column = token.start() - starts[at] + 1
        said = reason.decode("utf-8", "replace").strip()
        lines = (at + 1, _below(data, starts, at)) if alone else (at + 1,)
        found.append(Comment(at + 1, column, column + len(text), rules, said, lines, alone))
    return found


def _below(data: bytes, starts: list[int], at: int) -> int:
    """The number of the first line below that is no comment itself."""
    below = at + 1
    while below < len(starts):
        end = starts[below + 1] if below + 1 < len(starts) else len(data)
        if not data[starts[below] : end].lstrip().startswith(b"//"):
            break
        below += 1
    return below + 1


def suppressed(data: bytes, starts: list[int], findings: Sequence[Finding]) -> list[Finding]:
    """The findings in order, those that a comment on their line or above it silences with its reason."""
    out = sorted(findings, key=lambda f: (f.line, f.column, f.rule))
    given = comments(data, starts)
    return [_marked(finding, given) for finding in out] if given else out


def _marked(finding: Finding, given: Iterable[Comment]) -> Finding:
    for comment in given:
        if comment.covers(finding):
            return evolve(finding, suppressed=comment.reason or "no reason given")
    return finding


def unused(
    path: str,
    data: bytes,
    starts: list[int],
    findings: Sequence[Finding],
    ran: Collection[str],
    known: Collection[str],
    whole: bool,
) -> list[Finding]:
    """The comments of a file that ignore nothing, as findings.

    `findings` are all of the file, silenced ones too; `ran` are the rules that looked and `known` those that there are.
    What speaks of any rule is only judged where `whole` says that all ran that usually do.
    """
    out: list[Finding] = []
    for comment in comments(data, starts):
        if ANY in comment.rules:
            if whole and b"leakline" in data[starts[comment.line - 1] :].partition(b"\n")[0]:
                idle = [] if any(comment.covers(finding) for finding in findings) else [ANY]
            else:
                continue
        else:
            idle = [
                rule
                for rule in comment.rules
                if rule not in known
                or (rule in ran and not any(f.rule == rule and f.line in comment.lines for f in findings))
            ]
        out += [
            _idle(path, data, starts, comment, rule, known, len(idle) == len(comment.rules)) for rule in idle
        ]
    return out


def _idle(
    path: str,
    data: bytes,
    starts: list[int],
    comment: Comment,
    rule: str,
    known: Collection[str],
    removable: bool,
) -> Finding:
    if rule == ANY:
        said = "this comment ignores findings, and there are none here"
    elif rule in known:
        said = f"this comment ignores {rule}, and nothing of it is found here"
    else:
        said = f"this comment ignores {rule}, and there is no such rule{near(rule, known)}"
    fixes = (Fix("Remove the comment", (_removal(path, data, starts, comment),)),) if removable else ()
    return Finding(
        rule=UNUSED.id,
        severity=UNUSED.severity,
        message=said,
        path=path,
        line=comment.line,
        column=comment.column,
        end_line=comment.line,
        end_column=comment.end_column,
        fixes=fixes if rule in known or rule == ANY else (),
    )


def _removal(path: str, data: bytes, starts: list[int], comment: Comment) -> Edit:
    if comment.alone and comment.line < len(starts):
        return Edit(path, (comment.line, 1), (comment.line + 1, 1), "", placed=True)
    before = data[starts[comment.line - 1] :][: comment.column - 1]
    return Edit(
        path, (comment.line, len(before.rstrip()) + 1), (comment.line, comment.end_column), "", placed=True
    )


def misspelled(data: bytes, starts: list[int], known: Collection[str]) -> list[tuple[int, str]]:
    """Lines of comments that name a rule that there is not, with the name."""
    return [
        (comment.line, rule)
        for comment in comments(data, starts)
        for rule in comment.rules
        if rule != ANY and rule not in known
    ]
