"""What those who run the house see of the jobs, and running a dead one again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.jobs.desk import SqlJobDesk
from adapters.jobs.embedded import Backoff, EmbeddedJobs
from adapters.jobs.leases import Leases
from adapters.sql.audit import SqlAuditTrail
from adapters.sql.database import Database
from core.shared.errors import NotFoundError
from core.shared.ids import new_id
from core.shared.jobs import JobKindRow
from core.shared.paging import PageRequest
from tests.integration.clocks import NOW, SetClock
from tests.integration.jobs.promised import Failing, keys, promise, rows

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def desk(database: Database, clock: SetClock) -> SqlJobDesk:
    return SqlJobDesk(database=database, clock=clock)


def let_die(database: Database, clock: SetClock, *names: str) -> None:
    promise(database, *names)
    EmbeddedJobs(
        database=database,
        handlers={"testing.write": Failing(LookupError())},
        clock=clock,
        backoff=Backoff(tries=1),
    ).run_until_idle()


def test_each_kind_is_counted_by_what_its_jobs_do(database: Database, clock: SetClock, desk: SqlJobDesk) -> None:
    let_die(database, clock, "dead")
    promise(database, "running")
    Leases(database=database, length=DAY).claim(["testing.write"], batch=1, now=NOW)
    promise(database, "late", run_at=NOW - DAY)
    promise(database, "due")
    promise(database, "later", kind="testing.sweep", run_at=NOW + DAY)

    assert desk.kinds() == [
        JobKindRow(kind="testing.sweep", waiting=1, running=0, dead=0, due_since=None),
        JobKindRow(kind="testing.write", waiting=2, running=1, dead=1, due_since=NOW - DAY),
    ]


def test_dead_jobs_are_listed_page_by_page(database: Database, clock: SetClock, desk: SqlJobDesk) -> None:
    let_die(database, clock, "a", "b", "c")

    first = desk.dead(PageRequest(size=2))
    second = desk.dead(PageRequest(size=2, after=first.next))

    assert sorted(row.payload["name"] for row in (*first.items, *second.items)) == ["a", "b", "c"]
    assert [(row.attempts, row.last_error) for row in second.items] == [(1, "LookupError")]
    assert second.next is None


def test_a_dead_job_gets_all_its_tries_anew_and_who_asked_is_on_record(
    database: Database, clock: SetClock, desk: SqlJobDesk
) -> None:
    let_die(database, clock, "a")
    [dead] = desk.dead(PageRequest()).items
    clock.pass_by(DAY)

    desk.run_again(dead.id, by="person:1")

    assert [(row.state, row.attempt, row.run_at) for row in rows(database)] == [("ready", 0, NOW + DAY)]
    [record] = SqlAuditTrail(database=database).walk()
    assert (record.action, record.by, record.on) == ("run_job_again", "person:1", f"job:{dead.id}")


def test_a_dead_job_whose_promise_was_made_anew_gives_way_to_it(
    database: Database, clock: SetClock, desk: SqlJobDesk
) -> None:
    let_die(database, clock, "a")
    [dead] = desk.dead(PageRequest()).items
    promise(database, "a", run_at=NOW + DAY)

    desk.run_again(dead.id, by="person:1")

    assert [(row.key, row.run_at) for row in rows(database)] == [("a", NOW + DAY)]


def test_only_a_dead_job_can_be_run_again(database: Database, desk: SqlJobDesk) -> None:
    promise(database, "a")
    [waiting] = rows(database)

    for job_id in (waiting.id, new_id()):
        with pytest.raises(NotFoundError, match="job"):
            desk.run_again(job_id, by="person:1")

    assert keys(database) == ["a"]
    assert list(SqlAuditTrail(database=database).walk()) == []
