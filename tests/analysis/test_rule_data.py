"""Keys of rule.toml that only some rules have."""

import pytest

from leakline.analysis.rules import RuleError, load_rule

HEAD = 'id = "r"\ntitle = "T"\nseverity = "warning"\nengine = "obligations"\nsummary = "S."\n'


def rule(tmp_path, text):
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "rule.toml").write_text(HEAD + text)
    return load_rule(folder)


@pytest.mark.parametrize(
    ("release", "verb"),
    [
        ('method = "Body.Close"', "closed"),
        ('method = "Stop"', "stopped"),
        ("call = true", "called"),
        ('method = "Wait"\nverb = "waited for"', "waited for"),
        ("", "closed"),
    ],
)
def test_the_verb_of_a_release(tmp_path, release, verb):
    assert rule(tmp_path, f"[release]\n{release}\n").releases[0].verb == verb


def test_versions_in_which_the_runtime_releases(tmp_path):
    assert rule(tmp_path, 'go = "<1.23"\n').go_below == (1, 23)


def test_without_a_range_every_version_counts(tmp_path):
    assert rule(tmp_path, "").go_below is None


def test_another_range_is_refused(tmp_path):
    with pytest.raises(RuleError, match=r'go must be a range such as "<1\.23", not >1\.23'):
        rule(tmp_path, 'go = ">1.23"\n')


def test_what_nothing_releases(tmp_path):
    made = rule(tmp_path, '[[acquire]]\ncall = "time.Tick"\nrelease = false\n')
    assert not made.acquires["time.Tick"][0].releasable
