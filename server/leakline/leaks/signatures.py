"""How a leak of one kind looks in a profile: the `[signature]` table of a rule.

A rule says in its rule.toml which goroutines betray it. Every key that stands must fit (and), each list wants
one of its entries (or); at least one of `states`, `leaf`, `frames` and `creator` must stand:

    [signature]
    states = ["chan send"]              # what it waits for, in Go's own words, without minutes and marks
    leaf = ["sync.(*WaitGroup).Wait"]   # the innermost frame outside of runtime, internal/ and the hidden
    helpers of sync frames = ["net/http.(*persistConn).readLoop"]  # a frame anywhere in the stack creator =
    ["example.com/m.Start*"]  # the function around the `go` statement (only known from text dumps) without =
    ["net/http.(*Server).Serve"]         # none of these may stand anywhere in the stack min_count = 10
    # so many goroutines at one line at least; 1 where absent

Entries are compared with the whole text; `*` stands for anything, also for nothing, and is the only special
character (so `net/http.(*persistConn).*` fits its methods, and `(*T)` fits itself). Functions are written as
the runtime names them, import path included: `database/sql.(*DB).conn`, `main.worker`,
`example.com/m/v2.(*Queue[...]).run`. States are the ones of the runtime's waitReason strings: `chan send`,
`chan receive`, `chan send (nil chan)`, `select`, `select (no cases)`, `IO wait`, `sleep`, `sync.Mutex.Lock`,
`sync.WaitGroup.Wait` and so on. Go before 1.24 writes `semacquire` where newer ones write
`sync.WaitGroup.Wait`: an entry of `leaf` or `frames` fits both. Where a profile has no states (pprof protos),
the state is told from the runtime's own frames, so `states` works there as well.

Several looks of one leak are several tables, any of which fits:

    [[signature]]
    leaf = ["net/http.(*persistConn).readLoop"]
    min_count = 10

    [[signature]]
    leaf = ["net/http.(*persistConn).writeLoop"]
    min_count = 10
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import lru_cache
from typing import cast

from attrs import frozen

from leakline.leaks.blocking import leaf, state_of
from leakline.profiles.model import Group

_PLAIN = re.compile(r"[?\[]")
"""What fnmatch takes for special, and a signature does not."""
LISTS = ("states", "leaf", "frames", "creator", "without")


class SignatureError(Exception):
    """A `[signature]` table that cannot be read. The text is one sentence for the author of the rule."""


@frozen
class Signature:
    """One look of a leak in a profile; see the module for what each part means. `rule` is the id that it speaks for."""

    rule: str
    states: tuple[str, ...] = ()
    leaf: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    creator: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    min_count: int = 1

    @property
    def telling(self) -> bool:
        """Whether it names frames, and not only how anything waits."""
        names = (*self.leaf, *self.frames, *self.creator)
        return bool(names) and not all(name.startswith(("sync.", "runtime.", "time.")) for name in names)


def parse(table: object, rule: str = "") -> tuple[Signature, ...]:
    """The looks of a `[signature]` table or of a list of them. Raises SignatureError."""
    if isinstance(table, list):
        return tuple(one for entry in cast("list[object]", table) for one in parse(entry, rule))
    if not isinstance(table, Mapping):
        raise SignatureError(f"rule {rule}: signature must be a table like `[signature]`")
    entries = cast("Mapping[str, object]", table)
    unknown = sorted(set(entries) - {*LISTS, "min_count"})
    if unknown:
        known = ", ".join((*LISTS, "min_count"))
        raise SignatureError(f"rule {rule}: signature has no key `{unknown[0]}`; its keys are {known}")
    lists = {key: strings(entries[key], key, rule) for key in LISTS if key in entries}
    if not any(lists.get(key) for key in ("states", "leaf", "frames", "creator")):
        raise SignatureError(f"rule {rule}: signature needs one of states, leaf, frames and creator")
    count = entries.get("min_count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise SignatureError(f"rule {rule}: min_count of signature must be a whole number from 1 on")
    return (Signature(rule, min_count=count, **lists),)


def strings(value: object, key: str, rule: str) -> tuple[str, ...]:
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(entry, str) for entry in entries):
        raise SignatureError(f"rule {rule}: `{key}` of signature must be a list of texts")
    return tuple(cast("list[str]", entries))


def signatures(tables: Mapping[str, object]) -> tuple[Signature, ...]:
    """All looks of all rules, from rule id to the raw `signature` entry of its rule.toml. Raises SignatureError."""
    return tuple(one for rule, table in tables.items() for one in parse(table, rule))


def matching(groups: Sequence[Group], known: Iterable[Signature]) -> tuple[str, ...]:
    """Ids of the rules that fit goroutines waiting at one line, in the order of `known`, each once."""
    count = sum(group.count for group in groups)
    found = [
        one.rule for one in known if count >= one.min_count and any(fits(group, one) for group in groups)
    ]
    return tuple(dict.fromkeys(found))


def fits(group: Group, signature: Signature) -> bool:
    """Whether one stack has this look; `min_count` is left to `matching`, which sees all stacks of a line."""
    if signature.states and not any_like(signature.states, (state_of(group),)):
        return False
    functions = tuple(frame.function for frame in group.frames)
    if signature.leaf and not any_like(signature.leaf, (leaf(group.frames),)):
        return False
    if signature.frames and not any_like(signature.frames, functions):
        return False
    if signature.creator and not (group.creator and any_like(signature.creator, (group.creator.function,))):
        return False
    return not (signature.without and any_like(signature.without, functions))


def any_like(patterns: tuple[str, ...], texts: Iterable[str]) -> bool:
    match = compiled(patterns)
    return any(match.fullmatch(text) for text in texts)


@lru_cache(maxsize=1024)
def compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of globs in which only `*` is special.

    fnmatch writes them so that matching takes no longer for many stars: a project's own rule may hold any pattern.
    """
    return re.compile("|".join(translate(_PLAIN.sub(r"[\g<0>]", one)) for one in patterns))
