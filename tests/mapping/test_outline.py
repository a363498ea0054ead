"""Where the compiler places operations, function by function."""

import pytest

from leakline.mapping.outline import INITIALISERS, outline


def operations(body: str) -> list[tuple[str, int, str]]:
    """Kind, line from the function's first one, and name, in order; the first line is 1."""
    read = outline(f"package p\nfunc f() {{\n{body}\n}}\n".encode())
    return sorted(
        (one.kind, one.line - 1, one.name) for one in read.declared[0].body.operations if one.kind != "exit"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ch <- 1", [("send", 2, "")]),
        ("ch <-\n1", [("send", 2, "")]),
        ("<-ch", [("receive", 2, "")]),
        ("if x := <-ch; x {\n}", [("receive", 2, "")]),
        ("switch <-ch {\n}", [("receive", 2, "")]),
        ("for x :=\nrange ch {\n}", [("range", 3, "")]),
        ("select {\ncase <-a:\ncase b <- 1:\n}", [("select", 2, "")]),
        ("select {}", [("select", 2, "")]),
        ("select {\ncase v :=\n<-a:\n_ = v\n}", [("receive", 3, "")]),
        ("select {\ncase a <- 1:\n}", [("send", 3, "")]),
        ("select {\ncase a <- <-b:\ncase <-c:\n}", [("receive", 3, ""), ("select", 2, "")]),
        ("a.\nb.\nC(1)", [("call", 4, "C")]),
        ("F[\nint,\n](1)", [("call", 4, "F")]),
        ("go s.run()", [("go", 2, "run")]),
        ("go run(arg())", [("call", 2, "arg"), ("go", 2, "run")]),
        ("defer mu.Unlock()", []),
    ],
)
def test_lines_of_operations(body: str, expected: list[tuple[str, int, str]]) -> None:
    assert operations(body) == expected


def test_a_deferred_call_shows_where_the_function_ends() -> None:
    read = outline(
        b"package p\nfunc f() {\n\tdefer g()\n\tif x {\n\t\treturn\n\t}\n}\nfunc h() {\n\treturn\n}\n"
    )
    assert [one.line for one in read.declared[0].body.operations if one.kind == "exit"] == [5, 7]
    assert read.declared[1].body.operations == []


def test_literals_are_counted_per_function_around_them() -> None:
    source = (
        b"package p\nfunc f() {\n\tgo func() {\n\t\tfunc() {}()\n\t\tfunc() {}()\n\t}()\n\tg(func() {})\n}\n"
    )
    body = outline(source).declared[0].body
    assert [(one.parent, one.number, one.start) for one in body.functions] == [
        (-1, 0, 2),
        (0, 1, 3),
        (1, 1, 4),
        (1, 2, 5),
        (0, 2, 7),
    ]
    assert [one.go_line for one in body.functions] == [0, 3, 0, 0, 0]


def test_receivers_and_initialisers() -> None:
    source = (
        b"package p\nvar v = func() int { return 1 }()\nfunc (s *S[T]) A() {}\nfunc (S) B() {}\nfunc C() {}\n"
    )
    read = outline(source)
    assert [one.runtime_name("m/p") for one in read.declared] == [
        "m/p.(*S).A",
        "m/p.S.B",
        "m/p.C",
        "m/p.init",
    ]
    assert read.named("", INITIALISERS)[0].body.functions[1].start == 2


@pytest.mark.parametrize(
    "source", [b"", b"\xff\xfe\x00", b"package", b"func f() {", b"package p\nfunc f( {\n<-", b"}" * 500]
)
def test_no_text_is_too_broken(source: bytes) -> None:
    read = outline(source)
    assert all(one.body.functions for one in read.declared)


def test_functions_in_broken_code_are_found() -> None:
    read = outline(b"package p\n\nfunc a() {\n\tx := \n}\n\nfunc b() {\n\t<-ch\n}\n")
    assert [one.name for one in read.declared] == ["a", "b"]
    assert [one.kind for one in read.declared[1].body.operations] == ["receive"]
