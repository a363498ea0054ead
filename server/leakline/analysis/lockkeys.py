"""Which lock a call locks or unlocks: told by its path (`s.mu`), by the types of sync."""

import re

from attrs import evolve, frozen

from leakline.analysis.groups import plain
from leakline.analysis.unit import Unit
from leakline.flow.ir import V
from leakline.golang.package import FuncDecl
from leakline.golang.types import pointee

ACQUIRING = ("Lock", "RLock")
_METHODS = frozenset(("Lock", "RLock", "Unlock", "RUnlock", "TryLock", "TryRLock"))
RELEASING = ("Unlock", "RUnlock")
LOCKS = ("sync.Mutex", "sync.RWMutex")


@frozen
class Key:
    """A lock as one declaration names it, and the method that was called."""

    value: int
    """The mutex, or the struct that embeds it, without `&` and `*`."""
    method: str
    short: str = ""
    """The name of the field or variable; "" for an embedded mutex."""
    owner: str = ""
    """The type whose field it is, or that embeds it."""

    def same(self, other: "Key") -> bool:
        return self.value == other.value

    def is_base(self, unit: Unit, value: int) -> bool:
        return _base(unit, value) == self.value

    def is_below(self, unit: Unit, value: int) -> bool:
        """Whether whoever gets a value gets the lock's owner with it, by name or inside a literal."""
        kind, *rest = unit.body.values[value]
        if kind in (V.ADDR, V.DEREF, V.ASSERT, V.SLICE):
            return self.is_below(unit, rest[0])
        if kind == V.CONVERT:
            return self.is_below(unit, rest[1])
        if kind == V.COMPOSITE:
            return any(self.is_below(unit, each) for each in rest[1])
        if kind == V.CALL:
            made = unit.body.calls[int(rest[0])]
            return any(self.is_below(unit, arg) for arg in made.args)
        return kind in (V.VAR, V.FIELD, V.INDEX) and value in self.above(unit)

    def above(self, unit: Unit) -> list[int]:
        """The lock itself and the values that it is a part of, inside out."""
        out = [self.value]
        while True:
            kind, *rest = unit.body.values[out[-1]]
            if kind not in (V.FIELD, V.INDEX, V.DEREF, V.ADDR):
                return out
            out.append(int(rest[0]))

    def root_is_local(self, unit: Unit) -> bool:
        """Whether the lock is reached through a variable that is neither receiver nor parameter."""
        kind, *rest = unit.body.values[self.above(unit)[-1]]
        return kind == V.VAR and unit.body.vars[int(rest[0])].role not in ("receiver", "param")

    def text(self, unit: Unit) -> str:
        start, end = unit.body.spans.get(self.value, (0, 0))
        text = unit.body.text(start, end)
        return text if 0 < len(text) <= 60 and "\n" not in text else self.short or "the lock"


def key_of(unit: Unit, call: int) -> Key | None:
    """The lock of sync that a call locks or unlocks, or None."""
    known = unit.answers.setdefault("locks", {})
    if call not in known:
        known[call] = _key_of(unit, call)
    return known[call]


def _key_of(unit: Unit, call: int) -> Key | None:
    made = unit.body.calls[call]
    kind, *rest = unit.body.values[made.callee]
    if kind != V.FIELD or rest[1] not in _METHODS or made.args:
        return None
    name = unit.typer.callee(call).name
    if not any(name == f"(*{owner}).{rest[1]}" for owner in LOCKS):
        return None
    value = _base(unit, rest[0])
    return Key(value, str(rest[1]), *_named(unit, value))


def _named(unit: Unit, value: int) -> tuple[str, str]:
    """The name of a lock's field or variable, and the type whose field it is; "" and the type that embeds it."""
    type_text = pointee(unit.typer.of(value))
    if type_text not in LOCKS:
        return "", type_text
    kind, *rest = unit.body.values[value]
    if kind == V.FIELD:
        return str(rest[1]), pointee(unit.typer.of(int(rest[0])))
    if kind == V.VAR:
        return unit.body.vars[int(rest[0])].name, ""
    return (str(rest[0]) if kind == V.GLOBAL else ""), ""


def _base(unit: Unit, value: int) -> int:
    """A mutex without `&` and `*`; an embedded one that is named in full is its owner."""
    value = plain(unit, value)
    kind, *rest = unit.body.values[value]
    if kind == V.FIELD and rest[1] in ("Mutex", "RWMutex") and unit.typer.of(value) in LOCKS:
        return plain(unit, int(rest[0]))
    return value


def renamed(unit: Unit, key: Key, call: int, other: Unit) -> Key | None:
    """The same lock as a callee names it: below its receiver, below a parameter, or a package's variable.

    None where the callee does not mention it.
    """
    made = unit.body.calls[call]
    kind, *rest = unit.body.values[made.callee]
    given = [(plain(unit, int(rest[0])), "receiver", 0)] if kind == V.FIELD else []
    given += [(plain(unit, arg), "param", at) for at, arg in enumerate(made.args)]
    above = key.above(unit)
    for value, role, at in given:
        if value not in above:
            continue
        params = [p for p in other.body.funcs[0].params if other.body.vars[p].role == role]
        if at < len(params):
            return _down(unit, key, above[: above.index(value)], other, other.body.find(V.VAR, params[at]))
    root = unit.body.values[above[-1]]
    if root[0] == V.GLOBAL and other.world.package is unit.world.package:
        return _down(unit, key, above[:-1], other, other.body.find(*root))
    return None


def _down(unit: Unit, key: Key, names: list[int], other: Unit, at: int) -> Key | None:
    """Follows the fields of one declaration's path in another declaration, outside in."""
    for value in reversed(names):
        kind, *rest = unit.body.values[value]
        if kind != V.FIELD or at < 0:
            return None
        at = other.body.find(V.FIELD, at, rest[1])
    return evolve(key, value=at) if at >= 0 else None


def elsewhere(unit: Unit, key: Key) -> bool:
    """Whether some other function of the package unlocks this field without locking it: the lock is handed on."""
    unit.reads_package = True
    package = unit.world.package
    word = rb"\b" + key.short.encode() if key.short else rb"\b\w+"
    unlocks = re.compile(word + rb"\.R?Unlock\b")
    locks = re.compile(word + rb"\.(?:Try)?R?Lock\b")
    receiver = unit.body.receiver.lstrip("*").partition("[")[0]
    for decl in (*package.methods.values(), *package.funcs.values()):
        if (decl.receiver, decl.name) == (receiver, unit.body.name):
            continue
        source = decl.source()
        if unlocks.search(source) and not locks.search(source) and _unlocks(unit, key, decl):
            return True
    return False


def _unlocks(unit: Unit, key: Key, decl: FuncDecl) -> bool:
    other = unit.lower_other(decl)
    if other is None or not key.owner:
        return True
    used = [int(value[1]) for value in other.body.values if value[0] == V.FIELD and value[2] in RELEASING]
    return any(
        _named(other, _base(other, value)) in ((key.short, key.owner), ("", key.owner)) for value in used
    )
