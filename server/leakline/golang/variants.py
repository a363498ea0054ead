"""Which files of a folder are built together: build constraints and the GOOS and GOARCH in file names.

A package is checked in one variant, so that no function exists twice: linux on amd64, with cgo, the newest Go, and no tag
of the project's own. A file that this leaves out is checked in a variant of its own, with the files that fit it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from attrs import frozen

SYSTEMS = (
    "linux windows darwin freebsd netbsd openbsd js wasip1 plan9 solaris android aix dragonfly illumos ios "
    "hurd nacl zos"
).split()
MACHINES = (
    "amd64 arm64 386 arm wasm ppc64 ppc64le mips mipsle mips64 mips64le loong64 riscv64 s390x "
    "amd64p32 armbe arm64be mips64p32 mips64p32le ppc riscv s390 sparc sparc64"
).split()
_UNIX = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris".split()
)
_IMPLIED = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
_TOKEN = re.compile(r"\s*(&&|\|\||[!()]|[\w.]+)")


@frozen
class Variant:
    """What a build chooses."""

    system: str = "linux"
    machine: str = "amd64"
    cgo: bool = True
    tags: frozenset[str] = frozenset()
    """The project's own tags that are set, and with a minus in front the usual ones that are not (`-gc`)."""

    def has(self, tag: str) -> bool:
        """Whether a build constraint's tag holds."""
        if "-" + tag in self.tags:
            return False
        if tag in (self.system, self.machine, "gc") or tag == _IMPLIED.get(self.system):
            return True
        if tag == "unix":
            return self.system in _UNIX
        if tag == "cgo":
            return self.cgo
        return tag in self.tags or (tag.startswith("go1.") and tag[4:].isdecimal())


DEFAULT = Variant()


def named_for(file_name: str) -> tuple[str, ...]:
    """The system, the machine or both that a file's name asks for (`sys_linux_arm64_test.go`)."""
    stem = file_name.partition(".")[0].removesuffix("_test")
    parts = stem.split("_")[1:]
    if len(parts) >= 2 and parts[-2] in SYSTEMS and parts[-1] in MACHINES:
        return parts[-2], parts[-1]
    return (parts[-1],) if parts and (parts[-1] in SYSTEMS or parts[-1] in MACHINES) else ()


def fits(file_name: str, constraint: str, variant: Variant = DEFAULT) -> bool:
    """Whether a file is built in a variant. `constraint` is the expression of its `//go:build` line, or ""."""
    if "_" in file_name and not all(map(variant.has, named_for(file_name))):
        return False
    return not constraint or holds(constraint, variant.has)


def holds(constraint: str, has: Callable[[str], bool]) -> bool:
    """The value of a build expression; one that cannot be read holds, so that its file is not lost."""
    try:
        tokens = _tokens(constraint)
        value, at = _or(tokens, 0, has)
    except (IndexError, RecursionError):
        return True
    return value if at == len(tokens) else True


def old_constraint(lines: Iterable[str]) -> str:
    """The expression of `// +build` lines, which files from before Go 1.17 have instead."""
    parts: list[str] = []
    for line in lines:
        options = [" && ".join(option.split(",")) for option in line.split()]
        if options:
            parts.append("(" + " || ".join(f"({option})" for option in options) + ")")
    return " && ".join(parts)


@lru_cache(maxsize=4096)
def variant_of(file_name: str, constraint: str) -> Variant | None:
    """A variant in which a file is built, the most usual one first; None where there is none."""
    asked = {*named_for(file_name), *(token for token in _tokens(constraint) if token[0].isalpha())}
    return next((each for each in _candidates(asked) if fits(file_name, constraint, each)), None)


def _candidates(asked: set[str]) -> Iterator[Variant]:
    by_system = bool(asked & {*SYSTEMS, "unix"})
    by_machine = bool(asked & set(MACHINES))
    usual = {*SYSTEMS, *MACHINES, "unix", "cgo", "gc"}
    known = {tag for tag in asked if tag in usual or tag.startswith("go1.")}
    own = sorted(asked - known)
    unset = frozenset("-" + tag for tag in asked if tag == "gc" or tag.startswith("go1."))
    choices = [frozenset[str](), *(frozenset((tag,)) for tag in own[:8]), frozenset(own)]
    for off in (frozenset[str](), unset) if unset else (unset,):
        for tags in choices:
            for cgo in (True, False) if "cgo" in asked else (True,):
                for system in SYSTEMS if by_system else SYSTEMS[:1]:
                    for machine in MACHINES if by_machine else MACHINES[:1]:
                        yield Variant(system, machine, cgo, tags | off)


@lru_cache(maxsize=4096)
def _tokens(constraint: str) -> tuple[str, ...]:
    tokens: list[str] = []
    at = 0
    while at < len(constraint):
        match = _TOKEN.match(constraint, at)
        if match is None:
            if constraint[at:].strip():
                tokens.append("?")
            break
        tokens.append(match[1])
        at = match.end()
    return tuple(tokens)


def _or(tokens: tuple[str, ...], at: int, has: Callable[[str], bool]) -> tuple[bool, int]:
    value, at = _and(tokens, at, has)
    while at < len(tokens) and tokens[at] == "||":
        other, at = _and(tokens, at + 1, has)
        value = value or other
    return value, at


def _and(tokens: tuple[str, ...], at: int, has: Callable[[str], bool]) -> tuple[bool, int]:
    value, at = _not(tokens, at, has)
    while at < len(tokens) and tokens[at] == "&&":
        other, at = _not(tokens, at + 1, has)
        value = value and other
    return value, at


def _not(tokens: tuple[str, ...], at: int, has: Callable[[str], bool]) -> tuple[bool, int]:
    token = tokens[at]
    if token == "!":
        value, at = _not(tokens, at + 1, has)
        return not value, at
    if token == "(":
        value, at = _or(tokens, at + 1, has)
        return value, at + 1 if at < len(tokens) and tokens[at] == ")" else len(tokens) + 1
    if not (token[0].isalnum() or token[0] == "_"):
        raise IndexError(token)
    return has(token), at + 1
