"""Settings come in three ways; wrong ones are told of and cost nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from leakline.lsp.configuration import camel, settings_of
from leakline.settings import Settings

URI = "file:///w/a.go"
PULL = {"textDocument": {"diagnostic": {}}}


def count(client: Any) -> int:
    return len(client.diagnostics(URI)["items"])


def test_settings_come_with_the_first_request(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL, initializationOptions={"settings": {"pedantic": True}})
    client.open(URI, "MAYBE")
    assert count(client) == 1


def test_settings_come_by_notification(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL)
    client.open(URI, "MAYBE")
    assert count(client) == 0
    client.notify("workspace/didChangeConfiguration", {"settings": {"leakline": {"pedantic": True}}})
    assert count(client) == 1
    client.notify("workspace/didChangeConfiguration", {"settings": {"leakline": {}}})
    assert count(client) == 0
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    assert count(client) == 0


def test_settings_are_asked_for_where_the_client_answers(
    start: Callable[..., Any], capabilities: Callable[[str], Any]
) -> None:
    client = start()
    values: list[Any] = [{"pedantic": True, "server": {"path": "x"}}]
    client.answers["workspace/configuration"] = lambda params: values
    client.initialize(capabilities("vscode"))
    client.open(URI, "MAYBE")
    client.wait("workspace/diagnostic/refresh")
    assert count(client) == 1
    values[:] = [{}]
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait("workspace/diagnostic/refresh")
    assert count(client) == 0
    registered = [one["params"]["registrations"][0] for one in client.asked if "register" in one["method"]]
    methods = {one["method"]: one["registerOptions"] for one in registered}
    assert methods["workspace/didChangeConfiguration"] == {"section": "leakline"}
    assert {"globPattern": "**/go.mod"} in methods["workspace/didChangeWatchedFiles"]["watchers"]


def test_a_wrong_setting_is_told_of_and_the_default_stays(start: Callable[..., Any]) -> None:
    client = start()
    client.initialize(PULL, initializationOptions={"settings": {"pedantic": "yes", "oldMinutes": 3}})
    said = client.wait("window/showMessage")
    assert said["type"] == 2
    assert said["message"] == (
        "The setting leakline.pedantic must be true or false, not a text; its default False is used."
    )
    client.open(URI, "MAYBE")
    assert count(client) == 0


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"oldMinutes": 7}, None),
        ({"oldMinutes": 7.0}, None),
        ({"oldMinutes": None}, None),
        ({"unknown": []}, None),
        ({"oldMinutes": 7.5}, "oldMinutes"),
        ({"oldMinutes": -1}, "oldMinutes"),
        ({"oldMinutes": True}, "oldMinutes"),
        ({"oldMinutes": "7"}, "oldMinutes"),
        ({"captureTimeoutSeconds": float("inf")}, "captureTimeoutSeconds"),
        ({"captureTimeoutSeconds": 4}, None),
        ("all", "object"),
        ([], "object"),
        (None, None),
    ],
)
def test_each_type_is_checked(value: Any, wrong: str | None) -> None:
    settings, problems = settings_of(value)
    if wrong is None:
        assert problems == []
    else:
        (problem,) = problems
        assert wrong in problem
        assert settings == Settings()


def test_names_are_spelled_as_editors_do() -> None:
    assert camel("capture_timeout_seconds") == "captureTimeoutSeconds"
    assert settings_of({"manyGoroutines": 3})[0].many_goroutines == 3
