"""Pushes notices: signed, in order per account, tried a few times, never in the way of a request."""

import base64
import http.client
import logging
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.message import Message
from typing import IO

from standardwebhooks.webhooks import Webhook

from .store import Store

_PAUSES = (0.2, 1.0, 5.0, 30.0)
_BATCH = 100
_log = logging.getLogger(__name__)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """A notice goes where the account says and nowhere else."""


class Pusher:
    """One thread that empties the table of notices.

    A notice that is answered with a no is tried again later and holds up no other. An account that does not answer at
    all is left alone for a while, with all its notices, so that it delays nobody else by more than one time-out.
    """

    def __init__(self, store: Store, *, timeout: float) -> None:
        self._store, self._timeout = store, timeout
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="vendor-notices", daemon=True)
        # Without proxies: a notice to 127.0.0.1 must not wander off to one that the environment names.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the push that is under way; the rest stays in the store."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(self._timeout + 5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            if not self._round():
                self._wake.wait(0.2)

    def _round(self) -> int:
        """Push what is due; answers how many were delivered."""
        with self._store.transaction() as conn:
            due = conn.execute(
                "SELECT n.*, a.notify_url, a.notify_secret FROM notices n JOIN accounts a ON a.name = n.account "
                "WHERE n.state = 'pending' AND n.next_at <= ? ORDER BY n.number LIMIT ?",
                (time.time(), _BATCH),
            ).fetchall()
        delivered, silent = 0, set[str]()
        for row in due:
            if self._stopping.is_set():
                break
            if row["account"] in silent:
                continue
            answer = self._push(row)
            self._note(row, answer)
            if answer.startswith("2"):
                delivered += 1
            elif not answer.isdigit():
                silent.add(row["account"])
                self._leave_alone(row["account"])
        return delivered

    def _push(self, row: sqlite3.Row) -> str:
        """Send one notice; answers the status, or the failure in words."""
        if not row["notify_url"] or not row["notify_secret"]:
            return "no address"
        now = datetime.now(UTC)
        signature = Webhook(row["notify_secret"]).sign(row["event"], now, row["body"])
        if row["badly_signed"]:
            signature = "v1," + base64.b64encode(bytes(32)).decode()
        request = urllib.request.Request(  # noqa: S310 - an account takes http and https only
            row["notify_url"],
            data=row["body"].encode(),
            method="POST",
            headers={
                "Content-Type": "application/json",
                "webhook-id": row["event"],
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": signature,
                "User-Agent": "examhall-vendor-simulator",
            },
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as reply:
                return str(reply.status)
        except urllib.error.HTTPError as error:
            error.close()
            return str(error.code)
        except (OSError, http.client.HTTPException) as error:
            _log.info("notice %s could not be pushed: %s", row["event"], type(error).__name__)
            return type(error).__name__

    def _leave_alone(self, account: str) -> None:
        with self._store.transaction() as conn:
            conn.execute(
                "UPDATE notices SET next_at = max(next_at, ?) WHERE account = ? AND state = 'pending'",
                (time.time() + _PAUSES[0], account),
            )

    def _note(self, row: sqlite3.Row, answer: str) -> None:
        attempts = row["attempts"] + 1
        state, next_at = "delivered", 0.0
        if not answer.startswith("2"):
            more = attempts <= len(_PAUSES)
            state, next_at = ("pending", time.time() + _PAUSES[attempts - 1]) if more else ("failed", 0.0)
        with self._store.transaction() as conn:
            conn.execute(
                "UPDATE notices SET state = ?, attempts = ?, next_at = ?, answer = ? WHERE number = ?",
                (state, attempts, next_at, answer, row["number"]),
            )
