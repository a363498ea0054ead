"""What is kept on disk between runs is used where nothing changed, and only there."""

import os
from pathlib import Path

import pytest

from leakline.analysis import cache, cachefile, parallel
from leakline.analysis.check import Result, check_paths
from leakline.analysis.finding import Finding
from leakline.analysis.rules import load_rules

RULES = load_rules()

USE = """package shop

import "example.com/shop/web"

func Look(url string) int {
	resp, err := web.Get(url)
	if err != nil {
		return 0
	}
	return resp.StatusCode
}
"""

WEB = """package web

import "net/http"

func Get(url string) (*http.Response, error) {
	return http.Get(url)
}
"""

CLOSED = WEB.replace(
    "\treturn http.Get(url)\n",
    "\tresp, err := http.Get(url)\n\tif err == nil {\n\t\tresp.Body.Close()\n\t}\n\treturn resp, err\n",
)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of two packages, with a cache of its own whose files count as settled at once."""
    monkeypatch.setenv("LEAKLINE_CHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_FINE", 0)
    monkeypatch.setattr(cache, "_COARSE", 0)
    root = tmp_path / "shop"
    (root / "web").mkdir(parents=True)
    (root / "go.mod").write_text("module example.com/shop\n\ngo 1.21\n")
    (root / "use.go").write_text(USE)
    (root / "web" / "web.go").write_text(WEB)
    return root


def run(root: Path) -> Result:
    # What one run remembers of files must not stand in for what the next one reads.
    forget()
    return check_paths([str(root)], RULES, jobs=1, use_cache=True)


def forget() -> None:
    from leakline.analysis import triggers
    from leakline.golang import modules

    modules.forget()
    triggers.forget()
    cache._root.cache_clear()  # pyright: ignore[reportPrivateUsage]
    cache._module_digest.cache_clear()  # pyright: ignore[reportPrivateUsage]


def fresh(root: Path) -> list[Finding]:
    forget()
    return check_paths([str(root)], RULES, jobs=1).findings


def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the folders that are checked from now on."""
    seen: list[str] = []
    check_folder = parallel.check_folder

    def spy(folder: str, *rest: object) -> parallel.Part:
        seen.append(Path(folder).name)
        return check_folder(folder, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(parallel, "check_folder", spy)
    return seen


def entries(root: Path) -> list[Path]:
    return list((root.parent / "cache").iterdir())


def test_nothing_is_checked_again_where_nothing_changed(tree: Path, monkeypatch: pytest.MonkeyPatch):
    first = run(tree)
    seen = checked(monkeypatch)
    again = run(tree)
    assert seen == []
    assert first.findings
    assert again.findings == first.findings
    assert (again.stats.files, again.stats.parsed) == (first.stats.files, first.stats.parsed)


def test_paths_are_as_they_are_named_now(tree: Path, monkeypatch: pytest.MonkeyPatch):
    absolute = run(tree).findings
    monkeypatch.chdir(tree)
    seen = checked(monkeypatch)
    relative = run(Path()).findings
    assert seen == []
    assert [finding.path for finding in relative] == [
        os.path.relpath(finding.path, tree) for finding in absolute
    ]


def test_an_edit_costs_its_folder_and_those_that_looked_into_it(tree: Path, monkeypatch: pytest.MonkeyPatch):
    (tree / "other").mkdir()
    (tree / "other" / "other.go").write_text("package other\n\nfunc F() {}\n")
    run(tree)
    seen = checked(monkeypatch)
    (tree / "web" / "web.go").write_text(CLOSED)
    assert run(tree).findings == fresh(tree) == []
    assert sorted(seen[:2]) == ["shop", "web"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("go.mod", "module example.com/shop\n\ngo 1.22\n"),
        ("go.mod", "module example.com/store\n"),
        ("use.go", USE.replace("return 0", "return 1")),
        ("use.go", USE.replace("\treturn resp", "\tresp.Body.Close()\n\treturn resp")),
        ("more.go", "package shop\n\nfunc More() {}\n"),
        ("web/web.go", CLOSED),
        ("web/web.go", "package web\n"),
        ("web/more.go", "package web\n\nfunc More() {}\n"),
    ],
)
def test_after_a_change_the_result_is_that_of_a_fresh_check(tree: Path, name: str, text: str):
    run(tree)
    (tree / name).write_text(text)
    assert run(tree).findings == fresh(tree)


