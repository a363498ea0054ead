"""One HTTP request for a profile: guarded against servers that hang, lie, redirect or never end."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from leakline.capture import refusal, unixsocket
from leakline.capture.failure import CancelledError
from leakline.capture.target import Target

CHUNK = 1 << 14
CONNECT_SECONDS = 5.0
POLL_SECONDS = 0.1
REDIRECTS = 5
WAITING = 64
"""Pieces that may wait for being written."""

Cancelled = Callable[[], bool]
"""Asked a few times a second whether to stop."""


@frozen
class Progress:
    """How far a capture is."""

    what: str
    """What is being asked for, in words."""
    bytes: int
    seconds: float


@frozen
class Answer:
    """What came back. Whatever arrived was written; `failure` says in a sentence what is wrong with it, if anything."""

    bytes: int
    seconds: float
    status: int
    failure: str | None = None
    missing: bool = False
    """The server has no such profile."""
    gone: bool = False
    """The server cannot be reached any more, so there is no use in asking further."""


@frozen
class Wish:
    """What to ask for."""

    target: Target
    profile: str
    """The last part of the path: `goroutine`, `heap`, `profile`."""
    what: str
    parameters: tuple[tuple[str, str], ...] = ()
    timeout: float = 30.0
    """Seconds for all of it."""
    limit: int = 1 << 30
    """Bytes of the answer at most, also after a transfer encoding is unpacked."""


def fetch(
    wish: Wish,
    into: BinaryIO,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Cancelled = lambda: False,
) -> Answer:
    """Asks and writes what comes to `into`. Raises CancelledError; all else that goes wrong stands in the answer.

    The request runs in a thread of its own: a server that hangs can then be left at once, be it by the user
    or by the clock. The thread ends by its own time limit.
    """
    # Bounded: a disk that is slower than the network must not fill the memory.
    events: queue.Queue[bytes | Answer] = queue.Queue(WAITING)
    stop = threading.Event()
    begun = time.monotonic()
    thread = threading.Thread(target=ask, args=(wish, events, stop), name="leakline-fetch", daemon=True)
    thread.start()
    size = 0
    try:
        while True:
            spent = time.monotonic() - begun
            if cancelled():
                raise CancelledError(
                    f"The capture of {wish.target.shown} was cancelled while fetching {wish.what}."
                )
            if spent > wish.timeout:
                return Answer(size, spent, 0, refusal.late(place(wish), size, wish.timeout), gone=size == 0)
            try:
                event = events.get(timeout=POLL_SECONDS)
            except queue.Empty:
                progress(Progress(wish.what, size, spent))
                continue
            if isinstance(event, Answer):
                return Answer(size, spent, event.status, event.failure, event.missing, event.gone)
            size += len(event)
            if size > wish.limit:
                return Answer(
                    size, spent, 200, f"{place(wish)} sends more than {wish.limit:,} bytes; it was cut there."
                )
            into.write(event)
            progress(Progress(wish.what, size, spent))
    finally:
        stop.set()


def place(wish: Wish) -> str:
    return f"{wish.target.shown} ({wish.what})"


def ask(wish: Wish, events: "queue.Queue[bytes | Answer]", stop: threading.Event) -> None:
    """The thread's work: sends pieces, then one Answer, whose size and time the reader fills in."""

    def send(event: bytes | Answer) -> bool:
        while not stop.is_set():
            try:
                events.put(event, timeout=POLL_SECONDS)
                return True
            except queue.Full:
                continue
        return False

    # Imported here: it costs 65 ms, and most commands never need it.
    import requests

    status = 0
    try:
        with requests.Session() as session:
            # A proxy of the environment must not stand between us and this machine.
            session.trust_env = not wish.target.loopback
            if wish.target.socket is not None:
                unixsocket.mount(session, wish.target.socket)
            response = follow(session, wish)
            if isinstance(response, Answer):
                send(response)
                return
            status = response.status_code
            with response:
                if (answer := refused(wish, response)) is not None:
                    send(answer)
                    return
                for piece in pieces(response):
                    if not send(piece):
                        return
                send(Answer(0, 0, status, shortened(wish, response)))
    except Exception as error:
        send(failed(wish, error, status))


