"""Where both halves meet: findings and clusters, joined per line.

They are joined, from best to least: on the same line; in the same function, where the goroutine looks like
the rule's leak and waits on the very variable that the finding is about, or the function has no other
finding of the rule; in the function whose `go` statement started the goroutine, likewise; and without any
line, where no stack of the leak holds user code (net/http's connection goroutines) and exactly one finding
of the rule could explain it.
"""

import os
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, evolve, field, frozen

from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule, load_rules
from leakline.leaks.model import TIERS, Cluster
from leakline.mapping.locate import Mapper
from leakline.mapping.source import Source
from leakline.overlay.looks import Looks, looks
from leakline.overlay.model import Joint, Observed, OverlayLine
from leakline.overlay.refuted import reached, refutation
from leakline.overlay.retains import Reader, kept_by
from leakline.overlay.subject import about, mentions, waited_on
from leakline.profiles.model import Frame, GoroutineProfile

UNOBSERVED = TIERS.index("present") + 0.5
"""Predictions that nothing was observed of come after all observations, but before benign ones."""

RETAINING = 200
"""Of so many lines, the worst ones, is said what they keep alive."""

_SEVERITIES = ("error", "warning", "information", "hint")


def join(
    findings: Sequence[Finding],
    clusters: Sequence[Cluster],
    mapper: Mapper,
    rules: Sequence[Rule] | None = None,
) -> list[OverlayLine]:
    """The lines of a workspace that are predicted, observed or both, worst first.

    `rules` are those that the findings come from; Leakline's own where they are not given.
    """
    return list(joint(findings, clusters, mapper, rules).lines)


def joint(
    findings: Sequence[Finding],
    clusters: Sequence[Cluster],
    mapper: Mapper,
    rules: Sequence[Rule] | None = None,
    proven: GoroutineProfile | None = None,
) -> Joint:
    """As `join`, and also what was observed outside of the workspace. `proven` is the run's goroutineleak profile."""
    known = looks(load_rules() if rules is None else rules)
    mapper.learn_groups(group for cluster in clusters for group in cluster.groups)
    predicted = [_predict(one, mapper) for one in findings if one.suppressed is None]
    lines: dict[tuple[str, int], _Line] = {}
    elsewhere: list[Observed] = []
    for one in (at_its_start(observe(cluster, mapper), mapper) for cluster in clusters):
        if one.source.path is None:
            if not _explain(one, predicted, mapper, known, lines):
                elsewhere.append(one)
            continue
        line = lines.setdefault((one.source.path, one.source.line), _Line())
        line.observed.append(one)
        for guess in predicted:
            why = _meet(guess, one, predicted, mapper, known)
            if why:
                line.confirm(guess, why)
    for guess in predicted:
        key = (guess.path, guess.finding.line)
        if key in lines or not guess.met:
            lines.setdefault(key, _Line()).add(guess)
    overlay = sorted((one.finished(path, number) for (path, number), one in lines.items()), key=_rank)
    ran = reached(clusters, proven) if proven is not None else frozenset[str]()
    return Joint(
        tuple(evolve(one, unobserved=refutation(one, ran, known)) for one in _with_retained(overlay, mapper)),
        tuple(sorted(elsewhere, key=lambda one: (TIERS.index(one.cluster.verdict.tier), -one.cluster.count))),
    )


def _with_retained(lines: Sequence[OverlayLine], mapper: Mapper) -> Iterator[OverlayLine]:
    reader = Reader(mapper.workspace)
    for at, line in enumerate(lines):
        kept = kept_by(line.observed[0], mapper, reader) if line.observed and at < RETAINING else ()
        yield evolve(line, retains=kept) if kept else line


def observe(cluster: Cluster, mapper: Mapper) -> Observed:
    """Finds a cluster's line, and that of the `go` statement which started it."""
    callee = _callee(cluster)
    source = mapper.source(cluster.site, "" if callee else cluster.state, callee)
    if cluster.creator is not None:
        origin = mapper.source(cluster.creator, "go")
        return Observed(cluster, source, origin if origin.path is not None else None)
    return Observed(cluster, source, _started(cluster, mapper))


def at_its_start(seen: Observed, mapper: Mapper) -> Observed:
    """`go wg.Wait()` and `go io.Copy(a, b)` leave no code of the user on the stack: then the `go` statement is the
    line."""
    origin = seen.origin
    if seen.source.path is not None or origin is None or origin.match not in ("exact", "shifted"):
        return seen
    if seen.cluster.verdict.tier == "benign" or _has_user_code(seen, mapper):
        return seen
    return evolve(seen, source=evolve(origin, why="the go statement; no code of yours is on the stack"))


@frozen
class _Prediction:
    finding: Finding
    path: str
    """As the mapper names it."""
    function: int
    """The first line of the declared function around it; 0 outside of one."""
    about: frozenset[str]
    state: "_State" = field(factory=lambda: _State())

    @property
    def met(self) -> bool:
        return self.state.met


@define
class _State:
    met: bool = False


@define
class _Line:
    findings: list[Finding] = field(factory=list[Finding])
    observed: list[Observed] = field(factory=list[Observed])
    confirmed: dict[str, str] = field(factory=dict[str, str])
    """Rule -> why."""
    note: str = ""

    def add(self, guess: _Prediction) -> None:
        if guess.finding not in self.findings:
            self.findings.append(guess.finding)

    def confirm(self, guess: _Prediction, why: str) -> None:
        guess.state.met = True
        self.add(guess)
        self.confirmed.setdefault(guess.finding.rule, why)

    def finished(self, path: str, line: int) -> OverlayLine:
        observed = sorted(self.observed, key=lambda one: (-one.cluster.count, one.cluster.state))
        return OverlayLine(
            path,
            line,
            tuple(sorted(self.findings, key=lambda one: (one.line, one.column, one.rule))),
            tuple(observed),
            bool(self.confirmed),
            confirmed_rules=tuple(self.confirmed),
            why="; ".join(dict.fromkeys(self.confirmed.values())) or self.note,
        )


