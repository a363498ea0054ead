"""Edits after the build: the line follows, or the answer says that it cannot be told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from standing import MARK, SHAPES, Run, marks, standing

from leakline.mapping.locate import Mapper

pytestmark = pytest.mark.go

Edit = Callable[[list[str], int], list[str]]
"""(lines, index of the marked one) -> lines."""


def above(lines: list[str], at: int) -> list[str]:
    return [*lines[:2], "// two more", "", *lines[2:]]


def within(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], "\t\t// one more", *lines[at:]]


def below(lines: list[str], at: int) -> list[str]:
    return [*lines[: at + 1], "\t// one more", *lines[at + 1 :]]


def carriage_returns(lines: list[str], at: int) -> list[str]:
    return [f"{line}\r" for line in lines]


def indented(lines: list[str], at: int) -> list[str]:
    return [line.replace("\t", "    ") for line in lines]


def look_alike(lines: list[str], at: int) -> list[str]:
    """The same statement once more, before the marked one."""
    return [*lines[:at], MARK.sub("", lines[at]).rstrip(), *lines[at:]]


def look_alike_literal(lines: list[str], at: int) -> list[str]:
    """A goroutine that does the same, started before the marked one's."""
    start = next(one for one in range(at, -1, -1) if lines[one].lstrip().startswith("go func("))
    same = MARK.sub("", lines[at]).rstrip()
    return [*lines[:start], lines[start], same, "\t}()", *lines[start:]]


BOTH = {"left-of-both", "right-of-both", "waits-for-both"}
LAST = {"called-back", "escaped", "generic-function"} | BOTH
"""Below them no goroutine of their file stands, so nothing shows that a line was added in their function."""


PAIRS = {"first-of-two", "before-another-receive"}
"""The next statement is of their kind: where they are deleted, only another text of the file shows that it is not they."""

TWINS = PAIRS | BOTH
"""What stands near another of its kind is told less often, and never wrong."""


def outcomes(
    run: Run, edit: Edit, tmp_path: Path, form: str, only: set[str] | None = None
) -> dict[str, list[str]]:
    """Mark -> [match, whether the line is the marked one], after an edit around each mark.

    `form` is proto, text, or both: then the text is mapped with what the proto tells, as in a leak check.
    """
    profile = run.proto if form == "proto" else run.text
    told: dict[str, list[str]] = {}
    for one in standing(profile):
        if only is not None and one.mark not in only:
            continue
        root = tmp_path / "shapes"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(SHAPES, root)
        path, line = marks(SHAPES)[one.mark]
        file = root / path
        file.write_bytes("\n".join(edit(file.read_text().split("\n"), line - 1)).encode())
        mapper = Mapper([str(root)])
        if form == "both":
            mapper.learn_groups(run.proto.groups)
        mapper.learn_groups(profile.groups)
        source = mapper.source(one.frame, one.state, one.callee)
        truth = marks(root).get(one.mark)
        right = truth is not None and (source.path, source.line) == (str(root / truth[0]), truth[1])
        told[one.mark] = [source.match, "right" if right else "wrong"]
    return told


def sure_and_wrong(told: dict[str, list[str]]) -> set[str]:
    return {mark for mark, one in told.items() if one[0] in ("exact", "shifted") and one[1] != "right"}


@pytest.mark.parametrize("form", ["proto", "both", "text"])
@pytest.mark.parametrize("edit", [above, within, below, carriage_returns, indented])
def test_lines_follow_edits_and_are_never_wrong(
    shapes_run: Run, tmp_path: Path, edit: Edit, form: str
) -> None:
    told = outcomes(shapes_run, edit, tmp_path, form)
    assert sure_and_wrong(told) == set()
    alone = {mark: one for mark, one in told.items() if mark not in TWINS}
    sure = [mark for mark, one in alone.items() if one[0] in ("exact", "shifted")]
    # Text alone does not know where functions start, and a line below could as well be one above.
    share = 0.65 if edit is below or (form == "text" and edit in (above, within)) else 0.95
    assert len(sure) >= share * len(alone)


@pytest.mark.parametrize("form", ["proto", "both", "text"])
def test_a_look_alike_before_the_line_is_not_taken_for_it(shapes_run: Run, tmp_path: Path, form: str) -> None:
    simple = {
        mark
        for mark, (path, line) in marks(SHAPES).items()
        if not MARK.sub("", (SHAPES / path).read_text().split("\n")[line - 1]).rstrip().endswith("{")
    }
    told = outcomes(shapes_run, look_alike, tmp_path, form, simple - LAST - PAIRS)
    assert len(told) > 20
    assert sure_and_wrong(told) == set()


@pytest.mark.parametrize("form", ["proto", "both", "text"])
def test_a_look_alike_literal_is_not_taken_for_it(shapes_run: Run, tmp_path: Path, form: str) -> None:
    literals = {
        "init",
        "first-literal",
        "third-level",
        "in-loop",
        "nil",
        "sleep",
        "generic-literal",
    }
    told = outcomes(shapes_run, look_alike_literal, tmp_path, form, literals)
    assert set(told) == literals
    assert sure_and_wrong(told) == set()


@pytest.mark.parametrize("form", ["proto", "text"])
def test_a_deleted_line_is_called_stale(shapes_run: Run, tmp_path: Path, form: str) -> None:
    def deleted(lines: list[str], at: int) -> list[str]:
        # A line that opens a block cannot go alone.
        plain = not MARK.sub("", lines[at]).rstrip().endswith("{")
        return [*lines[:at], *lines[at + 1 :]] if plain else [*lines[:at], "\t\tif false {", *lines[at + 1 :]]

    told = outcomes(shapes_run, deleted, tmp_path, form)
    assert {mark for mark, one in told.items() if one[0] != "stale"} <= PAIRS


@pytest.mark.parametrize("form", ["proto", "text"])
def test_a_renamed_function_is_unknown(shapes_run: Run, tmp_path: Path, form: str) -> None:
    root = tmp_path / "shapes"
    shutil.copytree(SHAPES, root)
    file = root / "block.go"
    file.write_text(file.read_text().replace("func plain()", "func simple()"))
    one = next(one for one in standing(getattr(shapes_run, form)) if one.mark == "plain")
    source = Mapper([str(root)]).source(one.frame, one.state, one.callee)
    assert (source.match, source.path) == ("unknown", None)
    assert "block.go does not hold plain" in source.why


def test_a_file_that_changes_is_read_again(shapes_run: Run, tmp_path: Path) -> None:
    root = tmp_path / "shapes"
    shutil.copytree(SHAPES, root)
    mapper = Mapper([str(root)])
    one = next(one for one in standing(shapes_run.proto) if one.mark == "plain")
    line = mapper.source(one.frame, one.state, one.callee).line
    file = root / "block.go"
    file.write_text("// a line more\n" + file.read_text())
    moved = mapper.source(one.frame, one.state, one.callee)
    assert (moved.match, moved.line) == ("shifted", line + 1)


def test_unsaved_text_counts(shapes_run: Run, tmp_path: Path) -> None:
    root = tmp_path / "shapes"
    shutil.copytree(SHAPES, root)
    file = root / "block.go"
    unsaved = {str(file): b"\n\n" + file.read_bytes()}
    mapper = Mapper([str(root)], unsaved.get)
    one = next(one for one in standing(shapes_run.proto) if one.mark == "plain")
    moved = mapper.source(one.frame, one.state, one.callee)
    assert (moved.match, moved.line) == ("shifted", one.frame.line + 2)
    del unsaved[str(file)]
    assert mapper.source(one.frame, one.state, one.callee).match == "exact"