def test_a_package_that_appears_is_looked_into(tree: Path):
    (tree / "web" / "web.go").rename(tree / "web.txt")
    (tree / "web").rmdir()
    assert run(tree).findings == []
    (tree / "web").mkdir()
    (tree / "web.txt").rename(tree / "web" / "web.go")
    assert [finding.rule for finding in run(tree).findings] == ["unclosed-body"]


def test_other_rules_have_other_entries(tree: Path):
    run(tree)
    forget()
    only = [rule for rule in RULES if rule.id == "lost-cancel"]
    assert check_paths([str(tree)], only, jobs=1, use_cache=True).findings == []
    assert run(tree).findings


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "rubbish", "other version"])
def test_a_damaged_file_is_thrown_away(tree: Path, damage: str, monkeypatch: pytest.MonkeyPatch):
    first = run(tree)
    (path,) = entries(tree)
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(
        {
            "cut": data[:middle],
            "flip": data[:middle] + bytes((data[middle] ^ 1,)) + data[middle + 1 :],
            "empty": b"",
            "rubbish": b"\xff" * 100,
            "other version": data.replace(b"cache 1", b"cache 0"),
        }[damage]
    )
    seen = checked(monkeypatch)
    assert run(tree).findings == first.findings
    assert len(seen) == 2


def test_a_whole_file_with_wrong_entries_is_no_result(tree: Path, monkeypatch: pytest.MonkeyPatch):
    first = run(tree)
    (path,) = entries(tree)
    table = dict(cachefile.read(path.name))
    for entry in table["folders"].values():
        entry["findings"] = [1, 2, 3]
    table["files"] = dict.fromkeys(table["files"], "x")
    cachefile.write(path.name, table)
    seen = checked(monkeypatch)
    assert run(tree).findings == first.findings
    assert len(seen) == 2


def test_another_version_of_the_program_starts_anew(tree: Path, monkeypatch: pytest.MonkeyPatch):
    run(tree)
    monkeypatch.setattr(cache, "_tool", lambda: "newer")
    seen = checked(monkeypatch)
    run(tree)
    assert len(seen) == 2


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="file modes mean nothing here")
@pytest.mark.parametrize("mode", ["file", "folder", "link"])
def test_what_others_could_have_written_is_not_trusted(
    tree: Path, mode: str, monkeypatch: pytest.MonkeyPatch
):
    run(tree)
    (path,) = entries(tree)
    if mode == "file":
        path.chmod(0o666)
    elif mode == "folder":
        path.parent.chmod(0o777)
    else:
        path.rename(tree.parent / "elsewhere")
        path.symlink_to(tree.parent / "elsewhere")
    seen = checked(monkeypatch)
    run(tree)
    assert len(seen) == 2


def test_a_full_disk_costs_nothing_but_time(tree: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    assert run(tree).findings == fresh(tree)
    assert not [path for path in entries(tree) if path.suffix == ".json"]


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(tree: Path, monkeypatch: pytest.MonkeyPatch):
    (tree.parent / "file").write_text("")
    monkeypatch.setenv("LEAKLINE_CHECK_CACHE", str(tree.parent / "file" / "cache"))
    assert run(tree).findings == fresh(tree)


def test_a_file_that_changed_just_now_is_not_kept(tree: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "_FINE", 10**12)
    run(tree)
    seen = checked(monkeypatch)
    run(tree)
    assert len(seen) == 2


def test_the_oldest_files_go_first(tree: Path, monkeypatch: pytest.MonkeyPatch):
    run(tree)
    old = tree.parent / "cache" / "old.json"
    old.write_bytes(b"x" * 1_000_000)
    os.utime(old, (1, 1))
    monkeypatch.setattr(cachefile, "_LARGEST_FOLDER", 500_000)
    (tree / "use.go").write_text(USE + "\nfunc Another() {}\n")
    run(tree)
    assert not old.exists()
    assert len(entries(tree)) == 1


def test_off_keeps_nothing(tree: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEAKLINE_CHECK_CACHE", "off")
    run(tree)
    assert not (tree.parent / "cache").exists()
