"""Whether what is stored in a field can still be released: told from the text of the package."""

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from leakline.golang.package import FuncDecl, Package

_known: "WeakKeyDictionary[Package, dict[tuple[str, str], bool]]" = WeakKeyDictionary()
_ENDS = re.compile(
    r"(?i)^(close|stop|shutdown|cancel|release|finish|end|kill|destroy|abort|quit|dispose|disconnect|terminate)"
    r"(all|now|gracefully|(with)?context|andwait)?$"
)
_CANCELS = re.compile(rb"\.\w*(?:[cC]ancel|[sS]top)\w*\(")
_CALLED = re.compile(rb"\b(\w+)\(")


def ends_life(method: str) -> bool:
    """Whether a method ends its receiver's life, as its name tells: Close, Stop, Shutdown and the like."""
    return _ENDS.match(method) is not None


def is_lost(package: Package, type_name: str, name: str) -> bool:
    """Whether nothing below the methods that end a type's life mentions `.name`; without any such method, nothing at all.

    False where the field is exported or embedded under its type's name, since other packages may release it.
    """
    if not name or name[:1].isupper():
        return False
    answers = _known.setdefault(package, {})
    key = (type_name, name)
    if key not in answers:
        answers[key] = _is_lost(package, type_name, name)
    return answers[key]


def _is_lost(package: Package, type_name: str, name: str) -> bool:
    read = re.compile(rb"\." + name.encode() + rb"\b(?!\s*(?:,[^=\n]*)?=[^=])")
    if not any(read.search(source) for source in texts_about(package, type_name, name)):
        return True
    ends = ends_of(package, type_name)
    if not ends or _is_called(package, type_name, name):
        return False
    return not any(read.search(decl.source()) for decl in below(package, ends))


def _is_called(package: Package, type_name: str, name: str) -> bool:
    """Whether a function calls the field and does not fill it anew: it ends there, whatever the function is named."""
    calls = re.compile(rb"\." + name.encode() + rb"\(")
    fills = re.compile(rb"\." + name.encode() + rb" :?= (?!nil\b)")
    return any(
        calls.search(source) and not fills.search(source) for source in texts_about(package, type_name, name)
    )


def ends_context(package: Package, type_name: str) -> bool:
    """Whether a method that ends the life of a type calls a cancel function that the type holds, as its name tells."""
    return any(_CANCELS.search(decl.source()) for decl in below(package, ends_of(package, type_name)))


def ends_of(package: Package, type_name: str) -> list[FuncDecl]:
    """The methods that end the life of a type's values: Close, Stop, Shutdown."""
    methods = package.methods.items()
    return [decl for (owner, name), decl in methods if owner == type_name and _ENDS.match(name)]


def texts_about(package: Package, type_name: str, name: str) -> Iterator[bytes]:
    """The texts of a package in which `.name` may mean the field of a type.

    Not those of methods of another type that has such a field itself, and does not speak of this one.
    """
    word = type_name.encode()
    for decl in package.funcs.values():
        yield decl.source()
    for (owner, _), decl in package.methods.items():
        source = decl.source()
        other = package.types.get(owner)
        if owner == type_name or other is None or name not in other.fields or word in source:
            yield source
    for file in package.files:
        yield from (file.data[p.start : p.end] for p in file.pieces if p.kind == "var")


def below(package: Package, start: list[FuncDecl]) -> list[FuncDecl]:
    """Some functions and all of the package that they may call, by name."""
    by_name: dict[str, list[FuncDecl]] = {name: [decl] for name, decl in package.funcs.items()}
    for (_, method), decl in package.methods.items():
        by_name.setdefault(method, []).append(decl)
    found: dict[FuncDecl, None] = dict.fromkeys(start)
    todo = list(start)
    while todo:
        source = todo.pop().source()
        for called in set(_CALLED.findall(source, source.find(b"{"))):
            for decl in by_name.get(called.decode(), ()):
                if decl not in found:
                    found[decl] = None
                    todo.append(decl)
    return list(found)


_SERVES = re.compile(rb"\b(?:ListenAndServe\w*|Serve\w*|Listen|Accept|signal\.Notify)\(")


def serves(package: Package) -> bool:
    """Whether a package listens or waits for a signal: a server, whose process lives on."""
    answers = _known.setdefault(package, {})
    if ("", "") not in answers:
        answers["", ""] = any(serves_in(file.data) for file in package.files)
    return answers["", ""]


def serves_in(source: bytes) -> bool:
    """Whether a text listens or waits for a signal."""
    return _SERVES.search(source) is not None
