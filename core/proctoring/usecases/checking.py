"""Asking the vendor how it decided, in batches, until it did or the checks are used up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.proctoring.asking import Batch, CheckOutcome, Refusal, Retry, by_vendor, check_all
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, Evidence, LogEntry, ProctorBookingId
from core.proctoring.ports import ProctoringUnit, Providers, RetrySchedule
from core.proctoring.promises import CHECK, promise_check, tell
from core.proctoring.vendor import Confirmed, Declined, DeclineReason, NotHeld, StillPending
from core.shared.errors import UnavailableError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BY = f"job:{CHECK}"


class CheckBookings:
    """Unit, vendor, unit. A repeated job finds another count of checks and is dropped, so there is never more than
    one chain of checks for a booking."""

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
        for batch in by_vendor(jobs):
            due = self._sort_out(batch)
            if due:
                self._store(batch, *self._ask(batch, list(due.values())))

    def _sort_out(self, batch: Batch) -> dict[ProctorBookingId, str]:
        """The vendor's references of what is still to be checked."""
        due, now = {}, self._clock.now()
        with self._open_unit() as unit:
            for booking in unit.proctor_bookings.many(list(batch.jobs), for_update=True):
                if booking.state is not BookingState.SENT:
                    unit.booking_log.append(booking.abandon_check(by=_BY, now=now))
                elif _is_current(batch.jobs[booking.id], booking):
                    due[booking.id] = booking.reference
            unit.commit()
        return due

    def _ask(self, batch: Batch, references: Sequence[str]) -> tuple[Mapping[str, CheckOutcome], Evidence]:
        try:
            provider = self._providers.of(batch.organisation_id, batch.provider)
        except UnavailableError:
            # The plugin may come back before the checks are used up, as a vendor that is down may.
            return dict.fromkeys(references, Retry(reached=False, otherwise=Code.REJECTED_EXHAUSTED)), Evidence()
        return check_all(provider, references)

    def _store(self, batch: Batch, outcomes: Mapping[str, CheckOutcome], evidence: Evidence) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            for booking in unit.proctor_bookings.many(list(batch.jobs), for_update=True):
                is_due = booking.state is BookingState.SENT and _is_current(batch.jobs[booking.id], booking)
                if is_due and booking.reference in outcomes:
                    self._take(unit, booking, outcomes[booking.reference], evidence, now)
            unit.commit()

    def _take(
        self,
        unit: ProctoringUnit,
        booking: ProctorBooking,
        outcome: CheckOutcome,
        evidence: Evidence,
        now: datetime,
    ) -> None:
        match outcome:
            case StillPending() | Retry() as wait:
                self._wait(unit, booking, wait, now)
            case Confirmed(reference=reference) if reference == booking.reference:
                _close(unit, booking, booking.confirm(reference, by=_BY, now=now, evidence=evidence))
            case Confirmed():
                # A yes to another reference than we asked for is an answer we cannot understand.
                _refuse(unit, booking, Code.REJECTED_CHECK_FAILED, now)
            case Declined() as no:
                _close(unit, booking, booking.take_no(no, by=_BY, now=now, evidence=evidence))
            case NotHeld():
                no = Declined(reason=DeclineReason.OTHER, text="The vendor does not know the booking any more.")
                _close(unit, booking, booking.take_no(no, by=_BY, now=now, evidence=evidence))
            case Refusal(code=code):
                _refuse(unit, booking, code, now)

    def _wait(self, unit: ProctoringUnit, booking: ProctorBooking, wait: StillPending | Retry, now: datetime) -> None:
        if isinstance(wait, Retry):
            unit.booking_log.append(booking.retry_check(by=_BY, now=now))
        if booking.checks >= self._checks.tries:
            _refuse(unit, booking, Code.REJECTED_EXHAUSTED, now)
            return
        delay = self._checks.delay(booking.checks + 1, spread=booking.key)
        due = now + (max(delay, wait.wait) if isinstance(wait, Retry) else delay)
        unit.booking_log.append(booking.schedule_check(due, by=_BY, now=now))
        promise_check(unit, booking, at=due)


def _is_current(job: Job, booking: ProctorBooking) -> bool:
    return (job.payload["activation"], job.payload["checks"]) == (str(booking.activation), str(booking.checks))


def _refuse(unit: ProctoringUnit, booking: ProctorBooking, code: Code, now: datetime) -> None:
    """What ends on a check without an answer leaves the vendor's side unknown."""
    _close(unit, booking, booking.reject(code, by=_BY, now=now))
    _close(unit, booking, booking.doubt(by=_BY, now=now))


def _close(unit: ProctoringUnit, booking: ProctorBooking, entry: LogEntry) -> None:
    unit.booking_log.append(entry)
    tell(unit, booking, entry)
