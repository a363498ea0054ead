"""What a package declares: types, fields, methods, signatures and variables, read lazily from its files."""

import os
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from leakline.golang.files import Head, build_constraint, head, package_name
from leakline.golang.indexed import Indexed, names_in
from leakline.golang.names import with_real_names
from leakline.golang.types import Signature, canonical, squeeze
from leakline.syntax.parser import parse
from leakline.syntax.pieces import Piece, pieces

if TYPE_CHECKING:
    from tree_sitter import Node

FUNC = re.compile(rb"func\s*(?:\(\s*(?:\w+\s+)?\*?\s*(\w+)\s*(?:\[[^\]]*\])?\s*\)\s*)?(\w+)")
_CONSTANT = re.compile(
    rb"^(?:const)?[ \t]*(\w+)(?:[ \t]+\w+)?[ \t]*=[ \t]*([^\n/]+?)[ \t]*(?://[^\n]*)?$", re.M
)
LARGEST_FILE = 8 << 20


@frozen(eq=False)
class FuncDecl:
    """A function or method, and the piece of a file that declares it."""

    file: "SourceFile"
    piece: Piece
    receiver: str
    """Name of the receiver's type, or "" for a function."""
    name: str

    _held: dict[bytes, bool] = field(factory=dict[bytes, bool], repr=False)

    def source(self) -> bytes:
        return self.file.data[self.piece.start : self.piece.end]

    def holds(self, text: bytes) -> bool:
        """Whether a text stands in its source. The answer is remembered: a declaration may be long, and be asked often."""
        known = self._held.get(text)
        if known is None:
            known = self._held[text] = self.file.data.find(text, self.piece.start, self.piece.end) >= 0
        return known


@frozen
class TypeDecl:
    name: str
    underlying: str
    """`struct`, `interface`, or the canonical type that it names."""
    fields: dict[str, str]
    embedded: tuple[str, ...]
    methods: dict[str, Signature]
    """Of an interface."""


@define(eq=False, slots=False)
class SourceFile:
    """One file. It is cut and read on first need, since most files of a tree hold nothing that a rule looks at."""

    path: str
    data: bytes
    answers: dict[str, Any] = field(factory=dict[str, Any])
    """What was asked about this text, by question."""
    searched: "Package | None" = None
    """The package that it belongs to, where that is only looked up in."""

    @cached_property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.replace(os.sep, "/").rpartition("/")[2]

    @cached_property
    def head(self) -> Head:
        return with_real_names(head(self.data), self.path)

    @cached_property
    def package(self) -> str:
        """The name in its package clause."""
        return package_name(self.data)

    @cached_property
    def constraint(self) -> str:
        """The expression of its build lines, or ""."""
        return build_constraint(self.data)

    @cached_property
    def pieces(self) -> list[Piece]:
        return pieces(self.data)

    @property
    def outline(self) -> bytes:
        """Everything but the bodies of functions: what other declarations can see of this file."""
        known = self.answers.get("outline")
        if known is None:
            parts = [self.data[: self.pieces[0].start] if self.pieces else self.data]
            for piece in self.pieces:
                end = self.data.find(b"\n", piece.start, piece.end) if piece.kind == "func" else piece.end
                parts.append(self.data[piece.start : end])
            known = self.answers["outline"] = b"\n".join(parts)
        return known


