"""Sending scheduled bookings to the vendor, in batches of one vendor and one organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from core.proctoring.asking import Batch, Refusal, Request, Retry, SendOutcome, Told, ask_for_all, by_vendor
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE, BookingState, Evidence, LogEntry, ProctorBookingId
from core.proctoring.model.test import ProctoredTest, TestCandidate, TestStatus, proctors_for
from core.proctoring.ports import ProctoringUnit, Providers, RetrySchedule
from core.proctoring.promises import (
    SEND,
    promise_check,
    promise_reconciliation,
    promise_second_look,
    promise_send,
    tell,
)
from core.proctoring.rules import broken_rule
from core.proctoring.vendor import (
    Accepted,
    AlreadyBooked,
    BookingRequest,
    Capabilities,
    Confirmed,
    Declined,
    RequestedCandidate,
)
from core.shared.errors import UnavailableError
from core.shared.jobs import Job
from core.shared.time import Clock, TimeWindow
from core.shared.unit import OpenUnit

_BY = f"job:{SEND}"


class SendBookings:
    """Unit, vendor, unit: sort out what may be sent, ask, store the answers.

    That the vendor is about to be asked is stored before it is: whatever comes between, a crash, a person's decision,
    the end of its time, knows that the vendor may hold the booking. A crash is healed by asking again with the same
    key. A crash after the answer is stored leaves jobs whose work is done; state and counters tell them apart.
    """

    def __init__(
        self,
        *,
        open_unit: OpenUnit[ProctoringUnit],
        providers: Providers,
        clock: Clock,
        tries: RetrySchedule,
        checks: RetrySchedule,
    ) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock
        self._tries = tries
        self._checks = checks

    def __call__(self, jobs: Sequence[Job]) -> None:
        for batch in by_vendor(jobs, counter="sends"):
            try:
                provider = self._providers.of(batch.organisation_id, batch.provider)
            except UnavailableError as error:
                self._refuse_all(batch, problem=error.code)
                continue
            requests = self._sort_out(batch, provider.capabilities)
            if requests:
                self._store(requests, ask_for_all(provider, requests))

    def _sort_out(self, batch: Batch, capabilities: Capabilities) -> list[Request]:
        """What is to be sent. What was decided meanwhile is told in the log, what breaks a rule is rejected."""
        now, ready = self._clock.now(), []
        with self._open_unit() as unit:
            bookings = unit.proctor_bookings.many(list(batch.jobs), for_update=True)
            tests = {test.id: test for test in unit.tests.many([booking.test_id for booking in bookings])}
            enrolled = unit.test_candidates.of_many(list(tests))
            for booking in bookings:
                job, test = batch.jobs[booking.id], tests[booking.test_id]
                if not _is_current(job, booking):
                    continue
                if booking.state is not BookingState.SCHEDULED or booking.window is None:
                    _abandon(unit, booking, job, now)
                else:
                    window, candidates = booking.window, enrolled.get(test.id, [])
                    broken = broken_rule(
                        status=test.status,
                        candidates=len(candidates),
                        window=window,
                        capabilities=capabilities,
                        now=now,
                    )
                    if broken:
                        refusal = Refusal(code=broken.code, in_doubt=booking.may_be_held, facts=broken.facts)
                        _refuse(unit, booking, refusal, now)
                    else:
                        ready.append(_request(booking, window, test, candidates))
                        booking.expect_held()
            unit.commit()
        return ready

    def _store(self, requests: Sequence[Request], told: Mapping[ProctorBookingId, Told]) -> None:
        now = self._clock.now()
        by_id = {request.booking_id: request for request in requests}
        with self._open_unit() as unit:
            bookings = unit.proctor_bookings.many(list(by_id), for_update=True)
            status = {test.id: test.status for test in unit.tests.many([booking.test_id for booking in bookings])}
            for booking in bookings:
                request, answer = by_id[booking.id], told[booking.id]
                is_current = (booking.activation, booking.sends) == (request.activation, request.sends)
                if booking.state is not BookingState.SCHEDULED:
                    _take_late(unit, booking, request, answer.outcome, now)
                elif is_current and status[booking.test_id] is not TestStatus.ACTIVE and _tells_of_one(answer.outcome):
                    _refuse_unwanted(unit, booking, status[booking.test_id], answer, now)
                elif is_current:
                    self._take(unit, booking, request, answer, now)
                elif _may_hold(answer.outcome):
                    booking.expect_held()
            unit.commit()

    def _take(self, unit: ProctoringUnit, booking: ProctorBooking, request: Request, told: Told, now: datetime) -> None:
        evidence = told.evidence
        if not request.may_be_held and (_tells_of_one(told.outcome) or not _may_hold(told.outcome)):
            booking.expect_nothing()
        match told.outcome:
            case Accepted(reference=reference):
                sent = booking.declare_sent(reference, by=_BY, now=now, evidence=evidence)
                due = now + self._checks.delay(1, spread=booking.key)
                unit.booking_log.append(sent, booking.schedule_check(due, by=_BY, now=now))
                promise_check(unit, booking, at=due)
            case Confirmed(reference=reference):
                _close(unit, booking, booking.confirm(reference, by=_BY, now=now, evidence=evidence))
            case AlreadyBooked() as held:
                _close(unit, booking, booking.take_already_booked(held, by=_BY, now=now, evidence=evidence))
            case Declined() as no:
                _close(unit, booking, booking.take_no(no, by=_BY, now=now, evidence=evidence))
                promise_second_look(unit, booking, at=now + self._tries.longest)
            case Refusal() as refusal:
                in_doubt = refusal.in_doubt or request.may_be_held
                _refuse(unit, booking, replace(refusal, in_doubt=in_doubt), now, evidence)
            case Retry() as retry:
                self._retry(unit, booking, request, retry, now)

    def _retry(
        self, unit: ProctoringUnit, booking: ProctorBooking, request: Request, retry: Retry, now: datetime
    ) -> None:
        may_be_held = request.may_be_held or retry.reached
        if booking.sends + 1 >= self._tries.tries:
            _refuse(unit, booking, Refusal(code=retry.otherwise, in_doubt=may_be_held), now)
            return
        unit.booking_log.append(booking.retry_send(may_be_held=may_be_held, by=_BY, now=now))
        wait = max(self._tries.delay(booking.sends, spread=booking.key), retry.wait)
        promise_send(unit, booking, at=now + wait)

    def _refuse_all(self, batch: Batch, *, problem: str) -> None:
        """The vendor's plugin is gone, switched off or not set up: nothing can be sent."""
        now = self._clock.now()
        with self._open_unit() as unit:
            for booking in unit.proctor_bookings.many(list(batch.jobs), for_update=True):
                job = batch.jobs[booking.id]
                if not _is_current(job, booking):
                    continue
                if booking.state is not BookingState.SCHEDULED:
                    _abandon(unit, booking, job, now)
                else:
                    in_doubt, facts = booking.may_be_held, {"problem": problem}
                    refusal = Refusal(code=Code.REJECTED_SEND_FAILED, in_doubt=in_doubt, facts=facts)
                    _refuse(unit, booking, refusal, now)
            unit.commit()


