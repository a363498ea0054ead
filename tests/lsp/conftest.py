"""Starts servers for the tests of this folder and ends them."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CLIENTS = HERE.parents[1] / "testdata" / "clients"


def _load(name: str) -> Any:
    known = sys.modules.get(f"leakline_tests_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"leakline_tests_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def capabilities() -> Callable[[str], Any]:
    """What an editor says that it can do, as recorded in testdata/clients."""
    return lambda name: json.loads((CLIENTS / f"{name}.json").read_text())["capabilities"]


@pytest.fixture
def server_error() -> Any:
    return _load("client").ServerError


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts the server over the stub analysis, or another command."""
    clients: list[Any] = []

    def begin(*command: str, **options: Any) -> Any:
        chosen = list(command) or [sys.executable, str(HERE / "stub_server.py")]
        log = (tmp_path / f"server-{len(clients)}.log").open("w+b")
        client = _load("client").Client(chosen, stderr=log, **options)
        client.log = log
        clients.append(client)
        return client

    yield begin
    for client in clients:
        client.kill()
        client.log.close()


@pytest.fixture
def log_of() -> Callable[[Any], str]:
    """What a server wrote to stderr so far."""

    def read(client: Any) -> str:
        client.log.seek(0)
        return client.log.read().decode()

    return read
