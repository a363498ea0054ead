"""goroutine?debug=1."""

import pytest

from leakline.profiles.model import Frame, GoroutineProfile, ProfileError
from leakline.profiles.read import read

TEXT = """\
goroutine profile: total 5
3 @ 0x43a2f6 0x4071c5 0x46d981
# labels: {"a \\"key\\"":"x, y", "request":"7"}
#\t0x46d980\tmain.worker[...]+0x20\t\t/src/my app/main.go:12
#\t0x46d999\tmain.main.func1+0x39\t/src/my app/main.go:30

1 @ 0x43a2f6 0x46d981
#\t0x46d981

1 @
"""


def test_counts_labels_and_frames():
    profile = read(TEXT.encode(), "g.txt")
    assert isinstance(profile, GoroutineProfile)
    assert (profile.format, profile.kind, profile.total, profile.cut) == (
        "text-debug1",
        "goroutine",
        5,
        False,
    )
    assert profile.states == {}
    first, second, third = profile.groups
    assert first.count == 3
    assert first.labels == (('a "key"', "x, y"), ("request", "7"))
    assert first.frames == (
        Frame("main.worker[...]", "/src/my app/main.go", 12, address=0x46D980),
        Frame("main.main.func1", "/src/my app/main.go", 30, address=0x46D999),
    )
    assert second.frames == (Frame("0x46d981", address=0x46D981),)
    assert third.frames == ()


def test_crlf_reads_the_same():
    assert read(TEXT.replace("\n", "\r\n").encode(), "g.txt") == read(TEXT.encode(), "g.txt")


@pytest.mark.parametrize("end", [5, 40, 120])
def test_a_cut_one_says_so(end):
    profile = read(TEXT.encode()[:-end], "g.txt")
    assert isinstance(profile, GoroutineProfile)
    assert profile.cut
    assert len(profile.warnings) == 1


def test_leaks_are_marked():
    profile = read(TEXT.replace("goroutine profile", "goroutineleak profile").encode(), "g.txt")
    assert isinstance(profile, GoroutineProfile)
    assert profile.kind == "goroutineleak"
    assert all(group.leaked for group in profile.groups)


@pytest.mark.parametrize(
    "start",
    ["heap profile: 1: 2 [3: 4] @ heap/1048576\n", "--- contention:\n", "threadcreate profile: total 9\n"],
)
def test_other_legacy_texts_are_refused_in_a_sentence(start):
    with pytest.raises(ProfileError, match="legacy text profile"):
        read(start.encode(), "x.txt")
