"""Asking the vendor how it decided, in batches, until it did or the checks are used up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.proctoring.asking import Batch, Decision, Refusal, Retry, by_vendor, check_all
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE, BookingState, Evidence, LogEntry, ProctorBookingId
from core.proctoring.ports import ProctoringUnit, Providers, RetrySchedule
from core.proctoring.promises import CHECK, promise_check, promise_reconciliation, promise_second_look, tell
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
        for batch in by_vendor(jobs, counter="checks"):
            due = self._sort_out(batch)
            if due:
                self._store(batch, due, self._ask(batch, list(due.values())))

    def _sort_out(self, batch: Batch) -> dict[ProctorBookingId, str]:
        """The vendor's references of what is still to be checked."""
        due, now = {}, self._clock.now()
        with self._open_unit() as unit:
            for booking in unit.proctor_bookings.many(list(batch.jobs), for_update=True):
                job = batch.jobs[booking.id]
                if not _is_current(job, booking):
                    continue
                if booking.state is BookingState.SENT:
                    due[booking.id] = booking.reference
                elif job.attempt == 1:
                    # Only the first try tells that others decided; a later one may find what the one before it stored.
                    unit.booking_log.append(booking.abandon_check(by=_BY, now=now))
            unit.commit()
        return due

    def _ask(self, batch: Batch, references: Sequence[str]) -> Mapping[str, Decision]:
        try:
            provider = self._providers.of(batch.organisation_id, batch.provider)
        except UnavailableError:
            # The plugin may come back before the checks are used up, as a vendor that is down may.
            away = Retry(reached=False, otherwise=Code.REJECTED_EXHAUSTED)
            return dict.fromkeys(references, Decision(outcome=away))
        return check_all(provider, references)

    def _store(self, batch: Batch, due: Mapping[ProctorBookingId, str], decisions: Mapping[str, Decision]) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            for booking in unit.proctor_bookings.many(list(due), for_update=True):
                decision = decisions[due[booking.id]]
                if not _is_current(batch.jobs[booking.id], booking):
                    continue
                if booking.state is BookingState.SENT:
                    self._take(unit, booking, decision, now)
                else:
                    _take_late(unit, booking, decision, now)
            unit.commit()

    def _take(self, unit: ProctoringUnit, booking: ProctorBooking, decision: Decision, now: datetime) -> None:
        evidence = decision.evidence
        match decision.outcome:
            case StillPending() | Retry() as wait:
                self._wait(unit, booking, wait, now)
            case Confirmed(reference=reference) if reference == booking.reference:
                _close(unit, booking, booking.confirm(reference, by=_BY, now=now, evidence=evidence))
            case Confirmed():
                # A yes to another reference than we asked for is an answer we cannot understand.
                _refuse(unit, booking, Code.REJECTED_CHECK_FAILED, now, evidence)
            case Declined() as no:
                self._take_no(unit, booking, no, evidence, now)
            case NotHeld():
                no = Declined(reason=DeclineReason.OTHER, text="The vendor does not know the booking any more.")
                self._take_no(unit, booking, no, evidence, now)
            case Refusal(code=code):
                _refuse(unit, booking, code, now, evidence)

    def _take_no(
        self, unit: ProctoringUnit, booking: ProctorBooking, no: Declined, evidence: Evidence, now: datetime
    ) -> None:
        _close(unit, booking, booking.take_no(no, by=_BY, now=now, evidence=evidence))
        promise_second_look(unit, booking, at=now + self._checks.longest)

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


def _take_late(unit: ProctoringUnit, booking: ProctorBooking, decision: Decision, now: datetime) -> None:
    """Somebody decided the booking while the vendor was being asked. If they say yes and the vendor says no, it is
    asked once more, so that nobody relies on proctors who will not come."""
    unit.booking_log.append(booking.abandon_check(by=_BY, now=now))
    if booking.state is BookingState.CONFIRMED and isinstance(decision.outcome, Declined | NotHeld):
        promise_reconciliation(unit, booking, at=now)


def _refuse(
    unit: ProctoringUnit, booking: ProctorBooking, code: Code, now: datetime, evidence: Evidence = NO_EVIDENCE
) -> None:
    """What ends on a check without an answer leaves the vendor's side unknown."""
    _close(unit, booking, booking.reject(code, by=_BY, now=now, evidence=evidence))
    _close(unit, booking, booking.doubt(by=_BY, now=now))


def _close(unit: ProctoringUnit, booking: ProctorBooking, entry: LogEntry) -> None:
    unit.booking_log.append(entry)
    tell(unit, booking, entry)
