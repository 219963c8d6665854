"""The table of promised jobs, and how a unit puts a promise into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    String,
    Table,
    literal_column,
    text,
)

from adapters.sql.schema import Id, Json, UTCDateTime, metadata
from adapters.sql.tracking import batches
from adapters.sql.upsert import NewInsert, Upsert
from core.shared.ids import new_id
from core.shared.jobs import Payload

READY = "ready"
DEAD = "dead"

# Conditions of partial indexes are written out, not bound: a planner uses such an index only where it can read that
# the condition holds, and so finds the index of a conflict.
_WAITING = text("state = 'ready' AND lease_token IS NULL")
_READY = text("state = 'ready'")
READY_WRITTEN_OUT: ColumnElement[str] = literal_column("'ready'")

job = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(80), nullable=False),
    Column("job_group", String, nullable=False),
    Column("key", String, nullable=False),
    Column("payload", Json, nullable=False),
    Column("run_at", UTCDateTime, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("leased_until", UTCDateTime),
    Column("lease_token", Id),
    Column("state", String(10), nullable=False),
    Column("last_error", String, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    # A running job frees its key: what is promised meanwhile may rest on facts the running one has not seen.
    Index("uq_job_key", "key", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_job_due", "run_at", "id", sqlite_where=_READY, postgresql_where=_READY),
    Index("ix_job_together", "kind", "job_group", "run_at", "id", sqlite_where=_READY, postgresql_where=_READY),
)
"""Done jobs are deleted. A job waits while it is ready and has no lease, runs while its lease lasts."""

clockwork = Table(
    "clockwork",
    metadata,
    Column("kind", String(80), primary_key=True),
    Column("slot", BigInteger, nullable=False),
)
"""The latest period of each kind of periodic work that was promised. Done jobs leave no trace; this does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    kind: str
    payload: Payload
    key: str
    run_at: datetime
    group: str


def _promise(insert_into: NewInsert) -> object:
    new = insert_into(job)
    return new.on_conflict_do_update(
        index_elements=[job.c.key],
        index_where=_WAITING,
        set_={"run_at": new.excluded.run_at},
        where=new.excluded.run_at < job.c.run_at,
    )


_PROMISE = Upsert(_promise)


def keep_promises(connection: Connection, promises: Sequence[Promise], *, now: datetime) -> None:
    """Insert jobs. One whose key waits already is dropped, after it has brought the waiting one forward to its time.

    They go in by the order of their keys, so that two units with the same keys queue instead of blocking each other.
    """
    earliest: dict[str, Promise] = {}
    for promise in sorted(promises, key=lambda promise: (promise.key, promise.run_at)):
        earliest.setdefault(promise.key, promise)
    for batch in batches(list(earliest.values())):
        connection.execute(_PROMISE.on(connection), [_to_row(promise, now) for promise in batch])


def _to_row(promise: Promise, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "kind": promise.kind,
        "job_group": promise.group,
        "key": promise.key,
        "payload": dict(promise.payload),
        "run_at": promise.run_at,
        "attempt": 0,
        "leased_until": None,
        "lease_token": None,
        "state": READY,
        "last_error": "",
        "created_at": now,
    }
