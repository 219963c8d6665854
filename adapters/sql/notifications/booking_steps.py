"""Entries of booking logs with what letters tell of their tests."""

from sqlalchemy import Connection, bindparam, select

from adapters.sql.access.tables import organisation
from adapters.sql.proctoring.tables import booking_log_entry, proctor_booking, proctored_test
from core.notifications.views import BookingStep
from core.proctoring.log_codes import Code
from core.proctoring.model.log import ProctorBookingId
from core.shared.errors import NotFoundError
from core.shared.time import TimeWindow

_STEP = (
    select(
        proctored_test.c.id,
        proctored_test.c.organisation_id,
        organisation.c.name,
        proctor_booking.c.title,
        proctored_test.c.window_start,
        proctored_test.c.window_end,
        proctor_booking.c.requested_by,
        booking_log_entry.c.code,
        booking_log_entry.c.parameters,
    )
    .join(proctor_booking, proctor_booking.c.id == booking_log_entry.c.booking_id)
    .join(proctored_test, proctored_test.c.id == proctor_booking.c.test_id)
    .join(organisation, organisation.c.id == proctored_test.c.organisation_id)
    .where(
        booking_log_entry.c.booking_id == bindparam("booking_id"), booking_log_entry.c.sequence == bindparam("entry")
    )
)


class SqlBookingSteps:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, booking_id: ProctorBookingId, entry: int) -> BookingStep:
        row = self._connection.execute(_STEP, {"booking_id": booking_id, "entry": entry}).mappings().one_or_none()
        if row is None:
            raise NotFoundError("booking_step", booking=booking_id, entry=entry)
        start, end = row["window_start"], row["window_end"]
        return BookingStep(
            test_id=row["id"],
            organisation_id=row["organisation_id"],
            centre=row["name"],
            title=row["title"],
            window=TimeWindow(start=start, end=end) if start else None,
            requested_by=row["requested_by"],
            code=Code(row["code"]),
            parameters=row["parameters"],
        )
