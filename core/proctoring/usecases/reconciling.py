"""Asking the vendor what it really holds, and making our record follow it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.access.model import EVERYTHING
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, ProctorBookingId
from core.proctoring.model.test import TestStatus
from core.proctoring.ports import ProctoringUnit, Providers, RetrySchedule
from core.proctoring.promises import RECONCILE, promise_check, promise_second_look, tell
from core.proctoring.vendor import Held, NotHeld, ProctoringProvider, TooLateToCancel
from core.shared.errors import ConflictError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BY = f"job:{RECONCILE}"
_GIVEN_UP = frozenset({BookingState.REJECTED, BookingState.CANCELLED})
_ON_ITS_WAY = frozenset({BookingState.NOT_REQUESTED, BookingState.SCHEDULED, BookingState.SENT})


class ReconcileBookings:
    """Ask with our key. What a rejected or cancelled booking still holds is given up there if the job says so, or if
    its test is not active any more.

    A vendor that cannot be asked raises, as does a booking that moved meanwhile: the engine tries again, and shows a
    dead job at last.
    """

    def __init__(
        self,
        *,
        open_unit: OpenUnit[ProctoringUnit],
        providers: Providers,
        clock: Clock,
        checks: RetrySchedule,
    ) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock
        self._checks = checks

    def __call__(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._reconcile(job)

    def _reconcile(self, job: Job) -> None:
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(ProctorBookingId(UUID(job.payload["booking"])), EVERYTHING)
            test = unit.tests.get(booking.test_id, EVERYTHING)
        if booking.state in _ON_ITS_WAY or job.payload["activation"] != str(booking.activation):
            return
        withdraw = bool(job.payload["withdraw"]) or test.status is not TestStatus.ACTIVE
        provider = self._providers.of(booking.organisation_id, booking.provider)
        held = provider.find(booking.key)
        refusal: TooLateToCancel | None = None
        if withdraw and booking.state in _GIVEN_UP and isinstance(held, Held):
            held, refusal = _give_up(provider, held)
        self._store(booking, held, refusal, withdraw=withdraw)

    def _store(
        self, asked: ProctorBooking, held: Held | NotHeld, refusal: TooLateToCancel | None, *, withdraw: bool
    ) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(asked.id, EVERYTHING, for_update=True)
            if booking.log_length != asked.log_length:
                # Its answer is no longer about this state, and what was given up there must not go untold.
                raise ConflictError("changed_meanwhile", booking=booking.id)
            if refusal and booking.state is BookingState.REJECTED:
                entry = booking.refuse_cancellation(refusal.text, by=_BY, now=now)
                unit.booking_log.append(entry)
                tell(unit, booking, entry)
            elif booking.state is BookingState.CONFIRMED and isinstance(held, NotHeld):
                entry = booking.declare_cancelled_by_vendor(by=_BY, now=now)
                unit.booking_log.append(entry)
                tell(unit, booking, entry)
            else:
                self._follow(unit, booking, held, now)
            if isinstance(held, NotHeld):
                promise_second_look(unit, booking, at=now + self._checks.longest, withdraw=withdraw)
            unit.commit()

    def _follow(self, unit: ProctoringUnit, booking: ProctorBooking, held: Held | NotHeld, now: datetime) -> None:
        entry = booking.reconcile(held, by=_BY, now=now)
        unit.booking_log.append(entry)
        tell(unit, booking, entry)
        if booking.state is BookingState.SENT:
            due = now + self._checks.delay(1, spread=booking.key)
            unit.booking_log.append(booking.schedule_check(due, by=_BY, now=now))
            promise_check(unit, booking, at=due)


def _give_up(provider: ProctoringProvider, held: Held) -> tuple[Held | NotHeld, TooLateToCancel | None]:
    if not provider.capabilities.can_cancel:
        return held, TooLateToCancel(text="This vendor does not take bookings back.")
    answer = provider.cancel(held.reference)
    return (held, answer) if isinstance(answer, TooLateToCancel) else (NotHeld(), None)
