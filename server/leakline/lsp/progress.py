"""A progress bar in the editor, where it has any."""

import time
from concurrent.futures import TimeoutError as LateError

from attrs import define

from leakline.lsp import convert
from leakline.lsp.client import Client
from leakline.lsp.rpc import Job, Protocol, RequestError

_ANSWER_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
"""Between two reports, so that a quick download does not flood the editor."""


@define
class Bar:
    """One bar: begun, told about, ended. Without a token all of it does nothing."""

    rpc: Protocol
    token: int | str | None
    _last: float = 0.0

    def begin(self, title: str, message: str) -> None:
        self._send("begin", title=title, message=message, cancellable=True)

    def report(self, message: str) -> None:
        now = time.monotonic()
        if now - self._last >= _PAUSE_SECONDS:
            self._last = now
            self._send("report", message=message)

    def end(self, message: str) -> None:
        self._send("end", message=message)

    def _send(self, kind: str, **values: object) -> None:
        if self.token is not None:
            self.rpc.notify("$/progress", convert.progress(self.token, kind, **values))


def bar(rpc: Protocol, client: Client, job: Job) -> Bar:
    """The bar that the client offered with its request, else one that it is asked to make."""
    if job.token is None and client.progress:
        token = f"leakline-{job.id}"
        # Known before it is there: a cancellation may come at once.
        job.token = token
        try:
            rpc.ask("window/workDoneProgress/create", {"token": token}).result(_ANSWER_SECONDS)
        except (RequestError, LateError):
            return Bar(rpc, None)
    return Bar(rpc, job.token)
