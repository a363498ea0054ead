"""Which folder an import path means."""

import os
from pathlib import Path

import pytest

from leakline.golang import modules, resolve
from leakline.golang.resolve import Place, place_of


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty module cache."""
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GOWORK", raising=False)
    modules.forget()
    return tmp_path / "cache"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def find(folder: Path, path: str) -> Place | None:
    module = modules.find_module(str(folder))
    assert module is not None
    return place_of(path, module)


def test_a_package_of_the_module_itself(tmp_path: Path):
    write(tmp_path, {"m/go.mod": "module example.com/m\n", "m/a/a.go": "package a\n"})
    assert find(tmp_path / "m", "example.com/m/a") == Place(str(tmp_path / "m/a"), True)
    assert find(tmp_path / "m", "example.com/m/b") is None
    assert find(tmp_path / "m", "example.com/more") is None


def test_a_dependency_in_the_module_cache_by_its_version(tmp_path: Path, cache: Path):
    write(
        tmp_path,
        {
            "m/go.mod": """module example.com/m

go 1.22

require example.com/one v1.2.3
require (
	"example.com/Two/v2" v2.0.1 // indirect
	example.com/Two/v2/deep v0.1.0
	gone.example.com/x v1.0.0
	not a requirement at all
)
""",
            "cache/example.com/one@v1.2.3/sub/s.go": "package sub\n",
            "cache/example.com/one@v1.9.9/sub/s.go": "package sub\n",
            "cache/example.com/!two/v2@v2.0.1/t.go": "package two\n",
            "cache/example.com/!two/v2/deep@v0.1.0/d.go": "package deep\n",
        },
    )
    m = tmp_path / "m"
    assert find(m, "example.com/one/sub") == Place(str(cache / "example.com/one@v1.2.3/sub"), False)
    assert find(m, "example.com/Two/v2") == Place(str(cache / "example.com/!two/v2@v2.0.1"), False)
    assert find(m, "example.com/Two/v2/deep") == Place(str(cache / "example.com/!two/v2/deep@v0.1.0"), False)
    assert find(m, "gone.example.com/x") is None


def test_replaced_modules(tmp_path: Path, cache: Path):
    write(
        tmp_path,
        {
            "m/go.mod": """module example.com/m
