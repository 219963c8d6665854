"""What the tests of the engine share: promises, handlers that remember, a look at the table."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, select

from adapters.sql.database import Database
from adapters.sql.jobs import Promise, job, keep_promises
from core.shared.jobs import Job
from tests.integration.clocks import NOW


class Remembering:
    """A handler that remembers the jobs it was handed, batch by batch."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.batches: list[list[str]] = []

    def __call__(self, jobs: Sequence[Job]) -> None:
        with self._guard:
            self.batches.append([job.payload["name"] for job in jobs])

    @property
    def names(self) -> list[str]:
        return [name for batch in self.batches for name in batch]


class Failing(Remembering):
    """A handler that fails whenever one of these is among the jobs, or always when none is named."""

    def __init__(self, error: Exception, *bad: str) -> None:
        super().__init__()
        self._error = error
        self._bad = frozenset(bad)

    def __call__(self, jobs: Sequence[Job]) -> None:
        super().__call__(jobs)
        if not self._bad or self._bad & {job.payload["name"] for job in jobs}:
            raise self._error


def promise(
    database: Database, *names: str, kind: str = "testing.write", group: str = "", run_at: datetime = NOW
) -> None:
    promises = [Promise(kind=kind, payload={"name": name}, key=name, run_at=run_at, group=group) for name in names]
    with database.write() as connection:
        keep_promises(connection, promises, now=run_at)


def rows(database: Database) -> Sequence[Row[tuple[object, ...]]]:
    with database.read() as connection:
        return connection.execute(select(job).order_by(job.c.key)).all()


def keys(database: Database) -> list[str]:
    return [row.key for row in rows(database)]
