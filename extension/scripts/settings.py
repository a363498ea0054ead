"""Writes the settings of settings.py into package.json's schema; `--check` only tells whether they agree."""

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

EXTENSION = Path(__file__).resolve().parent.parent
SETTINGS = EXTENSION.parent / "server" / "leakline" / "settings.py"
PACKAGE = EXTENSION / "package.json"
TYPES = {"int": "integer", "float": "number", "bool": "boolean", "str": "string"}


def camel(name: str) -> str:
    """`many_goroutines` -> `manyGoroutines`, as editors spell settings."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def properties(source: str) -> dict[str, dict[str, Any]]:
    """JSON schema properties by setting name (`leakline.…`), in the order of the class's fields.

    A field is `name: type = default` followed by its description as a string; the types are those of TYPES, and texts by
    name (`Mapping[str, str]`), which are none by default. Raises ValueError for any other form.
    """
    classes = [
        node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Settings"
    ]
    if not classes:
        raise ValueError("settings.py has no class Settings")
    found: dict[str, dict[str, Any]] = {}
    body = classes[0].body
    for field, description in zip(body, [*body[1:], None], strict=True):
        if not isinstance(field, ast.AnnAssign):
            continue
        name = ast.unparse(field.target)
        kind = TYPES.get(ast.unparse(field.annotation))
        text = (
            description.value.value
            if isinstance(description, ast.Expr) and isinstance(description.value, ast.Constant)
            else None
        )
        if ast.unparse(field.annotation) == "Mapping[str, str]" and isinstance(text, str):
            found[f"leakline.{camel(name)}"] = {
                "type": "object",
                "default": {},
                "description": " ".join(text.split()),
                "additionalProperties": {"type": "string"},
            }
            continue
        if kind is None or field.value is None or not isinstance(text, str):
            raise ValueError(
                f"settings.py: {name} is not `name: int|float|bool|str = default` with a description"
            )
        schema: dict[str, Any] = {
            "type": kind,
            "default": constant(field.value),
            "description": " ".join(text.split()),
        }
        if kind in ("integer", "number"):
            schema["minimum"] = 0
        found[f"leakline.{camel(name)}"] = schema
    return found


def constant(node: ast.expr) -> Any:
    """The value of a literal, or of a shift or product of literals such as `1 << 30`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.LShift | ast.Mult):
        left, right = constant(node.left), constant(node.right)
        return left << right if isinstance(node.op, ast.LShift) else left * right
    return ast.literal_eval(node)


def updated(package: dict[str, Any], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The manifest with the block titled Analysis and Capture replaced; the other blocks are written by hand."""
    blocks = package["contributes"]["configuration"]
    for block in blocks:
        if block["title"] == "Analysis and Capture":
            block["properties"] = found
            return package
    raise ValueError("package.json has no configuration block titled 'Analysis and Capture'")


def main() -> int:
    text = PACKAGE.read_text(encoding="utf-8")
    new = (
        json.dumps(
            updated(json.loads(text), properties(SETTINGS.read_text(encoding="utf-8"))),
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )
    if "--check" in sys.argv[1:]:
        if json.loads(new) != json.loads(text):
            print(
                "extension/package.json lags behind settings.py; run python3 extension/scripts/settings.py",
                file=sys.stderr,
            )
            return 1
        return 0
    PACKAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
