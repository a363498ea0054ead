"""Findings of a declaration, as they stand in its file, and files as the caller named them."""

import re
from collections.abc import Mapping

from attrs import evolve

from leakline.analysis.finding import Finding, Fix, Related
from leakline.text.positions import line_of

_SHOWN_LINE = re.compile("\x00(\\d+)\x00")


def place(finding: Finding, start: int, starts: list[int]) -> Finding:
    """A finding of a declaration, moved to where the declaration stands in its file."""
    first = line_of(starts, start)
    indent = start - starts[first]

    def column(line: int, col: int) -> int:
        return col + indent if line == 1 else col

    def shown(message: str) -> str:
        return _SHOWN_LINE.sub(lambda m: str(int(m[1]) + first + 1), message)

    def moved(point: tuple[int, int]) -> tuple[int, int]:
        return point[0] + first, column(*point)

    return evolve(
        finding,
        message=shown(finding.message),
        line=finding.line + first,
        column=column(finding.line, finding.column),
        end_line=finding.end_line + first,
        end_column=column(finding.end_line, finding.end_column),
        related=tuple(
            r if r.placed else Related(r.path, r.line + first, shown(r.message), column(r.line, r.column))
            for r in finding.related
        ),
        fixes=tuple(
            Fix(
                f.title,
                tuple(e if e.placed else evolve(e, start=moved(e.start), end=moved(e.end)) for e in f.edits),
                f.safe,
            )
            for f in finding.fixes
        ),
    )


def named(failure: str, asked: Mapping[str, str]) -> str:
    """A failure that begins with a file's absolute path, with the path as the caller gave it."""
    full = next((full for full in asked if failure.startswith(f"{full}:")), "")
    return asked[full] + failure[len(full) :] if full else failure


def renamed(finding: Finding, asked: Mapping[str, str]) -> Finding:
    """A finding with paths as the caller gave them."""
    if asked.get(finding.path, finding.path) == finding.path:
        return finding

    def name(path: str) -> str:
        return asked.get(path, path)

    return evolve(
        finding,
        path=name(finding.path),
        related=tuple(evolve(r, path=name(r.path)) for r in finding.related),
        fixes=tuple(
            Fix(f.title, tuple(evolve(e, path=name(e.path)) for e in f.edits), f.safe) for f in finding.fixes
        ),
    )
