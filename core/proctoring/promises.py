"""The jobs of proctoring: how each is promised and what its payload says.

A payload carries the counters the booking had when the job was promised. A handler that finds others knows that the
engine repeated a job whose work is already stored, and drops it.
"""

from datetime import datetime

from core.proctoring.log_codes import CATALOGUE, Code, Move
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, LogEntry
from core.proctoring.model.session import CandidateSession
from core.proctoring.ports import ProctoringUnit

SEND = "proctoring.send"
CHECK = "proctoring.check"
CANCEL = "proctoring.cancel"
RECONCILE = "proctoring.reconcile"
FETCH_RATING = "proctoring.fetch_rating"
EXPIRE = "proctoring.expire"
NOTIFY = "notifications.notify"


def _group(booking: ProctorBooking) -> str:
    """What may go to the vendor in one batch: bookings of one vendor and one organisation's credentials."""
    return f"{booking.provider}:{booking.organisation_id}"


def _base(booking: ProctorBooking) -> dict[str, str]:
    return {
        "booking": booking.key,
        "organisation": str(booking.organisation_id),
        "provider": booking.provider,
        "activation": str(booking.activation),
    }


def promise_send(unit: ProctoringUnit, booking: ProctorBooking, *, at: datetime) -> None:
    payload = {**_base(booking), "sends": str(booking.sends)}
    key = f"{SEND}:{booking.correlation}:{booking.sends}"
    unit.enqueue(SEND, payload, key=key, run_at=at, group=_group(booking))


def promise_check(unit: ProctoringUnit, booking: ProctorBooking, *, at: datetime) -> None:
    """The check that `schedule_check` counted. Promised again with an earlier time it is brought forward."""
    payload = {**_base(booking), "checks": str(booking.checks)}
    key = f"{CHECK}:{booking.correlation}:{booking.checks}"
    unit.enqueue(CHECK, payload, key=key, run_at=at, group=_group(booking))


def promise_cancel(unit: ProctoringUnit, booking: ProctorBooking, *, at: datetime) -> None:
    payload = {"booking": booking.key, "cancellations": str(booking.cancellations)}
    key = f"{CANCEL}:{booking.correlation}:{booking.log_length}"
    unit.enqueue(CANCEL, payload, key=key, run_at=at, group=booking.key)


def promise_reconciliation(
    unit: ProctoringUnit, booking: ProctorBooking, *, at: datetime, withdraw: bool = False
) -> None:
    """Ask what the vendor holds; with `withdraw`, and give up there what a rejected booking still holds."""
    key = f"{RECONCILE}:{booking.correlation}:{booking.log_length}"
    unit.enqueue(RECONCILE, _reconciliation(booking, withdraw), key=key, run_at=at, group=booking.key)


def promise_second_look(unit: ProctoringUnit, booking: ProctorBooking, *, at: datetime, withdraw: bool = False) -> None:
    """Ask once more what the vendor holds for a booking that just ended without it.

    A request that was left without an answer may still be under way, in the network or in the vendor's queue, and be
    taken after the vendor said no to its repetition or gave the booking up. `at` is when it can be no longer.
    """
    if booking.may_be_held:
        booking.expect_nothing()
        key = f"{RECONCILE}:{booking.correlation}:late"
        unit.enqueue(RECONCILE, _reconciliation(booking, withdraw), key=key, run_at=at, group=booking.key)


def _reconciliation(booking: ProctorBooking, withdraw: bool) -> dict[str, str]:
    return {
        "booking": booking.key,
        "activation": str(booking.activation),
        "withdraw": "yes" if withdraw else "",
    }


def promise_rating(unit: ProctoringUnit, session: CandidateSession, *, reference: str, at: datetime) -> None:
    """`reference` is the session that was announced; the candidate may have reconnected to another since."""
    payload = {
        "booking": str(session.booking_id),
        "candidate": session.candidate_number,
        "session": reference,
        "announcement": str(session.announcement),
        "fetches": str(session.fetches),
    }
    key = ":".join((FETCH_RATING, *payload.values()))
    unit.enqueue(FETCH_RATING, payload, key=key, run_at=at)


_KINDS = {
    BookingState.CONFIRMED: "booking_confirmed",
    BookingState.REJECTED: "booking_rejected",
    BookingState.EXPIRED: "booking_rejected",
}
"""The message to whoever activated, by where an entry leads. To them, what expired was rejected."""


def tell(unit: ProctoringUnit, booking: ProctorBooking, entry: LogEntry) -> None:
    """Promise the messages that follow from an entry just written: to whoever activated, or to the service desk."""
    kind = _KINDS.get(entry.to_state) if entry.to_state is not entry.from_state else None
    if entry.code is Code.CANCELLED_BY_VENDOR:
        kind = "booking_rejected"
    payload = {"booking": booking.key, "code": entry.code.value, "entry": str(entry.sequence)}
    if kind and booking.requested_by:
        key = f"{NOTIFY}:{booking.key}:{entry.sequence}:{kind}"
        unit.enqueue(NOTIFY, {"kind": kind, **payload}, key=key, run_at=entry.at)
    if CATALOGUE[entry.code].move is Move.DESK or (
        entry.code is Code.CANCELLATION_REFUSED and entry.vendor_side_unknown
    ):
        # One key for an activation: a rejection and the doubt that follows it are one message.
        key = f"{NOTIFY}:{booking.correlation}:desk"
        unit.enqueue(NOTIFY, {"kind": "booking_needs_attention", **payload}, key=key, run_at=entry.at)
