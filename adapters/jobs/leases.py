"""Who runs which jobs: a runner holds jobs by a lease that ends by itself when the runner dies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, or_, select, text, update

from adapters.sql.database import Database
from adapters.sql.jobs import DEAD, READY, READY_WRITTEN_OUT, job
from adapters.sql.schema import UTCDateTime
from core.shared.ids import new_id
from core.shared.jobs import Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedJob:
    """`attempt` counts this try already."""

    id: UUID
    kind: str
    group: str
    payload: Payload
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Jobs of one kind and group, oldest first, held under one token."""

    token: UUID
    jobs: tuple[LeasedJob, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """A job whose try failed: when it is tried again, or never when `run_at` is None."""

    job: LeasedJob
    run_at: datetime | None
    error: str


_DUE = and_(
    job.c.state == READY_WRITTEN_OUT,
    job.c.run_at <= bindparam("now"),
    or_(job.c.leased_until.is_(None), job.c.leased_until <= bindparam("now")),
)
# Within an expression, so that no planner goes by the index that begins with the kind: it would sort all that is due to
# find the oldest, which the index by age gives at once.
_HANDLED = func.coalesce(job.c.kind, "").in_(bindparam("kinds", expanding=True))
_BY_AGE = (job.c.run_at, job.c.id)
_ANY_DUE = select(exists().where(_DUE, _HANDLED))
_UNHANDLED = (
    select(job.c.kind, func.count().label("number"))
    .where(job.c.state == READY_WRITTEN_OUT, job.c.kind.not_in(bindparam("kinds", expanding=True)))
    .group_by(job.c.kind)
    .order_by(job.c.kind)
)

# Two runners at the same instant do not wait for each other: each skips what the other is taking. SQLite leaves the
# locking out, because there a claim is alone anyway.
_oldest = (
    select(job.c.kind, job.c.job_group)
    .where(_DUE, _HANDLED)
    .order_by(*_BY_AGE)
    .limit(1)
    .with_for_update(skip_locked=True)
).cte("oldest")
_together = (
    select(job.c.id)
    .where(
        _DUE,
        job.c.kind == select(_oldest.c.kind).scalar_subquery(),
        job.c.job_group == select(_oldest.c.job_group).scalar_subquery(),
    )
    .order_by(*_BY_AGE)
    .limit(bindparam("batch"))
    .with_for_update(skip_locked=True)
).cte("together")
_CLAIM = (
    update(job)
    .where(job.c.id.in_(select(_together.c.id)))
    .values(lease_token=bindparam("token"), leased_until=bindparam("until"), attempt=job.c.attempt + 1)
    .returning(job.c.id, job.c.kind, job.c.job_group, job.c.payload, job.c.attempt, job.c.run_at)
)

_GO_BY_AGE = text("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")
"""For this transaction of PostgreSQL. The table is empty most of the time and is remembered as such: in a sudden rush
the planner would take it for small and sort all of it for every claim, ten times slower than following the index."""

_MINE = and_(job.c.id.in_(bindparam("ids", expanding=True)), job.c.lease_token == bindparam("token"))
_FINISH = delete(job).where(_MINE)
_RENEW = update(job).where(_MINE).values(leased_until=bindparam("until"))

_waiting = job.alias("waiting")
_ALSO_WAITING = exists().where(
    _waiting.c.key == job.c.key,
    _waiting.c.state == READY_WRITTEN_OUT,
    _waiting.c.lease_token.is_(None),
    _waiting.c.id != job.c.id,
)
_DROP_DOUBLES = delete(job).where(_MINE, _ALSO_WAITING)
_GIVE_BACK = (
    update(job)
    .where(job.c.id == bindparam("this"), job.c.lease_token == bindparam("token"))
    .values(
        run_at=func.coalesce(bindparam("again_at", type_=UTCDateTime()), job.c.run_at),
        state=bindparam("new_state"),
        last_error=bindparam("error"),
        lease_token=None,
        leased_until=None,
    )
)


class Leases:
    """Claiming, renewing and settling, each in one short transaction."""

    def __init__(self, *, database: Database, length: timedelta) -> None:
        self._database = database
        self.length = length

    def any_due(self, kinds: Collection[str], *, now: datetime) -> bool:
        """A mere look: it takes no lock, so an idle runner disturbs nobody."""
        with self._database.read() as connection:
            return bool(connection.execute(_ANY_DUE, {"kinds": list(kinds), "now": now}).scalar_one())

    def unhandled(self, kinds: Collection[str]) -> dict[str, int]:
        """How many jobs of other kinds wait."""
        with self._database.read() as connection:
            return {row.kind: row.number for row in connection.execute(_UNHANDLED, {"kinds": list(kinds)})}

    def claim(self, kinds: Collection[str], *, batch: int, now: datetime) -> Lease | None:
        """The oldest job that is due and those of its kind and group that are due as well."""
        token = new_id()
        values = {"kinds": list(kinds), "now": now, "batch": batch, "token": token, "until": now + self.length}
        with self._database.write() as connection:
            if not self._database.is_sqlite:
                connection.execute(_GO_BY_AGE)
            rows = connection.execute(_CLAIM, values).all()
        # What an update returns has no order.
        jobs = tuple(_leased(row) for row in sorted(rows, key=lambda row: (row.run_at, row.id)))
        return Lease(token=token, jobs=jobs) if jobs else None

    def renew(self, lease: Lease, *, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(_RENEW, _mine(lease, lease.jobs) | {"until": now + self.length})

    def settle(self, lease: Lease, *, done: Sequence[LeasedJob], given_back: Sequence[GivenBack]) -> None:
        """Forget what is done, put back what failed. Jobs whose lease somebody else took over are left to them."""
        if done:
            with self._database.write() as connection:
                connection.execute(_FINISH, _mine(lease, done))
        if given_back:
            with self._database.write() as connection:
                _put_back(connection, lease, given_back)


def _put_back(connection: Connection, lease: Lease, given_back: Sequence[GivenBack]) -> None:
    again = [back.job for back in given_back if back.run_at is not None]
    if again:
        # The same promise may have been made anew while the job ran: that one stands for both. Should it be made
        # between this statement and the next, the job keeps its lease until that ends, and is tried then.
        connection.execute(_DROP_DOUBLES, _mine(lease, again))
    rows = [
        {
            "this": back.job.id,
            "token": lease.token,
            "again_at": back.run_at,
            "new_state": READY if back.run_at is not None else DEAD,
            "error": back.error,
        }
        for back in given_back
    ]
    connection.execute(_GIVE_BACK, rows)


def _mine(lease: Lease, jobs: Sequence[LeasedJob]) -> dict[str, object]:
    return {"ids": [leased.id for leased in jobs], "token": lease.token}


# The row is Row[Any]: a row's values have as many types as its columns.
def _leased(row: Row[tuple[object, ...]]) -> LeasedJob:
    return LeasedJob(id=row.id, kind=row.kind, group=row.job_group, payload=row.payload, attempt=row.attempt)
