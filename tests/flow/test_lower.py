"""Functions lowered to graphs: every statement of Go ends up where control goes."""

import pytest
from lowering import calls_on_paths, lowered

from leakline.flow.ir import Op, T, V
from leakline.flow.lower import lower
from leakline.syntax.parser import parse


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ("one(); two()", {("one", "two")}),
        ("if a { one(); return }\ntwo()", {("one",), ("two",)}),
        ("if a && b { one() } else if !a { two() } else { three() }", {("one",), ("two",), ("three",)}),
        ("if a || b { one() }\ntwo()", {("one", "two"), ("two",)}),
        ("if true { one() } else { two() }", {("one",)}),
        (
            "switch { case a: one()\ncase b: two()\nfallthrough\ncase !a: three()\ndefault: four() }",
            {("one",), ("two", "three"), ("three",), ("four",)},
        ),
        (
            "switch x := get(); x { case 1: one()\ncase 2, 3: two() }",
            {("get", "one"), ("get", "two"), ("get",)},
        ),
        (
            "switch v := any(n).(type) { case nil: one()\ncase int, string: two(v)\ndefault: three() }",
            {("any", "one"), ("any", "two"), ("any", "three")},
        ),
        (
            "select { case x := <-ch: one(x)\ncase ch <- 1: two()\ndefault: three() }",
            {("one",), ("two",), ("three",)},
        ),
        ("select {}", set()),
        ("for { one() }", set()),
        ("for { if a { break }\none() ; return }", {(), ("one",)}),
        ("panic(one())", set()),
        ("if a { log.Fatal(1) }\nif b { os.Exit(1) }\none()", {("one",)}),
        ("goto end\none()\nend:\ntwo()", {("two",)}),
        ("defer one()\ngo two()\nfunc() { three() }()", {("defer one", "go two", "?")}),
        (
            "outer:\nfor _, x := range xs { for { if x > 0 { continue outer }\nbreak outer } }\none()",
            {("one",)},
        ),
    ],
)
def test_paths(body: str, paths: set[tuple[str, ...]]):
    assert calls_on_paths(lowered(body), 2) == paths


def test_a_loop_comes_around():
    paths = calls_on_paths(lowered("for i := 0; i < 3; i++ { if a { continue }\none() }\ntwo()"), 3)
    assert {("two",), ("one", "two"), ("one", "one", "two")} <= paths


def test_equal_conditions_have_one_value_and_negation_turns_edges():
    body = lowered("if err != nil { one() }\nif nil == err { two() }\nif !(err != nil) { three() }")
    conditions = [block.end for block in body.blocks if block.end[0] == T.IF]
    assert len({end[1] for end in conditions}) == 1
    assert body.values[conditions[0][1]][:2] == (V.COMPARE, "==")


def test_shadowing_makes_another_variable_and_redeclaring_does_not():
    body = lowered("x, err := one()\ny, err := two()\nif a { x, err := 3, y; use(x, err) }\nuse(x, y)")
    names = [var.name for var in body.vars]
    # A named result counts as declared in the function's own block.
    assert (names.count("err"), names.count("x"), names.count("y")) == (2, 2, 1)


def test_imports_are_told_from_variables_of_the_same_name():
    body = lowered("http.Get(1)\nhttp := n\n_ = http\nhttp.Get(2)")
    callees = [body.values[call.callee] for call in body.calls]
    assert callees[0] == (V.PACKAGE, "net/http", "Get")
    assert callees[1][0] == V.FIELD


def test_literals_share_the_variables_around_them():
    body = lowered("x := 1\nf := func() { x = 2 }\nf()")
    x = next(i for i, var in enumerate(body.vars) if var.name == "x")
    assert {use.func for use in body.uses if use.var == x} == {0, 1}


def test_named_results_are_set_by_return():
    body = lowered("return 1, nil")
    assigned = [body.vars[a].name for block in body.blocks for kind, a, *_ in block.ops if kind == Op.ASSIGN]
    assert assigned == ["n", "err"]


def test_generic_calls_are_calls_whatever_the_grammar_says():
    body = lowered("x := get[int](n)\ny := http.New[int, string]()\nz := xs[0]\nuse(x, y, z)")
    callees = [body.values[call.callee] for call in body.calls]
    assert callees[:2] == [(V.GLOBAL, "get"), (V.PACKAGE, "net/http", "New")]


def test_broken_code_is_lowered_as_far_as_it_goes():
    body = lowered("one()\nif x := ; {\ntwo()")
    assert body.errors
    assert any(call for call in body.calls)


def test_a_cut_off_function_never_raises():
    source = b"func f() error { for i := range xs { select { case x := <-ch: go func() { defer g(x) }() } }; return }\n"
    for end in range(len(source)):
        for node in parse(source[:end]).root_node.named_children:
            if node.type in ("function_declaration", "method_declaration"):
                lower(node, source[:end], {})


def test_a_typed_case_is_not_taken_by_nil():
    body = lowered("switch err := err.(type) { case nil: one()\ncase myError: two(err) }\nthree()")
    paths = calls_on_paths(body)
    assert paths == {("one", "three"), ("two", "three"), ("three",)}
    first = next(block.end for block in body.blocks if block.end[0] == T.IF)
    assert body.values[first[1]][:2] == (V.COMPARE, "==")
