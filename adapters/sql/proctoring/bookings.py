"""Proctor bookings and their logs, stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, text

from adapters.sql.proctoring.mappings import BOOKINGS, entry_of, entry_row
from adapters.sql.proctoring.proctored_tests import PLACE_BOOKING
from adapters.sql.proctoring.tables import UNDECIDED, booking_log_entry, proctor_booking
from adapters.sql.tracking import TrackedRows, batches
from core.access.model import Scope
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry, ProctorBookingId
from core.proctoring.model.test import ProctoredTestId
from core.shared.errors import NotFoundError

_ONE = select(proctor_booking).where(proctor_booking.c.id == bindparam("id"))
_ONE_IN_SCOPE = _ONE.where(proctor_booking.c.organisation_id == bindparam("organisation"))
_OF_TEST = select(proctor_booking).where(proctor_booking.c.test_id == bindparam("test"))
_OF_TEST_IN_SCOPE = _OF_TEST.where(proctor_booking.c.organisation_id == bindparam("organisation"))
_MANY = (
    select(proctor_booking)
    .where(proctor_booking.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(proctor_booking.c.id)
)
_OVERDUE = (
    select(proctor_booking.c.id)
    .where(text(UNDECIDED), proctor_booking.c.window_start < bindparam("before"))
    .order_by(proctor_booking.c.window_start)
    .limit(bindparam("limit"))
)


class SqlProctorBookings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, BOOKINGS)

    def add(self, booking: ProctorBooking) -> None:
        self._rows.add(booking)
        self._connection.execute(PLACE_BOOKING, {"of_test": booking.test_id})

    def get(self, booking_id: ProctorBookingId, scope: Scope, *, for_update: bool = False) -> ProctorBooking:
        query = _ONE if scope.organisation_id is None else _ONE_IN_SCOPE
        values = {"id": booking_id, "organisation": scope.organisation_id}
        return _found(self._rows.one(query, values, for_update=for_update))

    def of_test(self, test_id: ProctoredTestId, scope: Scope, *, for_update: bool = False) -> ProctorBooking:
        query = _OF_TEST if scope.organisation_id is None else _OF_TEST_IN_SCOPE
        values = {"test": test_id, "organisation": scope.organisation_id}
        return _found(self._rows.one(query, values, for_update=for_update))

    def many(self, booking_ids: Sequence[ProctorBookingId], *, for_update: bool = False) -> Sequence[ProctorBooking]:
        return self._rows.many(_MANY, {"ids": list(booking_ids)}, for_update=for_update)

    def overdue(self, *, before: datetime, limit: int) -> Sequence[ProctorBookingId]:
        return self._connection.execute(_OVERDUE, {"before": before, "limit": limit}).scalars().all()

    def flush(self) -> None:
        self._rows.flush()


def _found(booking: ProctorBooking | None) -> ProctorBooking:
    if booking is None:
        raise NotFoundError("proctor_booking")
    return booking


_APPEND = insert(booking_log_entry)
_LOG = (
    select(booking_log_entry)
    .where(booking_log_entry.c.booking_id == bindparam("booking"))
    .order_by(booking_log_entry.c.sequence)
)


class SqlBookingLog:
    """Entries wait for `flush` and go in together; two writers of one entry show as a broken key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[LogEntry] = []

    def append(self, *entries: LogEntry) -> None:
        self._waiting.extend(entries)

    def of(self, booking_id: ProctorBookingId) -> Sequence[LogEntry]:
        self.flush()
        rows = self._connection.execute(_LOG, {"booking": booking_id}).mappings()
        return [entry_of(row) for row in rows]

    def flush(self) -> None:
        for batch in batches([entry_row(entry) for entry in self._waiting]):
            self._connection.execute(_APPEND, batch)
        self._waiting = []
