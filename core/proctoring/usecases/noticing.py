"""Taking a vendor's notices: signed, perhaps repeated, perhaps out of order, never trusted for what they claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access.model import Scope
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, ProctorBookingId
from core.proctoring.model.session import CandidateSession
from core.proctoring.ports import ProctoringUnit, Providers
from core.proctoring.promises import promise_check, promise_rating, promise_reconciliation, tell
from core.proctoring.vendor import (
    BookingChanged,
    CandidateJoined,
    InvalidRatingNotice,
    RatingAvailable,
    VendorEvent,
)
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNoticeCommand:
    """`headers` have lower-case names; `body` is as it came over the wire, since the signature is over its bytes."""

    organisation_id: OrganisationId
    provider: str
    headers: Mapping[str, str]
    body: bytes


class TakeNotice:
    """All events of a notice in one unit; an event that was seen before is dropped.

    Raises what the provider raises: `CredentialsRefused` for a signature that does not hold. A vendor that pushes
    nothing has no notices: NotFoundError.
    """

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers, clock: Clock) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock

    def __call__(self, command: TakeNoticeCommand) -> int:
        """The number of events that were new and ours."""
        provider = self._providers.of(command.organisation_id, command.provider)
        if not provider.capabilities.pushes:
            raise NotFoundError("vendor_notices")
        events = provider.read_notification(command.headers, command.body)
        now, taken = self._clock.now(), 0
        by = f"vendor:{command.provider}"
        with self._open_unit() as unit:
            bookings = _bookings_of(unit, [event.key for event in events], command)
            for event in sorted(events, key=lambda event: event.at):
                booking = bookings.get(event.key)
                if booking is None or not unit.received_notices.is_new(
                    command.provider, command.organisation_id, event.event_id, now=now
                ):
                    continue
                _take(unit, booking, event, by, now)
                taken += 1
            unit.commit()
        return taken


def _bookings_of(unit: ProctoringUnit, keys: Sequence[str], command: TakeNoticeCommand) -> dict[str, ProctorBooking]:
    """Without what is not the organisation's, or was activated with another vendor since: one may not speak for the
    other. Locked all at once, in the order in which jobs lock theirs."""
    ids = {booking_id for key in keys if (booking_id := _as_id(key))}
    scope = Scope(organisation_id=command.organisation_id)
    return {
        booking.key: booking
        for booking in unit.proctor_bookings.many(list(ids), for_update=True)
        if scope.covers(booking.organisation_id) and booking.provider == command.provider
    }


def _as_id(key: str) -> ProctorBookingId | None:
    try:
        return ProctorBookingId(UUID(key))
    except ValueError:
        return None


def _take(unit: ProctoringUnit, booking: ProctorBooking, event: VendorEvent, by: str, now: datetime) -> None:
    match event:
        case BookingChanged():
            _hurry(unit, booking, now)
        case CandidateJoined(candidate_number=number, session=reference):
            if _is_enrolled(unit, booking, number):
                session = _session(unit, booking, number)
                if session.join(reference, at=event.at):
                    entry = booking.tell_of_session(Code.SESSION_JOINED, number, by=by, now=now)
                    unit.booking_log.append(entry)
        case RatingAvailable(candidate_number=number, session=reference):
            if not _is_enrolled(unit, booking, number):
                entry = booking.tell_of_session(Code.RATING_MISMATCH, number, by=by, now=now)
            else:
                session = _session(unit, booking, number)
                session.announce_rating(reference)
                promise_rating(unit, session, reference=reference, at=now)
                entry = booking.tell_of_session(Code.RATING_TOLD, number, by=by, now=now)
            unit.booking_log.append(entry)
            tell(unit, booking, entry)
        case InvalidRatingNotice(candidate_number=number, finding=finding):
            whose, facts = number or "(not named)", {"finding": finding}
            entry = booking.tell_of_session(Code.RATING_INVALID, whose, by=by, now=now, facts=facts)
            unit.booking_log.append(entry)
            tell(unit, booking, entry)


def _hurry(unit: ProctoringUnit, booking: ProctorBooking, now: datetime) -> None:
    """A hint that asking is worth while: the waiting check is brought forward, a confirmed booking looked up."""
    if booking.state is BookingState.SENT:
        promise_check(unit, booking, at=now)
    elif booking.state is BookingState.CONFIRMED:
        promise_reconciliation(unit, booking, at=now)


def _is_enrolled(unit: ProctoringUnit, booking: ProctorBooking, number: str) -> bool:
    return any(candidate.number == number for candidate in unit.test_candidates.of(booking.test_id))


def _session(unit: ProctoringUnit, booking: ProctorBooking, number: str) -> CandidateSession:
    session = unit.candidate_sessions.find(booking.id, number, for_update=True)
    if session is None:
        session = CandidateSession(
            booking_id=booking.id, organisation_id=booking.organisation_id, candidate_number=number, reference=""
        )
        unit.candidate_sessions.add(session)
    return session
