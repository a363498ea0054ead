"""Which declarations a rule has to look at, told from bytes alone."""

import re
from functools import lru_cache
from pathlib import Path

from attrs import frozen

from leakline.analysis.rules import Rule
from leakline.golang.modules import Module
from leakline.golang.package import Package
from leakline.golang.resolve import place_of

_LEADING_NAME = re.compile(rb"(\w+)(?:\[[^\]\n]*\])?(?:\s*=|\s+func|\s*:=\s*func|\s*:\s*func)?\s*\(")
_METHOD = re.compile(rb"func \([^)\n]*\) (\w+)\(")


@frozen
class Trigger:
    """What a text must hold for a rule to look at it: all of some words, and one of some others or of some calls."""

    all_of: tuple[bytes, ...] = ()
    """The rarest first: the first that is missing ends the question."""
    any_of: tuple[bytes, ...] = ()
    calls: frozenset[bytes] = frozenset()
    """Names called behind a dot, `Lock` for `mu.Lock()`. Those of all rules cost one pass; each word costs its own."""


def _calls(names: str) -> frozenset[bytes]:
    return frozenset(names.encode().split())


FIXED = {
    "captures": Trigger((b"for ",), (b"\tgo ", b"(func(", b" func(", b"\tfunc(")),
    "waitgroups": Trigger((), (b"WaitGroup",), _calls("Add Done Wait")),
    "channels": Trigger((b"chan ", b"<-", b"make(")),
    "receives": Trigger((b"chan ", b"<-", b"make(")),
    "tickers": Trigger((), (b".C {", b".C:", b".C\n", b".C)"), _calls("NewTicker Tick")),
    "locks": Trigger((), (), _calls("Lock RLock")),
    "emptyselects": Trigger((b"select {}",)),
    "endless": Trigger((), (b"for {", b".C {", b"for range time.")),
    "nilchannels": Trigger((b"chan ", b"<-"), (b"var ", b"= nil\n")),
}


def trigger(rule: Rule, package: Package, module: Module | None = None) -> Trigger | None:
    """What every declaration with a finding of the rule holds; None where no file of the package can have one."""
    if rule.engine == "waitgroups":
        return FIXED["waitgroups"] if any(b"WaitGroup" in f.data for f in package.files) else None
    if rule.engine == "tickers":
        names_one = any(b"NewTicker(" in f.data or b"time.Tick" in f.data for f in package.files)
        return FIXED["tickers"] if names_one else None
    if rule.engine != "obligations":
        return FIXED.get(rule.engine)
    imported = package.imported
    calls: set[bytes] = set()
    words: set[bytes] = set()
    for name in rule.acquires:
        path = _import_path(name)
        parents = path if "." in path.partition("/")[0] else ""
        if path in imported or any(parents.startswith(each + "/") for each in imported):
            calls.add(name.rpartition(".")[2].encode())
        if path == package.path or path in package.dots:
            last = name.rpartition(".")[2].encode()
            words |= {last + b"(", last + b"["}
    # A wrapper may be a function type, which a call does not name; a name may be followed by type arguments.
    words |= _wrappers(rule.resource, package) if rule.resource else set[bytes]()
    if rule.resource and module is not None:
        for path in imported - {package.path}:
            place = place_of(path, module)
            if place is not None and place.own:
                words |= _foreign(place.folder, rule.resource)
    return Trigger((), tuple(sorted(words)), frozenset(calls)) if words or calls else None


@lru_cache(maxsize=8192)
def _foreign(folder: str, resource: str) -> frozenset[bytes]:
    """Names that another package of the module declares with the resource among their results."""
    path, _, name = resource.lstrip("*").rpartition(".")
    found: set[bytes] = set()
    for file in sorted(Path(folder).glob("*.go")) if folder else ():
        try:
            data = file.read_bytes() if not file.name.endswith("_test.go") else b""
        except OSError:
            continue
        if name.encode() in data and f'"{path}"'.encode() in data:
            found |= _declaring(name.encode(), data)
    return frozenset(found)


def forget() -> None:
    """Drops what is remembered of other packages, after one of them changed."""
    _foreign.cache_clear()


def _import_path(name: str) -> str:
    """`net/http` of `net/http.Get` and of `(*net/http.Client).Do`."""
    inner = name[1 : name.index(")")].lstrip("*") if name.startswith("(") else name
    return inner.rpartition(".")[0]


def _wrappers(resource: str, package: Package) -> set[bytes]:
    """Names that the package declares with the resource among their results: functions, methods, fields, literals."""
    path, _, name = resource.lstrip("*").rpartition(".")
    found: set[bytes] = set()
    for file in package.files:
        if path in file.head.imports.values() or path in file.head.dots or path == package.path:
            if resource not in file.answers:
                file.answers[resource] = _declaring(name.encode(), file.data)
            found |= file.answers[resource]
    return found


def _declaring(name: bytes, data: bytes) -> set[bytes]:
    """Names declared with a type of this name behind a closing parenthesis: functions, methods, fields, literals."""
    found: set[bytes] = set()
    at = data.find(name)
    while at >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        line = data[start : end if end >= 0 else len(data)]
        at = data.find(name, start + len(line))
        behind = line.find(name, line.find(b")"))
        # Methods read `func (c *Client) name(`: the receiver's parenthesis comes first.
        match = _METHOD.match(line) or _LEADING_NAME.search(line)
        if match is not None and behind > match.end():
            found.add(match[1])
    return found - {b"func", b"if", b"for", b"switch", b"return"}
