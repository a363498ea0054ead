"""Names that a text declares with a resource among their results, told from bytes alone."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from attrs import frozen

from leakline.golang.package import SourceFile

_BEFORE_RESULT = re.compile(rb"\)[ \t]*(?:\((?:(?:[^()]|\([^()]*\))*[,\s(])?)?$")
"""What stands before a result's type: the parameters' parenthesis, and other results."""
_NAME = re.compile(rb"(\w+)\s*(?:\[[^\]\n]*\])?\s*$")
_BOUND = re.compile(rb"(\w+)(?:,|\s*(?:=|:=|:))?\s*$")
_KEYWORDS = frozenset(b"func return chan go defer case if for switch else range var".split())
_FAR = 4096
"""How far a parameter list may reach."""


@frozen
class Wrappers:
    """Names whose call, or whose mention, may give a resource away."""

    called: frozenset[bytes] = frozenset()
    """Methods, fields and variables."""
    types: frozenset[bytes] = frozenset()
    """Named function types, and generic functions: what is mentioned rather than called."""
    functions: frozenset[bytes] = frozenset()
    """Functions that are called by their name, with their package before it or not."""

    def __or__(self, other: "Wrappers") -> "Wrappers":
        return Wrappers(
            self.called | other.called, self.types | other.types, self.functions | other.functions
        )


Declared = Mapping[str, Wrappers]
"""Canonical type -> what is declared with it among its results; types without any are left out."""


def declared(file: SourceFile, path: str, kinds: frozenset[str]) -> Declared:
    """What a file of package `path` declares with one of some canonical types among its results."""
    key = f"wrappers in {path}"
    known = file.answers.get(key)
    if known is None or known[0] is not kinds:
        known = file.answers[key] = (kinds, _declared_in(file, path, kinds))
    return known[1]


def merged(parts: Iterable[Declared]) -> Declared:
    found: dict[str, Wrappers] = {}
    for part in parts:
        for kind, names in part.items():
            found[kind] = found[kind] | names if kind in found else names
    return found


def _declared_in(file: SourceFile, path: str, kinds: frozenset[str]) -> Declared:
    owners, pattern = _by_owner(kinds)
    if not owners:
        return {}
    aliases = {alias: owners[owner] for alias, owner in file.head.imports.items() if owner in owners}
    found: dict[str, Wrappers] = {}
    if aliases:
        # One pass for all types of other packages.
        spelled = {f"{alias}.{name}".encode() for alias, named in aliases.items() for name in named}
        for text in {_qualified(file.data, match) for match in pattern.finditer(file.data)} & spelled:
            alias, _, name = text.decode().partition(".")
            for kind in aliases[alias][name]:
                _add(found, kind, file.data, _stars(kind) + text)
    for owner in (path, *file.head.dots):
        for name, named in owners.get(owner, {}).items():
            for kind in named:
                _add(found, kind, file.data, _stars(kind) + name.encode())
    return found


def _add(found: dict[str, Wrappers], kind: str, data: bytes, spelling: bytes) -> None:
    here = wrappers(data, spelling)
    if here.called or here.types or here.functions:
        found[kind] = found[kind] | here if kind in found else here


def _stars(kind: str) -> bytes:
    return b"*" * (len(kind) - len(kind.lstrip("*")))


def _qualified(data: bytes, match: "re.Match[bytes]") -> bytes:
    """`http.Response` for a match of `.Response`."""
    at = match.start()
    start = at
    while start and (data[start - 1] == 95 or data[start - 1 : start].isalnum()):
        start -= 1
    return data[start : match.end()]


@lru_cache(maxsize=16)
def _by_owner(kinds: frozenset[str]) -> "tuple[dict[str, dict[str, list[str]]], re.Pattern[bytes]]":
    """Import path -> name -> the types of this name, and what finds the names behind a dot."""
    owners: dict[str, dict[str, list[str]]] = {}
    for kind in sorted(kinds):
        owner, _, name = kind.lstrip("*").rpartition(".")
        owners.setdefault(owner, {}).setdefault(name, []).append(kind)
    names = sorted({name.encode() for named in owners.values() for name in named})
    return owners, re.compile(rb"\.(?:" + b"|".join(map(re.escape, names)) + rb")\b")


def wrappers(data: bytes, spelling: bytes) -> Wrappers:
    """The names declared in a text with a type of this spelling, such as `*http.Response`, among their results."""
    called: set[bytes] = set()
    types: set[bytes] = set()
    functions: set[bytes] = set()
    at = data.find(spelling)
    while at >= 0:
        end = at + len(spelling)
        if not _continues(data[end : end + 1]) and (spelling[0] == 42 or not _continues(data[at - 1 : at])):
            before = data[max(0, at - 512) : at]
            result = _BEFORE_RESULT.search(before)
            if result is not None:
                _declared(data, at - len(before) + result.start(), called, types, functions)
        at = data.find(spelling, end)
    return Wrappers(frozenset(called), frozenset(types), frozenset(functions))


def _continues(near: bytes) -> bool:
    """Whether a byte is part of the name beside it."""
    return near.isalnum() or near in (b"_", b".")


def _declared(data: bytes, close: int, called: set[bytes], types: set[bytes], functions: set[bytes]) -> None:
    """Adds the name of the function or function type whose parameters end at `close`."""
    depth, at = 1, close
    while depth and close - at < _FAR:
        opening, closing = data.rfind(b"(", 0, at), data.rfind(b")", 0, at)
        if opening < 0:
            return
        at = max(opening, closing)
        depth += 1 if closing > opening else -1
    if depth:
        return
    start = max(0, at - 200)
    named = _NAME.search(data, start, at)
    if named is None:
        return
    if named[1] == b"func":
        named = _BOUND.search(data, start, named.start())
        if named is None or named[1] in _KEYWORDS:
            return
        line = data[data.rfind(b"\n", 0, named.start()) + 1 : named.start()].strip()
        if line == b"type" or data.rfind(b"\ntype (", 0, at) > data.rfind(b"\n)", 0, at):
            types.add(named[1])
            return
    if named[0].rstrip().endswith(b"]"):
        types.add(named[1])
    else:
        (functions if data.endswith(b"func ", 0, named.start()) else called).add(named[1])
