"""Killing a process in the middle of its jobs loses none of them."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.jobs.embedded import EmbeddedJobs
from adapters.sql.database import Database
from tests.integration.clocks import SetClock
from tests.integration.jobs.promised import Remembering, keys, promise, rows

ROOT = Path(__file__).resolve().parents[3]

HANGING = """
import sys, threading
from datetime import timedelta
from adapters.clock import SystemClock
from adapters.jobs.embedded import EmbeddedJobs
from adapters.sql.database import Database

def hang(jobs):
    print(len(jobs), flush=True)
    threading.Event().wait()

EmbeddedJobs(
    database=Database(sys.argv[1]), handlers={"testing.write": hang}, clock=SystemClock(), lease=timedelta(hours=1)
).run_once()
"""


@pytest.mark.crash
def test_jobs_of_a_killed_process_are_run_by_another(database: Database) -> None:
    promise(database, "a", "b")
    address = database.url.render_as_string()
    process = subprocess.Popen([sys.executable, "-c", HANGING, address], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "2\n"
    handler = Remembering()
    clock = SetClock(rows(database)[0].leased_until)
    jobs = EmbeddedJobs(database=database, handlers={"testing.write": handler}, clock=clock)

    process.kill()
    process.communicate()
    clock.pass_by(-timedelta(seconds=1))
    before_its_end = jobs.run_once()
    clock.pass_by(timedelta(seconds=2))

    assert (before_its_end, jobs.run_once(), keys(database)) == (0, 2, [])
    assert sorted(handler.names) == ["a", "b"]
