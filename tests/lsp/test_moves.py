"""Lines are found again after edits."""

import random

import pytest

from leakline.lsp.moves import Moved, follow, lines_of
from leakline.text.document import Document

TEXT = [b"package a", b"", b"func f() {", b"\tone()", b"\ttwo()", b"\tone()", b"}", b""]


@pytest.mark.parametrize(
    ("now", "line", "expected"),
    [
        (TEXT, 4, Moved(4, True)),
        ([b"// new", *TEXT], 4, Moved(5, True)),
        (TEXT[1:], 4, Moved(3, True)),
        ([*TEXT[:4], b"\tinserted()", *TEXT[4:]], 4, Moved(5, True)),
        ([*TEXT[:4], b"\t\t\ttwo()", *TEXT[5:]], 4, Moved(4, True)),
        ([*TEXT[:4], b"\ttwo(1)", *TEXT[5:]], 4, Moved(4, False)),
        ([*TEXT[:4], b"\tzzzzzzzzzzzzzzzzzzzzzz", *TEXT[5:]], 4, Moved(4, False)),
        ([*TEXT[:4], b"\tif x {", b"\t\ttwo(1)", b"\t}", *TEXT[5:]], 4, Moved(5, False)),
        ([*TEXT[:4], *TEXT[5:]], 4, None),
        ([], 4, None),
        ([b""], 0, None),
    ],
)
def test_a_line_is_followed_through_an_edit(now: list[bytes], line: int, expected: Moved | None) -> None:
    assert follow(TEXT, now, [line]).get(line) == expected


def test_lines_that_never_were_are_left_out() -> None:
    assert follow(TEXT, TEXT, [-1, len(TEXT), 99]) == {}


def test_an_undo_brings_every_line_back() -> None:
    chance = random.Random(3)
    for _ in range(50):
        at = chance.randrange(len(TEXT))
        edited = TEXT[:at] + [b"x"] * chance.randrange(4) + TEXT[at + chance.randrange(4) :]
        follow(TEXT, edited, range(len(TEXT)))
        back = follow(TEXT, TEXT, range(len(TEXT)))
        assert back == {line: Moved(line, True) for line in range(len(TEXT))}


def test_a_moved_line_holds_the_same_text() -> None:
    chance = random.Random(5)
    words = [b"a()", b"b()", b"c()", b"", b"}"]
    for _ in range(300):
        before = chance.choices(words, k=12)
        now = list(before)
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(now) + 1)
            now[at : at + chance.randrange(3)] = chance.choices(words, k=chance.randrange(3))
        for line, place in follow(before, now, range(12)).items():
            assert 0 <= place.line < len(now)
            assert not place.same or now[place.line].strip() == before[line].strip()


def test_a_change_of_thousands_of_lines_gives_up_instead_of_taking_long() -> None:
    before = [b"%d" % number for number in range(9_000)]
    now = [b"x%d" % number for number in range(9_000)]
    assert follow(before, now, [4_000]) == {}


@pytest.mark.parametrize("text", [b"", b"a", b"a\n", b"a\r\nb\rc\n", b"a\x0cb\x0bc\xc2\x85"])
def test_lines_end_where_the_protocol_says(text: bytes) -> None:
    expected = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert lines_of(Document("a.go", text)) == expected
