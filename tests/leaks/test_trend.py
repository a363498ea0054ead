"""A steady rise is told from one that follows the load, and from chance."""

import math
import random

import pytest

from leakline.leaks.trend import Sample, Slope, slope, student, trend
from leakline.leaks.triage import triage


def samples(counts: list[float], work: list[float] | None = None, **more: int) -> list[Sample]:
    """One every ten seconds; `work` is what was allocated in each interval."""
    total, found = 0.0, []
    for at, count in enumerate(counts):
        total += work[at] if work else 0
        found.append(Sample(at * 10.0, round(count), allocated=round(total) if work else None, **more))
    return found


def test_the_line_and_its_interval_are_those_of_a_textbook():
    found = slope([1, 2, 3, 4, 5], [2.0, 4.1, 5.9, 8.3, 9.7])
    assert found.per_minute == pytest.approx(1.96)
    assert found.uncertainty == pytest.approx(3.182 * math.sqrt((0.184 / 3) / 10), rel=0.25)


@pytest.mark.parametrize(("free", "value"), [(3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)])
def test_students_t(free: int, value: float):
    assert student(free) == pytest.approx(value, rel=0.01)


def test_a_steady_rise():
    found = trend(samples([100 + 6 * at for at in range(12)]))
    assert found.verdict == "rising"
    assert found.slope is not None
    assert found.slope.per_minute == pytest.approx(36)


def test_chance_is_no_rise():
    dice = random.Random(4)
    verdicts = [trend(samples([100 + dice.gauss(0, 8) for _ in range(12)])).verdict for _ in range(200)]
    # 95 % of the lines are as flat as they are; half of the others rise.
    assert verdicts.count("rising") <= 10


def test_a_rise_that_goes_with_the_load_is_told_from_one_that_does_not():
    dice = random.Random(2)
    work = [1e6 * (1 + at * 0.5 + dice.uniform(-0.6, 0.6)) for at in range(16)]
    loaded = trend(samples([50 + one / 5e4 for one in work], work))
    assert loaded.verdict == "load"
    assert loaded.load is not None
    assert loaded.load > 0.95
    leaking = trend(samples([50 + one / 5e4 + 20 * at for at, one in enumerate(work)], work))
    assert leaking.verdict == "rising"
    assert leaking.beside_load is not None
    assert leaking.beside_load.per_minute == pytest.approx(120, rel=0.15)


def test_a_load_that_comes_and_goes_is_level():
    wave = [100 + 40 * math.sin(at / 2) for at in range(26)]
    assert trend(samples(wave, [one * 1e4 for one in wave])).verdict == "level"


def test_few_samples_say_nothing():
    assert trend(samples([1, 2, 3, 4])).verdict == "unknown"
    assert trend(samples([5])).slope is None


def test_flicker_is_level_and_a_fall_falls():
    assert trend(samples([20, 20, 20, 20, 21, 21, 21, 21])).verdict == "level"
    assert trend(samples([200 - 9 * at for at in range(12)])).verdict == "falling"
    assert Slope(3, 4).rises is False


def question(found: list[Sample]) -> str:
    return triage(found, trend(found), 100).question


def test_the_questions_are_asked_in_order():
    flat = [50.0] * 8
    assert question(samples([50 + 9 * at for at in range(8)], waiting=900)) == "rising"
    assert question(samples(flat, waiting=900)) == "blocked"
    growing = [Sample(at * 10.0, 50, goal=1_000_000 + at * 90_000, collections=at) for at in range(8)]
    assert question(growing) == "heap"
    assert (
        question(
            [
                Sample(at * 10.0, 50, goal=1_000_000, collections=at, pauses=at * 400_000_000)
                for at in range(8)
            ]
        )
        == "pauses"
    )
    assert question(samples(flat, gc_share=0.3)) == "pauses"
    assert question(samples(flat)) == "fine"
