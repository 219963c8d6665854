"""Closing bookings whose time came before they were decided."""

from collections.abc import Sequence

from core.proctoring.model.log import BookingState
from core.proctoring.ports import ProctoringUnit
from core.proctoring.promises import EXPIRE, tell
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BY = f"job:{EXPIRE}"
_AT_A_TIME = 200


class ExpireBookings:
    """The clockwork's sweep. What was sent, or may have arrived, is in doubt: the vendor may have proctors waiting."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        while self._expire_some() == _AT_A_TIME:
            pass

    def _expire_some(self) -> int:
        now = self._clock.now()
        with self._open_unit() as unit:
            overdue = unit.proctor_bookings.overdue(before=now, limit=_AT_A_TIME)
            for booking in unit.proctor_bookings.many(overdue, for_update=True):
                if booking.state not in {BookingState.SCHEDULED, BookingState.SENT}:
                    continue  # It was decided before its lock was ours.
                in_doubt = booking.state is BookingState.SENT or booking.may_be_held
                entries = [booking.expire(by=_BY, now=now)]
                if in_doubt:
                    entries.append(booking.doubt(by=_BY, now=now))
                unit.booking_log.append(*entries)
                for entry in entries:
                    tell(unit, booking, entry)
            unit.commit()
        return len(overdue)