def pieces(response: Any) -> Iterator[bytes]:
    """The body as it comes. Nothing is held back until a piece is full, so a cut or hanging answer keeps its beginning."""
    raw = response.raw
    # Whether bytes are missing is judged by `shortened`, after all that came was given.
    raw.enforce_content_length = False
    read1 = getattr(raw, "read1", None)
    if read1 is None or getattr(raw, "chunked", False):
        yield from response.iter_content(CHUNK)
        return
    while piece := read1(CHUNK, decode_content=True):
        yield piece


class Anonymous:
    """Instead of no login: without one, requests looks into ~/.netrc, and what stands there replaces a bearer token."""

    def __call__(self, request: Any) -> Any:
        return request


def follow(session: Any, wish: Wish) -> Any:
    """Sends the request; goes along with redirects on the same host only. A response, or the Answer that refuses."""
    url = wish.target.url + wish.profile
    parameters = [*wish.target.query, *wish.parameters]
    for _ in range(REDIRECTS):
        response = session.get(
            url,
            params=parameters,
            auth=wish.target.login or Anonymous(),
            stream=True,
            allow_redirects=False,
            # The reader of the events keeps the time; this only ends a thread that was left behind.
            timeout=(min(CONNECT_SECONDS, wish.timeout), wish.timeout + CONNECT_SECONDS),
            headers={"User-Agent": "leakline", "Accept-Encoding": "gzip", **dict(wish.target.headers)},
            # Given here, since the session's own would lose against REQUESTS_CA_BUNDLE.
            verify=wish.target.authority or True,
            cert=wish.target.certificate,
        )
        where = response.headers.get("Location")
        if response.status_code not in (301, 302, 303, 307, 308) or not where:
            return response
        response.close()
        there = joined(url, where)
        if not same_host(url, there) or (wish.target.socket and urlsplit(there).scheme != "http"):
            host = urlsplit(there).hostname or "an address that is none"
            return Answer(
                0,
                0,
                response.status_code,
                f"{place(wish)} redirects to another host ({host}), which was not followed; "
                "give that address itself if it is the right one.",
            )
        # A redirect carries the parameters along or means to drop them.
        url, parameters = there, [] if urlsplit(there).query else parameters
    return Answer(0, 0, 302, f"{place(wish)} redirects in a circle; check the address.")


def joined(url: str, where: str) -> str:
    """Where a redirect leads; empty where its address is none."""
    try:
        return urljoin(url, where)
    except ValueError:
        return ""


def same_host(one: str, other: str) -> bool:
    """The same host and port, or the same host stepping up from http to https."""
    try:
        a, b = urlsplit(one), urlsplit(other)
        same = a.hostname == b.hostname and b.scheme in ("http", "https")
        return same and (
            (a.scheme, a.port) == (b.scheme, b.port) or (a.scheme, b.scheme) == ("http", "https")
        )
    except ValueError:
        return False


def refused(wish: Wish, response: Any) -> Answer | None:
    """An Answer where the server did not give what was asked for."""
    status: int = response.status_code
    if status == 200:
        kind = str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml"):
            return Answer(
                0,
                0,
                status,
                f"{place(wish)} answers with an HTML page and no profile: a login page or another service stands there; "
                "check the address.",
            )
        return None
    said, named = refusal.first_line(response), refusal.status_named(status)
    quoted = f": {said}" if said and said.lower() not in named.lower() else ""
    text = f"{place(wish)} answers {named}{quoted}; {refusal.advice(status, said)}."
    return Answer(0, 0, status, text, status == 404)


def shortened(wish: Wish, response: Any) -> str | None:
    """What to say where fewer bytes came, as they were sent, than were announced."""
    announced = str(response.headers.get("Content-Length", ""))
    if not announced.isdigit() or response.raw.tell() >= int(announced):
        return None
    return refusal.cut(place(wish))


def failed(wish: Wish, error: Exception, status: int) -> Answer:
    """An Answer for whatever was raised while asking."""
    words = f"{type(error).__name__} {error}"
    if status and ("DecodeError" in words or "ContentDecoding" in words):
        return Answer(
            0, 0, status, f"{place(wish)} says that it is packed, and cannot be unpacked; try again."
        )
    if status:
        return Answer(0, 0, status, refusal.cut(place(wish)))
    text = refusal.not_asked(wish.target.shown, error, place(wish), wish.timeout, CONNECT_SECONDS)
    return Answer(0, 0, 0, text, gone=True)
