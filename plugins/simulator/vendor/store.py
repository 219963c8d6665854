"""The vendor's memory: one SQLite database, in memory or in a file."""

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, api_key TEXT NOT NULL UNIQUE, notify_url TEXT, notify_secret TEXT, capacity INTEGER NOT NULL,
    decision_delay REAL, confirm_at_once INTEGER NOT NULL, minimum_lead_minutes INTEGER);
CREATE TABLE IF NOT EXISTS bookings (
    reference TEXT PRIMARY KEY, account TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
    starts INTEGER NOT NULL, ends INTEGER NOT NULL, proctors INTEGER NOT NULL, candidates TEXT NOT NULL,
    state TEXT NOT NULL, decide_at REAL, reason TEXT, text TEXT, cancelled_by TEXT,
    created_at REAL NOT NULL, decided_at REAL);
CREATE INDEX IF NOT EXISTS bookings_by_key ON bookings (account, key);
CREATE INDEX IF NOT EXISTS bookings_by_state ON bookings (account, state, decide_at);
CREATE TABLE IF NOT EXISTS slots (
    account TEXT NOT NULL, slot INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (account, slot)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    reference TEXT PRIMARY KEY, account TEXT NOT NULL, booking TEXT NOT NULL, candidate TEXT NOT NULL, name TEXT,
    extra_minutes INTEGER NOT NULL, state TEXT NOT NULL, joined_at REAL);
CREATE INDEX IF NOT EXISTS sessions_by_booking ON sessions (booking);
CREATE INDEX IF NOT EXISTS sessions_by_candidate ON sessions (account, candidate);
CREATE TABLE IF NOT EXISTS ratings (
    session TEXT NOT NULL, version INTEGER NOT NULL, rating TEXT NOT NULL, text TEXT NOT NULL, rated_at REAL NOT NULL,
    PRIMARY KEY (session, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (
    token TEXT PRIMARY KEY, session TEXT NOT NULL, for_whom TEXT NOT NULL, user TEXT NOT NULL,
    expires_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS links_by_session ON links (session);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, kind TEXT NOT NULL, strikes_on TEXT NOT NULL,
    keys TEXT, times_left INTEGER, params TEXT NOT NULL, hits INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS faults_by_account ON faults (account);
CREATE TABLE IF NOT EXISTS fault_hits (
    account TEXT NOT NULL, kind TEXT NOT NULL, hits INTEGER NOT NULL, PRIMARY KEY (account, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
    account TEXT NOT NULL, operation TEXT NOT NULL, outcome TEXT NOT NULL, served INTEGER NOT NULL,
    PRIMARY KEY (account, operation, outcome)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, account TEXT NOT NULL, type TEXT NOT NULL,
    session TEXT, candidate TEXT, body TEXT NOT NULL, badly_signed INTEGER NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL, answer TEXT);
CREATE INDEX IF NOT EXISTS notices_due ON notices (state, next_at);
"""


def _unusable(path: Path | None, error: sqlite3.Error) -> OSError:
    return OSError(errno.EINVAL, f"the vendor cannot keep its store there: {error}", str(path))


class Store:
    """One connection and one lock: the vendor serves many threads, and SQLite has one writer anyway.

    A file is kept in WAL mode without waiting for the disk: a killed process loses nothing that was answered, a
    machine that loses power may. That is the right price for a simulator.
    """

    def __init__(self, path: Path | None) -> None:
        """Raises OSError for a file that cannot be opened or is something else."""
        self._lock = threading.Lock()
        try:
            self._conn = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._conn.close()
            raise _unusable(path, error) from error

    def _prepare(self) -> None:
        self._conn.row_factory = sqlite3.Row
        self._conn.execute("PRAGMA journal_mode = WAL")
        self._conn.execute("PRAGMA synchronous = OFF")
        self._conn.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block or nothing of it; one block at a time."""
        with self._lock:
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                yield self._conn
            except BaseException:
                self._conn.execute("ROLLBACK")
                raise
            self._conn.execute("COMMIT")

    def close(self) -> None:
        """Wait for the block that is running, then close the database."""
        with self._lock:
            self._conn.close()
