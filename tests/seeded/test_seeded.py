"""The judge on unseen code: the corpus compiles, and the rules find its defects and leave its right twins alone."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("seeded_score", HERE / "score.py")
assert spec is not None and spec.loader is not None
score = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = score
spec.loader.exec_module(score)


@pytest.fixture(scope="module")
def corpus():
    return score.cases()


@pytest.fixture(scope="module")
def laid_out(corpus, tmp_path_factory):
    root = tmp_path_factory.mktemp("seeded")
    score.lay_out(root, corpus)
    return root


@pytest.fixture(scope="module")
def tallies(corpus, laid_out):
    return score.score(corpus, laid_out)


def test_every_case_is_a_pair(corpus):
    sides = {side: {(c.rule, c.go, c.name) for c in corpus if c.side == side} for side in ("bad", "ok")}
    assert sides["bad"] == sides["ok"]
    assert len(sides["bad"]) >= 190


def test_the_defects_are_marked_and_the_twins_are_not(corpus):
    assert [c.source for c in corpus if bool(c.wants) != (c.side == "bad")] == []


@pytest.mark.go
def test_the_corpus_compiles(laid_out, newest_go):
    for module in sorted(laid_out.iterdir()):
        run = subprocess.run(
            [newest_go, "vet", "-buildtag", "./..."], cwd=module, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr


LATER_RULES = [rule for rule in score.rules_of() if rule not in score.CARD_RULES and score.is_a_rule(rule)]


def floors():
    """The least recall of each later rule, as it was when its pairs or its last improvement landed."""
    lines = (HERE / "floors.txt").read_text().splitlines()
    return {rule: float(floor) for rule, floor in (line.split() for line in lines)}


@pytest.mark.parametrize("rule", score.CARD_RULES)
def test_defects_are_found(tallies, rule):
    assert tallies[rule].recall >= 0.9, "\n".join(tallies[rule].notes)


@pytest.mark.parametrize("rule", score.CARD_RULES)
def test_messages_name_what_leaks(tallies, rule):
    assert [note for note in tallies[rule].notes if note.startswith("words")] == []


def test_right_twins_are_left_alone(tallies):
    card = [tallies[rule] for rule in score.CARD_RULES]
    false, twins = sum(t.false for t in card), sum(t.twins for t in card)
    notes = [note for t in card for note in t.notes if note.startswith("false")]
    assert false <= 0.02 * twins, "\n".join(notes)


def test_wants_and_their_alternatives():
    text = 'a() // want "x"\nb() // or "x"\n\nc()\nd() // want "y"\n'
    assert [(want.first, want.lines) for want in score.wants_of(text)] == [(1, {1, 2}), (5, {5})]


@pytest.mark.parametrize("rule", LATER_RULES)
def test_later_rules_find_what_they_found(tallies, rule):
    assert tallies[rule].recall >= floors().get(rule, 0.0), "\n".join(tallies[rule].notes)


@pytest.mark.parametrize("rule", LATER_RULES)
def test_right_twins_of_later_rules_have_no_finding(tallies, rule):
    assert [note for note in tallies[rule].notes if note.startswith("false")] == []
