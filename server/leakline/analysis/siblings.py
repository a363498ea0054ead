"""What a package closes tells what must be closed: other sites as evidence where a signature is out of reach."""

import re
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from attrs import frozen

from leakline.golang import std
from leakline.golang.package import Package, SourceFile
from leakline.syntax.pieces import Piece

_BACKWARDS = re.compile(rb"(\w+)(?:\.(\w+))?")
_known: "WeakKeyDictionary[Package, Closed]" = WeakKeyDictionary()


@frozen
class Closed:
    """Callees whose first result the package closes somewhere."""

    functions: frozenset[str] = frozenset()
    """`import/path.Name`, outside of the standard library."""


def closed(package: Package) -> Closed:
    """The callees of other packages whose results a package closes, in the function that calls them or from a field."""
    found = _known.get(package)
    if found is None:
        functions: set[str] = set()
        importing = [file for file in package.files if not all(map(std.is_std, file.head.imports.values()))]
        fields = {
            name for file in package.files if importing for owner, name in _closings(file.data) if owner
        }
        for file in importing:
            _read(file, fields, functions)
        found = _known[package] = Closed(frozenset(functions))
    return found


def _closings(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Owner and name of what is closed: `c`, `conn` of `c.conn.Close()`, the owner empty where there is none."""
    at = data.find(b".Close()")
    while at >= 0:
        # What stands before the dot is looked for backwards: a search for a name would try every letter of the text.
        named = _BACKWARDS.match(data[max(0, at - 120) : at][::-1])
        if named is not None:
            yield (named[2] or b"")[::-1], named[1][::-1]
        at = data.find(b".Close()", at + 1)


def _read(file: SourceFile, fields: set[bytes], functions: set[str]) -> None:
    for piece in dict.fromkeys(_naming(file, (b".Close()", *fields))):
        source = file.data[piece.start : piece.end]
        names = {name for owner, name in _closings(source) if not owner}
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


def _naming(file: SourceFile, words: Iterable[bytes]) -> Iterator[Piece]:
    """The functions of a file that hold one of some words."""
    for word in words:
        at = file.data.find(word)
        while at >= 0:
            piece = file.piece_at(at)
            if piece is not None and piece.kind == "func":
                yield piece
            at = file.data.find(word, piece.end if piece is not None else at + 1)


def _ends_statement(source: bytes, at: int) -> bool:
    """Whether a call whose arguments start at an offset is not followed by another one: `a.New(x).Open(y)`."""
    depth = 1
    while at < len(source) and depth:
        depth += (source[at] == ord("(")) - (source[at] == ord(")"))
        at += 1
    return source[at : at + 1] != b"."
