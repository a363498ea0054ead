"""Edits that mend a WaitGroup's count. They read the syntax tree, since a fix has to fit the text."""

from tree_sitter import Node

from leakline.analysis.edits import begins_line, indent, line_end, next_line, without_line
from leakline.analysis.finding import Edit, Fix
from leakline.analysis.groups import Group, Site, name_of, plain
from leakline.analysis.launches import Launch
from leakline.analysis.unit import Unit
from leakline.flow.ir import V, family

_WITH_GO = (1, 25)
"""The version of the library that brought WaitGroup.Go."""


def done_first(unit: Unit, group: Group, launch: Launch) -> tuple[Fix, ...]:
    """`defer wg.Done()` as the first statement of a goroutine, in place of the Done calls further down.

    Safe where each of them is the last thing that its path does: else Wait would wait for what comes behind it, too.
    """
    body = _literal_body(unit, launch)
    name = _name_inside(unit, group, launch)
    if body is None or not name:
        return ()
    edits: list[Edit] = []
    safe = True
    for site in _dones(unit, group, launch):
        statement = _alone(unit, site)
        if site.func != launch.literal or statement is None or statement.type == "defer_statement":
            return ()
        safe = safe and _is_last(statement)
        edits.append(without_line(unit, statement))
    row, column = body.start_point
    place = (row + 1, column + 2)
    first = Edit(unit.path, place, place, f"{line_end(unit, row)}{indent(unit, row)}\tdefer {name}.Done()")
    return (Fix(f"Count down at every exit: defer {name}.Done() first", (first, *edits), safe),)


def without(unit: Unit, site: Site) -> tuple[Fix, ...]:
    """One call left out, where it stands on a line of its own."""
    statement = _alone(unit, site, commented=True)
    if statement is None:
        return ()
    return (Fix(f"Leave {site.method} out", (without_line(unit, statement),)),)


def add_before(unit: Unit, group: Group, add: Site, launch: Launch) -> tuple[Fix, ...]:
    """The Add moved before the `go` statement; from Go 1.25 on also `wg.Go`, which counts by itself."""
    statement = _alone(unit, add, commented=True)
    started = _go_statement(unit, launch)
    if statement is None or started is None or statement.type != "expression_statement":
        return ()
    args = unit.body.calls[add.call].args
    inside = family(unit.body.funcs, launch.literal) if launch.literal >= 0 else frozenset[int]()
    if any(unit.body.vars[var].func in inside for arg in args for var in unit.variables(arg)):
        return ()  # it counts something that only the goroutine knows
    name = name_of(unit, group)
    if name == "the WaitGroup" or any(unit.body.vars[v].func in inside for v in unit.variables(group.value)):
        return ()
    text = unit.body.text(statement.start_byte, statement.end_byte)
    line = statement.start_point[0]
    whole = unit.body.text(statement.start_byte, next_line(unit, line)).rstrip()
    row, column = started.start_point
    place = (row + 1, column + 1)
    moved = Edit(unit.path, place, place, f"{whole}{line_end(unit, row)}{indent(unit, row)}")
    fix = Fix(f"Count before the goroutine starts: {text} before go", (moved, without_line(unit, statement)))
    return (fix, *_as_go(unit, group, add, launch, statement, started, name))


