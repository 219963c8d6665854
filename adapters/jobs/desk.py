"""What those who run the house see of the jobs, and how they give a dead one its tries anew."""

from uuid import UUID

from sqlalchemy import RowMapping, and_, bindparam, case, delete, exists, func, or_, select, update

from adapters.origin import origin
from adapters.sql.audit import Noted, append_to_trail
from adapters.sql.database import Database
from adapters.sql.jobs import DEAD, READY, READY_WRITTEN_OUT, job
from adapters.sql.paging import page_of, read_place, write_place
from core.shared.errors import NotFoundError
from core.shared.jobs import DeadJobRow, JobKindRow
from core.shared.paging import Page, PageRequest
from core.shared.time import Clock

_RUNNING = and_(job.c.state == READY, job.c.leased_until > bindparam("now"))
_FREE = and_(job.c.state == READY, or_(job.c.leased_until.is_(None), job.c.leased_until <= bindparam("now")))
_KINDS = (
    select(
        job.c.kind,
        func.sum(case((_FREE, 1), else_=0)).label("waiting"),
        func.sum(case((_RUNNING, 1), else_=0)).label("running"),
        func.sum(case((job.c.state == DEAD, 1), else_=0)).label("dead"),
        func.min(case((and_(_FREE, job.c.run_at <= bindparam("now")), job.c.run_at))).label("due_since"),
    )
    .group_by(job.c.kind)
    .order_by(job.c.kind)
)
_DEAD = select(job).where(job.c.state == DEAD).order_by(job.c.id).limit(bindparam("size"))
_DEAD_AFTER = _DEAD.where(job.c.id > bindparam("after"))

_THIS = and_(job.c.id == bindparam("this"), job.c.state == DEAD)
_waiting = job.alias("waiting")
_PROMISED_ANEW = exists().where(
    _waiting.c.key == job.c.key, _waiting.c.state == READY_WRITTEN_OUT, _waiting.c.lease_token.is_(None)
)
_DROP = delete(job).where(_THIS, _PROMISED_ANEW)
_REVIVE = update(job).where(_THIS).values(state=READY, attempt=0, run_at=bindparam("now"))


class SqlJobDesk:
    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def kinds(self) -> list[JobKindRow]:
        with self._database.read() as connection:
            rows = connection.execute(_KINDS, {"now": self._clock.now()}).mappings()
            return [JobKindRow(**row) for row in rows]

    def dead(self, page: PageRequest) -> Page[DeadJobRow]:
        values: dict[str, object] = {"size": page.size + 1}
        if page.after:
            values["after"] = read_place(page.after)[1]
        with self._database.read() as connection:
            rows = connection.execute(_DEAD_AFTER if page.after else _DEAD, values).mappings().all()
        return page_of(rows, page, item=_dead_job, cursor=lambda row: write_place("", row["id"]))

    def run_again(self, job_id: UUID, *, by: str) -> None:
        now = self._clock.now()
        with self._database.write() as connection:
            dropped = connection.execute(_DROP, {"this": job_id}).rowcount
            if not dropped and not connection.execute(_REVIVE, {"this": job_id, "now": now}).rowcount:
                raise NotFoundError("job", job=job_id)
            note = Noted(at=now, action="run_job_again", by=by, on=f"job:{job_id}", origin=origin.get(), facts={})
            append_to_trail(connection, [note])


def _dead_job(row: RowMapping) -> DeadJobRow:
    return DeadJobRow(
        id=row["id"],
        kind=row["kind"],
        group=row["job_group"],
        payload=row["payload"],
        attempts=row["attempt"],
        last_error=row["last_error"],
        created_at=row["created_at"],
    )
