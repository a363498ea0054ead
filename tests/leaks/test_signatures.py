"""The `[signature]` tables of rules."""

import pytest

from leakline.leaks.signatures import SignatureError, fits, matching, parse, signatures
from leakline.profiles.model import Frame, Group


def group(*functions: str, state: str = "", count: int = 1, creator: str = "") -> Group:
    return Group(count, tuple(map(Frame, functions)), state, creator=Frame(creator) if creator else None)


def test_every_key_must_fit_and_any_entry_of_a_list():
    (one,) = parse({"states": ["select", "IO wait"], "frames": ["a.F", "b.(*T).M"], "creator": ["c.*"]}, "r")
    assert fits(group("x.Y", "b.(*T).M", state="IO wait", creator="c.Start"), one)
    assert not fits(group("x.Y", "b.(*T).M", state="sleep", creator="c.Start"), one)
    assert not fits(group("x.Y", state="IO wait", creator="c.Start"), one)
    assert not fits(group("x.Y", "b.(*T).M", state="IO wait"), one)


@pytest.mark.parametrize(
    ("pattern", "function", "fit"),
    [
        ("net/http.(*persistConn).*", "net/http.(*persistConn).readLoop", True),
        ("net/http.(*persistConn).readLoop", "net/http.(*persistConn).readLoop", True),
        ("net/http.(*persistConn).readLoop", "net/http.(xpersistConn).readLoop", True),
        ("*.worker", "example.com/m/v2.worker", True),
        ("m.F", "m.F.func1", False),
        ("m.F", "mXF", False),
        ("m.(*Q[...]).run", "m.(*Q[...]).run", True),
        ("m.?", "m.F", False),
        ("*a" * 60 + "b", "a" * 300, False),
    ],
)
def test_only_the_star_is_special(pattern, function, fit):
    (one,) = parse({"frames": [pattern]}, "r")
    assert fits(group(function), one) is fit


def test_the_leaf_is_the_first_frame_that_a_person_would_name():
    (one,) = parse({"leaf": ["sync.(*WaitGroup).Wait"]}, "r")
    stack = ("runtime.gopark", "sync.runtime_SemacquireWaitGroup", "sync.(*WaitGroup).Wait", "main.f")
    assert fits(group(*stack), one)
    assert not fits(group("main.g", *stack), one)


def test_states_are_told_from_the_runtimes_frames_where_a_format_has_none():
    (one,) = parse({"states": ["chan send"]}, "r")
    assert fits(group("runtime.gopark", "runtime.chansend", "runtime.chansend1", "main.f"), one)
    assert not fits(group("runtime.gopark", "runtime.chanrecv", "runtime.chanrecv1", "main.f"), one)
    assert not fits(group("main.f"), one)


def test_without_excludes():
    (one,) = parse({"states": ["select"], "without": ["net/http.*"]}, "r")
    assert fits(group("main.f", state="select"), one)
    assert not fits(group("main.f", "net/http.(*conn).serve", state="select"), one)


def test_the_count_is_that_of_all_stacks_of_the_place():
    known = parse({"leaf": ["m.f"], "min_count": 10}, "r")
    assert matching([group("m.f", count=4), group("m.f", "m.g", count=6)], known) == ("r",)
    assert matching([group("m.f", count=9)], known) == ()


def test_several_tables_of_one_rule_and_several_rules():
    known = signatures({"b": [{"leaf": ["m.f"]}, {"leaf": ["m.g"]}], "a": {"states": ["select"]}})
    assert [one.rule for one in known] == ["b", "b", "a"]
    assert matching([group("m.f", "m.g", state="select")], known) == ("b", "a")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("x", "must be a table"),
        ({}, "needs one of states, leaf, frames and creator"),
        ({"without": ["x"]}, "needs one of"),
        ({"state": ["x"]}, "has no key `state`; its keys are states, leaf"),
        ({"states": [1]}, "`states` of signature must be a list of texts"),
        ({"states": ["x"], "min_count": 0}, "min_count of signature must be a whole number"),
        ({"states": ["x"], "min_count": True}, "min_count of signature must be a whole number"),
    ],
)
def test_a_wrong_table_is_told_in_a_sentence_that_names_the_rule(table, words):
    with pytest.raises(SignatureError, match=words) as caught:
        signatures({"my-rule": table})
    assert "my-rule" in str(caught.value)
