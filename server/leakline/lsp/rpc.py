"""JSON-RPC as this server speaks it: pygls' protocol with routing, errors and cancellation of its own.

pygls keeps a second copy of every text, splits lines at characters that end none, answers nothing to a request
whose parameters it cannot read, and cannot cancel a command that runs. What is left to it are the typed messages.
"""

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from functools import partial
from typing import Any, cast

from attrs import define, field, frozen
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from leakline import __version__
from leakline.lsp.lane import Lane, aside
from leakline.lsp.transport import Writer

log = logging.getLogger(__name__)

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
REQUEST_FAILED = -32803

EXECUTE_COMMAND = "workspace/executeCommand"
_UNTYPED = frozenset({"initialize"})
"""Read from the bare JSON, since a client may say things there that no version of the types knows."""


class RequestError(Exception):
    """A request that cannot be done. The text is one sentence for the user, `data` is for the client."""

    def __init__(self, text: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.data = data


class CancelError(Exception):
    """The client, or the user by its progress bar, no longer wants the answer."""


@define(eq=False)
class Job:
    """A request on its way. Long work looks at `cancelled` between its steps."""

    id: int | str | None = None
    token: int | str | None = None
    """Of its progress bar."""
    cancelled: threading.Event = field(factory=threading.Event)
    future: "Future[Any]" = field(factory=Future[Any])

    def check(self) -> None:
        if self.cancelled.is_set():
            raise CancelError

    def cancel(self) -> None:
        self.cancelled.set()
        self.future.cancel()


@frozen
class Route:
    """Who answers a method: on the lane that owns the texts, or on a thread of its own."""

    handle: Callable[[Any, Job], Any]
    aside: bool = False


class Protocol(LanguageServerProtocol):
    """Reads one message at a time and hands it to its route."""

    def __init__(self, server: LanguageServer, converter: Any) -> None:
        super().__init__(server, converter)
        self.lane = Lane("leakline-text")
        self.routes: dict[str, Route] = {}
        self.commands: dict[str, Route] = {}
        self.jobs: dict[int | str, Job] = {}
        self.pending: dict[int | str, Future[Any]] = {}
        self.output: Writer | None = None
        self.started = False
        self.ended = False
        self._next_id = 0
        self._ids = threading.Lock()

    def _register_builtin_features(self) -> None:
        # pygls would keep texts of its own here; every method that this server knows is one of its routes.
        pass

    def receive(self, body: bytes) -> bool:
        """Handles one message. False when it was the last one."""
        try:
            data: Any = json.loads(body.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            log.error("a message was no JSON: %s", error)
            self._fail(None, PARSE_ERROR, "the message is no JSON")
            return True
        message = cast("dict[str, Any]", data) if isinstance(data, dict) else {"method": None}
        if not isinstance(message.get("method", ""), str):
            self._fail(None, INVALID_REQUEST, "the message is no JSON-RPC object")
        elif "method" not in message:
            self._response(message)
        elif "id" in message:
            self._request(message)
        elif message["method"] == "exit":
            return False
        else:
            self._notification(message)
        return True

    def stop(self) -> None:
        """Asks whatever still runs to end."""
        for job in list(self.jobs.values()):
            job.cancel()

    def _params(self, message: dict[str, Any]) -> Any:
        method: str = message["method"]
        kind: Any = None if method in _UNTYPED else self.get_message_type(method)
        if kind is None:
            return message.get("params")
        return getattr(self._converter.structure(message, kind), "params", None)

    def _request(self, message: dict[str, Any]) -> None:
        name: Any = message["id"]
        method: str = message["method"]
        if not isinstance(name, int | str):
            self._fail(None, INVALID_REQUEST, "the id of a request must be a number or a string")
        elif method == "initialize" and self.started:
            self._fail(name, INVALID_REQUEST, "the server is initialized already")
        elif method != "initialize" and not self.started:
            self._fail(name, NOT_INITIALIZED, "the server is not initialized yet")
        elif self.ended:
            self._fail(name, INVALID_REQUEST, "the server is shutting down")
        else:
            self.started = True
            self.ended = method == "shutdown"
            self._route(name, method, message)

    def _route(self, name: int | str, method: str, message: dict[str, Any]) -> None:
        try:
            params = self._params(message)
        except Exception as error:
            log.error("the parameters of %s could not be read: %r", method, error)
            self._fail(name, INVALID_PARAMS, f"the parameters of {method} could not be read")
            return
        route = self.routes.get(method)
        job = Job(name)
        if method == EXECUTE_COMMAND:
            method = params.command
            route = self.commands.get(method)
            job.token = params.work_done_token
            params = cast("Any", params.arguments[0] if params.arguments else {})
        if route is None:
            self._fail(name, METHOD_NOT_FOUND, f"this server has no {method}")
            return
        self.jobs[name] = job
        job.future.add_done_callback(partial(self._finish, job))
        work = partial(route.handle, params, job)
        if route.aside:
            # By way of the lane, so that it sees the texts as of all messages before it.
            self.lane.submit(partial(aside, job.future, work, method))
        else:
            self.lane.put(job.future, work)

    def _notification(self, message: dict[str, Any]) -> None:
        method: str = message["method"]
        params = message.get("params")
        said = cast("dict[str, Any]", params) if isinstance(params, dict) else {}
        if method == "$/cancelRequest":
            self._cancel_where(lambda job: job.id == said.get("id"))
        elif method == "window/workDoneProgress/cancel":
            self._cancel_where(lambda job: job.token is not None and job.token == said.get("token"))
        elif self.started and (route := self.routes.get(method)) is not None:
            try:
                typed = self._params(message)
            except Exception as error:
                log.error("the parameters of %s could not be read: %r", method, error)
                return
            job = Job()
            job.future.add_done_callback(partial(_report, method))
            self.lane.put(job.future, partial(route.handle, typed, job))

    def _cancel_where(self, wanted: Callable[[Job], bool]) -> None:
        for job in list(self.jobs.values()):
            if wanted(job):
                job.cancel()

    def _finish(self, job: Job, future: "Future[Any]") -> None:
        name = job.id
        if name is not None:
            self.jobs.pop(name, None)
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(error, CancelError):
            self._fail(name, REQUEST_CANCELLED, "cancelled")
        elif error is None:
            try:
                self.send({"jsonrpc": "2.0", "id": name, "result": future.result()})
            except Exception as unsendable:
                log.error("an answer could not be written", exc_info=unsendable)
                self._fail(name, INTERNAL_ERROR, f"the answer could not be written ({unsendable})")
        elif type(error).__module__.startswith("leakline."):
            log.info("request %r failed: %s", name, error)
            self._fail(name, REQUEST_FAILED, str(error), getattr(error, "data", None))
        else:
            log.error("request %r failed", name, exc_info=error)
            said = (
                f"unexpected error ({type(error).__name__}: {error}); the log of the server has the details"
            )
            self._fail(name, INTERNAL_ERROR, said)

    def _response(self, message: dict[str, Any]) -> None:
        future = self.pending.pop(message.get("id", ""), None)
        if future is None:
            return
        error: Any = message.get("error")
        try:
            if error is None:
                future.set_result(message.get("result"))
            else:
                said = cast("dict[str, Any]", error).get("message") if isinstance(error, dict) else error
                future.set_exception(RequestError(str(said)))
        except InvalidStateError:
            log.info("an answer came after it was given up")

    def _fail(self, name: int | str | None, code: int, text: str, data: Any = None) -> None:
        error: dict[str, Any] = {"code": code, "message": text}
        if data is not None:
            error["data"] = data
        self.send({"jsonrpc": "2.0", "id": name, "error": error})

    def send(self, data: dict[str, Any]) -> None:
        """Writes one message; protocol types may stand anywhere in it."""
        body = json.dumps(data, default=self._serialize_message, separators=(",", ":")).encode()
        if self.output is not None:
            self.output.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any | None = None) -> None:
        """Sends a notification. Protocol types are written as they are."""
        self.send(_message(method, params, {}))

    def ask(self, method: str, params: Any) -> "Future[Any]":
        """Sends a request to the client; the future holds bare JSON, or a RequestError with the client's words."""
        future: Future[Any] = Future()
        with self._ids:
            self._next_id += 1
            name = f"leakline-{self._next_id}"
        self.pending[name] = future
        self.send(_message(method, params, {"id": name}))
        return future


def _message(method: str, params: Any, more: dict[str, Any]) -> dict[str, Any]:
    said = {"jsonrpc": "2.0", **more, "method": method}
    return said if params is None else {**said, "params": params}


def _report(method: str, future: "Future[Any]") -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None:
        log.error("%s failed", method, exc_info=error)


class Server(LanguageServer):
    """pygls' server with our protocol. Errors go to the log: an editor shows what concerns its user, and no more."""

    def __init__(self, converter_factory: Callable[[], Any]) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            "leakline", __version__, protocol_cls=Protocol, converter_factory=converter_factory, max_workers=1
        )

    def report_server_error(self, error: Exception, source: Any) -> None:
        log.error("%s", error, exc_info=error)
