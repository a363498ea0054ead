"""The schema in the extension's package.json says what settings.py says."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from leakline.lsp.configuration import camel, settings_of
from leakline.settings import Settings

EXTENSION = Path(__file__).resolve().parents[2] / "extension"


@pytest.fixture
def script() -> Any:
    spec = importlib.util.spec_from_file_location(
        "leakline_extension_settings", EXTENSION / "scripts" / "settings.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def schema() -> dict[str, Any]:
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    blocks = package["contributes"]["configuration"]
    return {name: entry for block in blocks for name, entry in block["properties"].items()}


def test_the_manifest_is_what_the_script_writes(script: Any) -> None:
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    found = script.properties(script.SETTINGS.read_text(encoding="utf-8"))
    assert script.updated(json.loads(json.dumps(package)), found) == package, (
        "run python3 extension/scripts/settings.py"
    )


def test_every_setting_of_the_server_stands_in_the_schema_with_its_default(schema: dict[str, Any]) -> None:
    for field in attrs.fields(Settings):
        entry = schema[f"leakline.{camel(field.name)}"]
        assert entry["default"] == getattr(Settings(), field.name)
        assert entry["description"]


def test_the_server_takes_the_defaults_of_the_schema_without_complaint(schema: dict[str, Any]) -> None:
    given = {name.removeprefix("leakline."): entry["default"] for name, entry in schema.items()}
    assert settings_of(given) == (Settings(), [])


def test_a_field_of_another_form_is_refused(script: Any) -> None:
    with pytest.raises(ValueError, match="colours"):
        script.properties('class Settings:\n    colours: list[str] = []\n    """Colours."""\n')
