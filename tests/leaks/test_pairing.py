"""Which site of an earlier profile is which of a later one, though the code around them changed."""

import pytest

from leakline.leaks.pairing import Site, enclosing, paired
from leakline.profiles.model import Frame


def site(
    line: int, function: str = "m.run", state: str = "select", start: int = 0, file: str = "/m.go"
) -> Site:
    return Site(Frame(function, file, line, start), state)


def lines(before: list[Site], after: list[Site]) -> set[tuple[int | None, int | None]]:
    return {(a and a.frame.line, b and b.frame.line) for a, b in paired(before, after)}


def test_all_lines_of_a_function_move_together():
    # What moved onto the line where another one stood is not that other one.
    assert lines([site(10), site(20)], [site(20), site(30)]) == {(10, 20), (20, 30)}
    assert lines([site(10), site(20), site(30)], [site(15), site(25)]) == {(10, 15), (20, 25), (30, None)}


def test_what_stayed_stays_and_the_rest_goes_to_the_nearest():
    assert lines([site(10), site(20)], [site(10), site(35)]) == {(10, 10), (20, 35)}
    assert lines([site(10)], [site(12), site(10), site(90)]) == {(10, 10), (None, 12), (None, 90)}


def test_lines_count_from_the_functions_start_where_both_tell_it():
    after = [site(305, start=300), site(310, start=300)]
    assert lines([site(110, start=100)], after) == {(110, 310), (None, 305)}
    # Text does not tell it, so then the lines themselves count.
    assert lines([site(110)], after) == {(110, 305), (None, 310)}


def names(before: list[Site], after: list[Site]) -> set[tuple[str | None, str | None]]:
    return {(a and a.frame.function[-5:], b and b.frame.function[-5:]) for a, b in paired(before, after)}


def test_closures_that_were_renumbered_are_the_same():
    before = [site(10, "m.(*T).run.func1"), site(20, "m.(*T).run.func2")]
    after = [site(14, "m.(*T).run.func2"), site(24, "m.(*T).run.func3")]
    # func2 is a name of both, and not the same closure.
    assert names(before, after) == {("func1", "func2"), ("func2", "func3")}
    assert names(before[:1], after[:1]) == {("func1", "func2")}


def test_a_closure_that_moved_far_is_known_by_its_name():
    before = [site(10, "m.(*T).run.func1")]
    after = [site(30, "m.(*T).run.func3"), site(110, "m.(*T).run.func1")]
    assert names(before, after) == {("func1", "func1"), (None, "func3")}


def test_states_that_versions_word_differently():
    assert lines([site(10, state="semacquire")], [site(10, state="sync.WaitGroup.Wait")]) == {(10, 10)}
    assert lines([site(10, state="select")], [site(10, state="chan send")]) == {(10, None), (None, 10)}


def test_a_closure_inlined_into_another_function():
    before = [site(10, "example.com/m.(*T).quote.func1")]
    after = [site(10, "example.com/m.(*Shop).serve.(*T).quote.func1")]
    assert lines(before, after) == {(10, 10)}
    assert lines(before, [site(10, "example.com/m.(*Shop).quote.func1", file="/other.go")]) == {
        (10, None),
        (None, 10),
    }


@pytest.mark.parametrize(
    "name",
    "m.run m.run.func1 m.run.func2.1 m.run.gowrap1 m.run-fm m.run-range1 m.run.func1.deferwrap2 m.run.func·003 "
    "m.run[...] m.run[...].func1 m.run.func1.2.3".split(),
)
def test_the_function_around(name: str):
    assert enclosing(name) == "m.run"


def test_the_function_around_keeps_names_that_end_in_digits():
    assert enclosing("m.(*T).run2") == "m.(*T).run2"
    assert enclosing("m.func1name") == "m.func1name"


def test_a_function_of_thousands_of_sites_is_paired_in_little_time():
    before = [site(at) for at in range(1, 20_000)]
    after = [site(at) for at in range(100, 20_100)]
    pairs = paired(before, after)
    assert len(pairs) == 20_000  # one is new, since there is one more
    assert sum(a is not None and b is not None and a.frame.line == b.frame.line for a, b in pairs) == 19_900
