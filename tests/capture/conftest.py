"""A server that misbehaves on purpose: each test says byte by byte what it answers."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Answer = Callable[[socket.socket, str], None]
"""Gets the connection and the path that was asked for; the connection is closed when it returns."""


class Server:
    """Answers on loopback, one thread a connection."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.released = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            path = head.split(b" ", 2)[1].decode()
            self.asked.append(path)
            self.heads.append(head.decode("latin-1"))
            try:
                self.answer(connection, path)
            except OSError:
                return

    def hang(self) -> None:
        """Says nothing more until the test is over."""
        self.released.wait(60)

    def close(self) -> None:
        self.released.set()
        self.listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Server]]:
    """A function that starts a server with the given behaviour."""
    servers: list[Server] = []

    def start(answer: Answer) -> Server:
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty store."""
    return tmp_path / "captures"


@pytest.fixture
def recorded(testdata: Path) -> Path:
    """Recordings of Go 1.27."""
    return testdata / "profiles" / "go1.27"
