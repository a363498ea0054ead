"""Which declarations may have to do with a channel that can be waited for in vain, told by names.

A channel is local, or it lives in a field. Of a field whose name the package gives to one field only, and in lower case so
that no other package has a hand in it, the text tells whether somebody sends on it, closes it or receives from it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from weakref import WeakKeyDictionary

from attrs import frozen

from leakline.golang.package import Package, SourceFile

_FIELD = re.compile(
    rb"\n\t+(?!var\b|case\b|return\b)([A-Za-z_][\w, ]*?)[ \t]+(?:<-)?chan\b|[{;][ \t]*(\w+)[ \t]+(?:<-)?chan\b"
)
_ALIAS = re.compile(rb"= (?:<-)?chan\b")
_SENT = re.compile(rb"(\w+)\.")
_CLOSED = re.compile(rb"close\([\w.]*\.(\w+)\)")
_RECEIVED = re.compile(rb"<-[\w.]*\.(\w+)\b(?![.(\[])")
_RANGED = re.compile(rb"range [\w.]*\.(\w+) \{")
_RETURNS = re.compile(rb"func[^\n{]*\)\s*\(?(?:\w+\s+)?(?:<-)?chan\b")
_NAMED = re.compile(rb"func\s*(?:\([^)\n]*\)\s*)?(\w+)")


def channel_fields(file: SourceFile) -> list[bytes]:
    """The names that may be those of a file's fields of a channel type, one for each time that one is declared."""
    known: list[bytes] | None = file.answers.get("channel fields")
    if known is None:
        known = file.answers["channel fields"] = list[bytes]()
        for match in _FIELD.finditer(file.data) if b"chan " in file.data else ():
            known += [name.strip() for name in (match[1] or match[2]).split(b",")]
    return known


@frozen
class Doubtful:
    """The fields on which something may wait in vain, as far as their names tell."""

    received: frozenset[bytes] = frozenset()
    """Those that perhaps nobody sends on or closes."""
    sent: frozenset[bytes] = frozenset()
    """Those that perhaps nobody receives from, or one loop that can end before."""
    is_alias: bool = False
    """Whether a channel type has a name of its own, so that fields of it are not seen."""

    def __bool__(self) -> bool:
        return self.is_alias or bool(self.received or self.sent)


_doubtful: "WeakKeyDictionary[Package, Doubtful]" = WeakKeyDictionary()


def doubtful(package: Package) -> Doubtful:
    """The fields of a package on which something may wait in vain."""
    known = _doubtful.get(package)
    if known is None:
        known = _doubtful[package] = _told(package)
    return known


def _told(package: Package) -> Doubtful:
    counts = Counter(name for file in package.files for name in channel_fields(file))
    is_alias = any(b"chan" in f.data and _ALIAS.search(f.data) is not None for f in package.files)
    if not counts or is_alias:
        return Doubtful(is_alias=is_alias)
    names = counts.keys()
    answered: set[bytes] = set()
    homes: dict[bytes, set[tuple[str, int]]] = {}
    ranged: set[bytes] = set()
    for file in package.files:
        answered.update(name for name, _ in (*_uses(file, b" <- ", None), *_uses(file, b"close(", _CLOSED)))
        over = list(_uses(file, b"range ", _RANGED)) if names else []
        ranged.update(name for name, _ in over)
        for name, start in (*over, *_uses(file, b"<-", _RECEIVED)):
            homes.setdefault(name, set()).add((file.path, start))
    plain = {name for name, times in counts.items() if times == 1 and not name[:1].isupper()}
    left = {name for name in plain if name in ranged or len(homes.get(name, ())) > 1}
    return Doubtful(frozenset(names - (plain & answered)), frozenset(names - left))


def _uses(file: SourceFile, word: bytes, behind: "re.Pattern[bytes] | None") -> Iterator[tuple[bytes, int]]:
    """Field names that functions use beside a word, each with the start of the function; not those in comments.

    What stands behind the word tells the name, or what stands before it where no pattern is given.
    """
    data = file.data
    at = data.find(word)
    while at >= 0:
        named = (
            behind.match(data, at) if behind is not None else _SENT.match(data[max(0, at - 80) : at][::-1])
        )
        if named is not None:
            line = data[data.rfind(b"\n", 0, at) + 1 : at]
            piece = file.piece_at(at)
            quoted = any(mark in line for mark in (b"//", b'"', b"`", b"/*", b"* "))
            if piece is not None and piece.kind == "func" and not quoted:
                yield named[1] if behind is not None else named[1][::-1], piece.start
        at = data.find(word, at + len(word))


def waited(package: Package, engine: str) -> Callable[[bytes], bool]:
    """Tells of a declaration whether a send or receive of it may wait in vain, for the engine that follows those.

    A local channel is one that is made in sight, or a parameter that a caller makes in sight.
    """
    found = doubtful(package)
    fields = found.sent if engine == "channels" else found.received
    words = b"|".join(map(re.escape, sorted(fields)))
    mention = re.compile(rb"\.(?:" + words + rb")\b") if fields else None
    makers = sorted({name for file in package.files for name in _makers(file)}) if fields else []
    called = re.compile(rb"\b(?:" + b"|".join(map(re.escape, makers)) + rb")\(") if makers else None

    def test(source: bytes) -> bool:
        if engine == "channels" and b"chan" in source:
            return True
        if engine == "receives" and b"chan" in source and (b"make(" in source or fields):
            return True
        if found.is_alias or (mention is not None and mention.search(source)):
            return True
        return called is not None and called.search(source) is not None

    return test


def _makers(file: SourceFile) -> list[bytes]:
    """The functions of a file that return a channel."""
    known: list[bytes] | None = file.answers.get("channel makers")
    if known is None:
        known = file.answers["channel makers"] = list[bytes]()
        for piece in file.pieces if b"chan " in file.data else ():
            if piece.kind == "func" and _RETURNS.match(file.data, piece.start, piece.end):
                named = _NAMED.match(file.data, piece.start, piece.end)
                known += [named[1]] if named is not None else []
    return known
