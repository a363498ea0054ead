"""go.mod and go.work read as far as packages are found by them. A line that cannot be read is passed over."""

import re

from attrs import field, frozen

_TOKEN = re.compile(r'"([^"\n]*)"|`([^`\n]*)`|(=>|[()])|([^\s()"`]+)')
_VERSION_PARTS = re.compile(r"v(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([^+]*))?")


@frozen
class Replacement:
    path: str
    """A module path, or a folder where `version` is empty: absolute, or relative to the file that says it."""
    version: str = ""


@frozen(eq=False)
class ModFile:
    """What a go.mod or a go.work says."""

    requires: dict[str, str] = field(factory=dict[str, str])
    """Module path -> version."""
    replaces: "dict[tuple[str, str], Replacement]" = field(factory=dict[tuple[str, str], Replacement])
    """Module path and version, "" for all of them -> what stands in its place."""
    uses: tuple[str, ...] = ()
    """Folders of a go.work."""


def parse(data: bytes) -> ModFile:
    """The require, replace and use lines of a go.mod or go.work."""
    requires: dict[str, str] = {}
    replaces: dict[tuple[str, str], Replacement] = {}
    uses: list[str] = []
    block = ""
    for line in data.decode("utf-8", "replace").splitlines():
        words = _words(line)
        if not words:
            continue
        if words == [")"]:
            block = ""
            continue
        if not block and len(words) == 2 and words[1] == "(":
            block = words[0]
            continue
        verb, rest = (block, words) if block else (words[0], words[1:])
        if verb == "require" and len(rest) == 2:
            requires[rest[0]] = rest[1]
        elif verb == "use" and len(rest) == 1:
            uses.append(rest[0])
        elif verb == "replace" and "=>" in rest:
            at = rest.index("=>")
            old, new = rest[:at], rest[at + 1 :]
            if 1 <= len(old) <= 2 and 1 <= len(new) <= 2:
                key = (old[0], old[1] if len(old) == 2 else "")
                replaces[key] = Replacement(new[0], new[1] if len(new) == 2 else "")
    return ModFile(requires, replaces, tuple(uses))


def _words(line: str) -> list[str]:
    line = line.partition("//")[0] if '"' not in line and "`" not in line else line
    words: list[str] = []
    for match in _TOKEN.finditer(line):
        if match[4] is not None and match[4].startswith("//"):
            break
        words.append(next(part for part in match.groups() if part is not None))
    return words


def order(version: str) -> "tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]":
    """A key that puts semantic versions in order; what is none comes first."""
    match = _VERSION_PARTS.match(version)
    if match is None:
        return (-1, 0, 0), False, ()
    numbers = (int(match[1]), int(match[2] or 0), int(match[3] or 0))
    pre = match[4] or ""
    parts = tuple(
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in pre.split(".") if pre
    )
    return numbers, not pre, parts
