"""The engine at work in its threads, alone and beside others on the same database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from structlog.testing import capture_logs

from adapters.clock import SystemClock
from adapters.jobs.embedded import EmbeddedJobs
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.shared.jobs import Job, JobHandler
from core.shared.time import Clock
from tests.integration.clocks import NOW, SetClock
from tests.integration.jobs.promised import Remembering, keys, promise, rows

LONG = timedelta(minutes=10)
CLOCK = SystemClock()


def engine(
    database: Database,
    handler: JobHandler,
    *,
    lease: timedelta = LONG,
    poll: timedelta = LONG,
    clock: Clock = CLOCK,
) -> EmbeddedJobs:
    return EmbeddedJobs(
        database=database,
        handlers={"testing.write": handler},
        clock=clock,
        lease=lease,
        poll=poll,
        batch=10,
    )


@contextmanager
def started(*engines: EmbeddedJobs) -> Iterator[None]:
    for jobs in engines:
        jobs.start(threads=2)
    try:
        yield
    finally:
        for jobs in engines:
            jobs.stop()


def eventually(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)


def test_a_commit_with_a_job_wakes_the_engine(database: Database) -> None:
    handler = Remembering()
    jobs = engine(database, handler)
    open_unit = open_unit_on(database, SystemClock(), jobs.wake)
    with started(jobs):
        with open_unit() as unit:
            unit.enqueue("testing.write", {"name": "a"}, key="a", run_at=NOW)
            unit.commit()

        # Between two looks of its own lie ten minutes.
        eventually(lambda: handler.names == ["a"])


def test_jobs_that_nobody_can_run_are_told_at_the_start(database: Database) -> None:
    promise(database, "a", "b", kind="testing.uninstalled")

    warning = {"event": "jobs_without_handler", "kind": "testing.uninstalled", "jobs": 2, "log_level": "warning"}

    with capture_logs() as told, started(engine(database, Remembering())):
        eventually(lambda: warning in told)


def test_jobs_promised_elsewhere_are_found_by_looking(database: Database) -> None:
    handler = Remembering()
    with started(engine(database, handler, poll=timedelta(milliseconds=20))):
        promise(database, "a")

        eventually(lambda: handler.names == ["a"])


def test_engines_that_share_a_database_run_every_job_once(database: Database) -> None:
    names = [f"{number:03}" for number in range(300)]
    for group in range(5):
        promise(database, *names[group::5], group=str(group))
    handler = Remembering()
    other_process = Database(database.url.render_as_string())

    with started(engine(database, handler), engine(other_process, handler)):
        eventually(lambda: not keys(database))

    other_process.dispose()
    assert sorted(handler.names) == names


def test_a_long_job_keeps_its_lease(database: Database) -> None:
    """By a clock that goes on only when the lease was renewed, so that a machine that stands still loses none."""
    lease, clock = timedelta(milliseconds=300), SetClock()
    begun, over = threading.Event(), threading.Event()

    def take_long(jobs: Sequence[Job]) -> None:
        begun.set()
        over.wait(20)

    promise(database, "a")
    other = engine(database, Remembering(), lease=lease, clock=clock)
    ran_elsewhere = 0
    with started(engine(database, take_long, lease=lease, clock=clock)):
        begun.wait(20)
        for _ in range(5):
            clock.pass_by(lease / 2)
            ran_elsewhere += other.run_once()
            eventually(lambda: rows(database)[0].leased_until == clock.now() + lease)
        over.set()

    assert (ran_elsewhere, keys(database)) == (0, [])


def test_stopping_lets_what_runs_finish_and_takes_nothing_new(database: Database) -> None:
    begun, over = threading.Event(), threading.Event()

    def take_long(jobs: Sequence[Job]) -> None:
        begun.set()
        over.wait(20)

    promise(database, "a")
    jobs = engine(database, take_long)
    jobs.start(threads=1)
    begun.wait(20)
    promise(database, "b")

    stopped_in_time = jobs.stop(within=timedelta(milliseconds=20))
    over.set()
    eventually(lambda: keys(database) == ["b"])

    assert not stopped_in_time


def test_an_idle_engine_stops_at_once(database: Database) -> None:
    jobs = engine(database, Remembering())
    jobs.start(threads=2)

    assert jobs.stop(within=timedelta(seconds=5))


def test_an_engine_outlives_a_database_that_is_away(database: Database) -> None:
    handler = Remembering()
    with database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE job RENAME TO job_away")
    with started(engine(database, handler, poll=timedelta(milliseconds=20))):
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE job_away RENAME TO job")
        promise(database, "a")

        eventually(lambda: handler.names == ["a"])
