"""Having the vendor give a booking up."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from core.access.model import EVERYTHING
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, LogEntry, ProctorBookingId
from core.proctoring.ports import ProctoringUnit, Providers, RetrySchedule
from core.proctoring.promises import CANCEL, promise_cancel, promise_check, promise_second_look, tell
from core.proctoring.vendor import Cancelled, ProviderUnavailable, TooLateToCancel
from core.shared.errors import UnavailableError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BY = f"job:{CANCEL}"


class CancelAtVendor:
    """Tries a limited number of times; then, and when the vendor's answer is no answer, its side is unknown."""

    def __init__(
        self,
        *,
        open_unit: OpenUnit[ProctoringUnit],
        providers: Providers,
        clock: Clock,
        tries: RetrySchedule,
    ) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock
        self._tries = tries

    def __call__(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            with self._open_unit() as unit:
                booking = unit.proctor_bookings.get(ProctorBookingId(UUID(job.payload["booking"])), EVERYTHING)
            if _is_due(booking, job.payload["cancellations"]):
                self._store(job, self._ask(booking))

    def _ask(self, booking: ProctorBooking) -> Cancelled | TooLateToCancel | UnavailableError:
        try:
            provider = self._providers.of(booking.organisation_id, booking.provider)
            return provider.cancel(booking.reference)
        except UnavailableError as error:
            return error

    def _store(self, job: Job, answer: Cancelled | TooLateToCancel | UnavailableError) -> None:
        booking_id = ProctorBookingId(UUID(job.payload["booking"]))
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(booking_id, EVERYTHING, for_update=True)
            if _is_due(booking, job.payload["cancellations"]):
                entry = self._take(unit, booking, answer)
                unit.booking_log.append(entry)
                tell(unit, booking, entry)
                if booking.state is BookingState.CANCELLED:
                    promise_second_look(unit, booking, at=entry.at + self._tries.longest, withdraw=True)
                if booking.state is BookingState.SENT:
                    # The check that waited may have been dropped while the vendor was asked to give the booking up.
                    unit.booking_log.append(booking.schedule_check(entry.at, by=_BY, now=entry.at))
                    promise_check(unit, booking, at=entry.at)
            unit.commit()

    def _take(
        self,
        unit: ProctoringUnit,
        booking: ProctorBooking,
        answer: Cancelled | TooLateToCancel | UnavailableError,
    ) -> LogEntry:
        now = self._clock.now()
        match answer:
            case Cancelled():
                return booking.declare_cancelled(by=_BY, now=now)
            case TooLateToCancel(text=text):
                return booking.refuse_cancellation(text, by=_BY, now=now)
            case ProviderUnavailable(retry_after=wish) if booking.cancellations + 1 < self._tries.tries:
                entry = booking.retry_cancellation(by=_BY, now=now)
                wait = max(self._tries.delay(booking.cancellations, spread=booking.key), wish or timedelta())
                promise_cancel(unit, booking, at=now + wait)
                return entry
            case _:
                return booking.doubt(by=_BY, now=now)


def _is_due(booking: ProctorBooking, cancellations: str) -> bool:
    return (
        booking.state is BookingState.CANCELLING
        and not booking.vendor_side_unknown
        and str(booking.cancellations) == cancellations
    )
