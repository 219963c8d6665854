"""Two preparation centres enter a candidate for the last seat of a session at the same moment, in two processes."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from adapters.sql.bookings.checking import differences
from adapters.sql.bookings.tables import entry
from adapters.sql.database import Database
from core.sessions.model import TestSessionId
from tests.e2e.seat_taker import APART, Errand
from tests.integration.sql.entered import COLLEGE, SCHOOL, keep, session, settle

ROOT = Path(__file__).parents[2]
ROUNDS = 20


def test_the_last_seat_is_given_to_one_of_two_who_want_it_at_the_same_moment(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    settle(database)
    start = datetime.now(UTC) + timedelta(days=60)
    # Days apart, so that nobody sits two of them on one day.
    sessions = [session(start + place * timedelta(days=1), SCHOOL, COLLEGE, capacity=1) for place in range(ROUNDS)]
    keep(database, *sessions)

    said = _enter_at_once(database_url, tmp_path, [one.id for one in sessions])

    assert [sorted(round_) for round_ in zip(*said, strict=True)] == [["entered", "session_is_full"]] * ROUNDS
    with database.read() as connection:
        seats = connection.execute(select(entry.c.session_id)).scalars().all()
        assert list(differences(connection)) == []
    assert sorted(seats) == sorted(one.id for one in sessions)


def _enter_at_once(database_url: str, data: Path, sessions: list[TestSessionId]) -> list[list[str]]:
    """What each of the two was answered, session by session."""
    with ExitStack() as running:
        processes = []
        for school in (SCHOOL, COLLEGE):
            errand = Errand(
                database_url=database_url, data=str(data), school=str(school), sessions=[str(one) for one in sessions]
            )
            command = [sys.executable, "-m", "tests.e2e.seat_taker", errand.written()]
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            processes.append(running.enter_context(process))
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        begin = time.time() + APART
        for process in processes:
            assert process.stdin
            process.stdin.write(f"{begin}\n")
            process.stdin.flush()
        said = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return said
