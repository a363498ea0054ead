"""What is asked for, in which order, at what price."""

import pytest

from leakline.capture.failure import CaptureError
from leakline.capture.plan import plan, proven_wanted, text_wanted
from leakline.settings import Settings


def test_the_leak_check_asks_for_proven_leaks_last():
    made = plan()
    assert made.kinds == ("goroutine", "goroutineleak")
    assert made.text is None


def test_the_price_stands_in_one_sentence():
    assert plan().cost == (
        "This asks the service for goroutine counts (cheap at any size), if there are at most 10,000, their states as "
        "text (stops the service for up to about 67 ms), then, if there are at most 25,000, proven leaks where its Go has "
        "them (one garbage collection, which stops the service for up to about 6 ms)."
    )
    assert "a CPU profile of 7 seconds" in plan(["cpu"], seconds=7).cost
    assert "stops the service, about 7 ms for each 1,000 goroutines" in plan(text=True).cost
    assert plan(["heap"]).cost == "This asks the service for its heap profile (cheap)."


def test_the_text_is_taken_only_where_there_are_few_enough():
    made = plan(settings=Settings(text_limit=1000))
    assert text_wanted(made, 1000) == (True, "")
    wanted, note = text_wanted(made, 100_000)
    assert not wanted
    assert "for 100,000 goroutines it would stop the service for about 0.7 seconds" in note
    assert text_wanted(plan(text=True), 10**7) == (True, "")
    assert not text_wanted(plan(text=False), 1)[0]
    wanted, note = text_wanted(made, None)
    assert not wanted
    assert "not known" in note


def test_proven_leaks_are_searched_for_only_where_there_are_few_enough():
    made = plan(settings=Settings(leak_limit=1000))
    assert proven_wanted(made, 1000) == (True, "")
    wanted, note = proven_wanted(made, 100_000)
    assert not wanted
    assert "for 100,000 goroutines it would stop the service for up to 25 ms; ask for it with --kind" in note
    assert not proven_wanted(made, None)[0]
    assert proven_wanted(plan(["leakcheck", "goroutineleak"]), 10**7) == (True, "")
    assert "about 0.25 ms for each 1,000" in plan(["goroutineleak"]).cost


def test_a_time_makes_a_difference_of_what_can_be_one():
    made = plan(["heap", "leakcheck", "cpu"], seconds=5)
    assert [(kind, made.wait(kind)) for kind in made.kinds] == [
        ("goroutine", 0),
        ("heap", 5),
        ("cpu", 5),
        ("goroutineleak", 0),
    ]
    assert "its heap profile as a difference over 5 seconds (cheap)" in made.cost
    assert made.cost.endswith("It takes 10 seconds or a little more.")
    assert "its goroutines as a difference over 5 seconds" in plan(["goroutine"], seconds=5).cost
    assert plan(["cpu"]).wait("cpu") == 30
    with pytest.raises(CaptureError, match="The leak check takes no time to differ over"):
        plan(seconds=5)
    with pytest.raises(CaptureError, match="86,400 seconds at most"):
        plan(["cpu"], seconds=10**6)


def test_kinds_are_asked_for_once_and_text_not_unasked():
    made = plan(["heap", "goroutine", "heap"])
    assert made.kinds == ("goroutine", "heap")
    assert made.text is False


def test_an_unknown_kind_and_a_wrong_time():
    with pytest.raises(CaptureError, match="no kind of profile 'trace'; the kinds are leakcheck, goroutine"):
        plan(["trace"])
    with pytest.raises(CaptureError, match="1 second or more"):
        plan(["cpu"], seconds=0)
