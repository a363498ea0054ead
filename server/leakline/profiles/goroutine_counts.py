"""Goroutine profiles as `goroutine?debug=1` writes them: a count and each distinct stack, no states.

    goroutine profile: total 3
    2 @ 0x43a2f6 0x4071c5 0x46d981
    # labels: {"request":"7"}
    #	0x46d980	main.worker+0x20	/src/main.go:12

Source: printCountProfile and printStackRecord in Go's runtime/pprof/pprof.go. `goroutineleak?debug=1` looks
the same.
"""

import re

from attrs import evolve

from leakline.profiles import log_json
from leakline.profiles.goroutine_header import pairs
from leakline.profiles.log_prefix import prefix_of
from leakline.profiles.model import Frame, GoroutineProfile, Group, ProfileError

TITLE = re.compile(
    rb"^(?P<before>.{0,500}?)\b(?P<kind>goroutine|goroutineleak) profile: total (?P<total>\d+)\r?$",
    re.MULTILINE,
)
RECORD = re.compile(rb"(\d+) @((?: 0x[0-9a-f]+)*)\s*")
LABELS = re.compile(rb"# labels: (\{.*\})\s*")
ADDRESS = re.compile(rb"0x[0-9a-f]{1,16}")
PLACE = re.compile(rb"(.+):(\d+)")
OFFSET = re.compile(rb"\+0x[0-9a-f]+$")


def read(data: bytes, name: str) -> GoroutineProfile:
    """All goroutines of a debug=1 text; the last where there are several. Raises ProfileError."""
    if log_json.recognised(data[: 1 << 16]):
        unfold = log_json.JsonLines()
        data = unfold.feed(data) + unfold.finish()
    titles = list(TITLE.finditer(data))
    if not titles:
        raise ProfileError(
            f"{name} has no line `goroutine profile: total N`, so it is no debug=1 goroutine profile"
        )
    ends = [one.start() for one in titles[1:]] + [len(data)]
    found = [one(data[title.end() : end], title) for title, end in zip(titles, ends, strict=True)]
    if len(found) == 1:
        return found[0]
    totals = ", ".join(f"{each.total:,}" for each in found[:-1][-8:])
    said = (
        f"It holds {len(found):,} goroutine profiles, which are not added up: shown is the last, of {found[-1].total:,}"
        f" goroutines; before it {totals}; --dump N shows another."
    )
    return evolve(found[-1], warnings=(*found[-1].warnings, said), dumps=tuple(found))


def one(data: bytes, title: re.Match[bytes]) -> GoroutineProfile:
    """The profile behind a title."""
    kind, claimed = title["kind"].decode(), int(title["total"][:18])
    lines = data.split(b"\n")
    if title["before"].strip():
        prefix = prefix_of(title["before"])
        lines = [line[found.end() :] if (found := prefix.match(line)) else b"" for line in lines]
    groups, whole = records(lines, kind == "goroutineleak")
    total = sum(group.count for group in groups)
    warnings: list[str] = []
    if total != claimed:
        warnings.append(
            f"The profile claims {claimed:,} goroutines and lists {total:,}: it is cut off or was edited."
        )
    elif not whole:
        warnings.append("The profile is cut off in its last stack.")
    return GoroutineProfile(
        format="text-debug1",
        total=total,
        groups=tuple(sorted(groups, key=lambda group: -group.count)),
        cut=total < claimed or not whole,
        warnings=tuple(warnings),
        kind=kind,
    )


def records(lines: list[bytes], leaked: bool) -> tuple[list[Group], bool]:
    """The groups, and whether the last one ends as it should."""
    groups: list[Group] = []
    count, frames, labels = 0, list[Frame](), ()
    for line in lines:
        if (record := RECORD.fullmatch(line)) is not None:
            if count:
                groups.append(Group(count, tuple(frames), labels=labels, leaked=leaked))
            count, frames, labels = int(record[1][:18]), [], ()
        elif (found := LABELS.fullmatch(line)) is not None:
            labels = pairs(found[1])
        elif count and (one := frame(line)) is not None:
            frames.append(one)
    if count:
        groups.append(Group(count, tuple(frames), labels=labels, leaked=leaked))
    last = next((line for line in reversed(lines) if line.strip()), b"")
    return groups, not last.startswith(b"#") or frame(last) is not None


def frame(line: bytes) -> Frame | None:
    """`#`, the address and, where there are symbols, function and place, set apart by tabs. None for another line."""
    words = [word for word in line.rstrip().split(b"\t") if word]
    if len(words) not in (2, 4) or words[0] != b"#" or not ADDRESS.fullmatch(words[1]):
        return None
    address = int(words[1], 16)
    if len(words) == 2:
        return Frame(words[1].decode(), address=address)
    place = PLACE.fullmatch(words[3])
    if place is None:
        return None
    function = OFFSET.sub(b"", words[2]).decode("utf-8", "replace")
    return Frame(function, place[1].decode("utf-8", "replace"), int(place[2][:9]), address=address)
