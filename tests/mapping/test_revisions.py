"""The text that was built, from git, or those that may have been: then edits that look alike deceive nobody."""

import subprocess
from pathlib import Path

import go_toolchains
import pytest
from keeping import WAYS, Kept, outcome
from standing import SHAPES, Run, standing

from leakline.mapping import git
from leakline.mapping.buildinfo import BinaryError, parse, read
from leakline.mapping.locate import Mapper
from leakline.mapping.versions import Revision, RevisionError
from leakline.profiles.model import Frame

MARKS = (
    "first-literal",
    "init",
    "generic-function",
    "method-value",
    "waits-for-both",
    "main-literal",
    "first-of-two",
)


@pytest.mark.go
@pytest.mark.parametrize("mark", MARKS)
def test_the_line_is_followed_through_every_kind_of_edit(shapes_run: Run, tmp_path: Path, mark: str) -> None:
    told: dict[tuple[str, str], str] = {}
    for kept in Kept.every(tmp_path, mark):
        for form in ("proto", "text"):
            profile = getattr(shapes_run, form)
            one = next(one for one in standing(profile) if one.mark == mark)
            for way in WAYS[1:]:
                if (way, kept.edit) != ("unsaved", "file-renamed"):
                    told[kept.edit, f"{way}, {form}"] = outcome(kept, way, profile, one)
    twins = {said for (edit, _), said in told.items() if edit == "twin"}
    assert twins <= {"not told"}
    assert {
        case: said for case, said in told.items() if case[0] != "twin" and said not in ("right", "gone")
    } == {}
    assert len(told) > 70


def repository(root: Path, *versions: dict[str, str]) -> str:
    """A repository with a commit for each set of files."""
    for at, files in enumerate(versions):
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if not at:
            subprocess.run(["git", "init", "-q", root], check=True)
        who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", root, "add", "-A"], check=True)
        subprocess.run(["git", *who, "-C", root, "commit", "-q", "-m", str(at)], check=True)
    return str(root)


MOD = {"go.mod": "module example.com/m\n"}
ONE = "package m\n\nfunc Wait(a, b chan int) {\n\t<-a\n\t<-b\n}\n"
FRAME = Frame("example.com/m.Wait", "/src/m.go", 4, 3)


def test_the_next_statement_that_slid_onto_the_line_is_not_taken_for_it(tmp_path: Path) -> None:
    root = repository(tmp_path, {**MOD, "m.go": ONE})
    (tmp_path / "m.go").write_text(ONE.replace("\t<-a\n", ""))
    source = Mapper([root]).source(FRAME, "chan receive")
    assert (source.match, source.line) == ("stale", 3)
    told = Mapper([root], revision=Revision("HEAD")).source(FRAME, "chan receive")
    assert told.match == "stale"
    assert "taken away" in told.why


def test_a_profile_of_another_build_contradicts_the_revision(tmp_path: Path) -> None:
    root = repository(tmp_path, {**MOD, "m.go": ONE})
    told = Mapper([root], revision=Revision("HEAD")).source(
        Frame("example.com/m.Wait", "/src/m.go", 9, 3), "chan receive"
    )
    assert told.match == "stale"
    assert told.why == "in HEAD nothing on line 9 fits the profile: it is of another build"


def test_a_build_with_uncommitted_changes_is_not_taken_for_its_commit(tmp_path: Path) -> None:
    root = repository(tmp_path, {**MOD, "m.go": ONE}, {"m.go": ONE.replace("\t<-a\n", "\t<-b\n")})
    source = Mapper([root], revision=Revision("HEAD~1", modified=True)).source(FRAME, "chan receive")
    assert source.match == "stale"


@pytest.mark.parametrize("revision", ["nothing", "--help", "", "a\0b", "HEAD^{tree}"])
def test_a_revision_that_git_does_not_know_is_one_sentence(tmp_path: Path, revision: str) -> None:
    root = repository(tmp_path, {**MOD, "m.go": ONE})
    with pytest.raises(RevisionError, match="revision"):
        Mapper([root], revision=Revision(revision))


def test_without_git_a_revision_is_refused_and_lines_are_found_all_the_same(tmp_path: Path) -> None:
    for name, text in {**MOD, "m.go": ONE}.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RevisionError, match="needs a git repository"):
        Mapper([str(tmp_path)], revision=Revision("HEAD"))
    assert Mapper([str(tmp_path)]).source(FRAME, "chan receive").match == "exact"


def test_nothing_that_the_repository_configures_is_run(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {**MOD, "m.go": ONE}, {"m.go": "// more\n" + ONE})
    trap = tmp_path / "ran"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.go.textconv", "gpg.program", "core.sshCommand",
                "filter.x.smudge", "filter.x.clean", "core.alternateRefsCommand", "log.showSignature"):  # fmt: skip
        subprocess.run(["git", "-C", root, "config", key, str(script)], check=True)
    (tmp_path / "r" / ".gitattributes").write_text("*.go diff=go filter=x\n")
    source = Mapper([root], revision=Revision("HEAD~1")).source(FRAME, "chan receive")
    assert (source.match, source.line) == ("shifted", 5)
    assert Mapper([root]).source(FRAME, "chan receive").line == 5
    assert not trap.exists()


def test_a_work_tree_that_points_elsewhere_tells_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {**MOD, "m.go": ONE})
    subprocess.run(["git", "-C", root, "config", "core.worktree", "/"], check=True)
    assert git.repository(Path(root)) in (None, Path("/"))
    assert Mapper([root]).source(FRAME, "chan receive").match == "exact"


@pytest.mark.go
@pytest.mark.parametrize("flags", [(), ("-trimpath", "-ldflags=-s -w")])
def test_the_program_says_of_which_commit_it_was_built(
    tmp_path: Path, go_binary: Path, flags: tuple[str, ...]
) -> None:
    root = repository(tmp_path / "r", {**MOD, "main.go": "package main\n\nfunc main() {}\n"})
    command = [go_binary, "build", "-buildvcs=true", *flags, "-o", tmp_path / "run", "."]
    environment = go_toolchains.environment(go_binary, CGO_ENABLED="0")
    subprocess.run(command, cwd=root, env=environment, check=True)
    info = read(tmp_path / "run")
    commit = git.commit_of(Path(root), "HEAD")
    assert (info.revision, info.module, info.path) == (Revision(commit), "example.com/m", "example.com/m")
    (tmp_path / "r" / "main.go").write_text("package main\n\nfunc main() { println() }\n")
    subprocess.run(command, cwd=root, env=environment, check=True)
    assert read(tmp_path / "run").revision == Revision(commit, modified=True)


def test_a_file_that_is_no_go_program_is_one_sentence(tmp_path: Path) -> None:
    for data in (
        b"",
        b"\xff Go buildinf:",
        b"\xff Go buildinf:\x08\x02" + b"\xff" * 40,
        SHAPES.joinpath("go.mod").read_bytes(),
    ):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(BinaryError):
            read(tmp_path / "x")
        assert parse(data) is None
    with pytest.raises(BinaryError):
        read(tmp_path / "none")
