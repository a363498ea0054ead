"""What the head of a Go file says: package, imports, build constraint, whether it is generated."""

import re
from collections.abc import Iterator

from attrs import frozen

from leakline.golang.variants import old_constraint

_SKIP = re.compile(rb"(?:\s+|;|//[^\n]*|/\*.*?\*/)*", re.S)
_PACKAGE = re.compile(rb"package\s+(\w+)")
_PACKAGE_LINE = re.compile(rb"^package\s+(\w+)", re.M)
_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.M)
_BUILD = re.compile(rb"^//go:build\s+(.+?)\s*$", re.M)
_OLD_BUILD = re.compile(rb"^//[ \t]*\+build[ \t]+(.+?)\s*$", re.M)
_GO_TAG = re.compile(r"go1\.(\d+)")
_IMPORT = re.compile(rb"import\b")
_SPEC = re.compile(rb'(?:([\w.]+)\s*)?(?:"([^"\n]*)"|`([^`\n]*)`)')
_DECLARATION = re.compile(rb"(?:func|type|var|const)\b")
_VERSION = re.compile(r"^v\d+$")
STD_NAMES = {"math/rand/v2": "rand", "go.uber.org/zap": "zap"}


@frozen
class Head:
    package: str
    imports: dict[str, str]
    """Name in the file -> import path."""
    dots: tuple[str, ...]
    """Import paths of dot imports."""
    generated: bool
    go_version: tuple[int, int] | None
    """From a `//go:build go1.N` line that lowers or raises it, or None."""
    guessed: frozenset[str] = frozenset()
    """Names of imports that were guessed from a path that does not tell."""


def package_name(data: bytes) -> str:
    """The name in the package clause, "" where there is none."""
    clause = _clause(data)
    return clause[1].decode() if clause else ""


def _clause(data: bytes) -> "re.Match[bytes] | None":
    at = _skip(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0)
    return _PACKAGE.match(data, at) or _PACKAGE_LINE.search(data)


def build_constraint(data: bytes) -> str:
    """The expression of a file's build lines, or ""."""
    package = _clause(data)
    return _constraint(data, package.start() if package else min(len(data), 4096))


def head(data: bytes) -> Head:
    """Reads the head of a file. Works on files that do not compile."""
    package = _clause(data)
    clause = package.start() if package else min(len(data), 4096)
    imports: dict[str, str] = {}
    guessed: set[str] = set()
    dots: list[str] = []
    for name, path in _imports(data, package.end()) if package else ():
        if name == ".":
            dots.append(path)
        elif name != "_":
            imports[name or default_name(path)] = path
            if not name and _tells_little(path):
                guessed.add(default_name(path))
    generated = bool(_GENERATED.search(data, 0, clause))
    constraint = _constraint(data, clause)
    return Head(
        package[1].decode() if package else "",
        imports,
        tuple(dots),
        generated,
        _version(constraint) if constraint else None,
        frozenset(guessed),
    )


def _constraint(data: bytes, clause: int) -> str:
    if data.find(b"build", 0, clause) < 0:
        return ""
    build = _BUILD.search(data, 0, clause)
    if build is not None:
        return build[1].decode("utf-8", "replace")
    return old_constraint(line.decode("utf-8", "replace") for line in _OLD_BUILD.findall(data, 0, clause))


def _tells_little(path: str) -> bool:
    """Whether the package of an import path may well be named otherwise than its last element."""
    first, _, _ = path.partition("/")
    last = path.rpartition("/")[2]
    return "." in first and (
        "-" in last or "." in last or last.startswith("go") or bool(_VERSION.match(last))
    )


def _skip(data: bytes, at: int) -> int:
    """Where the next word starts, behind white space, semicolons and comments."""
    found = _SKIP.match(data, at)
    return found.end() if found else at


def _imports(data: bytes, at: int) -> "Iterator[tuple[str, str]]":
    """Name and path of each import after the package clause; of a broken list as far as it can be read."""
    while True:
        at = _skip(data, at)
        word = _IMPORT.match(data, at)
        if word is None:
            return
        at = _skip(data, word.end())
        grouped = data.startswith(b"(", at)
        at += grouped
        while True:
            at = _skip(data, at)
            spec = _SPEC.match(data, at)
            if spec is not None:
                at = spec.end()
                path = spec[2] if spec[2] is not None else spec[3]
                yield (spec[1] or b"").decode(), path.decode("utf-8", "replace")
            elif grouped and data.startswith(b")", at):
                at += 1
                break
            else:
                line = data.find(b"\n", at)
                if line < 0 or _DECLARATION.match(data, at) or _IMPORT.match(data, at):
                    break
                at = line
            if not grouped:
                break


def default_name(path: str) -> str:
    """The package name that an import path most likely has, where its package was not read."""
    if path in STD_NAMES:
        return STD_NAMES[path]
    parts = path.split("/")
    last = parts[-1]
    if len(parts) > 1 and _VERSION.match(last):
        last = parts[-2]
    last = re.sub(r"\.v\d+$", "", last)  # gopkg.in/yaml.v3
    last = last.removeprefix("go-").removesuffix("-go").removesuffix(".go")
    return last.rpartition("-")[2] if "-" in last else last


def _version(constraint: str) -> tuple[int, int] | None:
    """The language version that a build constraint sets: the go command takes the least that it implies."""
    if "||" in constraint or "!" in constraint:
        return None
    minors = [int(minor) for minor in _GO_TAG.findall(constraint)]
    return (1, max(minors)) if minors else None


def effective_version(module: tuple[int, int], file: tuple[int, int] | None) -> tuple[int, int]:
    """The language version of a file: its build line may raise it, and lower it to 1.21 at least."""
    if file is None:
        return module
    return max(file, (1, 21)) if file < module else file
