"""Which file a frame means: by import path and function, never by its bare name, and never outside the workspace."""

import os
from pathlib import Path

import pytest

from leakline.mapping.locate import Mapper
from leakline.mapping.source import Source
from leakline.profiles.model import Frame, Group

WAIT = "package {name}\n\nfunc Wait(ch chan int) {{\n\t<-ch\n}}\n"


def write(root: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(root)


def wait(name: str) -> str:
    return WAIT.format(name=name)


def found(
    mapper: Mapper, function: str, file: str, line: int = 4, start: int = 0
) -> tuple[str | None, int, str]:
    source = mapper.source(Frame(function, file, line, start), "chan receive")
    return source.path, source.line, source.match


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    write(
        folder,
        {
            "go.mod": "module example.com/shop // the shop\n\ngo 1.21\n",
            "a/wait.go": wait("a"),
            "b/wait.go": wait("b"),
            "my.v1/wait.go": wait("my"),
            "tool/go.mod": 'module "example.com/shop/tool/v2"\n',
            "tool/a/wait.go": wait("a"),
        },
    )
    return folder


@pytest.mark.parametrize(
    "file",
    [
        "example.com/shop/a/wait.go",
        "/build/shop/a/wait.go",
        "/a/wait.go",
        "C:\\src\\shop\\a\\wait.go",
        "../../a/wait.go",
        "/x/../../../../etc/wait.go",
        "\\\\server\\share\\wait.go",
    ],
)
def test_the_import_path_tells_the_file_wherever_it_was_built(root: Path, file: str) -> None:
    assert found(Mapper([str(root)]), "example.com/shop/a.Wait", file) == (
        str(root / "a/wait.go"),
        4,
        "exact",
    )


def test_nested_modules_and_escaped_packages(root: Path) -> None:
    mapper = Mapper([str(root)])
    assert found(mapper, "example.com/shop/tool/v2/a.Wait", "/b/wait.go")[0] == str(root / "tool/a/wait.go")
    assert found(mapper, "example.com/shop/my%2ev1.Wait", "/b/wait.go")[0] == str(root / "my.v1/wait.go")
    # The folder tool/a belongs to the inner module, so the outer one has no such package.
    assert found(mapper, "example.com/shop/tool/a.Wait", "/b/wait.go") == (None, 0, "unknown")


def test_a_workspace_folder_inside_of_a_module(root: Path) -> None:
    mapper = Mapper([str(root / "a")])
    assert found(mapper, "example.com/shop/a.Wait", "wait.go")[0] == str(root / "a/wait.go")
    assert found(mapper, "example.com/shop/b.Wait", "wait.go") == (None, 0, "unknown")


def test_external_tests(root: Path) -> None:
    write(root, {"a/wait_test.go": wait("a_test")})
    mapper = Mapper([str(root)])
    assert found(mapper, "example.com/shop/a_test.Wait", "wait_test.go")[0] == str(root / "a/wait_test.go")


@pytest.mark.parametrize(
    ("function", "file", "why"),
    [
        (
            "example.com/other/a.Wait",
            "/ws/a/wait.go",
            "no module of this workspace holds package example.com/other/a",
        ),
        (
            "example.com/shop/a.Gone",
            "/ws/a/gone.go",
            "package example.com/shop/a of this workspace has no file gone.go",
        ),
        ("example.com/shop/a.Gone", "/ws/a/wait.go", "a/wait.go does not hold Gone any more"),
        ("net/http.(*conn).serve", "/go/src/net/http/server.go", "standard library"),
        ("example.com/shop/a.Wait", "", "names no Go file"),
        ("example.com/shop/a.Wait", "wait\0.go", "names no Go file"),
        ("example.com/shop/a.Wait", "/etc/passwd", "names no Go file"),
        ("_cgoexp_12_F", "_cgo_gotypes.go", "not that of a Go function"),
        ("example.com/shop/../../etc.Wait", "wait.go", "no module"),
        ("example.com/shop/a/../b.Wait", "wait.go", "no module of this workspace"),
    ],
)
def test_what_cannot_be_told_is_unknown_and_says_why(root: Path, function: str, file: str, why: str) -> None:
    source = Mapper([str(root)]).source(Frame(function, file, 4), "chan receive")
    assert (source.path, source.line, source.match) == (None, 0, "unknown")
    assert why in source.why


def test_a_function_that_left_its_file_is_found_in_its_package(root: Path) -> None:
    mapper = Mapper([str(root)])
    assert found(mapper, "example.com/shop/a.Wait", "/ws/a/gone.go") == (
        str(root / "a/wait.go"),
        4,
        "shifted",
    )
    write(root, {"a/wait_old.go": wait("a")})
    assert found(Mapper([str(root)]), "example.com/shop/a.Wait", "/ws/a/gone.go") == (None, 0, "unknown")


def test_two_copies_of_a_module_are_ambiguous_and_named(tmp_path: Path) -> None:
    files = {"go.mod": "module example.com/m\n", "a/wait.go": wait("a")}
    write(tmp_path / "one", files)
    write(tmp_path / "two", files)
    source = Mapper([str(tmp_path)]).source(Frame("example.com/m/a.Wait", "/b/a/wait.go", 4), "chan receive")
    assert source == Source(None, 0, "unknown", "it could be in one/a/wait.go, two/a/wait.go")


MAIN = "package main\n\nfunc main() {\n\t<-ch\n}\n"


def test_package_main_is_told_by_its_path(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "go.mod": "module example.com/m\n",
            "cmd/one/main.go": MAIN,
            "cmd/two/main.go": MAIN,
            "lib/main.go": "package lib\n\nfunc main() {\n\t<-ch\n}\n",
        },
    )
    two = (str(tmp_path / "cmd/two/main.go"), 4, "exact")
    for file in (
        "example.com/m/cmd/two/main.go",
        "/build/cmd/two/main.go",
        f"{root}/cmd/two/main.go",
        "/x/two/main.go",
    ):
        assert found(Mapper([root]), "main.main", file) == two
    for file in ("/app/main.go", "main.go", "./main.go", "/x/three/main.go"):
        assert found(Mapper([root]), "main.main", file) == (None, 0, "unknown")


