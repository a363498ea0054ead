"""A team's own pairs: what is acquired by one call and must be released by another, in four lines of TOML.

    [[pair]]
    acquire = "example.com/db.Open"
    release = "Close"

`release` says how: `Close` or `Body.Close` is a method of the resource, `example.com/db.Put` a function that takes it,
`(*Pool).Put` or `Put(x)` a method of what acquired it, and `()` calls the resource, which is a function then.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from leakline.analysis.rules import AUTO, SEVERITIES, Acquire, Rule, check_subject, choice, is_id, verb_of
from leakline.analysis.rules import Release as Owed
from leakline.analysis.tomlfile import Key, Toml, TomlError, fits, texts
from leakline.golang.types import Signature
from leakline.golang.world import World

KEYS = {
    "acquire": "texts",
    "release": "texts",
    "id": "text",
    "title": "text",
    "message": "text",
    "severity": "text",
    "result": "number",
    "subject": "text",
    "error": "number",
    "type": "text",
    "verb": "text",
}
"""Every key of a [[pair]], with the kind of its value."""

MEANINGS = {
    "acquire": "the function or method that gives the resource: `example.com/db.Open`, "
    "`(*example.com/db.Pool).Get`; or several",
    "release": "what releases it: `Close` (a method of it), `example.com/db.Put` (takes it), `(*Pool).Put` "
    "or `Put(x)` (a method of what acquired it), `()` (it is a function, and calling it releases); or several",
    "id": "the rule's id; made from `acquire` where it is left out",
    "title": "what the rule is called",
    "message": "what a finding says behind its own words, such as what to use instead",
    "severity": "`error`, `warning` (the default), `information` or `hint`",
    "result": "which result is the resource, from 0 (the default)",
    "subject": "what the call acquires on, where it is no result: `receiver` (as for a Start that wants a Stop) "
    "or `argument 0`; only what the function made itself is followed",
    "error": "which result tells that there is none; the last one, where it is an error, is taken for it",
    "type": "the resource's type, `*example.com/db.Conn`; told from the signature where its source is at hand",
    "verb": "what the resource is once it is released: `closed`",
}
"""What each key means, for the documentation."""

_PATH = r"[\w~][\w.~-]*(?:/[\w.~-]+)*"
_FUNCTION = re.compile(rf"({_PATH})\.(\w+)")
_METHOD = re.compile(rf"\((\*?)({_PATH})\.(\w+)\)\.(\w+)")
_SHORT = re.compile(r"\((\*?)(\w+)\)\.(\w+)")
_FIELDS = re.compile(r"\w+(?:\.\w+)*")
_ARGUMENT = re.compile(r"\(\w+\)$")
_LIKE_METHOD = re.compile(rf"({_PATH})\.([A-Z]\w*)\.([A-Z]\w*)")


@frozen
class Release:
    """The ways of release of one pair, sorted by what they are."""

    methods: tuple[str, ...] = ()
    """Dotted, from the resource."""
    functions: tuple[str, ...] = ()
    call: bool = False
    fix: str = ""
    """What a deferred release looks like; `{name}` is the variable, `{prefix}` what stands before the acquirer's name."""


@frozen
class Read:
    """The pairs of a file: rules, and what is wrong with the others."""

    rules: list[Rule] = field(factory=list[Rule])
    problems: list[TomlError] = field(factory=list[TomlError])


def read_pairs(toml: Toml, folder: Path, taken: Collection[str]) -> Read:
    """The rules of a file's [[pair]] tables, which lies in `folder`. A wrong one is told, and the others go on.

    `taken` are ids of other rules.
    """
    found = Read()
    rows = toml.table.get("pair", [])
    for at, row in enumerate(rows if fits(rows, "tables") else ()):
        try:
            rule = _rule(toml, at, row, folder)
            if rule.id in taken or any(rule.id == other.id for other in found.rules):
                raise toml.error(
                    ("pair", at, "id"), f'there is a rule {rule.id} already; give this one another id = "…"'
                )
            found.rules.append(rule)
        except TomlError as error:
            found.problems.append(error)
    return found


def _rule(toml: Toml, at: int, row: Mapping[str, Any], folder: Path) -> Rule:
    toml.check(("pair", at), row, KEYS, ("acquire", "release"))
    calls = texts(row["acquire"])
    if not calls:
        raise toml.error(("pair", at, "acquire"), "acquire names no call")
    for call in calls:
        _check_acquire(toml, ("pair", at, "acquire"), call)
    severity = row.get("severity", "warning")
    choice(toml, ("pair", at, "severity"), severity, SEVERITIES)
    id = row.get("id") or _id_of(calls[0])
    if not is_id(id):
        raise toml.error(
            ("pair", at, "id"),
            f'the id must be lower case words with hyphens, such as "unclosed-db", not {id}',
        )
    check_subject(toml, ("pair", at, "subject"), row.get("subject", ""))
    release = _release(toml, ("pair", at, "release"), texts(row["release"]), calls[0])
    verb = row.get("verb") or verb_of(release.call, [*release.methods, *release.functions])
    paths = release.methods
    if len({each.rpartition(".")[0] for each in paths}) > 1:
        raise toml.error(
            ("pair", at, "release"), "the methods of release must all be called on the same field"
        )
    fix = {
        "title": f"Release it: {release.fix}",
        "insert": release.fix,
        "where": "after-error-check",
        "safe": True,
    }
    owed = Owed(
        path=tuple(paths[0].split(".")[:-1]) if paths else (),
        methods=tuple(each.rpartition(".")[2] for each in paths),
        functions=frozenset(name for each in release.functions for name in _spellings(each)),
        call=release.call,
        verb=verb,
        types=texts(row.get("type")),
        own=True,
    )
    acquires = {
        name: (
            Acquire(
                name,
                row.get("result", 0),
                row.get("error", AUTO),
                subject=row.get("subject", ""),
                release=owed,
            ),
        )
        for call in calls
        for name in _spellings(call)
    }
    return Rule(
        id=id,
        title=row.get("title", f"Value of {_short(calls[0])} not {verb}"),
        severity=severity,
        summary=f"What {_short(calls[0])} gives must be {verb} on every path.",
        engine="obligations",
        folder=folder / ".leakline" / "rules" / id,
        tags=("leak", "own"),
        acquires=acquires,
        releases=(owed,),
        fix=fix if release.fix else None,
        own=True,
        advice=row.get("message", ""),
    )


