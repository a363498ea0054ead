"""The tree-sitter parser for Go."""

import re
from functools import cache

import tree_sitter_go
from tree_sitter import Language, Node, Parser, Tree


@cache
def language() -> Language:
    return Language(tree_sitter_go.language())


@cache
def _parser() -> Parser:
    return Parser(language())


_METHOD_TYPE_PARAMETERS = re.compile(rb"^(func \([^)\n]*\) \w+)(\[[^\]\n]*\])(?=\()", re.M)


def mask(source: bytes) -> bytes:
    """The text with what the grammar does not know blanked out, at the same length.

    Methods with type parameters (Go 1.27) are the one form that costs a whole function.
    """
    if b"](" not in source:
        return source
    return _METHOD_TYPE_PARAMETERS.sub(lambda m: m[1] + b" " * len(m[2]), source)


def parse(source: bytes, old: Tree | None = None) -> Tree:
    """Parses Go source; never fails, errors become ERROR nodes."""
    masked = mask(source)
    return _parser().parse(masked, old) if old is not None else _parser().parse(masked)


def declarations(source: bytes) -> list[Node]:
    """The top-level declarations of a file or of a piece of one."""
    return parse(source).root_node.named_children
