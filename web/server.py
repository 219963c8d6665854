"""The web server inside the process: waitress."""

import errno
import socket

from flask import Flask
from waitress.server import create_server


class PortTaken(Exception):
    """Something listens there already, or this user may not listen there."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Cannot listen on {host}:{port}: {reason}")


class PageServer:
    """Listens from the moment it is made; `run` answers until Ctrl-C or SystemExit comes to its thread."""

    def __init__(self, app: Flask, *, host: str, port: int, threads: int, behind_proxy: bool) -> None:
        try:
            # With a proxy in front the application reads its headers; waitress must leave them in place then.
            self._server = create_server(
                app,
                host=host,
                port=port,
                threads=threads,
                ident="Examhall",
                clear_untrusted_proxy_headers=not behind_proxy,
                # A second of patience at the end: Ctrl-C must not wait for a slow reader.
                channel_timeout=60,
            )
        except OSError as error:
            raise PortTaken(host, port, _in_words(error)) from error

    @property
    def port(self) -> int:
        """The real one, also where 0 was asked for."""
        return int(self._server.effective_port)

    def run(self) -> None:
        self._server.run()

    def close(self) -> None:
        self._server.task_dispatcher.shutdown(timeout=1)
        self._server.close()


def check_port(host: str, port: int) -> None:
    """Find out before anything else is started that the port is taken. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host, port, _in_words(error)) from error


def _in_words(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program listens there already. Stop it, or choose another port."
    if error.errno == errno.EACCES:
        return "ports below 1024 need special rights. Choose another port."
    return f"{error.strerror or error}."
