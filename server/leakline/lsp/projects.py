"""The analysis of open texts, project by project: each has the rules and severities that its leakline.toml asks for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from leakline.analysis.checker import Checker
from leakline.analysis.config import FILE, LEVELS, Project, find_root, load_project
from leakline.analysis.finding import Finding
from leakline.analysis.levels import chosen, told_as
from leakline.analysis.rules import Rule
from leakline.analysis.suppress import UNUSED, unused
from leakline.analysis.tomlfile import TomlError
from leakline.overlay.own import with_fit_signatures
from leakline.report.baseline import BaselineError, marked, read
from leakline.settings import Settings
from leakline.text.document import Document
from leakline.text.positions import line_starts


@frozen
class Checked:
    """One project and its analysis."""

    project: Project
    known: tuple[Rule, ...]
    running: tuple[Rule, ...]
    levels: Mapping[str, str]
    checker: Checker


class Projects:
    """Routes texts and questions to the project that a file lies in."""

    def __init__(self, settings: Settings, roots: Sequence[str], rules: Sequence[Rule]) -> None:
        self._settings = settings
        self._roots = tuple(roots)
        self._rules = tuple(rules)
        self._texts: dict[str, Document] = {}
        self._root_of: dict[str, Path | None] = {}
        self._checked: dict[Path | None, Checked] = {}
        for root in roots:
            self._of(str(Path(root, "_")))

    def open(self, path: str, document: Document) -> None:
        self._texts[path] = document
        self._of(path).checker.open(path, document)

    def update(self, path: str, document: Document) -> None:
        self._texts[path] = document
        self._of(path).checker.update(path, document)

    def close(self, path: str) -> None:
        self._texts.pop(path, None)
        self._of(path).checker.close(path)

    def reload(self) -> None:
        """Forgets what was read from the disk, and reads the projects anew."""
        self._root_of.clear()
        self._checked.clear()
        for root in self._roots:
            self._of(str(Path(root, "_")))
        for path, document in self._texts.items():
            self._of(path).checker.open(path, document)

    def findings(self, path: str, hurried: bool = False) -> list[Finding]:
        here = self._of(path)
        config = here.project.config
        excluded = here.project.excluded
        if (excluded is not None and excluded.fits(path)) or (
            not config.include_tests and path.endswith("_test.go")
        ):
            return []
        found = list(here.checker.findings(path, hurried))
        if config.report_unused:
            found = [*found, *self._unused(here, path, found)]
        if here.levels:
            found = told_as(found, (*here.known, UNUSED), here.levels)
        return self._without_known(here, found) if config.baseline else found

    def rules(self) -> dict[str, Rule]:
        """The rules of all projects met so far, beside those that come with Leakline."""
        return {rule.id: rule for here in self._checked.values() for rule in here.project.rules}

    def problems(self) -> dict[str, list[TomlError]]:
        """What is wrong in leakline.toml and rule folders, by absolute path; an empty list for one that is fine."""
        found: dict[str, list[TomlError]] = {}
        for root, here in self._checked.items():
            if root is not None:
                found.setdefault(str(root / FILE), [])
            for problem in (*here.project.mistakes, *here.project.problems):
                found.setdefault(str(Path(problem.path).absolute()), []).append(problem)
        return found

    def _of(self, path: str) -> Checked:
        folder = str(Path(path).parent)
        if folder not in self._root_of:
            self._root_of[folder] = find_root(Path(folder))
        root = self._root_of[folder]
        if root not in self._checked:
            self._checked[root] = self._start(root)
        return self._checked[root]

    def _start(self, root: Path | None) -> Checked:
        project = with_fit_signatures(load_project(root, self._rules)) if root is not None else Project()
        known = (*self._rules, *project.rules)
        ids = {rule.id for rule in known}
        given = self._settings.severity.items()
        wanted = {rule: level for rule, level in given if rule in ids and level in LEVELS}
        levels = {**project.config.rules, **wanted}
        running = chosen(known, levels, self._settings.pedantic or project.config.pedantic)
        checker = Checker(running, self._roots, project.config.include_generated)
        return Checked(project, known, tuple(running), levels, checker)

    def _text(self, path: str) -> bytes | None:
        document = self._texts.get(path)
        if document is not None:
            return document.data
        try:
            return Path(path).read_bytes()
        except OSError:
            return None

    def _unused(self, here: Checked, path: str, found: Sequence[Finding]) -> list[Finding]:
        data = self._text(path)
        if data is None:
            return []
        ran, known = {rule.id for rule in here.running}, {rule.id for rule in here.known}
        whole = {rule.id for rule in here.known if rule.default == "on"} <= ran
        return unused(path, data, line_starts(data), found, ran, known, whole)

    def _without_known(self, here: Checked, found: list[Finding]) -> list[Finding]:
        baseline = here.project.baseline
        if baseline is None:
            return found
        try:
            return marked(found, read(baseline), baseline, self._text)[0]
        except BaselineError:
            return found
