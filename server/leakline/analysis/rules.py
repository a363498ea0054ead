"""Rules as data: loading a rule reads its folder and runs nothing."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

from leakline.analysis.tomlfile import Toml, TomlError, read, texts

SEVERITIES = ("error", "warning", "information", "hint")
ENGINES = (
    *("obligations", "captures", "waitgroups", "channels", "emptyselects", "endless", "locks", "nilchannels"),
    *("receives", "tickers", "timers", "loopdefers", "shadows"),
    *("expired", "timeouts", "detached", "workers"),
    *("doublelocks", "lockorder"),
)

# Every key that a rule.toml may have, with the kind of its value; another one is refused.
KEYS = {
    "id": "text",
    "title": "text",
    "severity": "text",
    "tags": "texts",
    "summary": "text",
    "engine": "text",
    "default": "text",
    "go": "text",
    "beyond": "flag",
    "acquire": "tables",
    "release": "any",
    "fix": "table",
    "signature": "any",
    "joint": "any",
}
ACQUIRE_KEYS = {
    "call": "text",
    "result": "number",
    "error": "number",
    "severity": "text",
    "release": "flag",
    "subject": "text",
    "until": "texts",
    "carrier": "number",
    "drain": "number",
    "fix": "flag",
    "method": "text",
    "verb": "text",
    "type": "text",
}
RELEASE_KEYS = {
    "method": "texts",
    "function": "texts",
    "call": "flag",
    "verb": "text",
    "type": "texts",
    "ends": "texts",
    "insert": "text",
    "lent": "flag",
    "what": "text",
    "launch_keeps": "flag",
    "received": "text",
    "start_up": "flag",
}
FIX_KEYS = {"title": "text", "insert": "text", "where": "text", "safe": "flag", "name": "text"}

AUTO = -1
"""As the error of an acquisition: its last result, where that is an error."""

RuleError = TomlError
"""A rule folder that cannot be read. The text is one sentence for its author."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@frozen
class Release:
    """How one kind of resource is released."""

    path: tuple[str, ...] = ()
    """Fields from the resource to what is released: `("Body",)`."""
    methods: tuple[str, ...] = ()
    """Methods that release; empty where the resource is a function that is called."""
    functions: frozenset[str] = frozenset()
    """Functions and methods that release what they are given, named as in Acquire."""
    call: bool = False
    """Whether the resource is a function that is called to release it."""
    verb: str = "closed"
    """What the resource is once it is released, as a message says it."""
    ends: tuple[str, ...] = ()
    """Methods that release it by themselves where they answer false: `Next` of rows."""
    types: tuple[str, ...] = ()
    """Canonical types of the resource: what a wrapper of the module returns, too."""
    insert: str = ""
    """What a fix inserts for this kind, where that differs from the rule's."""
    own: bool = False
    """Whether a team brought it."""
    fields: tuple[str, ...] = ()
    """Fields of the resource whose own methods release it, too: `("Process",)`."""
    launch_keeps: bool = False
    """Whether a goroutine that mentions the resource is its new owner."""
    received: str = ""
    """A field that is a channel: once something came out of it, nothing is owed."""
    lent: bool = False
    """Whether a callee that cannot be looked into only borrows it, whatever it is called."""


