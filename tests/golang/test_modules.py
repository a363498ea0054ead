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


def test_an_import_path_never_leads_out_of_the_module(tmp_path: Path):
    root = tmp_path / "m"
    (root / "a").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (root / "go.mod").write_text("module example.com/m\n")
    modules.forget()
    module = modules.find_module(str(root))
    assert module is not None
    assert modules.folder_of("example.com/m/a", module) == str(root / "a")
    assert modules.folder_of("example.com/m/../secret", module) is None
    assert modules.folder_of("../../secret", module) is None
