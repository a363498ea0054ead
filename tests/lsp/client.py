"""A small client that drives a language server over stdin and stdout."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from typing import Any

TIMEOUT = 20.0
"""Seconds after which a test gives up on a server that does not answer."""


class ServerError(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Client:
    """Sends messages and keeps what came back. Answers requests of the server from `answers`, else by null."""

    def __init__(self, command: list[str], **options: Any) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.asked: list[dict[str, Any]] = []
        self.seen: list[dict[str, Any]] = []
        self._replies: dict[Any, queue.Queue[dict[str, Any]]] = {}
        self._told: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._next = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline():
                if line == b"\r\n":
                    break
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = stream.read(length) if length else b""
            if not body:
                break
            self._take(json.loads(body))
        self._told.put(None)
        for waiting in list(self._replies.values()):
            waiting.put({"error": {"code": 0, "message": "the server went away"}})

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            # An error without an id answers a message that could not be read.
            self._replies.setdefault(message["id"], queue.Queue()).put(message)
        elif "id" in message:
            self.asked.append(message)
            answer = self.answers.get(message["method"], lambda params: None)
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": answer(message.get("params"))})
            self._told.put(message)
        else:
            self._told.put(message)

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        with self._lock:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: Any) -> int:
        """Sends a request and returns its id."""
        self._next += 1
        self._replies[self._next] = queue.Queue()
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def reply(self, name: Any, timeout: float = TIMEOUT) -> Any:
        """Waits for the answer to a request."""
        waiting = self._replies.setdefault(name, queue.Queue())
        message = waiting.get(timeout=timeout)
        self._replies.pop(name, None)
        if "error" in message:
            raise ServerError(message["error"]["code"], message["error"]["message"])
        return message["result"]

    def request(self, method: str, params: Any) -> Any:
        return self.reply(self.start(method, params))

    def wait(self, method: str, wanted: Callable[[Any], bool] = lambda params: True) -> Any:
        """The parameters of the next notification or request of that method that is wanted."""
        while True:
            message = self._told.get(timeout=TIMEOUT)
            if message is None:
                raise AssertionError(f"the server ended before it sent {method}")
            self.seen.append(message)
            if message["method"] == method and wanted(message.get("params")):
                return message.get("params")

    def drain(self) -> list[dict[str, Any]]:
        """Everything told so far and not waited for, once all that was asked has led to all that it leads to."""
        # What an edit leads to is queued behind the messages that wait, and that again leads to more once.
        for _ in range(3):
            self.request("workspace/executeCommand", {"command": "leakline.clearOverlay", "arguments": [{}]})
        told: list[dict[str, Any]] = []
        while not self._told.empty():
            message = self._told.get()
            if message is not None:
                told.append(message)
        return told

    def initialize(self, capabilities: Any, root: str | None = None, **more: Any) -> Any:
        folders = [{"uri": root, "name": "root"}] if root else None
        params = {
            "processId": None,
            "rootUri": root,
            "capabilities": capabilities,
            "workspaceFolders": folders,
            **more,
        }
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "go", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Any) -> None:
        """Each change is a text, or ((line, column), (line, column), text)."""
        said = [
            {"text": change}
            if isinstance(change, str)
            else {
                "range": {
                    "start": {"line": change[0][0], "character": change[0][1]},
                    "end": {"line": change[1][0], "character": change[1][1]},
                },
                "text": change[2],
            }
            for change in changes
        ]
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": said},
        )

    def diagnostics(self, uri: str, previous: str | None = None) -> Any:
        params: dict[str, Any] = {"textDocument": {"uri": uri}}
        if previous is not None:
            params["previousResultId"] = previous
        return self.request("textDocument/diagnostic", params)

    def command(self, name: str, argument: Any) -> Any:
        return self.request("workspace/executeCommand", {"command": name, "arguments": [argument]})

    def end(self) -> int:
        """Says goodbye; returns the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(timeout=TIMEOUT)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass
