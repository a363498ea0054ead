"""Generates std.json, the signatures of the standard library: `python -m leakline.golang.stdgen GOROOT`.

Only exported names of importable packages are kept, and of them what a type can be read from: results, variables, fields.
"""

import json
import sys
from pathlib import Path
from typing import Any

from leakline.golang.declared import TypeDecl
from leakline.golang.loading import built, read_folder
from leakline.golang.package import Package
from leakline.golang.types import Signature
from leakline.golang.variants import DEFAULT

TABLE = Path(__file__).with_name("std.json")
_LEFT_OUT = {"cmd", "internal", "testdata", "vendor", "builtin", "unsafe"}
_NO_TYPE = {
    "",
    "error",
    "bool",
    "int",
    "int64",
    "uint64",
    "string",
    "[]byte",
    "float64",
    "uint32",
    "int32",
    "rune",
}


def generate(goroot: Path) -> dict[str, Any]:
    """The table: {"go": version, "packages": {import path: {"funcs", "vars", "types"}}}."""
    version = (goroot / "VERSION").read_text().split()[0]
    packages: dict[str, object] = {}
    source = goroot / "src"
    for folder in sorted({path.parent for path in source.rglob("*.go")}):
        parts = folder.relative_to(source).parts
        if not parts or _LEFT_OUT & set(parts):
            continue
        name = next((n for n in _package_names(folder) if n != "main"), None)
        if name is not None:
            path = "/".join(parts)
            files = [file for file in read_folder(str(folder)) if file.package == name]
            # Of what differs between systems the usual one speaks; what only others have is kept too.
            usual = built(files, DEFAULT)
            described = _describe(Package(path, [*usual, *(file for file in files if file not in usual)]))
            if described:
                packages[path] = described
    return {"go": version, "packages": packages}


def _package_names(folder: Path) -> list[str]:
    from leakline.golang.files import head

    files = [f for f in sorted(folder.glob("*.go")) if not f.name.endswith("_test.go")]
    return [head(f.read_bytes()).package for f in files if b"//go:build ignore" not in f.read_bytes()]


def _describe(package: Package) -> dict[str, object]:
    shipped = {id(f) for f in package.files if not f.path.endswith("_test.go")}
    funcs = {
        name: _func(package.signature(decl))
        for name, decl in sorted(package.funcs.items())
        if name[0].isupper() and id(decl.file) in shipped
    }
    methods: dict[str, dict[str, str]] = {}
    for (receiver, name), decl in sorted(package.methods.items()):
        if name[0].isupper() and id(decl.file) in shipped:
            methods.setdefault(receiver, {})[name] = _func(package.signature(decl))
    types = {
        name: _type(decl, methods.get(name, {}))
        for name, decl in sorted(package.types.items())
        if name[0].isupper() or name in methods
    }
    variables = {
        n: text
        for n, t in sorted(package.vars.items())
        if n[0].isupper() and n.isidentifier() and (text := t or _made(package, n)) not in _NO_TYPE
    }
    parts: dict[str, dict[str, object]] = {
        "funcs": dict(funcs),
        "vars": dict(variables),
        "types": dict(types),
    }
    return {key: part for key, part in parts.items() if part}


def _made(package: Package, variable: str) -> str:
    """The type of a variable that a function of the same package makes, or ""."""
    path, _, name = package.vars.get(variable + "()", "").rpartition(".")
    decl = package.funcs.get(name) if path == package.path else None
    results = package.signature(decl).results if decl is not None else ()
    return results[0] if results else ""


def _func(signature: Signature) -> str:
    return (signature.template or signature).text


def _type(decl: TypeDecl, methods: dict[str, str]) -> dict[str, object]:
    listed = {**methods, **{name: _func(s) for name, s in decl.methods.items()}}
    parts: dict[str, object] = {
        "is": decl.underlying,
        "fields": {
            n: t for n, t in decl.fields.items() if n[0].isupper() and n.isidentifier() and t not in _NO_TYPE
        },
        "embeds": list(decl.embedded),
        "methods": listed,
    }
    return {key: part for key, part in parts.items() if part}


def text_of(table: dict[str, Any]) -> str:
    """The table as JSON, a line a package, so that a diff shows what changed."""
    rows = [
        f"{json.dumps(path)}:{json.dumps(package, separators=(',', ':'), sort_keys=True)}"
        for path, package in sorted(table["packages"].items())
    ]
    return f'{{"go":{json.dumps(table["go"])},"packages":{{\n' + ",\n".join(rows) + "\n}}\n"


if __name__ == "__main__":
    TABLE.write_text(text_of(generate(Path(sys.argv[1]))))
