"""One HTTP request for a profile: guarded against servers that hang, lie, redirect or never end."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from leakline.capture.failure import CancelledError
from leakline.capture.target import Target

CHUNK = 1 << 14
CONNECT_SECONDS = 5.0
POLL_SECONDS = 0.1
REDIRECTS = 5
TEXT_LIMIT = 200

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
    events: queue.SimpleQueue[bytes | Answer] = queue.SimpleQueue()
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
                return Answer(size, spent, 0, late(wish, size), gone=size == 0)
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


def late(wish: Wish, size: int) -> str:
    came = f"sent {size:,} bytes and was not done" if size else "did not answer"
    return f"{place(wish)} {came} within {wish.timeout:g} seconds; try again, or allow more time."


def ask(wish: Wish, events: "queue.SimpleQueue[bytes | Answer]", stop: threading.Event) -> None:
    """The thread's work: sends pieces, then one Answer, whose size and time the reader fills in."""
    # Imported here: it costs 65 ms, and most commands never need it.
    import requests

    status = 0
    try:
        with requests.Session() as session:
            # A proxy of the environment must not stand between us and this machine.
            session.trust_env = not wish.target.loopback
            response = follow(session, wish)
            if isinstance(response, Answer):
                events.put(response)
                return
            status = response.status_code
            with response:
                if (refusal := refused(wish, response)) is not None:
                    events.put(refusal)
                    return
                came = 0
                for piece in pieces(response):
                    if stop.is_set():
                        return
                    came += len(piece)
                    events.put(piece)
                events.put(Answer(0, 0, status, shortened(wish, response, came)))
    except requests.RequestException as error:
        events.put(failed(wish, error, status))
    except Exception as error:
        events.put(
            Answer(0, 0, status, f"{place(wish)} could not be read ({type(error).__name__}); try again.")
        )


def pieces(response: Any) -> Iterator[bytes]:
    """The body as it comes. Nothing is held back until a piece is full, so a cut or hanging answer keeps its beginning."""
    raw = response.raw
    # Whether bytes are missing is judged by `shortened`, after all that came was given.
    raw.enforce_content_length = False
    read1 = getattr(raw, "read1", None)
    if read1 is None or response.headers.get("Content-Encoding") or getattr(raw, "chunked", False):
        yield from response.iter_content(CHUNK)
        return
    while piece := read1(CHUNK):
        yield piece


def follow(session: Any, wish: Wish) -> Any:
    """Sends the request; goes along with redirects on the same host only. A response, or the Answer that refuses."""
    url = wish.target.url + wish.profile
    parameters = [*wish.target.query, *wish.parameters]
    for _ in range(REDIRECTS):
        response = session.get(
            url,
            params=parameters,
            auth=wish.target.login,
            stream=True,
            allow_redirects=False,
            # The reader of the events keeps the time; this only ends a thread that was left behind.
            timeout=(min(CONNECT_SECONDS, wish.timeout), wish.timeout + CONNECT_SECONDS),
            headers={"User-Agent": "leakline", "Accept-Encoding": "gzip"},
        )
        where = response.headers.get("Location")
        if response.status_code not in (301, 302, 303, 307, 308) or not where:
            return response
        response.close()
        there = urljoin(url, where)
        if not same_host(url, there):
            host = urlsplit(there).hostname or "another host"
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
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    named = f"{status} {phrase}".rstrip()
    said = first_line(response)
    quoted = f": {said}" if said and said.lower() != phrase.lower() else ""
    return Answer(0, 0, status, f"{place(wish)} answers {named}{quoted}; {advice(status)}.", status == 404)


def advice(status: int) -> str:
    if status == 404:
        return "import net/http/pprof in the program, or give the path under which it serves /debug/pprof/"
    if status in (401, 403):
        return "give user and password in the address, or ask who runs the service for access"
    if status == 405:
        return "another service than net/http/pprof seems to stand there; check the address"
    if 500 <= status < 600:
        return "the service itself failed; look at its log"
    return "check the address"


def first_line(response: Any) -> str:
    """The beginning of an error's text, if it is text a person can read."""
    if "html" in str(response.headers.get("Content-Type", "")).lower():
        return ""
    text = next(iter(response.iter_content(512)), b"").decode("utf-8", "replace").strip()
    line = text.splitlines()[0] if text else ""
    return "".join(char for char in line if char.isprintable())[:TEXT_LIMIT].rstrip(".")


def shortened(wish: Wish, response: Any, came: int) -> str | None:
    """What to say where fewer bytes came than were announced."""
    announced = str(response.headers.get("Content-Length", ""))
    if response.headers.get("Content-Encoding") or not announced.isdigit() or came >= int(announced):
        return None
    return cut(wish)


def cut(wish: Wish) -> str:
    return f"{place(wish)} was cut off before its end: the service ended or closed the connection; try again."


def failed(wish: Wish, error: Exception, status: int) -> Answer:
    """A sentence for an exception of requests. Its own text is not used: it may hold the whole address."""
    import requests

    shown = wish.target.shown
    if status:
        return Answer(0, 0, status, cut(wish))
    if isinstance(error, requests.exceptions.SSLError):
        text = f"{shown} has no valid TLS certificate or speaks no TLS; check the address, or use http."
    elif isinstance(error, requests.ConnectTimeout):
        text = f"{shown} could not be reached within {CONNECT_SECONDS:g} seconds; check the address and the network."
    elif isinstance(error, requests.Timeout):
        text = late(wish, 0)
    elif isinstance(error, requests.exceptions.ProxyError):
        text = f"The proxy for {shown} refused the connection; check the proxy settings of the environment."
    elif isinstance(error, requests.ConnectionError):
        text = unreachable(shown, error)
    elif isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        text = f"{shown} is no address that can be asked; give one like http://127.0.0.1:6060."
    else:
        text = f"{shown} could not be asked ({type(error).__name__}); check the address."
    return Answer(0, 0, 0, text, gone=True)


def unreachable(shown: str, error: Exception) -> str:
    words = str(error)
    if "NameResolution" in words or "getaddrinfo" in words or "Name or service" in words:
        return f"The host of {shown} is not known; check its name."
    if "refused" in words.lower():
        return f"Nothing listens at {shown}; start the service, or check host and port."
    if "reset" in words.lower() or "aborted" in words.lower() or "RemoteDisconnected" in words:
        return f"{shown} closed the connection without an answer; check that it speaks HTTP there."
    if (
        "BadStatusLine" in words
        or "InvalidChunk" in words
        or ("HTTP" in words and "illegal" in words.lower())
    ):
        return f"{shown} does not speak HTTP; check the port."
    return f"{shown} cannot be reached; check the address and the network."
