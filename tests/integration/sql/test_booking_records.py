"""Bookings with their logs, read as they are stored on both databases, and what verifying them finds."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Executable, delete, text, update

from adapters.sql.database import Database
from adapters.sql.proctoring.records import SqlBookingRecords
from adapters.sql.proctoring.tables import booking_log_entry, proctor_booking
from core.access.model import OPERATOR
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE
from core.proctoring.usecases.verifying import BookingVerdict, VerifyBookings, VerifyBookingsCommand
from core.shared.errors import NotFoundError
from core.shared.ids import new_id
from tests.integration.sql.proctored import NOON, OURS, THEIRS, proctored, schedule, settle, stored

START = NOON + timedelta(days=7)


@pytest.fixture
def settled(database: Database) -> Database:
    settle(database)
    return database


def sent(database: Database, *, number: int = 1) -> list[ProctorBooking]:
    """So many bookings, each with two entries."""
    bookings = []
    with stored(database) as unit:
        for _ in range(number):
            test, booking = proctored(start=START)
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)
            unit.booking_log.append(
                schedule(booking, start=START),
                booking.declare_sent("V-1", by="job:proctoring.send", now=NOON, evidence=NO_EVIDENCE),
            )
            bookings.append(booking)
    return bookings


def verdicts(database: Database, *ids: UUID) -> list[BookingVerdict]:
    verify = VerifyBookings(records=SqlBookingRecords(database=database))
    return list(verify(VerifyBookingsCommand(actor=OPERATOR, ids=ids)))


def run(database: Database, *statements: Executable) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def test_every_booking_is_verified_whatever_their_number(settled: Database) -> None:
    bookings = sent(settled, number=250)
    with stored(settled) as unit:
        test, never_requested = proctored()
        never_requested.provider = ""
        unit.tests.add(test)
        unit.proctor_bookings.add(never_requested)

    found = verdicts(settled)

    assert [one.booking_id for one in found] == sorted([*(one.id for one in bookings), never_requested.id])
    assert sum(one.entries for one in found) == 500
    assert [one.findings for one in found if one.findings] == []


def test_only_those_named_are_verified_by_their_own_id_or_their_tests(settled: Database) -> None:
    first, second, _ = sent(settled, number=3)

    found = verdicts(settled, first.id, second.test_id)

    assert {one.booking_id for one in found} == {first.id, second.id}


def test_an_id_that_names_nothing_is_not_passed_over(settled: Database) -> None:
    (booking,) = sent(settled)

    with pytest.raises(NotFoundError):
        verdicts(settled, booking.id, new_id())


ENTRY, BOOKING = booking_log_entry.c, proctor_booking.c
MEDDLED: dict[str, tuple[Executable, str]] = {
    "an actor": (
        update(booking_log_entry).where(ENTRY.sequence == 2).values(actor="person:nobody"),
        "the content of entry 2 was changed",
    ),
    "an entry in the middle": (
        delete(booking_log_entry).where(ENTRY.sequence == 1),
        "entry 1 is missing or out of order",
    ),
    "the last entry": (
        delete(booking_log_entry).where(ENTRY.sequence == 2),
        "log_length is stored as 2, the log says 1",
    ),
    "the state": (
        update(proctor_booking).values(state="confirmed"),
        "state is stored as confirmed, the log says sent",
    ),
    "the reference": (
        update(proctor_booking).values(reference="V-9"),
        "reference is stored as V-9, the log says V-1",
    ),
    "a state there is not": (
        update(proctor_booking).values(state="lost"),
        "the booking cannot be read: 'lost' is not a valid BookingState",
    ),
    "a code there is not": (
        update(booking_log_entry).where(ENTRY.sequence == 2).values(code="booking_lost"),
        "entry 2 cannot be read: 'booking_lost' is not a valid Code",
    ),
    "facts of another form": (
        update(booking_log_entry).where(ENTRY.sequence == 1).values(parameters=["acme"]),
        "entry 1 cannot be read: ",
    ),
}


@pytest.mark.parametrize("what", MEDDLED)
def test_what_was_changed_by_other_means_is_found_in_its_booking_alone(settled: Database, what: str) -> None:
    meddled, untouched = sent(settled, number=2)
    statement, finding = MEDDLED[what]
    table = proctor_booking if statement.table is proctor_booking else booking_log_entry  # type: ignore[attr-defined]  # Both kinds of statement have one.
    whose = proctor_booking.c.id if table is proctor_booking else booking_log_entry.c.booking_id

    run(settled, statement.where(whose == meddled.id))  # type: ignore[attr-defined]  # As above.

    found = {one.booking_id: one.findings for one in verdicts(settled)}
    assert found[untouched.id] == ()
    assert [one for one in found[meddled.id] if one.startswith(finding)]


def test_a_booking_that_moves_on_while_it_is_read_agrees_with_its_log(settled: Database) -> None:
    (booking,) = sent(settled)
    with settled.read(at_one_moment=True) as connection:
        connection.execute(text("SELECT count(*) FROM proctor_booking"))
        with stored(settled) as unit:
            moving = unit.proctor_bookings.get(booking.id, OURS, for_update=True)
            unit.booking_log.append(moving.confirm("V-1", by="job:proctoring.check", now=NOON, evidence=NO_EVIDENCE))

        entries = connection.execute(text("SELECT count(*) FROM booking_log_entry")).scalar_one()

    assert entries == 2


def test_one_booking_is_read_by_its_test_and_only_within_the_scope(settled: Database) -> None:
    (booking,) = sent(settled)
    records = SqlBookingRecords(database=settled)

    record = records.of_test(booking.test_id, OURS)

    assert (record.booking, len(record.log), record.unreadable) == (booking, 2, ())
    with pytest.raises(NotFoundError):
        records.of_test(booking.test_id, THEIRS)
