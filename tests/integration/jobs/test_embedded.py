"""What the engine does with jobs that are due, fail, wear out or have nobody to run them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from adapters.jobs.embedded import Backoff, EmbeddedJobs
from adapters.jobs.leases import Leases
from adapters.origin import origin
from adapters.sql.database import Database
from core.shared.errors import ConflictError, UnavailableError
from core.shared.jobs import Job, JobHandler
from tests.integration.clocks import NOW, SetClock
from tests.integration.jobs.promised import Failing, Remembering, keys, promise, rows

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def engine(
    database: Database, clock: SetClock, handler: JobHandler, *, tries: int = 8, batch: int = 100
) -> EmbeddedJobs:
    handlers: Mapping[str, JobHandler] = {"testing.write": handler}
    backoff = Backoff(tries=tries)
    return EmbeddedJobs(database=database, handlers=handlers, clock=clock, lease=LEASE, batch=batch, backoff=backoff)


def test_jobs_that_are_due_together_are_handed_over_together_and_forgotten(database: Database, clock: SetClock) -> None:
    handler = Remembering()
    promise(database, "b", run_at=NOW)
    promise(database, "a", run_at=NOW - SECOND)

    ran = engine(database, clock, handler).run_until_idle()

    assert (ran, handler.batches, keys(database)) == (2, [["a", "b"]], [])


def test_groups_and_kinds_are_handed_over_apart_oldest_first(database: Database, clock: SetClock) -> None:
    handler, other = Remembering(), Remembering()
    promise(database, "a", group="one", run_at=NOW - 3 * SECOND)
    promise(database, "c", group="one", run_at=NOW - SECOND)
    promise(database, "b", group="two", run_at=NOW - 4 * SECOND)
    promise(database, "d", kind="testing.read", run_at=NOW - 2 * SECOND)
    jobs = EmbeddedJobs(database=database, handlers={"testing.write": handler, "testing.read": other}, clock=clock)

    assert [jobs.run_once() for _ in range(4)] == [1, 2, 1, 0]
    assert (handler.batches, other.batches) == ([["b"], ["a", "c"]], [["d"]])


def test_a_large_group_is_handed_over_in_batches(database: Database, clock: SetClock) -> None:
    handler = Remembering()
    promise(database, *"abcde")

    engine(database, clock, handler, batch=2).run_until_idle()

    assert [len(batch) for batch in handler.batches] == [2, 2, 1]


def test_a_job_waits_for_its_time(database: Database, clock: SetClock) -> None:
    handler = Remembering()
    promise(database, "a", run_at=NOW + SECOND)
    jobs = engine(database, clock, handler)

    assert jobs.run_once() == 0
    clock.pass_by(SECOND)
    assert jobs.run_once() == 1


def test_jobs_without_a_handler_are_left_alone_and_hold_up_nobody(database: Database, clock: SetClock) -> None:
    promise(database, "old", kind="testing.uninstalled", run_at=NOW - DAY)
    promise(database, "a")

    ran = engine(database, clock, Remembering()).run_until_idle()

    assert (ran, keys(database)) == (1, ["old"])


def test_the_handler_learns_which_try_it_is_and_that_it_is_a_job(database: Database, clock: SetClock) -> None:
    seen: list[tuple[str, int, str]] = []

    def handler(jobs: Sequence[Job]) -> None:
        seen.extend((job.kind, job.attempt, origin.get()) for job in jobs)
        raise LookupError

    promise(database, "a")
    jobs = engine(database, clock, handler)
    jobs.run_once()
    clock.pass_by(DAY)
    jobs.run_once()

    assert seen == [("testing.write", 1, "job"), ("testing.write", 2, "job")]
    assert origin.get() == ""


def test_failed_jobs_are_tried_again_after_ever_longer_waits(database: Database, clock: SetClock) -> None:
    promise(database, "a")
    jobs = engine(database, clock, Failing(LookupError()))
    waits = []
    for _ in range(7):
        jobs.run_until_idle()
        [row] = rows(database)
        waits.append((row.run_at - clock.now()).total_seconds())
        clock.pass_by(row.run_at - clock.now())

    assert all(0.75 <= wait / (2 * 3**number) <= 1.25 for number, wait in enumerate(waits))


def test_a_job_that_failed_at_every_try_stays_as_dead(database: Database, clock: SetClock) -> None:
    handler = Failing(LookupError("Zoë Åkesson"))
    promise(database, "a")
    jobs = engine(database, clock, handler, tries=3)

    for _ in range(5):
        jobs.run_until_idle()
        clock.pass_by(DAY)

    [row] = rows(database)
    assert (len(handler.batches), row.state, row.attempt) == (3, "dead", 3)


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (LookupError("Zoë Åkesson"), "LookupError"),
        (ConflictError("changed_meanwhile", name="Zoë Åkesson"), "ConflictError changed_meanwhile"),
    ],
)
def test_of_a_failure_only_its_kind_and_code_are_kept(
    database: Database, clock: SetClock, error: Exception, kept: str
) -> None:
    promise(database, "a")

    engine(database, clock, Failing(error)).run_once()

    assert [row.last_error for row in rows(database)] == [kept]


def test_who_said_when_to_come_back_is_not_asked_before(database: Database, clock: SetClock) -> None:
    promise(database, "a")

    engine(database, clock, Failing(UnavailableError("vendor_busy", retry_after=DAY))).run_once()

    assert [row.run_at for row in rows(database)] == [NOW + DAY]


def test_one_job_that_always_fails_takes_no_others_with_it(database: Database, clock: SetClock) -> None:
    promise(database, "bad", "a", "b")
    jobs = engine(database, clock, Failing(LookupError(), "bad"))

    for _ in range(3):
        jobs.run_until_idle()
        clock.pass_by(DAY)

    assert keys(database) == ["bad"]


def test_a_handler_may_promise_the_successor_under_the_same_key(database: Database, clock: SetClock) -> None:
    def handler(jobs: Sequence[Job]) -> None:
        promise(database, "a", run_at=NOW + DAY)

    promise(database, "a")

    engine(database, clock, handler).run_until_idle()

    assert [(row.run_at, row.attempt) for row in rows(database)] == [(NOW + DAY, 0)]


def test_a_failed_job_whose_promise_was_made_anew_is_dropped_for_the_new_one(
    database: Database, clock: SetClock
) -> None:
    def handler(jobs: Sequence[Job]) -> None:
        promise(database, "a", run_at=NOW + DAY)
        raise LookupError

    promise(database, "a", "b")

    engine(database, clock, handler).run_once()

    assert [(row.key, row.attempt) for row in rows(database)] == [("a", 0), ("b", 1)]


def test_what_a_dead_process_held_is_taken_over_when_its_lease_ends(database: Database, clock: SetClock) -> None:
    promise(database, "a")
    Leases(database=database, length=LEASE).claim(["testing.write"], batch=100, now=clock.now())
    handler = Remembering()
    jobs = engine(database, clock, handler)

    clock.pass_by(LEASE - SECOND)
    assert jobs.run_once() == 0
    clock.pass_by(SECOND)
    assert (jobs.run_once(), handler.names) == (1, ["a"])


def test_a_job_over_which_every_process_died_is_dead_without_another_try(database: Database, clock: SetClock) -> None:
    promise(database, "a")
    leases = Leases(database=database, length=LEASE)
    for _ in range(3):
        assert leases.claim(["testing.write"], batch=100, now=clock.now())
        clock.pass_by(LEASE)
    handler = Remembering()

    engine(database, clock, handler, tries=3).run_until_idle()

    assert [(row.state, row.last_error) for row in rows(database)] == [("dead", "ProcessLost")]
    assert handler.names == []


def test_who_lost_the_lease_settles_nothing(database: Database, clock: SetClock) -> None:
    promise(database, "a")
    leases = Leases(database=database, length=LEASE)
    late = leases.claim(["testing.write"], batch=100, now=clock.now())
    clock.pass_by(LEASE)
    assert leases.claim(["testing.write"], batch=100, now=clock.now())

    assert late is not None
    leases.settle(late, done=late.jobs, given_back=[])

    assert keys(database) == ["a"]


def test_a_job_that_promises_itself_for_ever_does_not_hold_the_caller_for_ever(
    database: Database, clock: SetClock
) -> None:
    def handler(jobs: Sequence[Job]) -> None:
        promise(database, "a")

    promise(database, "a")

    assert engine(database, clock, handler).run_until_idle(limit=5) == 5
