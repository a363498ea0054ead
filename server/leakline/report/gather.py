"""From files, captures and findings to a report."""

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from leakline.analysis.finding import Finding
from leakline.analysis.rules import Rule
from leakline.capture import store
from leakline.leaks.clusters import clusters
from leakline.leaks.compare import Change, compare
from leakline.leaks.model import Cluster
from leakline.leaks.signatures import signatures
from leakline.mapping.locate import Mapper
from leakline.overlay.join import joint, observe
from leakline.profiles.flame import flame
from leakline.profiles.model import Frame, GoroutineProfile, Group, Profile, ProfileError
from leakline.profiles.read import read_path
from leakline.report.model import CaptureNote, Report, RuleNote, SiteChange
from leakline.report.words import relative
from leakline.settings import Settings


@frozen
class Taken:
    """All profiles of one moment."""

    main: GoroutineProfile | None
    """Where the goroutines stand; text where there is any, since it has states and waits."""
    proven: GoroutineProfile | None = None
    notes: tuple[CaptureNote, ...] = ()
    groups: tuple[Group, ...] = ()
    """Of every profile: protos know where functions start, text does not."""
    warnings: tuple[str, ...] = ()
    others: tuple[Profile, ...] = field(factory=tuple[Profile, ...])


def taken(files: Sequence[str]) -> Taken:
    """Reads profiles, dumps and captures of one moment. Raises ProfileError or CaptureError."""
    profiles: list[tuple[Profile, CaptureNote]] = []
    warnings: list[str] = []
    for file in files:
        capture = capture_at(file)
        if capture is None:
            profile = read_path(file)
            profiles.append((profile, _note(profile, Path(file).name or file)))
        else:
            found, problems = of_capture(capture)
            profiles += found
            warnings += problems
    return gathered(profiles, warnings)


def capture_at(file: str) -> store.Capture | None:
    """The capture of a folder or id; None for a file."""
    path = Path(file)
    if file == "-" or path.is_file():
        return None
    if path.is_dir():
        return store.load(path)
    if len(path.parts) == 1 and (store.root_of() / file).is_dir():
        return store.opened(store.root_of(), file)
    return None


def of_capture(capture: store.Capture) -> tuple[list[tuple[Profile, CaptureNote]], list[str]]:
    """The profiles of a capture, and sentences about those that could not be read."""
    found: list[tuple[Profile, CaptureNote]] = []
    problems = [*capture.failures]
    for part in capture.parts:
        try:
            profile = store.profile_of(capture, part)
        except ProfileError as error:
            problems.append(str(error))
            continue
        if isinstance(profile, GoroutineProfile) and part.kind == "goroutineleak":
            profile = evolve(profile, kind="goroutineleak")
        found.append((profile, _note(profile, capture.name, capture)))
    return found, problems


def gathered(profiles: Sequence[tuple[Profile, CaptureNote]], warnings: Sequence[str] = ()) -> Taken:
    """Puts profiles of one moment together. Several of one kind and form are added up."""
    found = [one for one, _ in profiles if isinstance(one, GoroutineProfile)]
    leaks = [one for one in found if one.kind == "goroutineleak"]
    goroutines = [one for one in found if one.kind != "goroutineleak"]
    texts = [one for one in goroutines if one.format != "proto"]
    told = [*warnings, *(text for one, _ in profiles for text in one.warnings)]
    chosen = texts or goroutines
    counted = max((one.total for one in goroutines), default=0)
    if texts and sum(one.total for one in texts) < counted // 2 and any(one.cut for one in texts):
        # A dump that was cut loses goroutines without a word; the counts have them all.
        chosen = [one for one in goroutines if one.format == "proto"] or texts
    return Taken(
        _added(chosen) or _added(leaks),
        _added(leaks),
        tuple(note for _, note in profiles),
        tuple(group for one in found for group in one.groups),
        tuple(dict.fromkeys(told)),
        tuple(one for one, _ in profiles if not isinstance(one, GoroutineProfile)),
    )


