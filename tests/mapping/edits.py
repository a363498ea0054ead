"""Kinds of edit after a build, each around one marked statement of the shapes."""

import re
from collections.abc import Callable

from standing import MARK

Texts = dict[str, str]
"""Path relative to the module -> text, with its marks."""
Edit = Callable[[Texts, str, int], "Texts | None"]
"""(texts, path, index of the marked line) -> texts, or None where it cannot be done to this statement."""

_FUNC = re.compile(r"^func (?:\([^)]*\) )?(\w+)", re.M)


def _by_lines(change: "Callable[[list[str], int], list[str] | None]") -> Edit:
    def edit(texts: Texts, path: str, at: int) -> "Texts | None":
        lines = change(texts[path].split("\n"), at)
        return None if lines is None else {**texts, path: "\n".join(lines)}

    return edit


def _span(lines: list[str], at: int) -> tuple[int, int]:
    """The declared function around a line: first line, and the one after its last."""
    start = next(one for one in range(at, -1, -1) if re.match(r"func |var ", lines[one]))
    return start, next(one for one in range(at, len(lines)) if lines[one].startswith("}")) + 1


def _above(lines: list[str], at: int) -> list[str]:
    return [*lines[:2], "// two more", "", *lines[2:]]


def _inside(lines: list[str], at: int) -> "list[str] | None":
    start, _ = _span(lines, at)
    if lines[start].endswith("("):
        return None
    while not lines[start].endswith("{"):
        start += 1
    return [*lines[: start + 1], "\tprintln(1)", "\tprintln(2)", *lines[start + 1 :]]


def _moved(lines: list[str], at: int) -> "list[str] | None":
    start, end = _span(lines, at)
    if lines[start].startswith(("func init", "var")):
        return None
    return [*lines[:start], *lines[end:], "", *lines[start:end], ""]


def _moved_up(lines: list[str], at: int) -> "list[str] | None":
    start, end = _span(lines, at)
    first = next(one for one, line in enumerate(lines) if line.startswith("func "))
    if lines[start].startswith(("func init", "var")) or start == first:
        return None
    return [*lines[:first], *lines[start:end], "", *lines[first:start], *lines[end:]]


def _renamed(texts: Texts, path: str, at: int) -> "Texts | None":
    lines = texts[path].split("\n")
    start, _ = _span(lines, at)
    name = _FUNC.match(lines[start])
    if name is None or name[1] in ("init", "main", "Start"):
        return None
    word = re.compile(rf"\b{name[1]}\b")

    def again(line: str) -> str:
        code, mark, said = line.partition("// stand")
        return word.sub(f"{name[1]}Again", code) + mark + said

    return {one: "\n".join(map(again, text.split("\n"))) for one, text in texts.items()}


def _file_renamed(texts: Texts, path: str, at: int) -> Texts:
    folder, _, base = path.rpartition("/")
    new = f"{folder}/new_{base}" if folder else f"new_{base}"
    return {new if one == path else one: text for one, text in texts.items()}


def _twin(lines: list[str], at: int) -> "list[str] | None":
    """The very same statement once more, before it."""
    return (
        None
        if lines[at].split(" //")[0].endswith("{")
        else [*lines[:at], MARK.sub("", lines[at]), *lines[at:]]
    )


_WAITS = ("full <- 1", "<-never", "to <- 1", "<-from", "full <- i")


def _look_alike(lines: list[str], at: int) -> "list[str] | None":
    """Another statement of its kind, before it."""
    bare = lines[at].split(" //")[0].strip()
    if bare not in _WAITS:
        return None
    other = "<-full" if bare.startswith("<-") else "full <- 77"
    return [*lines[:at], f"\t\t{other}", *lines[at:]]


def _look_alike_literal(lines: list[str], at: int) -> "list[str] | None":
    """A goroutine of its kind, started before the one that it runs in."""
    start = next((one for one in range(at, -1, -1) if lines[one].lstrip().startswith("go func(")), -1)
    bare = lines[at].split(" //")[0].strip()
    if start < _span(lines, at)[0] or bare not in _WAITS or "(i " in lines[start]:
        return None
    other = "<-full" if bare.startswith("<-") else "full <- 77"
    return [*lines[:start], "\tgo func() {", f"\t\t{other}", "\t}()", *lines[start:]]


def _deleted(lines: list[str], at: int) -> "list[str] | None":
    return None if lines[at].split(" //")[0].endswith("{") else [*lines[:at], *lines[at + 1 :]]


def _replaced(lines: list[str], at: int) -> "list[str] | None":
    """Another statement of its kind stands in its place."""
    bare = lines[at].split(" //")[0].strip()
    if bare not in _WAITS:
        return None
    return [*lines[:at], "\t\t<-full" if bare.startswith("<-") else "\t\tfull <- 77", *lines[at + 1 :]]


def _line_before_deleted(lines: list[str], at: int) -> "list[str] | None":
    start, _ = _span(lines, at)
    before = lines[at - 1].strip()
    plain = at - 1 > start and before and not before.endswith(("{", ".", "(")) and not before.startswith("}")
    return [*lines[: at - 1], *lines[at:]] if plain else None


def _comments(lines: list[str], at: int) -> list[str]:
    said = [line if not line.endswith("{") else f"{line}\n\t// says what follows" for line in lines]
    return "\n".join(said).split("\n")


def _other_age(texts: Texts, path: str, at: int) -> "Texts | None":
    """A branch of another age: much is different, this function too."""
    for edit in (EDITS["moved"], EDITS["inside"], EDITS["above"]):
        mark = MARK.search(texts[path].split("\n")[at])
        assert mark is not None
        changed = edit(texts, path, at)
        if changed is None:
            return None
        texts = changed
        at = next(n for n, line in enumerate(texts[path].split("\n")) if line.endswith(mark[0]))
    return texts


EDITS: dict[str, Edit] = {
    "nothing": lambda texts, path, at: texts,
    "above": _by_lines(_above),
    "inside": _by_lines(_inside),
    "moved": _by_lines(_moved),
    "moved-up": _by_lines(_moved_up),
    "renamed": _renamed,
    "file-renamed": _file_renamed,
    "twin": _by_lines(_twin),
    "look-alike": _by_lines(_look_alike),
    "look-alike-literal": _by_lines(_look_alike_literal),
    "deleted": _by_lines(_deleted),
    "replaced": _by_lines(_replaced),
    "line-before-deleted": _by_lines(_line_before_deleted),
    "comments": _by_lines(_comments),
    "crlf": _by_lines(lambda lines, at: [f"{line}\r" for line in lines]),
    "gofmt": _by_lines(lambda lines, at: [line.replace("\t", "    ") for line in lines]),
    "other-age": _other_age,
}
"""By name. `unsaved` is a way to keep an edit, not an edit."""
