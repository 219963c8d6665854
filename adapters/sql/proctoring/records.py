"""Bookings with their whole logs as they are stored, for verifying them."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, bindparam, or_, select

from adapters.sql.database import Database
from adapters.sql.proctoring.mappings import BOOKINGS, entry_of
from adapters.sql.proctoring.tables import booking_log_entry, proctor_booking
from core.access.model import Scope
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import BookingRecord
from core.shared.errors import InvalidInputError, NotFoundError

_BATCH = 100
"""Bookings looked at in one transaction. A longer one would keep the database from cleaning up behind it."""
_STREAMED = 500
"""Log entries fetched at once."""

_BOOKINGS = select(proctor_booking).order_by(proctor_booking.c.id).limit(_BATCH)
_OF_TEST = select(proctor_booking).where(proctor_booking.c.test_id == bindparam("test"))
_LOGS = (
    select(booking_log_entry)
    .where(booking_log_entry.c.booking_id.in_(bindparam("bookings", expanding=True)))
    .order_by(booking_log_entry.c.booking_id, booking_log_entry.c.sequence)
)
# What a row that was changed by hand can hold and an entity cannot.
_UNFIT = (KeyError, TypeError, ValueError, InvalidInputError)


class SqlBookingRecords:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def walk(self, ids: Collection[UUID] = ()) -> Iterator[BookingRecord]:
        query = _BOOKINGS
        if ids:
            wanted = list(ids)
            query = query.where(or_(proctor_booking.c.id.in_(wanted), proctor_booking.c.test_id.in_(wanted)))
        last: UUID | None = None
        while True:
            number = 0
            following = query if last is None else query.where(proctor_booking.c.id > last)
            for record in self._records(following, {}):
                number, last = number + 1, record.booking_id
                yield record
            if number < _BATCH:
                return

    def of_test(self, test_id: ProctoredTestId, scope: Scope) -> BookingRecord:
        query = _OF_TEST
        if scope.organisation_id is not None:
            query = query.where(proctor_booking.c.organisation_id == scope.organisation_id)
        for record in self._records(query, {"test": test_id}):
            return record
        raise NotFoundError("proctor_booking")

    # Any: the columns are those of the table.
    def _records(self, query: Select[Any], values: dict[str, object]) -> Iterator[BookingRecord]:
        """Both read at one moment: a booking that moves on between two statements would seem to differ from its log."""
        with self._database.read(at_one_moment=True) as connection:
            rows = connection.execute(query, values).mappings().all()
            logs = _logs(connection, [row["id"] for row in rows])
            log = next(logs, None)
            for row in rows:
                entries: Iterable[RowMapping] = ()
                if log is not None and log[0] == row["id"]:
                    entries = list(log[1])
                    log = next(logs, None)
                yield _record(row, entries)


def _logs(connection: Connection, booking_ids: list[UUID]) -> Iterator[tuple[UUID, Iterator[RowMapping]]]:
    """Each booking's entries, one log after the other."""
    with connection.execute(_LOGS, {"bookings": booking_ids}, execution_options={"yield_per": _STREAMED}) as result:
        yield from groupby(result.mappings(), key=lambda row: row["booking_id"])


def _record(row: RowMapping, entries: Iterable[RowMapping]) -> BookingRecord:
    unreadable: list[str] = []
    log: list[LogEntry] = []
    for entry in entries:
        try:
            readable = entry_of(entry)
            readable.compute_digest()
            log.append(readable)
        except _UNFIT as error:
            unreadable.append(f"entry {entry['sequence']} cannot be read: {error}")
    booking: ProctorBooking | None = None
    try:
        booking = BOOKINGS.to_domain(row)
    except _UNFIT as error:
        unreadable.append(f"the booking cannot be read: {error}")
    return BookingRecord(
        booking_id=row["id"], test_id=row["test_id"], booking=booking, log=tuple(log), unreadable=tuple(unreadable)
    )
