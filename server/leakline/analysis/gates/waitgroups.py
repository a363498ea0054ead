"""Which declarations may have to do with a WaitGroup, by the names that a package gives to its groups."""

import re
from collections.abc import Callable

from leakline.golang.package import Package, SourceFile

_NAMED = re.compile(
    rb"(?:^|[\s(,;{])((?:\w+,\s*)*\w+)(\s*:?=\s*|\s*:\s*|\s+)(?:new\(|make\()?(?:&|\*|\[\w*\]|\.\.\.|map\[[\w.]*\])*\w+\Z"
)
_RESULT = re.compile(rb"func (?:\([^)]*\) )?(\w+)\(.*\) ?\(?[^{]*\Z")
_FOREIGN = re.compile(rb"\.[A-Z]\w*\.(?:Add|Done|Wait|Go)\(")
_GROUP = b".WaitGroup"
_WORD = re.compile(rb"\w+")


def groups(package: Package) -> Callable[[bytes], bool]:
    """Tells of a declaration whether it names a group.

    A group is a variable or field that is declared as one, what a function of the package gives, or an exported field of
    another package's type.
    """
    parts = [_names(file) for file in package.files]
    if package.path == "sync" or "sync" in package.dots or any(part is None for part in parts):
        return lambda _source: True  # a type that is or embeds a group: its values have any name
    names = frozenset[bytes]().union(*(part for part in parts if part is not None))
    word = re.compile(rb"\b(?:" + b"|".join(map(re.escape, sorted(names))) + rb")\b") if names else None

    def test(source: bytes) -> bool:
        if _GROUP in source or (word is not None and word.search(source)):
            return True
        return _FOREIGN.search(source) is not None

    return test


def _names(file: SourceFile) -> frozenset[bytes] | None:
    """The names that a file gives to groups; None where a group has no name of its own."""
    if "groups" not in file.answers:
        file.answers["groups"] = _names_in(file.data)
    return file.answers["groups"]


def _names_in(data: bytes) -> frozenset[bytes] | None:
    found: set[bytes] = set()
    at = data.find(_GROUP)
    while at >= 0:
        before = data[data.rfind(b"\n", 0, at) + 1 : at]
        behind = data[at + len(_GROUP) :][:1]
        at = data.find(_GROUP, at + 1)
        if b"//" in before or behind.isalnum():
            continue
        named = _NAMED.search(before)
        is_type = before.startswith(b"type ") and b"{" not in before
        if named is not None and named[2].strip() == b"=" and behind not in (b"{", b")"):
            is_type = True  # one of several in a declaration: `group = sync.WaitGroup`
        named = named or _RESULT.match(before)
        if is_type or named is None:
            return None
        found.update(_WORD.findall(named[1]))
    return frozenset(found)
