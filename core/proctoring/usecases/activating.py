"""Activating a test, which books its proctors; deactivating it; cancelling what was booked."""

from dataclasses import dataclass
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, booked_window
from core.proctoring.ports import ProctoringUnit, Providers
from core.proctoring.promises import promise_cancel, promise_reconciliation, promise_send
from core.proctoring.rules import figure_problem
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.time import Clock, TimeWindow
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateTestCommand:
    actor: Actor
    test_id: ProctoredTestId


class ActivateTest:
    """A live test is scheduled for booking; any other is simply active. After a rejection it books anew."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers, clock: Clock) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock

    def __call__(self, command: ActivateTestCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.ACTIVATE_TESTS)
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, actor.scope, for_update=True)
            window = test.activate(candidates=unit.test_candidates.count(test.id), now=now)
            if test.is_live:
                self._book(unit, test, window, actor, now)
            unit.record("proctored_test_activated", by=actor.label, on=f"proctored_test:{test.id}")
            unit.commit()

    def _book(self, unit: ProctoringUnit, test: ProctoredTest, window: TimeWindow, actor: Actor, now: datetime) -> None:
        capabilities = self._providers.of(test.organisation_id, test.provider).capabilities
        candidates = unit.test_candidates.of(test.id)
        longest = max(candidate.extra_minutes for candidate in candidates)
        problem = figure_problem(
            capabilities, ratio=test.ratio, candidates=len(candidates), longest_extra_minutes=longest
        )
        if problem:
            raise InvalidInputError("vendor_figures_exceeded", [problem], test=test.id)
        booking = unit.proctor_bookings.of_test(test.id, actor.scope, for_update=True)
        asked = booked_window(window, capabilities, longest_extra_minutes=longest)
        entry = booking.schedule(title=test.title, provider=test.provider, window=asked, by=actor.label, now=now)
        unit.booking_log.append(entry)
        promise_send(unit, booking, at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivateTestCommand:
    actor: Actor
    test_id: ProctoredTestId


class DeactivateTest:
    """After a rejection any planner may (FEATURES L30); otherwise only who may activate. A booking that is at the
    vendor is cancelled first; one that waits to be sent is rejected when its turn comes. What the vendor may still hold
    of a rejected one is given up there."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: DeactivateTestCommand) -> None:
        actor = command.actor
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, actor.scope, for_update=True)
            # Locked: an answer from the vendor is stored either before this, or knowing that the test is not active.
            booking = unit.proctor_bookings.of_test(test.id, actor.scope, for_update=True)
            is_rejected = booking.state in {BookingState.REJECTED, BookingState.EXPIRED}
            actor.require(Permission.DEACTIVATE_REJECTED_TESTS if is_rejected else Permission.ACTIVATE_TESTS)
            if booking.is_at_vendor:
                raise ConflictError("booking_is_at_vendor", booking=booking.id)
            test.deactivate()
            if booking.vendor_side_unknown:
                promise_reconciliation(unit, booking, at=self._clock.now())
            unit.record("proctored_test_deactivated", by=actor.label, on=f"proctored_test:{test.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBookingCommand:
    actor: Actor
    test_id: ProctoredTestId


class CancelBooking:
    """Ask the vendor to give up what it holds: a confirmed or sent booking, or one for another time."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers, clock: Clock) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock

    def __call__(self, command: CancelBookingCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.ACTIVATE_TESTS)
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.of_test(command.test_id, actor.scope, for_update=True)
            entry = booking.ask_cancellation(by=actor.label, now=now)
            if not self._providers.of(booking.organisation_id, booking.provider).capabilities.can_cancel:
                raise ConflictError("vendor_cannot_cancel", booking=booking.id)
            unit.booking_log.append(entry)
            promise_cancel(unit, booking, at=now)
            unit.record("proctor_booking_cancelled", by=actor.label, on=f"proctor_booking:{booking.id}")
            unit.commit()
