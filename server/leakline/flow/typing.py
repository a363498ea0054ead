"""Light types of lowered values, and who is called."""

import re

from attrs import define, evolve, field, frozen

from leakline.flow.ir import Body, Op, V
from leakline.golang.files import Head
from leakline.golang.package import FuncDecl, Package
from leakline.golang.types import (
    INTEGERS,
    PREDECLARED,
    Signature,
    canonical,
    element,
    instantiated,
    pointee,
    split_signature,
)
from leakline.golang.world import World

_NAMED = re.compile(r"[\w./~-]+")
_BUILTIN_RESULTS = {"len": "int", "cap": "int", "copy": "int", "recover": "any"}


@frozen
class Callee:
    """Who a call calls, as far as it is known."""

    name: str
    """`net/http.Get`, `(*net/http.Client).Do` or `(net/http.RoundTripper).RoundTrip`; a function of the package has its
    import path too; `builtin.close`; "" where unknown."""
    short: str
    """The last name of it, known even where nothing else is."""
    signature: Signature | None = None
    decl: FuncDecl | None = None
    package: Package | None = None
    is_type: bool = False
    """A conversion."""

    @property
    def is_interface_method(self) -> bool:
        """Whether it is a method of an interface, whose type is known and whose body is not."""
        return self.name.startswith("(") and not self.name.startswith("(*")


