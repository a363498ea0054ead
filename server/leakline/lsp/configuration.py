"""Settings as an editor sends them: camelCase JSON, possibly wrong. What is wrong gets its default."""

import re
from collections.abc import Mapping
from typing import Any, cast, get_args, get_origin

import attrs

from leakline.settings import Settings

SECTION = "leakline"


def camel(name: str) -> str:
    """`old_minutes` -> `oldMinutes`, as editors spell settings."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def settings_of(value: Any) -> tuple[Settings, list[str]]:
    """Reads settings. Each problem is one sentence that names the setting; its default is used then.

    Keys that no setting has are left alone: they belong to the extension.
    """
    if value is None:
        return Settings(), []
    if not isinstance(value, Mapping):
        return Settings(), [
            f"The settings of Leakline must be an object, not {kind_of(value)}; the defaults are used."
        ]
    given = cast("Mapping[str, Any]", value)
    defaults = Settings()
    chosen: dict[str, Any] = {}
    problems: list[str] = []
    for field in attrs.fields(Settings):
        key = camel(field.name)
        if key not in given or given[key] is None:
            continue
        fits, converted = _fit(given[key], field.type)
        if fits:
            chosen[field.name] = converted
        else:
            problems.append(
                f"The setting {SECTION}.{key} must be {_wanted(field.type)}, not {kind_of(given[key])}; "
                f"its default {getattr(defaults, field.name)!r} is used."
            )
    return Settings(**chosen), problems


def _fit(value: Any, kind: Any) -> tuple[bool, Any]:
    if kind is bool:
        return isinstance(value, bool), value
    if kind is int:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        fits = whole and not isinstance(value, bool) and value >= 0
        return fits, int(value) if fits else value
    if kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
        return fits, float(value) if fits else value
    if kind is str:
        return isinstance(value, str), value
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if not isinstance(value, list):
            return False, value
        fitted = [_fit(item, inner) for item in cast("list[Any]", value)]
        return all(fits for fits, _ in fitted), tuple(item for _, item in fitted)
    if get_origin(kind) in (dict, Mapping):
        if not isinstance(value, Mapping):
            return False, value
        inner = get_args(kind)[1]
        pairs = {key: _fit(item, inner) for key, item in cast("Mapping[str, Any]", value).items()}
        return all(fits for fits, _ in pairs.values()), {key: item for key, (_, item) in pairs.items()}
    return True, value


def _wanted(kind: Any) -> str:
    names: dict[Any, str] = {
        bool: "true or false",
        int: "a whole number from 0 on",
        float: "a number from 0 on",
        str: "a text",
    }
    if get_origin(kind) is tuple:
        return "a list"
    if get_origin(kind) in (dict, Mapping):
        return "an object"
    return names.get(kind, re.sub(r"^<class '(.*)'>$", r"\1", str(kind)))


def kind_of(value: Any) -> str:
    """A JSON value's type in a user's words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return f"{value}"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else "an object"
