"""Where a frame stands now, by all texts that the build may have had.

A statement of the right kind on the profile's line proves little: an edit may have moved another one there. So the frame
is looked for in the text of the build's revision, or in every text that may have been built (the present one, the saved
one, those of the newest commits) and followed from there to the present text. Texts that other frames of the profile
contradict drop out; where the rest disagree the answer is stale.
"""

from collections.abc import Callable, Sequence

from attrs import frozen

from leakline.mapping.carry import Carried, carry
from leakline.mapping.outline import Declared, Outline
from leakline.mapping.place import Query, holders, stands
from leakline.mapping.source import Source

Files = Callable[[], Sequence[tuple[str, Outline]]]


@frozen
class Case:
    """One frame in one file."""

    path: str
    """Where the frame's file would be; it may be gone."""
    query: Query
    present: Outline | None
    past: Sequence[Outline]
    """Other texts that the build may have had, the likeliest first."""
    package: Files
    """The present files of its package, and others that it may have moved to."""
    old_package: Callable[[], Sequence[Outline]]
    others: Callable[[], Sequence[Query]]
    """All frames of the profile in the file."""


def by_revision(case: Case, named: str) -> Source | None:
    """From the text of the revision that was built; None where the file did not hold the function then."""
    old = case.past[0]
    declared = stands(old, case.query)
    if declared is None:
        if not holders(old, case.query.symbol):
            return None
        why = f"in {named} nothing on line {case.query.line} fits the profile: it is of another build"
        return _stale(case, None, why)
    return _told(case, _carried(case, old, declared), f"followed from {named}")


def by_texts(case: Case) -> Source | None:
    """From the texts that may have been built; None where none of them explains the file's frames."""
    texts = [*([case.present] if case.present is not None else []), *case.past]
    here = stands(case.present, case.query) if case.present is not None else None
    reached: list[tuple[Outline, Declared]] = []
    answers: list[Carried] = []
    for text in texts:
        unchanged = text is case.present or (
            case.present is not None and _unchanged(text, case.present, case.query)
        )
        declared = here if unchanged else stands(text, case.query)
        if declared is None:
            continue
        same = Carried(case.path, declared, case.query.line, True, "")
        reached.append((text, declared))
        answers.append(same if unchanged else _carried(case, text, declared))
    if not reached:
        return None
    agreed = {(one.path, one.line) for one in answers}
    if len(agreed) > 1 or reached[0][0] is not case.present or len(case.past) < 2:
        kept = _explaining(case, texts)
        if not kept:
            return None
        answers = [
            one for (text, _), one in zip(reached, answers, strict=True) if any(text is each for each in kept)
        ]
        agreed = {(one.path, one.line) for one in answers}
    if not answers:
        return None
    if len(agreed) > 1:
        why = f"the file was edited, and {len(answers)} of its texts fit the profile, each at another line"
        return _stale(case, answers[0].declared, why)
    return _told(case, answers[0], "followed from a committed or saved text that fits the profile")


def _unchanged(old: Outline, present: Outline, query: Query) -> bool:
    """Whether the function has the very same text on the same lines: then there is nothing to parse."""
    before, now = holders(old, query.symbol), holders(present, query.symbol)
    return len(before) == len(now) == 1 and (
        before[0].text == now[0].text != b"" and before[0].start == now[0].start
    )


def _explaining(case: Case, texts: Sequence[Outline]) -> list[Outline]:
    """The texts in which every frame of the file stands; none where a frame stands in none of them."""
    frames = case.others()
    fits = [[stands(text, one) is not None for one in frames] for text in texts]
    told = [
        at
        for at, one in enumerate(frames)
        if not one.symbol.inlined or any(row[at] for row in fits)
    ]  # fmt: skip
    return [text for text, row in zip(texts, fits, strict=True) if all(row[at] for at in told)]


def _carried(case: Case, old: Outline, declared: Declared) -> Carried:
    line = case.query.line
    if case.present is not None and case.present.named(declared.receiver, declared.name):
        return carry(old, declared, line, [(case.path, case.present)], ())
    return carry(old, declared, line, case.package(), [old, *case.old_package()])


def _told(case: Case, found: Carried, how: str) -> Source:
    if found.declared is None:
        return Source(None, 0, "unknown", found.why)
    if not found.line:
        return Source(found.path, found.declared.start, "stale", f"{found.why} (line {case.query.line})")
    moved = found.line - case.query.line
    if not moved and found.path == case.path:
        return Source(found.path, found.line, "exact", "the statement is the same one")
    where = f" by {moved:+d} lines" if moved else " to another file"
    return Source(found.path, found.line, "shifted", f"{how}: it moved{where}")


def _stale(case: Case, declared: Declared | None, why: str) -> Source:
    if case.present is None:
        return Source(None, 0, "unknown", why)
    here = holders(case.present, case.query.symbol) or ([declared] if declared is not None else [])
    return Source(case.path, here[0].start, "stale", why) if here else Source(None, 0, "unknown", why)
