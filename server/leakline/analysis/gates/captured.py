"""Which declarations may start a closure in a loop that changes what the closure reads."""

import re
from collections.abc import Iterator

from leakline.analysis.gates.layout import block_end, is_by_hand, literals

_LOOP = re.compile(rb"\n(\t+)for\b([^\n]*)")
_LATER = re.compile(rb"\b(?:go|defer)[ \t][^\n]*")
_HEADER = re.compile(rb"([\w, ]+?) :=")
_ASSIGNED = re.compile(rb"(?:<<|>>|&\^|[-+*/%&|^]|(?<![:=!<>]))=(?!=)")
_STEPPED = re.compile(rb"(?<![\w.])(\w+)(?:\+\+|--)")
_STATEMENT = re.compile(rb"(?:.*[;{] *)?(?:(?:else )?(?:if|for|case|switch) )?([\w, \t]*)\Z", re.S)
_WORD = re.compile(rb"\w+")


def changing(source: bytes, shared_headers: bool) -> bool:
    """Whether a loop assigns to a variable that a closure in it mentions, and that lives longer than one step of it.

    A finding is about a literal, or the receiver of a `go` or `defer`, and an assignment of the loop outside of that
    literal. `shared_headers` tells that the variables of a loop's header live as long as the loop, as before Go 1.22.
    """
    if is_by_hand(source):
        return True
    every = literals(source)
    for loop in _LOOP.finditer(source):
        start, end = loop.start(), block_end(source, loop[1], loop.end())
        inside = [each for each in every if start < each[0] < end]
        later = [match.span() for match in _LATER.finditer(source, start, end)]
        if later and b"= func(" in source:
            inside = every  # `go run()`, with the literal elsewhere
        if not inside and not later:
            continue
        written = list(_written(source, start, end))
        if shared_headers:
            headers = _HEADER.match(loop[2].strip())
            written += [(start, name) for name in _WORD.findall(headers[1])] if headers else []
        if not written:
            continue
        own = _declared(source, loop[1] + b"\t", loop.end(), end)
        for first, last in (*inside, *later):
            names = {name for at, name in written if not first <= at < last}
            names -= {name for at, name in own if at < first}
            if not names.isdisjoint(_WORD.findall(source, first, last)):
                return True
    return False


def _written(source: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Offset and name of each assignment to a plain variable that does not declare it."""
    for match in _ASSIGNED.finditer(source, start, end):
        at = match.start()
        line = source.rfind(b"\n", 0, at) + 1
        if line and source[line - 2 : line - 1] == b",":
            line = source.rfind(b"\n", 0, line - 1) + 1  # a list of names over two lines
        names = _STATEMENT.match(source[line:at].strip())
        for name in names[1].split(b",") if names is not None else ():
            if name.strip():
                yield at, name.strip()
    for match in _STEPPED.finditer(source, start, end):
        yield match.start(), match[1]


def _declared(source: bytes, tabs: bytes, start: int, end: int) -> list[tuple[int, bytes]]:
    """Offset and name of the variables that the body of a loop itself declares, not a block in it."""
    found: list[tuple[int, bytes]] = []
    for match in re.finditer(rb"\n" + tabs + rb"(?:var (\w+)|([\w, ]+?) :=)", source[start:end]):
        found += [(start + match.start(), name) for name in _WORD.findall(match[1] or match[2])]
    return found
