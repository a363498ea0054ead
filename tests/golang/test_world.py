"""What one package sees of others: signatures, types, fields and method sets of dependencies."""

from pathlib import Path

import pytest

from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules
from leakline.golang import modules
from leakline.golang.dependency import dependency
from leakline.golang.loading import load_package
from leakline.golang.world import World

DB = """// Package sqlx is named otherwise than its path.
package sqlx

import (
	"context"
	"io"
)

type (
	// Conn is one connection.
	Conn struct {
		*base
		Stop context.CancelFunc
		Log  *Logger
	}
	Alias = Conn
)

type base struct{}

func (b *base) Close() error { return nil }

type Logger struct{ W io.Writer }

type Driver interface {
	io.Closer
	Open(name string) (*Conn, error)
}

type Set[T any] struct{ Items []T }

func (s *Set[T]) Rows(n int) *Conn { return nil }

var Default, Other = &Conn{}, 1

var (
	Fallback *Logger
)

func Open(ctx context.Context, name string) (*Conn, context.CancelFunc, error) {
	return nil, nil, nil
}

func Map[T any](c *Conn, f func(T)) []T { return nil }

func open() {}
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "cache"))
    files = {
        "m/go.mod": "module example.com/m\n\ngo 1.22\n\nrequire example.com/go-db/v3 v3.0.0\n",
        "m/m.go": 'package m\n\nimport "example.com/go-db/v3"\n\ntype S struct{ *sqlx.Conn }\n',
        "cache/example.com/go-db/v3@v3.0.0/db.go": DB,
        "cache/example.com/go-db/v3@v3.0.0/db_windows.go": "package sqlx\n\nfunc Open() {}\n\nfunc Win() {}\n",
        "cache/example.com/go-db/v3@v3.0.0/db_test.go": "package sqlx\n\nfunc Tested() {}\n",
        "cache/example.com/go-db/v3@v3.0.0/a_gen.go": "//go:build ignore\n\npackage main\n\nfunc Open() {}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    modules.forget()
    folder = str(tmp_path / "m")
    return World(load_package(folder, "m", "example.com/m"), modules.find_module(folder))


PATH = "example.com/go-db/v3"


def test_the_name_of_an_imported_package_is_read_from_its_folder(world: World):
    assert world.package.files[0].head.imports == {"sqlx": PATH}


def test_signatures_of_a_dependency(world: World):
    found = world.function(PATH, "Open")
    assert found is not None
    assert found[0].params == ("context.Context", "string")
    assert found[0].results == (f"*{PATH}.Conn", "context.CancelFunc", "error")
    generic = world.function(PATH, "Map")
    assert generic is not None
    assert generic[0].params == (f"*{PATH}.Conn", "func(?)()")
    for absent in ("Win", "Tested", "Gone", "Conn"):
        assert world.function(PATH, absent) is None


def test_types_fields_and_promoted_methods_of_a_dependency(world: World):
    conn = f"*{PATH}.Conn"
    close = world.member(conn, "Close")
    assert close is not None and close.signature is not None and close.owner == f"{PATH}.base"
    stop = world.member(conn, "Stop")
    assert stop is not None and stop.type == "context.CancelFunc"
    log = world.member("example.com/m.S", "Log")
    assert log is not None and log.type == f"*{PATH}.Logger"
    assert world.member(conn, "Gone") is None
    assert world.is_type(PATH, "Set") and not world.is_type(PATH, "Open")
    rows = world.member(f"*{PATH}.Set", "Rows")
    assert rows is not None and rows.signature is not None and rows.signature.results == (conn,)
    assert world.member(f"{PATH}.Driver", "Close") is not None
    assert world.member(f"{PATH}.Driver", "Open") is not None
    assert world.member(f"{PATH}.Alias", "Close") is not None


def test_variables_of_a_dependency(world: World):
    assert world.variable(PATH, "Fallback") == f"*{PATH}.Logger"
    assert world.variable(PATH, "Gone") == ""


def test_only_what_is_asked_for_is_parsed(world: World, tmp_path: Path):
    world.function(PATH, "Open")
    package = dependency(str(tmp_path / "cache" / "example.com/go-db/v3@v3.0.0"), PATH)
    assert package is not None
    assert list(package.funcs) == ["Open"]
    assert not package.types


def test_external_tests_see_the_package_that_they_import(world: World, tmp_path: Path):
    folder = tmp_path / "m"
    (folder / "x_test.go").write_text('package m_test\n\nimport "example.com/m"\n\nfunc Open() {}\n')
    (folder / "o.go").write_text("package m\n\nfunc Open() error { return nil }\n")
    tests = load_package(str(folder), "m_test", "example.com/m")
    outside = World(tests, world.module)
    found = outside.function("example.com/m", "Open")
    assert found is not None and found[0].results == ("error",)
    assert tests.path == "example.com/m_test"


def test_bodies_of_a_dependency_tell_what_they_do_with_a_resource(world: World, tmp_path: Path):
    (tmp_path / "cache/example.com/go-db/v3@v3.0.0/io.go").write_text(
        'package sqlx\n\nimport "os"\n\nfunc Peek(f *os.File) string { return name(f) }\n\n'
        "func name(f *os.File) string { return f.Name() }\n\nfunc Own(f *os.File) *Holder { return &Holder{f} }\n\n"
        "type Holder struct{ f *os.File }\n"
    )
    path = tmp_path / "m" / "use.go"
    text = """package m

import (
	"os"

	"example.com/go-db/v3"
)

func bad() string {
	f, err := os.Open("x")
	if err != nil {
		return ""
	}
	return sqlx.Peek(f)
}

func ok() *sqlx.Holder {
	f, err := os.Open("x")
	if err != nil {
		return nil
	}
	return sqlx.Own(f)
}
"""
    path.write_text(text)
    modules.forget()
    found = check_file(str(path), text.encode(), load_rules())
    assert [f.line for f in found if f.rule == "unclosed-resource"] == [10]


def test_a_wrapper_of_a_dependency_hands_a_resource_on(world: World, tmp_path: Path):
    (tmp_path / "cache/example.com/go-db/v3@v3.0.0/fetch.go").write_text(
        'package sqlx\n\nimport "net/http"\n\n'
        "func Fetch(u string) (*http.Response, error) { return http.Get(u) }\n"
    )
    path = tmp_path / "m" / "fetch.go"
    text = """package m

import "example.com/go-db/v3"

func bad(u string) int {
	resp, err := sqlx.Fetch(u)
	if err != nil {
		return 0
	}
	return resp.StatusCode
}
"""
    path.write_text(text)
    modules.forget()
    found = check_file(str(path), text.encode(), load_rules())
    assert [f.line for f in found if f.rule == "unclosed-body"] == [6]
