"""Damaged profiles, dumps and logs: no traceback, no wrong total.

A sample; `python tests/fuzz/run_profiles.py --inputs 200000` is the whole.
"""

import run_profiles


def test_damaged_recordings():
    texts = run_profiles.seeds()
    made = [run_profiles.input_of(3, index, texts) for index in range(500)]
    assert [found for data in made if (found := run_profiles.trouble(data))] == []


def test_prefixes_of_recordings():
    texts = run_profiles.seeds()
    cuts = run_profiles.prefixes(texts)
    assert len(cuts) > 50_000
    assert [found for at, end in cuts[::200] if (found := run_profiles.trouble(texts[at][:end]))] == []


def test_the_check_sees_what_is_wrong(monkeypatch):
    def broken(*_: object) -> None:
        raise ValueError("boom")

    monkeypatch.setattr(run_profiles, "reading_stream", broken)
    assert "ValueError: boom" in run_profiles.trouble(b"x")
