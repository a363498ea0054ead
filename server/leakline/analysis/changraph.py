"""The channels of a package that live in fields: who makes, sends on, receives from and closes each, anywhere in it."""

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from attrs import define, field, frozen

from leakline.analysis.chanfacts import Facts, Node, Use, declared, facts, is_channel, key_of, mentions
from leakline.analysis.unit import Unit
from leakline.golang.package import FuncDecl, Package

_MOST = 600
"""How many declarations of a package may speak of channels; a package with more is left alone."""

_RETURNS_CHANNEL = re.compile(rb"func[^\n{]*\)\s*\(?(?:\w+\s+)?(?:<-)?chan\b")


@frozen
class Place:
    """One use of a channel, and the declaration that it stands in."""

    use: Use
    decl: FuncDecl


@define(eq=False)
class Group:
    """All nodes that may hold one channel, and what is done with it."""

    name: str
    """As a message says it: `queue.input`."""
    places: list[Place] = field(factory=list[Place])
    makes: list[str] = field(factory=list[str])
    """Texts of capacities, "" for none."""
    sent_elsewhere: bool = False
    """Whether code that is not seen may send on it or close it."""
    received_elsewhere: bool = False

    def of(self, *kinds: str) -> list[Place]:
        return [place for place in self.places if place.use.kind in kinds]


@define(eq=False)
class Graph:
    groups: dict[Node, Group]
    uses: dict[tuple[str, tuple[str, str]], list[tuple[Use, Group]]] = field(
        factory=dict[tuple[str, tuple[str, str]], list[tuple[Use, Group]]]
    )
    """Path and name of a declaration -> its uses of channels that end in a field."""
    users: set[bytes] = field(factory=set[bytes])
    """Names of the functions and methods that have such uses."""

    def group(self, node: Node | None) -> Group | None:
        return self.groups.get(node) if node is not None else None


_graphs: "WeakKeyDictionary[Package, Graph | None]" = WeakKeyDictionary()
_facts: "dict[tuple[str, int, bytes], tuple[object, frozenset[str], Facts]]" = {}
_LARGEST = 20000


def channel_fields(package: Package) -> frozenset[str]:
    """Names of all fields of the package whose type is a channel."""
    return frozenset(
        name for typed in package.types.values() for name, text in typed.fields.items() if is_channel(text)
    )


def graph(unit: Unit) -> Graph | None:
    """The channels of the unit's package; None where it has no channel in a field, or too much to tell."""
    unit.reads_package = True
    package = unit.world.package
    if package not in _graphs:
        names = channel_fields(package)
        _graphs[package] = _build(unit, names) if names else None
    return _graphs[package]


def _build(unit: Unit, names: frozenset[str]) -> Graph | None:
    package = unit.world.package
    every = declared(package)
    makers = {decl.name.encode() for decl in every if _RETURNS_CHANNEL.match(decl.source())}
    called = re.compile(rb"\b(?:" + b"|".join(sorted(makers)) + rb")\(") if makers else None
    said = mentions(names)
    wanted = [
        decl
        for decl in every
        if said.search(source := decl.source()) or (called is not None and called.search(source))
    ]
    if len(wanted) > _MOST:
        return None
    found: list[tuple[FuncDecl, Facts]] = []
    for decl in wanted:
        told = _told(unit, decl, names)
        if told is None:
            return None  # a declaration that cannot be read may do anything
        found.append((decl, told))
    return _joined(package, found)


def _told(unit: Unit, decl: FuncDecl, names: frozenset[str]) -> Facts | None:
    """The facts of a declaration, remembered for its text while the package's types stay the same."""
    types = unit.world.package.types
    key = (decl.file.path, decl.piece.start, decl.source())
    known = _facts.get(key)
    if known is not None and known[0] is types and known[1] == names:
        return known[2]
    other = unit.lower_other(decl)
    if other is None or other.body.errors:
        return None
    told = facts(other, decl, names)
    if len(_facts) > _LARGEST:
        _facts.clear()
    _facts[key] = types, names, told
    return told


def _joined(package: Package, found: list[tuple[FuncDecl, Facts]]) -> Graph:
    parents: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        while parents.setdefault(node, node) != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for _, told in found:
        for left, right in told.ties:
            parents[root(left)] = root(right)
        for node in (*(n for n, _ in told.makes), *told.opened, *(use.node for use in told.uses)):
            root(node)
    groups: dict[Node, Group] = {}
    members: dict[Node, list[Node]] = {}
    for node in list(parents):
        members.setdefault(root(node), []).append(node)
    for nodes in members.values():
        inside = next((node for node in nodes if node[0] == "f"), None)
        name = f"{inside[1].rpartition('.')[2]}.{inside[2]}" if inside is not None else ""
        group = Group(name)
        groups.update(dict.fromkeys(nodes, group))
    for decl, told in found:
        for use in told.uses:
            groups[use.node].places.append(Place(use, decl))
        for node, size in told.makes:
            groups[node].makes.append(size)
        for node in told.opened:
            groups[node].sent_elsewhere = groups[node].received_elsewhere = True
    _from_outside(package, groups)
    for word in {each for _, told in found for each in told.unknown}:
        _poison(groups, word)
    out = Graph(groups)
    for group in dict.fromkeys(groups.values()):
        for place in group.places if group.name else ():
            key = place.decl.file.path, key_of(place.decl)
            out.uses.setdefault(key, []).append((place.use, group))
            out.users.add(place.decl.name.encode())
    return out


def _is_command(package: Package) -> bool:
    return all(file.head.package == "main" for file in package.files)


def _from_outside(package: Package, groups: dict[Node, Group]) -> None:
    """Fields, parameters and results that other packages reach."""
    if _is_command(package):
        return
    for node, group in groups.items():
        if node[0] == "f" and node[2][:1].isupper() and node[1].rpartition(".")[2][:1].isupper():
            group.sent_elsewhere = group.received_elsewhere = True
        elif node[0] in ("p", "r") and node[1][1][:1].isupper():
            decl = _find(package, node[1])
            text = _type_of(package, decl, node) if decl is not None else ""
            group.received_elsewhere |= not text.startswith("chan<- ")
            group.sent_elsewhere |= not text.startswith("<-chan ")


def _find(package: Package, key: tuple[str, str]) -> FuncDecl | None:
    return package.methods.get(key) if key[0] else package.funcs.get(key[1])


def _type_of(package: Package, decl: FuncDecl, node: Node) -> str:
    signature = package.signature(decl)
    listed = signature.results if node[0] == "r" else signature.params
    index = 0 if node[0] == "r" else node[2]
    text = listed[index] if index < len(listed) else ""
    if node[0] == "p":  # what a parameter may do inside, others do outside
        return {"<-chan ": "chan<- ", "chan<- ": "<-chan "}.get(text[:7], text)
    return text


def _poison(groups: dict[Node, Group], word: tuple[str, str]) -> None:
    """A mention that nobody can place may mean every channel of that name."""
    kind, name = word
    for node, group in groups.items():
        fits = (
            node[2] == name if kind == "field" and node[0] == "f" else node[0] == "r" and node[1][1] == name
        )
        if fits and (kind == "call") == (node[0] == "r"):
            group.sent_elsewhere = group.received_elsewhere = True


def groups_of(unit: Unit, decl: FuncDecl) -> Iterator[tuple[Use, Group]]:
    """The uses of channels in one declaration that end in a field, each with its group."""
    told = graph(unit)
    if told is None:
        return
    yield from told.uses.get((decl.file.path, key_of(decl)), ())
