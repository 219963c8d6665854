"""The HTTP server itself, and the two things a well-behaved one cannot do: drop the line before or within a reply."""

import socket
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SPOILT = "vendor_simulator.spoilt"
_BACKLOG = 512


class Wire:
    """WSGI middleware: a view that puts `drop` or `half` into the environment gets its reply spoilt so.

    Werkzeug's server hands the socket out as `werkzeug.socket`, and takes a ConnectionError raised here for a client
    that has gone: it writes nothing more and closes. (waitress offers neither.)
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = self._app(environ, start_response)
        how = environ.get(SPOILT)
        if how is None:
            return body
        whole = b"".join(body)
        if how == "drop":
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        return self._half(whole)

    @staticmethod
    def _half(whole: bytes) -> Iterator[bytes]:
        """The headers promise the whole length; the line drops after half of it."""
        yield whole[: len(whole) // 2]
        raise ConnectionAbortedError


class _Quiet(WSGIRequestHandler):
    """Requests are listed on the control page, not on the terminal."""

    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


def listen(host: str, port: int, app: "WSGIApplication") -> ThreadedWSGIServer:
    """Bind and listen. The socket is opened here, since werkzeug ends the whole process where a port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=_BACKLOG) as opened:
        return ThreadedWSGIServer(host, opened.getsockname()[1], Wire(app), _Quiet, fd=opened.fileno())