@frozen
class Acquire:
    """A call that gives a resource away."""

    call: str
    """`net/http.Get`, `(*net/http.Client).Do`, `(net/http.RoundTripper).RoundTrip`."""
    result: int = 0
    error: int | None = None
    """Which result is the error that tells whether there is a resource; None where there always is one, AUTO where the
    function's signature tells."""
    severity: str | None = None
    releasable: bool = True
    """False where nothing can release it, so that it is lost wherever the function returns."""
    subject: str = ""
    """`receiver` or `argument N` where the call acquires on what it is given; "" for a result."""
    until: tuple[str, ...] = ()
    """Methods of the call's receiver that take the resource over."""
    carrier: int | None = None
    """Another result that carries the resource along: a context with its span."""
    drain: int | None = None
    """Another result, a function whose last result is false once nothing is owed any more."""
    fixable: bool = True
    method: str = ""
    """The method that releases this one, where the rule's are several."""
    verb: str = ""
    """What this one is once it is released, where the rule says it of another kind."""
    release: Release = Release()


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
    asked: bool = False
    """Whether it was asked for, by name or with `--pedantic`: a rule may keep its doubtful half for that."""
    acquires: Mapping[str, tuple[Acquire, ...]] = field(factory=dict[str, tuple[Acquire, ...]])
    """Callee -> what its results give to the caller."""
    beyond: bool = False
    """Whether what constructors of the module own, and what sibling sites close, is owed, too."""
    releases: tuple[Release, ...] = ()
    """The kinds of resource, the first of which is meant where a row names none."""
    start_up: bool = True
    """False where what main acquires is needed for as long as the process lives."""
    what: str = ""
    """How a message calls the resource, with {name}: `the process of {name}`."""
    go_below: tuple[int, int] | None = None
    """The Go version from which on the runtime releases the resource by itself; None where none does."""
    fix: Mapping[str, Any] | None = None
    signature: Any = None
    """The raw `[signature]` table or tables, as leaks/signatures.py reads them."""
    joint: Mapping[str, Any] | None = None
    """How the leak looks within the function that has the finding."""
    own: bool = False
    """Whether a team brought it: then only what its calls are seen to give is owed."""
    advice: str = ""
    """What a finding says behind its own words."""

    @cached_property
    def kinds(self) -> Mapping[str, Release]:
        """Canonical type -> how such a resource is released."""
        return {name: release for release in self.releases for name in release.types}

    @cached_property
    def acquired_in(self) -> Mapping[str, Sequence[tuple[bytes, bool]]]:
        """Import path -> the names of the functions and methods that acquire there, and whether each is a function."""
        found: dict[str, dict[tuple[bytes, bool], None]] = {}
        for name in self.acquires:
            inner = name[1 : name.index(")")].lstrip("*") if name.startswith("(") else name
            called = name.rpartition(".")[2].encode(), inner is name
            found.setdefault(inner.rpartition(".")[0], {})[called] = None
        return {path: list(names) for path, names in found.items()}

    @property
    def acquires_on_subjects(self) -> bool:
        return any(row.subject for rows in self.acquires.values() for row in rows)

    @property
    def doc(self) -> str:
        """The text of its README."""
        try:
            return self.page.read_text("utf-8") if self.page is not None else ""
        except (OSError, ValueError):
            return ""

    @property
    def page(self) -> Path | None:
        """Its README; None where it has none."""
        page = self.folder / "README.md"
        return page if self.folder.name == self.id and page.is_file() else None


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


def load_rule(folder: Path, shown_as: str | None = None) -> Rule:
    """Reads one rule folder, whose file messages call `shown_as`. Raises RuleError with its place and what to do."""
    toml = read(folder / "rule.toml", shown_as)
    table = toml.table
    toml.check((), table, KEYS, ("id", "title", "severity", "engine", "summary"))
    if not is_id(table["id"]):
        raise toml.error(
            ("id",),
            f'the id must be lower case words with hyphens, such as "unclosed-rows", not {table["id"]}',
        )
    if table["id"] != folder.name:
        raise toml.error(
            ("id",),
            f"the id is {table['id']}, but the folder's name is {folder.name}; they must be equal",
        )
    choice(toml, ("severity",), table["severity"], SEVERITIES)
    choice(toml, ("engine",), table["engine"], ENGINES)
    choice(toml, ("default",), table.get("default", "on"), ("on", "off"))
    if "fix" in table:
        toml.check(("fix",), table["fix"], FIX_KEYS, ("title",))
        check_braces(toml, table["fix"])
    releases = _releases(toml)
    given: Any = table.get("release", {})
    first = cast("Mapping[str, Any]", given[0] if isinstance(given, list) and given else given)
    return Rule(
        id=table["id"],
        title=table["title"],
        severity=table["severity"],
        summary=table["summary"],
        engine=table["engine"],
        folder=folder,
        tags=texts(table.get("tags")),
        default=table.get("default", "on"),
        acquires=_acquires(toml, releases),
        beyond=table.get("beyond", False),
        releases=releases,
        start_up=first.get("start_up", True),
        what=first.get("what", ""),
        go_below=_go_below(toml),
        fix=table.get("fix"),
        signature=table.get("signature"),
        joint=table.get("joint"),
    )


def _releases(toml: Toml) -> tuple[Release, ...]:
    """The `[release]` table, or the `[[release]]` tables of a rule with several kinds of resource."""
    given = toml.table.get("release", {})
    if not isinstance(given, list):
        return (_release(toml, ("release",), given),)
    tables = cast("list[object]", given)
    return tuple(_release(toml, ("release", at), table) for at, table in enumerate(tables))


