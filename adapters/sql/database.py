"""The database: its connections, and how reading and writing begin on each of the two kinds."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from adapters.sql.failures import translate
from core.shared.errors import ConflictError, UnavailableError

PATIENCE = timedelta(seconds=10)
"""How long anybody waits for a connection, a writer for its turn or for a row another one holds, before the database
counts as unavailable."""

_OVERFLOW = 20
"""Connections beyond the pool at busy times."""

_BETWEEN_TRIES = 0.01
"""Seconds until a file that was busy is asked again."""

PRAGMAS = (
    # Readers and the one writer do not wait for each other.
    "PRAGMA journal_mode = WAL",
    # A commit that was answered survives a power cut; the default of WAL promises that of the file only.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Kilobytes for each connection, four times what it keeps by itself: what one list walks over is there for the next.
    "PRAGMA cache_size = -8000",
)


class Database:
    """One database by its address: `sqlite:///file` or `postgresql://…`. Shared by all threads of the process.

    Its errors never show the values of a statement, which may be personal data.
    """

    def __init__(self, url: str, *, pool_size: int = 10, patience: timedelta = PATIENCE) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._patience = patience
        self.engine: Engine = self._sqlite(pool_size) if self.is_sqlite else self._postgres(pool_size)
        event.listen(self.engine, "handle_error", translate, retval=True)
        # SQLite's writers queue by polling the file, which starves some and slows all; within the process they queue
        # here, and poll only against other processes.
        self._turn = threading.Lock()

    def _sqlite(self, pool_size: int) -> Engine:
        if not self.url.database or self.url.database == ":memory:":
            raise ValueError("SQLite needs a file: a database in memory is another one for every connection.")
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=_OVERFLOW,
            pool_timeout=self._patience.total_seconds(),
            hide_parameters=True,
            connect_args={"check_same_thread": False, "timeout": self._patience.total_seconds()},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgres(self, pool_size: int) -> Engine:
        milliseconds = int(self._patience.total_seconds() * 1000)
        settings = {
            "lock_timeout": milliseconds,
            # A statement of ours is over before others have come to help with it.
            "max_parallel_workers_per_gather": 0,
            # Planning takes longer than looking, and what is written for one index has one plan for all values.
            "plan_cache_mode": "force_generic_plan",
        }
        # The ping costs a round trip and spares everyone an error page after the server was restarted.
        return create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=_OVERFLOW,
            pool_timeout=self._patience.total_seconds(),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                "application_name": "examhall",
                "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            },
        )

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write: committed at the end of the block, undone when it raises.

        On SQLite it takes the write lock at its beginning, so what it read cannot have changed when it writes.
        """
        with (
            self._turn_to_write(),
            self._connect(examhall_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def read(self, *, at_one_moment: bool = False) -> Iterator[Connection]:
        """One transaction that only reads, on PostgreSQL held to it by the server. It never waits for a writer.

        On SQLite all its statements see what was committed before the first. PostgreSQL gives each statement what is
        committed by then, unless `at_one_moment` asks for the same.
        """
        options: dict[str, Any] = {} if self.is_sqlite else {"postgresql_readonly": True}
        if at_one_moment and not self.is_sqlite:
            options["isolation_level"] = "REPEATABLE READ"
        with self._connect(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def reshape(self) -> Iterator[Connection]:
        """One transaction that may change the tables themselves.

        SQLite changes a table by copying it and dropping the old one, which rows that refer to it forbid; so they are
        not looked at on the way, and all checked at the end.
        """
        if not self.is_sqlite:
            with self.write() as connection:
                yield connection
            return
        with self._turn_to_write(), self._connect(examhall_writes=True) as connection:
            # Within a transaction the pragma would do nothing; it is over with this connection.
            connection.detach()
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise ConflictError("reference_broken", rows=len(broken))

    def _connect(self, **options: Any) -> Connection:
        """Raises UnavailableError when all connections stay in use for as long as anybody waits."""
        try:
            return self.engine.connect().execution_options(**options)
        except PoolTimeoutError as error:
            raise UnavailableError("database_unavailable") from error

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        # A thread that opens a second transaction inside its first would wait for itself: the limit makes that show.
        if not self._turn.acquire(timeout=self._patience.total_seconds()):
            raise UnavailableError("database_unavailable")
        try:
            yield
        finally:
            self._turn.release()

    def dispose(self) -> None:
        """Close all connections. The database can be used again afterwards."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions at moments of its own choice; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        _execute_patiently(connection, pragma)


def _execute_patiently(connection: sqlite3.Connection, pragma: str) -> None:
    """Two processes that open a new file together both change it to WAL. SQLite lets neither wait for the other there,
    as it does elsewhere, but says at once that the file is busy."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    end = time.monotonic() + patience / 1000
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(_BETWEEN_TRIES)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("examhall_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
