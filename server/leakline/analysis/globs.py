"""Globs over paths, matched in time that grows with the path only, whatever the pattern."""

import os
import re
from collections.abc import Sequence
from fnmatch import translate
from functools import cached_property
from pathlib import Path

from attrs import define


@define(slots=False)
class Globs:
    """Some patterns, relative to a folder. `*` and `?` stay within a name; `**` stands for any folders."""

    folder: str
    patterns: Sequence[str]

    @cached_property
    def _parts(self) -> list[list[re.Pattern[str] | None]]:
        return [_pattern(each) for each in self.patterns if each.strip("/")]

    @cached_property
    def _real(self) -> dict[str, str]:
        return {}

    def fits(self, path: str) -> bool:
        """Whether a pattern names a file, or a folder around it. A file outside of the folder fits none."""
        folder, name = os.path.split(path)
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        try:
            names = Path(self._real[folder], name).relative_to(self.folder).parts
        except ValueError:
            return False
        return any(_fits(parts, names) for parts in self._parts)


def _pattern(text: str) -> list[re.Pattern[str] | None]:
    names = [name for name in text.split("/") if name]
    return [_name(name) for name in (names if "/" in text.rstrip("/") else ["**", *names])]


def _name(part: str) -> re.Pattern[str] | None:
    if part == "**":
        return None
    try:
        return re.compile(translate(part))
    except re.error:  # such as [z-a]
        return re.compile(re.escape(part) + r"\Z")


def _fits(parts: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> bool:
    """Whether a pattern fits a path from its first name on; what follows a full match lies below a folder that is named."""
    open_at = {0}
    for name in [*names, None]:
        more = set(open_at)
        for at in open_at:
            while at < len(parts) and parts[at] is None:
                at += 1
                more.add(at)
        if len(parts) in more:
            return True
        if name is None:
            return False
        following: set[int] = set()
        for at in more:
            part = parts[at]
            if part is None:
                following.add(at)
            elif part.match(name):
                following.add(at + 1)
        open_at = following
    return False
