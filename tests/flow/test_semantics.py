"""Where control goes in the less usual statements, and what newer or rarer forms of Go are lowered to."""

import pytest
from lowering import calls_on_paths, lowered

from leakline.flow.ir import Body, Op, T, V
from leakline.flow.lower import lower
from leakline.syntax.parser import declarations, mask, parse


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        # Labels and goto
        ("i := 0\nagain:\nif a { one(); goto again }\ntwo()", {("two",), ("one", "two")}),
        ("for { one(); if a { goto out } }\nout:\ntwo()", {("one", "two"), ("one", "one", "two")}),
        ("goto in\nin:\nfor { one(); break in }\ntwo()", {("one", "two")}),
        (
            "outer:\nfor { switch { case a: break outer\ncase b: break\ndefault: continue outer }\none() }\ntwo()",
            {("two",), ("one", "two")},
        ),
        ("L: select { case <-ch: if a { break L }\none() }\ntwo()", {("two",), ("one", "two")}),
        # Switches
        ("switch true { case a: one()\ndefault: two() }", {("one",), ("two",)}),
        (
            "switch { default: one()\nfallthrough\ncase a: two()\ncase b: three() }",
            {("one", "two"), ("two",), ("three",)},
        ),
        (
            "switch { case a: if b { break }\none()\nfallthrough\ncase b: two() }",
            {(), ("one", "two"), ("two",)},
        ),
        ("switch x := get(); { case x > 1: one()\ndefault: two() }", {("get", "one"), ("get", "two")}),
        # All operands of a select are evaluated before one case is taken
        (
            "select { case v := <-left(): one(v)\ncase right() <- sent(): two()\ncase <-ch: }",
            {("left", "right", "sent", "one"), ("left", "right", "sent", "two"), ("left", "right", "sent")},
        ),
        ("select { case xs[get()] = <-ch: one() }", {("get", "one")}),
        # Ranges
        (
            "for range 3 { if a { return }\none() }\ntwo()",
            {("two",), (), ("one", "two"), ("one",), ("one", "one", "two")},
        ),
        ("for x := range seq { one(x) }\ntwo()", {("two",), ("one", "two"), ("one", "one", "two")}),
        # Calls that never return
        ("if a { t.Skip() }\none()", {("one",)}),
        ("decoder.Skip()\none()", {("Skip", "one")}),
        ("if a { t.Fatal(err) }\none()", {("one",)}),
    ],
)
def test_paths(body: str, paths: set[tuple[str, ...]]):
    head = "func f(t *testing.T, a, b bool, xs []int, ch chan int, decoder D) error"
    assert calls_on_paths(lowered(body, head), 2) == paths


def test_a_block_behind_a_label_belongs_to_the_loop_around_the_label():
    body = lowered("for { if a { goto end }\none() }\nend:\ntwo()")
    two = next(block for block in body.blocks if any(op[0] == Op.CALL and op[1] == 1 for op in block.ops))
    assert two.loop == -1


def test_a_select_says_what_each_case_waits_for():
    body = lowered("done := ctx.Done()\nselect { case <-done: one()\ncase ch <- n: two()\ndefault: }")
    (select,) = body.selects
    assert [sends for _, sends, *_ in select.cases] == [False, True]
    assert select.default >= 0
    assert body.blocks[select.cases[1][2]].ops[0][0] == Op.SEND


def callees(body: Body) -> list[tuple[object, ...]]:
    return [body.values[call.callee] for call in body.calls]


@pytest.mark.parametrize(
    ("text", "callee"),
    [
        ("get[int](n)", (V.GLOBAL, "get")),
        ("get[int, string](n)", (V.GLOBAL, "get")),
        ("New[int]()", (V.GLOBAL, "New")),
        ("http.Get[int](n)", (V.PACKAGE, "net/http", "Get")),
        ("(make)(chan int)", (V.GLOBAL, "make")),
        ("(get)(n)", (V.GLOBAL, "get")),
        ("new(3)", (V.GLOBAL, "new")),
        ('new("a")', (V.GLOBAL, "new")),
        ("new(a == b)", (V.GLOBAL, "new")),
        ("new(-n)", (V.GLOBAL, "new")),
        ("new(T{1})", (V.GLOBAL, "new")),
        ("new([]int)", (V.GLOBAL, "new")),
        ("new(map[string]func())", (V.GLOBAL, "new")),
        ("new(struct{ a int })", (V.GLOBAL, "new")),
        ("new(http.Client)", (V.GLOBAL, "new")),
    ],
)
def test_calls_that_the_grammar_does_not_know(text: str, callee: tuple[object, ...]):
    body = lowered(f"x := {text}\nuse(x)")
    assert not body.errors
    assert callees(body)[0] == callee


