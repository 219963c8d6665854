"""What the repositories of catalogue, sessions and partnerships promise beside giving back what they were given."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from adapters.sql.database import Database
from core.access.model import EVERYTHING, Partnership
from core.catalogue.model import ExamCode, VenueId
from core.sessions.model import TestSessionId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import new_id
from tests.integration.sql.entered import (
    COLLEGE,
    COLLEGES,
    DAY,
    FIRST,
    SCHOOL,
    SCHOOLS,
    VENUE,
    candidate,
    enter,
    keep,
    plan,
    session,
    settle,
)
from tests.integration.sql.proctored import CENTRE, NOON, OTHER_CENTRE, OURS, THEIRS, statements_of, stored


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    settle(database)


def test_an_exam_nobody_knows_is_not_found(database: Database) -> None:
    with stored(database) as unit, pytest.raises(NotFoundError, match="exam"):
        unit.exams.get(ExamCode("C2-PROF"))


def test_another_centres_venue_is_not_found(database: Database) -> None:
    with stored(database) as unit:
        assert unit.venues.get(VENUE, OURS).name == "Town Hall"
        for scope in (THEIRS, SCHOOLS):
            with pytest.raises(NotFoundError, match="venue"):
                unit.venues.get(VENUE, scope)
        with pytest.raises(NotFoundError, match="venue"):
            unit.venues.get(VenueId(new_id()), EVERYTHING)


def test_a_session_is_its_centres_and_of_those_it_is_available_to(database: Database) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL)
    keep(database, ours)

    with stored(database) as unit:
        assert unit.sessions.get(ours.id, OURS) == unit.sessions.get(ours.id, SCHOOLS) == ours
        for scope in (THEIRS, COLLEGES):
            for for_update in (False, True):
                with pytest.raises(NotFoundError, match="test_session"):
                    unit.sessions.get(ours.id, scope, for_update=for_update)
        with pytest.raises(NotFoundError, match="test_session"):
            unit.sessions.get(TestSessionId(new_id()), EVERYTHING)


def test_a_session_that_was_taken_back_is_seen_by_who_has_entries(database: Database) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL, COLLEGE)
    keep(database, ours)
    enter(database, ours, candidate())
    with stored(database) as unit:
        unit.sessions.get(ours.id, OURS, for_update=True).available_to.clear()

    with stored(database) as unit:
        assert unit.sessions.get(ours.id, SCHOOLS).id == ours.id
        with pytest.raises(NotFoundError, match="test_session"):
            unit.sessions.get(ours.id, COLLEGES)


def test_a_code_belongs_to_one_session(database: Database) -> None:
    one = session()
    other = replace(session(), code=one.code)
    keep(database, one)

    with pytest.raises(ConflictError, match="session_code_taken"):
        keep(database, other)
    with stored(database) as unit:
        assert unit.sessions.with_code("NOBODYS2") is None


def test_many_sessions_come_in_the_order_of_their_ids(database: Database) -> None:
    sessions = [session() for _ in range(3)]
    keep(database, *sessions)

    with stored(database) as unit:
        found = unit.sessions.many([TestSessionId(new_id()), *(one.id for one in reversed(sessions))])

    assert [one.id for one in found] == sorted(one.id for one in sessions)


def test_open_sessions_are_found_by_any_deadline_of_theirs(database: Database) -> None:
    # Entries close ten days before the first paper, late ones five, payments are due four days before.
    by_entries, by_late, by_payments = (session(NOON + days * DAY) for days in (10, 5, 4))
    cancelled, by_exam = session(NOON + 10 * DAY), session(NOON)
    cancelled.cancel()
    keep(database, by_entries, by_late, by_payments, cancelled, by_exam, session(NOON + 11 * DAY))

    with stored(database) as unit:
        found = unit.sessions.with_deadline_between(NOON, NOON + DAY / 2)

    assert [one.id for one in found] == sorted(one.id for one in (by_entries, by_late, by_payments))


def test_a_session_is_changed_only_as_it_was_read(database: Database) -> None:
    ours = session()
    keep(database, ours)
    with stored(database) as unit:
        unit.sessions.get(ours.id, OURS, for_update=True).make_available({SCHOOL})

    with stored(database) as unit:
        assert unit.sessions.get(ours.id, OURS).version == 1


def test_a_session_that_did_not_change_is_not_written(database: Database) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL)
    keep(database, ours)

    with statements_of(database) as sent, stored(database) as unit:
        unit.sessions.get(ours.id, OURS, for_update=True).make_available({SCHOOL})

    assert [statement.split()[0] for statement, _ in sent] == ["SELECT"] * 3


def test_no_session_is_stored_oversold_whatever_the_code_does(database: Database) -> None:
    ours = session(capacity=2)
    keep(database, ours)

    with pytest.raises(Exception, match="ck_test_session_taken"), stored(database) as unit:
        unit.sessions.get(ours.id, OURS, for_update=True).taken = 3


def test_the_last_seat_is_given_once(database: Database) -> None:
    """Two threads have both opened their units before either asks for the session."""
    ours = session(NOON + 30 * DAY, SCHOOL, COLLEGE, capacity=1)
    keep(database, ours)
    # Under SQLite the second unit begins when the first is over, so there is nothing to wait for together.
    together = threading.Barrier(1 if database.is_sqlite else 2, timeout=30)
    outcomes: list[str] = []

    def take_a_seat(owner: str) -> None:
        try:
            with stored(database) as unit:
                together.wait()
                unit.sessions.get(ours.id, SCHOOLS if owner == "school" else COLLEGES, for_update=True).take_seats(1)
            outcomes.append("seated")
        except ConflictError as conflict:
            outcomes.append(conflict.code)

    threads = [threading.Thread(target=take_a_seat, args=[owner]) for owner in ("school", "college")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["seated", "session_is_full"]
    with stored(database) as unit:
        assert unit.sessions.get(ours.id, OURS).taken == 1


def test_sessions_are_taken_back_from_one_preparation_centre_by_one_test_centre(database: Database) -> None:
    ours, others = session(NOON + 30 * DAY, SCHOOL, COLLEGE), session(NOON + 30 * DAY, SCHOOL, centre=OTHER_CENTRE)
    keep(database, ours, others)

    with stored(database) as unit:
        assert unit.sessions.take_back_all(CENTRE, SCHOOL) == 1

    with stored(database) as unit:
        assert unit.sessions.get(ours.id, OURS).available_to == {COLLEGE}
        assert unit.sessions.get(others.id, THEIRS).available_to == {SCHOOL}


def test_a_partnership_begins_ends_and_begins_again(database: Database) -> None:
    first, again = (
        Partnership(test_centre_id=CENTRE, preparation_centre_id=SCHOOL, since=at) for at in (NOON, NOON + DAY)
    )
    with stored(database) as unit:
        unit.partnerships.begin(first)
        unit.partnerships.begin(again)
        assert list(unit.partnerships.of_test_centre(CENTRE)) == [first]
        assert unit.partnerships.exists(CENTRE, SCHOOL)

        unit.partnerships.end(CENTRE, SCHOOL, at=NOON)
        assert not unit.partnerships.of_test_centre(CENTRE)
        assert not unit.partnerships.exists(CENTRE, SCHOOL)

        unit.partnerships.begin(again)

    with stored(database) as unit:
        assert list(unit.partnerships.of_preparation_centre(SCHOOL)) == [again]
        assert not unit.partnerships.of_preparation_centre(COLLEGE)
        assert not unit.partnerships.exists(OTHER_CENTRE, SCHOOL)


def test_a_sessions_new_time_is_that_of_its_lists(database: Database) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL)
    keep(database, ours)
    enter(database, ours, candidate())

    with stored(database) as unit:
        unit.sessions.get(ours.id, OURS, for_update=True).revise(plan(NOON + 60 * DAY, exam=FIRST))

    with database.read() as connection:
        for table in ("session_availability", "booking"):
            listed = connection.exec_driver_sql(
                f"SELECT count(*) FROM {table} t JOIN test_session s ON "  # noqa: S608 (our own names)
                "s.id = t.session_id AND s.starts_at = t.starts_at AND s.ends_at = t.ends_at"
            ).scalar_one()
            assert listed == 1
