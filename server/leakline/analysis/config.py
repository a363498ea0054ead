"""`leakline.toml`: what a project asks of the check. Reading it runs nothing, and no path in it leads out of its folder."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import attrs
from attrs import evolve, field, frozen

from leakline.analysis.globs import Globs
from leakline.analysis.pairs import read_pairs
from leakline.analysis.rules import SEVERITIES, Rule, load_rule
from leakline.analysis.tomlfile import Toml, TomlError, read, texts

FILE = "leakline.toml"
OWN_RULES = Path(".leakline", "rules")
LEVELS = ("on", "off", *SEVERITIES)
"""What may stand for a rule: whether it runs, or also how severe its findings are."""

_MOST_RULES = 500


@frozen
class Config:
    """The keys of leakline.toml. Its JSON schema and the page in docs/ are generated from this class."""

    pedantic: bool = False
    """Also run the rules that are off by default, because they are often wrong without knowing the whole program."""
    include_tests: bool = True
    """Check `_test.go` files too."""
    include_generated: bool = False
    """Check generated files (`// Code generated … DO NOT EDIT.`) too."""
    exclude: tuple[str, ...] = ()
    """Files and folders that are passed over: globs from the folder of leakline.toml, where `*` stays within a name and
    `**` does not; one without a slash, such as `*.pb.go`, fits at any depth."""
    baseline: str = ""
    """A file with known findings, as `leakline check --write-baseline` wrote it; what stands in it is not told again."""
    report_unused: bool = False
    """Report comments that ignore nothing."""
    rules: Mapping[str, str] = field(factory=dict[str, str])
    """By rule: `on` or `off`, or a severity for its findings (`error`, `warning`, `information`, `hint`). Findings that
    count less than others of their rule, such as those in tests, are not raised."""


@frozen
class Project:
    """What holds for a path: the configuration around it and the rules that it brings."""

    root: Path | None = None
    """The folder of leakline.toml or .leakline/; None where there is neither."""
    config: Config = field(factory=Config)
    rules: tuple[Rule, ...] = ()
    """The project's own."""
    problems: tuple[TomlError, ...] = ()
    """What is wrong in pairs and rule folders; each was left out, and the others go on."""
    mistakes: tuple[TomlError, ...] = ()
    """What is wrong in leakline.toml otherwise; defaults stand for it."""

    @property
    def excluded(self) -> Globs | None:
        if self.root is None or not self.config.exclude:
            return None
        return Globs(str(self.root), self.config.exclude)

    @property
    def baseline(self) -> Path | None:
        return self.root / self.config.baseline if self.root and self.config.baseline else None


def kind_of(attribute: "attrs.Attribute[Any]") -> str:
    """The kind of a field, in the words of tomlfile."""
    if attribute.type is bool:
        return "flag"
    return {"exclude": "texts", "rules": "names"}.get(attribute.name, "text")


def key_of(name: str) -> str:
    return name.replace("_", "-")


KEYS = {key_of(a.name): kind_of(a) for a in attrs.fields(Config)} | {"pair": "tables", "gate": "table"}


def find_root(start: Path) -> Path | None:
    """The nearest folder from `start` upwards with a leakline.toml or .leakline/rules, within the repository."""
    folder = start if start.is_dir() else start.parent
    try:
        folder = folder.resolve()
        while not folder.exists() and folder.parent != folder:
            folder = folder.parent  # a text that is not saved yet
        device = folder.stat().st_dev
        for here in (folder, *folder.parents):
            if here.stat().st_dev != device:
                return None
            if (here / FILE).is_file() or (here / OWN_RULES).is_dir():
                return here
            if (here / ".git").exists():
                return None
    except OSError:
        return None
    return None


def project_of(start: Path, known: Sequence[Rule]) -> Project:
    """The project around a file or folder. `known` are the rules that come with Leakline."""
    root = find_root(start)
    return load_project(root, known) if root is not None else Project()


