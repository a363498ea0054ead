"""Acquisitions that are released or handed on at once, told from the lines around the call."""

import re
from collections.abc import Callable, Iterable

from leakline.analysis.gates.layout import block_end, is_by_hand
from leakline.analysis.rules import Rule

_ASSIGNED = re.compile(rb"(\w+)(?:, (\w+))? :?= (?:\w+\.)*\Z")
_RETURNED = re.compile(rb"return (?:\w+\.)*\Z")
_DECLARED = re.compile(rb"func \([^()]*\) \Z")
_TEXT = re.compile(rb'"(?:\\.|[^"\\])*"|`[^`]*`|\'(?:\\.|[^\'\\])*\'')

Released = Callable[[bytes, Iterable[int]], bool]
"""Asked of a declaration and the offsets of the names that it calls and that may acquire: whether nothing is owed."""


def released(rule: Rule) -> Released | None:
    """Tells of a declaration whether all that a rule sees acquired is returned, or released by a `defer`, on the spot.

    Between the call and the `defer` only the check of the call's own error may stand, so that every path from the call on
    comes to the `defer` or has no resource. None where what releases is not the same for all that the rule follows.
    """
    ends = _ends(rule)
    if rule.own or rule.acquires_on_subjects or not ends:
        return None
    index = 1 if ends == (b"()",) else 0

    def test(source: bytes, calls: Iterable[int]) -> bool:
        return not is_by_hand(source) and all(_is_settled(source, at, ends, index) for at in calls)

    return test


def _ends(rule: Rule) -> tuple[bytes, ...]:
    """What stands behind the name in a `defer` that releases, whatever kind it is."""
    kinds = {("()",) if each.call else each.methods for each in rule.releases}
    paths = {each.path for each in rule.releases}
    if len(paths) != 1 or (("()",) in kinds and len(kinds) > 1):
        return ()
    if kinds == {("()",)}:
        return (b"()",)
    shared = {method for each in kinds for method in each if all(method in other for other in kinds)}
    before = "".join(f".{name}" for name in paths.pop())
    return tuple(f"{before}.{method}()".encode() for method in sorted(shared))


def _is_settled(source: bytes, at: int, ends: tuple[bytes, ...], index: int) -> bool:
    line = source.rfind(b"\n", 0, at) + 1
    stop = source.find(b"\n", at)
    before = source[line:at].lstrip(b"\t")
    tabs = source[line : at - len(before)]
    if before.startswith(b"//") or before.endswith(b"func ") or _DECLARED.match(before) or _is_quoted(before):
        return True  # a comment, a declaration's own name, a text
    if stop < 0 or not tabs:
        return False
    if _RETURNED.match(before):
        return _closes_line(source[at:stop].removesuffix(b", nil"))
    names = _ASSIGNED.match(before)
    if names is None or not _closes_line(source[at:stop]):
        return False
    name, error = names[1], names[2]
    if index == 1:
        name, error = error, None
    if name is None:
        return False
    if error is not None:
        check = b"\n" + tabs + b"if " + error + b" != nil {\n"
        if b"err" not in error or not source.startswith(check, stop):
            return False
        stop = block_end(source, tabs, stop + len(check) - 1) + len(tabs) + 2
        if source[stop : stop + 1] != b"\n":
            return False  # an else
    return any(source.startswith(b"\n" + tabs + b"defer " + name + end + b"\n", stop) for end in ends)


def _is_quoted(before: bytes) -> bool:
    """Whether a line's beginning ends within a text."""
    return b"`" not in before and b"'" not in before and b"\\" not in before and before.count(b'"') % 2 == 1


def _closes_line(call: bytes) -> bool:
    """Whether a call's last parenthesis is the last of its line: nothing is called on its result."""
    text = _TEXT.sub(b"", call)
    at = text.find(b"(")
    depth = 0
    for index in range(at, len(text) if at >= 0 else 0):
        depth += (text[index] == 40) - (text[index] == 41)
        if depth == 0:
            return index == len(text) - 1
    return False
