"""What a callee does with a resource that it is handed: releases it, keeps it, or only borrows it."""

from enum import IntEnum
from typing import TYPE_CHECKING

from leakline.analysis import stdowners
from leakline.analysis.stdeffects import KEEPING, RELEASING
from leakline.analysis.unit import Unit
from leakline.flow.typing import Callee
from leakline.golang import std

if TYPE_CHECKING:
    from leakline.analysis.holding import Obligation


class Effect(IntEnum):
    BORROWS = 0
    KEEPS = 1
    RELEASES = 2
    RELEASES_ON_ERROR = 3  # only where it returns an error
    RELEASES_ON_SUCCESS = 4  # only where it returns none
    WRAPS = 5  # its result holds it, and closing that closes it


BORROWING_VERBS = frozenset(
    (
        "read load parse decode copy write sync unmarshal print log dump format describe is has validate verify check "
        "show debug trace inspect count measure hash sum extract scan expect assert fsync flush seek get find list lookup "
        "search match compare equal encode marshal render fetch compute calculate detect estimate"
    ).split()
)
_KEEPING_VERBS = frozenset("new wrap set register store put push keep track end done".split())
RELEASING_VERBS = frozenset(
    "close drain discard release cleanup finish consume dispose free shutdown stop rollback commit".split()
)


def words(name: str) -> list[str]:
    """A Go name cut at its capitals, in lower case: `readAllFrom` -> read, all, from."""
    out: list[str] = []
    for char in name:
        if char == "_" or not out or (char.isupper() and not out[-1][-1:].isupper()):
            out.append("")
        if char != "_":
            out[-1] += char
    return [word.lower() for word in out if word]


def effect(unit: Unit, callee: Callee, index: int, part: bool, owed: "Obligation", depth: int) -> Effect:
    """What a callee does with argument `index`; `part` tells whether that is the released part of the resource."""
    if callee.is_type:
        return Effect.KEEPS
    if callee.decl is not None and callee.package is not None and depth < 3:
        from leakline.analysis.summaries import parameter_effect

        known = parameter_effect(unit, callee, index, part, owed, depth + 1)
        if known is not None:
            return known
    path, dot, _ = callee.name.lstrip("(*").replace(")", "").rpartition(".")
    if callee.name.startswith("builtin."):
        return (
            Effect.BORROWS
            if callee.short in ("len", "cap", "print", "println", "copy", "panic")
            else Effect.KEEPS
        )
    package = path if std.is_std(path) else path.rpartition(".")[0]
    if dot and std.is_std(package):
        if callee.name in RELEASING or stdowners.releases(callee.name, index):
            return Effect.RELEASES
        kept = callee.name in KEEPING or stdowners.keeps(callee.name, index)
        return Effect.KEEPS if owed.is_func or kept else Effect.BORROWS
    if owed.is_func:
        return Effect.KEEPS
    verbs = words(callee.short)
    if RELEASING_VERBS & set(verbs):
        return Effect.RELEASES
    if owed.lent and not _KEEPING_VERBS & set(verbs[:1]):
        return Effect.BORROWS
    if verbs and verbs[0] in BORROWING_VERBS:
        return Effect.BORROWS
    return Effect.BORROWS if _only_reads(callee, index, verbs) else Effect.KEEPS


_CANNOT_CLOSE = frozenset(
    f"io.{name}"
    for name in "Reader Writer ReaderAt WriterAt ReadSeeker WriteSeeker ReadWriter ReadWriteSeeker".split()
)
_MAY_STORE = _KEEPING_VERBS | frozenset(
    "with reset use attach add append send submit queue enqueue start go run init configure replace serve on".split()
)


def _only_reads(callee: Callee, index: int, verbs: list[str]) -> bool:
    """Whether an interface's method gets a plain reader or writer and gives nothing back that could hold it."""
    if not callee.is_interface_method or callee.signature is None or not verbs or verbs[0] in _MAY_STORE:
        return False
    params = callee.signature.params
    plain = set(callee.signature.results) <= _PLAIN_RESULTS
    return plain and index < len(params) and params[index] in _CANNOT_CLOSE


_PLAIN_RESULTS = frozenset(
    ["", "bool", "error", "string", "int", "int64", "uint64", "float64", "[]byte", "time.Time"]
)


def may_wrap(callee: Callee, owed: "Obligation") -> bool:
    """Whether what a borrowing callee returns may own what it was given.

    The readers and decoders of the standard library do not; a function of the module would have been seen to keep it.
    """
    if owed.is_func or callee.decl is not None:
        return False
    path = callee.name.lstrip("(*").partition(")")[0].rpartition(".")[0]
    if std.is_std(path) and callee.name != "net/http.MaxBytesReader":
        return False
    return callee.signature is None or callee.signature.results[:1][0:1] not in [(r,) for r in _PLAIN_RESULTS]
