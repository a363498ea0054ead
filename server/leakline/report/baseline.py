"""Known findings, kept in a file so that only new ones are told. They stay known while lines around them move."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, cast

from attrs import evolve

from leakline.analysis.finding import Finding
from leakline.text.positions import line_starts

Entry = tuple[str, str, str, str]
"""Rule, path from the baseline's folder, function, and the line's text with single spaces."""
TextOf = Callable[[str], bytes | None]

_KEYS = ("rule", "path", "function", "text")


class BaselineError(Exception):
    """A file that is no baseline. The text is one sentence."""


def entry(finding: Finding, folder: Path, text_of: TextOf) -> Entry:
    """What is remembered of a finding."""
    data = text_of(finding.path) or b""
    starts = line_starts(data)
    line = data[starts[finding.line - 1] :].partition(b"\n")[0] if finding.line <= len(starts) else b""
    said = " ".join(line.decode("utf-8", "replace").split()) or finding.message
    inside = Path(os.path.relpath(os.path.realpath(finding.path), os.path.realpath(folder))).as_posix()
    return finding.rule, inside.encode("utf-8", "replace").decode(), finding.function, said


def document(findings: Iterable[Finding], folder: Path, text_of: TextOf) -> str:
    """The text of a baseline file in `folder`."""
    counts = Counter(entry(finding, folder, text_of) for finding in findings)
    rows = [{**dict(zip(_KEYS, key, strict=True)), "count": count} for key, count in sorted(counts.items())]
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f'{{"version": 1, "findings": [\n{lines}\n]}}\n' if rows else '{"version": 1, "findings": []}\n'


def read(path: Path) -> "Counter[Entry]":
    """What a file knows. Raises BaselineError."""
    try:
        said: Any = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BaselineError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path} is no baseline: {error}") from None
    if not isinstance(said, dict) or cast("dict[str, Any]", said).get("version") != 1:
        raise BaselineError(f'{path} is no baseline: it must be an object with "version": 1')
    known: Counter[Entry] = Counter()
    rows: Any = cast("dict[str, Any]", said).get("findings")
    listed = cast("list[object]", rows) if isinstance(rows, list) else [None]
    for at, row in enumerate(listed, 1):
        given = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
        key = tuple(given.get(name) for name in _KEYS)
        count = given.get("count", 1)
        if not all(isinstance(part, str) for part in key) or not isinstance(count, int):
            raise BaselineError(f"{path} is no baseline: entry {at} needs {', '.join(_KEYS)}, count")
        known[cast("Entry", key)] += count
    return known


def marked(
    findings: Sequence[Finding], known: "Counter[Entry]", path: Path, text_of: TextOf
) -> tuple[list[Finding], int]:
    """Findings, those that are known silenced, and how many known ones are gone."""
    left = Counter(known)
    out: list[Finding] = []
    for finding in findings:
        if finding.suppressed is None:
            key = entry(finding, path.parent, text_of)
            if left[key] > 0:
                left[key] -= 1
                finding = evolve(finding, suppressed=f"known in {path.name}", known=True)
        out.append(finding)
    return out, sum(left.values())
