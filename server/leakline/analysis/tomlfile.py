"""TOML with places: what is wrong in a file is told with its line and column, and with what to write instead."""

import importlib
import re
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from attrs import frozen

_toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

_LARGEST = 1 << 20
_AT = re.compile(r"^(.*?)\s*\(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)
_NAME = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]")
_KEY = re.compile(rf"^(\s*)({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PART = re.compile(_NAME)

WORDS = {
    "text": 'a text such as "…"',
    "texts": 'a text such as "…", or a list of texts',
    "number": "a whole number from 0 on",
    "flag": "true or false",
    "table": "a table",
    "tables": "a list of tables",
    "names": 'a table of texts such as name = "…"',
    "any": "anything",
}
"""The kinds of values, as a message says them."""

Key = str | int


class TomlError(Exception):
    """A file that cannot be used. The text is one sentence with file, line, column and what to do."""

    def __init__(self, path: str, line: int, column: int, said: str) -> None:
        super().__init__(f"{path}:{line}:{column}: {said}" if line else f"{path}: {said}")
        self.path, self.line, self.column, self.said = path, line, column, said


@frozen
class Toml:
    """A file that was read."""

    path: str
    text: str
    table: Mapping[str, Any]

    def error(self, keys: Sequence[Key], said: str) -> TomlError:
        """What is wrong with the value of a key, to be raised. `keys` lead to it from the top, with list indices."""
        return TomlError(self.path, *place(self.text, keys), said)

    def check(
        self, at: Sequence[Key], table: object, kinds: Mapping[str, str], needed: Sequence[str]
    ) -> None:
        """Refuses unknown keys, values of the wrong kind and missing keys of one table. Raises TomlError."""
        if not isinstance(table, Mapping):
            raise self.error(at, f"{shown(at)} must be a table")
        entries = cast("Mapping[str, object]", table)
        for key, value in entries.items():
            if key not in kinds:
                near = get_close_matches(key, kinds, 1, 0.7) or get_close_matches(
                    key.replace("_", "-"), kinds, 1, 0.7
                )
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(kinds)}"
                raise self.error((*at, key), f"{shown(at)} has no key {key}; {hint}")
            if not fits(value, kinds[key]):
                raise self.error((*at, key), f"{key} must be {WORDS[kinds[key]]}")
        for key in needed:
            if key not in entries:
                raise self.error(at, f'{shown(at)} needs a line {key} = "…"')


def shown(at: Sequence[Key]) -> str:
    """A table's name as it stands in the file: `[[pair]]`, `[rules]`, or the file."""
    names = ".".join(str(key) for key in at if isinstance(key, str))
    if not names:
        return "the file"
    return f"[[{names}]]" if isinstance(at[-1], int) else f"[{names}]"


def fits(value: object, kind: str) -> bool:
    """Whether a value is of one of the kinds of WORDS."""
    if kind == "text":
        return isinstance(value, str)
    if kind == "texts":
        listed = cast("list[object]", value) if isinstance(value, list) else [value]
        return all(isinstance(each, str) for each in listed)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "table":
        return isinstance(value, Mapping)
    if kind == "names":
        return isinstance(value, Mapping) and all(
            isinstance(each, str) for each in cast("Mapping[str, object]", value).values()
        )
    if kind == "tables":
        listed = cast("list[object]", value) if isinstance(value, list) else [None]
        return all(isinstance(each, Mapping) for each in listed)
    return True


def texts(value: object) -> tuple[str, ...]:
    """A value of the kind `texts` as a tuple."""
    if isinstance(value, str):
        return (value,)
    return tuple(cast("Sequence[str]", value)) if isinstance(value, list) else ()


def read(path: Path, shown_as: str | None = None) -> Toml:
    """Reads a file, which messages call `shown_as`. Raises TomlError."""
    name = shown_as or str(path)
    try:
        if not path.is_file():
            raise TomlError(name, 0, 0, "is no regular file")
        if path.stat().st_size > _LARGEST:
            raise TomlError(name, 0, 0, f"is larger than {_LARGEST >> 20} MiB; nothing of it is used")
        data = path.read_bytes()
    except OSError as error:
        raise TomlError(name, 0, 0, f"cannot be read: {error.strerror}") from error
    return parse(name, data)


def parse(name: str, data: bytes) -> Toml:
    """Reads the bytes of a file called `name`. Raises TomlError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise TomlError(name, line, column, "is not UTF-8; save it as UTF-8") from None
    try:
        table = cast("Mapping[str, Any]", _toml.loads(text))
    except RecursionError:
        raise TomlError(name, 0, 0, "nests too deeply") from None
    except ValueError as error:
        said = _AT.match(str(error))
        line = int(said[2]) if said and said[2] else text.count("\n") + 1
        column = int(said[3]) if said and said[3] else len(text) - text.rfind("\n")
        raise TomlError(name, line, column, f"is no valid TOML: {said[1] if said else error}") from None
    return Toml(name, text, table)


def place(text: str, keys: Sequence[Key]) -> tuple[int, int]:
    """Line and column, from 1, of the key that leads to a value; of the nearest table around it where it is not written
    as a line of its own."""
    wanted, best, found = list(keys), 0, (1, 1)
    here: list[Key] = []
    counts: dict[tuple[Key, ...], int] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        header, key = _HEADER.match(line), _KEY.match(line)
        at: list[Key] = []
        column = 1
        if header:
            here = list(_parts(header[2]))
            if header[1] == "[[":
                index = counts[tuple(here)] = counts.get(tuple(here), -1) + 1
                here.append(index)
            elif tuple(here[:-1]) in counts:
                here = [*here[:-1], counts[tuple(here[:-1])], here[-1]]
            at, column = here, header.start(1) + 1
        elif key:
            at, column = [*here, *_parts(key[2])], len(key[1]) + 1
            inside = next((quote for quote in ('"""', "'''") if line.count(quote) % 2), "")
        if len(at) > best and at == wanted[: len(at)]:
            best, found = len(at), (number, column)
    return found


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]
