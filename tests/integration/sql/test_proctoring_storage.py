"""What the repositories of proctoring promise beside giving back what they were given."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.access.model import EVERYTHING
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE, ProctorBookingId
from core.proctoring.model.replay import differences
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, TestCandidate
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import new_id
from core.shared.time import TimeWindow
from tests.integration.sql.proctored import (
    CENTRE,
    NOON,
    OTHER_CENTRE,
    OURS,
    THEIRS,
    StandingClock,
    proctored,
    schedule,
    settle,
    statements_of,
    stored,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    settle(database)


def keep(database: Database, *pairs: tuple[ProctoredTest, ProctorBooking]) -> None:
    with stored(database) as unit:
        for test, booking in pairs:
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)


def scheduled(database: Database, number: int) -> list[ProctorBooking]:
    pairs = [proctored(f"Test {index}", start=NOON + 3 * DAY) for index in range(number)]
    entries = [schedule(booking, start=NOON + 3 * DAY) for _, booking in pairs]
    keep(database, *pairs)
    with stored(database) as unit:
        unit.booking_log.append(*entries)
    return [booking for _, booking in pairs]


def candidate(test: ProctoredTest, number: str) -> TestCandidate:
    return TestCandidate(test_id=test.id, number=number, name="Ada", email="ada@example.org")


def test_another_centres_test_and_booking_are_not_found(database: Database) -> None:
    test, booking = proctored()
    keep(database, (test, booking))

    with stored(database) as unit:
        with pytest.raises(NotFoundError, match="proctored_test"):
            unit.tests.get(test.id, THEIRS)
        with pytest.raises(NotFoundError, match="proctor_booking"):
            unit.proctor_bookings.get(booking.id, THEIRS, for_update=True)
        with pytest.raises(NotFoundError, match="proctor_booking"):
            unit.proctor_bookings.of_test(test.id, THEIRS)
        assert unit.proctor_bookings.of_test(test.id, OURS) == booking


def test_what_was_never_stored_is_not_found(database: Database) -> None:
    with stored(database) as unit:
        with pytest.raises(NotFoundError, match="proctored_test"):
            unit.tests.get(ProctoredTestId(new_id()), EVERYTHING)
        with pytest.raises(NotFoundError, match="proctor_booking"):
            unit.proctor_bookings.get(ProctorBookingId(new_id()), EVERYTHING)
        assert unit.candidate_sessions.find(ProctorBookingId(new_id()), "A1") is None


def test_a_test_has_one_booking(database: Database) -> None:
    test, booking = proctored()
    _, second = proctored()
    second.test_id = test.id
    keep(database, (test, booking))

    with pytest.raises(ConflictError, match="test_has_a_booking"), stored(database) as unit:
        unit.proctor_bookings.add(second)


def test_many_bookings_come_in_the_order_of_their_ids_and_missing_ones_are_left_out(database: Database) -> None:
    bookings = scheduled(database, 5)
    wanted = [*reversed([booking.id for booking in bookings]), ProctorBookingId(new_id())]

    with stored(database) as unit:
        found = unit.proctor_bookings.many(wanted, for_update=True)

    assert [booking.id for booking in found] == sorted(booking.id for booking in bookings)


def test_workers_that_take_the_same_bookings_in_opposite_orders_do_not_block_each_other(database: Database) -> None:
    bookings = [booking.id for booking in scheduled(database, 20)]

    def retry_all(wanted: Sequence[ProctorBookingId]) -> None:
        for _ in range(10):
            with stored(database) as unit:
                for booking in unit.proctor_bookings.many(wanted, for_update=True):
                    unit.booking_log.append(booking.retry_send(may_be_held=False, by="job:test", now=NOON))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(retry_all, [bookings, bookings[::-1]]))

    with stored(database) as unit:
        assert {booking.sends for booking in unit.proctor_bookings.many(bookings)} == {20}


def test_a_hundred_bookings_are_read_and_written_by_three_statements(database: Database) -> None:
    bookings = [booking.id for booking in scheduled(database, 100)]

    with statements_of(database) as sent, stored(database) as unit:
        for booking in unit.proctor_bookings.many(bookings, for_update=True):
            told = booking.declare_sent(f"V-{booking.id}", by="job:test", now=NOON, evidence=NO_EVIDENCE)
            unit.booking_log.append(told, booking.schedule_check(NOON + HOUR, by="job:test", now=NOON))

    assert [statement.split()[0] for statement, _ in sent] == ["SELECT", "UPDATE", "INSERT"]


def test_what_is_stored_agrees_with_its_log(database: Database) -> None:
    bookings = [booking.id for booking in scheduled(database, 3)]
    with stored(database) as unit:
        for booking in unit.proctor_bookings.many(bookings, for_update=True):
            unit.booking_log.append(booking.declare_sent("V-1", by="job:test", now=NOON, evidence=NO_EVIDENCE))

    with stored(database) as unit:
        for booking in unit.proctor_bookings.many(bookings):
            assert not list(differences(booking, unit.booking_log.of(booking.id)))


def test_a_log_read_in_the_unit_that_writes_it_is_whole(database: Database) -> None:
    (booking,) = scheduled(database, 1)

    with stored(database) as unit:
        held = unit.proctor_bookings.get(booking.id, EVERYTHING, for_update=True)
        unit.booking_log.append(held.retry_send(may_be_held=False, by="job:test", now=NOON))
        codes = [entry.code for entry in unit.booking_log.of(booking.id)]

    assert codes == [Code.SCHEDULED, Code.SEND_RETRY]


def test_an_entry_written_by_two_is_a_conflict_and_nothing_of_the_second_unit_is_stored(database: Database) -> None:
    (booking,) = scheduled(database, 1)
    with stored(database) as unit:
        first = unit.booking_log.of(booking.id)[0]

    def write_again() -> None:
        with stored(database) as unit:
            unit.proctor_bookings.get(booking.id, EVERYTHING, for_update=True).title = "Other"
            unit.booking_log.append(first)

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        write_again()

    with stored(database) as unit:
        assert unit.proctor_bookings.get(booking.id, EVERYTHING).title == "Test 0"


def test_overdue_are_scheduled_and_sent_ones_whose_window_began_oldest_first(database: Database) -> None:
    pairs = [proctored(f"Test {day}", start=NOON + day * DAY) for day in range(4, 0, -1)]
    for day, (_, booking) in zip(range(4, 0, -1), pairs, strict=True):
        schedule(booking, start=NOON + day * DAY)
    _, three, two, one = (booking for _, booking in pairs)
    two.declare_sent("V-2", by="job:test", now=NOON, evidence=NO_EVIDENCE)
    one.confirm("V-1", by="job:test", now=NOON, evidence=NO_EVIDENCE)
    keep(database, *pairs)

    with stored(database) as unit:
        before_the_fourth = unit.proctor_bookings.overdue(before=NOON + 4 * DAY, limit=10)
        one_of_them = unit.proctor_bookings.overdue(before=NOON + 5 * DAY, limit=1)

    assert list(before_the_fourth) == [two.id, three.id]
    assert list(one_of_them) == [two.id]


def test_a_candidate_number_is_taken_once_in_a_test_and_then_none_of_the_batch_is_stored(database: Database) -> None:
    test, booking = proctored()
    keep(database, (test, booking))
    with stored(database) as unit:
        unit.test_candidates.add_all([candidate(test, "A1")])

    with pytest.raises(ConflictError, match="candidate_number_taken"), stored(database) as unit:
        unit.test_candidates.add_all([candidate(test, "A2"), candidate(test, "A1")])

    with stored(database) as unit:
        assert [one.number for one in unit.test_candidates.of(test.id)] == ["A1"]


def test_candidates_of_many_tests_come_by_test_and_a_test_without_any_is_there(database: Database) -> None:
    (first, one), (second, two) = proctored(), proctored()
    keep(database, (first, one), (second, two))
    with stored(database) as unit:
        unit.test_candidates.add_all([candidate(first, "B"), candidate(first, "A")])

    with stored(database) as unit:
        found = unit.test_candidates.of_many([first.id, second.id])

    assert {test_id: [one.number for one in ones] for test_id, ones in found.items()} == {
        first.id: ["A", "B"],
        second.id: [],
    }


def test_a_candidate_is_withdrawn_once(database: Database) -> None:
    test, booking = proctored()
    keep(database, (test, booking))

    with stored(database) as unit:
        unit.test_candidates.add_all([candidate(test, "A1"), candidate(test, "a1")])
        withdrawn = [unit.test_candidates.remove(test.id, ["A1", "Z9"]) for _ in range(2)]
        left = unit.test_candidates.count(test.id)

    assert (withdrawn, left) == ([["A1"], []], 1)


def test_many_tests_come_in_the_order_of_their_ids(database: Database) -> None:
    pairs = [proctored(f"Test {index}") for index in range(3)]
    keep(database, *pairs)

    with stored(database) as unit:
        found = unit.tests.many([test.id for test, _ in reversed(pairs)])

    assert [test.id for test in found] == sorted(test.id for test, _ in pairs)


def test_a_notice_is_new_once_for_each_vendor_and_centre(database: Database) -> None:
    asked = [("acme", CENTRE, "1"), ("acme", CENTRE, "1"), ("acme", OTHER_CENTRE, "1"), ("other", CENTRE, "1")]

    with stored(database) as unit:
        answers = [unit.received_notices.is_new(*event, now=NOON) for event in asked]

    assert answers == [True, False, True, True]


def test_a_notice_whose_unit_was_undone_is_new_again(database: Database) -> None:
    with open_unit_on(database, StandingClock())() as unit:
        unit.received_notices.is_new("acme", CENTRE, "1", now=NOON)

    with stored(database) as unit:
        assert unit.received_notices.is_new("acme", CENTRE, "1", now=NOON)


def kept_session(database: Database) -> CandidateSession:
    test, booking = proctored()
    keep(database, (test, booking))
    session = CandidateSession(booking_id=booking.id, organisation_id=CENTRE, candidate_number="A1", reference="S-1")
    with stored(database) as unit:
        unit.candidate_sessions.add(session)
    return session


def rate(session: CandidateSession, value: str) -> None:
    session.rate(value=value, note="", rated_at=NOON, now=NOON)


def test_a_new_rating_is_added_and_the_earlier_ones_stay(database: Database) -> None:
    kept = kept_session(database)
    for value in ("green", "red"):
        with stored(database) as unit:
            session = unit.candidate_sessions.find(kept.booking_id, "A1", for_update=True)
            assert session
            rate(session, value)

    with stored(database) as unit:
        found = unit.candidate_sessions.find(kept.booking_id, "A1")
        again = unit.candidate_sessions.find(kept.booking_id, "A1", for_update=True)
    assert found == again
    assert found
    assert [(rating.version, rating.value) for rating in found.ratings] == [(1, "green"), (2, "red")]


def test_a_session_found_twice_in_a_unit_is_one_and_keeps_its_unstored_ratings(database: Database) -> None:
    kept = kept_session(database)

    with stored(database) as unit:
        session = unit.candidate_sessions.find(kept.booking_id, "A1", for_update=True)
        assert session
        rate(session, "green")
        again = unit.candidate_sessions.find(kept.booking_id, "A1", for_update=True)

    assert again is session
    assert len(session.ratings) == 1


def test_a_tests_new_time_moves_its_booking_in_the_list_without_changing_it(database: Database) -> None:
    test, booking = proctored()
    keep(database, (test, booking))
    window = TimeWindow(start=NOON + DAY, end=NOON + DAY + HOUR)

    with statements_of(database) as sent, stored(database) as unit:
        unit.tests.get(test.id, EVERYTHING, for_update=True).set_time(window, time_zone="UTC", now=NOON)

    assert [statement.split()[1] for statement, _ in sent if statement.startswith("UPDATE")] == [
        "proctored_test",
        "proctor_booking",
    ]
    with stored(database) as unit:
        assert unit.proctor_bookings.get(booking.id, EVERYTHING) == booking
