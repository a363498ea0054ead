"""Whose code a frame is: yours, another module's or the standard library's."""

import re
from collections.abc import Iterable
from functools import lru_cache

from leakline.profiles.model import Frame, Group

STANDARD = frozenset(
    "archive arena bufio bytes cmd cmp compress container context crypto database debug embed encoding errors expvar "
    "flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime "
    "simd slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak".split()
)
"""First path elements of the standard library; a module may also have a name without a dot, so the dot alone won't do."""
FOREIGN = re.compile(r"/pkg/mod/|@v\d|/vendor/|^vendor/|^_cgo_gotypes\.go$")
"""Files of the module cache, of trimmed dependencies (`example.com/dep@v1.2.3/f.go`) and of vendor folders."""
GOPATH = re.compile(r"/src/((?:[^/]+\.[^/]+/[^/]+/[^/]+)|(?:[^/.]+))/")
UNKNOWN = Frame("(no stack)")
ELIDED = "(frames elided)"


@lru_cache(maxsize=1 << 16)
def generic(function: str) -> str:
    """A function's name without type arguments, which text writes as `[...]` and protos in full."""
    if "[" not in function:
        return function
    name: list[str] = []
    depth = 0
    for char in function:
        depth += (char == "[") - (char == "]")
        if depth <= 0 and char != "]":
            name.append(char)
    return "".join(name)


@lru_cache(maxsize=1 << 16)
def package_of(function: str) -> str:
    """The import path in a function's full name: `example.com/m/a` of `example.com/m/a.(*T[...]).M.func1`.

    Empty where the name has none (`panic`, an address). Dots of the last element are escaped as `%2e` in
    names.
    """
    bare = generic(function)
    slash = bare.rfind("/", 0, bare.find("(") if "(" in bare else len(bare)) + 1
    dot = bare.find(".", slash)
    return "" if dot < 0 else bare[:dot].replace("%2e", ".").replace("%2E", ".")


def standard(frame: Frame) -> bool:
    """Whether a frame is of the standard library or the runtime, or has no package at all."""
    package = package_of(frame.function)
    return not package or package.partition("/")[0] in STANDARD


def modules_of(groups: Iterable[Group]) -> tuple[str, ...]:
    """What the program's own modules seem to be in a GOPATH build, where files alone do not tell; else nothing."""
    for group in groups:
        for frame in group.frames:
            if frame.function == "main.main":
                found = GOPATH.search(frame.file)
                return (found[1],) if found and "." in found[1] else ()
    return ()


def yours(frame: Frame, modules: tuple[str, ...]) -> bool:
    """Whether a frame is of the user's code. With no `modules` known: neither standard nor a dependency by its file."""
    if standard(frame):
        return False
    package = package_of(frame.function)
    if package == "main" or not modules:
        return FOREIGN.search(frame.file) is None
    return any(package == one or package.startswith(f"{one}/") for one in modules) and not FOREIGN.search(
        frame.file
    )


def site_of(group: Group, modules: tuple[str, ...]) -> Frame:
    """The line that a person would look at: the innermost frame of your code, else of another module.

    Where a stack is the standard library's alone, the goroutine's entry tells more than its leaf: it is
    `net/http.(*persistConn).readLoop` that one looks for, not the poller beneath it.
    """
    found = next((frame for frame in group.frames if yours(frame, modules)), None)
    found = found or next((frame for frame in group.frames if not standard(frame) and frame.file), None)
    if found is None:
        named = [frame for frame in group.frames if frame.function not in ("runtime.goexit", ELIDED)]
        shown = [frame for frame in named if not frame.function.startswith("runtime.")] or named
        found = shown[-1] if shown else None
    return found or group.creator or UNKNOWN
