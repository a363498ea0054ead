"""What a package closes tells what must be closed: other sites as evidence where a signature is out of reach."""

import re
from weakref import WeakKeyDictionary

from attrs import frozen

from leakline.golang import std
from leakline.golang.package import Package, SourceFile

_CLOSED = re.compile(rb"(?:(\w+)\.)?(\w+)\.Close\(\)")
_known: "WeakKeyDictionary[Package, Closed]" = WeakKeyDictionary()


@frozen
class Closed:
    """Callees whose first result the package closes somewhere."""

    functions: frozenset[str] = frozenset()
    """`import/path.Name`, outside of the standard library."""

    @property
    def names(self) -> frozenset[bytes]:
        return frozenset(name.rpartition(".")[2].encode() for name in self.functions)


def closed(package: Package) -> Closed:
    """The callees of other packages whose results a package closes, in the function that calls them or from a field."""
    found = _known.get(package)
    if found is None:
        functions: set[str] = set()
        fields = {
            name[2]
            for file in package.files
            if b".Close()" in file.data
            for name in _CLOSED.finditer(file.data)
            if name[1]
        }
        for file in package.files:
            _read(file, fields, functions)
        found = _known[package] = Closed(frozenset(functions))
    return found


def _read(file: SourceFile, fields: set[bytes], functions: set[str]) -> None:
    for piece in file.pieces:
        if piece.kind != "func":
            continue
        source = file.data[piece.start : piece.end]
        names = (
            {match[2] for match in _CLOSED.finditer(source) if not match[1]}
            if b".Close()" in source
            else set[bytes]()
        )
        for field in fields:
            if field in source:
                stored = re.search(rb"\b" + field + rb"(?::\s*|\s*=\s*)(\w+)\b(?![.(\w])", source)
                if stored:
                    names.add(stored[1])
        for name in names:
            made = re.search(rb"\b" + name + rb", \w+ :?= (\w+)\.([A-Z]\w*)\(", source)
            path = file.head.imports.get(made[1].decode()) if made else None
            if made and path and not std.is_std(path) and _ends_statement(source, made.end()):
                functions.add(f"{path}.{made[2].decode()}")


def _ends_statement(source: bytes, at: int) -> bool:
    """Whether a call whose arguments start at an offset is not followed by another one: `a.New(x).Open(y)`."""
    depth = 1
    while at < len(source) and depth:
        depth += (source[at] == ord("(")) - (source[at] == ord(")"))
        at += 1
    return source[at : at + 1] != b"."
