"""Threads of the server's own: one that works on texts in the order of the messages, and passing ones beside it.

The thread that reads messages only hands over, so long work never keeps a cancellation from being read.
All of them are daemons: leaving the server never waits for a capture that hangs.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any


def run(future: "Future[Any]", work: Callable[[], Any]) -> None:
    """Does the work of a future unless it was cancelled before it began."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


class Lane:
    """One thread that does what it is given, first come, first served."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        while True:
            future, work = self._jobs.get()
            run(future, work)

    @property
    def here(self) -> bool:
        """True for code that runs on this lane."""
        return threading.current_thread() is self._thread

    def put(self, future: "Future[Any]", work: Callable[[], Any]) -> None:
        self._jobs.put((future, work))

    def submit(self, work: Callable[[], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        self.put(future, work)
        return future

    def wait(self, work: Callable[[], Any]) -> Any:
        """Does the work on this lane and gives its result to the caller's thread."""
        return work() if self.here else self.submit(work).result()


def aside(future: "Future[Any]", work: Callable[[], Any], name: str) -> None:
    """Does the work on a thread of its own."""
    threading.Thread(target=run, args=(future, work), name=name, daemon=True).start()
