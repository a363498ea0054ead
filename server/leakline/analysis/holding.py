"""Which values of a path hold a resource."""

from collections.abc import Callable

from attrs import frozen

from leakline.analysis.conditions import is_resource
from leakline.analysis.paths import State
from leakline.analysis.rules import Release
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V

_HALF_CLOSED = ("CloseRead", "CloseWrite", "CloseSend", "CloseNotify", "CloseIdleConnections")


@frozen
class Obligation:
    """What a rule says is owed."""

    path: tuple[str, ...]
    """Fields from the resource to what is released."""
    methods: tuple[str, ...]
    is_func: bool
    """Whether the resource is a function that is called to release it."""
    functions: frozenset[str] = frozenset()
    """Functions that release what they are given."""
    is_context: bool = True
    """Whether a function that is owed is the cancel function of a context."""
    fields: tuple[str, ...] = ()
    """Fields of the resource whose own methods release it, too."""
    launch_keeps: bool = False
    """Whether a goroutine that mentions the resource is its new owner."""
    ends: tuple[str, ...] = ()
    """Methods that release it by themselves where they answer false."""
    received: str = ""
    """A channel of the resource: once something came out of it, nothing is owed."""
    lent: bool = False
    """Whether a callee that cannot be looked into only borrows it."""

    def ends_by(self, method: str) -> bool:
        """Whether a method releases: by its name, or as a kind of Close such as CloseNow or CloseWithError."""
        return method in self.methods or (
            "Close" in self.methods and method.startswith("Close") and method not in _HALF_CLOSED
        )

    @classmethod
    def of(cls, release: Release) -> "Obligation":
        return cls(
            release.path,
            release.methods,
            release.call,
            release.functions,
            not release.own,
            release.fields,
            release.launch_keeps,
            release.ends,
            release.received,
            release.lent,
        )


@frozen
class Holding:
    """Questions about the values of one resource."""

    unit: Unit
    owed: Obligation
    call: int
    """The acquiring call, or -1."""
    mentioned: Callable[[State, int], bool]
    """Whether a literal that runs some other time may release or keep the resource."""

    def carries(self, state: State, value: int) -> bool:
        """Whether whoever gets a value gets the resource with it."""
        if is_resource(self.unit, state, value) or value in state.wrapped or value in state.boxes:
            return True
        kind, *rest = self.unit.body.values[value]
        if kind in (V.ADDR, V.DEREF, V.ASSERT, V.SLICE):
            return self.carries(state, rest[0])
        if kind == V.CONVERT:
            return self.carries(state, rest[1])
        if kind == V.COMPOSITE:
            return any(self.carries(state, each) for each in rest[1])
        if kind == V.FIELD:
            released = not self.owed.is_func and self.owed.ends_by(rest[1]) and self.closable(state, rest[0])
            released = released or (rest[1] in self.owed.fields and is_resource(self.unit, state, rest[0]))
            if released or rest[0] not in state.boxes:
                return released
            member = self.unit.world.member(self.unit.typer.of(rest[0]), str(rest[1]))
            return member is None or member.signature is not None or "func" in member.type
        if kind == V.FUNC:
            return self.mentioned(state, rest[0])
        if kind == V.VAR:
            literal = self.unit.literals.get(rest[0], -1)
            return literal >= 0 and self.mentioned(state, literal)
        if kind == V.CALL and rest[0] == self.call:
            return True  # f(acquire()): all results are handed on
        if kind == V.CALL:
            made = self.unit.body.calls[int(rest[0])]
            callee = self.unit.typer.callee(rest[0])
            passes = callee.is_type or callee.short in ("append", "NopCloser")
            return passes and any(self.carries(state, each) for each in made.args)
        return False

    def closable(self, state: State, value: int) -> bool:
        """Whether a value is what the release method is called on."""
        if value in state.parts:
            return True
        kind, *rest = self.unit.body.values[value]
        if not self.owed.path:
            below = kind == V.FIELD and rest[1] in self.owed.fields and is_resource(self.unit, state, rest[0])
            return below or is_resource(self.unit, state, value)
        if kind in (V.DEREF, V.ASSERT, V.CONVERT):
            return self.closable(state, rest[1] if kind == V.CONVERT else rest[0])
        return kind == V.FIELD and rest[1] == self.owed.path[-1] and is_resource(self.unit, state, rest[0])

    def keys(self, state: State, value: int) -> list[tuple[str, bool]]:
        """The field names of a struct literal under which it holds the resource, and whether that is the released part."""
        kind, *rest = self.unit.body.values[value]
        if kind == V.ADDR:
            return self.keys(state, rest[0])
        if kind != V.COMPOSITE:
            return []
        carried = [
            (key, at)
            for at, (key, each) in enumerate(zip(rest[2], rest[1], strict=False))
            if self._is_direct(state, each) and self.carries(state, each)
        ]
        names = self.unit.world.fields(self.unit.typer.of(value))
        parts = [bool(self.owed.path) and self.closable(state, rest[1][at]) for _, at in carried]
        return [
            (key or (names[at] if at < len(names) else ""), part)
            for (key, at), part in zip(carried, parts, strict=True)
        ]

    def _is_direct(self, state: State, value: int) -> bool:
        """Whether a value is the resource or a closure over it, not a struct that holds it further down."""
        if is_resource(self.unit, state, value) or self.closable(state, value) or value in state.wrapped:
            return True
        kind, *rest = self.unit.body.values[value]
        return kind == V.FUNC or (kind == V.VAR and self.unit.literals.get(rest[0], -1) >= 0)

    def is_box(self, value: int) -> bool:
        """Whether a value is a struct that was made here: a literal, its address, or new(T)."""
        kind, *rest = self.unit.body.values[value]
        if kind == V.ADDR:
            return self.is_box(rest[0])
        if kind == V.COMPOSITE:
            return not rest[0].startswith(("[", "map["))
        if kind in (V.CALL, V.RESULT):
            callee = self.unit.body.values[self.unit.body.calls[int(rest[0])].callee]
            return callee == (V.GLOBAL, "new")
        return kind == V.CONST and str(rest[0]).startswith("zero ")

    def is_fresh(self, var: int, before: int, family: frozenset[int]) -> bool:
        """Whether a variable holds a struct made here that nobody else can have seen before an offset."""
        given = self.unit.assigned.get(var, [])
        if len(given) != 1 or not self.is_box(given[0]) or self.unit.body.vars[var].func not in family:
            return False
        subject = self.unit.body.find(V.VAR, var)
        for call in self.unit.body.calls:
            if call.start < before and (
                subject in call.args or self.unit.body.find(V.ADDR, subject) in call.args
            ):
                return False
        for block in self.unit.body.blocks:
            for kind, _, b, start, _ in block.ops:
                if kind in (Op.STORE, Op.SEND) and start < before and b == subject:
                    return False
        return not any(
            var in self.unit.captured[f.index]
            for f in self.unit.body.funcs
            if f.parent >= 0 and f.start < before
        )

    def is_released_by(self, state: State, name: str, args: tuple[int, ...]) -> bool:
        """Whether a function releases the resource: `signal.Stop(c)`, or `signal.Reset()` whatever it is given."""
        if name in self.owed.functions:
            return any(self.carries(state, arg) for arg in args)
        return bool(name) and name + "()" in self.owed.functions
