"""The package's rooms import one way only, and modules stay short."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "server" / "leakline"
LONGEST = 400

STATIC = {"text", "syntax", "golang", "flow", "analysis"}
ALLOWED = {
    "text": set[str](),
    "syntax": {"text"},
    "golang": {"text", "syntax"},
    "flow": {"text", "syntax", "golang"},
    "analysis": {"text", "syntax", "golang", "flow"},
    "profiles": set[str](),
    "capture": {"profiles"},
    "leaks": {"profiles"},
    "mapping": {"profiles", "text", "syntax", "golang"},
    "overlay": {*STATIC, "profiles", "capture", "leaks", "mapping"},
    "report": {*STATIC, "profiles", "capture", "leaks", "mapping", "overlay"},
    "lsp": {*STATIC, "profiles", "capture", "leaks", "mapping", "overlay", "report"},
    "cli": {*STATIC, "profiles", "capture", "leaks", "mapping", "overlay", "report", "lsp"},
}
"""What each room may import beside itself and the leaves."""
LEAVES = {"settings"}
LAZY = {"requests"}
"""Slow to import: only inside of functions."""


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if not path.name.endswith("_pb2.py")]


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def wrong_imports(room: str, source: str) -> list[str]:
    allowed = ALLOWED[room] | LEAVES | {room}
    return [
        name
        for name, _ in imports(ast.parse(source))
        if name.startswith("leakline.") and name.split(".")[1] not in allowed | {"__version__"}
    ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_below(path: Path) -> None:
    room = room_of(path)
    if room:
        assert wrong_imports(room, path.read_text()) == []
    elif path.stem in {*LEAVES, "__init__"}:
        assert [name for name, _ in imports(ast.parse(path.read_text())) if name.startswith("leakline")] == []
    else:
        assert path.stem == "__main__"


def test_the_check_sees_an_import_the_wrong_way() -> None:
    assert wrong_imports("text", "def f():\n    from leakline.syntax import parser\n") == [
        "leakline.syntax.parser"
    ]
    assert wrong_imports("capture", "import leakline.leaks.model") == ["leakline.leaks.model"]
    assert wrong_imports("analysis", "from leakline.flow.ir import Op") == []


def test_every_room_is_known() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == set(ALLOWED)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_convert_knows_the_types_of_the_protocol(path: Path) -> None:
    named = {name for name, _ in imports(ast.parse(path.read_text())) if name.startswith("lsprotocol")}
    assert not named or path == PACKAGE / "lsp" / "convert.py"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_slow_libraries_are_imported_where_they_are_used(path: Path) -> None:
    tree = ast.parse(path.read_text())
    top = [name.split(".")[0] for node in tree.body for name, _ in imports_of(node)]
    assert LAZY.isdisjoint(top)


def imports_of(node: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from imports(node)
