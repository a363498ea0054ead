"""Names of functions that give away a value with a Close method, told from bytes alone."""

import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from leakline.analysis.wrappers import wrappers
from leakline.golang.package import Package, SourceFile

_METHOD = re.compile(rb"\nfunc \(\s*\w*\s*\*?\s*(\w+)(?:\[[^\]\n]*\])?\s*\) Close\(\)")
_INTERFACE = re.compile(rb" interface \{([^}]*)\}")
_BEFORE_INTERFACE = re.compile(rb"(?:^|\n)(?:type |\t)(\w+)\Z")
_CLOSES = re.compile(rb"\bClose\(\)|\bCloser\b")
_known: "WeakKeyDictionary[Package, frozenset[bytes]]" = WeakKeyDictionary()


def of_package(package: Package) -> frozenset[bytes]:
    """The names that a package declares itself."""
    found = _known.get(package)
    if found is None:
        found = _known[package] = constructors(package.files)
    return found


def constructors(files: Iterable[SourceFile]) -> frozenset[bytes]:
    """Functions and methods of some files of a package whose result is one of its types with a Close method."""
    files = list(files)
    types: set[bytes] = set()
    for file in files:
        if b"Close" in file.data:
            types.update(_METHOD.findall(file.data))
            for match in _INTERFACE.finditer(file.data):
                named = _BEFORE_INTERFACE.search(file.data[max(0, match.start() - 120) : match.start()])
                if named is not None and _CLOSES.search(match[1]):
                    types.add(named[1])
    found: set[bytes] = set()
    for file in files:
        for name in types:
            for spelling in (name, b"*" + name):
                if spelling in file.data:
                    found |= wrappers(file.data, spelling).called
    return frozenset(found)