@define(eq=False, slots=False)
class Package:
    """The declarations of one package of one folder. Everything is read on first need."""

    path: str
    """Import path."""
    files: list[SourceFile]
    _signatures: dict[FuncDecl, Signature] = field(factory=dict[FuncDecl, Signature])

    @cached_property
    def funcs(self) -> dict[str, FuncDecl]:
        return {name: decl for (receiver, name), decl in self._declarations.items() if not receiver}

    @cached_property
    def methods(self) -> dict[tuple[str, str], FuncDecl]:
        """Name of the receiver's type and of the method -> its declaration."""
        return {key: decl for key, decl in self._declarations.items() if key[0]}

    @cached_property
    def _declarations(self) -> dict[tuple[str, str], FuncDecl]:
        found: dict[tuple[str, str], FuncDecl] = {}
        for file in self.files:
            for piece in file.pieces:
                if piece.kind == "func":
                    named = FUNC.match(file.data, piece.start, piece.end)
                    if named is not None:
                        key = (named[1].decode() if named[1] else "", named[2].decode())
                        if key not in found:
                            found[key] = FuncDecl(file, piece, *key)
        return found

    @cached_property
    def imported(self) -> frozenset[str]:
        """Every import path of its files."""
        return frozenset(path for file in self.files for path in file.head.imports.values()) | self.dots

    @cached_property
    def dots(self) -> frozenset[str]:
        """The import paths of dot imports."""
        return frozenset(path for file in self.files for path in file.head.dots)

    @cached_property
    def types(self) -> dict[str, TypeDecl]:
        def read(place: tuple[SourceFile, Piece], found: dict[str, TypeDecl]) -> None:
            read_types(self, *place, found)

        return Indexed(lambda: self._pieces("type"), _names_at, read)

    @cached_property
    def vars(self) -> dict[str, str]:
        """Package-level variable -> canonical type, "" where not told by its declaration.

        Under `name()` stands the function, with its import path, that makes the first value of a variable.
        """

        def names(place: tuple[SourceFile, Piece]) -> list[str]:
            return [key for name in _names_at(place) for key in (name, name + "()")]

        def read(place: tuple[SourceFile, Piece], found: dict[str, str]) -> None:
            read_vars(self, *place, found)

        return Indexed(lambda: self._pieces("var"), names, read)

    @cached_property
    def constants(self) -> dict[str, str]:
        """Package-level constant -> the source text of its value; iota and the like are left out."""
        return {
            name.decode(): given.decode("utf-8", "replace")
            for file, piece in self._pieces("const")
            for name, given in _CONSTANT.findall(file.data, piece.start, piece.end)
        }

    def _pieces(self, kind: str) -> "Iterator[tuple[SourceFile, Piece]]":
        return ((file, piece) for file in self.files for piece in file.pieces if piece.kind == kind)

    def replaced(self, file: SourceFile) -> "Package":
        """This package with one file's text changed; what does not depend on it is kept."""
        files = [file if old.path == file.path else old for old in self.files]
        if file not in files:
            files.append(file)
        new = Package(self.path, files)
        old = next((each for each in self.files if each.path == file.path), None)
        if old is not None and _declared(old) == _declared(file):
            for name in ("types", "vars", "constants"):
                if name in self.__dict__:
                    new.__dict__[name] = self.__dict__[name]
        return new

    def signature(self, decl: FuncDecl) -> Signature:
        known = self._signatures.get(decl)
        if known is None:
            source = decl.source()
            # The body does not matter here: the head of the declaration parses much quicker without it.
            brace = source.find(b"{\n")
            text = source[: brace + 1] + b"}" if brace > 0 and b"struct {" not in source[:brace] else source
            node = next(
                (n for n in parse(text).root_node.named_children if n.type.endswith("_declaration")), None
            )
            known = Signature((), ()) if node is None else _signature(self, decl.file, text, node)
            self._signatures[decl] = known
        return known

    def resolve(self, file_head: Head, name: str) -> str:
        """The full name of a type as a file of this package writes it."""
        prefix, dot, rest = name.partition(".")
        if dot:
            path = file_head.imports.get(prefix)
            return f"{path}.{rest}" if path else ""
        return f"{self.path}.{name}"


def _names_at(place: tuple[SourceFile, Piece]) -> list[str]:
    return names_in(place[0].data, place[1])


def _declared(file: SourceFile) -> list[bytes]:
    """The imports, types, variables and constants of a file."""
    parts = [file.data[p.start : p.end] for p in file.pieces if p.kind != "func"]
    return [repr(file.head.imports).encode(), *parts]


def _text(source: bytes, node: "Node | None") -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""


def _canonical(package: Package, file: SourceFile, text: str, params: frozenset[str] = frozenset()) -> str:
    return canonical(text, lambda name: "" if name in params else package.resolve(file.head, name))


def _type_params(source: bytes, node: "Node") -> frozenset[str]:
    listed = node.child_by_field_name("type_parameters")
    if listed is None:
        return frozenset()
    names = [n for child in listed.named_children for n in child.children_by_field_name("name")]
    return frozenset(_text(source, n) for n in names)


def _signature(package: Package, file: SourceFile, source: bytes, node: "Node") -> Signature:
    params = _type_params(source, node)
    given = node.child_by_field_name("parameters")
    result = node.child_by_field_name("result")
    returned: list[str] = []
    if result is not None:
        if result.type == "parameter_list":
            returned = _listed(package, file, source, result, params)
        else:
            returned = [_canonical(package, file, _text(source, result), params)]
    return Signature(
        tuple(_listed(package, file, source, given, params)) if given is not None else (), tuple(returned)
    )