def load_project(root: Path, known: Sequence[Rule], file: Path | None = None) -> Project:
    """The project of a folder, with the file in it or another one."""
    taken = {rule.id for rule in known}
    rules, problems = _own_rules(root, taken)
    taken |= {rule.id for rule in rules}
    path = file or root / FILE
    if file is None and not path.is_file():
        return Project(root, Config(), tuple(rules), tuple(problems))
    try:
        if file is None:
            _inside(root, path, FILE)
        toml = read(path, shown(path))
    except TomlError as error:
        return Project(root, Config(), tuple(rules), tuple(problems), (error,))
    pairs = read_pairs(toml, root, taken)
    taken |= {rule.id for rule in pairs.rules}
    config, mistakes = _config(toml, root, taken)
    return Project(root, config, (*rules, *pairs.rules), (*problems, *pairs.problems), tuple(mistakes))


def shown(path: Path) -> str:
    """A path as a message names it: from the working directory, where it lies below it."""
    try:
        return str(Path.cwd().joinpath(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _inside(root: Path, path: Path, name: str) -> None:
    if not path.resolve().is_relative_to(root.resolve()):
        raise TomlError(shown(root / name), 0, 0, "leads out of the project's folder; it is not read")


def _own_rules(root: Path, taken: Collection[str]) -> tuple[list[Rule], list[TomlError]]:
    rules: list[Rule] = []
    problems: list[TomlError] = []
    try:
        folders = sorted(path.parent for path in (root / OWN_RULES).glob("*/rule.toml"))
    except OSError:
        folders = []
    for folder in folders[:_MOST_RULES]:
        name = shown(folder / "rule.toml")
        try:
            _inside(root, folder / "rule.toml", str(OWN_RULES / folder.name / "rule.toml"))
            rule = load_rule(folder, name)
            if rule.id in taken:
                raise TomlError(name, 1, 1, f"there is a rule {rule.id} already; give this one another id")
            if rule.engine != "obligations":
                raise TomlError(
                    name, 1, 1, f'a rule of a project has engine = "obligations", not "{rule.engine}"'
                )
            rules.append(evolve(rule, own=True))
        except TomlError as error:
            problems.append(error)
    if len(folders) > _MOST_RULES:
        name = shown(root / OWN_RULES)
        problems.append(
            TomlError(name, 0, 0, f"holds more than {_MOST_RULES} rules; the others are left out")
        )
    return rules, problems


def _config(toml: Toml, root: Path, ids: Collection[str]) -> tuple[Config, list[TomlError]]:
    chosen: dict[str, Any] = {}
    mistakes: list[TomlError] = []
    for key, value in toml.table.items():
        try:
            toml.check((), {key: value}, KEYS, ())
            if key == "rules":
                chosen[key] = _levels(toml, cast("Mapping[str, str]", value), ids, mistakes)
            elif key == "baseline":
                _check_baseline(toml, root, value)
                chosen[key] = value
            elif key not in ("pair", "gate"):  # `gate` is read by the command of that name
                chosen[key.replace("-", "_")] = texts(value) if KEYS[key] == "texts" else value
        except TomlError as error:
            mistakes.append(error)
    return Config(**chosen), mistakes


def _check_baseline(toml: Toml, root: Path, value: str) -> None:
    try:
        inside = (root / value).resolve().is_relative_to(root.resolve())
    except (OSError, ValueError):
        inside = False
    if not inside:
        raise toml.error(("baseline",), f"baseline must lie below {FILE}, not at {value}")


def _levels(
    toml: Toml, given: Mapping[str, str], ids: Collection[str], mistakes: list[TomlError]
) -> dict[str, str]:
    levels: dict[str, str] = {}
    for rule, level in given.items():
        if rule not in ids:
            said = f"there is no rule {rule}{near(rule, ids)}"
        elif level not in LEVELS:
            said = f"{rule} must be one of {', '.join(LEVELS)}, not {level}"
        else:
            levels[rule] = level
            continue
        mistakes.append(toml.error(("rules", rule), said))
    return levels


def near(name: str, known: Collection[str]) -> str:
    """How an unknown rule id ends a sentence."""
    found = get_close_matches(name, known, 1)
    return f"; did you mean {found[0]}?" if found else "; `leakline rules` lists them"
