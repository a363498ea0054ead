"""Which declarations may leave a lock held, or wait for something while they hold one."""

import re
from collections.abc import Callable, Iterator

from attrs import frozen

from leakline.analysis.gates.channels import channel_fields
from leakline.analysis.gates.layout import is_by_hand
from leakline.analysis.lockwho import declarations_named, may_lock
from leakline.golang.package import FUNC, Package, SourceFile
from leakline.golang.std import is_std

_LOCK = re.compile(rb"\.R?Lock\(\)")
_TURNS = re.compile(
    rb"\b(?:return|break|continue|goto|panic|Exit\w*|Fatal\w*|Goexit|defer)\b|[lL]ock\(\)|\bfunc\(|`"
)
_CALLED = re.compile(rb"(?:\b(\w+)(\.))?\b(\w+)\(|\)\.(\w+)\(")
_WAITS = re.compile(rb"<-|\.Wait\(|\brange \S*(?:\)|\.[A-Z]\w*) \{")
_RUNNERS = frozenset(
    b"Do Range Slice SliceStable Search SortFunc IndexFunc ContainsFunc DeleteFunc Map Walk WalkDir".split()
)
_BUILTIN = frozenset(
    (
        b"append cap clear close complex copy delete imag len make max min new panic print println real recover string int "
        b"int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 bool byte rune error any if for "
        b"switch return func select case go defer range"
    ).split()
)


@frozen
class Taken:
    """One Lock of a declaration, and the text in which it is held."""

    end: int
    """Behind the call."""
    until: int
    """The end of what is known to be held; that of the declaration where nothing tells."""
    is_settled: bool
    """Whether every path from the Lock comes to the Unlock: it is deferred at once, or nothing before it turns away."""


def taken(source: bytes) -> Iterator[Taken]:
    """The locks that a declaration takes, in order of text."""
    by_hand = is_by_hand(source)
    for match in _LOCK.finditer(source):
        line = source.rfind(b"\n", 0, match.start()) + 1
        end = match.end()
        owner = source[line : match.start()].lstrip(b"\t")
        tabs = source[line : match.start() - len(owner)]
        until = 0 if by_hand or not _PATH.fullmatch(owner) else _unlocked(source, tabs, owner, end)
        if until:
            yield Taken(end, until, True)
        else:
            deferred = b"\n" + tabs + b"defer " + owner
            behind = source[end + len(deferred) :][:12] if source.startswith(deferred, end) else b""
            at_once = not by_hand and behind.startswith((b".Unlock()\n", b".RUnlock()\n"))
            yield Taken(end, len(source), at_once)


_PATH = re.compile(rb"\w+(?:\.\w+)*")


def _unlocked(source: bytes, tabs: bytes, owner: bytes, end: int) -> int:
    """Where the Unlock stands that all paths from a Lock come to, 0 where that is not told."""
    places = [source.find(b"\n" + tabs + owner + method, end) for method in (b".Unlock()\n", b".RUnlock()\n")]
    until = min((at for at in places if at >= 0), default=-1)
    if until < 0:
        return 0
    between = source[end:until]
    if _TURNS.search(between) or re.search(rb"\n\t{0,%d}[^\t\n]" % (len(tabs) - 1), between):
        return 0
    parts = owner.split(b".")
    paths = [b".".join(parts[: at + 1]) for at in range(len(parts))] if b"= " in between else []
    if any(re.search(rb"\b" + re.escape(path) + rb"(?:, [\w.]+)* :?= ", between) for path in paths):
        return 0  # the Unlock may be that of another one
    return until


def left_held(source: bytes) -> bool:
    """Whether a lock of a declaration may be held where it returns, at the next step of a loop, or at a panic."""
    return not all(each.is_settled for each in taken(source))


def meeting(package: Package, is_std_module: bool) -> Callable[[bytes], bool]:
    """Tells of a declaration whether it may wait for anything while a lock is held.

    That takes a second Lock, an operation on a channel, a Wait, or the call of a function that may do one of these, in the
    text that follows a Lock; or the call of a function that comes back with a lock, or runs what it is given under one.
    """
    state: list[_Names] = []

    def test(source: bytes) -> bool:
        if not state:
            state.append(_Names(package, is_std_module))
        names = state[0]
        calls = list(_CALLED.finditer(source, source.find(b"{")))
        if any((call[3] or call[4]) in names.leaving for call in calls):
            return True
        literal = b"(func(" in source or b", func(" in source
        held = [(0, len(source))] if literal else [(each.end, each.until) for each in taken(source)]
        for start, end in held:
            if _LOCK.search(source, start, end) or _WAITS.search(source, start, end):
                return True
        return any(
            names.may_wait(call) for call in calls if any(start <= call.start() < end for start, end in held)
        )

    return test


class _Names:
    """What the names of a package's functions tell, asked as it is needed."""

    def __init__(self, package: Package, is_std_module: bool) -> None:
        self.package = package
        self.is_std_module = is_std_module
        self.leaving = frozenset[bytes]().union(*map(_leaving, package.files))
        self.imports = {name: path for file in package.files for name, path in file.head.imports.items()}
        self.fields = frozenset(name for file in package.files for name in channel_fields(file))
        self.known: dict[bytes, bool] = {}

    def may_wait(self, call: "re.Match[bytes]") -> bool:
        """Whether what is called may take a lock, or wait for a channel."""
        name = call[3] or call[4]
        if name in _BUILTIN:
            return False
        if name in _RUNNERS:
            return True
        if name not in self.known:
            self.known[name] = self._may_wait(name, 1)
        if self.known[name]:
            return True
        path = self.imports.get((call[1] or b"").decode("utf-8", "replace"), "")
        if call[1] and call[2] and path:
            return not (is_std(path) or self.is_std_module)
        behind_dot = call[4] is not None or call[2] is not None
        return behind_dot and name[:1].isupper() and not self.is_std_module

    def _may_wait(self, name: bytes, depth: int) -> bool:
        for decl in declarations_named(self.package, name):
            if may_lock(decl, self.package):
                return True
            if self.fields:
                source = decl.source()
                if b"<-" in source or b"range " in source:
                    return True
                below = {each[3] or each[4] for each in _CALLED.finditer(source, source.find(b"{"))}
                if depth and any(self._may_wait(each, depth - 1) for each in below - _BUILTIN - {name}):
                    return True
        return False


def _leaving(file: SourceFile) -> frozenset[bytes]:
    """Functions of a file that may come back with a lock held, or without one that they were called with."""
    known = file.answers.get("leaving locks")
    if known is None:
        found: set[bytes] = set()
        for piece in file.pieces if b"ock()" in file.data else ():
            named = FUNC.match(file.data, piece.start, piece.end) if piece.kind == "func" else None
            if named is not None and file.data.find(b"ock()", piece.start, piece.end) >= 0:
                source = file.data[piece.start : piece.end]
                locks = list(taken(source))
                calls_it = b"func(" in source[: source.find(b"\n")][4:]
                if (
                    calls_it
                    or not all(e.is_settled for e in locks)
                    or source.count(b"ock()") != 2 * len(locks)
                ):
                    found.add(named[2])
        known = file.answers["leaving locks"] = frozenset(found)
    return known
