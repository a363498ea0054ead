"""What a goroutine that waits on a line keeps alive, read from the code.

A variable stays reachable while something that can still run mentions it: the operation that waits, all that may follow
it, deferred calls, and literals that are still to be called. A variable that nothing mentions any more is free to be
collected although the function captured it, as the compiler's own liveness has it; without optimisations more is kept.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

from leakline.analysis.check import PackageCheck
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, T
from leakline.golang.loading import load_package
from leakline.golang.modules import find_module, import_path
from leakline.golang.package import SourceFile
from leakline.leaks.blocking import state_of
from leakline.mapping.locate import Mapper
from leakline.mapping.workspace import Workspace
from leakline.overlay.model import Observed, Retained
from leakline.syntax.parser import parse

_FLAT = frozenset(
    "bool byte complex128 complex64 float32 float64 int int16 int32 int64 int8 rune struct{} time.Duration time.Month"
    " uint uint16 uint32 uint64 uint8 uintptr".split()
)
"""Types that point at nothing: keeping one keeps no memory alive."""
_FRAMES = 4
"""So many frames of the workspace are read of a stack."""
_DECLARATIONS = ("function_declaration", "method_declaration", "var_declaration")
_WAITING = (Op.SEND, Op.RECEIVE, Op.SELECT, Op.RANGE, Op.CALL, Op.DEFER)


@define
class Reader:
    """Lowers functions of a workspace, each package read once."""

    files: Workspace
    _checks: dict[tuple[str, str], PackageCheck] = field(factory=dict[tuple[str, str], PackageCheck])

    def at(self, path: str, line: int) -> tuple[Retained, ...]:
        """What the frame on a line keeps; nothing where the line is in no function or cannot be read."""
        try:
            unit = self._unit(path, line)
            return () if unit is None else tuple(_retained(unit, line))
        except Exception:  # as in a check: odd code costs its own line only
            return ()

    def _unit(self, path: str, line: int) -> Unit | None:
        read = self.files.outline(path)
        if read is None:
            return None
        folder = str(Path(path).parent)
        check = self._checks.get((folder, read.package))
        if check is None:
            unsaved = {
                one: text
                for name in self.files.names(folder)
                if (text := self.files.text(one := str(Path(folder, name)))) is not None
            }
            package = load_package(folder, read.package, import_path(folder), unsaved)
            check = self._checks[folder, read.package] = PackageCheck(package, (), find_module(path))
        file = next((one for one in check.package.files if one.path == path), None)
        return None if file is None else _unit_around(check, file, line)


def _unit_around(check: PackageCheck, file: SourceFile, line: int) -> Unit | None:
    for piece in file.pieces:
        first = file.data.count(b"\n", 0, piece.start) + 1
        if piece.kind in ("func", "var") and first <= line <= first + file.data.count(
            b"\n", piece.start, piece.end
        ):
            source = file.data[piece.start : piece.end]
            nodes = [node for node in parse(source).root_node.named_children if node.type in _DECLARATIONS]
            return check.unit(file, nodes[0], source, piece.start) if nodes else None
    return None


def _retained(unit: Unit, line: int) -> Iterator[Retained]:
    body = unit.body
    stands = _standing(unit, line - 1 - unit.first_line)
    if stands is None:
        return
    block, at = stands
    func = body.blocks[block].func
    spans = list(_later(unit, block, at))
    used = {
        use.var
        for use in body.uses
        if not (use.write and use.func == func) and any(start <= use.start < end for start, end in spans)
    }
    for var in list(used):
        literal = unit.literals.get(var, -1)
        used |= unit.captured[literal] if literal >= 0 else frozenset()
    for var in sorted(used, key=lambda one: body.vars[one].start):
        one = body.vars[var]
        how = _how(unit, func, var)
        text = unit.typer.of_var(var)
        if how == "local" and unit.line(one.start) >= unit.line(body.blocks[block].ops[at][3]):
            continue  # what waits gives it its value, or what follows does
        if how and one.name != "_" and text not in _FLAT:
            yield Retained(one.name, text, how, unit.function, unit.first_line + unit.line(one.start) + 1)


def _standing(unit: Unit, row: int) -> tuple[int, int] | None:
    """Block and index of the operation that waits on a line, counted from the declaration's first."""
    found: list[tuple[int, int, int]] = []
    for index, block in enumerate(unit.body.blocks):
        for at, (kind, _, _, start, end) in enumerate(block.ops):
            if kind in _WAITING and unit.line(start) <= row <= unit.line(end):
                found.append((end - start, index, at))
    on_it = [one for one in found if unit.line(unit.body.blocks[one[1]].ops[one[2]][3]) == row]
    return min(on_it or found)[1:] if found else None


def _later(unit: Unit, block: int, at: int) -> Iterator[tuple[int, int]]:
    """Spans of all that may still run in the frame: from the operation on, and what was deferred."""
    body = unit.body
    func = body.blocks[block].func
    yield from ((start, end) for _, _, _, start, end in body.blocks[block].ops[at:])
    todo, seen = list(_next(body.blocks[block].end)), set[int]()
    while todo:
        here = todo.pop()
        if here in seen or body.blocks[here].func != func:
            continue
        seen.add(here)
        yield from ((start, end) for _, _, _, start, end in body.blocks[here].ops)
        todo += _next(body.blocks[here].end)
    for each in body.blocks:
        if each.func == func:
            yield from ((start, end) for kind, _, _, start, end in each.ops if kind == Op.DEFER)


def _next(end: tuple[Any, ...]) -> list[int]:
    kind, *rest = end
    if kind == T.IF:
        return rest[1:]
    return rest if kind in (T.JUMP, T.ENTER, T.MANY) else []


def _how(unit: Unit, func: int, var: int) -> str:
    one = unit.body.vars[var]
    if one.role == "const":
        return ""
    if one.func != func:
        at = unit.body.funcs[func].parent
        while at >= 0:
            if at == one.func:
                return "captured"
            at = unit.body.funcs[at].parent
        return ""
    return {"param": "parameter", "receiver": "receiver"}.get(one.role, "local")


def kept_by(seen: Observed, mapper: Mapper, reader: Reader) -> tuple[Retained, ...]:
    """What the frames of an observed stack keep that stand in the workspace, from where it waits outwards."""
    found: dict[Retained, None] = {}
    if seen.cluster.verdict.tier == "benign":
        return ()
    for group in seen.cluster.groups[:1]:
        inner, own = "", 0
        for frame in group.frames:
            if frame.function.startswith("runtime."):
                continue
            if own < _FRAMES and mapper.in_workspace(frame.function):
                own += 1
                source = mapper.source(frame, "" if inner else state_of(group), inner)
                if source.path is not None and source.match in ("exact", "shifted"):
                    found.update(dict.fromkeys(reader.at(source.path, source.line)))
            inner = frame.function
    return tuple(found)
