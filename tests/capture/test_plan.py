"""What is asked for, in which order, at what price."""

import pytest

from leakline.capture.failure import CaptureError
from leakline.capture.plan import plan, text_wanted
from leakline.settings import Settings


def test_the_leak_check_asks_for_proven_leaks_last():
    made = plan()
    assert made.kinds == ("goroutine", "goroutineleak")
    assert made.text is None


def test_the_price_stands_in_one_sentence():
    assert plan().cost == (
        "This asks the service for goroutine counts (cheap at any size), if there are at most 10,000, their states as "
        "text (stops the service for up to about 67 ms), then proven leaks where its Go has them (runs one garbage "
        "collection)."
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


def test_kinds_are_asked_for_once_and_text_not_unasked():
    made = plan(["heap", "goroutine", "heap"])
    assert made.kinds == ("goroutine", "heap")
    assert made.text is False


def test_an_unknown_kind_and_a_wrong_time():
    with pytest.raises(CaptureError, match="no kind of profile 'trace'; the kinds are leakcheck, goroutine"):
        plan(["trace"])
    with pytest.raises(CaptureError, match="1 second or more"):
        plan(["cpu"], seconds=0)
