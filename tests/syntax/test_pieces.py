"""Files cut at their declarations, and the grammar's gaps."""

from leakline.syntax.parser import mask, parse
from leakline.syntax.pieces import pieces

SOURCE = b"""package a

import "fmt"

// f prints.
func f() { fmt.Println() }

type (
	T struct{}
)

var v = func() {
	f()
}

func (t *T) m() {
}
"""


def test_pieces_are_the_declarations():
    found = [(p.kind, SOURCE[p.start : p.end].split(b"\n")[0]) for p in pieces(SOURCE)]
    assert found == [
        ("func", b"func f() { fmt.Println() }"),
        ("type", b"type ("),
        ("var", b"var v = func() {"),
        ("func", b"func (t *T) m() {"),
    ]


def test_a_method_with_type_parameters_parses():
    source = b"package a\n\nfunc (t *T) Map[K comparable, V any](f func(K) V) []V {\n\treturn nil\n}\n"
    assert len(mask(source)) == len(source)
    assert not parse(source).root_node.has_error


def test_nothing_else_is_masked():
    source = b"package a\n\nfunc (t *T) get(i int) int { return t.xs[i](1) }\n"
    assert mask(source) == source
