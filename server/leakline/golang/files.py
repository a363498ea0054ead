"""What the head of a Go file says: package, imports, build constraint, whether it is generated."""

import re

from attrs import frozen

_PACKAGE = re.compile(rb"^package\s+(\w+)", re.M)
_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.M)
_BUILD = re.compile(rb"^//go:build\s+(.+?)\s*$", re.M)
_GO_TAG = re.compile(r"go1\.(\d+)")
_IMPORT = re.compile(rb'^import\s*(?:\(([^)]*)\)|((?:[\w.]+\s+)?(?:"[^"\n]*"|`[^`\n]*`)))', re.M)
_SPEC = re.compile(rb'^\s*(?:([\w.]+)\s+)?["`]([^"`\n]+)["`]', re.M)
_VERSION = re.compile(r"^v\d+$")
_COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*", re.S)

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


def head(data: bytes) -> Head:
    """Reads the head of a file. Works on files that do not compile."""
    package = _PACKAGE.search(data)
    start = package.end() if package else 0
    body = re.search(rb"^(?:func|type|var|const)\b", data[start:], re.M)
    end = start + body.start() if body else len(data)
    build = _BUILD.search(data, 0, package.start() if package else min(len(data), 4096))
    imports: dict[str, str] = {}
    dots: list[str] = []
    for group, single in _IMPORT.findall(data[start:end]):
        for name, path in _SPEC.findall(_COMMENT.sub(b"", group) if group else single):
            text = path.decode("utf-8", "replace")
            if name == b".":
                dots.append(text)
            elif name != b"_":
                imports[name.decode() if name else default_name(text)] = text
    generated = bool(_GENERATED.search(data, 0, package.start() if package else min(len(data), 4096)))
    return Head(
        package[1].decode() if package else "",
        imports,
        tuple(dots),
        generated,
        _version(build[1].decode("utf-8", "replace")) if build else None,
    )


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
