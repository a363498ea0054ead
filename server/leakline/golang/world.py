"""Names across packages: the package at hand, the others of its module, and the standard library."""

from collections.abc import Callable

from attrs import define, field, frozen

from leakline.golang import std
from leakline.golang.dependency import dependency
from leakline.golang.loading import load_package
from leakline.golang.modules import Module
from leakline.golang.names import folder_package
from leakline.golang.package import FuncDecl, Package
from leakline.golang.resolve import place_of
from leakline.golang.types import (
    Signature,
    pointee,
    split_signature,
    struct_embedded,
    struct_field,
    told_signature,
)


@frozen
class Member:
    """A field or method of a type."""

    type: str
    """Canonical type of a field; "" for a method."""
    signature: Signature | None = None
    decl: FuncDecl | None = None
    """Where the method stands, for one of this module."""
    owner: str = ""
    """The named type that declares it, import path included; a promoted one keeps its own."""
    package: Package | None = None


@define(eq=False)
class World:
    """What one package can see."""

    package: Package
    module: Module | None = None
    loader: Callable[[str, str, str], Package] = load_package
    """Reads a package by folder, name and import path; the server and long runs hand in one that remembers."""
    _others: dict[str, Package | None] = field(factory=dict[str, Package | None])
    _members: dict[tuple[str, str], Member | None] = field(factory=dict[tuple[str, str], Member | None])

    def package_of(self, path: str) -> Package | None:
        """A package of this module or its vendor folder, or None."""
        if path == self.package.path:
            return self.package
        if path not in self._others:
            self._others[path] = self._load(path)
        return self._others[path]

    @property
    def asked(self) -> frozenset[str]:
        """The import paths that names were looked up in, and those that were read for them to be known by name."""
        found = set(self._others)
        for package in self._others.values():
            for file in package.files if package is not None else ():
                if "head" in file.__dict__:
                    found.update(file.head.imports.values(), file.head.dots)
        return frozenset(found)

    def has_read(self, package: Package) -> bool:
        """Whether a name was looked up in another package."""
        return any(other is package for other in self._others.values())

    def _load(self, path: str) -> Package | None:
        if self.module is None or (self.module.path == "std" and std.is_std(path)):
            return None
        place = place_of(path, self.module)
        if place is None:
            return None
        if not place.own:
            return dependency(place.folder, path)
        name = folder_package(place.folder)
        return self.loader(place.folder, name, path) if name else None

    def function(self, path: str, name: str) -> tuple[Signature, FuncDecl | None, Package | None] | None:
        """The signature of a package-level function."""
        package = self.package_of(path)
        if package is not None:
            decl = package.funcs.get(name)
            return (package.signature(decl), decl, package) if decl is not None else None
        text = std.packages().get(path, {}).get("funcs", {}).get(name)
        signature = told_signature(text) if text else None
        return (signature, None, None) if signature is not None else None

    def variable(self, path: str, name: str) -> str:
        """The canonical type of a package-level variable, or ""."""
        package = self.package_of(path)
        if package is not None:
            return package.vars.get(name, "") or self._made_by(package.vars.get(name + "()", ""))
        return std.packages().get(path, {}).get("vars", {}).get(name, "")

    def _made_by(self, called: str) -> str:
        """The canonical type of the first result of a function, by its full name."""
        path, _, name = called.rpartition(".")
        found = self.function(path, name) if path else None
        return found[0].results[0] if found is not None and found[0].results else ""

    def is_type(self, path: str, name: str) -> bool:
        package = self.package_of(path)
        if package is not None:
            return name in package.types
        return name in std.packages().get(path, {}).get("types", {})

    def underlying(self, name: str) -> str:
        """`struct`, `interface`, or the canonical type that a named type stands for; "" where unknown."""
        path, _, short = name.rpartition(".")
        package = self.package_of(path)
        if package is not None:
            decl = package.types.get(short)
            return decl.underlying if decl is not None else ""
        return std.packages().get(path, {}).get("types", {}).get(short, {}).get("is", "")

    def fields(self, type_text: str) -> list[str]:
        """The field names of a struct type of this module, in order."""
        path, _, short = pointee(type_text).rpartition(".")
        package = self.package_of(path) if path else None
        decl = package.types.get(short) if package is not None else None
        return list(decl.fields) if decl is not None else []

    def member(self, type_text: str, name: str) -> Member | None:
        """The field or method that `value.name` means for a value of a type, embedding included."""
        named = pointee(type_text)
        if named.startswith(("struct{", "interface{")):
            held = struct_field(named, name)
            if held:
                return Member(held) if named[0] == "s" else Member("", split_signature(held), None)
            if named[0] == "i":
                return None
            inner = (self.member(each, name) for each in struct_embedded(named))
            return next((member for member in inner if member is not None), None)
        if (
            not named
            or not (named[0].isalpha() or named[0] == "_")
            or named.startswith(("chan ", "func(", "map["))
        ):
            return None
        key = (named, name)
        if key not in self._members:
            self._members[key] = None  # ends embedding in circles
            self._members[key] = self._member(named, name, 0)
        return self._members[key]

    def _member(self, named: str, name: str, depth: int) -> Member | None:
        if depth > 4:
            return None
        path, _, short = named.rpartition(".")
        package = self.package_of(path)
        embedded: tuple[str, ...]
        if package is not None:
            decl = package.methods.get((short, name))
            if decl is not None:
                return Member("", package.signature(decl), decl, named, package)
            typed = package.types.get(short)
            if typed is None:
                return None
            if name in typed.methods:
                return Member("", typed.methods[name], None, named, package)
            if name in typed.fields:
                return Member(typed.fields[name], None, None, named, package)
            embedded = typed.embedded
            if typed.underlying not in ("struct", "interface") and "." in typed.underlying:
                target = self.underlying(pointee(typed.underlying))
                embedded = (typed.underlying,) if target in ("struct", "interface") else ()
        else:
            known = std.packages().get(path, {}).get("types", {}).get(short)
            if known is None:
                return None
            if name in known.get("methods", {}):
                return Member("", split_signature(known["methods"][name]), None, named)
            if name in known.get("fields", {}):
                return Member(known["fields"][name], None, None, named)
            target = str(known.get("is", ""))
            embedded = tuple(known.get("embeds", ())) or ((target,) if "." in target else ())
        for inner in embedded:
            found = self._member(pointee(inner), name, depth + 1)
            if found is not None:
                return found
        return None