def _predict(finding: Finding, mapper: Mapper) -> _Prediction:
    files = mapper.workspace
    path = files.canonical(finding.path)
    text = files.line_text(path, finding.line)
    return _Prediction(finding, path, files.declared_at(path, finding.line), about(text))


def _meet(
    guess: _Prediction, seen: Observed, predicted: Sequence[_Prediction], mapper: Mapper, known: Looks
) -> str:
    """How a finding and an observation speak of the same leak; empty where they do not."""
    source, finding, files = seen.source, guess.finding, mapper.workspace
    if seen.cluster.verdict.tier == "benign" or source.match not in ("exact", "shifted"):
        return ""
    if source.path == guess.path and source.line == finding.line:
        return "predicted and observed on the same line"
    if known.contradicts(finding.rule, seen.cluster) or not guess.function:
        return ""
    told = finding.rule in seen.cluster.signatures and _only(guess, predicted)
    if source.path == guess.path and files.declared_at(guess.path, source.line) == guess.function:
        shared = guess.about & waited_on(_statement(guess.path, source.line, mapper))
        if shared:
            return f"waits on {', '.join(sorted(shared))}, which line {finding.line} is about"
        if told:
            return f"looks like {finding.rule}, of which the function has one finding, in line {finding.line}"
    origin = seen.origin
    if origin is None or origin.path != guess.path or origin.match not in ("exact", "shifted"):
        return ""
    if files.declared_at(guess.path, origin.line) != guess.function:
        return ""
    shared = guess.about & mentions(files.line_text(guess.path, origin.line))
    if known.fits(finding.rule, seen.cluster) and shared:
        return f"started in line {origin.line} with {', '.join(sorted(shared))}, which line {finding.line} is about"
    if told:
        return (
            f"looks like {finding.rule}, and was started in line {origin.line} of the function of the finding"
        )
    return ""


def _statement(path: str, line: int, mapper: Mapper) -> str:
    """The text of what a goroutine waits in: a line, or the cases of a select."""
    files = mapper.workspace
    read = files.outline(path)
    around = read.around(line) if read is not None else None
    for one in around.body.at(line) if around is not None else ():
        if one.kind == "select":
            texts = files.excerpt(path, one.line, one.end)
            return "\n".join(text for text in texts if text.lstrip().startswith("case "))
    return files.line_text(path, line)


def _only(guess: _Prediction, predicted: Iterable[_Prediction]) -> bool:
    """Whether the function has no second finding of the rule."""
    same = [
        one
        for one in predicted
        if (one.path, one.function, one.finding.rule) == (guess.path, guess.function, guess.finding.rule)
    ]
    return len(same) == 1


def _explain(
    seen: Observed,
    predicted: Sequence[_Prediction],
    mapper: Mapper,
    known: Looks,
    lines: "dict[tuple[str, int], _Line]",
) -> bool:
    """Joins goroutines whose stacks hold no user code: the rule's signature is all that tells.

    A count by itself names no line, so several findings of the rule are only said to be consistent with it.
    """
    creator = seen.cluster.creator
    if seen.cluster.verdict.tier == "benign" or _has_user_code(seen, mapper):
        return False
    if creator is not None and mapper.in_workspace(creator.function):
        # Its `go` statement is known to be the user's, only not where it stands now.
        return False
    guesses = [one for one in predicted if known.betrays(one.finding.rule, seen.cluster)]
    for guess in guesses:
        line = lines.setdefault((guess.path, guess.finding.line), _Line())
        line.observed.append(seen)
        if len(guesses) == 1:
            line.confirm(
                guess, f"the only {guess.finding.rule} of the workspace, and the stacks look like it"
            )
        else:
            guess.state.met = True
            line.add(guess)
            line.note = (
                f"consistent with {seen.cluster.count} goroutines that {len(guesses)} findings could explain"
            )
    return bool(guesses)


def _has_user_code(seen: Observed, mapper: Mapper) -> bool:
    return any(mapper.in_workspace(frame.function) for group in seen.cluster.groups for frame in group.frames)


def _callee(cluster: Cluster) -> str:
    """The function that the site's frame is calling; empty where the site itself waits."""
    for group in cluster.groups:
        for at, frame in enumerate(group.frames):
            if _same(frame, cluster.site):
                inner = group.frames[at - 1].function if at else ""
                return "" if inner.startswith("runtime.") else inner
    return ""


def _same(frame: Frame, other: Frame) -> bool:
    return (frame.function, frame.line) == (other.function, other.line)


def _started(cluster: Cluster, mapper: Mapper) -> Source | None:
    """Protos name no creator: a literal right after `go` tells its own."""
    for group in cluster.groups[:1]:
        for frame in reversed(group.frames):
            if frame.function.startswith("runtime."):
                continue
            return mapper.started(frame)
    return None


def _rank(line: OverlayLine) -> tuple[float, bool, int, int, str, int]:
    tier = min((TIERS.index(one.cluster.verdict.tier) for one in line.observed), default=UNOBSERVED)
    severity = min(
        (_SEVERITIES.index(one.severity) for one in line.findings if one.severity in _SEVERITIES), default=9
    )
    count = sum(one.cluster.count for one in line.observed)
    return tier, not line.confirmed, -count, severity, os.path.normcase(line.path), line.line
