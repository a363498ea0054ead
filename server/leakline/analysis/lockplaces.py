"""Where a lock stands: the same place in two texts is the same lock, and a class is a field of a type."""

from attrs import frozen

from leakline.analysis.lockkeys import LOCKS, key_of
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V, Value
from leakline.golang.types import pointee

Root = tuple[object, ...]
"""`("v", variable)` of the declaration at hand, `("g", import path, name)`, or `("?", …)` for what no name tells."""

_LONGEST = 7


@frozen(cache_hash=True)
class Place:
    """A path of fields from a root."""

    root: Root
    path: tuple[object, ...] = ()
    """Field names; an element is `("[", index)`."""

    def then(self, *names: object) -> "Place":
        return Place(self.root, self.path + names)

    @property
    def is_known(self) -> bool:
        """Whether an equal place is the same thing."""
        return self.root[0] != "?" and len(self.path) <= _LONGEST


def place_of(unit: Unit, value: int) -> Place:
    """The place that a value names, through copies that hold for the whole declaration."""
    known: dict[int, Place] = unit.answers.setdefault("lock places", {})
    if value not in known:
        known[value] = Place(("?", value))  # ends copies in circles
        known[value] = _place_of(unit, value)
    return known[value]


def _place_of(unit: Unit, value: int) -> Place:
    kind, *rest = unit.body.values[value]
    if kind in (V.ADDR, V.DEREF, V.ASSERT, V.SLICE):
        return place_of(unit, rest[0])
    if kind == V.CONVERT:
        return place_of(unit, rest[1])
    if kind == V.GLOBAL:
        return Place(("g", unit.world.package.path, rest[0]))
    if kind == V.PACKAGE:
        return Place(("g", rest[0], rest[1]))
    if kind == V.VAR:
        copied = _copied(unit, int(rest[0]))
        return place_of(unit, copied) if copied >= 0 else Place(("v", rest[0]))
    if kind == V.FIELD:
        built = built_field(unit, int(rest[0]), str(rest[1]))
        return place_of(unit, built) if built >= 0 else place_of(unit, rest[0]).then(rest[1])
    if kind == V.INDEX:
        index: Value = unit.body.values[int(rest[1])]
        named: object = index[1] if index[0] == V.CONST else rest[1]
        return place_of(unit, rest[0]).then(("[", named))
    return Place(("?", value))


def _copied(unit: Unit, var: int) -> int:
    """What a variable is another name of for as long as it lives, or -1."""
    held = unit.body.vars[var]
    given = unit.assigned.get(var, [])
    if len(given) != 1 or held.role in ("receiver", "param", "header", "result"):
        return -1
    kind, *rest = unit.body.values[given[0]]
    if kind == V.VAR:
        source = unit.body.vars[int(rest[0])]
        is_fixed = source.role in ("receiver", "param") and int(rest[0]) not in unit.assigned
        return given[0] if is_fixed and unit.typer.of(given[0]).startswith("*") else -1
    if kind == V.ADDR:
        inner = unit.body.values[int(rest[0])][0]
        return int(rest[0]) if inner in (V.FIELD, V.GLOBAL) else -1
    if kind == V.FIELD and unit.typer.of(given[0]).startswith("*"):
        return given[0] if not _is_stored(unit, str(rest[1])) else -1
    return -1


def _is_stored(unit: Unit, name: str) -> bool:
    """Whether the declaration assigns to a field of this name."""
    stored = unit.answers.get("stored fields")
    if stored is None:
        stored = {
            str(unit.body.values[op[1]][2])
            for block in unit.body.blocks
            for op in block.ops
            if op[0] == Op.STORE and unit.body.values[op[1]][0] == V.FIELD
        }
        unit.answers["stored fields"] = stored
    return name in stored


def built_field(unit: Unit, base: int, name: str) -> int:
    """What a struct that was built here holds in a field: the value given in its literal, or -1."""
    literal = composite_of(unit, base)
    if literal < 0 or _is_stored(unit, name):
        return -1
    _, _, elements, keys, *_ = unit.body.values[literal]
    return next((each for key, each in zip(keys, elements, strict=False) if key == name), -1)


def composite_of(unit: Unit, value: int) -> int:
    """The struct literal that a value is, or the address of; -1 where it is none."""
    kind, *rest = unit.body.values[value]
    if kind == V.ADDR:
        return composite_of(unit, int(rest[0]))
    if kind == V.VAR:
        given = unit.assigned.get(int(rest[0]), [])
        return composite_of(unit, given[0]) if len(given) == 1 and given[0] != value else -1
    return value if kind == V.COMPOSITE else -1


def is_fresh(unit: Unit, place: Place) -> bool:
    """Whether a lock belongs to something that was made in this declaration, which nobody else can hold yet."""
    if place.root[0] != "v":
        return False
    var = int(str(place.root[1]))
    given = unit.assigned.get(var, [])
    if unit.body.vars[var].role in ("receiver", "param", "header"):
        return False
    return any(unit.body.values[each][0] in (V.COMPOSITE, V.CONST) or _is_made(unit, each) for each in given)


def _is_made(unit: Unit, value: int) -> bool:
    if composite_of(unit, value) >= 0:
        return True
    kind, *rest = unit.body.values[value]
    if kind not in (V.CALL, V.RESULT):
        return False
    made = unit.body.calls[int(rest[0])]
    callee = unit.body.values[made.callee]
    name = str(callee[-1]) if callee[0] in (V.GLOBAL, V.PACKAGE, V.FIELD) else ""
    return name.startswith(("new", "New"))


@frozen(cache_hash=True)
class Lock:
    """A lock that a call of a declaration takes or gives back."""

    place: Place
    of: str
    """Its class: `import/path.Type.field`, `import/path.variable`; "" where only its function knows it."""
    method: str
    value: int

    @property
    def reads(self) -> bool:
        return self.method == "RLock"


def lock_of(unit: Unit, call: int) -> Lock | None:
    """The lock that a call names, or None."""
    key = key_of(unit, call)
    if key is None:
        return None
    place = place_of(unit, key.value)
    return Lock(place, class_of(unit, key.value, place), key.method, key.value)


def class_of(unit: Unit, value: int, place: Place) -> str:
    """The class of a lock, or of a channel or group: the field of the type that declares it."""
    kind, *rest = unit.body.values[value]
    if kind in (V.ADDR, V.DEREF):
        return class_of(unit, int(rest[0]), place)
    if place.root[0] == "g" and not place.path:
        return f"{place.root[1]}.{place.root[2]}"
    typed = pointee(unit.typer.of(value)) if kind != V.FIELD else ""
    if (
        typed
        and typed not in LOCKS
        and "." in typed
        and not typed.startswith(("chan ", "[", "sync.", "func("))
    ):
        return typed  # a type that embeds its lock
    if kind == V.FIELD:
        base = unit.typer.of(int(rest[0]))
        member = unit.world.member(base, str(rest[1]))
        owner = member.owner if member is not None and member.owner else pointee(base)
        return f"{owner}.{rest[1]}" if owner and "{" not in owner else ""
    if kind == V.INDEX:
        held = class_of(unit, int(rest[0]), place)
        return held + "[]" if held else ""
    return ""
