"""Which files are built together."""

from pathlib import Path

import pytest

from leakline.golang.loading import load_package, load_variants, read_folder
from leakline.golang.variants import DEFAULT, Variant, fits, old_constraint, variant_of


@pytest.mark.parametrize(
    ("name", "constraint", "built"),
    [
        ("a.go", "", True),
        ("linux.go", "", True),
        ("windows.go", "", True),
        ("a_windows.go", "", False),
        ("a_linux_arm64.go", "", False),
        ("a_linux_amd64_test.go", "", True),
        ("a_unix.go", "", True),
        ("windows_a.go", "", True),
        ("a.go", "linux && amd64", True),
        ("a.go", "darwin || (linux && !arm64)", True),
        ("a.go", "!linux", False),
        ("a.go", "unix && !cgo", False),
        ("a.go", "go1.21 && gc", True),
        ("a.go", "!go1.21", False),
        ("a.go", "integration", False),
        ("a.go", "!integration && !race", True),
        ("a.go", "&& (", True),
        ("a.go", "linux $ x", True),
        ("a.go", "!" * 100_000 + "linux", True),
    ],
)
def test_files_of_the_usual_variant(name: str, constraint: str, built: bool):
    assert fits(name, constraint, DEFAULT) is built


@pytest.mark.parametrize(
    ("name", "constraint", "variant"),
    [
        ("a_windows.go", "", Variant("windows")),
        ("a_arm64.go", "", Variant("linux", "arm64")),
        ("a.go", "!linux && !darwin", Variant("windows")),
        ("a.go", "!cgo", Variant(cgo=False)),
        ("a.go", "integration && e2e", Variant(tags=frozenset({"integration", "e2e"}))),
        ("a.go", "ignore", Variant(tags=frozenset({"ignore"}))),
        ("a.go", "!go1.20", Variant(tags=frozenset({"-go1.20"}))),
        ("a_linux.go", "windows", None),
    ],
)
def test_a_file_left_out_has_a_variant_of_its_own(name: str, constraint: str, variant: Variant | None):
    assert variant_of(name, constraint) == variant


def test_old_build_lines_say_the_same():
    assert old_constraint(["linux,amd64 darwin", "!cgo"]) == "((linux && amd64) || (darwin)) && ((!cgo))"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def test_no_function_of_a_package_exists_twice(tmp_path: Path):
    write(
        tmp_path,
        {
            "open_unix.go": "//go:build unix\n\npackage p\n\nfunc Open() int { return 1 }\n",
            "open_windows.go": 'package p\n\nfunc Open() string { return "" }\n',
            "open_old.go": "// +build plan9\n\npackage p\n\nfunc Open() bool { return true }\n",
            "p.go": "package p\n\nfunc Use() { Open() }\n",
            "p_test.go": "package p\n",
        },
    )
    package = load_package(str(tmp_path), "p", "example.com/p")
    assert package.signature(package.funcs["Open"]).results == ("int",)
    parts = load_variants(read_folder(str(tmp_path)), "p", "example.com/p")
    checked = [[Path(file.path).name for file in built] for _, built in parts]
    assert checked == [["open_unix.go", "p.go", "p_test.go"], ["open_old.go"], ["open_windows.go"]]
    windows = parts[2][0]
    assert windows.signature(windows.funcs["Open"]).results == ("string",)
    assert "Use" in windows.funcs, "files that fit it are around it"


def test_a_package_of_another_system_is_read_all_the_same(tmp_path: Path):
    write(tmp_path, {"a_windows.go": "package p\n\nfunc A() {}\n", "a_test.go": "package p\n"})
    assert "A" in load_package(str(tmp_path), "p", "example.com/p").funcs


def test_files_that_nothing_builds_are_checked_too(tmp_path: Path):
    write(tmp_path, {"a_linux.go": "//go:build windows\n\npackage p\n", "b.go": "package p\n"})
    parts = load_variants(read_folder(str(tmp_path)), "p", "example.com/p")
    assert [[Path(f.path).name for f in built] for _, built in parts] == [["b.go"], ["a_linux.go"]]
