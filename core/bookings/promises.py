"""The jobs that bookings promise."""

from datetime import datetime

from core.bookings.model import RequestId
from core.bookings.ports import BookingsUnit
from core.shared.ids import OrganisationId

NOTIFY = "notifications.notify"


def promise_message(
    unit: BookingsUnit, kind: str, *, request: RequestId, to: OrganisationId, count: int, now: datetime
) -> None:
    """Tell the other side that there is a message. `count` is its number in the request, so each is told once."""
    payload = {"kind": kind, "request": str(request), "organisation": str(to), "entry": str(count)}
    unit.enqueue(NOTIFY, payload, key=f"{NOTIFY}:{request}:{count}", run_at=now)
