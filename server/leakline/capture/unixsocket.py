"""HTTP over a unix socket, for `requests`."""

import socket
from typing import Any


def mount(session: Any, path: str) -> None:
    """Every http request of the session goes to the socket at `path`, whatever host it names."""
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection
    from urllib3.connectionpool import HTTPConnectionPool
    from urllib3.exceptions import NewConnectionError

    class Connection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                made.settimeout(self.timeout if isinstance(self.timeout, int | float) else None)
                made.connect(path)
            except OSError as error:
                made.close()
                raise NewConnectionError(self, f"{error.strerror or error}") from error
            return made

    class Pool(HTTPConnectionPool):
        def _new_conn(self) -> Any:
            timeout = self.timeout.connect_timeout
            return Connection("localhost", timeout=timeout)

    class Adapter(HTTPAdapter):
        def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
            return Pool("localhost")

        def get_connection(self, *_: Any, **__: Any) -> HTTPConnectionPool:
            return Pool("localhost")  # what requests before 2.32 calls

    session.mount("http://", Adapter())
