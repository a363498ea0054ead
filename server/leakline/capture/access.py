"""What a service wants to see before it answers: headers, a login, a token, certificates."""

import re
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from attrs import evolve, frozen

from leakline.capture.failure import CaptureError
from leakline.capture.secret import WAYS, secret
from leakline.capture.target import Target

HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SECRET = re.compile(r"authorization|cookie|token|secret|password|api-?key", re.IGNORECASE)
SOURCE = re.compile(r"(?:env|fd|file):")


@frozen
class Access:
    """How to be let in, as a person writes it: secrets are named, not given; see `secret`."""

    headers: Sequence[str] = ()
    """`Name: value`, where the value may be the source of a secret."""
    user: str | None = None
    password: str | None = None
    """The source of the password."""
    bearer: str | None = None
    """The source of a token, sent as `Authorization: Bearer …`."""
    cert: str | None = None
    """A file with the client's certificate, and its key where `key` is missing."""
    key: str | None = None
    ca: str | None = None
    """A file with the certificates that vouch for the service."""


def admitted(target: Target, access: Access) -> Target:
    """The target with what it takes to be let in. Raises CaptureError where something is missing or not usable."""
    login = target.login
    headers = [header(one) for one in access.headers]
    if access.password is not None and access.user is None:
        raise CaptureError("--password needs --user beside it.")
    if access.user is not None:
        login = (access.user, secret(access.password, "--password") if access.password is not None else "")
    if access.bearer is not None:
        if login is not None:
            raise CaptureError(
                "A service takes either --bearer or a user and password, and both are given; leave one out."
            )
        headers.append(("Authorization", f"Bearer {secret(access.bearer, '--bearer')}"))
    for name, value in headers:
        # What HTTP itself takes for a header, told before the request.
        if not value.isascii():
            raise CaptureError(f"The header {name} holds a character that HTTP cannot send; only ASCII goes.")
    certificate = client_certificate(access.cert, access.key)
    if access.ca is not None:
        authority(access.ca)
    return evolve(
        target,
        login=login,
        headers=(*target.headers, *headers),
        certificate=certificate or target.certificate,
        authority=access.ca or target.authority,
    )


def header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not HEADER.fullmatch(name):
        raise CaptureError("--header is written 'Name: value', such as 'X-Scope-OrgID: shop'.")
    if SOURCE.match(value):
        return name, secret(value, f"The header {name}")
    if SECRET.search(name):
        raise CaptureError(
            f"The header {name} looks like a secret, which does not belong on a command line or in a file of "
            f"settings; name where it is: {WAYS}."
        )
    if any(not char.isprintable() for char in value):
        raise CaptureError(f"The header {name} holds a character that cannot be sent.")
    return name, value


def client_certificate(cert: str | None, key: str | None) -> tuple[str, str] | None:
    """The files of a client's certificate and key, tried once, so that what is wrong is told before the request."""
    if cert is None:
        if key is not None:
            raise CaptureError("--key needs the certificate that it belongs to: --cert FILE.")
        return None
    held = key or cert
    for path, what in ((cert, "certificate"), (held, "key")):
        readable(path, what)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(cert, held, password=locked)
    except Locked:
        raise CaptureError(
            f"The key {held} is locked with a password; unlock a copy of it (openssl pkey -in KEY -out COPY)."
        ) from None
    except ssl.SSLError as error:
        reason = (error.reason or "").replace("_", " ").lower()
        told = "they do not belong together" if "mismatch" in reason else "one of them is not in the PEM form"
        raise CaptureError(f"The certificate {cert} and the key {held} cannot be used: {told}.") from None
    return cert, held


class Locked(Exception):  # noqa: N818
    """A key wants a password, which OpenSSL would ask for at the terminal."""


def locked() -> str:
    raise Locked


def authority(path: str) -> None:
    readable(path, "certificate of the authority")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        raise CaptureError(
            f"{path} holds no certificate in the PEM form, so it cannot vouch for a service."
        ) from None


def readable(path: str, what: str) -> None:
    try:
        with Path(path).open("rb"):
            return
    except OSError as error:
        raise CaptureError(f"The {what} {path} cannot be read ({error.strerror}).") from None


def given(target: Target, access: Mapping[str, object]) -> Target:
    """The target with secrets that a client kept in its own store: their values, under the keys of `Access`.

    Raises CaptureError, whose text repeats none of them.
    """
    texts = {key: value for key, value in access.items() if isinstance(value, str)}
    headers: object = access.get("headers") or {}
    held = cast("Mapping[str, object]", headers) if isinstance(headers, Mapping) else {"": None}
    pairs: list[tuple[str, object]] = [*held.items()]
    if "bearer" in texts:
        pairs.append(("Authorization", f"Bearer {texts['bearer']}"))
    for name, value in pairs:
        if not HEADER.fullmatch(name) or not isinstance(value, str) or not sendable(value):
            raise CaptureError("One of the headers or the token cannot be sent; look at how it is written.")
    plain = Access(cert=texts.get("cert"), key=texts.get("key"), ca=texts.get("ca"))
    login = (texts["user"], texts.get("password", "")) if "user" in texts else target.login
    made = tuple((name, str(value)) for name, value in pairs)
    return evolve(admitted(target, plain), login=login, headers=(*target.headers, *made))


def sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()


KEYS = frozenset({"url", "headers", "user", "password", "bearer", "cert", "key", "ca"})


def access_of(entry: Mapping[str, object], where: str) -> Access:
    """The access that a table of a file of targets names. Raises CaptureError."""
    for key in entry:
        if key not in KEYS:
            raise CaptureError(f"{where}: '{key}' is not known; the keys are {', '.join(sorted(KEYS))}.")
    texts: dict[str, str] = {}
    for key in KEYS - {"headers"}:
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise CaptureError(f"{where}: {key} must be a text.")
        if isinstance(value, str):
            texts[key] = value
    given: object = entry.get("headers") or {}
    values = cast("Mapping[str, object]", given).items() if isinstance(given, Mapping) else [("", None)]
    if not all(isinstance(value, str) for _, value in values):
        raise CaptureError(
            f'{where}: headers must be a table of texts, such as {{ "X-Scope-OrgID" = "shop" }}.'
        )
    texts.pop("url", None)
    return Access([f"{name}: {value}" for name, value in values], **texts)