def test_a_generic_method_of_a_variable_is_no_function_of_a_package():
    body = lowered("http := n\nx := http.Get[int](n)\nuse(x)")
    assert callees(body)[0][0] == V.FIELD


def test_new_of_a_variable_is_of_its_value():
    body = lowered("x := new(n)\nuse(x)")
    n = next(i for i, var in enumerate(body.vars) if var.name == "n")
    assert body.calls[0].args == (body.find(V.VAR, n),)


@pytest.mark.parametrize(
    "source",
    [
        "func (s *S) M[T any](x T) (y T) { one(x); return }",
        "func (s *S[K]) M[T any, U io.Reader](x T) { one(x) }",
        "func (s S) Get[T interface{ ~[]int | ~string }](x T) { one(x) }",
        "func (s *S) M[\n\tT any,\n](x T) { one(x) }",
        "func (*S) M[T [3]int](x T) { one(x) }",
    ],
)
def test_methods_with_type_parameters(source: str):
    (node,) = declarations(source.encode())
    body = lower(node, source.encode(), {})
    assert not body.errors
    assert callees(body) == [(V.GLOBAL, "one")]
    assert [v.name for v in body.vars if v.role == "param"] == ["x"]


def test_what_is_masked_keeps_length_and_lines():
    source = b"func (s *S) M[\n\tT any,\n](x T) { a := new(3); b := (make)(chan int) }\n"
    masked = mask(source)
    assert len(masked) == len(source)
    assert [i for i, c in enumerate(masked) if c == 10].__len__() == source.count(b"\n")
    assert mask(b"package a // [new(") == b"package a // [new("


@pytest.mark.parametrize(
    "source", [b"package a\ntype T struct{ a int }", b"package a\ntype T int", b"type (\n\tT int\n)"]
)
def test_a_type_at_the_end_of_a_file_without_a_line_end(source: bytes):
    assert not parse(source).root_node.has_error


@pytest.mark.parametrize(
    ("body", "bound"),
    [
        ("stop := s.Stop\ndefer stop()", True),
        ("stop := s.inner.Stop\ndefer func() { stop() }()", True),
        ("var stop func()\nstop = s.Stop\nif a { stop = nil }\nstop()", False),
        ("stop := s.Stop\ns = nil\nstop()", False),
        ("open := http.Get\nopen()", True),
        ("for _, stop := range stops { stop() }", False),
    ],
)
def test_calls_of_method_values(body: str, bound: bool):
    made = lowered(body, "func f(a bool, s *S, stops []func())")
    names = [callee[-1] for callee in callees(made) if callee[0] in (V.FIELD, V.PACKAGE)]
    assert bool(names) is bound


def test_the_variable_of_a_type_switch_is_another_in_each_case():
    body = lowered("switch v := x.(type) { case *T: one(v)\ncase nil, error: two(v)\ndefault: three(v) }")
    assert [v.type for v in body.vars if v.name == "v"] == ["*T", "", ""]
    assert len({call.args for call in body.calls}) == 3


def test_deferred_calls_in_a_loop_stand_in_it():
    body = lowered("for _, x := range xs { defer one(x) }\ndefer two()")
    loops = [
        body.blocks[i].loop for i in range(len(body.blocks)) for op in body.blocks[i].ops if op[0] == Op.DEFER
    ]
    assert loops == [0, -1]


def test_a_retry_loop_goes_round_and_out():
    paths = calls_on_paths(lowered("for i := 0; i < 3; i++ { if open() == nil { break }\nwait() }\nuse()"), 2)
    assert {("use",), ("open", "use"), ("open", "wait", "use")} <= paths


def test_control_that_ends_is_no_return():
    body = lowered("for { one() }")
    assert not any(block.end[0] == T.RETURN and block.ops[:-1] for block in body.blocks)
