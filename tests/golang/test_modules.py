"""Which module a file belongs to."""

from pathlib import Path

from leakline.golang import modules


def test_the_nearest_go_mod_decides(tmp_path: Path):
    inner = tmp_path / "tools" / "gen"
    inner.mkdir(parents=True)
    (tmp_path / "go.mod").write_text("module example.com/shop // ours\n\ngo 1.23.4\n")
    (tmp_path / "tools" / "go.mod").write_text('module "example.com/shop/tools"\n')
    modules.forget()
    outer = modules.find_module(str(tmp_path / "main.go"))
    nested = modules.find_module(str(inner / "gen.go"))
    assert outer is not None and nested is not None
    assert (outer.path, outer.dir, outer.go_version) == ("example.com/shop", str(tmp_path), (1, 23))
    assert (nested.path, nested.go_version) == ("example.com/shop/tools", modules.NO_GO_LINE)
    assert modules.import_path(str(inner)) == "example.com/shop/tools/gen"


def test_a_go_mod_that_says_nothing_is_no_module(tmp_path: Path):
    (tmp_path / "go.mod").write_bytes(b"\xff\xfe not a module file\n")
    modules.forget()
    assert modules.find_module(str(tmp_path)) is None
    assert modules.import_path(str(tmp_path)) == tmp_path.name


def test_import_paths_of_the_standard_library_have_no_module_in_front(tmp_path: Path):
    (tmp_path / "net" / "http").mkdir(parents=True)
    (tmp_path / "go.mod").write_text("module std\n")
    modules.forget()
    assert modules.import_path(str(tmp_path / "net" / "http")) == "net/http"


def test_import_paths_of_a_cache_folder_without_go_mod(tmp_path: Path):
    folder = tmp_path / "pkg" / "mod" / "example.com" / "!one@v1.0.0+incompatible" / "sub"
    folder.mkdir(parents=True)
    modules.forget()
    assert modules.import_path(str(folder)) == "example.com/One/sub"