def _as_go(
    unit: Unit, group: Group, add: Site, launch: Launch, statement: Node, started: Node, name: str
) -> tuple[Fix, ...]:
    """`wg.Go(func() {…})` in place of Add, go and a deferred Done."""
    call = started.named_children[0] if started.named_children else None
    literal = call.child_by_field_name("function") if call is not None else None
    arguments = call.child_by_field_name("arguments") if call is not None else None
    dones = [_alone(unit, site) for site in _dones(unit, group, launch)]
    args = unit.body.calls[add.call].args
    one = len(args) == 1 and unit.body.values[args[0]] == (V.CONST, "1")
    if unit.go_version < _WITH_GO or not one or len(dones) != 1 or dones[0] is None:
        return ()
    deferred = dones[0]
    if literal is None or literal.type != "func_literal" or arguments is None or arguments.named_child_count:
        return ()
    params = literal.child_by_field_name("parameters")
    if deferred.type != "defer_statement" or params is None or params.named_child_count:
        return ()
    (row, column), (end_row, end_column) = started.start_point, literal.start_point
    (close_row, close_column), (last_row, last_column) = arguments.start_point, arguments.end_point
    edits = (
        Edit(unit.path, (row + 1, column + 1), (end_row + 1, end_column + 1), f"{name}.Go("),
        Edit(unit.path, (close_row + 1, close_column + 1), (last_row + 1, last_column + 1), ")"),
        without_line(unit, statement),
        without_line(unit, deferred),
    )
    return (Fix(f"Use {name}.Go, which counts by itself", edits),)


def _dones(unit: Unit, group: Group, launch: Launch) -> list[Site]:
    """The Done calls inside a goroutine's literal, by its own name for the group."""
    inside = family(unit.body.funcs, launch.literal)
    own = _own_value(unit, group, launch)
    found = [site for site in group.of("Done") if site.func in inside]
    for call, made in enumerate(unit.body.calls):
        kind, *rest = unit.body.values[made.callee]
        is_done = kind == V.FIELD and rest[1] == "Done" and plain(unit, rest[0]) == own
        if is_done and own != group.value and made.func in inside:
            found.append(Site("Done", call, made.func, made.loop, made.start, made.end))
    return found


def _own_value(unit: Unit, group: Group, launch: Launch) -> int:
    """The group as a goroutine's literal knows it: its parameter, or what it captures."""
    args = unit.body.calls[launch.call].args
    for param, arg in zip(unit.body.funcs[launch.literal].params, args, strict=False):
        if plain(unit, arg) == group.value and unit.body.values[arg][0] == V.ADDR:
            return unit.body.find(V.VAR, param)
    return group.value


def _name_inside(unit: Unit, group: Group, launch: Launch) -> str:
    own = _own_value(unit, group, launch)
    if own < 0:
        return ""
    if own != group.value:
        return unit.body.vars[int(unit.body.values[own][1])].name
    name = name_of(unit, group)
    return "" if name == "the WaitGroup" else name


def _literal_body(unit: Unit, launch: Launch) -> Node | None:
    """The block of a goroutine's literal, where it has lines of its own."""
    if launch.literal < 0:
        return None
    func = unit.body.funcs[launch.literal]
    node = unit.root.named_descendant_for_byte_range(func.start, func.end)
    body = node.child_by_field_name("body") if node is not None and node.type == "func_literal" else None
    return body if body is not None and body.start_point[0] < body.end_point[0] else None


def _go_statement(unit: Unit, launch: Launch) -> Node | None:
    """The `go` statement of a launch, where it begins a line."""
    node = unit.root.named_descendant_for_byte_range(launch.start, launch.end)
    while node is not None and node.type != "go_statement":
        node = node.parent if node.type != "func_literal" else None
    return node if node is not None and begins_line(unit, node) else None


def _alone(unit: Unit, site: Site, commented: bool = False) -> Node | None:
    """The statement that a call is, where it stands on a line of its own; a comment may follow if allowed."""
    node = unit.root.named_descendant_for_byte_range(site.start, site.end)
    statement = node.parent if node is not None and node.type == "call_expression" else None
    if statement is None or statement.type not in ("expression_statement", "defer_statement"):
        return None
    row = statement.start_point[0]
    behind = unit.body.source[statement.end_byte : next_line(unit, row)].strip()
    alone = row == statement.end_point[0] and begins_line(unit, statement)
    return statement if alone and (not behind or (commented and behind.startswith(b"//"))) else None


def _is_last(statement: Node) -> bool:
    """Whether nothing but the function's end follows a statement."""
    following = statement.next_named_sibling
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    if following is not None:
        return following.type == "return_statement" and not following.named_child_count
    block = statement.parent.parent if statement.parent is not None else None
    return block is not None and block.parent is not None and block.parent.type == "func_literal"
