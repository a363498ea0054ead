"""Names that a text declares with a resource among their results, told from bytes alone."""

import re

from attrs import frozen

from leakline.golang.files import Head

_BEFORE_RESULT = re.compile(rb"\)\s*(?:\((?:(?:[^()]|\([^()]*\))*[,\s(])?)?$")
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
    """Functions, methods, fields and variables."""
    types: frozenset[bytes] = frozenset()
    """Named function types."""

    def __or__(self, other: "Wrappers") -> "Wrappers":
        return Wrappers(self.called | other.called, self.types | other.types)


def spellings(resource: str, head: Head, path: str) -> tuple[bytes, ...]:
    """How a file of package `path` writes a canonical type."""
    stars = resource[: len(resource) - len(resource.lstrip("*"))]
    owner, _, name = resource.lstrip("*").rpartition(".")
    aliases = [f"{alias}." for alias, imported in head.imports.items() if imported == owner]
    if owner == path or owner in head.dots:
        aliases.append("")
    return tuple(f"{stars}{alias}{name}".encode() for alias in aliases)


def wrappers(data: bytes, spelling: bytes) -> Wrappers:
    """The names declared in a text with a type of this spelling, such as `*http.Response`, among their results."""
    called: set[bytes] = set()
    types: set[bytes] = set()
    at = data.find(spelling)
    while at >= 0:
        end = at + len(spelling)
        if not _continues(data[end : end + 1]) and (spelling[0] == 42 or not _continues(data[at - 1 : at])):
            before = data[max(0, at - 512) : at]
            result = _BEFORE_RESULT.search(before)
            if result is not None:
                _declared(data, at - len(before) + result.start(), called, types)
        at = data.find(spelling, end)
    return Wrappers(frozenset(called), frozenset(types))


def _continues(near: bytes) -> bool:
    """Whether a byte is part of the name beside it."""
    return near.isalnum() or near in (b"_", b".")


def _declared(data: bytes, close: int, called: set[bytes], types: set[bytes]) -> None:
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
    called.add(named[1])
