"""File names and the URIs that editors give them."""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

_DRIVE = re.compile(r"^/[A-Za-z]:")


def path_of(uri: str) -> str | None:
    """The absolute path behind a `file:` URI; None for other schemes, which name no file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    if os.name == "nt":
        if _DRIVE.match(path):
            path = path[1].lower() + path[2:]
        path = path.replace("/", "\\")
    return path if path and "\0" not in path else None


def uri_of(path: str) -> str:
    """The `file:` URI of a path, which is made absolute first."""
    absolute = str(Path(path).absolute())
    if os.name == "nt":
        absolute = "/" + absolute.replace("\\", "/").lstrip("/")
    return "file://" + quote(os.fsencode(absolute), safe="/:@!$&'()*+,=~")
