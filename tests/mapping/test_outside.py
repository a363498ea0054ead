"""Frames of dependencies and the standard library lead into vendor/, local replacements, the module cache and GOROOT."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leakline.golang.modules import forget
from leakline.mapping.locate import Mapper
from leakline.mapping.outside import go_root
from leakline.profiles.model import Frame

WAIT = "package {name}\n\nfunc Wait(ch chan int) {{\n\t<-ch\n}}\n"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace `ws`, a module cache `mod` and a Go at `go`."""
    write(
        tmp_path,
        {
            "ws/go.mod": "module example.com/app\n\ngo 1.21\n\nrequire (\n\texample.com/Dep/deep v1.2.3\n"
            "\texample.com/fork v1.0.0\n\texample.com/kept v1.0.0\n)\n\nreplace example.com/fork => ./local\n",
            "ws/main.go": "package main\n\nfunc main() {}\n",
            "ws/local/go.mod": "module example.com/mine\n",
            "ws/local/in/wait.go": WAIT.format(name="in"),
            "mod/example.com/!dep/deep@v1.2.3/in/wait.go": WAIT.format(name="in"),
            "mod/example.com/!dep/deep@v1.2.4/in/wait.go": "\n" + WAIT.format(name="in"),
            "go/src/runtime/proc.go": "package runtime\n",
            "go/src/net/http/wait.go": WAIT.format(name="http"),
            "secret/wait.go": WAIT.format(name="in"),
        },
    )
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "mod"))
    monkeypatch.setenv("GOROOT", str(tmp_path / "go"))
    monkeypatch.setenv("GOWORK", "off")
    go_root.cache_clear()
    forget()
    yield tmp_path
    go_root.cache_clear()
    forget()


def found(home: Path, function: str, file: str, line: int = 4) -> tuple[str | None, int, str]:
    source = Mapper([str(home / "ws")]).anywhere(Frame(function, file, line))
    path = None if source.path is None else Path(source.path).relative_to(home).as_posix()
    return path, source.line, source.match


@pytest.mark.parametrize(
    ("file", "version", "line"),
    [
        ("example.com/Dep/deep@v1.2.3/in/wait.go", "v1.2.3", 4),
        ("/root/go/pkg/mod/example.com/!dep/deep@v1.2.3/in/wait.go", "v1.2.3", 4),
        ("C:\\Users\\u\\go\\pkg\\mod\\example.com\\!dep\\deep@v1.2.3\\in\\wait.go", "v1.2.3", 4),
        ("example.com/Dep/deep@v1.2.4/in/wait.go", "v1.2.4", 5),
    ],
)
def test_a_version_in_the_path_names_the_very_text(home: Path, file: str, version: str, line: int) -> None:
    there = f"mod/example.com/!dep/deep@{version}/in/wait.go"
    assert found(home, "example.com/Dep/deep/in.Wait", file, line) == (there, line, "exact")


def test_without_a_version_the_line_is_not_trusted(home: Path) -> None:
    there = "mod/example.com/!dep/deep@v1.2.3/in/wait.go"
    assert found(home, "example.com/Dep/deep/in.Wait", "external/deep/in/wait.go") == (there, 3, "stale")


@pytest.mark.parametrize(
    "file",
    [
        "example.com/Dep/deep@v9.9.9/in/wait.go",
        "example.com/Dep/deep@v1.2.3/../../../../secret/wait.go",
        "example.com/Dep/deep@v1.2.3/../v1.2.4/in/gone.go",
        "x@v1/in/wait.go",
    ],
)
def test_other_versions_and_paths_that_climb_open_nothing_else(home: Path, file: str) -> None:
    path, _, _ = found(home, "example.com/Dep/deep/in.Wait", file)
    assert path in (None, "mod/example.com/!dep/deep@v1.2.3/in/wait.go")
    assert found(home, "example.com/Dep/deep/../../../secret.Wait", file)[0] is None


def test_a_link_out_of_the_module_cache_is_not_followed(home: Path) -> None:
    inside = home / "mod/example.com/!dep/deep@v1.2.3/in/wait.go"
    inside.unlink()
    inside.symlink_to(home / "secret" / "wait.go")
    assert found(home, "example.com/Dep/deep/in.Wait", "example.com/Dep/deep@v1.2.3/in/wait.go")[0] is None


def test_the_standard_library_is_exact_only_from_the_same_go(home: Path) -> None:
    here = str(home / "go/src/net/http/wait.go")
    assert found(home, "net/http.Wait", here) == ("go/src/net/http/wait.go", 4, "exact")
    for file in ("net/http/wait.go", "/usr/local/go/src/net/http/wait.go"):
        assert found(home, "net/http.Wait", file) == ("go/src/net/http/wait.go", 3, "stale")
    assert found(home, "net/http.Gone", here) == (None, 0, "unknown")


def test_a_replacement_in_the_workspace_keeps_the_name_that_it_replaces(home: Path) -> None:
    for file in (str(home / "ws/local/in/wait.go"), "example.com/fork@v1.0.0/in/wait.go"):
        source = Mapper([str(home / "ws")]).source(Frame("example.com/fork/in.Wait", file, 4))
        assert (source.path, source.match) == (str(home / "ws/local/in/wait.go"), "exact")


def test_a_vendored_package(home: Path) -> None:
    write(home / "ws", {"vendor/example.com/kept/wait.go": WAIT.format(name="kept")})
    for file in ("/ci/app/vendor/example.com/kept/wait.go", "example.com/kept@v1.0.0/wait.go"):
        source = Mapper([str(home / "ws")]).source(Frame("example.com/kept.Wait", file, 4))
        assert (source.path, source.match) == (str(home / "ws/vendor/example.com/kept/wait.go"), "exact")
