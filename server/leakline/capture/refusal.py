"""The sentences for what comes back in place of a profile."""

import re
from http import HTTPStatus
from typing import Any

TEXT_LIMIT = 200
ENDED = "ended the connection while TLS was set up; it may want another client certificate (--cert and --key), or try again"
TLS = (
    # In the order in which they are tried: what OpenSSL says, what a person needs to know.
    (
        r"certificate.required|bad.certificate|handshake.failure|unknown.ca\b|alert.certificate",
        "wants to see a client certificate, or does not accept the one it was given; give one with --cert and --key",
    ),
    (r"has.expired", "has a TLS certificate that has expired; it must be renewed"),
    (r"not.yet.valid", "has a TLS certificate that is not valid yet; check the clocks of both machines"),
    (
        r"hostname mismatch|doesn.t match|IP address mismatch|not valid for",
        "has a TLS certificate for another name; use the name that stands in it",
    ),
    (
        r"self.signed|unable to get (local )?issuer|certificate.verify.failed",
        "has a TLS certificate that no known authority vouches for; give that of its own authority with --ca",
    ),
    (
        r"wrong.version|record.layer|unknown.protocol|http.request|packet length",
        "speaks no TLS; use http:// in place of https://",
    ),
    (r"protocol.version|unsupported.protocol", "speaks only a version of TLS that is too old"),
    (r"eof occurred|unexpected.eof|UNEXPECTED_EOF", ENDED),
)


def status_named(status: int) -> str:
    """`404 Not Found`"""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status}"


def advice(status: int, said: str = "") -> str:
    """What to do about a status."""
    if "HTTP request to an HTTPS server" in said:
        return "use https:// in place of http://"
    if status == 404:
        return "import net/http/pprof in the program, or give the path under which it serves /debug/pprof/"
    if status == 401:
        return "give a login with --user and --password, or a token with --bearer"
    if status == 403:
        return "what was given does not let in: ask who runs the service for access"
    if status == 405:
        return "another service than net/http/pprof seems to stand there; check the address"
    if status == 429:
        return "it is asked too often; wait and try again"
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


def late(place: str, size: int, seconds: float) -> str:
    came = f"sent {size:,} bytes and was not done" if size else "did not answer"
    return f"{place} {came} within {seconds:g} seconds; try again, or allow more time."


def cut(place: str) -> str:
    return f"{place} was cut off before its end: the service ended or closed the connection; try again."


def not_asked(shown: str, error: Exception, place: str, seconds: float, connecting: float) -> str:
    """For an exception of requests before any answer. Its own text is not repeated: it may hold the whole address."""
    import requests

    words = str(error)
    if isinstance(error, requests.exceptions.SSLError) or "alert" in words:
        return tls(shown, words)
    if isinstance(error, requests.ConnectTimeout):
        return (
            f"{shown} could not be reached within {connecting:g} seconds; check the address and the network."
        )
    if isinstance(error, requests.Timeout):
        return late(place, 0, seconds)
    if isinstance(error, requests.exceptions.ProxyError):
        return f"The proxy for {shown} refused the connection; check the proxy settings of the environment."
    if isinstance(error, requests.ConnectionError):
        return unreachable(shown, words)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return f"{shown} is no address that can be asked; give one like http://127.0.0.1:6060."
    if isinstance(error, ValueError):  # requests itself looks where a redirect leads
        return f"{place} redirects to an address that is none; check the address."
    return f"{shown} could not be asked ({type(error).__name__}); check the address."


def tls(shown: str, words: str) -> str:
    for pattern, told in TLS:
        if re.search(pattern, words, re.IGNORECASE):
            return f"{shown} {told}."
    return f"{shown} and this machine could not agree on a TLS connection; check the address, or use http://."


def unreachable(shown: str, words: str) -> str:
    low = words.lower()
    if "nameresolution" in low or "getaddrinfo" in low or "name or service" in low:
        return f"The host of {shown} is not known; check its name."
    if "refused" in low:
        return f"Nothing listens at {shown}; start the service, or check host and port."
    if shown.startswith("unix:") and ("no such file" in low or "not a socket" in low):
        return f"There is no socket at {shown}; start the service, or check the path."
    if "permission denied" in low:
        return (
            f"{shown} may not be opened by this user; ask for the right, or run as the user of the service."
        )
    # Before the words of a connection that was closed, which urllib3 puts around these.
    if "got more than 100 headers" in low or "reading header line" in low:
        return f"{shown} answers with headers without end, so it is no pprof endpoint; check the address."
    if "badstatusline" in low or "linetoolong" in low or "invalidchunk" in low or "illegal" in low:
        return f"{shown} does not speak HTTP; check the port."
    if "reset" in low or "aborted" in low or "remotedisconnected" in low or "broken pipe" in low:
        if shown.startswith("https:"):
            return f"{shown} {ENDED}."
        return f"{shown} closed the connection without an answer; check that it speaks HTTP there."
    return f"{shown} cannot be reached; check the address and the network."
