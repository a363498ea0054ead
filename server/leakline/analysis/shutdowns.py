"""Senders that keep to themselves what a server says when it is shut down."""

from leakline.analysis.chanuse import End
from leakline.analysis.launches import successors
from leakline.analysis.unit import Unit
from leakline.flow.ir import T, V

_CLOSED = (V.PACKAGE, "net/http", "ErrServerClosed")
_ENDING = ("(*net/http.Server).Shutdown", "(*net/http.Server).Close")


def silencing(unit: Unit, send: End) -> frozenset[int]:
    """Calls after which a send never comes: they shut the server down whose ErrServerClosed is not sent."""
    closed = unit.body.find(*_CLOSED)
    if closed < 0 or not _is_filtered(unit, send, closed):
        return frozenset()
    return frozenset(call for call in range(len(unit.body.calls)) if unit.typer.callee(call).name in _ENDING)


def _is_filtered(unit: Unit, send: End, closed: int) -> bool:
    """Whether a branch of the sender's function that is taken for ErrServerClosed does not lead to the send."""
    for block in unit.body.blocks:
        if block.func != send.func or block.end[0] != T.IF:
            continue
        kind, *rest = unit.body.values[int(block.end[1])]
        asked = rest[1:] if kind == V.COMPARE else ()
        if kind == V.CALL:
            asked = unit.body.calls[int(rest[0])].args
        if closed in asked and not _reaches(unit, int(block.end[2]), send.block):
            return True
    return False


def _reaches(unit: Unit, start: int, target: int) -> bool:
    seen, todo = {start}, [start]
    while todo:
        index = todo.pop()
        if index == target:
            return True
        new = set(successors(unit.body.blocks[index].end)) - seen
        seen |= new
        todo += new
    return False
