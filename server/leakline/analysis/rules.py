"""Rules as data: loading a rule reads its folder and runs nothing."""

import importlib
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

_toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

SEVERITIES = ("error", "warning", "information", "hint")
ENGINES = ("obligations", "captures", "waitgroups", "channels", "locks", "receives", "tickers")


class RuleError(Exception):
    """A rule folder that cannot be read. The text is one sentence for its author."""


@frozen
class Acquire:
    """A call that gives a resource away."""

    call: str
    """`net/http.Get`, `(*net/http.Client).Do`, `(net/http.RoundTripper).RoundTrip`."""
    result: int = 0
    error: int | None = None
    """Which result is the error that tells whether there is a resource; None where there always is one."""
    severity: str | None = None
    releasable: bool = True
    """False where nothing can release it, so that it is lost wherever the function returns."""


@frozen
class Rule:
    """One folder of rules/."""

    id: str
    title: str
    severity: str
    summary: str
    engine: str
    folder: Path
    tags: tuple[str, ...] = ()
    default: str = "on"
    """`on`, or `off` where only `--pedantic` or a setting turns it on."""
    acquires: Mapping[str, Acquire] = field(factory=dict[str, Acquire])
    release_path: tuple[str, ...] = ()
    """Fields from the resource to what is released: `("Body",)`."""
    release_methods: tuple[str, ...] = ()
    """Methods that release; empty where the resource is a function that is called."""
    release_call: bool = False
    release_verb: str = "closed"
    """What the resource is once it is released, as a message says it."""
    go_below: tuple[int, int] | None = None
    """The Go version from which on the runtime releases the resource by itself; None where none does."""
    resource: str = ""
    """Canonical type of the resource: what a wrapper of the module returns, too."""
    fix: Mapping[str, Any] | None = None
    signature: Any = None
    """The raw `[signature]` table or tables, as leaks/signatures.py reads them."""
    joint: Mapping[str, Any] | None = None
    """How the leak looks within the function that has the finding."""

    @property
    def doc(self) -> str:
        """The text of its README."""
        try:
            return (self.folder / "README.md").read_text("utf-8")
        except OSError:
            return ""


def rules_folder() -> Path:
    """Where the rules that come with Leakline lie: inside the installed package, or beside server/ in a checkout."""
    inside = Path(__file__).parent.parent / "_rules"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "rules"


def load_rules(folder: Path | None = None) -> list[Rule]:
    """All rules of a folder of rule folders, by id. Raises RuleError."""
    return list(_load(folder or rules_folder()))


@cache
def _load(folder: Path) -> tuple[Rule, ...]:
    return tuple(load_rule(path.parent) for path in sorted(folder.glob("*/rule.toml")))


def load_rule(folder: Path) -> Rule:
    """Reads one rule folder. Raises RuleError with file, line and what to do."""
    path = folder / "rule.toml"
    try:
        table: dict[str, Any] = _toml.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise RuleError(f"{path}: is no valid TOML: {error}") from error
    for key in ("id", "title", "severity", "engine", "summary"):
        if not isinstance(table.get(key), str):
            raise RuleError(f'{path}: needs a line {key} = "…"')
    if table["id"] != folder.name:
        raise RuleError(
            f"{path}: the id is {table['id']}, but the folder's name is {folder.name}; they must be equal"
        )
    if table["severity"] not in SEVERITIES:
        raise RuleError(f"{path}: severity must be one of {', '.join(SEVERITIES)}, not {table['severity']}")
    if table["engine"] not in ENGINES:
        raise RuleError(f"{path}: engine must be one of {', '.join(ENGINES)}, not {table['engine']}")
    release = cast("dict[str, Any]", table.get("release", {}))
    paths = _methods(path, release)
    return Rule(
        id=table["id"],
        title=table["title"],
        severity=table["severity"],
        summary=table["summary"],
        engine=table["engine"],
        folder=folder,
        tags=tuple(table.get("tags", ())),
        default=table.get("default", "on"),
        acquires=_acquires(path, table.get("acquire", [])),
        release_path=tuple(paths[0].split(".")[:-1]) if paths else (),
        release_methods=tuple(each.rpartition(".")[2] for each in paths),
        release_call=bool(release.get("call", False)),
        release_verb=_verb(release, paths),
        go_below=_go_below(path, table.get("go")),
        resource=str(release.get("type", "")),
        fix=table.get("fix"),
        signature=table.get("signature"),
        joint=table.get("joint"),
    )


def _methods(path: Path, release: Mapping[str, Any]) -> list[str]:
    given = release.get("method", [])
    listed = cast("list[object]", given) if isinstance(given, list) else [given]
    if not all(isinstance(each, str) for each in listed):
        raise RuleError(f'{path}: [release] method must be a name such as "Close", or a list of names')
    return cast("list[str]", listed)


_VERBS = {"Close": "closed", "Stop": "stopped", "Unlock": "unlocked", "Release": "released"}


def _verb(release: Mapping[str, Any], methods: Sequence[str]) -> str:
    if release.get("verb"):
        return str(release["verb"])
    if release.get("call"):
        return "called"
    return _VERBS.get(methods[0].rpartition(".")[2], "closed") if methods else "closed"


def _go_below(path: Path, text: object) -> tuple[int, int] | None:
    if text is None:
        return None
    given = re.fullmatch(r"<(\d+)\.(\d+)", str(text))
    if given is None:
        raise RuleError(f'{path}: go must be a range such as "<1.23", not {text}')
    return int(given[1]), int(given[2])


def _acquires(path: Path, rows: object) -> dict[str, Acquire]:
    out: dict[str, Acquire] = {}
    for row in cast("Sequence[dict[str, Any]]", rows) if isinstance(rows, list) else ():
        call = row.get("call")
        if not isinstance(call, str):
            raise RuleError(f'{path}: an [[acquire]] needs a line call = "import/path.Name"')
        out[call] = Acquire(
            call,
            int(row.get("result", 0)),
            row.get("error"),
            row.get("severity"),
            bool(row.get("release", True)),
        )
    return out