require (
	example.com/near v1.0.0
	example.com/fork v1.0.0
	example.com/other v1.5.0
)
replace example.com/near => ../near
replace (
	example.com/fork v1.0.0 => example.com/mine v0.3.0
	example.com/other v1.0.0 => ../near
	example.com/nothing => ../no-module-here
)
""",
            "near/go.mod": "module example.com/near\n",
            "near/p/p.go": "package p\n",
            "no-module-here/p.go": "package p\n",
            "cache/example.com/mine@v0.3.0/f.go": "package fork\n",
            "cache/example.com/other@v1.5.0/o.go": "package other\n",
        },
    )
    m = tmp_path / "m"
    assert find(m, "example.com/near/p") == Place(str(tmp_path / "near/p"), True)
    assert find(m, "example.com/fork") == Place(str(cache / "example.com/mine@v0.3.0"), False)
    assert find(m, "example.com/other") == Place(str(cache / "example.com/other@v1.5.0"), False)
    assert find(m, "example.com/nothing") is None


def test_a_workspace_uses_its_modules_and_the_newest_of_what_they_require(tmp_path: Path, cache: Path):
    write(
        tmp_path,
        {
            "go.work": "go 1.22\n\nuse (\n\t./a\n\t./b\n)\n\nreplace example.com/r => ./r\n",
            "a/go.mod": "module example.com/a\nrequire example.com/x v1.9.0\n",
            "b/go.mod": "module example.com/b\nrequire example.com/x v1.10.0-rc.1\n",
            "b/p/p.go": "package p\n",
            "r/go.mod": "module example.com/r\n",
            "c/go.mod": "module example.com/c\n",
            "cache/example.com/x@v1.9.0/x.go": "package x\n",
            "cache/example.com/x@v1.10.0-rc.1/x.go": "package x\n",
        },
    )
    assert find(tmp_path / "a", "example.com/b/p") == Place(str(tmp_path / "b/p"), True)
    assert find(tmp_path / "a", "example.com/r") == Place(str(tmp_path / "r"), True)
    assert find(tmp_path / "a", "example.com/x") == Place(str(cache / "example.com/x@v1.10.0-rc.1"), False)
    assert find(tmp_path / "c", "example.com/b/p") is None, "a module that the workspace does not use"


def test_a_vendor_folder_comes_before_the_cache(tmp_path: Path):
    write(
        tmp_path,
        {
            "m/go.mod": "module example.com/m\nrequire example.com/v v1.0.0\n",
            "m/vendor/modules.txt": "\x00 # no list of modules\n",
            "m/vendor/example.com/v/v.go": "package v\n",
            "cache/example.com/v@v1.0.0/v.go": "package v\n",
        },
    )
    place = find(tmp_path / "m", "example.com/v")
    assert place == Place(str(tmp_path / "m/vendor/example.com/v"), False)
    assert modules.import_path(place.folder) == "example.com/v"


def test_a_module_before_117_lists_only_what_it_imports_itself(tmp_path: Path, cache: Path):
    write(
        tmp_path,
        {
            "m/go.mod": "module example.com/m\ngo 1.16\nrequire example.com/d v1.0.0\n",
            "cache/cache/download/example.com/d/@v/v1.0.0.mod": "module example.com/d\nrequire example.com/E v0.2.0\n",
            "cache/example.com/!e@v0.2.0/e.go": "package e\n",
        },
    )
    assert find(tmp_path / "m", "example.com/E") == Place(str(cache / "example.com/!e@v0.2.0"), False)


@pytest.mark.parametrize(
    "path",
    ["example.com/m/../../secret", "../secret", "/etc", "example.com/m/./a", "", "a\\b", "a\x00b", "C:/x"],
)
def test_an_import_path_leads_out_of_no_folder(tmp_path: Path, path: str):
    write(tmp_path, {"m/go.mod": "module example.com/m\n", "m/a/a.go": "", "secret/s.go": ""})
    assert find(tmp_path / "m", path) is None


def test_a_link_leads_out_of_no_folder(tmp_path: Path):
    write(tmp_path, {"m/go.mod": "module example.com/m\n", "m/vendor/x": "", "secret/s.go": "package s\n"})
    (tmp_path / "m/vendor/example.com").symlink_to(tmp_path / "secret")
    (tmp_path / "m/loop").symlink_to(tmp_path / "m/loop")
    assert find(tmp_path / "m", "example.com") is None
    assert find(tmp_path / "m", "example.com/m/loop") is None


def test_a_required_version_leads_out_of_no_folder(tmp_path: Path):
    write(
        tmp_path,
        {"m/go.mod": "module example.com/m\nrequire example.com/x v1/../../../secret\n", "secret/s.go": ""},
    )
    assert find(tmp_path / "m", "example.com/x") is None


@pytest.mark.parametrize(
    "text",
    [
        "\xff\x00require (",
        "require (\n(\n(",
        "replace => => =>\nuse\nrequire",
        'require "unclosed\n',
        "use (\n" * 50,
    ],
)
def test_broken_module_files_say_as_much_as_can_be_read(tmp_path: Path, text: str):
    write(tmp_path, {"m/go.mod": "module example.com/m\n" + text, "go.work": text, "m/a/a.go": "package a\n"})
    assert find(tmp_path / "m", "example.com/m/a") == Place(str(tmp_path / "m/a"), True)


def test_the_module_cache_is_found_as_the_go_command_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("GOMODCACHE", "GOPATH", "GOENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    modules.forget()
    assert resolve.cache_folder() == str(tmp_path / "go/pkg/mod")
    monkeypatch.setenv("GOPATH", f"/first{os.pathsep}/second")
    assert resolve.cache_folder() == "/first/pkg/mod"
    monkeypatch.delenv("GOPATH")
    write(tmp_path, {"config/go/env": "GOPATH=/told\n"})
    modules.forget()
    assert resolve.cache_folder() == "/told/pkg/mod"