def _is_current(job: Job, booking: ProctorBooking) -> bool:
    return (job.payload["activation"], job.payload["sends"]) == (str(booking.activation), str(booking.sends))


def _tells_of_one(outcome: SendOutcome) -> TypeGuard[Accepted | Confirmed | AlreadyBooked]:
    """Whether the vendor says that it holds a booking."""
    return isinstance(outcome, Accepted | Confirmed | AlreadyBooked)


def _may_hold(outcome: SendOutcome) -> bool:
    match outcome:
        case Declined() | Refusal(in_doubt=False) | Retry(reached=False):
            return False
    return True


def _abandon(unit: ProctoringUnit, booking: ProctorBooking, job: Job, now: datetime) -> None:
    """Only the first try tells that others decided; a later one may find what the one before it stored."""
    if job.attempt == 1:
        unit.booking_log.append(booking.abandon_send(by=_BY, now=now))


def _take_late(
    unit: ProctoringUnit, booking: ProctorBooking, request: Request, outcome: SendOutcome, now: datetime
) -> None:
    """The booking was decided while the vendor was being asked. What the vendor may have taken is asked for again, and
    given up there unless the booking stands."""
    if _tells_of_one(outcome):
        is_known = outcome.reference == booking.reference
    else:
        is_known = booking.activation == request.activation and booking.sends > request.sends
    if is_known:
        return  # The engine handed the job out twice, and the other run has stored this.
    unit.booking_log.append(booking.abandon_send(by=_BY, now=now))
    if booking.state is BookingState.CONFIRMED:
        # Confirmed by hand, with evidence: only what the vendor surely holds is worth asking for.
        if _tells_of_one(outcome):
            promise_reconciliation(unit, booking, at=now)
    elif booking.vendor_side_unknown or _may_hold(outcome):
        if not booking.vendor_side_unknown:
            unit.booking_log.append(booking.doubt(by=_BY, now=now))
        promise_reconciliation(unit, booking, at=now, withdraw=True)


def _refuse_unwanted(
    unit: ProctoringUnit, booking: ProctorBooking, status: TestStatus, told: Told, now: datetime
) -> None:
    """The test was deactivated while the vendor was being asked, and the vendor holds the booking."""
    facts = {"contextObjectStatus": status.value}
    refusal = Refusal(code=Code.REJECTED_TEST_STATUS, in_doubt=True, facts=facts)
    _refuse(unit, booking, refusal, now, told.evidence)


def _request(
    booking: ProctorBooking, window: TimeWindow, test: ProctoredTest, candidates: Sequence[TestCandidate]
) -> Request:
    wanted = BookingRequest(
        key=booking.key,
        title=booking.title,
        window=window,
        proctors=proctors_for(len(candidates), ratio=test.ratio),
        candidates=tuple(
            RequestedCandidate(number=one.number, name=one.name, extra_minutes=one.extra_minutes) for one in candidates
        ),
    )
    return Request(
        booking_id=booking.id,
        activation=booking.activation,
        sends=booking.sends,
        may_be_held=booking.may_be_held,
        content=wanted,
    )


def _refuse(
    unit: ProctoringUnit, booking: ProctorBooking, refusal: Refusal, now: datetime, evidence: Evidence = NO_EVIDENCE
) -> None:
    _close(unit, booking, booking.reject(refusal.code, by=_BY, now=now, facts=refusal.facts, evidence=evidence))
    if refusal.in_doubt:
        _close(unit, booking, booking.doubt(by=_BY, now=now))
        if refusal.code is Code.REJECTED_TEST_STATUS:
            # Nobody wants it any more, so nobody needs to decide what becomes of it.
            promise_reconciliation(unit, booking, at=now, withdraw=True)


def _close(unit: ProctoringUnit, booking: ProctorBooking, entry: LogEntry) -> None:
    unit.booking_log.append(entry)
    tell(unit, booking, entry)
