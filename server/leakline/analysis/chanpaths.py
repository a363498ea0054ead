"""Questions about the paths around the ends of a channel."""

from collections.abc import Iterator

from leakline.analysis.chanuse import Channel, End
from leakline.analysis.launches import successors
from leakline.analysis.paths import Exit, State
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T, V


def early_exits(unit: Unit, channel: Channel, receives: list[End], unheard: bool) -> Iterator[Exit]:
    """Ways out of a gathering loop other than its own end; `unheard` asks for those that have received nothing."""
    for end in receives:
        loop = unit.body.loops[end.loop]
        todo = [block for block in successors(unit.body.blocks[loop.head].end) if block != loop.exit]
        seen = set(todo)
        while todo:
            index = todo.pop()
            block = unit.body.blocks[index]
            if unheard and any(op[0] == Op.RECEIVE and op[1] == channel.value for op in block.ops):
                continue
            if block.end[0] == T.RETURN and block.ops:
                op = block.ops[-1]
                yield Exit("return", op[3], op[4], (), State())
                continue
            for following in successors(block.end):
                if following == loop.head or following in seen:
                    continue
                if any(
                    op[0] == Op.RANGE and op[1] == channel.value for op in unit.body.blocks[following].ops
                ):
                    continue
                seen.add(following)
                todo.append(following)


def rank(unit: Unit, send: End, channel: Channel) -> int:
    """How many sends may come before this one on a path through its own function."""
    best = 0
    seen: set[tuple[int, int]] = set()
    todo = [(unit.body.funcs[send.func].entry, 0)]
    while todo and len(seen) < 4000:
        index, count = todo.pop()
        if (index, count) in seen or count > len(channel.sends):
            continue
        seen.add((index, count))
        for op in unit.body.blocks[index].ops:
            if op[0] == Op.SEND and op[1] == channel.value:
                if op[3] == send.start:
                    best = max(best, count)
                count += 1
        todo += [(following, count) for following in successors(unit.body.blocks[index].end)]
    return best


def most(unit: Unit, func: int, channel: Channel) -> int:
    """The most sends on one path through a function, loops walked once."""
    best = 0
    seen: set[tuple[int, int]] = set()
    todo = [(unit.body.funcs[func].entry, 0)]
    while todo and len(seen) < 4000:
        index, count = todo.pop()
        if (index, count) in seen or count > len(channel.sends):
            continue
        seen.add((index, count))
        block = unit.body.blocks[index]
        count += sum(1 for op in block.ops if op[0] == Op.SEND and op[1] == channel.value)
        best = max(best, min(count, len(channel.sends)))
        todo += [(following, count) for following in successors(block.end)]
    return best


def recovers(unit: Unit, func: int) -> bool:
    recover = unit.body.find(V.GLOBAL, "recover")
    return any(call.func == func and call.callee == recover for call in unit.body.calls)
