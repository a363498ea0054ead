"""Types of values, as far as declarations tell them; what they do not tell is unknown."""

import pytest

from leakline.flow.ir import Op
from leakline.flow.lower import lower
from leakline.flow.typing import Typer
from leakline.golang.package import Package, SourceFile
from leakline.golang.world import World
from leakline.syntax.parser import declarations

DECLARED = """package m

import (
	"context"
	"io"
	"net/http"
	"os"
	"sync"
)

type Box[T any] struct{ Held T }

func (b *Box[T]) Get() T { return b.Held }

func (b *Box[T]) Copy() *Box[T] { return b }

func NewBox[T any](v T) *Box[T] { return &Box[T]{v} }

func Must[T any](v T, err error) T { return v }

func First[T any](list []T, or T) T { return or }

func Zero[T any]() T { var zero T; return zero }

func Run[A, B any](a A, f func(A) B) B { return f(a) }

type Response = http.Response

type Many = []*Response

type (
	Stop = context.CancelFunc
	Loop = Loop
)

func fetch() (*Response, Stop) { return nil, nil }

type Doer interface{ Do() *Response }

type inner struct{ conn *os.File }

func (i inner) Open() (*os.File, error) { return nil, nil }

type Outer struct {
	*inner
	http.RoundTripper
	sync.Mutex
	Hook   func(int) *os.File
	Quits  []chan chan error
	byName map[string]*os.File
}

type Handler func(w io.Writer) error

type Seq func(yield func(string, *os.File) bool)

var opened, failed = os.Open("x")

var client = http.DefaultClient
"""


def types(body: str, params: str = "o *Outer, d Doer, x any, h Handler, seq Seq") -> list[str]:
    """The type of each value that is assigned to `_`, in order."""
    file = SourceFile("/m/m.go", f"{DECLARED}\nfunc f({params}) {{\n\t{body}\n}}\n".encode())
    world = World(Package("m", [file]))
    (piece,) = [each for each in file.pieces if file.data[each.start :].startswith(b"func f(")]
    source = file.data[piece.start : piece.end]
    lowered = lower(declarations(source)[0], source, file.head.imports)
    assert not lowered.errors
    typer = Typer(lowered, world, file.head)
    found = [
        (start, typer.of(held))
        for b in lowered.blocks
        for kind, _, held, start, _ in b.ops
        if kind == Op.DISCARD
    ]
    return [text for _, text in sorted(found)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Generic functions
        ("_ = NewBox(x)", "*m.Box"),
        ("_ = NewBox[int](3)", "*m.Box"),
        ("_ = NewBox(x).Copy()", "*m.Box"),
        ("_ = NewBox(x).Get()", ""),
        ("_ = Must(os.Open(``))", "*os.File"),
        ("_ = Must[io.Reader](os.Open(``))", "io.Reader"),
        ("_ = First([]*os.File{}, nil)", "*os.File"),
        ("_ = First[*os.File](nil, nil)", "*os.File"),
        ("_ = Zero[*http.Client]()", "*net/http.Client"),
        ("_ = Zero[[]int]()", "[]int"),
        ("_ = Run(3, func(n int) *os.File { return nil })", "*os.File"),
        ("_ = Run[int, error](3, nil)", "error"),
        ("_ = sync.OnceValue(func() *os.File { return nil })", "func()(*os.File)"),
        # Aliases
        ("_, _ = fetch()", "*net/http.Response"),
        ("var m Many; _ = m", "[]*net/http.Response"),
        ("var s Stop; _ = s", "context.CancelFunc"),
        ("var l Loop; _ = l", "m.Loop"),
        ("_ = d.Do()", "*net/http.Response"),
        # Embedding, methods and fields
        ("_ = o.conn", "*os.File"),
        ("_ = o.Open", "func()(*os.File,error)"),
        ("_ = o.RoundTrip", "func(*net/http.Request)(*net/http.Response,error)"),
        ("_ = o.Hook(3)", "*os.File"),
        ("_ = (&o.Mutex).TryLock()", "bool"),
        ("open := o.Open; file, err := open(); _ = file", "*os.File"),
        ("_ = o.Quits[0]", "chan chan error"),
        ("_ = <-<-o.Quits[0]", "error"),
        ("_ = o.byName[``]", "*os.File"),
        ("_ = h(nil)", "error"),
        ("_ = Outer.Open", ""),
        # Literals, constants and operators
        ("_ = func(n int) (*os.File, error) { return nil, nil }", "func(int)(*os.File,error)"),
        ("g := func() *os.File { return nil }; _ = g()", "*os.File"),
        ("_ = `a` + x.(string)", "string"),
        ("_ = 3", "int"),
        ("_ = !x.(bool) || 1 < 2", "bool"),
        ("_ = new(http.Client)", "*net/http.Client"),
        ("n := 3; _ = new(n)", "*int"),
        ("_ = &http.Client{}", "*net/http.Client"),
        # Package-level variables and functions
        ("_ = client", "*net/http.Client"),
        ("_ = fetch", "func()(*net/http.Response,context.CancelFunc)"),
        ("_ = os.Stdin", "*os.File"),
        ("_ = os.Open", "func(string)(*os.File,error)"),
        # Ranges
        ("for i := range 3 { _ = i }", "int"),
        ("for i, r := range `a` { _, _ = i, r }", "int"),
        ("for i := range o.Quits { _ = i }", "int"),
        ("for _, q := range o.Quits { _ = q }", "chan chan error"),
        ("for _, f := range seq { _ = f }", "*os.File"),
        ("for name := range seq { _ = name }", "string"),
        ("for _, f := range o.byName { _ = f }", "*os.File"),
        # Type switches
        ("switch v := x.(type) { case *os.File: _ = v }", "*os.File"),
        ("switch v := x.(type) { case *os.File, error: _ = v }", "any"),
        # Unknown
        ("_ = unknown()", ""),
        ("_ = x.(elsewhere.T)", ""),
        ("_ = o.nothing", ""),
    ],
)
def test_types(body: str, expected: str):
    assert types(body)[0] == expected


def test_what_a_case_of_one_type_does_not_know_the_others_do_not_either():
    assert types("switch v := x.(type) { case *os.File: _ = v\ncase error: _ = v\ndefault: _ = v }") == [
        "*os.File",
        "error",
        "any",
    ]