def _check_acquire(toml: Toml, keys: tuple[Key, ...], call: str) -> None:
    method = _LIKE_METHOD.fullmatch(call)
    if method is not None:
        path, owner, name = method.groups()
        raise toml.error(keys, f"{call} is no function; is it the method (*{path}.{owner}).{name}?")
    if not _FUNCTION.fullmatch(call) and not _METHOD.fullmatch(call):
        raise toml.error(
            keys,
            f"{call} must be an import path and a name, such as example.com/db.Open or (*example.com/db.Pool).Get",
        )


def _release(toml: Toml, keys: tuple[Key, ...], given: tuple[str, ...], acquire: str) -> Release:
    if not given:
        raise toml.error(keys, 'release names nothing; a method of the resource is release = "Close"')
    found = Release()
    for text in given:
        one = _one_release(text.strip(), acquire)
        if one is None:
            raise toml.error(
                keys,
                f"{text} releases nothing: write a method (Close), a function (example.com/db.Put), "
                "a method of the acquirer ((*Pool).Put) or ()",
            )
        found = Release(
            (*found.methods, *one.methods),
            (*found.functions, *one.functions),
            found.call or one.call,
            found.fix or one.fix,
        )
    if found.call and (found.methods or found.functions):
        raise toml.error(keys, "() stands alone: what is called to release has no other way")
    return found


def _one_release(text: str, acquire: str) -> Release | None:
    if text == "()":
        return Release(call=True, fix="defer {name}()")
    takes = _ARGUMENT.search(text) is not None
    plain = _ARGUMENT.sub("", text).removesuffix("()")
    method, owner = _METHOD.fullmatch(acquire), _FUNCTION.fullmatch(acquire)
    path = method[2] if method else owner[1] if owner else ""
    short = _SHORT.fullmatch(plain)
    if short is not None:
        plain = f"({short[1]}{path}.{short[2]}).{short[3]}"
    if _METHOD.fullmatch(plain):
        same = method is not None and plain.rpartition(".")[0].replace("*", "") == acquire.rpartition(".")[
            0
        ].replace("*", "")
        name = plain.rpartition(".")[2]
        return Release(functions=(plain,), fix=f"defer {{prefix}}{name}({{name}})" if same else "")
    if takes and re.fullmatch(r"\w+", plain):
        full = f"{acquire.rpartition('.')[0]}.{plain}"
        return Release(functions=(full,), fix=f"defer {{prefix}}{plain}({{name}})")
    function = _FUNCTION.fullmatch(plain)
    if function is not None and ("/" in plain or (plain[0].islower() and plain.count(".") == 1)):
        same = function[1] == path and method is None
        return Release(functions=(plain,), fix=f"defer {{prefix}}{function[2]}({{name}})" if same else "")
    if _FIELDS.fullmatch(plain) and not takes:
        return Release(methods=(plain,), fix=f"defer {{name}}.{plain}()")
    return None


def _spellings(call: str) -> tuple[str, ...]:
    """A method of a pointer is also found where the type is an interface, or the other way round."""
    if call.startswith("(*"):
        return (call, "(" + call[2:])
    return (call, "(*" + call[1:]) if call.startswith("(") else (call,)


def _short(call: str) -> str:
    """`db.Open` of `example.com/db.Open`, `Pool.Get` of `(*example.com/db.Pool).Get`."""
    method = _METHOD.fullmatch(call)
    return f"{method[3]}.{method[4]}" if method else call.rpartition("/")[2]


def _id_of(call: str) -> str:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", _short(call)).lower()
    return "-".join(re.findall(r"[a-z0-9]+", words))


def resolved(rule: Rule, world: World) -> Rule:
    """A pair with the resource's type, as the acquirer's signature tells it, so that wrappers of it are found too."""
    if not rule.own or rule.kinds:
        return rule
    for acquire, *_ in rule.acquires.values():
        signature = _signature(acquire.call, world)
        if signature is not None and acquire.result < len(signature.results):
            kind = signature.results[acquire.result]
            if "." in kind and not kind.startswith(("[", "map[", "func(", "chan ")):
                return evolve(rule, releases=tuple(evolve(each, types=(kind,)) for each in rule.releases))
    return rule


def _signature(call: str, world: World) -> Signature | None:
    method = _METHOD.fullmatch(call)
    if method is not None:
        member = world.member(f"{method[2]}.{method[3]}", method[4])
        return member.signature if member is not None else None
    path, _, name = call.rpartition(".")
    found = world.function(path, name)
    return found[0] if found is not None else None
