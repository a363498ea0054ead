"""Targets that have a name, from the user's own targets.toml: never from a workspace, which may be somebody else's."""

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from leakline.capture.access import access_of, admitted
from leakline.capture.failure import CaptureError
from leakline.capture.target import Target, parse

_toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


def file() -> Path:
    """Where it lies: $LEAKLINE_TARGETS, or else leakline/targets.toml in the user's folder of settings."""
    if given := os.environ.get("LEAKLINE_TARGETS"):
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "leakline" / "targets.toml"


def entries() -> dict[str, dict[str, object]]:
    """Name -> its table, as written: `[shop]`, then url, headers, user, password, bearer, cert, key, ca. Empty where there
    is no file. Raises CaptureError."""
    path = file()
    try:
        held: dict[str, object] = _toml.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CaptureError(f"{path} cannot be read ({error.strerror}).") from None
    except (_toml.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CaptureError(f"{path} is no TOML: {error}.") from None
    for name, entry in held.items():
        if not isinstance(entry, Mapping) or not isinstance(
            cast("Mapping[str, object]", entry).get("url"), str
        ):
            raise CaptureError(
                f'{path}: {name} needs a table with an address: [{name}] and url = "http://…".'
            )
    return cast("dict[str, dict[str, object]]", held)


def target(name: str) -> Target | None:
    """The target of that name, None where there is none. Raises CaptureError."""
    entry = entries().get(name)
    if entry is None:
        return None
    return admitted(parse(str(entry["url"])), access_of(entry, f"{file()}, {name}"))
