"""Functions lowered for tests, and the calls on their paths."""

from leakline.flow.ir import Body, Op, T, V
from leakline.flow.lower import lower
from leakline.syntax.parser import parse


def lowered(body: str, head: str = "func f(a, b bool, xs []int, ch chan int) (n int, err error)") -> Body:
    source = f"{head} {{\n{body}\n}}\n".encode()
    node = parse(source).root_node.named_children[0]
    return lower(node, source, {"http": "net/http", "log": "log", "os": "os"})


def calls_on_paths(body: Body, limit: int = 4) -> set[tuple[str, ...]]:
    """The names called on every path from entry to return, each block entered at most `limit` times."""
    found: set[tuple[str, ...]] = set()
    todo: list[tuple[int, tuple[str, ...], tuple[int, ...]]] = [(body.funcs[0].entry, (), ())]
    while todo:
        index, called, seen = todo.pop()
        if seen.count(index) >= limit:
            continue
        block = body.blocks[index]
        for kind, a, *_ in block.ops:
            if kind in (Op.CALL, Op.GO, Op.DEFER):
                callee = body.values[body.calls[a].callee]
                name = (
                    callee[1]
                    if callee[0] == V.GLOBAL
                    else callee[2]
                    if callee[0] in (V.FIELD, V.PACKAGE)
                    else "?"
                )
                called = (*called, {Op.GO: "go ", Op.DEFER: "defer "}.get(kind, "") + name)
        kind, *rest = block.end
        if kind == T.RETURN:
            found.add(called)
        targets = rest[1:] if kind == T.IF else rest if kind not in (T.RETURN, T.STOP) else []
        todo += [(target, called, (*seen, index)) for target in targets]
    return found
