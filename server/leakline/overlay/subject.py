"""What a line of code speaks of: the variables that a finding is about, and the one that a goroutine waits
on.

`ctx, cancel := context.WithCancel(parent)` is about ctx and cancel, `<-ctx.Done()` waits on ctx: where both
stand in one function, they belong together although their lines differ.
"""

import re

_PATH = r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
_ASSIGNED = re.compile(r"^\s*(?:(?:if|for|switch|case|var|else)\s+)*([A-Za-z_][\w., ]*?)\s*:?=(?!=)")
_DECLARED = re.compile(r"^\s*var\s+([A-Za-z_]\w*)")
_SENT = re.compile(_PATH + r"\s*<-")
_RECEIVED = re.compile(r"<-\s*" + _PATH)
_RANGED = re.compile(r"\brange\s+" + _PATH)
_CALLED = re.compile(_PATH + r"\.(?:Lock|RLock|Wait|Add|Done|Acquire|Do)\(")

_NOT_TELLING = {"_", "err", "ok"}


def about(text: str) -> frozenset[str]:
    """The variables that a finding on this line is about: those that it declares, else what it works on."""
    found = _ASSIGNED.match(text) or _DECLARED.match(text)
    if found:
        names = {name.strip() for name in found.group(1).split(",")}
        return frozenset(names - _NOT_TELLING)
    return waited_on(text)


def mentions(text: str) -> frozenset[str]:
    """Every name and dotted path of a line, comments left out."""
    paths = {match.group(0) for match in re.finditer(_PATH, text.split("//", 1)[0])}
    return frozenset(paths | {path.partition(".")[0] for path in paths})


def waited_on(text: str) -> frozenset[str]:
    """The channels, contexts, tickers, locks and groups that a goroutine on this line may wait on."""
    text = text.split("//", 1)[0]
    found = {match.group(1) for one in (_RECEIVED, _RANGED, _CALLED) for match in one.finditer(text)}
    found |= {match.group(1) for match in _SENT.finditer(text)}
    return frozenset({name.removesuffix(".Done").removesuffix(".C") for name in found} - _NOT_TELLING)
