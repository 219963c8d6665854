"""The service desk decides a booking by hand, or has the vendor asked what it holds."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.model.log import BookingState, ProctorBookingId
from core.proctoring.ports import ProctoringUnit
from core.proctoring.promises import promise_reconciliation, tell
from core.shared.errors import ConflictError
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideByHandCommand:
    """`reason` says why, `proof` what shows it: the vendor's ticket, mail or call. Both are kept in the log."""

    actor: Actor
    booking_id: ProctorBookingId
    reason: str
    proof: str


class ConfirmByHand:
    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: DecideByHandCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.DECIDE_BOOKINGS)
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(command.booking_id, actor.scope, for_update=True)
            entry = booking.confirm_by_hand(reason=command.reason, proof=command.proof, by=actor.label, now=now)
            unit.booking_log.append(entry)
            tell(unit, booking, entry)
            unit.record("proctor_booking_confirmed_by_hand", by=actor.label, on=f"proctor_booking:{booking.id}")
            unit.commit()


class RejectByHand:
    """What the vendor holds of it, or is just taking, is given up there."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: DecideByHandCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.DECIDE_BOOKINGS)
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(command.booking_id, actor.scope, for_update=True)
            entry = booking.reject_by_hand(reason=command.reason, proof=command.proof, by=actor.label, now=now)
            unit.booking_log.append(entry)
            tell(unit, booking, entry)
            promise_reconciliation(unit, booking, at=now, withdraw=True)
            unit.record("proctor_booking_rejected_by_hand", by=actor.label, on=f"proctor_booking:{booking.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReconciliationCommand:
    actor: Actor
    booking_id: ProctorBookingId


class AskReconciliation:
    """Have the vendor asked what it really holds. While a booking is on its way its own jobs do the asking."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: AskReconciliationCommand) -> None:
        actor = command.actor
        actor.require(Permission.DECIDE_BOOKINGS)
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(command.booking_id, actor.scope, for_update=True)
            if booking.state in {BookingState.NOT_REQUESTED, BookingState.SCHEDULED, BookingState.SENT}:
                raise ConflictError("booking_is_on_its_way", booking=booking.id)
            promise_reconciliation(unit, booking, at=self._clock.now())
            unit.record("reconciliation_asked", by=actor.label, on=f"proctor_booking:{booking.id}")
            unit.commit()
