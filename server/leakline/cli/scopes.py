"""What a run of `leakline check` covers: paths, grouped by the project that they lie in, with the rules for each."""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from leakline.analysis.config import LEVELS, Project, load_project, near, project_of
from leakline.analysis.levels import chosen
from leakline.analysis.rules import Rule, load_rules
from leakline.cli.main import UsageError
from leakline.report.text import printable


@frozen
class Scope:
    """Paths of one project, and what runs over them."""

    project: Project
    paths: tuple[str, ...]
    known: tuple[Rule, ...]
    """All rules that there are here, also those that do not run."""
    rules: tuple[Rule, ...]
    """Those that run."""
    levels: Mapping[str, str]
    """By rule, a word of config.LEVELS."""
    include_generated: bool
    named: frozenset[str]
    """Files that were named themselves: those are not passed over."""

    def holds(self, path: str) -> bool:
        """Whether a file lies in one of the paths."""
        return any(path == given or Path(path).is_relative_to(given) for given in self.paths)

    def skips(self, path: str) -> bool:
        """Whether the project's configuration passes a file or folder over."""
        if path in self.named:
            return False
        if not self.project.config.include_tests and path.endswith("_test.go"):
            return True
        excluded = self.project.excluded
        return excluded is not None and excluded.fits(path)


def scopes_of(paths: Sequence[str], args: argparse.Namespace, rules: Sequence[Rule]) -> list[Scope]:
    """The projects around some paths. Raises UsageError for mistakes in a leakline.toml, and tells of rules left out."""
    groups: dict[Path | None, tuple[Project, list[str]]] = {}
    for path in paths:
        project = _project(path, args, rules)
        if any(rule.signature for rule in project.rules):
            from leakline.overlay.own import with_fit_signatures

            project = with_fit_signatures(project)
        groups.setdefault(project.root, (project, []))[1].append(path)
    return [_scope(project, inside, args, rules) for project, inside in groups.values()]


def scope_of(path: str) -> Scope:
    """What a project asks for around one path, without options of the command line. Raises UsageError."""
    none = argparse.Namespace(
        no_config=False, config=None, rule=None, severity=None, pedantic=False, generated=False
    )
    (scope,) = scopes_of([path], none, load_rules())
    return scope


def _project(path: str, args: argparse.Namespace, rules: Sequence[Rule]) -> Project:
    if args.no_config:
        return Project()
    if args.config is None:
        return project_of(Path(path), rules)
    file = Path(args.config)
    if not file.is_file():
        raise UsageError(f"{printable(args.config)} does not exist; give the file that --config names")
    return load_project(file.parent.resolve(), rules, file)


def _scope(project: Project, paths: Sequence[str], args: argparse.Namespace, rules: Sequence[Rule]) -> Scope:
    if project.mistakes:
        more = [printable(str(mistake)) for mistake in project.mistakes]
        raise UsageError("\nleakline: ".join(more))
    for problem in project.problems:
        print(f"leakline: {printable(str(problem))}; it was left out", file=sys.stderr)
    known = (*rules, *project.rules)
    ids = {rule.id for rule in known}
    for name in args.rule or ():
        check_rule(name, ids)
    levels = {**project.config.rules, **_levels(args.severity or (), ids)}
    running = chosen(known, levels, args.pedantic or project.config.pedantic, args.rule or None)
    return Scope(
        project,
        tuple(paths),
        known,
        tuple(running),
        levels,
        args.generated or project.config.include_generated,
        frozenset(path for path in paths if not Path(path).is_dir()),
    )


def check_rule(name: str, ids: Iterable[str]) -> None:
    """Refuses the id of a rule that there is not."""
    known = sorted(ids)
    if name not in known:
        raise UsageError(f"there is no rule {printable(name)}{near(name, known)}")


def _levels(given: Iterable[str], ids: Iterable[str]) -> dict[str, str]:
    """`RULE=LEVEL` of the command line."""
    levels: dict[str, str] = {}
    for text in given:
        rule, equals, level = text.partition("=")
        if not equals or level not in LEVELS:
            raise UsageError(
                f"--severity takes RULE=LEVEL, and the level is one of {', '.join(LEVELS)}, not {printable(text)}"
            )
        check_rule(rule, ids)
        levels[rule] = level
    return levels


def existing(paths: Iterable[str]) -> list[str]:
    """Go's `./...` means the folder here, which is searched with all below it anyway."""
    found: list[str] = []
    for path in paths:
        plain = path[: -len("...")].rstrip("/" + os.sep) or "." if path.endswith("...") else path
        if not Path(plain).exists():
            raise UsageError(f"{printable(plain)} does not exist; name a Go file or a folder")
        if not Path(plain).is_dir() and not plain.endswith(".go"):
            print(f"leakline: {printable(plain)} is no Go file and was left out", file=sys.stderr)
            continue
        if not Path(plain).is_dir():
            _readable(plain)
        found.append(plain)
    return list(dict.fromkeys(found))


def _readable(path: str) -> None:
    """A file that was named and cannot be read is told as wrong use: silence would look like a clean file."""
    if not Path(path).is_file():
        raise UsageError(f"{printable(path)} is no regular file; name a Go file or a folder")
    try:
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"{printable(path)} cannot be read: {error.strerror}") from None
