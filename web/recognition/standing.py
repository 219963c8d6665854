"""How long a registration may still wait, in words, and until which day somebody is told."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.verification.model.registration import RegistrationState
from core.verification.views import RegistrationRow
from web.interface.times import duration

_LAST_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`kind` and `icon` are those of a badge."""

    text: str
    kind: str
    icon: str


_DECIDED = {
    RegistrationState.APPROVED: Standing(text="Approved", kind="success", icon="circle-check"),
    RegistrationState.REFUSED: Standing(text="Refused", kind="neutral", icon="ban"),
}


def standing_of(row: RegistrationRow, *, now: datetime) -> Standing:
    if row.state in _DECIDED:
        return _DECIDED[row.state]
    left = row.due_at - now
    if left <= timedelta(0):
        return Standing(text=f"Late by {in_words(-left)}", kind="danger", icon="alarm-clock")
    is_last = left <= _LAST_DAY
    return Standing(
        text=f"Due in {in_words(left)}",
        kind="warning" if is_last else "info",
        icon="clock-alert" if is_last else "clock",
    )


def in_words(span: timedelta) -> str:
    """Without seconds, which nobody plans by."""
    minutes = timedelta(minutes=max(1, span // timedelta(minutes=1)))
    return duration(minutes)


def last_day(due_at: datetime, zone: str) -> date | None:
    """The day at whose end it is due there; None where it is not due at midnight."""
    there = due_at.astimezone(ZoneInfo(zone))
    return there.date() - timedelta(days=1) if there.time() == time() else None
