"""Which declarations a rule has to look at, told from bytes alone."""

import re

from leakline.analysis.rules import Rule
from leakline.golang.package import Package

_LEADING_NAME = rb"(\w+)(?:\[[^\]\n]*\])?(?:\s*=|\s+func|\s*:=\s*func|\s*:\s*func)?\s*\("

FIXED = {
    "captures": re.compile(rb"\bfor\b[\s\S]*?(?:\b(?:go|defer)\s|\bfunc\()"),
    "waitgroups": re.compile(rb"\bWaitGroup\b|\.(?:Add|Wait|Done)\("),
    "channels": re.compile(rb"make\(chan\b|make\([^()\n]*chan\b"),
    "locks": re.compile(rb"\.R?Lock\(\)"),
}


def trigger(rule: Rule, package: Package) -> "re.Pattern[bytes] | None":
    """A pattern that every declaration with a finding of the rule matches; None where no file of the package can."""
    if rule.engine == "captures":
        return FIXED["captures"]
    if rule.engine == "waitgroups":
        return FIXED["waitgroups"] if any(b"WaitGroup" in f.data for f in package.files) else None
    if rule.engine != "obligations":
        return FIXED.get(rule.engine)
    imported = {path for file in package.files for path in (*file.head.imports.values(), *file.head.dots)}
    names: set[bytes] = set()
    for name in rule.acquires:
        path = _import_path(name)
        if path in imported or path == package.path:
            names.add(name.rpartition(".")[2].encode())
    wrappers = _wrappers(rule.resource, package) if rule.resource else set[bytes]()
    if not names and not wrappers:
        return None
    # A wrapper may be a function type, which a call does not name.
    parts = (
        [rb"\b(?:" + b"|".join(sorted(map(re.escape, names))) + rb")\s*(?:\[[^\]\n]*\])?\("] if names else []
    )
    parts += [rb"\b(?:" + b"|".join(sorted(map(re.escape, wrappers))) + rb")\b"] if wrappers else []
    return re.compile(b"|".join(parts))


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
    """Names declared with a type of this name behind a closing parenthesis."""
    found = {match[1] for match in re.finditer(_LEADING_NAME + rb"[^\n]*\)[^\n]*\b" + name + rb"\b", data)}
    # Methods read `func (c *Client) name(`: the receiver's parenthesis comes first.
    methods = re.compile(rb"^func \([^)\n]*\) (\w+)\([^\n]*\b" + name + rb"\b", re.M)
    found |= {match[1] for match in methods.finditer(data)}
    return found - {b"func", b"if", b"for", b"switch", b"return"}
