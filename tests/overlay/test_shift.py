"""Overlays that move while a text is edited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakline.overlay.shift import follow, shift
from leakline.text.document import Change, Document

TEXT = "one\ntwo\nthree\nfour\nfive\n"


def edited(text: str, *changes: tuple[str, tuple[int, int], tuple[int, int]]) -> list[int | None]:
    """Where the five lines stand after changes, each (text, start, end) from 0."""
    document = Document("a.go", text.encode())
    edits = document.apply([Change(new, start, end) for new, start, end in changes])
    return [shift(line, edits) for line in range(1, 6)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("x", (1, 1), (1, 1)), [1, 2, 3, 4, 5]),
        (("\n", (1, 3), (1, 3)), [1, 2, 4, 5, 6]),
        (("new\n", (1, 0), (1, 0)), [1, 3, 4, 5, 6]),
        (("\n\n", (0, 0), (0, 0)), [3, 4, 5, 6, 7]),
        (("", (1, 0), (2, 0)), [1, None, 2, 3, 4]),
        (("", (1, 3), (2, 0)), [1, 2, 2, 3, 4]),
        (("", (0, 2), (3, 1)), [1, None, None, 1, 2]),
        (("a\nb\nc", (1, 0), (3, 4)), [1, None, None, 4, 5]),
        (("", (0, 0), (5, 0)), [None, None, None, None, None]),
    ],
)
def test_lines_follow_edits(
    change: tuple[str, tuple[int, int], tuple[int, int]], expected: list[int | None]
) -> None:
    assert edited(TEXT, change) == expected


def test_edits_are_replayed_in_order() -> None:
    assert edited(TEXT, ("a\n", (0, 0), (0, 0)), ("b\n", (3, 0), (3, 0)), ("", (0, 0), (1, 0))) == [
        1,
        2,
        4,
        5,
        6,
    ]


def test_lines_follow_from_text_to_text() -> None:
    after = "zero\none\nthree\nnew\nfour\nfive\n"
    assert follow(TEXT.encode(), after.encode(), [1, 2, 3, 4, 5]) == {1: 2, 3: 3, 4: 5, 5: 6}


def test_undoing_brings_a_line_back() -> None:
    gone = TEXT.replace("three\n", "").encode()
    assert follow(TEXT.encode(), gone, [3]) == {}
    assert follow(TEXT.encode(), TEXT.encode(), [3]) == {3: 3}


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12),
    st.lists(st.sampled_from(["a", "b", "x"]), max_size=12),
)
def test_a_line_that_is_followed_has_its_old_text(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old).encode(), "\n".join(new).encode()
    moved = follow(before, after, list(range(1, len(old) + 1)))
    for line, now in moved.items():
        assert before.split(b"\n")[line - 1] == after.split(b"\n")[now - 1]
    assert [moved[line] for line in sorted(moved)] == sorted(moved.values())
