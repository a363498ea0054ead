"""Fixes applied to texts, in rounds, so that no file breaks and none is changed for nothing."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from attrs import define, field, frozen

from leakline.analysis.finding import Edit, Finding, Fix
from leakline.golang.files import head
from leakline.syntax.parser import parse
from leakline.text.positions import line_starts

_ROUNDS = 10
_WORDS = re.compile(rb"""//[^\n]*|/\*.*?\*/|`[^`]*`|"(?:\\.|[^"\\\n])*"|(\w+)\s*\.""", re.DOTALL)

Check = Callable[[str, Mapping[str, bytes]], Sequence[Finding]]
"""The findings of a file, while some texts stand for what the disk holds."""
Key = tuple[str, str, str, bytes]


@frozen
class Applied:
    """What came of some fixes."""

    texts: dict[str, bytes]
    """The new text of each file that changed."""
    fixed: list[Finding]
    findings: dict[str, Sequence[Finding]]
    """What is found in each changed file now."""
    refused: list[tuple[Finding, str]]
    """Findings whose fix was left out, with the reason."""


@define
class _Run:
    read: Callable[[str], bytes | None]
    check: Check
    unsafe: bool
    allowed: Collection[Key]
    texts: dict[str, bytes] = field(factory=dict[str, bytes])
    findings: dict[str, Sequence[Finding]] = field(factory=dict[str, Sequence[Finding]])
    fixed: list[Finding] = field(factory=list[Finding])
    refused: dict[Key, tuple[Finding, str]] = field(factory=dict[Key, tuple[Finding, str]])

    def text(self, path: str) -> bytes | None:
        return self.texts.get(path) if path in self.texts else self.read(path)


def key_of(finding: Finding, data: bytes) -> Key:
    """What a finding keeps while lines above it move."""
    starts = line_starts(data)
    begin = starts[finding.line - 1] if finding.line <= len(starts) else len(data)
    return finding.path, finding.rule, finding.function, data[begin:].partition(b"\n")[0].strip()


def usable(finding: Finding, unsafe: bool) -> Fix | None:
    """The fix of a finding that is applied without asking: its first safe one, or its first."""
    return next((fix for fix in finding.fixes if fix.safe or unsafe), None)


def apply(
    findings: Iterable[Finding], read: Callable[[str], bytes | None], check: Check, unsafe: bool = False
) -> Applied:
    """Applies the fixes of findings, those that overlap one after the other, and looks at what is found then."""
    all_of = list(findings)
    given = [f for f in all_of if f.suppressed is None and usable(f, unsafe) is not None]
    texts = {path: data for path in {f.path for f in given} if (data := read(path)) is not None}
    run = _Run(read, check, unsafe, {key_of(f, texts[f.path]) for f in given if f.path in texts})
    for each in all_of:
        run.findings[each.path] = [*run.findings.get(each.path, ()), each]
    todo = [f for f in given if f.path in texts]
    for _ in range(_ROUNDS):
        touched = _round(run, todo)
        if not touched:
            break
        todo = [
            f
            for path in sorted(touched)
            for f in run.findings.get(path, ())
            if f.suppressed is None and usable(f, unsafe) and key_of(f, run.texts[path]) in run.allowed
        ]
    changed = {path: data for path, data in run.texts.items() if data != read(path)}
    for path, data in changed.items():
        before = read(path)
        tidied = without_unused_imports(before, data) if before is not None else data
        if tidied != data:
            changed[path] = run.texts[path] = tidied
            run.findings[path] = check(path, run.texts)
    return Applied(
        changed, run.fixed, {path: run.findings[path] for path in changed}, list(run.refused.values())
    )


def _round(run: _Run, findings: Sequence[Finding]) -> set[str]:
    """Applies as many fixes as go together. Returns the files that changed."""
    left = [f for f in findings if key_of(f, run.text(f.path) or b"") not in run.refused]
    while left:
        chosen = _compatible(left, run)
        before = {path: data for path in _paths(chosen, run) if (data := run.text(path)) is not None}
        after = {path: spliced(data, _edits_in(path, chosen, run)) for path, data in before.items()}
        broken = {path for path, data in after.items() if breaks(before[path], data)}
        useless: list[Finding] = []
        found: dict[str, Sequence[Finding]] = {}
        if broken:
            # Mostly one breaks the file by itself; where only some together do, the last one waits for nobody.
            useless = [f for f in chosen if _breaks_alone(f, before, run)] or chosen[-1:]
            why = "the file would not parse any more"
        else:
            texts = {**run.texts, **after}
            found = {path: run.check(path, texts) for path in after}
            why = "the finding would stay"
            had = {path: run.findings.get(path, ()) for path in after}
            useless = _helped_not(chosen, _counted(before, had), _counted(after, found), before)
        if not useless:
            run.texts.update(after)
            run.findings.update(found)
            run.fixed += chosen
            return set(after)
        for each in useless:
            run.refused[key_of(each, before[each.path])] = (each, why)
        left = [f for f in left if f not in useless]
    return set()


