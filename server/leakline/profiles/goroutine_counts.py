"""Goroutine profiles as `goroutine?debug=1` writes them: a count and each distinct stack, no states.

    goroutine profile: total 3
    2 @ 0x43a2f6 0x4071c5 0x46d981
    # labels: {"request":"7"}
    #	0x46d980	main.worker+0x20	/src/main.go:12

Source: printCountProfile and printStackRecord in Go's runtime/pprof/pprof.go. `goroutineleak?debug=1` looks
the same.
"""

import re

from leakline.profiles.goroutine_header import pairs
from leakline.profiles.model import Frame, GoroutineProfile, Group, ProfileError

TITLE = re.compile(rb"^(goroutine|goroutineleak) profile: total (\d+)\r?$", re.MULTILINE)
RECORD = re.compile(rb"(\d+) @((?: 0x[0-9a-f]+)*)\s*")
LABELS = re.compile(rb"# labels: (\{.*\})\s*")
FRAME = re.compile(rb"#\t(0x[0-9a-f]+)(?:\t+(.+?)(?:\+0x[0-9a-f]+)?\t+(.+):(\d+))?\s*")


def read(data: bytes, name: str) -> GoroutineProfile:
    """All goroutines of a debug=1 text. Raises ProfileError."""
    title = TITLE.search(data)
    if title is None:
        raise ProfileError(
            f"{name} has no line `goroutine profile: total N`, so it is no debug=1 goroutine profile"
        )
    kind, claimed = title[1].decode(), int(title[2][:18])
    groups, whole = records(data[title.end() :].split(b"\n"), kind == "goroutineleak")
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
        elif count and (found := FRAME.fullmatch(line)) is not None:
            frames.append(frame(found))
        elif TITLE.fullmatch(line):
            break
    if count:
        groups.append(Group(count, tuple(frames), labels=labels, leaked=leaked))
    last = next((line for line in reversed(lines) if line.strip()), b"")
    return groups, not last or any(shape.fullmatch(last) for shape in (RECORD, FRAME)) or not last.startswith(
        b"#"
    )


def frame(found: re.Match[bytes]) -> Frame:
    address = int(found[1][:18], 16)
    if found[2] is None:
        return Frame(found[1].decode(), address=address)
    return Frame(
        found[2].decode("utf-8", "replace"),
        found[3].decode("utf-8", "replace"),
        int(found[4][:9]),
        address=address,
    )
