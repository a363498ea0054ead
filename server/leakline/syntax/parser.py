"""The tree-sitter parser for Go."""

import re
from functools import cache, lru_cache

import tree_sitter_go
from tree_sitter import Language, Node, Parser, Tree


@cache
def language() -> Language:
    return Language(tree_sitter_go.language())


@cache
def _parser() -> Parser:
    return Parser(language())


_GENERIC_METHOD = re.compile(rb"^func \([^)\n]*\) \w+(?=\[)", re.M)
_BUILT_IN_IN_PARENTHESES = re.compile(rb"\((make|new)\)(?=\()")
_NEW_OF_VALUE = re.compile(
    rb"""\bnew(?=\(\s*(?:[-+!^&"'`\d]|<-(?!chan\b)|\w+\.\w+\.|true\b|false\b|"""
    rb"""(?!func\b|map\b|chan\b|struct\b|interface\b)[\w.]+\s*(?:[-({+/%&|^<>=!]|\*\s*\w)))"""
)
_LONGEST_PARAMETERS = 4096


def mask(source: bytes) -> bytes:
    """The text with what the grammar does not know in another guise, at the same length and with the same lines.

    Type parameters of methods (Go 1.27) are blanked out; `new` of a value (Go 1.26) gets a name behind which the grammar
    expects no type; `(make)(T)` loses its parentheses.
    """
    if b"func (" in source and b"[" in source:
        source = _without_method_parameters(source)
    if b"new(" in source:
        source = _NEW_OF_VALUE.sub(b"neW", source)
    if b"make)" in source or b"new)" in source:
        source = _BUILT_IN_IN_PARENTHESES.sub(rb" \1 ", source)
    return source


def _without_method_parameters(source: bytes) -> bytes:
    for match in _GENERIC_METHOD.finditer(source):
        start = match.end()
        depth, at = 0, start
        for at in range(start, min(start + _LONGEST_PARAMETERS, len(source))):
            depth += (source[at] == 0x5B) - (source[at] == 0x5D)
            if depth == 0:
                break
        if depth == 0 and source[at + 1 : at + 2] == b"(":
            # The parenthesis moves to the front: behind a name a line end would end the statement.
            blank = bytes(c if c in b"\r\n" else 0x20 for c in source[start : at + 1])
            source = source[:start] + b"(" + blank + source[at + 2 :]
    return source


def parse(source: bytes, old: Tree | None = None) -> Tree:
    """Parses Go source; never fails, errors become ERROR nodes.

    A line end is taken as read at the end: the grammar misses a type declaration without one.
    """
    masked = mask(source)
    if not masked.endswith(b"\n"):
        masked += b"\n"
    return _parser().parse(masked, old) if old is not None else _parser().parse(masked)


def declarations(source: bytes) -> list[Node]:
    """The top-level declarations of a file or of a piece of one."""
    return parse(source).root_node.named_children


DECLARATIONS = ("function_declaration", "method_declaration", "var_declaration")
"""Node types of what may hold code."""


@lru_cache(maxsize=1024)
def alone(source: bytes) -> list[Node] | None:
    """The one declaration that a piece of a file is; None where it was cut in the wrong place, or is broken."""
    root = parse(source).root_node
    nodes = [node for node in root.named_children if node.type != "comment"]
    if len(nodes) != 1 or nodes[0].type not in DECLARATIONS or root.has_error:
        return None
    return nodes
