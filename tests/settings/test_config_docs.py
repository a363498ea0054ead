"""The schema and the page of leakline.toml say what the class says, and the check agrees with the schema."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from leakline.analysis.config import project_of
from leakline.analysis.rules import load_rules

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = Path(__file__).resolve().parents[2] / "docs"
spec = importlib.util.spec_from_file_location("generate_config", DOCS / "generate_config.py")
assert spec is not None and spec.loader is not None
generate: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


def test_schema_and_page_are_current() -> None:
    assert generate.main(["--check"]) == 0, "run python docs/generate_config.py"


def test_every_key_is_told() -> None:
    schema = json.loads((DOCS / "leakline.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    assert all(entry.get("description") for entry in schema["properties"].values())
    own = schema["properties"]["pair"]["items"]["properties"]
    assert all(entry["description"] for entry in own.values())


@pytest.mark.parametrize(
    "text",
    [
        "pedantic = true\n",
        "pedantic = 1\n",
        "colour = 1\n",
        'exclude = "a"\n',
        "exclude = [1]\n",
        '[rules]\nheld-lock = "off"\n',
        '[rules]\nheld-lock = "loud"\n',
        '[[pair]]\nacquire = "a.B"\nrelease = "Close"\n',
        '[[pair]]\nacquire = "a.B"\n',
        '[[pair]]\nacquire = "a.B"\nrelease = ["Close", "Stop"]\nresult = 1\nseverity = "hint"\n',
        '[[pair]]\nacquire = "a.B"\nrelease = "Close"\nresult = -1\n',
        '[[pair]]\nacquire = "a.B"\nrelease = "Close"\nseverity = "loud"\n',
        "pair = 1\n",
    ],
)
def test_the_schema_and_the_check_agree(tmp_path: Path, text: str) -> None:
    schema = json.loads((DOCS / "leakline.schema.json").read_text())
    fits = jsonschema.Draft7Validator(schema).is_valid(tomllib.loads(text))
    (tmp_path / "leakline.toml").write_text(text)
    project = project_of(tmp_path, load_rules())
    assert fits is (not project.mistakes and not project.problems)


def test_the_examples_of_the_page_are_right(tmp_path: Path) -> None:
    blocks = (DOCS / "configuration.md").read_text().split("```toml\n")[1:]
    assert blocks
    for block in blocks:
        (tmp_path / "leakline.toml").write_text(block.partition("```")[0])
        project = project_of(tmp_path, load_rules())
        assert (project.mistakes, project.problems) == ((), ())
        assert project.rules
