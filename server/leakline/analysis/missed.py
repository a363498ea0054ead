"""Fields that the package fills with something opened, and that the method which ends their owner's life forgets."""

import re
from collections.abc import Iterator

from leakline.analysis.callees import words
from leakline.analysis.fields import below, ends_of
from leakline.analysis.finding import Finding
from leakline.analysis.missingfields import missing
from leakline.analysis.rules import Rule
from leakline.analysis.summaries import acquisitions
from leakline.analysis.unit import Unit
from leakline.flow.ir import Op, V
from leakline.golang.types import pointee

_OPENING = re.compile(r"(?:New|Open|Dial|Create|Connect|Listen)")

_HOLDS_NOTHING = frozenset("memory mem inmem inmemory noop nop null dummy fake mock stub discard".split())
"""Words in the name of what makes a thing that has nothing to close."""


def findings(unit: Unit, rule: Rule) -> Iterator[Finding]:
    """The fields that a method which ends its receiver's life forgets."""
    package = unit.world.package
    owner = pointee(unit.body.receiver).partition("[")[0]
    for name in missing(package).get((owner, unit.body.name), ()):
        unit.reads_package = True
        filled = _filled(unit, rule, owner, name)
        node = unit.root.child_by_field_name("name")
        if filled and node is not None:
            what = f"{owner}.{unit.body.name} does not close field {name}, which {filled}"
            yield unit.finding(rule, "information", what, node.start_byte, node.end_byte, confidence=0.6)


def _filled(unit: Unit, rule: Rule, owner: str, name: str) -> str:
    """Who fills a field of a type with something that it opened, in words, or ""."""
    package = unit.world.package
    member = unit.world.member(f"{package.path}.{owner}", name)
    if member is None or (member.type not in rule.kinds and not _has_close(unit, member.type)):
        return ""
    ended = b"".join(each.source() for each in below(package, ends_of(package, owner)))
    word = re.compile(rb"\." + name.encode() + rb"(?:, \w+)? :?= |\b" + name.encode() + rb":")
    for decl in [*package.funcs.values(), *package.methods.values()]:
        if decl.file.path.endswith("_test.go") or not word.search(decl.source()):
            continue
        other = unit.lower_other(decl)
        for block in other.body.blocks if other is not None else ():
            for op in block.ops:
                if other is not None and op[0] == Op.STORE and _is_field(other, op[1], owner, name):
                    called = _opened_by(other, rule, op[2], ended)
                    if called:
                        return f"{decl.name} fills from {called}"
        for each, value in enumerate(other.body.values) if other is not None else ():
            if other is None or value[0] != V.COMPOSITE or name not in value[3]:
                continue
            same = pointee(other.typer.of(each)) == f"{package.path}.{owner}"
            called = same and _opened_by(other, rule, int(value[2][value[3].index(name)]), ended)
            if called:
                return f"{decl.name} fills from {called}"
    return ""


def _has_close(unit: Unit, kind: str) -> bool:
    close = unit.world.member(kind, "Close")
    return close is not None and close.signature is not None and not close.signature.params


def _is_field(unit: Unit, place: int, owner: str, name: str) -> bool:
    kind, *rest = unit.body.values[place]
    if kind != V.FIELD or rest[1] != name:
        return False
    return pointee(unit.typer.of(int(rest[0]))) == f"{unit.world.package.path}.{owner}"


def _opened_by(unit: Unit, rule: Rule, value: int, ended: bytes) -> str:
    """The call that a value was opened by, or "". What a field gave is ended with that field."""
    kind, *rest = unit.body.values[value]
    if kind == V.VAR:
        given = [each for each in unit.assigned.get(int(rest[0]), []) if unit.body.values[each][0] != V.NIL]
        return _opened_by(unit, rule, given[0], ended) if len(given) == 1 and given[0] != value else ""
    if kind not in (V.CALL, V.RESULT) or (kind == V.RESULT and rest[1] != 0):
        return ""
    call = int(rest[0])
    callee = unit.typer.callee(call)
    if acquisitions(unit, rule, call):
        return callee.name.rpartition("/")[2]
    made = unit.body.calls[call]
    if _HOLDS_NOTHING & set(words(re.sub(r"\W+", "_", unit.body.text(made.start, made.fun_end)))):
        return ""
    called, *base = unit.body.values[unit.body.calls[call].callee]
    giver, *of = unit.body.values[int(base[0])] if called == V.FIELD else (V.NIL,)
    if giver == V.FIELD and re.search(rb"\." + str(of[1]).encode() + rb"\b", ended):
        return ""
    fails = callee.signature is not None and callee.signature.results[1:] == ("error",)
    return callee.short if callee.decl is None and fails and _OPENING.match(callee.short) else ""
