"""Periodic work is promised once in each period."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from adapters.clock import SystemClock
from adapters.jobs.clockwork import Clockwork, Periodic
from adapters.sql.database import Database
from tests.integration.clocks import NOW, SetClock
from tests.integration.jobs.promised import keys, rows

HOURLY = Periodic(kind="testing.sweep", every=timedelta(hours=1))


def test_several_clockworks_promise_the_work_of_a_period_once(database: Database) -> None:
    clock = SetClock()
    clockworks = [Clockwork(database=database, clock=clock, work=[HOURLY]) for _ in range(2)]

    promised = [clockwork.promise(HOURLY) for clockwork in clockworks]

    assert promised == [True, False]
    assert [(row.kind, row.payload, row.run_at) for row in rows(database)] == [("testing.sweep", {}, NOW)]


def test_work_that_was_done_already_is_not_promised_again_in_its_period(database: Database) -> None:
    clock = SetClock()
    clockwork = Clockwork(database=database, clock=clock, work=[HOURLY])
    clockwork.promise(HOURLY)
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM job")

    clock.pass_by(timedelta(minutes=59))
    assert not clockwork.promise(HOURLY)
    clock.pass_by(timedelta(minutes=1))
    assert clockwork.promise(HOURLY)


def test_a_started_clockwork_promises_at_once_wakes_the_engine_and_stops(database: Database) -> None:
    woken = threading.Event()
    clockwork = Clockwork(database=database, clock=SystemClock(), work=[HOURLY], wake=woken.set)

    clockwork.start()

    assert woken.wait(20)
    clockwork.stop()
    assert len(keys(database)) == 1
    assert not any(thread.name.startswith("APScheduler") for thread in threading.enumerate())


def test_a_started_clockwork_promises_period_after_period(database: Database) -> None:
    often = Periodic(kind="testing.sweep", every=timedelta(milliseconds=50))
    clockwork = Clockwork(database=database, clock=SystemClock(), work=[often])

    clockwork.start()
    end = time.monotonic() + 20
    while len(keys(database)) < 3 and time.monotonic() < end:
        time.sleep(0.01)
    clockwork.stop()

    assert len(keys(database)) >= 3
