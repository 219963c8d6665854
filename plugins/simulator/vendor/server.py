"""The vendor as a server: in a thread for tests and the demo, or in a process of its own."""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.serving import ThreadedWSGIServer

from . import accounts, guard
from .accounts import Account
from .answers import RefusedError
from .api import api
from .control import control
from .pages import pages
from .pusher import Pusher
from .serving import Vendor, refusal
from .store import Store
from .wire import listen

DEMO_ACCOUNTS = (Account(name="demo-centre", api_key="demo-centre-key"),)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_LARGEST_BODY = 32 * 1024 * 1024


class SimulatorServer:
    """A vendor that listens from `start()` to `stop()`; port 0 takes a free one, which `url` then tells.

    With a `store` it goes on where it stopped, or was killed. `accounts` are opened, or given these settings, at start;
    accounts, faults and everything else can be changed by the control API. Times are in seconds.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        store: Path | None = None,
        accounts: Sequence[Account] = DEMO_ACCOUNTS,
        decision_delay: float = 2.0,
        link_lifetime: float = 600.0,
        notice_timeout: float = 3.0,
    ) -> None:
        self._host, self._port, self._path, self._accounts = host, port, store, tuple(accounts)
        self._decision_delay, self._link_lifetime, self._notice_timeout = decision_delay, link_lifetime, notice_timeout
        self._running: tuple[ThreadedWSGIServer, threading.Thread, Vendor] | None = None

    @property
    def url(self) -> str:
        """Where the vendor listens, without a slash at the end."""
        if self._running is None:
            raise RuntimeError("the vendor is not started")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._running[0].port}"

    def start(self) -> Self:
        """Open the store and listen. Started twice it is started.

        Raises OSError where the port is taken or the store cannot be used, ValueError where the store knows another
        account by the API key of one of these.
        """
        if self._running is not None:
            return self
        store = Store(self._path)
        try:
            with store.transaction() as conn:
                for account in self._accounts:
                    _introduce(conn, account)
            vendor = Vendor(
                store=store,
                pusher=Pusher(store, timeout=self._notice_timeout),
                decision_delay=self._decision_delay,
                link_lifetime=self._link_lifetime,
            )
            server = listen(self._host, self._port, _app(vendor, self._host))
        except BaseException:
            store.close()
            raise
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="vendor-http", daemon=True)
        self._running = (server, thread, vendor)
        vendor.pusher.start()
        thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, finish the push under way, close the store. Stopped twice it is stopped."""
        if self._running is None:
            return
        server, thread, vendor = self._running
        self._running = None
        vendor.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
        vendor.pusher.stop()
        vendor.store.close()

    def run_forever(self, until: threading.Event | None = None) -> None:
        """Serve until the event is set or the process is interrupted, then stop."""
        self.start()
        try:
            (until or threading.Event()).wait()
        except KeyboardInterrupt:
            logging.getLogger(__name__).info("interrupted")
        finally:
            self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _introduce(conn: sqlite3.Connection, account: Account) -> None:
    try:
        accounts.introduce(conn, account)
    except RefusedError as refused:
        raise ValueError(f"{account.name}: another account in the store has this API key") from refused


def _app(vendor: Vendor, host: str) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it, its interface has not.
    if host in _LOOPBACK:
        # Without this a foreign site could name its own domain 127.0.0.1 and pass for us.
        app.config["TRUSTED_HOSTS"] = sorted(_LOOPBACK | {"[::1]"})
    guard.install(app)
    app.register_blueprint(api(vendor))
    app.register_blueprint(control(vendor))
    app.register_blueprint(pages(vendor))

    @app.errorhandler(HTTPException)
    def not_served(error: HTTPException) -> Response:
        """No such address, wrong method, too large, foreign host: the same shape as every other error."""
        status = error.code or 500
        return refusal(RefusedError(status, error.name.lower().replace(" ", "_"), error.description or error.name))

    return app