def test_package_main_is_told_by_where_its_module_was_built(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "go.mod": "module example.com/m\n",
            "main.go": MAIN,
            "two/main.go": MAIN,
            "lib/lib.go": wait("lib"),
        },
    )
    mapper = Mapper([root])
    assert found(mapper, "main.main", "/app/main.go") == (None, 0, "unknown")
    mapper.learn([Frame("example.com/m/lib.Wait", "/app/lib/lib.go", 4)])
    assert found(mapper, "main.main", "/app/main.go") == (str(tmp_path / "main.go"), 4, "exact")
    assert found(mapper, "main.main", "/app/two/main.go") == (str(tmp_path / "two/main.go"), 4, "exact")


def test_the_only_program_of_a_module_may_be_built_anywhere(tmp_path: Path) -> None:
    root = write(tmp_path, {"go.mod": "module example.com/m\n", "main.go": MAIN})
    assert found(Mapper([root]), "main.main", "/app/main.go") == (str(tmp_path / "main.go"), 4, "exact")
    assert found(Mapper([root]), "main.other", "/app/main.go") == (None, 0, "unknown")


def test_links_that_lead_outside_are_not_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, {"wait.go": wait("a"), "go.mod": "module example.com/outside\n"})
    root = tmp_path / "ws"
    write(root, {"go.mod": "module example.com/m\n", "a/own.go": wait("a")})
    (root / "a" / "wait.go").symlink_to(outside / "wait.go")
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "b").symlink_to("b")
    mapper = Mapper([str(root)])
    assert found(mapper, "example.com/m/a.Wait", "/x/a/wait.go") == (None, 0, "unknown")
    assert found(mapper, "example.com/m/linked.Wait", "/x/linked/wait.go") == (None, 0, "unknown")
    assert found(mapper, "example.com/m/loop/a.Wait", "/x/own.go") == (None, 0, "unknown")
    assert found(mapper, "example.com/m/a.Wait", "/x/a/own.go")[2] == "exact"
    assert {one.path for one in mapper.workspace.modules} == {"example.com/m"}


