"""What is stored of exams, sessions, candidates, entries and requests comes back as it was, whatever it holds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.bookings.checking import differences
from adapters.sql.database import Database
from core.access.model import EVERYTHING
from core.bookings.model import Candidate, CandidateId, Entry, EntryId, HelpRequest, Line, LineId, RequestId
from core.catalogue.model import Exam, Venue, VenueId
from core.sessions.model import TestSession
from core.shared.ids import new_id
from tests.integration.sql import entered as given_
from tests.integration.sql.entered import WHOLE, candidate, request, session
from tests.integration.sql.proctored import NOON, stored

# The database is one for all examples of a test; each example stores things with new ids.
several_in_one_database = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    given_.settle(database)


@pytest.mark.parametrize("kind", WHOLE)
def test_the_tests_below_vary_every_field(kind: type[Any]) -> None:
    assert set(WHOLE[kind]) == {field.name for field in fields(kind)}
    assert {field.name for field in fields(TestSession)} == given_.SESSION_FIELDS


@several_in_one_database
@given(exam=st.builds(Exam, **given_.EXAM_FIELDS), again=st.builds(Exam, **given_.EXAM_FIELDS))
def test_an_exam_and_what_replaces_it(database: Database, exam: Exam, again: Exam) -> None:
    replaced = replace(again, code=exam.code)
    with stored(database) as unit:
        unit.exams.put(exam)
        assert unit.exams.get(exam.code) == exam
        assert unit.exams.put(exam) is False

        assert unit.exams.put(replaced) is (replaced != exam)

    with stored(database) as unit:
        assert unit.exams.get(exam.code) == replaced


@several_in_one_database
@given(venue=st.builds(Venue, **given_.VENUE_FIELDS))
def test_a_venue(database: Database, venue: Venue) -> None:
    venue = replace(venue, id=VenueId(new_id()))
    with stored(database) as unit:
        unit.venues.add(venue)

    with stored(database) as unit:
        assert unit.venues.get(venue.id, EVERYTHING) == venue


@several_in_one_database
@given(session=given_.sessions())
def test_a_session(database: Database, session: TestSession) -> None:
    with stored(database) as unit:
        unit.sessions.add(session)

    with stored(database) as unit:
        assert unit.sessions.get(session.id, EVERYTHING) == session
        assert unit.sessions.get(session.id, EVERYTHING, for_update=True) == session
        assert unit.sessions.with_code(session.code) == session
        assert unit.sessions.many([session.id]) == [session]


@several_in_one_database
@given(now=given_.sessions())
def test_a_session_changed_in_every_field(database: Database, now: TestSession) -> None:
    first = session(NOON, given_.SCHOOL)
    with stored(database) as unit:
        unit.sessions.add(first)

    with stored(database) as unit:
        held = unit.sessions.get(first.id, EVERYTHING, for_update=True)
        for name in ("plan", "code", "status", "taken", "available_to"):
            setattr(held, name, getattr(now, name))

    with stored(database) as unit:
        assert unit.sessions.get(first.id, EVERYTHING) == held
    with database.read() as connection:
        assert not list(differences(connection))


@several_in_one_database
@given(one=st.builds(Candidate, **given_.CANDIDATE_FIELDS))
def test_a_candidate_as_added_and_as_revised(database: Database, one: Candidate) -> None:
    first = replace(one, id=CandidateId(new_id()), number=str(new_id()))
    second = candidate()
    with stored(database) as unit:
        unit.candidates.add_all([first, second])

    with stored(database) as unit:
        assert unit.candidates.get(first.id, EVERYTHING) == first
        revised = unit.candidates.get(second.id, EVERYTHING, for_update=True)
        revised.revise(one.details)

    with stored(database) as unit:
        assert unit.candidates.get(second.id, EVERYTHING) == revised


@several_in_one_database
@given(one=st.builds(Entry, **given_.ENTRY_FIELDS), more=st.lists(st.builds(Line, **given_.LINE_FIELDS), max_size=2))
def test_an_entry_with_its_lines_and_with_more(database: Database, one: Entry, more: list[Line]) -> None:
    to, of = session(), candidate()
    lines = [replace(line, id=LineId(new_id())) for line in one.lines]
    one = replace(one, id=EntryId(new_id()), session_id=to.id, candidate_id=of.id, lines=lines)
    with stored(database) as unit:
        unit.sessions.add(to)
        unit.candidates.add_all([of])
        unit.entries.add_all([one])

    with stored(database) as unit:
        assert unit.entries.get(one.id, EVERYTHING) == one
        held = unit.entries.get(one.id, EVERYTHING, for_update=True)
        held.lines += [replace(line, id=LineId(new_id())) for line in more]

    with stored(database) as unit:
        assert unit.entries.get(one.id, EVERYTHING) == held
        assert held.version == one.version + bool(more)
    with database.read() as connection:
        assert not list(differences(connection))


@several_in_one_database
@given(asked=st.builds(HelpRequest, **given_.REQUEST_FIELDS), again=st.builds(HelpRequest, **given_.REQUEST_FIELDS))
def test_a_request_with_its_messages_and_with_more(database: Database, asked: HelpRequest, again: HelpRequest) -> None:
    asked = replace(asked, id=RequestId(new_id()))
    other = request()
    with stored(database) as unit:
        unit.help_requests.add(asked)
        unit.help_requests.add(other)

    with stored(database) as unit:
        assert unit.help_requests.get(asked.id, EVERYTHING) == asked
        held = unit.help_requests.get(other.id, EVERYTHING, for_update=True)
        for message in again.messages:
            held.write(message)

    with stored(database) as unit:
        assert unit.help_requests.get(other.id, EVERYTHING) == held
        assert held.version == 1
