"""What is said of observations, with everything that a program could inject made harmless."""

import pytest

from leakline.analysis.finding import Finding
from leakline.leaks.model import Cluster, Verdict
from leakline.lsp.hover import plain, section
from leakline.lsp.observations import Shown
from leakline.lsp.wording import certainty, code, escape, link, mark, markdown, place_of, sentence
from leakline.mapping.source import Source
from leakline.overlay.model import Observed, OverlayLine
from leakline.profiles.model import Frame

HERE = Source("/w/s.go", 90, "exact", "function and statement agree")
NOWHERE = Source(None, 0, "unknown", "the function is part of the standard library")


def observed(
    count: int = 1000,
    state: str = "chan send",
    tier: str = "growing",
    source: Source = HERE,
    waits: tuple[int, ...] = (),
    labels: tuple[tuple[str, str], ...] = (),
) -> Observed:
    site = Frame("example.com/m.(*S).run", "/src/m/s.go", 88)
    verdict = Verdict(tier, "1,000 goroutines, up from 10 in the earlier capture.")
    return Observed(Cluster(count, state, waits, labels, site, None, verdict, (), ()), source)


def line(*seen: Observed, confirmed: bool = False, why: str = "") -> OverlayLine:
    finding = Finding("blocked-send", "warning", "m", "/w/s.go", 90, 1, 90, 2)
    return OverlayLine("/w/s.go", 90, (finding,) if confirmed else (), seen, confirmed, why=why)


def test_a_mark_is_short() -> None:
    assert mark([observed()]) == "1,000 goroutines · chan send · growing"
    assert mark([observed(1, "", "old")]) == "1 goroutine · old"
    both = [observed(2, "select", "proven"), observed(30, "chan send", "many")]
    assert mark(both) == "32 goroutines · chan send, select · proven"


def test_a_sentence_says_how_many_wait_where_and_why_it_matters() -> None:
    assert sentence([observed()], Shown("id", "shop"), "Confirmed", "at s.go:90") == (
        "Confirmed by capture shop: 1,000 goroutines wait at s.go:90 (chan send); "
        "growing: 1,000 goroutines, up from 10 in the earlier capture."
    )
    assert sentence([observed(1, "")], Shown(), "Observed").startswith(
        "Observed: 1 goroutine is here; growing: "
    )


def test_stacks_without_code_of_the_workspace_are_placed_by_their_function() -> None:
    joined = line(observed(source=NOWHERE), confirmed=True)
    assert place_of(joined, "/w/s.go", 90) == "in example.com/m.(*S).run"
    assert certainty(joined, joined.observed) == "exact"
    assert certainty(line(observed(source=NOWHERE)), joined.observed) == "unknown"
    assert "waits in `example.com/m.(*S).run`" in markdown(joined, Shown())
    assert place_of(line(observed()), "/w/s.go", 90) == "here"
    assert place_of(line(observed()), "/w/s.go", 12) == "at s.go:90"


def test_markdown_tells_waits_labels_and_doubt() -> None:
    seen = observed(waits=(2, 14, 31), labels=(("path", "/a`b"),))
    text = markdown(
        line(seen, confirmed=True, why="predicted and observed on the same line"), Shown("1", "shop")
    )
    assert text.startswith("**Confirmed leak** · shop\n\nPredicted and observed on the same line.\n")
    assert "for 2 to 31 minutes, half of them for 14 or longer" in text
    assert "labels ``path=/a`b``" in text
    stale = observed(source=Source("/w/s.go", 90, "stale", "the function changed"))
    assert "The code may have changed since this program was built: the function changed" in markdown(
        line(stale), Shown()
    )


def test_more_groups_than_fit_are_summed_up() -> None:
    assert "- and 4 goroutines in 2 more groups" in markdown(line(*[observed(2)] * 7), Shown())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 1.5 and a-b", "plain words, 1.5 and a-b"),
        ("[x](command:evil)", r"\[x\]\(command:evil\)"),
        ("<script>", r"\<script\>"),
        ("- item\n# head", r"\- item \# head"),
        ("a*b_c`d", r"a\*b\_c\`d"),
    ],
)
def test_text_of_a_program_is_no_markup(text: str, expected: str) -> None:
    assert escape(text) == expected
    assert plain(escape(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a\nb", "`a b`"), ("``", "``` `` ```"), ("", "")],
)
def test_code_holds_any_backticks(text: str, expected: str) -> None:
    assert code(text) == expected


def test_a_link_cannot_be_left_early() -> None:
    assert link("f(1).go", "file:///w/f(1).go", 3) == r"[f\(1\).go](file:///w/f%281%29.go#L3)"


DOC = "# rule\n\n## What it finds\n\nThis.\n\n## Why it leaks\n\nBecause\nof that.\n\nMore.\n\n## Empty\n\n## Last\n"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Why it leaks", "Because\nof that."),
        ("why it LEAKS", "Because\nof that."),
        ("Empty", ""),
        ("None", ""),
    ],
)
def test_a_section_gives_its_first_paragraph(title: str, expected: str) -> None:
    assert section(DOC, title) == expected


def test_a_long_section_is_cut_at_a_word() -> None:
    text = section("## Why\n" + "word " * 500, "Why")
    assert len(text) < 620
    assert text.endswith("word …")