def test_devices_and_folders_of_a_go_name_are_no_files(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    write(root, {"go.mod": "module example.com/m\n"})
    (root / "dir.go").mkdir()
    os.mkfifo(root / "pipe.go")
    (root / "null.go").symlink_to("/dev/zero")
    mapper = Mapper([str(root)])
    for base in ("dir.go", "pipe.go", "null.go"):
        assert found(mapper, "example.com/m.Wait", f"/x/{base}") == (None, 0, "unknown")


@pytest.mark.parametrize(
    "text", ["", "module", "module \x00", "module ../..", "module " + "a/" * 9000, "\xff\xfe", "module /etc"]
)
def test_a_hostile_go_mod_leads_nowhere(tmp_path: Path, text: str) -> None:
    root = tmp_path / "ws"
    root.mkdir()
    (root / "go.mod").write_bytes(text.encode("latin-1"))
    (root / "wait.go").write_text(wait("a"))
    (tmp_path / "wait.go").write_text(wait("a"))
    mapper = Mapper([str(root)])
    for function in ("example.com/m.Wait", "...Wait", "../...Wait", "/etc.Wait"):
        path, _, _ = found(mapper, function, "/x/wait.go")
        assert path in (None, str(root / "wait.go"))


def test_a_frame_without_state_needs_the_function_and_code_on_the_line(root: Path) -> None:
    mapper = Mapper([str(root)])
    assert mapper.source(Frame("example.com/shop/a.Wait", "wait.go", 4)).match == "exact"
    assert mapper.source(Frame("example.com/shop/a.Wait", "wait.go", 9)).match == "stale"


def test_the_statement_must_fit_the_wait(root: Path) -> None:
    mapper = Mapper([str(root)])
    frame = Frame("example.com/shop/a.Wait", "wait.go", 4)
    told = {
        state: mapper.source(frame, state).match for state in ("chan receive", "chan send", "select", "sleep")
    }
    assert told == {"chan receive": "exact", "chan send": "stale", "select": "stale", "sleep": "stale"}
    assert mapper.source(frame, "chan receive (nil chan)").match == "exact"


def test_what_a_goroutine_started_with(tmp_path: Path) -> None:
    text = "package a\n\nfunc F(ch chan int) {\n\tgo func() {\n\t\t<-ch\n\t}()\n\tgo Wait(ch)\n}\n"
    root = write(tmp_path, {"go.mod": "module example.com/m\n", "a/f.go": text, "a/wait.go": wait("a")})
    mapper = Mapper([root])
    started = mapper.started(Frame("example.com/m/a.F.func1", "/x/f.go", 5, 4))
    assert started is not None
    assert (started.path, started.line) == (str(tmp_path / "a/f.go"), 4)
    assert mapper.started(Frame("example.com/m/a.Wait", "/x/wait.go", 4, 3)) is None
    creator = mapper.source(Frame("example.com/m/a.F", "/x/f.go", 7), "go")
    assert (creator.line, creator.match) == (7, "exact")
    assert mapper.source(Frame("example.com/m/a.F", "/x/f.go", 5), "go").match == "stale"


def test_evidence_of_stacks_is_taken_whole(root: Path) -> None:
    mapper = Mapper([str(root)])
    inner = Frame("sync.(*WaitGroup).Wait", "/go/src/sync/waitgroup.go", 9)
    mapper.learn_groups(
        [Group(1, (inner, Frame("example.com/shop/a.Wait", "/b/a/wait.go", 4, 3)), "semacquire")]
    )
    # Text has no first line; the proto of the same capture had it, and the function has moved since.
    (root / "a" / "wait.go").write_text("// one more\n" + wait("a"))
    source = mapper.source(Frame("example.com/shop/a.Wait", "/b/a/wait.go", 4), "chan receive")
    assert (source.line, source.match) == (5, "shifted")


CALLS = """package a

import "sync"

func Run(f func()) {
	var wg sync.WaitGroup
	prepare()
	wg.Wait()
	f()
	go wg.Wait()
}

func prepare() {}

func Again(f func()) {
	f()
	Again(nil)
}
"""


@pytest.mark.parametrize(
    ("function", "line", "callee", "expected"),
    [
        # A line came in above the call: what stands on the profile's line calls something else.
        ("Run", 7, "sync.(*WaitGroup).Wait", (8, "shifted")),
        ("Run", 8, "sync.(*WaitGroup).Wait", (8, "exact")),
        # A function value has any name, also where a closure is named after the function around it.
        ("Run", 9, "example.com/shop/b.Other", (9, "exact")),
        ("Again", 16, "example.com/shop/a.Again.func1", (16, "exact")),
    ],
)
def test_a_line_that_calls_something_else_is_not_the_frames(
    tmp_path: Path, function: str, line: int, callee: str, expected: tuple[int, str]
) -> None:
    root = write(tmp_path, {"go.mod": "module example.com/shop\n", "a/run.go": CALLS})
    frame = Frame(f"example.com/shop/a.{function}", "/build/a/run.go", line)
    source = Mapper([root]).source(frame, "", callee)
    assert (source.line, source.match) == expected


INLINED = "package {name}\n\nfunc Gen(ch chan int) {{\n\tgo func() {{\n\t\tch <- 1\n\t}}()\n}}\n"


def test_a_closure_of_a_function_that_main_inlined_is_found_by_its_path(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "go.mod": "module example.com/shop\n",
            "cmd/main.go": "package main\n\nfunc main() {}\n",
            "w/w.go": INLINED.format(name="w"),
        },
    )
    for file in ("/build/shop/w/w.go", "example.com/shop/w/w.go"):
        source = Mapper([root]).source(Frame("main.main.gowrap6.Gen[...].1", file, 5), "chan send")
        assert (source.path, source.line, source.match) == (str(tmp_path / "w/w.go"), 5, "exact")


def test_a_file_of_the_caller_is_not_taken_for_that_of_an_inlined_callee(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "go.mod": "module example.com/shop\n",
            "a/w.go": INLINED.format(name="a"),
            "w/w.go": INLINED.format(name="w"),
        },
    )
    frame = Frame("example.com/shop/a.Run.Gen.func1", "/build/shop/w/w.go", 5)
    source = Mapper([root]).source(frame, "chan send")
    assert source.match == "unknown"
    assert "a/w.go" in source.why
    assert "w/w.go" in source.why
