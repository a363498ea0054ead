"""Which declarations a rule has to look at, told from bytes alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from attrs import evolve, field, frozen

from leakline.analysis import constructors
from leakline.analysis.captures import PER_ITERATION
from leakline.analysis.gates.acquired import Released, released
from leakline.analysis.gates.captured import changing
from leakline.analysis.gates.channels import waited
from leakline.analysis.gates.goroutines import endless
from leakline.analysis.gates.locks import left_held, meeting
from leakline.analysis.gates.waitgroups import groups
from leakline.analysis.locknames import lockers
from leakline.analysis.missingfields import missing
from leakline.analysis.rules import Rule
from leakline.analysis.siblings import closed
from leakline.analysis.workernames import worker_names
from leakline.analysis.wrappers import Declared, Wrappers, declared, merged
from leakline.golang.files import effective_version
from leakline.golang.modules import NEWEST, Module
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
    functions: Mapping[bytes, frozenset[str]] = field(factory=dict[bytes, frozenset[str]])
    """Name -> import paths, for functions that are called behind the name of their package."""
    bare: tuple[bytes, ...] = ()
    """Names of functions that are called without a dot."""
    released: Released | None = None
    """Asked with the offsets of all the calls in a declaration that are named here; True where no finding can be in it."""
    test: Callable[[bytes], bool] | None = None
    """Asked of a declaration that holds the words."""
    of_tests: bool = True
    """Whether the rule has findings in test files, too."""


_LOOP = re.compile(rb"\n(\t+)for\b")


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
    rb"|unmount|purge|nack|ack|drop|undo|restore|revert|dispose|evict|withdraw)\w*\([a-z]\w*[,)]"
    rb"|context\.With(?:Timeout|Deadline)\w*\(\w+,"
)

_AFTER_WAIT = re.compile(rb"\.Wait\(\)(?:.|\n)*\([a-z]\w*[,)]")


def ends_a_context(source: bytes) -> bool:
    """Whether a declaration waits for or asks whether a context is over, and has work left that is given one."""
    if b"errgroup.WithContext(" in source and _AFTER_WAIT.search(source):
        return True
    ends = b".Done()" in source or b".Err() != nil" in source or b"cancel()" in source or b"stop()" in source
    return ends and _CLEANS.search(source) is not None


FIXED = {
    "captures": Trigger((b"for ",), (b"\tgo ", b"(func(", b" func(", b"\tfunc(")),
    "waitgroups": Trigger((), (b"WaitGroup",), _calls("Add Done Wait")),
    "channels": Trigger((b"<-",), (b"chan ", b"chan<-")),
    "receives": Trigger((b"chan ", b"make("), (b"<-", b" range ")),
    "tickers": Trigger((), (b".C {", b".C:", b".C\n", b".C)"), _calls("NewTicker Tick")),
    "timers": Trigger((), (), _calls("NewTimer AfterFunc After")),
    "expired": Trigger(
        (),
        (),
        _calls("Done Err WithCancel WithTimeout WithDeadline WithContext NotifyContext"),
        test=ends_a_context,
    ),
    "detached": Trigger((b"context.Context",), (), _calls("Background TODO")),
    "timeouts": Trigger(
        (b"http.",),
        (b"Server{", b"Client{"),
        _calls("Get Head Post PostForm ListenAndServe ListenAndServeTLS Serve ServeTLS"),
    ),
    "loopdefers": Trigger((b"defer ", b"for "), test=defer_in_loop),
    "shadows": Trigger((b":=",), (b"var err error",), _ACQUIRERS, test=hides_a_name),
    "locks": Trigger((), (), _calls("Lock RLock")),
    "emptyselects": Trigger((b"select {}",)),
    "endless": Trigger((), (b"for {", b"; ; ", b".C {", b"for range time.")),
    "nilchannels": Trigger((b"chan ", b"<-"), (b"var ", b"= nil\n")),
}


def common_calls(rules: Sequence[Rule]) -> frozenset[bytes]:
    """The names whose calls the rules ask for in every package."""
    return frozenset[bytes]().union(*map(_acquirers, rules), *(trigger.calls for trigger in FIXED.values()))


def triggers(
    rules: Sequence[Rule], package: Package, module: Module | None = None
) -> list[tuple[Rule, Trigger]]:
    """The rules that may have a finding in some file of the package, and what the declarations with one hold."""
    kinds = _all_kinds(tuple(tuple(rule.kinds) for rule in rules))
    own = merged(declared(file, package.path, kinds) for file in package.files)
    foreign = [(path, _foreign(folder, kinds)) for path, folder in _folders(package, module)]
    beyond: list[tuple[str, Wrappers]] = []
    acquirers = frozenset[bytes]().union(*(_acquirers(rule) for rule in rules if rule.beyond))
    if acquirers:
        beyond = [
            (path, _constructors(folder, acquirers)) for path, folder in _folders(package, module, True)
        ]
    pairs = [(rule, _trigger(rule, package, module, own, foreign, beyond)) for rule in rules]
    return [(rule, words) for rule, words in pairs if words is not None]


@lru_cache(maxsize=16)
def _all_kinds(kinds: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(kind for each in kinds for kind in each)


def _folders(package: Package, module: Module | None, own: bool = False) -> Iterator[tuple[str, str]]:
    """Import path and folder of the packages that a package imports, all or those of its module only."""
    for path in package.imported - {package.path} if module is not None else ():
        if module is not None and not (module.path == "std" and is_std(path)):
            place = place_of(path, module)
            if place is not None and (place.own or not own):
                yield path, place.folder


def _acquirers(rule: Rule) -> frozenset[bytes]:
    return frozenset(name for named in rule.acquired_in.values() for name, _ in named)


def _trigger(
    rule: Rule,
    package: Package,
    module: Module | None,
    own: Declared,
    foreign: Sequence[tuple[str, Declared]],
    beyond: Sequence[tuple[str, Wrappers]],
) -> Trigger | None:
    """What every declaration with a finding of the rule holds; None where no file of the package can have one."""
    if rule.engine == "waitgroups":
        if "sync" not in package.imported | {package.path} or not _holds(package, b"WaitGroup"):
            return None
        return evolve(FIXED["waitgroups"], test=groups(package))
    if rule.engine == "endless":
        return evolve(FIXED["endless"], test=endless(package), of_tests=False)
    if rule.engine == "captures":
        return evolve(
            FIXED["captures"], test=partial(changing, shared_headers=_shares_headers(package, module))
        )
    if rule.engine == "tickers":
        is_near = "time" in package.imported | {package.path}
        names_one = is_near and (_holds(package, b"NewTicker(") or _holds(package, b"time.Tick"))
        return FIXED["tickers"] if names_one else None
    if rule.engine in ("channels", "receives") and any(map(_has_channel_field, package.files)):
        receiving = Trigger((), (b"<-", b"chan "))
        trigger = Trigger((b" <- ",)) if rule.engine == "channels" else receiving
        return evolve(trigger, test=waited(package, rule.engine))
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
        test = meeting(package, module is not None and module.path == "std")
        return Trigger(
            (), functions, FIXED["locks"].calls | methods, test=test, of_tests=rule.engine != "lockorder"
        )
    if rule.engine == "locks":
        return evolve(FIXED["locks"], test=left_held)
    if rule.engine != "obligations":
        return FIXED.get(rule.engine)
    return _acquiring(rule, package, own, foreign, beyond)


def _acquiring(
    rule: Rule,
    package: Package,
    own: Declared,
    foreign: Sequence[tuple[str, Declared]],
    beyond: Sequence[tuple[str, Wrappers]],
) -> Trigger | None:
    """The calls that may acquire what a rule wants released: those of its table, and those of functions that hand it on."""
    imported = package.imported
    calls: set[bytes] = set()
    words: set[bytes] = set()
    bare: set[bytes] = set()
    functions: dict[bytes, set[str]] = {}
    for path, named in rule.acquired_in.items():
        near = path in imported
        if near or ("." in path.partition("/")[0] and _is_below(path, imported)):
            for name, is_function in named:
                if near and is_function:
                    functions.setdefault(name, set()).add(path)
                else:
                    calls.add(name)
        if path == package.path or path in package.dots:
            bare.update(name for name, _ in named)
    if rule.beyond:
        for name in closed(package).functions:
            path, _, last = name.rpartition(".")
            functions.setdefault(last.encode(), set()).add(path)
        calls |= {name.rpartition(".")[2].encode() for name in closed(package).methods}
        words |= {f") {method}(".encode() for _, method in missing(package)}
    own_names = [constructors.of_package(package, _acquirers(rule))] if rule.beyond else []
    own_names += [own[kind] for kind in rule.kinds if kind in own]
    for names in own_names:
        bare |= names.functions
        words |= {name + b"(" for name in names.called} | names.types
    others = [*(beyond if rule.beyond else ())]
    others += [(path, told[kind]) for path, told in foreign for kind in rule.kinds if kind in told]
    for path, names in others:
        for name in names.functions:
            if name[:1].isupper():
                functions.setdefault(name, set()).add(path)
        calls |= {name for name in names.called if name[:1].isupper()}
        words |= {b"." + name for name in names.types if name[:1].isupper()}
    if not (words or calls or bare or functions):
        return None
    known = {name: frozenset(paths) for name, paths in functions.items()}
    return Trigger((), tuple(sorted(words)), frozenset(calls), known, tuple(sorted(bare)), released(rule))


def _shares_headers(package: Package, module: Module | None) -> bool:
    """Whether some file of a package may be of a Go version in which loop variables are shared by all steps."""
    known = module.go_version if module is not None else NEWEST
    heads = [None, *(file.head.go_version for file in package.files if b"//go:build" in file.data)]
    return any(effective_version(known, each) < PER_ITERATION for each in heads)


def _holds(package: Package, word: bytes) -> bool:
    return any(word in file.data for file in package.files)


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
def _constructors(folder: str, acquirers: frozenset[bytes]) -> Wrappers:
    """Names that another package of the module declares with a value to close among their results."""
    return constructors.constructors(_files_of(folder), acquirers)


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
