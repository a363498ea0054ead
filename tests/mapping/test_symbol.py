"""The runtime's function names, as Go 1.21 to 1.27 write them."""

import pytest

from leakline.mapping.symbol import Step, parse, unescape, without_type_arguments


def steps(*numbers: object) -> tuple[Step, ...]:
    """`steps("f1", 2, "r1")`: f with its own counter, a bare number, a range body."""
    made: list[Step] = []
    for one in numbers:
        text = str(one)
        if text.startswith("r"):
            made.append(Step("range", int(text[1:])))
        else:
            made.append(Step("func", int(text.lstrip("f")), text.startswith("f")))
    return tuple(made)


@pytest.mark.parametrize(
    ("function", "package", "names", "path"),
    [
        ("example.com/m/a.F", "example.com/m/a", ("F",), ()),
        ("example.com/m/a.(*S).Run", "example.com/m/a", ("(*S)", "Run"), ()),
        ("example.com/m/a.V.M", "example.com/m/a", ("V", "M"), ()),
        ("main.F.func1", "main", ("F",), ("f1",)),
        ("main.F.func1.2.1", "main", ("F",), ("f1", 2, 1)),
        ("gen.(*Box[go.shape.int]).Start.func1", "gen", ("(*Box)", "Start"), ("f1",)),
        ("gen.(*Box[...]).Start.func1", "gen", ("(*Box)", "Start"), ("f1",)),
        ("a/b.Map[go.shape.struct { X c.io/d.T; Y []int }].func2", "a/b", ("Map",), ("f2",)),
        ("a/my-pkg%2ev1.F", "a/my-pkg.v1", ("F",), ()),
        ("gopkg.in/yaml%2ev3.(*Decoder).Decode", "gopkg.in/yaml.v3", ("(*Decoder)", "Decode"), ()),
        ("dot.ted/inner.F", "dot.ted/inner", ("F",), ()),
        ("example.com/m/v2.F", "example.com/m/v2", ("F",), ()),
        ("main.R-range1", "main", ("R",), ("r1",)),
        ("main.R-range1-range1", "main", ("R",), ("r1", "r1")),
        ("main.R-range1.1", "main", ("R",), ("r1", 1)),
        ("main.R.func3-range1", "main", ("R",), ("f3", "r1")),
        ("main.R.R.func3-range3", "main", ("R", "R"), ("f3", "r3")),
        ("main.F.callee.func2", "main", ("F", "callee"), ("f2",)),
        ("main.F.func1.g.1", "main", ("F", "g"), (1,)),
        ("main.F.F.func2.func3", "main", ("F", "F"), ("f2", "f3")),
        ("main.F.(*T).M.func2", "main", ("F", "(*T)", "M"), ("f2",)),
        ("m/s.Start.gowrap1.(*Server).run.1", "m/s", ("Start", "(*Server)", "run"), (1,)),
        ("main.(*T).M-fm", "main", ("(*T)", "M"), ()),
        ("main.F.gowrap3", "main", ("F",), ()),
        ("main.F.func1.deferwrap2", "main", ("F",), ("f1",)),
    ],
)
def test_names_come_apart(
    function: str, package: str, names: tuple[str, ...], path: tuple[object, ...]
) -> None:
    symbol = parse(function)
    assert (symbol.package, symbol.names, symbol.steps) == (package, names, steps(*path))


@pytest.mark.parametrize(
    ("function", "path"),
    [
        ("main.init", ()),
        ("main.init.func3", ("f3",)),
        ("main.init.func1.1", ("f1", 1)),
        ("main.glob..func3", ("f3",)),
    ],
)
def test_initialisers_of_package_variables(function: str, path: tuple[object, ...]) -> None:
    symbol = parse(function)
    assert (symbol.init, symbol.init_function, symbol.steps) == (True, -1, steps(*path))


@pytest.mark.parametrize(("function", "number"), [("m.init.0", 0), ("m.init.2.func1", 2), ("m.init·2", 1)])
def test_init_functions_are_counted(function: str, number: int) -> None:
    symbol = parse(function)
    assert (symbol.names, symbol.init, symbol.init_function) == (("init",), False, number)


@pytest.mark.parametrize(
    "function",
    ["main.init.init.func1.mk[...].func2", "main.init.glob..func1.mk[...].func1", "main.init.mk.func1"],
)
def test_a_callee_inlined_into_an_initialiser_is_the_holder(function: str) -> None:
    symbol = parse(function)
    assert symbol.names == ("mk",)
    assert not symbol.init


@pytest.mark.parametrize("function", ["main.F.gowrap3", "main.(*T).M-fm", "main.F.func1.deferwrap2"])
def test_wrappers_of_the_compiler_are_known(function: str) -> None:
    assert parse(function).wrapper


def test_a_function_inlined_into_a_wrapper_is_none_itself() -> None:
    assert not parse("m/s.Start.gowrap1.(*Server).run.1").wrapper


@pytest.mark.parametrize(
    "function",
    ["_cgoexp_af12_goCB", "type:.eq.[2]string", "go:main.inittasks", "", "0x4711", "[]", "...", "(*T"],
)
def test_names_of_no_go_function_have_no_package(function: str) -> None:
    assert parse(function).package == ""


def test_a_value_method_and_an_inlined_callee_look_alike() -> None:
    assert parse("main.A.B.func1").holders() == (("A", "B"), ("", "B"))
    assert parse("main.(*A).B.func1").holders() == (("A", "B"),)
    assert parse("main.B.func1").holders() == (("", "B"),)


def test_type_arguments_go_whole() -> None:
    assert without_type_arguments("a.F[b.G[int],c/d.E[[]string]].func1") == "a.F.func1"
    assert without_type_arguments("a.F]x[") == "a.F]x"


def test_escapes() -> None:
    assert unescape("a/b%2ec") == "a/b.c"
    assert unescape("a/%c3%a4") == "a/ä"
    assert unescape("a/%zz%") == "a/%zz%"
