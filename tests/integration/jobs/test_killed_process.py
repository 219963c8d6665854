"""Killing a process in the middle of its jobs loses none of them."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.jobs.embedded import EmbeddedJobs
from adapters.sql.database import Database
from tests.integration.jobs.promised import Remembering, keys, promise

ROOT = Path(__file__).resolve().parents[3]
LEASE = timedelta(seconds=1)

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
    database=Database(sys.argv[1]), handlers={"testing.write": hang}, clock=SystemClock(), lease=timedelta(seconds=1)
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
    jobs = EmbeddedJobs(database=database, handlers={"testing.write": handler}, clock=SystemClock(), lease=LEASE)
    assert jobs.run_once() == 0

    process.kill()
    process.communicate()

    end = time.monotonic() + 20
    while keys(database) and time.monotonic() < end:
        jobs.run_once()
        time.sleep(0.05)
    assert sorted(handler.names) == ["a", "b"]