def build(
    root: str,
    mapper: Mapper,
    findings: Sequence[Finding],
    rules: Sequence[Rule],
    now: Taken,
    before: Taken | None = None,
    settings: Settings | None = None,
    title: str = "",
) -> Report:
    """Joins everything. `before` is an earlier moment of the same service: what rose since is growing."""
    modules = tuple(module.path for module in mapper.workspace.modules)
    for one in (before, now):
        if one is not None:
            mapper.learn_groups(one.groups)
    found: tuple[Cluster, ...] = ()
    if now.main is not None:
        found = clusters(
            now.main,
            settings=settings,
            signatures=signatures({rule.id: rule.signature for rule in rules if rule.signature}),
            modules=modules,
            before=before.main if before is not None else None,
            proven=now.proven,
        )
    report = Report(
        root,
        joint(findings, found, mapper, rules, now.proven),
        now.notes,
        rules={rule.id: note_of(rule) for rule in rules},
        flame=flame(now.main, title=title or Path(root).name) if now.main is not None else None,
        warnings=now.warnings,
        title=title or f"Leaks in {Path(root).name}",
    )
    if before is not None:
        report = compared(report, mapper, before, now, "an earlier capture of the same service")
    return report


def compared(report: Report, mapper: Mapper, before: Taken, after: Taken, caption: str) -> Report:
    """The same report with what changed between two moments. `caption` says what the first one is."""
    if before.main is None or after.main is None:
        return report
    modules = tuple(module.path for module in mapper.workspace.modules)
    places = {
        _key(cluster.site): observe(cluster, mapper).source
        for one in (before.main, after.main)
        for cluster in clusters(one, modules=modules)
    }
    changes: list[SiteChange] = []
    for one in compare(before.main, after.main, modules):
        source = places.get(_key(one.site))
        changes.append(
            _change(one, source.path if source else None, source.line if source else 0, report.root)
        )
    return evolve(report, changes=tuple(changes), before=caption)


def note_of(rule: Rule) -> RuleNote:
    """What a reader of a report is told of a rule, from its README."""
    sections = _sections(rule.doc)
    why = _paragraph(sections.get("why it leaks", "")) or rule.summary
    return RuleNote(rule.title, why, _code(sections.get("use instead", "")))


def _change(one: Change, path: str | None, line: int, root: str) -> SiteChange:
    shown = relative(path, root) if path is not None else ""
    return SiteChange(
        one.site.function, shown, line or one.site.line, one.before, one.after, one.change, one.state
    )


def _key(frame: Frame) -> tuple[str, str, int]:
    return frame.function, frame.file, frame.line


def _added(profiles: Sequence[GoroutineProfile]) -> GoroutineProfile | None:
    if len(profiles) < 2:
        return next(iter(profiles), None)
    states: dict[str, int] = {}
    for one in profiles:
        for state, count in one.states.items():
            states[state] = states.get(state, 0) + count
    return evolve(
        profiles[0],
        total=sum(one.total for one in profiles),
        groups=tuple(group for one in profiles for group in one.groups),
        states=states,
        max_wait_minutes=max(one.max_wait_minutes for one in profiles),
        cut=any(one.cut for one in profiles),
    )


def _note(profile: Profile, name: str, capture: store.Capture | None = None) -> CaptureNote:
    total = profile.total if isinstance(profile, GoroutineProfile) else len(profile.samples)
    time = capture.time if capture is not None else ""
    target = capture.target if capture is not None and capture.target != name else ""
    return CaptureNote(name, profile.kind, profile.format, total, time, target)


def _sections(doc: str) -> dict[str, str]:
    parts = ("\n" + doc).split("\n## ")
    return {part.partition("\n")[0].strip().lower(): part.partition("\n")[2].strip() for part in parts[1:]}


def _paragraph(text: str) -> str:
    """The first paragraph, without Markdown's code marks."""
    return " ".join(text.split("\n\n", 1)[0].split()).replace("`", "")


def _code(text: str) -> str:
    """The first code block."""
    _, fence, rest = text.partition("```")
    return rest.partition("```")[0].partition("\n")[2].rstrip() if fence else ""
