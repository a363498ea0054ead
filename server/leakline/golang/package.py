"""What a package declares: types, fields, methods, signatures and variables, read lazily from its files."""

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from attrs import define, field

from leakline.golang.declared import TypeDecl, read_types, read_vars, signature_of
from leakline.golang.files import Head, build_constraint, head, package_name
from leakline.golang.indexed import Indexed, names_in
from leakline.golang.names import with_real_names
from leakline.golang.types import Signature, canonical
from leakline.syntax.parser import parse
from leakline.syntax.pieces import Piece, pieces
from leakline.text.positions import line_starts

FUNC = re.compile(rb"func\s*(?:\(\s*(?:\w+\s+)?\*?\s*(\w+)\s*(?:\[[^\]]*\])?\s*\)\s*)?(\w+)")
_CONSTANT = re.compile(
    rb"^(?:const)?[ \t]*(\w+)(?:[ \t]+\w+)?[ \t]*=[ \t]*([^\n/]+?)[ \t]*(?://[^\n]*)?$", re.M
)
LARGEST_FILE = 8 << 20
_ALIAS = re.compile(rb"(?:type)?[ \t]+(\w+)[ \t]*=[ \t]*([^\n]+?)[ \t]*(?://[^\n]*)?(?:\n|$)")


# Not frozen: a tree has a hundred thousand of them, and each would cost three times as much.
@define(eq=False)
class FuncDecl:
    """A function or method, and the piece of a file that declares it."""

    file: "SourceFile"
    piece: Piece
    receiver: str
    """Name of the receiver's type, or "" for a function."""
    name: str

    _held: "dict[bytes, bool] | None" = field(default=None, repr=False)

    def source(self) -> bytes:
        return self.file.data[self.piece.start : self.piece.end]

    def holds(self, text: bytes) -> bool:
        """Whether a text stands in its source. The answer is remembered: a declaration may be long, and be asked often."""
        if self._held is None:
            self._held = {}
        known = self._held.get(text)
        if known is None:
            known = self._held[text] = self.file.data.find(text, self.piece.start, self.piece.end) >= 0
        return known


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

    def piece_at(self, offset: int) -> Piece | None:
        """The piece that an offset stands in; None before the first one, and in imports between two."""
        index = bisect_right(self._cuts, offset) - 1
        return self.pieces[index] if index >= 0 and offset < self.pieces[index].end else None

    @cached_property
    def _cuts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    @property
    def heads(self) -> bytes:
        """The declarations of its functions without their bodies, each on a line of its own."""
        known = self.answers.get("heads")
        if known is None:
            parts: list[bytes] = []
            for piece in self.pieces:
                if piece.kind == "func":
                    line = self.data.find(b"\n", piece.start, piece.end)
                    end = self.data.find(b"{\n", piece.start, piece.end)
                    parts.append(self.data[piece.start : max(line, end + 1)])
            known = self.answers["heads"] = b"\n" + b"\n".join(parts)
        return known

    @property
    def is_test(self) -> bool:
        return self.path.endswith("_test.go")

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

    @cached_property
    def declared(self) -> "dict[tuple[str, str], FuncDecl]":
        """Name of the receiver's type, or "", and of the function -> its first declaration here."""
        found: dict[tuple[str, str], FuncDecl] = {}
        data = self.data
        for piece in self.pieces:
            if piece.kind == "func":
                named = FUNC.match(data, piece.start, piece.end)
                if named is not None:
                    receiver, name = named.groups(b"")
                    key = receiver.decode(), name.decode()
                    if key not in found:
                        found[key] = FuncDecl(self, piece, *key)
        return found

    @cached_property
    def at(self) -> "dict[int, FuncDecl]":
        """Offset -> the function that is declared there."""
        return {decl.piece.start: decl for decl in self.declared.values()}

    @cached_property
    def starts(self) -> list[int]:
        """Where its lines begin."""
        return line_starts(self.data)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Name -> the source text of the type that it is another name of."""
        found: dict[str, str] = {}
        at = 0 if self.data.startswith(b"type ") else self.data.find(b"\ntype ") + 1
        while at > 0 or self.data.startswith(b"type ", at):
            end = self.data.find(b"\n", at)
            if self.data.startswith(b"type (", at):
                close = self.data.find(b"\n)", at)
                rows = self.data[end + 1 : close].split(b"\n") if b"=" in self.data[end + 1 : close] else []
            else:
                rows = [self.data[at : end if end >= 0 else len(self.data)]]
            for row in rows:
                named = _ALIAS.match(row) if b"=" in row else None
                if named is not None:
                    found.setdefault(named[1].decode(), named[2].decode("utf-8", "replace"))
            at = self.data.find(b"\ntype ", at) + 1
            if at == 0:
                break
        return found

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
            for key, decl in file.declared.items():
                found.setdefault(key, decl)
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
            known = Signature((), ()) if node is None else signature_of(self, decl.file, text, node)
            self._signatures[decl] = known
        return known

    def resolve(self, file_head: Head, name: str) -> str:
        """The full name of a type as a file of this package writes it; an alias of the package as what it stands for."""
        prefix, dot, rest = name.partition(".")
        if dot:
            path = file_head.imports.get(prefix)
            return f"{path}.{rest}" if path else ""
        if name not in self._aliases:
            return f"{self.path}.{name}"
        file, text = self._aliases[name]
        if isinstance(file, SourceFile):
            self._aliases[name] = "", f"{self.path}.{name}"  # ends aliases in circles
            self._aliases[name] = "", canonical(text, lambda inner: self.resolve(file.head, inner))
        return self._aliases[name][1]

    @cached_property
    def _aliases(self) -> "dict[str, tuple[SourceFile | str, str]]":
        """Alias -> its file and source text, or "" and its canonical type."""
        return {name: (file, text) for file in self.files for name, text in file.aliases.items()}


def _names_at(place: tuple[SourceFile, Piece]) -> list[str]:
    return names_in(place[0].data, place[1])


def _declared(file: SourceFile) -> list[bytes]:
    """The imports, types, variables and constants of a file."""
    parts = [file.data[p.start : p.end] for p in file.pieces if p.kind != "func"]
    return [repr(file.head.imports).encode(), *parts]