def _release(toml: Toml, at: tuple[str | int, ...], given: object) -> Release:
    toml.check(at, given, RELEASE_KEYS, ())
    table = cast("Mapping[str, Any]", given)
    paths = texts(table.get("method"))
    return Release(
        path=tuple(paths[0].split(".")[:-1]) if paths else (),
        methods=tuple(each.rpartition(".")[2] for each in paths),
        functions=frozenset(texts(table.get("function"))),
        call=table.get("call", False),
        verb=table.get("verb") or verb_of(table.get("call", False), paths),
        ends=texts(table.get("ends")),
        types=texts(table.get("type")),
        insert=table.get("insert", ""),
        fields=tuple({each.split(".")[0]: 0 for each in paths if "." in each and "." not in paths[0]}),
        launch_keeps=table.get("launch_keeps", False),
        received=table.get("received", ""),
        lent=table.get("lent", False),
    )


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None and len(text) <= 60


def choice(toml: Toml, keys: tuple[str | int, ...], given: str, allowed: Sequence[str]) -> None:
    """Refuses a text that is none of some. Raises TomlError."""
    if given not in allowed:
        raise toml.error(keys, f"{keys[-1]} must be one of {', '.join(allowed)}, not {given}")


def check_subject(toml: Toml, keys: tuple[str | int, ...], given: str) -> None:
    if given and not re.fullmatch(r"receiver|argument \d{1,2}", given):
        raise toml.error(keys, f"subject must be receiver, or argument 0 and so on, not {given}")


def check_braces(toml: Toml, fix: Mapping[str, str]) -> None:
    for key in ("title", "insert"):
        try:
            fix.get(key, "").format(name="x", prefix="", method="")
        except (KeyError, ValueError, IndexError, AttributeError):
            raise toml.error(
                ("fix", key), f"{key} may hold {{name}} for the variable; other braces are written twice"
            ) from None


_VERBS = {
    "Close": "closed",
    "Stop": "stopped",
    "Unlock": "unlocked",
    "Release": "released",
    "Put": "put back",
    "Return": "given back",
    "Free": "freed",
    "Remove": "removed",
    "RemoveAll": "removed",
    "Shutdown": "shut down",
    "Destroy": "destroyed",
    "End": "ended",
    "Finish": "finished",
    "Cancel": "cancelled",
    "Unsubscribe": "unsubscribed",
}


def verb_of(call: bool, paths: Sequence[str]) -> str:
    """What a resource is once it is released."""
    if call:
        return "called"
    return _VERBS.get(paths[0].rpartition(".")[2], "closed") if paths else "closed"


def _go_below(toml: Toml) -> tuple[int, int] | None:
    text = toml.table.get("go")
    if text is None:
        return None
    given = re.fullmatch(r"<(\d+)\.(\d+)", text)
    if given is None:
        raise toml.error(("go",), f'go must be a range such as "<1.23", not {text}')
    return int(given[1]), int(given[2])


def _acquires(toml: Toml, releases: Sequence[Release]) -> dict[str, tuple[Acquire, ...]]:
    out: dict[str, tuple[Acquire, ...]] = {}
    kinds = {name: release for release in releases for name in release.types}
    for at, row in enumerate(toml.table.get("acquire", [])):
        toml.check(("acquire", at), row, ACQUIRE_KEYS, ("call",))
        if "severity" in row:
            choice(toml, ("acquire", at, "severity"), row["severity"], SEVERITIES)
        check_subject(toml, ("acquire", at, "subject"), row.get("subject", ""))
        call, kind = row["call"], row.get("type")
        if kind is not None and kind not in kinds:
            raise toml.error(("acquire", at, "type"), f"{kind} is the type of no [[release]]")
        made = Acquire(
            call,
            row.get("result", 0),
            row.get("error"),
            row.get("severity"),
            row.get("release", True),
            row.get("subject", ""),
            texts(row.get("until")),
            row.get("carrier"),
            row.get("drain"),
            row.get("fix", True),
            row.get("method", ""),
            row.get("verb", ""),
            kinds[kind] if kind is not None else releases[0],
        )
        out[call] = (*out.get(call, ()), made)
    return out
