"""Which declarations a rule has to look at, told from bytes alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from attrs import frozen

from leakline.analysis import constructors
from leakline.analysis.locknames import lockers
from leakline.analysis.missingfields import missing
from leakline.analysis.rules import Rule
from leakline.analysis.siblings import closed
from leakline.analysis.workernames import worker_names
from leakline.analysis.wrappers import Declared, declared, merged
from leakline.golang.modules import Module
from leakline.golang.package import Package, SourceFile
from leakline.golang.resolve import place_of
from leakline.golang.std import is_std

_CHANNEL_FIELD = re.compile(rb"\n\t(?!var\b)[A-Za-z_][\w, ]* +(?:<-)?chan\b")


@frozen
class Trigger:
    """What a text must hold for a rule to look at it: all of some words, and one of some others or of some calls."""

    all_of: tuple[bytes, ...] = ()
    """The rarest first: the first that is missing ends the question."""
    any_of: tuple[bytes, ...] = ()
    """A word that begins or ends in a letter is found as a whole word only."""
    calls: frozenset[bytes] = frozenset()
    """Names called behind a dot, `Lock` for `mu.Lock()`. Those of all rules cost one pass; each word costs its own."""
    test: Callable[[bytes], bool] | None = None
    """Asked of a declaration that holds the words."""


_LOOP = re.compile(rb"\n(\t+)for\b")
_INLINE_LOOP = re.compile(rb"[^\n\t][ \t]*\bfor\b[^\n]*\{")
_LATER = re.compile(rb"\bfunc\(|\b(?:go|defer)[ \t]|\.(?:Go|TryGo|AfterFunc|Cleanup|Submit)\(")
_SUBTEST = re.compile(rb"func\(\w+ \*testing\.")


def closure_in_loop(source: bytes) -> bool:
    """Whether a loop of a declaration holds a function literal, or starts or defers a call."""
    if b"\n " in source:
        return True  # indented by hand: where a loop ends is not told by its lines
    parallel = b"Parallel()" in source
    for loop in _LOOP.finditer(source):
        end = source.find(b"\n" + loop[1] + b"}", loop.end())
        for match in _LATER.finditer(source, loop.end(), end if end >= 0 else len(source)):
            if parallel or not _SUBTEST.match(source, match.start()):
                return True
    return any(b"//" not in match[0] for match in _INLINE_LOOP.finditer(source))


def _calls(names: str) -> frozenset[bytes]:
    return frozenset(names.encode().split())


_DEFER = re.compile(rb"\n\t+defer ")


def defer_in_loop(source: bytes) -> bool:
    """Whether a loop of a declaration holds a deferred call."""
    if b"\n " in source:
        return True  # indented by hand
    for loop in _LOOP.finditer(source):
        end = source.find(b"\n" + loop[1] + b"}", loop.end())
        if _DEFER.search(source, loop.end(), end if end >= 0 else len(source)):
            return True
    return False


_ACQUIRERS = frozenset(
    (
        b"Open OpenFile Create CreateTemp New NewFile NewReader NewWriter NewTicker NewTimer Dial DialContext DialTimeout "
        b"DialTLS Listen ListenTCP ListenPacket Accept Begin BeginTx Beginx Query QueryContext Prepare PrepareContext Conn "
        b"Start WithCancel WithTimeout WithDeadline Get Post Do Head OpenReader NewClient Connect MkdirTemp"
    ).split()
)
_INNER = re.compile(
    rb"\n(\t\t+)(?:if |for |switch )?([\w, ]+?) := [^\n]*?"
    rb"(?:Open|Create|New|Dial|Listen|Begin|Start|With|Query|Prepare|Accept|Connect|Get)\w*\("
)
_DEFERRED_ERROR = re.compile(rb"defer func\(\) \{(?:[^\n]*\n\t\t)+[^\n]*\b(?:err|ok|success|done)\b")


def hides_a_name(source: bytes) -> bool:
    """Whether an inner `:=` makes a resource under a name that stands outside too, or an error that a cleanup asks for."""
    if b"err :=" in source and (b"var err error" in source or _DEFERRED_ERROR.search(source)):
        return True
    for inner in _INNER.finditer(source):
        for name in inner[2].split(b", "):
            if name in (b"_", b"err", b"ok", b"ctx"):
                continue
            outer = rb"(?:\n\t{1,%d}(?:var )?|[(,] ?)(?:\w+, )*%s\b(?:, \w+)* (?::?=|[\w*.\[\]])"
            if re.search(outer % (len(inner[1]) - 1, re.escape(name)), source[: inner.start()]):
                return True
    return False


_CLEANS = re.compile(
    rb"\b(?i:shutdown|stop|close|clean|delete|remove|release|unlock|flush|terminate|disconnect|deregister|unregister"
    rb"|kill|rollback|drain|finish|save|park|persist|exec|abort|revoke|destroy|teardown|leave|free|detach|unsubscribe"
    rb"|unmount|purge|nack|ack)\w*\(\w*[cC]tx\w*[,)]|context\.With(?:Timeout|Deadline)\w*\(\w*[cC]tx"
)


def ends_a_context(source: bytes) -> bool:
    """Whether a declaration waits for or asks whether a context is over, and has work left that is given one."""
    ends = b".Done()" in source or b".Err() != nil" in source or b"cancel()" in source or b"stop()" in source
    return ends and _CLEANS.search(source) is not None


FIXED = {
    "captures": Trigger((b"for ",), (b"\tgo ", b"(func(", b" func(", b"\tfunc("), test=closure_in_loop),
    "waitgroups": Trigger((), (b"WaitGroup",), _calls("Add Done Wait")),
    "channels": Trigger((b"<-",), (b"chan ", b"chan<-")),
    "receives": Trigger((b"chan ", b"make("), (b"<-", b" range ")),
    "tickers": Trigger((), (b".C {", b".C:", b".C\n", b".C)"), _calls("NewTicker Tick")),
    "timers": Trigger((), (), _calls("NewTimer AfterFunc After")),
    "expired": Trigger(
        (), (), _calls("Done Err WithCancel WithTimeout WithDeadline NotifyContext"), ends_a_context
    ),
    "detached": Trigger((b"context.Context",), (), _calls("Background TODO")),
    "timeouts": Trigger(
        (b"http.",),
        (b"Server{", b"Client{"),
        _calls("Get Head Post PostForm ListenAndServe ListenAndServeTLS Serve ServeTLS"),
    ),
    "loopdefers": Trigger((b"defer ", b"for "), test=defer_in_loop),
    "shadows": Trigger((b":=",), (b"var err error",), _ACQUIRERS, hides_a_name),
    "locks": Trigger((), (), _calls("Lock RLock")),
    "emptyselects": Trigger((b"select {}",)),
    "endless": Trigger((), (b"for {", b"; ; ", b".C {", b"for range time.")),
    "nilchannels": Trigger((b"chan ", b"<-"), (b"var ", b"= nil\n")),
}


def triggers(
    rules: Sequence[Rule], package: Package, module: Module | None = None
) -> list[tuple[Rule, Trigger]]:
    """The rules that may have a finding in some file of the package, and what the declarations with one hold."""
    kinds = _all_kinds(tuple(tuple(rule.kinds) for rule in rules))
    own = merged(declared(file, package.path, kinds) for file in package.files)
    foreign = merged(_foreign(folder, kinds) for folder in _folders(package, module))
    beyond = frozenset[bytes]()
    if any(rule.beyond for rule in rules):
        beyond = beyond.union(*[_constructors(folder) for folder in _folders(package, module, True)])
    pairs = [(rule, _trigger(rule, package, own, foreign, beyond)) for rule in rules]
    return [(rule, words) for rule, words in pairs if words is not None]


@lru_cache(maxsize=16)
def _all_kinds(kinds: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(kind for each in kinds for kind in each)


def _folders(package: Package, module: Module | None, own: bool = False) -> Iterator[str]:
    """Where the packages stand that a package imports, all or those of its module only."""
    for path in package.imported - {package.path} if module is not None else ():
        if module is not None and not (module.path == "std" and is_std(path)):
            place = place_of(path, module)
            if place is not None and (place.own or not own):
                yield place.folder


def _trigger(
    rule: Rule, package: Package, own: Declared, foreign: Declared, beyond: frozenset[bytes]
) -> Trigger | None:
    """What every declaration with a finding of the rule holds; None where no file of the package can have one."""
    if rule.engine == "waitgroups":
        return FIXED["waitgroups"] if any(b"WaitGroup" in f.data for f in package.files) else None
    if rule.engine == "tickers":
        names_one = any(b"NewTicker(" in f.data or b"time.Tick" in f.data for f in package.files)
        return FIXED["tickers"] if names_one else None
    if rule.engine in ("channels", "receives") and any(map(_has_channel_field, package.files)):
        receiving = Trigger((), (b"<-", b"chan "))
        return Trigger((b" <- ",)) if rule.engine == "channels" else receiving
    if rule.engine == "workers":
        starters = worker_names(package)
        return Trigger((), tuple(sorted(name + b"(" for name in starters))) if starters else None
    if rule.engine in ("expired", "detached", "timeouts"):
        needed = "net/http" if rule.engine == "timeouts" else "context"
        return FIXED[rule.engine] if needed in package.imported else None
    if rule.engine == "timers":
        return FIXED["timers"] if "time" in package.imported else None
    if rule.engine in ("doublelocks", "lockorder"):
        functions, methods = lockers(package)
        return Trigger((), functions, FIXED["locks"].calls | methods)
    if rule.engine != "obligations":
        return FIXED.get(rule.engine)
    imported = package.imported
    calls: set[bytes] = set()
    words: set[bytes] = set()
    for name in rule.acquires:
        path = _import_path(name)
        if path in imported or ("." in path.partition("/")[0] and _is_below(path, imported)):
            calls.add(name.rpartition(".")[2].encode())
        if path == package.path or path in package.dots:
            last = name.rpartition(".")[2].encode()
            words |= {last + b"(", last + b"["}
    if rule.beyond:
        calls |= closed(package).names | beyond
        words |= {f") {method}(".encode() for _, method in missing(package)}
        words |= {name + end for name in constructors.of_package(package) for end in (b"(", b"[")}
    for kind in rule.kinds:
        if kind in own:
            words |= {name + end for name in own[kind].called for end in (b"(", b"[")} | own[kind].types
        if kind in foreign:
            calls |= {name for name in foreign[kind].called if name[:1].isupper()}
            words |= {b"." + name for name in foreign[kind].types if name[:1].isupper()}
    return Trigger((), tuple(sorted(words)), frozenset(calls)) if words or calls else None


def _has_channel_field(file: SourceFile) -> bool:
    known = file.answers.get("channel field")
    if known is None:
        known = b"chan " in file.data and _CHANNEL_FIELD.search(file.data) is not None
        file.answers["channel field"] = known
    return known


def _is_below(path: str, imported: frozenset[str]) -> bool:
    """Whether a package above that of an import path is imported."""
    while "/" in path:
        path = path.rpartition("/")[0]
        if path in imported:
            return True
    return False


@lru_cache(maxsize=8192)
def _constructors(folder: str) -> frozenset[bytes]:
    """Names that another package of the module declares with a value to close among their results."""
    return frozenset(name for name in constructors.constructors(_files_of(folder)) if name[:1].isupper())


@lru_cache(maxsize=8192)
def _foreign(folder: str, kinds: frozenset[str]) -> Declared:
    """What another package of the workspace declares with one of some types among its results."""
    return merged(declared(file, "", kinds) for file in _files_of(folder))


def _files_of(folder: str) -> Iterator[SourceFile]:
    for path in sorted(Path(folder).glob("*.go")):
        try:
            if not path.name.endswith("_test.go"):
                yield SourceFile(str(path), path.read_bytes())
        except OSError:
            continue


def forget() -> None:
    """Drops what is remembered of other packages, after one of them changed."""
    _foreign.cache_clear()
    _constructors.cache_clear()


def _import_path(name: str) -> str:
    """`net/http` of `net/http.Get` and of `(*net/http.Client).Do`."""
    inner = name[1 : name.index(")")].lstrip("*") if name.startswith("(") else name
    return inner.rpartition(".")[0]
