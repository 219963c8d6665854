"""What is stored of a proctored test comes back as it was, whatever it holds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.database import Database
from core.access.model import EVERYTHING
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, TestCandidate
from core.shared.ids import new_id
from tests.integration.sql import proctored as given_
from tests.integration.sql.proctored import WHOLE, proctored, stored

# The database is one for all examples of a test; each example stores things with new ids.
several_in_one_database = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    given_.settle(database)


@pytest.mark.parametrize("kind", WHOLE)
def test_the_tests_below_vary_every_field(kind: type[Any]) -> None:
    assert set(WHOLE[kind]) == {field.name for field in fields(kind)}


@several_in_one_database
@given(test=st.builds(ProctoredTest, **given_.TEST_FIELDS))
def test_a_proctored_test(database: Database, test: ProctoredTest) -> None:
    test = replace(test, id=ProctoredTestId(new_id()))
    with stored(database) as unit:
        unit.tests.add(test)

    with stored(database) as unit:
        assert unit.tests.get(test.id, EVERYTHING) == test


@several_in_one_database
@given(booking=st.builds(ProctorBooking, **given_.BOOKING_FIELDS))
def test_a_proctor_booking(database: Database, booking: ProctorBooking) -> None:
    test, first = proctored()
    booking = replace(booking, id=first.id, test_id=test.id)
    with stored(database) as unit:
        unit.tests.add(test)
        unit.proctor_bookings.add(booking)

    with stored(database) as unit:
        assert unit.proctor_bookings.get(booking.id, EVERYTHING) == booking


@several_in_one_database
@given(booking=st.builds(ProctorBooking, **given_.BOOKING_FIELDS))
def test_a_proctor_booking_changed_in_every_field(database: Database, booking: ProctorBooking) -> None:
    test, first = proctored()
    with stored(database) as unit:
        unit.tests.add(test)
        unit.proctor_bookings.add(first)

    with stored(database) as unit:
        held = unit.proctor_bookings.get(first.id, EVERYTHING, for_update=True)
        for field in fields(booking):
            if field.name not in {"id", "test_id", "version"}:
                setattr(held, field.name, getattr(booking, field.name))

    with stored(database) as unit:
        assert unit.proctor_bookings.get(first.id, EVERYTHING) == held


@several_in_one_database
@given(candidates=st.lists(st.builds(TestCandidate, **given_.CANDIDATE_FIELDS), unique_by=lambda one: one.number))
def test_candidates_in_the_order_of_their_numbers(database: Database, candidates: list[TestCandidate]) -> None:
    test, _ = proctored()
    enrolled = [replace(candidate, test_id=test.id) for candidate in candidates]
    with stored(database) as unit:
        unit.tests.add(test)
        unit.test_candidates.add_all(enrolled)

    with stored(database) as unit:
        assert unit.test_candidates.of(test.id) == sorted(enrolled, key=lambda one: one.number)
        assert unit.test_candidates.count(test.id) == len(enrolled)


@several_in_one_database
@given(entries=st.lists(st.builds(LogEntry, **given_.ENTRY_FIELDS), max_size=5, unique_by=lambda entry: entry.sequence))
def test_a_log(database: Database, entries: list[LogEntry]) -> None:
    test, booking = proctored()
    log = [replace(entry, booking_id=booking.id) for entry in entries]
    with stored(database) as unit:
        unit.tests.add(test)
        unit.proctor_bookings.add(booking)
        unit.booking_log.append(*log)

    with stored(database) as unit:
        assert unit.booking_log.of(booking.id) == sorted(log, key=lambda entry: entry.sequence)


@several_in_one_database
@given(session=st.builds(CandidateSession, **given_.SESSION_FIELDS))
def test_a_session_with_its_ratings(database: Database, session: CandidateSession) -> None:
    test, booking = proctored()
    session = replace(session, booking_id=booking.id)
    with stored(database) as unit:
        unit.tests.add(test)
        unit.proctor_bookings.add(booking)
        unit.candidate_sessions.add(session)

    with stored(database) as unit:
        assert unit.candidate_sessions.find(booking.id, session.candidate_number) == session
