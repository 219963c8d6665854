"""Jobs that access promises to others."""

from datetime import datetime

from core.shared.ids import PersonId
from core.shared.unit import Unit

NOTIFY = "notifications.notify"


def promise_password_link(unit: Unit, person_id: PersonId, *, now: datetime) -> None:
    """The mail with the link. It says when it was asked for, so that a later one counts as another message; while one
    waits, a second is dropped."""
    payload = {"kind": "set_password", "person": str(person_id), "asked_at": now.isoformat()}
    unit.enqueue(NOTIFY, payload, key=f"{NOTIFY}:set_password:{person_id}", run_at=now)
