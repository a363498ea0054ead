"""Types as short canonical texts.

A named type is its import path and name (`net/http.Response`), a predeclared one its name. Around it stand `*`, `[]`,
`map[]` (only the element is kept), `chan ` and `...`; a function type is `func(parameters)(results)`, a struct
literal `struct{name type;!embedded;…}`, an interface literal `interface{method func(…)(…);…}`. Type arguments
are dropped. Unknown is the empty text.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from attrs import frozen

PREDECLARED = frozenset(
    (
        "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string "
        "uint uint8 uint16 uint32 uint64 uintptr"
    ).split()
)

INTEGERS = frozenset("byte int int8 int16 int32 int64 rune uint uint8 uint16 uint32 uint64 uintptr".split())

_SPACES = re.compile(r"\s+")
_LINE_COMMENT = re.compile(r"//[^\n]*")
_AROUND = re.compile(r" ?([^\w.]) ?")
_WORD = re.compile(r"[\w.]+")


@lru_cache(maxsize=16384)
def squeeze(text: str) -> str:
    """Source text of a type with only the spaces that part words."""
    if "struct" in text or "interface" in text:
        text = _LINE_COMMENT.sub("", text).replace(
            "\n", ";"
        )  # the fields of a literal type stand on lines of their own
    return _AROUND.sub(r"\1", _SPACES.sub(" ", text.strip()))


@frozen
class Signature:
    """Parameters and results of a function as canonical types; a variadic parameter starts with `...`."""

    params: tuple[str, ...]
    results: tuple[str, ...]
    type_params: tuple[str, ...] = ()
    """Names of its own type parameters, with a dollar in front; in `params` and `results` they are unknown."""
    template: "Signature | None" = None
    """The same with these names in it."""

    @property
    def text(self) -> str:
        """The canonical function type."""
        return f"func({','.join(p or '?' for p in self.params)})({','.join(r or '?' for r in self.results)})"


def instantiated(signature: Signature, chosen: Sequence[str], given: Sequence[str]) -> Signature:
    """A generic signature for explicit type arguments and for the types of arguments, as far as these tell."""
    template = signature.template
    if template is None:
        return signature
    bound = {name: text for name, text in zip(signature.type_params, chosen, strict=False) if text}
    for at, text in enumerate(given):
        if template.params:
            param = template.params[min(at, len(template.params) - 1)]
            _unify(param.removeprefix("...") if at >= len(template.params) - 1 else param, text, bound)
    return Signature(
        tuple(_filled(param, bound) for param in template.params),
        tuple(_filled(result, bound) for result in template.results),
    )


def _unify(template: str, text: str, bound: dict[str, str]) -> None:
    """Binds the type parameters of a template to what stands in their place."""
    if "$" not in template or not text or text == "?":
        return
    if template.startswith("$"):
        bound.setdefault(template, text)
        return
    for prefix in ("*", "[]", "map[]", "chan ", "..."):
        if template.startswith(prefix):
            if text.startswith(prefix):
                _unify(template[len(prefix) :], text[len(prefix) :], bound)
            return
    one, other = split_signature(template), split_signature(text)
    if one is not None and other is not None:
        for part, actual in zip((*one.params, *one.results), (*other.params, *other.results), strict=False):
            _unify(part, actual, bound)


def _filled(template: str, bound: dict[str, str]) -> str:
    if "$" not in template:
        return template
    filled = _PARAMETER.sub(lambda match: bound.get(match[0], match[0]), template)
    if "$" not in filled:
        return filled
    return _PARAMETER.sub("?", filled) if filled.startswith("func(") else ""


_PARAMETER = re.compile(r"\$\w+")


def canonical(text: str, resolve: Callable[[str], str]) -> str:
    """The canonical form of a type's source text.

    `resolve` gives the full name of `http.Response` or of a bare `Server` as this file means it, or "" for a type parameter
    and for what it cannot know.
    """
    found, _ = _type(squeeze(text), 0, resolve)
    return found


@lru_cache(maxsize=16384)
def split_signature(text: str) -> Signature | None:
    """The parts of a canonical function type, or None for any other type."""
    if not text.startswith("func("):
        return None
    close = _closing(text, 4)
    return Signature(tuple(_split(text[5:close])), tuple(_split(text[close + 2 : -1])))


@lru_cache(maxsize=16384)
def told_signature(text: str) -> Signature | None:
    """A signature of a table, where type parameters stand with a dollar in front."""
    template = split_signature(text)
    if template is None or "$" not in text:
        return template
    return Signature(
        tuple(_filled(param, {}) for param in template.params),
        tuple(_filled(result, {}) for result in template.results),
        tuple(dict.fromkeys(_PARAMETER.findall(text))),
        template,
    )


def element(text: str) -> str:
    """What a slice, array, map, channel or variadic parameter holds."""
    for prefix in ("[]", "map[]", "chan ", "..."):
        if text.startswith(prefix):
            return text[len(prefix) :]
    return ""


def pointee(text: str) -> str:
    """The type without its pointers."""
    return text.lstrip("*")


def _closing(text: str, at: int) -> int:
    """Where the bracket that opens at `at` closes; the last character where it does not."""
    depth = 0
    for i in range(at, len(text)):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return len(text) - 1


def _split(text: str, separator: str = ",") -> list[str]:
    parts: list[str] = []
    depth, start = 0, 0
    for i, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == separator and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part] if text.strip() else []


def _type(text: str, at: int, resolve: Callable[[str], str]) -> tuple[str, int]:
    """The canonical type that starts at `at`, and where it ends."""
    if text.startswith("(", at):
        close = _closing(text, at)
        return _type(text[at + 1 : close], 0, resolve)[0], close + 1
    if text.startswith("*", at):
        inner, end = _type(text, at + 1, resolve)
        return "*" + inner if inner else "", end
    if text.startswith("...", at):
        inner, end = _type(text, at + 3, resolve)
        return "..." + inner if inner else "", end
    if text.startswith("[", at):
        inner, end = _type(text, _closing(text, at) + 1, resolve)
        return "[]" + inner if inner else "", end
    if text.startswith("map[", at):
        inner, end = _type(text, _closing(text, at + 3) + 1, resolve)
        return "map[]" + inner if inner else "", end
    for prefix in ("<-chan ", "chan<-", "chan ", "<-chan", "chan"):
        if text.startswith(prefix, at) and text[at + len(prefix) : at + len(prefix) + 1] != ".":
            if prefix == "chan" and text[at + 4 : at + 5] not in ("(", "*", "[", "<"):
                continue
            inner, end = _type(text, at + len(prefix), resolve)
            return "chan " + inner, end
    if text.startswith("func(", at):
        return _func(text, at, resolve)
    if text.startswith("struct{", at):
        close = _closing(text, at + 6)
        return "struct{" + ";".join(_struct_fields(text[at + 7 : close], resolve)) + "}", close + 1
    if text.startswith("interface{", at):
        close = _closing(text, at + 9)
        return "interface{" + ";".join(_interface_methods(text[at + 10 : close], resolve)) + "}", close + 1
    word = _WORD.match(text, at)
    if word is None:
        return "", len(text)
    end = word.end()
    if text.startswith("[", end):
        end = _closing(text, end) + 1
    name = word[0]
    return (name if name in PREDECLARED else resolve(name)), end


def _func(text: str, at: int, resolve: Callable[[str], str]) -> tuple[str, int]:
    close = _closing(text, at + 4)
    params = _fields(text[at + 5 : close], resolve)
    end = close + 1
    results: list[str] = []
    if text.startswith("(", end):
        last = _closing(text, end)
        results = _fields(text[end + 1 : last], resolve)
        end = last + 1
    elif end < len(text) and text[end] not in ",)]}":
        one, end = _type(text, end, resolve)
        results = [one]
    return f"func({','.join(p or '?' for p in params)})({','.join(r or '?' for r in results)})", end


def _fields(text: str, resolve: Callable[[str], str]) -> list[str]:
    """Types of a parameter list, named or not."""
    parts = _split(text)
    named = [_named(part) for part in parts]
    if not any(named):
        return [_type(part, 0, resolve)[0] for part in parts]
    out: list[str] = []
    waiting = 0
    for part, name in zip(parts, named, strict=True):
        waiting += 1
        if name:
            out += [_type(part[len(name) :].lstrip(), 0, resolve)[0]] * waiting
            waiting = 0
    return out


def _struct_fields(text: str, resolve: Callable[[str], str]) -> list[str]:
    """`name type` of each field of a struct literal; embedded and tagged ones are left out."""
    out: list[str] = []
    for row in _split(text, ";"):
        named = _FIELD_NAMES.match(row)
        if named is not None:
            held = _type(row[named.end() :], 0, resolve)[0]
            out += [f"{name} {held}" for name in named[1].split(",")]
        elif row:
            out.append("!" + _type(row, 0, resolve)[0])
    return out


def _interface_methods(text: str, resolve: Callable[[str], str]) -> list[str]:
    """`name func(…)(…)` of each method of an interface literal."""
    out: list[str] = []
    for row in _split(text, ";"):
        name, paren, rest = row.partition("(")
        if paren and name.isidentifier():
            out.append(f"{name} {_func('func(' + rest, 0, resolve)[0]}")
    return out


def struct_embedded(text: str) -> list[str]:
    """The embedded types of a canonical struct literal type."""
    return [row[1:] for row in _split(text[len("struct{") : -1], ";") if row.startswith("!")]


def struct_field(text: str, name: str) -> str:
    """The type of a field or method of a canonical struct or interface literal type, or ""."""
    for row in _split(text[text.index("{") + 1 : -1], ";"):
        field, _, held = row.partition(" ")
        if field == name:
            return held
    return ""


_FIELD_NAMES = re.compile(r"(\w+(?:,\w+)*)(?: |(?=[*\[(<]))")
_NAMED = re.compile(r"(?!chan\b|func\b|map\b|struct\b|interface\b)([A-Za-z_]\w*)(?: |(?=[*\[(]|\.\.\.|<-))")


def _named(part: str) -> str:
    """The name at the start of `name Type`, or ""."""
    match = _NAMED.match(part)
    if match is None:
        return ""
    rest = part[match.end() :]
    if rest.startswith("[") and part[match.end() - 1] != " ":
        # `T[int]` is a type, `name[]int` a squeezed parameter.
        close = _closing(rest, 0)
        if close + 1 >= len(rest):
            return ""
    return match[1]
