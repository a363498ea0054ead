"""Statements lowered to blocks and edges."""

from typing import TYPE_CHECKING

from attrs import evolve

from leakline.flow.builder import Builder, Target
from leakline.flow.expressions import branch, condition, lower_call, value, values
from leakline.flow.ir import Func, Op, Select, T, V, Variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


_UNNAMED = Variable("", 0, 0, "param")


def statement(b: Builder, node: "Node") -> None:
    handler = _HANDLERS.get(node.type)
    if handler is not None:
        handler(b, node)
    elif node.type == "ERROR":
        b.body.errors.append((node.start_byte, node.end_byte))
    elif node.type not in ("comment", "empty_statement", "type_declaration", "fallthrough_statement"):
        for child in node.named_children:
            statement(b, child)


def block(b: Builder, node: "Node | None") -> None:
    """Lowers the statements of a block in a scope of their own."""
    if node is None:
        return
    b.scopes.append({})
    statements(b, node)
    b.scopes.pop()


def statements(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "statement_list":
            statements(b, child)
        else:
            statement(b, child)


def function(b: Builder, node: "Node", func: Func, body: "Node | None") -> None:
    """Lowers parameters, results and the body of a declaration or a literal into `func`."""
    b.scopes.append({})
    b.func = func.index
    b.targets = []
    func.entry = b.block = b.new_block()
    receiver = node.child_by_field_name("receiver")
    if receiver is not None:
        func.params += _parameters(b, receiver, "receiver")
    params = node.child_by_field_name("parameters")
    if params is not None:
        func.params += _parameters(b, params, "param")
    result = node.child_by_field_name("result")
    if result is not None:
        if result.type == "parameter_list":
            func.result_types = tuple(_types(b, result))
            func.results = _parameters(b, result, "result")
        else:
            func.result_types = (b.squeezed(result),)
    if body is not None:
        statements(b, body)
    returned = tuple(b.value((V.VAR, var)) for var in func.results)
    b.body.returns.append(returned)
    at = max(node.end_byte - 1, node.start_byte)
    b.op(Op.RETURN, len(b.body.returns) - 1, 1, at, node.end_byte)
    b.body.blocks[b.block].end = (T.RETURN,)
    b.scopes.pop()


def _parameters(b: Builder, node: "Node", role: str) -> list[int]:
    found: list[int] = []
    for child in node.named_children:
        named = child.child_by_field_name("type")
        if named is None:
            continue
        text = b.squeezed(named)
        if child.type == "variadic_parameter_declaration":
            text = "..." + text
        names = child.children_by_field_name("name")
        found += [b.declare(name, role, text) for name in names]
        if not names and role != "result":
            b.body.vars.append(evolve(_UNNAMED, type=text, func=b.func, start=child.start_byte, role=role))
            found.append(len(b.body.vars) - 1)
    return found


def _types(b: Builder, node: "Node") -> list[str]:
    out: list[str] = []
    for child in node.named_children:
        named = child.child_by_field_name("type")
        if named is not None:
            out += [b.squeezed(named)] * max(1, len(child.children_by_field_name("name")))
    return out


def literal(b: Builder, node: "Node") -> int:
    """Lowers a function literal where it stands and gives its index."""
    saved = b.func, b.block, b.targets
    func = b.new_func(node)
    function(b, node, func, node.child_by_field_name("body"))
    b.func, b.block, b.targets = saved
    return func.index


# assignments


def _assign(b: Builder, left: "list[Node]", right: "list[Node]", node: "Node", declare: bool) -> None:
    # Places on the left are evaluated first, as Go does.
    places: list[tuple[str, int]] = []
    if not declare:
        places = [_place(b, target) for target in left]
    given = [value(b, expression) for expression in right]
    if len(left) > 1 and len(given) == 1:
        kind, *rest = b.body.values[given[0]]
        if kind == V.CALL:
            given = [b.value((V.RESULT, rest[0], i)) for i in range(len(left))]
        else:  # v, ok := <-ch, m[k] or x.(T)
            given = [given[0], *(b.fresh(V.OTHER) for _ in left[1:])]
    elif len(left) == 1 and len(given) == 1 and b.body.values[given[0]][0] == V.CALL:
        given = [b.value((V.RESULT, b.body.values[given[0]][1], 0))]
    given += [b.fresh(V.OTHER) for _ in left[len(given) :]]
    if declare:
        places = [_declared(b, target) for target in left]
    for (kind, place), held, target in zip(places, given, left, strict=False):
        if kind == "var":
            b.mention(place, target, write=True)
            b.op(Op.ASSIGN, place, held, target.start_byte, node.end_byte)
        elif kind == "discard":
            b.op(Op.DISCARD, 0, held, target.start_byte, node.end_byte)
        else:
            b.op(Op.STORE, place, held, node.start_byte, node.end_byte)


def _place(b: Builder, node: "Node") -> tuple[str, int]:
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    if node.type == "identifier":
        name = b.text(node)
        if name == "_":
            return "discard", -1
        var = b.lookup(name)
        if var >= 0:
            return "var", var
        return "store", b.value((V.GLOBAL, name), node)
    return "store", value(b, node)


def _declared(b: Builder, node: "Node") -> tuple[str, int]:
    if node.type != "identifier":
        return "store", b.fresh(V.OTHER, node=node)
    name = b.text(node)
    if name == "_":
        return "discard", -1
    var = b.scopes[-1].get(name)
    return "var", var if var is not None else b.declare(node, "local")


def _named(node: "Node | None") -> "list[Node]":
    if node is None:
        return []
    if node.type == "expression_list":
        return [child for child in node.named_children if child.type != "comment"]
    return [node]


def _short_var(b: Builder, node: "Node") -> None:
    _assign(
        b, _named(node.child_by_field_name("left")), _named(node.child_by_field_name("right")), node, True
    )


def _assignment(b: Builder, node: "Node") -> None:
    operator = node.child_by_field_name("operator")
    left, right = _named(node.child_by_field_name("left")), _named(node.child_by_field_name("right"))
    if operator is None or operator.type == "=":
        _assign(b, left, right, node, False)
        return
    for expression in right:
        value(b, expression)
    _modified(b, left, node)


def _modified(b: Builder, left: "list[Node]", node: "Node") -> None:
    for target in left:
        kind, place = _place(b, target)
        held = b.fresh(V.OTHER)
        if kind == "var":
            b.mention(place, target)
            b.op(Op.ASSIGN, place, held, target.start_byte, node.end_byte)
        elif kind == "store":
            b.op(Op.STORE, place, held, node.start_byte, node.end_byte)


def _increment(b: Builder, node: "Node") -> None:
    _modified(b, node.named_children[:1], node)


def _var(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "var_spec_list":
            _var(b, child)
        elif child.type == "var_spec":
            names = child.children_by_field_name("name")
            named = child.child_by_field_name("type")
            text = b.squeezed(named) if named is not None else ""
            right = _named(child.child_by_field_name("value"))
            if right:
                given = [value(b, expression) for expression in right]
                call = b.body.values[given[0]]
                if len(given) == 1 and call[0] == V.CALL:
                    given = [b.value((V.RESULT, call[1], i)) for i in range(len(names))]
                given += [b.fresh(V.OTHER) for _ in names[len(given) :]]
            else:
                given = [b.value(_zero(text)) for _ in names]
            for name, held in zip(names, given, strict=False):
                if b.text(name) == "_":
                    b.op(Op.DISCARD, 0, held, name.start_byte, child.end_byte)
                    continue
                var = b.declare(name, "local", text)
                b.mention(var, name, write=True)
                b.op(Op.ASSIGN, var, held, name.start_byte, child.end_byte)


def _zero(text: str) -> tuple[object, ...]:
    if text == "bool":
        return (V.BOOL, False)
    if text.startswith(("*", "func", "chan", "map", "[]", "<-")) or text in ("error", "any"):
        return (V.NIL,)
    # Of a named type only its kind would tell whether zero is nil: a condition on it stays open, a func type is nil.
    return (V.NIL,) if text.endswith(("Func", "Closer", "Func]")) else (V.CONST, "zero " + text)


def _const(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "const_spec":
            for name in child.children_by_field_name("name"):
                var = b.declare(name, "const")
                given = _named(child.child_by_field_name("value"))
                if len(given) == 1:
                    b.op(Op.ASSIGN, var, value(b, given[0]), name.start_byte, child.end_byte)


# simple statements


def _expression(b: Builder, node: "Node") -> None:
    for child in node.named_children:
        if child.type == "comment":
            continue
        value(b, child)
        if child.type == "call_expression" and stops(b, len(b.body.calls) - 1):
            b.end(T.STOP)


def stops(b: Builder, call: int) -> bool:
    """Whether control never comes back from a call, as far as its name tells."""
    made = b.body.calls[call]
    kind, *rest = b.body.values[made.callee]
    if kind == V.GLOBAL:
        return rest[0] == "panic"
    if kind == V.PACKAGE:
        return tuple(rest) in _STOPPING
    return kind == V.FIELD and rest[1] in _STOPPING_METHODS


_STOPPING = frozenset(
    {("os", "Exit"), ("runtime", "Goexit"), ("syscall", "Exit")}
    | {("log", name + suffix) for name in ("Fatal", "Panic") for suffix in ("", "f", "ln")}
)
_STOPPING_METHODS = frozenset(
    [name + suffix for name in ("Fatal", "Panic") for suffix in ("", "f", "ln", "w", "Context")]
    + ["FailNow", "SkipNow", "Skip", "Skipf"]
)


def _send(b: Builder, node: "Node") -> None:
    channel, sent = node.child_by_field_name("channel"), node.child_by_field_name("value")
    if channel is not None and sent is not None:
        b.op(Op.SEND, value(b, channel), value(b, sent), node.start_byte, node.end_byte)


def _receive(b: Builder, node: "Node") -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if right is None:
        return
    if left is None:
        value(b, right)
        return
    declare = any(child.type == ":=" for child in node.children)
    _assign(b, _named(left), [right], node, declare)


def _return(b: Builder, node: "Node") -> None:
    func = b.body.funcs[b.func]
    given: list[int] = []
    for child in node.named_children:
        if child.type != "comment":
            given += values(b, child)
    if func.results and given:
        if len(given) == 1 < len(func.results) and b.body.values[given[0]][0] == V.CALL:
            call = b.body.values[given[0]][1]
            given = [b.value((V.RESULT, call, i)) for i in range(len(func.results))]
        for var, held in zip(func.results, given, strict=False):
            b.op(Op.ASSIGN, var, held, node.start_byte, node.end_byte)
    elif func.results:
        given = [b.value((V.VAR, var)) for var in func.results]
    b.body.returns.append(tuple(given))
    b.op(Op.RETURN, len(b.body.returns) - 1, 0, node.start_byte, node.end_byte)
    b.end(T.RETURN)


def _go(b: Builder, node: "Node") -> None:
    _launched(b, node, Op.GO)


def _defer(b: Builder, node: "Node") -> None:
    _launched(b, node, Op.DEFER)


def _launched(b: Builder, node: "Node", kind: Op) -> None:
    called = node.named_children[-1] if node.named_children else None
    while called is not None and called.type == "parenthesized_expression":
        called = called.named_children[0]
    if called is None:
        return
    if called.type == "call_expression":
        b.op(kind, lower_call(b, called), 0, node.start_byte, node.end_byte)
    else:
        value(b, called)


# branches


def _if(b: Builder, node: "Node") -> None:
    b.scopes.append({})
    first = node.child_by_field_name("initializer")
    if first is not None:
        statement(b, first)
    yes, no = b.new_block(), b.new_block()
    other = node.child_by_field_name("alternative")
    after = b.new_block() if other is not None else no
    test = node.child_by_field_name("condition")
    if test is not None:
        condition(b, test, yes, no)
    else:
        b.body.blocks[b.block].end = (T.MANY, yes, no)
    b.go_on(yes)
    block(b, node.child_by_field_name("consequence"))
    b.jump(after)
    if other is not None:
        b.go_on(no)
        if other.type == "if_statement":
            statement(b, other)
        else:
            block(b, other)
        b.jump(after)
    b.go_on(after)
    b.scopes.pop()


def _switch(b: Builder, node: "Node") -> None:
    label = _take_label(b)
    b.scopes.append({})
    first = node.child_by_field_name("initializer")
    if first is not None:
        statement(b, first)
    tag_node = node.child_by_field_name("value")
    tag = value(b, tag_node) if tag_node is not None else -1
    cases = [child for child in node.named_children if child.type in ("expression_case", "default_case")]
    after = b.new_block()
    bodies = [b.new_block() for _ in cases]
    default = after
    for case, body in zip(cases, bodies, strict=True):
        if case.type == "default_case":
            default = body
            continue
        for test in _named(case.child_by_field_name("value")):
            following = b.new_block()
            if tag_node is None:
                condition(b, test, body, following)
            else:
                held = value(b, test)
                branch(b, b.value((V.COMPARE, "==", tag, held), test), body, following, test)
            b.go_on(following)
    b.jump(default)
    _cases(b, cases, bodies, after, label)
    b.scopes.pop()


def _cases(b: Builder, cases: "list[Node]", bodies: list[int], after: int, label: str) -> None:
    b.targets.append(Target(label, after, -1))
    for at, (case, body) in enumerate(zip(cases, bodies, strict=True)):
        b.go_on(body)
        b.scopes.append({})
        falls = False
        for child in case.named_children:
            if child.type == "statement_list":
                statements(b, child)
                falls = any(last.type == "fallthrough_statement" for last in child.named_children)
        b.jump(bodies[at + 1] if falls and at + 1 < len(bodies) else after)
        b.scopes.pop()
    b.targets.pop()
    b.go_on(after)


def _type_switch(b: Builder, node: "Node") -> None:
    label = _take_label(b)
    b.scopes.append({})
    first = node.child_by_field_name("initializer")
    if first is not None:
        statement(b, first)
    subject = node.child_by_field_name("value")
    tag = value(b, subject) if subject is not None else b.fresh(V.OTHER)
    for name in _named(node.child_by_field_name("alias")):
        var = b.declare(name, "local")
        b.op(Op.ASSIGN, var, tag, name.start_byte, name.end_byte)
    cases = [child for child in node.named_children if child.type in ("type_case", "default_case")]
    after = b.new_block()
    bodies = [b.new_block() for _ in cases]
    default, open_cases = after, list[int]()
    for case, body in zip(cases, bodies, strict=True):
        if case.type == "default_case":
            default = body
        elif [b.text(child) for child in case.children_by_field_name("type")] == ["nil"]:
            following = b.new_block()
            branch(b, b.value((V.COMPARE, "==", tag, b.value((V.NIL,)))), body, following, case)
            b.go_on(following)
        else:
            open_cases.append(body)
    b.body.blocks[b.block].end = (T.MANY, *open_cases, default)
    _cases(b, cases, bodies, after, label)
    b.scopes.pop()


def _select(b: Builder, node: "Node") -> None:
    label = _take_label(b)
    cases = [child for child in node.named_children if child.type in ("communication_case", "default_case")]
    origin, after = b.block, b.new_block()
    bodies = [b.new_block() for _ in cases]
    table: list[tuple[int, bool, int, int, int]] = []
    default = -1
    b.targets.append(Target(label, after, -1))
    for case, body in zip(cases, bodies, strict=True):
        b.go_on(body)
        b.scopes.append({})
        if case.type == "default_case":
            default = body
        else:
            communication = case.child_by_field_name("communication")
            if communication is not None:
                statement(b, communication)
                channel, sends = _channel_of(b, body)
                table.append((channel, sends, body, communication.start_byte, communication.end_byte))
        for child in case.named_children:
            if child.type == "statement_list":
                statements(b, child)
        b.jump(after)
        b.scopes.pop()
    b.targets.pop()
    b.body.selects.append(Select(tuple(table), default, node.start_byte, node.end_byte))
    b.go_on(origin)
    b.op(Op.SELECT, len(b.body.selects) - 1, 0, node.start_byte, node.end_byte)
    b.body.blocks[origin].end = (T.MANY, *bodies) if bodies else (T.STOP,)
    b.go_on(after)


def _channel_of(b: Builder, body: int) -> tuple[int, bool]:
    for kind, channel, *_ in b.body.blocks[body].ops:
        if kind in (Op.SEND, Op.RECEIVE):
            return channel, kind == Op.SEND
    return -1, False


# loops and jumps


def _for(b: Builder, node: "Node") -> None:
    label = _take_label(b)
    body = node.child_by_field_name("body")
    if body is None:
        return
    header = next((c for c in node.named_children if c.type in ("for_clause", "range_clause")), None)
    b.scopes.append({})
    if header is not None and header.type == "range_clause":
        _range(b, node, header, body, label)
    else:
        _for_clause(b, node, header, body, label)
    b.scopes.pop()


def _for_clause(b: Builder, node: "Node", header: "Node | None", body: "Node", label: str) -> None:
    outer = b.loop
    test = None
    if header is not None:
        test = header.child_by_field_name("condition")
    else:
        test = next((c for c in node.named_children if c.type not in ("block", "comment")), None)
    kind = "for" if header is not None else "while" if test is not None else "forever"
    b.loop = loop = b.new_loop(node, body, kind)
    first = header.child_by_field_name("initializer") if header is not None else None
    if first is not None:
        before = len(b.body.vars)
        statement(b, first)
        for var in range(before, len(b.body.vars)):
            if b.body.vars[var].func == b.func:
                b.body.vars[var] = evolve(b.body.vars[var], role="header")
    head, inside, post, after = b.new_block(), b.new_block(), b.new_block(), b.new_block()
    b.body.blocks[after].loop = outer
    b.body.loops[loop] = evolve(b.body.loops[loop], head=head, exit=after)
    b.jump(head)
    b.go_on(head)
    if test is not None:
        condition(b, test, inside, after)
    else:
        b.jump(inside)
    b.targets.append(Target(label, after, post))
    b.go_on(inside)
    block(b, body)
    b.jump(post)
    b.targets.pop()
    b.go_on(post)
    update = header.child_by_field_name("update") if header is not None else None
    if update is not None:
        statement(b, update)
    b.jump(head)
    b.loop = outer
    b.go_on(after)


def _range(b: Builder, node: "Node", header: "Node", body: "Node", label: str) -> None:
    ranged_node = header.child_by_field_name("right")
    ranged = value(b, ranged_node) if ranged_node is not None else b.fresh(V.OTHER)
    outer = b.loop
    b.loop = loop = b.new_loop(node, body, "range")
    enter, head, inside, after = b.new_block(), b.new_block(), b.new_block(), b.new_block()
    b.body.blocks[after].loop = outer
    b.body.loops[loop] = evolve(b.body.loops[loop], ranged=ranged, head=head, exit=after)
    b.jump(enter)
    for at in (enter, head):
        b.go_on(at)
        b.op(Op.RANGE, ranged, loop, header.start_byte, header.end_byte)
    b.body.blocks[enter].end = (T.ENTER, inside, after)
    b.body.blocks[head].end = (T.MANY, inside, after)
    b.go_on(inside)
    left = _named(header.child_by_field_name("left"))
    if any(child.type == ":=" for child in header.children):
        places = [("discard", -1) if b.text(n) == "_" else ("var", b.declare(n, "header")) for n in left]
    else:
        places = [_place(b, n) for n in left]
    for at, ((kind, place), target) in enumerate(zip(places, left, strict=True)):
        held = b.value((V.ELEMENT, ranged, at))
        if kind == "var":
            b.mention(place, target, write=True)
            b.op(Op.ASSIGN, place, held, target.start_byte, target.end_byte)
        elif kind == "store":
            b.op(Op.STORE, place, held, target.start_byte, target.end_byte)
    b.targets.append(Target(label, after, head))
    block(b, body)
    b.jump(head)
    b.targets.pop()
    b.loop = outer
    b.go_on(after)


def _take_label(b: Builder) -> str:
    label, b.label = b.label, ""
    return label


def _label_of(b: Builder, node: "Node") -> str:
    return b.text(node.named_children[0]) if node.named_children else ""


def _labeled(b: Builder, node: "Node") -> None:
    name_node = node.child_by_field_name("label")
    name = b.text(name_node) if name_node is not None else ""
    target = _label_block(b, name)
    b.jump(target)
    b.go_on(target)
    for child in node.named_children:
        if child.type not in ("label_name", "comment"):
            b.label = name
            statement(b, child)
    b.label = ""


def _label_block(b: Builder, name: str) -> int:
    key = (b.func, name)
    found = b.labels.get(key)
    if found is None:
        found = b.labels[key] = b.new_block()
    return found


def _goto(b: Builder, node: "Node") -> None:
    b.end(T.JUMP, _label_block(b, _label_of(b, node)))


def _break(b: Builder, node: "Node") -> None:
    label = _label_of(b, node)
    for target in reversed(b.targets):
        if not label or target.label == label:
            b.end(T.JUMP, target.leave)
            return


def _continue(b: Builder, node: "Node") -> None:
    label = _label_of(b, node)
    for target in reversed(b.targets):
        if target.resume >= 0 and (not label or target.label == label):
            b.end(T.JUMP, target.resume)
            return


_HANDLERS: "dict[str, Callable[[Builder, Node], None]]" = {
    "block": block,
    "short_var_declaration": _short_var,
    "assignment_statement": _assignment,
    "inc_statement": _increment,
    "dec_statement": _increment,
    "var_declaration": _var,
    "const_declaration": _const,
    "expression_statement": _expression,
    "send_statement": _send,
    "receive_statement": _receive,
    "return_statement": _return,
    "go_statement": _go,
    "defer_statement": _defer,
    "if_statement": _if,
    "expression_switch_statement": _switch,
    "type_switch_statement": _type_switch,
    "select_statement": _select,
    "for_statement": _for,
    "labeled_statement": _labeled,
    "goto_statement": _goto,
    "break_statement": _break,
    "continue_statement": _continue,
}
