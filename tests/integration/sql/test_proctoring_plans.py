"""What each list of proctoring costs: a fixed number of queries, each read off an index in the order shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.sql.database import Database
from adapters.sql.proctoring.bookings import SqlProctorBookings
from adapters.sql.proctoring.reader import SqlProctoringReader
from core.access.model import EVERYTHING
from core.proctoring.log_codes import Code, Severity
from core.proctoring.model.log import NO_EVIDENCE
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTestId, TestCandidate
from core.proctoring.views import (
    AttentionRow,
    CandidateRow,
    LogFilter,
    LogRow,
    SessionRow,
    SimpleStatus,
    TestFilter,
    TestRow,
)
from core.shared.paging import Page, PageRequest
from tests.integration.sql.proctored import (
    CENTRE,
    NOON,
    OURS,
    PLANNER,
    proctored,
    schedule,
    settle,
    statements_of,
    stored,
)

DAY = timedelta(days=1)
AnyPage = Page[TestRow] | Page[AttentionRow] | Page[CandidateRow] | Page[LogRow] | Page[SessionRow]
Read = Callable[[SqlProctoringReader, ProctoredTestId, PageRequest], AnyPage]

PAGES: dict[str, tuple[int, Read]] = {
    "tests of a centre": (1, lambda reader, _, page: reader.tests(OURS, page, TestFilter())),
    "tests of all": (1, lambda reader, _, page: reader.tests(EVERYTHING, page, TestFilter())),
    "tests by title": (1, lambda reader, _, page: reader.tests(OURS, page, TestFilter(search="est"))),
    "tests by status": (
        1,
        lambda reader, _, page: reader.tests(OURS, page, TestFilter(status=SimpleStatus.AWAITING_CONFIRMATION)),
    ),
    "tests of all by status": (
        1,
        lambda reader, _, page: reader.tests(
            EVERYTHING, page, TestFilter(status=SimpleStatus.AWAITING_CONFIRMATION, search="test")
        ),
    ),
    "attention of a centre": (1, lambda reader, _, page: reader.attention(OURS, page)),
    "attention of all": (1, lambda reader, _, page: reader.attention(EVERYTHING, page)),
    "candidates": (2, lambda reader, test, page: reader.candidates(test, OURS, page)),
    "candidates by name": (2, lambda reader, test, page: reader.candidates(test, OURS, page, search="ada")),
    "log": (3, lambda reader, test, page: reader.log(test, OURS, page, LogFilter())),
    "log by severity": (3, lambda reader, test, page: reader.log(test, OURS, page, LogFilter(severity=Severity.INFO))),
    "log of a candidate": (3, lambda reader, test, page: reader.log(test, OURS, page, LogFilter(candidate="A1"))),
    "sessions": (3, lambda reader, test, page: reader.sessions(test, OURS, page)),
}
"""Every list, with the number of its queries."""


@pytest.fixture
def sqlite(sqlite_pattern: Path, tmp_path: Path) -> Database:
    (tmp_path / "house.db").write_bytes(sqlite_pattern.read_bytes())
    return Database(f"sqlite:///{tmp_path / 'house.db'}")


def fill(database: Database) -> ProctoredTestId:
    """Twelve tests in doubt, with logs, candidates and sessions; the last one's id."""
    settle(database)
    test, _ = proctored()
    with stored(database) as unit:
        for index in range(12):
            test, booking = proctored(f"Test {index}", start=NOON + index * DAY)
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)
            unit.test_candidates.add_all(
                [TestCandidate(test_id=test.id, number=f"A{n}", name="Ada", email="a@example.org") for n in range(12)]
            )
            unit.booking_log.append(
                schedule(booking, start=NOON, by=f"person:{PLANNER}"),
                booking.declare_sent("V", by="job:test", now=NOON, evidence=NO_EVIDENCE),
                *(
                    booking.tell_of_session(Code.RATING_TOLD, f"A{n % 2}", by=f"person:{PLANNER}", now=NOON)
                    for n in range(12)
                ),
            )
            if index % 2:
                unit.booking_log.append(booking.doubt(by=f"person:{PLANNER}", now=NOON))
            for n in range(12):
                session = CandidateSession(
                    booking_id=booking.id, organisation_id=CENTRE, candidate_number=f"A{n}", reference="S"
                )
                session.rate(value="green", note="", rated_at=NOON, now=NOON)
                unit.candidate_sessions.add(session)
    return test.id


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_queries_whatever_its_length(database: Database, name: str) -> None:
    test = fill(database)
    reader = SqlProctoringReader(database)
    queries, read = PAGES[name]

    for size in (2, 5):
        with statements_of(database) as sent:
            rows = read(reader, test, PageRequest(size=size)).items
        assert len(rows) == size
        assert len(sent) == queries


def test_a_streamed_log_takes_four_queries_however_long_it_is(database: Database) -> None:
    test = fill(database)

    with statements_of(database) as sent:
        rows = list(SqlProctoringReader(database).whole_log(test, OURS, LogFilter()))

    assert len(rows) > 4
    assert len(sent) == 4


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_off_an_index_in_its_order(sqlite: Database, name: str) -> None:
    test = fill(sqlite)
    reader = SqlProctoringReader(sqlite)
    _, read = PAGES[name]
    first = read(reader, test, PageRequest(size=2))

    with statements_of(sqlite) as sent:
        read(reader, test, PageRequest(size=2, after=first.next))

    assert not [step for asked in sent for step in plan_of(sqlite, *asked) if is_dear(step)]


def test_figures_and_sweeps_are_read_off_an_index(sqlite: Database) -> None:
    fill(sqlite)
    reader = SqlProctoringReader(sqlite)

    with statements_of(sqlite) as sent:
        reader.summary(OURS, now=NOON)
        reader.summary(EVERYTHING, now=NOON)
        reader.typical_queue_time("acme")
        with sqlite.read() as connection:
            SqlProctorBookings(connection).overdue(before=NOON + DAY, limit=10)

    assert len(sent) == 4
    assert not [step for asked in sent for step in plan_of(sqlite, *asked) if is_dear(step)]


def is_dear(step: str) -> bool:
    """It walks a whole table or index, or sorts what it found. What a capped count has found is no table."""
    return (step.startswith("SCAN") and not step.startswith("SCAN anon_")) or "TEMP B-TREE" in step


def plan_of(database: Database, statement: str, parameters: tuple[object, ...]) -> list[str]:
    with database.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows]
