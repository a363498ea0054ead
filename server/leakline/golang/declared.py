"""Types, signatures and variables read from the syntax of their declarations."""

import re
from typing import TYPE_CHECKING

from attrs import frozen

from leakline.golang.types import Signature, canonical, squeeze
from leakline.syntax.parser import parse
from leakline.syntax.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from leakline.golang.package import Package, SourceFile

_NO_PARAMS: "Mapping[str, str]" = {}


@frozen
class TypeDecl:
    name: str
    underlying: str
    """`struct`, `interface`, or the canonical type that it names."""
    fields: dict[str, str]
    embedded: tuple[str, ...]
    methods: dict[str, Signature]
    """Of an interface."""


def _text(source: bytes, node: "Node | None") -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""


def _canonical(
    package: "Package", file: "SourceFile", text: str, params: "Mapping[str, str]" = _NO_PARAMS
) -> str:
    """The canonical type of source text; `params` says what type parameters read."""
    return canonical(text, lambda name: params[name] if name in params else package.resolve(file.head, name))


def _type_params(source: bytes, node: "Node") -> frozenset[str]:
    """The type parameters that a declaration names, and those that its receiver's type brings along."""
    listed = node.child_by_field_name("type_parameters")
    found = frozenset[str]()
    if listed is not None:
        names = [n for child in listed.named_children for n in child.children_by_field_name("name")]
        found = frozenset(_text(source, n) for n in names)
    receiver = _text(source, node.child_by_field_name("receiver"))
    _, generic, rest = receiver.partition("[")
    return found | frozenset(_WORD.findall(rest.partition("]")[0])) if generic else found


_WORD = re.compile(r"\w+")


def signature_of(package: "Package", file: "SourceFile", source: bytes, node: "Node") -> Signature:
    params = _type_params(source, node)
    plain = _signature_with(package, file, source, node, dict.fromkeys(params, ""))
    listed = node.child_by_field_name("type_parameters")
    if listed is None:
        return plain
    names = [n for child in listed.named_children for n in child.children_by_field_name("name")]
    chosen = {text: "$" + text for text in (_text(source, n) for n in names)}
    template = _signature_with(package, file, source, node, {**dict.fromkeys(params, ""), **chosen})
    return Signature(plain.params, plain.results, tuple(chosen.values()), template)


def _signature_with(
    package: "Package", file: "SourceFile", source: bytes, node: "Node", params: dict[str, str]
) -> Signature:
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
    package: "Package", file: "SourceFile", source: bytes, node: "Node", params: dict[str, str]
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


def read_types(package: "Package", file: "SourceFile", piece: Piece, types: dict[str, TypeDecl]) -> None:
    source = file.data[piece.start : piece.end]
    for top in parse(source).root_node.named_children:
        for spec in top.named_children if top.type == "type_declaration" else ():
            if spec.type not in ("type_spec", "type_alias"):
                continue
            name, body = _text(source, spec.child_by_field_name("name")), spec.child_by_field_name("type")
            if name and body is not None:
                types.setdefault(name, _type_decl(package, file, source, name, spec, body))


def _type_decl(
    package: "Package", file: "SourceFile", source: bytes, name: str, spec: "Node", body: "Node"
) -> TypeDecl:
    params = dict.fromkeys(_type_params(source, spec), "")
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
                    written = squeeze(_text(source, declared.child_by_field_name("type")))
                    fields[written.partition("[")[0].rpartition(".")[2]] = text
        return TypeDecl(name, "struct", fields, tuple(embedded), methods)
    if body.type == "interface_type":
        for element in body.named_children:
            if element.type == "method_elem":
                methods[_text(source, element.child_by_field_name("name"))] = signature_of(
                    package, file, source, element
                )
            elif element.type == "type_elem":
                embedded.append(_canonical(package, file, _text(source, element), params))
        return TypeDecl(name, "interface", fields, tuple(filter(None, embedded)), methods)
    return TypeDecl(name, _canonical(package, file, _text(source, body), params), fields, (), methods)


def read_vars(package: "Package", file: "SourceFile", piece: Piece, found: dict[str, str]) -> None:
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


def _literal_type(package: "Package", file: "SourceFile", source: bytes, node: "Node") -> str:
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
