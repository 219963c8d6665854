"""The jobs that bookings promise."""

from datetime import datetime

from core.bookings.model import EntryId, RequestId
from core.bookings.ports import BookingsUnit
from core.bookings.reminding import Reminder
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId

NOTIFY = "notifications.notify"
FOLLOW = "proctoring.follow_session"


def promise_message(
    unit: BookingsUnit, kind: str, *, request: RequestId, to: OrganisationId, count: int, now: datetime
) -> None:
    """Tell the other side that there is a message. `count` is its number in the request, so each is told once."""
    payload = {"kind": kind, "request": str(request), "organisation": str(to), "entry": str(count)}
    unit.enqueue(NOTIFY, payload, key=f"{NOTIFY}:{request}:{count}", run_at=now)


def promise_follow(unit: BookingsUnit, session_id: TestSessionId, *, now: datetime) -> None:
    """Have proctored tests that took their candidates from the session follow what changed."""
    unit.enqueue(FOLLOW, {"session": str(session_id)}, key=f"{FOLLOW}:{session_id}", run_at=now)


def promise_confirmation(unit: BookingsUnit, entry_id: EntryId, *, now: datetime) -> None:
    """The candidate's confirmation of entry by mail."""
    payload = {"kind": "entry_confirmed", "candidate_entry": str(entry_id)}
    unit.enqueue(NOTIFY, payload, key=f"{NOTIFY}:entry_confirmed:{entry_id}", run_at=now)


def promise_reminder(unit: BookingsUnit, reminder: Reminder, *, now: datetime) -> None:
    """A deadline that was moved is another one in the key, and reminds anew."""
    payload = {
        "kind": "deadline_reminder",
        "session": str(reminder.session_id),
        "deadline": reminder.kind.value,
        "at": reminder.deadline.isoformat(),
        "days": str(reminder.days),
        "organisation": str(reminder.organisation_id),
    }
    key = f"{NOTIFY}:deadline_reminder:{':'.join(list(payload.values())[1:])}"
    unit.enqueue(NOTIFY, payload, key=key, run_at=now)