@define(eq=False)
class Typer:
    """Types of one body's values."""

    body: Body
    world: World
    head: Head
    _types: dict[int, str] = field(factory=dict[int, str])
    _definitions: dict[int, int] | None = None
    _callees: dict[int, Callee] = field(factory=dict[int, Callee])

    def resolve(self, text: str) -> str:
        """The canonical type of source text in this file."""
        return canonical(text, self._name)

    def _name(self, name: str) -> str:
        if "." not in name:
            for path in self.head.dots:
                if self.world.is_type(path, name) and not self.world.is_type(self.world.package.path, name):
                    return f"{path}.{name}"
        return self.world.package.resolve(self.head, name)

    @property
    def definitions(self) -> dict[int, int]:
        """Variable -> the value first assigned to it."""
        if self._definitions is None:
            found: dict[int, int] = {}
            for block in self.body.blocks:
                for kind, a, b, _, _ in block.ops:
                    if kind == Op.ASSIGN:
                        found.setdefault(a, b)
            self._definitions = found
        return self._definitions

    def of_var(self, var: int) -> str:
        declared = self.body.vars[var].type
        if declared:
            return self.resolve(declared)
        held = self.definitions.get(var)
        return self.of(held) if held is not None else ""

    def of(self, value: int) -> str:
        """The canonical type of a value, "" where unknown."""
        known = self._types.get(value)
        if known is None:
            self._types[value] = ""  # ends definitions in circles
            known = self._types[value] = self._of(value)
        return known

    def _of(self, value: int) -> str:
        kind, *rest = self.body.values[value]
        if kind == V.VAR:
            return self.of_var(rest[0])
        if kind == V.FIELD:
            member = self.world.member(self.of(rest[0]), str(rest[1]))
            if member is None:
                return ""
            return member.signature.text if member.signature is not None else member.type
        if kind == V.FUNC:
            return self._literal(int(rest[0]))
        if kind == V.CONST:
            return _constant(str(rest[0]))
        if kind == V.BOOL:
            return "bool"
        if kind == V.UNARY:
            return "bool" if rest[0] == "!" else self.of(rest[1])
        if kind == V.BINARY:
            return "bool" if rest[0] in ("&&", "||") else self.of(rest[1]) or self.of(rest[2])
        if kind == V.CALL:
            return self.of_result(rest[0], 0)
        if kind == V.RESULT:
            return self.of_result(rest[0], rest[1])
        if kind == V.ADDR:
            inner = self.of(rest[0])
            return "*" + inner if inner else ""
        if kind == V.DEREF:
            return self.of(rest[0]).removeprefix("*")
        if kind in (V.COMPOSITE, V.CONVERT):
            return self.resolve(str(rest[0]))
        if kind == V.INDEX or kind == V.RECEIVE:
            return element(self._plain(self.of(rest[0])))
        if kind == V.ELEMENT:
            return self._ranged(self._plain(self.of(rest[0])), int(rest[1]))
        if kind == V.ASSERT:
            return self.resolve(str(rest[1]))
        if kind == V.SLICE:
            return self.of(rest[0])
        if kind == V.PACKAGE:
            return self._named(str(rest[0]), str(rest[1]))
        if kind == V.GLOBAL:
            paths = (self.world.package.path, *self.head.dots)
            found = (self._named(path, str(rest[0])) for path in paths)
            return next((text for text in found if text), "")
        if kind == V.COMPARE:
            return "bool"
        return ""

    def _named(self, path: str, name: str) -> str:
        """The type of a package-level variable or function."""
        text = self.world.variable(path, name)
        if text:
            return text
        found = self.world.function(path, name)
        return found[0].text if found is not None else ""

    def _literal(self, func: int) -> str:
        """The type of a function literal."""
        lowered = self.body.funcs[func]
        params = tuple(self.resolve(self.body.vars[var].type) for var in lowered.params)
        return Signature(params, tuple(map(self.resolve, lowered.result_types))).text

    def _ranged(self, text: str, at: int) -> str:
        """The type of the first or second variable of a range over a type."""
        if text in INTEGERS:
            return text if at == 0 else ""
        if text == "string":
            return "int" if at == 0 else "rune"
        if text.startswith("func("):
            loop = split_signature(text)
            body = split_signature(loop.params[0]) if loop is not None and loop.params else None
            return body.params[at].replace("?", "") if body is not None and at < len(body.params) else ""
        if text.startswith("[]") and at == 0:
            return "int"
        return element(text) if at == 1 or text.startswith("chan ") else ""

    def _plain(self, text: str) -> str:
        """A named slice, map or channel type as what it stands for."""
        text = pointee(text)
        if "." in text and not text.startswith(("[", "map[", "chan ", "func(")):
            return self.world.underlying(text)
        return text

    def of_result(self, call: int, index: int) -> str:
        made = self.body.calls[call]
        kind, *rest = self.body.values[made.callee]
        if kind == V.GLOBAL and rest[0] in ("new", "make") and made.args:
            given = self.body.values[made.args[0]]
            text = str(given[1]) if given[0] == V.TYPE else self._type_argument(made.args[0])
            inner = self.resolve(text) if text else self.of(made.args[0])  # new of a value, from Go 1.26 on
            return ("*" if rest[0] == "new" and inner else "") + inner
        if kind == V.GLOBAL and rest[0] in ("append", "min", "max") and made.args:
            return self.of(made.args[0])
        if kind == V.GLOBAL and str(rest[0]) in _BUILTIN_RESULTS:
            return _BUILTIN_RESULTS[str(rest[0])]
        if kind == V.FUNC:
            results = self.body.funcs[int(rest[0])].result_types
            return self.resolve(results[index]) if index < len(results) else ""
        callee = self.callee(call)
        if callee.is_type:
            return callee.name
        if callee.signature is not None and index < len(callee.signature.results):
            text = callee.signature.results[index]
            return "" if text == "?" else text
        return ""

    def _type_argument(self, value: int) -> str:
        """A type name as an argument of new or make reads like a variable."""
        kind, *rest = self.body.values[value]
        if kind == V.GLOBAL:
            return str(rest[0])
        if kind == V.PACKAGE:
            prefix = next((n for n, p in self.head.imports.items() if p == rest[0]), "")
            return f"{prefix}.{rest[1]}" if prefix else ""
        return ""

    def callee(self, call: int) -> Callee:
        known = self._callees.get(call)
        if known is None:
            self._callees[call] = Callee("", "")
            known = self._callee(self.body.calls[call].callee)
            if known.signature is not None and known.signature.template is not None:
                known = evolve(known, signature=self._chosen(call, known.signature))
            self._callees[call] = known
        return known

    def _chosen(self, call: int, signature: Signature) -> Signature:
        """A generic signature with the type arguments of a call, given or told by its arguments."""
        made = self.body.calls[call]
        given = [self.of(arg) for arg in made.args]
        if len(made.args) == 1 and self.body.values[made.args[0]][0] == V.CALL:  # f(g()) of several results
            inner = self.callee(int(self.body.values[made.args[0]][1])).signature
            if inner is not None and len(inner.results) > 1:
                given = list(inner.results)
        return instantiated(signature, [self.resolve(text) for text in made.type_args], given)

    def _callee(self, value: int) -> Callee:
        kind, *rest = self.body.values[value]
        if kind == V.GLOBAL:
            return self._global(str(rest[0]))
        if kind == V.PACKAGE:
            path, name = str(rest[0]), str(rest[1])
            found = self.world.function(path, name)
            if found is not None:
                return Callee(f"{path}.{name}", name, *found)
            if self.world.is_type(path, name):
                return Callee(f"{path}.{name}", name, is_type=True)
            return Callee(f"{path}.{name}", name, split_signature(self.world.variable(path, name)))
        if kind == V.FIELD:
            if self._is_type(int(rest[0])):
                return Callee("", str(rest[1]))  # a method expression: its first argument is the receiver
            base, name = self.of(rest[0]), str(rest[1])
            member = self.world.member(base, name)
            if member is None:
                return Callee(self._foreign_method(base, name), name)
            if member.type:
                return Callee("", name, self._func_type(member.type))
            owner = member.owner
            if not owner:
                return Callee("", name, member.signature)
            star = "" if self.world.underlying(owner) == "interface" else "*"
            return Callee(f"({star}{owner}).{name}", name, member.signature, member.decl, member.package)
        if kind == V.VAR:
            return Callee("", self.body.vars[int(rest[0])].name, self._func_type(self.of(value)))
        return Callee("", "")

    def _is_type(self, value: int) -> bool:
        """Whether a value is the name of a type."""
        kind, *rest = self.body.values[value]
        if kind == V.TYPE:
            return True
        if kind == V.PACKAGE:
            return self.world.is_type(str(rest[0]), str(rest[1]))
        return kind == V.GLOBAL and self.world.is_type(self.world.package.path, str(rest[0]))

    def _foreign_method(self, base: str, name: str) -> str:
        """The name of a method of a named type whose package is out of reach, or ""."""
        named = pointee(base)
        path = named.rpartition(".")[0]
        if "." not in path.partition("/")[0] or not _NAMED.fullmatch(named):
            return ""
        return "" if self.world.package_of(path) is not None else f"(*{named}).{name}"

    def _func_type(self, text: str) -> Signature | None:
        if "." in text and not text.startswith("func("):
            text = self.world.underlying(text)
        return split_signature(text)

    def _global(self, name: str) -> Callee:
        package = self.world.package
        decl = package.funcs.get(name)
        if decl is not None:
            return Callee(f"{package.path}.{name}", name, package.signature(decl), decl, package)
        if name in package.types:
            return Callee(f"{package.path}.{name}", name, is_type=True)
        if name in PREDECLARED:
            return Callee(name, name, is_type=True)
        if name in package.vars:
            return Callee(f"{package.path}.{name}", name, self._func_type(package.vars[name]))
        for path in self.head.dots:
            found = self.world.function(path, name)
            if found is not None:
                return Callee(f"{path}.{name}", name, *found)
        return Callee(f"builtin.{name}", name)


def _constant(text: str) -> str:
    """The default type of a constant's source text."""
    if text[:1] in ('"', "`"):
        return "string"
    if text[:1] == "'":
        return "rune"
    return "int" if text.isdecimal() else ""
