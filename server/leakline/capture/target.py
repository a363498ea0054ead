"""Where a service serves its profiles, from whatever a person types."""

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import field, frozen

from leakline.capture.failure import CaptureError, RemoteRefusedError

BARE = re.compile(r"(?:\d{1,5}|:\d{1,5}|[^/@\s]+:\d{1,5}(?:/.*)?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?(?:/.*)?)")
PROFILES = "/debug/pprof/"


@frozen
class Target:
    """A place that can be asked for profiles."""

    url: str
    """Where the profiles stand, with a slash at the end and without user, password and query."""
    shown: str
    """How it is named to people and in files; holds no secret."""
    host: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What the address carried behind `?`, such as a token: sent, never stored or shown."""
    login: tuple[str, str] | None = field(default=None, repr=False)
    """User and password of the address: sent, never stored or shown."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Headers beside it, a token in them too: sent, never stored or shown. See `access.admitted`."""
    certificate: tuple[str, str] | None = None
    """The files of the client's certificate and its key."""
    authority: str | None = None
    """The file of the certificates that vouch for the service, in place of the usual ones."""
    socket: str | None = None
    """The path of the unix socket on which it listens."""

    @property
    def loopback(self) -> bool:
        """Whether it is this machine."""
        if self.socket is not None:
            return True
        if self.host.rstrip(".").lower() == "localhost" or self.host.lower().endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host.partition("%")[0]).is_loopback
        except ValueError:
            return False


def parse(text: str) -> Target:
    """From `host:port`, `:6060`, `http://host:port`, an address with a base path or one of a profile itself, or
    `unix:/path/of/socket`, with a base path as `unix:/path/of/socket:/base`.

    Raises CaptureError where the text names no target.
    """
    given = text.strip()
    if given.startswith("unix:"):
        return at_socket(given)
    if "://" not in given:
        if not BARE.fullmatch(given):
            raise CaptureError(
                f"'{without_secrets(given)}' is neither a file nor a target; give host:port or "
                "http://host:port, such as http://127.0.0.1:6060"
            )
        given = f"http://127.0.0.1:{given.lstrip(':')}" if given.lstrip(":").isdigit() else f"http://{given}"
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise CaptureError(
            f"'{without_secrets(given)}' is no address; give one like http://127.0.0.1:6060"
        ) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CaptureError(
            f"'{without_secrets(given)}' is not http or https; give an address like http://127.0.0.1:6060"
        )
    # Services print the address that they listen on; 0.0.0.0 and :: there mean this machine here.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(parts.hostname, parts.hostname)
    place = f"[{host}]" if ":" in host else host
    if port is not None:
        place += f":{port}"
    base = base_path(parts.path)
    shown = f"{parts.scheme}://{place}{base.removesuffix(PROFILES)}"
    return Target(
        f"{parts.scheme}://{place}{base}", shown.rstrip("/"), host, query_of(parts), login_of(parts)
    )


def at_socket(given: str) -> Target:
    path, _, base = given.removeprefix("unix:").removeprefix("//").partition(":")
    if not path.startswith("/"):
        raise CaptureError(
            f"'{without_secrets(given)}' names no socket; give its whole path, such as unix:/run/shop.sock"
        )
    base = base_path(base.partition("?")[0])
    # Not the name of a host: the connection goes to the socket, and only the Host header says localhost.
    shown = f"unix:{path}" + (f":{before}" if (before := base.removesuffix(PROFILES)) else "")
    return Target(f"http://localhost{base}", shown, "localhost", socket=path)


def base_path(path: str) -> str:
    """The path of the profile index, with a slash at the end."""
    before, found, _ = path.partition(PROFILES.rstrip("/"))
    if found:
        return before + PROFILES
    if path.rstrip("/").endswith("/pprof"):
        return path.rstrip("/") + "/"
    return path.rstrip("/") + PROFILES


def query_of(parts: SplitResult) -> tuple[tuple[str, str], ...]:
    pairs = [one.partition("=") for one in parts.query.split("&") if one]
    asked = ("debug", "seconds", "gc")
    return tuple((unquote(key), unquote(value)) for key, _, value in pairs if key not in asked)


def login_of(parts: SplitResult) -> tuple[str, str] | None:
    if parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def without_secrets(text: str) -> str:
    """An address without what stands before `@` and behind `?`."""
    scheme, mark, rest = text.rpartition("://")
    rest = rest.partition("?")[0].partition("#")[0]
    return scheme + mark + rest.rpartition("@")[2]


def confirmed(target: Target, allow_remote: bool) -> None:
    """Raises RemoteRefusedError where the target is another machine and nobody has said that it may be asked."""
    if not target.loopback and not allow_remote:
        raise RemoteRefusedError(
            f"{target.shown} is not this machine, and a capture costs the service time; confirm it with --allow-remote"
        )
