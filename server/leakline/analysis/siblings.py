"""What a package closes tells what must be closed: other sites as evidence where a signature is out of reach."""

import re
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from attrs import frozen

from leakline.analysis.fields import ends_life
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
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
    methods: frozenset[str] = frozenset()
    """`bucket.Get`: the last name of the receiver, and the method."""


def closed(package: Package) -> Closed:
    """The callees of other packages whose results a package closes, in the function that calls them or from a field."""
    found = _known.get(package)
    if found is None:
        functions: set[str] = set()
        methods: set[str] = set()
        foreign = any(not all(map(std.is_std, file.head.imports.values())) for file in package.files)
        files = package.files if foreign else ()
        fields = {name for file in files for owner, name in _closings(file.data) if owner}
        for file in files:
            _read(file, fields, functions, methods)
        found = _known[package] = Closed(frozenset(functions), frozenset(methods))
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


def _read(file: SourceFile, fields: set[bytes], functions: set[str], methods: set[str]) -> None:
    for piece in dict.fromkeys(_naming(file, (b".Close()", *fields))):
        source = file.data[piece.start : piece.end]
        names = {name for owner, name in _closings(source) if not owner}
        for field in fields:
            if field in source:
                stored = re.search(rb"\b" + field + rb"(?::\s*|\s*=\s*)(\w+)\b(?![.(\w])", source)
                if stored:
                    names.add(stored[1])
        for name in names:
            if len(set(re.findall(rb"\b" + name + rb"(?:, \w+)* :?= ([\w.]+)\(", source))) > 1:
                continue  # two variables of one name, or one that is filled twice: which is closed?
            made = re.search(rb"(?<!, )\b" + name + rb", \w+ :?= ((?:\w+\.)*)(\w+)\.([A-Z]\w*)\(", source)
            if made is None or not _ends_statement(source, made.end()):
                continue
            owner, method = made[2].decode(), made[3].decode()
            path = file.head.imports.get(owner) if not made[1] else None
            if path is None:
                methods.add(f"{owner}.{method}")
            elif not std.is_std(path):
                functions.add(f"{path}.{method}")


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


ENDINGS = tuple(
    "Close Stop Shutdown End Release Cancel Abort Free Destroy Finish Commit Rollback Discard Terminate Disconnect "
    "Wait Kill Quit".split()
)
"""What may end a thing of a type that is out of reach."""


def ends_with_owner(unit: Unit, call: int) -> bool:
    """Whether a function closes what the receiver of a call belongs to, and what the call gave along with it."""
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    owners: set[int] = set()
    while kind == V.FIELD:
        owners.add(int(rest[0]))
        kind, *rest = unit.body.values[int(rest[0])]
    return any(
        called[0] == V.FIELD and called[1] in owners and ends_life(str(called[2]))
        for made in unit.body.calls
        for called in (unit.body.values[made.callee],)
    )


def is_closed(unit: Unit, call: int) -> bool:
    """Whether what a call of an unknown method gives is closed in this function, or elsewhere in the package."""
    kind, *rest = unit.body.values[unit.body.calls[call].callee]
    if kind != V.FIELD:
        return False
    base, *name = unit.body.values[int(rest[0])]
    owner = unit.body.vars[int(name[0])].name if base == V.VAR else str(name[-1]) if base == V.FIELD else ""
    return f"{owner}.{rest[1]}" in closed(unit.world.package).methods
