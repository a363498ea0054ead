"""Which operations a goroutine in a given state can stand on."""

from leakline.mapping.body import Operation
from leakline.mapping.symbol import parse

_KINDS = {
    "chan send": ("send",),
    "chan receive": ("receive", "range"),
    "select": ("select",),
    "go": ("go",),
}
"""By the words of Go's own state; `go` is ours, for the line of a `go` statement."""

CHANNEL_STATES = frozenset({"chan send", "chan receive", "select"})

_CALLS = (
    "semacquire",
    "sync.",
    "sleep",
    "IO wait",
    "syscall",
    "coroutine",
    "synctest.",
)

_LOCKING = {
    "sync.Mutex.Lock": ("Lock", "Do", "LockFunc"),
    "sync.RWMutex.Lock": ("Lock",),
    "sync.RWMutex.RLock": ("RLock",),
    "sync.WaitGroup.Wait": ("Wait",),
    "sync.Cond.Wait": ("Wait",),
    "sleep": ("Sleep",),
}
"""The method's name, where the state gives it away."""


def plain(state: str) -> str:
    """`chan receive (nil chan)` and `select (no cases)` wait on the same operations as without the
    bracket."""
    return state.split(" (", 1)[0]


def fits(operation: Operation, state: str, callee: str) -> bool:
    """Whether a goroutine in this state can stand on this operation.

    `callee` is the function of the next frame towards the leaf where that is no part of the runtime: the
    line is then that of a call, whatever the state is. Without state and callee every operation fits.
    """
    if callee:
        return operation.kind in ("call", "exit", "range")
    wanted = _KINDS.get(plain(state))
    if wanted is not None:
        return operation.kind in wanted
    if state.startswith(_CALLS):
        return operation.kind in ("call", "exit")
    return operation.kind != "go"


def certain(operation: Operation, state: str, callee: str) -> bool:
    """Whether the operation is of the very kind and name: an anchor, if it is the only one of its
    function."""
    if callee:
        called = parse(callee)
        # A closure is named after the function around it, and called through a value of any name.
        named = operation.kind == "call" and operation.name != "" and not called.steps
        return named and (operation.name,) == called.names[-1:]
    wanted = _KINDS.get(plain(state))
    if wanted is not None:
        return operation.kind in wanted
    names = _LOCKING.get(state)
    return names is not None and operation.kind == "call" and operation.name in names


def needs_operation(state: str, callee: str) -> bool:
    """Whether the goroutine must stand on an operation at all: a running one may stand on any line of
    code."""
    return bool(callee) or plain(state) in _KINDS or state.startswith(_CALLS)
