"""What the client at the other end can do, read from its `initialize` request."""

from collections.abc import Mapping
from typing import Any, cast

from attrs import frozen

from leakline.lsp.uris import path_of
from leakline.text.positions import ENCODINGS


@frozen
class Client:
    """The few capabilities that change what is sent. Everything defaults to what the oldest clients bear."""

    name: str = ""
    encoding: str = "utf-16"
    """What columns count: `utf-8`, `utf-16` or `utf-32`."""
    roots: tuple[str, ...] = ()
    pull: bool = False
    """Asks for diagnostics itself; then none are pushed."""
    pull_refresh: bool = False
    related_information: bool = False
    code_description: bool = False
    preferred_actions: bool = False
    document_changes: bool = False
    creates_files: bool = False
    """Takes edits that name the version that they are for."""
    markdown_hover: bool = False
    diagnostics_in_hover: bool = False
    """Shows a finding's message and related places above every hover, so that ours need not say them again."""
    progress: bool = False
    """Shows progress bars that the server starts."""
    configuration: bool = False
    """Answers `workspace/configuration`."""
    register_configuration: bool = False
    register_watchers: bool = False


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = cast("Mapping[str, Any]", value).get(key)
    return value  # pyright: ignore[reportUnknownVariableType]


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [item for item in _items(value) if isinstance(item, str)]


def client_of(params: Any) -> Client:
    """Reads bare `initialize` parameters. What is missing or of another type counts as not there."""
    said = _at(params, "capabilities")

    def has(*keys: str) -> bool:
        return _at(said, *keys) is True

    offered = _strings(_at(said, "general", "positionEncodings"))
    encoding = next((name for name in ENCODINGS if name in offered), "utf-16")
    name = _at(params, "clientInfo", "name")
    return Client(
        name=name if isinstance(name, str) else "",
        encoding=encoding,
        roots=roots_of(params),
        pull=isinstance(_at(said, "textDocument", "diagnostic"), Mapping),
        pull_refresh=has("workspace", "diagnostics", "refreshSupport"),
        related_information=has("textDocument", "publishDiagnostics", "relatedInformation")
        or has("textDocument", "diagnostic", "relatedInformation"),
        code_description=has("textDocument", "publishDiagnostics", "codeDescriptionSupport")
        or has("textDocument", "diagnostic", "codeDescriptionSupport"),
        preferred_actions=has("textDocument", "codeAction", "isPreferredSupport"),
        document_changes=has("workspace", "workspaceEdit", "documentChanges"),
        creates_files=has("workspace", "workspaceEdit", "documentChanges")
        and "create" in _strings(_at(said, "workspace", "workspaceEdit", "resourceOperations")),
        markdown_hover="markdown" in _strings(_at(said, "textDocument", "hover", "contentFormat")),
        diagnostics_in_hover=_at(params, "initializationOptions", "diagnosticsInHover") is True,
        progress=has("window", "workDoneProgress"),
        configuration=has("workspace", "configuration"),
        register_configuration=has("workspace", "didChangeConfiguration", "dynamicRegistration"),
        register_watchers=has("workspace", "didChangeWatchedFiles", "dynamicRegistration"),
    )


def roots_of(params: Any) -> tuple[str, ...]:
    """The workspace folders, or the one root of an older client."""
    uris = [_at(folder, "uri") for folder in _items(_at(params, "workspaceFolders"))]
    if not uris:
        uris = [_at(params, "rootUri")]
    paths = [path for uri in uris if isinstance(uri, str) and (path := path_of(uri))]
    root = _at(params, "rootPath")
    if not paths and isinstance(root, str) and root:
        paths = [root]
    return tuple(dict.fromkeys(paths))


def initial_settings(params: Any) -> Any:
    """`initializationOptions.settings`, whatever type it has; None where there is none."""
    return _at(params, "initializationOptions", "settings")
