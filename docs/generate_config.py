"""Writes docs/leakline.schema.json and docs/configuration.md from the class Config and the keys of a pair.

python docs/generate_config.py           # writes them
python docs/generate_config.py --check   # exit 1 where one is stale
"""

import ast
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import attrs

from leakline.analysis import config, pairs
from leakline.analysis.rules import SEVERITIES
from leakline.leaks import budget

DOCS = Path(__file__).resolve().parent
SCHEMA, PAGE = DOCS / "leakline.schema.json", DOCS / "configuration.md"

_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "texts": _TEXTS,
    "number": {"type": "integer", "minimum": 0},
    "flag": {"type": "boolean"},
}
_SAID = {
    "text": "text",
    "texts": "text or list of texts",
    "number": "number",
    "flag": "true or false",
    "names": "table",
}


def meanings(of: type = config.Config) -> dict[str, str]:
    """Field of a class -> its description, as it stands in the class."""
    body = ast.parse(inspect.getsource(of)).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for node, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr):
            assert isinstance(after.value, ast.Constant)
            found[ast.unparse(node.target)] = " ".join(str(after.value.value).split())
    return found


def schema() -> dict[str, Any]:
    said = meanings()
    properties: dict[str, Any] = {}
    for field in attrs.fields(config.Config):
        key, kind = config.key_of(field.name), config.kind_of(field)
        if kind == "names":
            level = {"enum": list(config.LEVELS)}
            value: dict[str, Any] = {"type": "object", "additionalProperties": level}
        else:
            value = {**_KINDS[kind], "default": list(field.default) if kind == "texts" else field.default}
        properties[key] = {**value, "description": said[field.name]}
    pair = {key: {**_KINDS[kind], "description": pairs.MEANINGS[key]} for key, kind in pairs.KEYS.items()}
    pair["severity"] = {"enum": list(SEVERITIES), "description": pairs.MEANINGS["severity"]}
    properties["pair"] = {
        "type": "array",
        "description": "What one call acquires and another must release: a rule of the project's own.",
        "items": {
            "type": "object",
            "required": ["acquire", "release"],
            "properties": pair,
            "additionalProperties": False,
        },
    }
    told = meanings(budget.Budget)
    limits = {
        config.key_of(one.name): {
            **_KINDS[budget.KINDS.get(one.name, "number")],
            "description": told[one.name],
        }
        for one in attrs.fields(budget.Budget)
    }
    properties["gate"] = {
        "type": "object",
        "description": "What a capture may hold before `leakline gate` fails.",
        "properties": limits,
        "additionalProperties": False,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "leakline.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def page() -> str:
    said = meanings()
    keys = [
        f"| `{config.key_of(f.name)}` | {_SAID[config.kind_of(f)]} | {_default(f)} | {said[f.name]} |"
        for f in attrs.fields(config.Config)
    ]
    own = [f"| `{key}` | {_SAID[kind]} | {pairs.MEANINGS[key]} |" for key, kind in pairs.KEYS.items()]
    told = meanings(budget.Budget)
    gate = [
        f"| `{config.key_of(f.name)}` | {_SAID[budget.KINDS.get(f.name, 'number')]} "
        f"| {'`0`' if f.default == 0 else '—'} | {told[f.name]} |"
        for f in attrs.fields(budget.Budget)
    ]
    return _PAGE.format(keys="\n".join(keys), pairs="\n".join(own), gate="\n".join(gate))


def _default(field: "attrs.Attribute[Any]") -> str:
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return "—"


_PAGE = """# leakline.toml

<!-- Made by docs/generate_config.py. -->

`leakline check` and the language server read the nearest `leakline.toml` from a file upwards, up to the repository's
root (the folder with `.git`) and never across a file system. Reading it runs nothing, and no path in it leads out of its
folder. A wrong key or value is told with file, line and column. Editors that know JSON schemas for TOML take
[leakline.schema.json](leakline.schema.json).

```toml
exclude = ["third_party", "*.pb.go"]
baseline = ".leakline/baseline.json"

[rules]
held-lock = "off"
lost-cancel = "error"

[[pair]]
acquire = "example.com/db.Open"
release = "Close"
```

| key | value | default | meaning |
|---|---|---|---|
{keys}

## A team's own pairs

Each `[[pair]]` is a rule: what one call acquires must be released on every path. The engine is the one behind
`unclosed-body`: it knows branches, loops, defers, closures, helpers and wrappers of the module, structs and fields that
keep the resource, and says nothing where it cannot tell.

| key | value | meaning |
|---|---|---|
{pairs}

```toml
[[pair]] # a method of the resource
acquire = "example.com/db.Open"
release = "Close"

[[pair]] # a method of what acquired it, which takes the resource
acquire = "(*example.com/db.Pool).Get"
release = "Put(x)"
verb = "put back"

[[pair]] # a function that takes it
acquire = ["example.com/buf.New", "example.com/buf.NewSize"]
release = "example.com/buf.Free"
id = "unfreed-buffer"
severity = "error"
message = "see docs/buffers.md"

[[pair]] # the resource is a function, and calling it releases
acquire = "example.com/watch.Start"
release = "()"
```

What needs more than this is a folder `.leakline/rules/ID/` beside `leakline.toml` with a `rule.toml` as in
[rules/README.md](../rules/README.md) (engine `obligations`), and a `README.md` that `leakline explain ID` prints. Pairs
and rule folders with mistakes are told and left out; the other rules go on.

## A budget for leaks

`leakline gate` fails a build where a capture is over the limits of the table `[gate]`; [gate.md](gate.md) tells how.

| key | value | default | meaning |
|---|---|---|---|
{gate}
"""


def main(argv: list[str]) -> int:
    stale = 0
    for path, text in ((SCHEMA, json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"), (PAGE, page())):
        if "--check" not in argv:
            path.write_text(text, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != text:
            print(f"{path.name} is stale: run python docs/generate_config.py", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