def _listed(
    package: Package, file: SourceFile, source: bytes, node: "Node", params: frozenset[str]
) -> list[str]:
    out: list[str] = []
    for child in node.named_children:
        named = child.child_by_field_name("type")
        if named is not None:
            text = _canonical(package, file, _text(source, named), params)
            if child.type == "variadic_parameter_declaration":
                text = "..." + text
            out += [text] * max(1, len(child.children_by_field_name("name")))
    return out


def read_types(package: Package, file: SourceFile, piece: Piece, types: dict[str, TypeDecl]) -> None:
    source = file.data[piece.start : piece.end]
    for top in parse(source).root_node.named_children:
        for spec in top.named_children if top.type == "type_declaration" else ():
            if spec.type not in ("type_spec", "type_alias"):
                continue
            name, body = _text(source, spec.child_by_field_name("name")), spec.child_by_field_name("type")
            if name and body is not None:
                types.setdefault(name, _type_decl(package, file, source, name, spec, body))


def _type_decl(
    package: Package, file: SourceFile, source: bytes, name: str, spec: "Node", body: "Node"
) -> TypeDecl:
    params = _type_params(source, spec)
    fields: dict[str, str] = {}
    embedded: list[str] = []
    methods: dict[str, Signature] = {}
    if body.type == "struct_type":
        for listed in body.named_children:
            for declared in listed.named_children:
                if declared.type != "field_declaration":
                    continue
                text = _canonical(package, file, _text(source, declared.child_by_field_name("type")), params)
                names = declared.children_by_field_name("name")
                for field_name in names:
                    fields[_text(source, field_name)] = text
                if not names and text:
                    if any(child.type == "*" for child in declared.children):
                        text = "*" + text
                    embedded.append(text)
                    fields[text.rpartition(".")[2].lstrip("*")] = text
        return TypeDecl(name, "struct", fields, tuple(embedded), methods)
    if body.type == "interface_type":
        for element in body.named_children:
            if element.type == "method_elem":
                methods[_text(source, element.child_by_field_name("name"))] = _signature(
                    package, file, source, element
                )
            elif element.type == "type_elem":
                embedded.append(_canonical(package, file, _text(source, element), params))
        return TypeDecl(name, "interface", fields, tuple(filter(None, embedded)), methods)
    return TypeDecl(name, _canonical(package, file, _text(source, body), params), fields, (), methods)


def read_vars(package: Package, file: SourceFile, piece: Piece, found: dict[str, str]) -> None:
    source = file.data[piece.start : piece.end]
    for top in parse(source).root_node.named_children:
        if top.type != "var_declaration":
            continue
        specs = [
            s for c in top.named_children for s in (c.named_children if c.type == "var_spec_list" else [c])
        ]
        for spec in specs:
            if spec.type != "var_spec":
                continue
            typed, given = spec.child_by_field_name("type"), spec.child_by_field_name("value")
            names = [_text(source, n) for n in spec.children_by_field_name("name")]
            text = _canonical(package, file, _text(source, typed)) if typed is not None else ""
            if not text and given is not None and given.named_child_count == len(names) == 1:
                text = _literal_type(package, file, source, given.named_children[0])
                if not text and given.named_children[0].type == "call_expression":
                    called = squeeze(_text(source, given.named_children[0].child_by_field_name("function")))
                    if called.replace(".", "").isidentifier():
                        found.setdefault(names[0] + "()", package.resolve(file.head, called))
            for name in names:
                found.setdefault(name, text)


def _literal_type(package: Package, file: SourceFile, source: bytes, node: "Node") -> str:
    """The type that an initial value shows: a composite literal, its address, new(T), make(T)."""
    if node.type == "unary_expression" and node.children[0].type == "&":
        inner = _literal_type(package, file, source, node.named_children[0])
        return "*" + inner if inner else ""
    if node.type == "composite_literal":
        return _canonical(package, file, _text(source, node.child_by_field_name("type")))
    if node.type == "selector_expression":
        name = squeeze(_text(source, node))
        return "*net/http.Client" if package.resolve(file.head, name) == "net/http.DefaultClient" else ""
    if node.type == "call_expression":
        called = _text(source, node.child_by_field_name("function"))
        arguments = node.child_by_field_name("arguments")
        if called in ("new", "make") and arguments is not None and arguments.named_child_count:
            text = _canonical(package, file, _text(source, arguments.named_children[0]))
            return ("*" if called == "new" and text else "") + text
    return ""