def _breaks_alone(finding: Finding, before: Mapping[str, bytes], run: _Run) -> bool:
    paths = _paths([finding], run)
    return any(breaks(before[path], spliced(before[path], _edits_in(path, [finding], run))) for path in paths)


def _fix(finding: Finding, run: _Run) -> Fix:
    fix = usable(finding, run.unsafe)
    assert fix is not None
    return fix


def _paths(chosen: Iterable[Finding], run: _Run) -> list[str]:
    return list(dict.fromkeys(edit.path for each in chosen for edit in _fix(each, run).edits))


def _edits_in(path: str, chosen: Iterable[Finding], run: _Run) -> list[Edit]:
    return [edit for each in chosen for edit in _fix(each, run).edits if edit.path == path]


def _compatible(findings: Sequence[Finding], run: _Run) -> list[Finding]:
    """The findings whose fixes do not touch each other, first come first served."""
    taken: list[Edit] = []
    chosen: list[Finding] = []
    for finding in findings:
        fix = _fix(finding, run)
        if any(run.text(edit.path) is None for edit in fix.edits):
            continue
        if not any(clash(edit, other) for edit in fix.edits for other in taken):
            chosen.append(finding)
            taken += fix.edits
    return chosen


def clash(edit: Edit, other: Edit) -> bool:
    """Whether two edits must not be made together: they overlap or begin at one place."""
    if edit.path != other.path:
        return False
    return edit.start == other.start or (edit.start < other.end and other.start < edit.end)


def _counted(texts: Mapping[str, bytes], found: Mapping[str, Sequence[Finding]]) -> "Counter[Key]":
    return Counter(
        key_of(f, texts[path]) for path, each in found.items() for f in each if f.suppressed is None
    )


def _helped_not(
    chosen: Sequence[Finding], had: "Counter[Key]", left: "Counter[Key]", texts: Mapping[str, bytes]
) -> list[Finding]:
    """The findings that are still there although their fixes were applied."""
    mended = Counter(key_of(f, texts[f.path]) for f in chosen)
    stay = {key for key, count in mended.items() if left[key] > had[key] - count}
    return [f for f in chosen if key_of(f, texts[f.path]) in stay]


def spliced(data: bytes, edits: Sequence[Edit]) -> bytes:
    """A text with edits that do not overlap; inserted lines end as those of the text do."""
    starts = line_starts(data)
    windows = data.count(b"\r\n") > data.count(b"\n") // 2

    def offset(point: tuple[int, int]) -> int:
        line, column = point
        return min(starts[line - 1] + column - 1, len(data)) if line <= len(starts) else len(data)

    parts: list[bytes] = []
    at = 0
    for begin, end, text in sorted((offset(e.start), offset(e.end), e.text) for e in edits):
        added = text.encode("utf-8", "surrogateescape")
        if windows:
            added = re.sub(rb"(?<!\r)\n", b"\r\n", added)
        parts += [data[at:begin], added]
        at = end
    return b"".join([*parts, data[at:]])


def breaks(before: bytes, after: bytes) -> bool:
    """Whether a text does not parse that did before."""
    return parse(after).root_node.has_error and not parse(before).root_node.has_error


def without_unused_imports(before: bytes, after: bytes) -> bytes:
    """A text without the imports that it used before some edits and does not use now."""
    imports = head(after).imports
    used = _qualifiers(after)
    gone = [name for name in _qualifiers(before) - used if name.decode("utf-8", "replace") in imports]
    for name in gone:
        path = re.escape(imports[name.decode()].encode())
        line = rb'^[ \t]*(?:import[ \t]+)?(?:%s[ \t]+)?"%s"[ \t]*(?://[^\n]*)?\r?\n' % (re.escape(name), path)
        after = re.sub(line, b"", after, count=1, flags=re.MULTILINE)
    return after


def _qualifiers(data: bytes) -> set[bytes]:
    """The names that stand before a dot, outside of comments and texts."""
    return {match[1] for match in _WORDS.finditer(data) if match[1]}
