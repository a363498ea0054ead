"""Names of functions that give away a value with a Close method, told from bytes alone."""

import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from leakline.analysis.wrappers import Wrappers, wrappers
from leakline.golang.package import FUNC, Package, SourceFile
from leakline.golang.std import is_std

_METHOD = re.compile(rb"\nfunc \(\s*\w*\s*\*?\s*(\w+)(?:\[[^\]\n]*\])?\s*\) Close\(\)")
_INTERFACE = re.compile(rb" interface \{([^}]*)\}")
_BEFORE_INTERFACE = re.compile(rb"(?:^|\n)(?:type |\t)(\w+)\Z")
_CLOSES = re.compile(rb"\bClose\(\)|Closer\b")
_CALLED = re.compile(rb"(\w+)[(\[]")
_QUALIFIED = re.compile(rb"\b(\w+)\.([A-Z]\w*)[(\[]")
_STARTS = re.compile(
    rb"\bgo\s|\.(?:NewTicker|AfterFunc|Notify|Add|With(?:Cancel|CancelCause|Timeout|Deadline))\("
)
_known: "WeakKeyDictionary[Package, Wrappers]" = WeakKeyDictionary()


def of_package(package: Package, acquirers: frozenset[bytes]) -> Wrappers:
    """The names that a package declares itself."""
    found = _known.get(package)
    if found is None:
        found = _known[package] = constructors(package.files, acquirers)
    return found


def constructors(files: Iterable[SourceFile], acquirers: frozenset[bytes]) -> Wrappers:
    """Functions and methods of some files of a package whose result is one of its types with a Close method.

    Only those below which something may last: a goroutine, a timer, what a function of one of the names `acquirers` opens,
    what a package outside the standard library gives.
    """
    files = list(files)
    types: set[bytes] = set()
    for file in files:
        if b"Close" in file.data:
            types.update(_METHOD.findall(file.heads))
            for match in _INTERFACE.finditer(file.data):
                named = _BEFORE_INTERFACE.search(file.data[max(0, match.start() - 120) : match.start()])
                if named is not None and _CLOSES.search(match[1]):
                    types.add(named[1])
    found = Wrappers()
    for file in files:
        for name in types:
            if name in file.heads:
                found |= wrappers(file.heads, name) | wrappers(file.heads, b"*" + name)
    names = found.called | found.functions | found.types
    lasting = _lasting(files, names, acquirers) if names else names
    return Wrappers(found.called & lasting, found.types & lasting, found.functions & lasting)


def _lasting(
    files: list[SourceFile], names: frozenset[bytes], acquirers: frozenset[bytes]
) -> frozenset[bytes]:
    """Those of some names whose function makes something that lasts, itself or by calling another of them."""
    calls: dict[bytes, set[bytes]] = {}
    found: set[bytes] = set()
    for file in files:
        for piece in file.pieces:
            named = FUNC.match(file.data, piece.start, piece.end) if piece.kind == "func" else None
            if named is None or named[2] not in names:
                continue
            source = file.data[piece.start : piece.end]
            called = set(_CALLED.findall(source, named.end() - piece.start))
            if _STARTS.search(source) or called & acquirers or _is_foreign(file, source):
                found.add(named[2])
            calls.setdefault(named[2], set()).update(called)
    while more := {name for name, called in calls.items() if name not in found and called & found}:
        found |= more
    return frozenset(found)


def _is_foreign(file: SourceFile, source: bytes) -> bool:
    """Whether a function calls one of another package that is not the standard library's."""
    heads = {before for before, _ in _QUALIFIED.findall(source)}
    imports = file.head.imports
    paths = (imports.get(each.decode("utf-8", "replace"), "") for each in heads)
    return any(path and not is_std(path) for path in paths)
