"""From the vendor's JSON to the values of the port. What cannot be read is a fault, whatever is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from examhall import (
    Accepted,
    AlreadyBooked,
    BookAnswer,
    BookingChanged,
    CandidateJoined,
    CheckAnswer,
    Confirmed,
    Declined,
    DeclineReason,
    Held,
    InvalidInputError,
    InvalidRatingNotice,
    NotHeld,
    ProviderFault,
    RatingAvailable,
    StillPending,
    TimeWindow,
    VendorEvent,
)

Body = Mapping[str, object]

_REASONS = {"capacity": DeclineReason.NO_CAPACITY, "lead_time": DeclineReason.TOO_LATE}


def parsed(raw: bytes) -> Body:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ProviderFault(finding="it is not JSON") from error
    if not isinstance(body, dict):
        raise ProviderFault(finding="it is not a JSON object")
    return body


def text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ProviderFault(finding=f"{name} is not a text")
    return value


def number(body: Body, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProviderFault(finding=f"{name} is not a whole number")
    return value


def instant(body: Body, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text(body, name))
        if moment.tzinfo is None:
            raise ProviderFault(finding=f"{name} has no offset")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ProviderFault(finding=f"{name} is not a time") from error


def window(body: object) -> TimeWindow:
    if not isinstance(body, Mapping):
        raise ProviderFault(finding="a window is missing")
    try:
        return TimeWindow(start=instant(body, "start"), end=instant(body, "end"))
    except InvalidInputError as error:
        raise ProviderFault(finding="a window ends before it starts") from error


def items(body: Body, name: str) -> Iterator[Body]:
    listed = body.get(name)
    if not isinstance(listed, list):
        raise ProviderFault(finding=f"{name} is not a list")
    for item in listed:
        if not isinstance(item, Mapping):
            raise ProviderFault(finding=f"{name} holds something that is not an object")
        yield item


def book_answer(item: Body) -> BookAnswer:
    match item.get("outcome"):
        case "accepted":
            return Accepted(reference=text(item, "reference"))
        case "confirmed":
            return Confirmed(reference=text(item, "reference"))
        case "already_booked":
            return AlreadyBooked(reference=text(item, "reference"), window=window(item.get("window")))
        case "declined":
            return _declined(item)
        case _:
            raise ProviderFault(finding="the outcome of a booking is not known")


def check_answer(item: Body) -> CheckAnswer:
    match item.get("state"):
        case "pending":
            return StillPending()
        case "confirmed":
            return Confirmed(reference=text(item, "reference"))
        case "declined":
            return _declined(item)
        case "cancelled" | "not_found":
            return NotHeld()
        case _:
            raise ProviderFault(finding="the state of a booking is not known")


def held(item: Body) -> Held | NotHeld:
    """The vendor also shows the last booking that the key had; only one that stands is held."""
    match item.get("state"):
        case "pending" | "confirmed" as state:
            return Held(
                reference=text(item, "reference"), window=window(item.get("window")), confirmed=state == "confirmed"
            )
        case "cancelled" | "declined":
            return NotHeld()
        case _:
            raise ProviderFault(finding="the state of a booking is not known")


def _declined(item: Body) -> Declined:
    reason, words = item.get("reason"), item.get("text")
    known = _REASONS.get(reason, DeclineReason.OTHER) if isinstance(reason, str) else DeclineReason.OTHER
    return Declined(reason=known, text=words if isinstance(words, str) else "")


def events(body: Body) -> tuple[VendorEvent, ...]:
    """The event of a notice. A kind we do not know is no fault: the vendor may tell of more than it used to."""
    event_id, at, key = text(body, "id"), instant(body, "time"), text(body, "key")
    match body.get("type"):
        case "booking.cancelled":
            return (BookingChanged(event_id=event_id, at=at, key=key),)
        case "session.joined":
            return (
                CandidateJoined(
                    event_id=event_id,
                    at=at,
                    key=key,
                    candidate_number=text(body, "candidate"),
                    session=text(body, "session"),
                ),
            )
        case "rating.available":
            return (_rating_event(body, event_id, at, key),)
        case _:
            return ()


def _rating_event(body: Body, event_id: str, at: datetime, key: str) -> VendorEvent:
    """The rating in the notice is left unread: only a fetched one counts."""
    candidate, session = body.get("candidate"), body.get("session")
    if isinstance(candidate, str) and candidate and isinstance(session, str) and session:
        return RatingAvailable(event_id=event_id, at=at, key=key, candidate_number=candidate, session=session)
    return InvalidRatingNotice(
        event_id=event_id,
        at=at,
        key=key,
        candidate_number=candidate if isinstance(candidate, str) else "",
        finding="the session is missing" if isinstance(candidate, str) and candidate else "the candidate is missing",
    )
