"""What is still possible with a session, in the few words that a list has room for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.sessions.model import EntryTerms, SessionStatus
from core.sessions.views import SessionRow, SessionView
from core.shared.money import Money
from web.interface.money import money
from web.interface.times import duration

_SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`kind` and `icon` are those of a badge. `can_enter`: whether candidates can be entered now."""

    text: str
    kind: str
    icon: str
    can_enter: bool = False


_DRAFT = Standing(text="Draft", kind="neutral", icon="pencil-line")
_CANCELLED = Standing(text="Cancelled", kind="danger", icon="ban")
_OVER = Standing(text="Over", kind="neutral", icon="calendar-check")
_CLOSED = Standing(text="Closed", kind="neutral", icon="lock")
_FULL = Standing(text="Full", kind="warning", icon="users")


def standing_of_row(row: SessionRow, *, now: datetime) -> Standing:
    return _standing(
        status=row.status,
        terms=row.terms(now=now),
        entries_until=row.entries_until,
        late_fee=row.late_fee,
        seats_left=row.seats_left,
        is_over=row.starts_at <= now,
        now=now,
    )


def standing_of(view: SessionView, *, now: datetime) -> Standing:
    return _standing(
        status=view.status,
        terms=view.terms,
        entries_until=view.plan.deadlines.entries,
        late_fee=view.plan.price.late_fee,
        seats_left=view.seats_left,
        is_over=view.plan.starts_at <= now,
        now=now,
    )


def _standing(
    *,
    status: SessionStatus,
    terms: EntryTerms,
    entries_until: datetime,
    late_fee: Money,
    seats_left: int,
    is_over: bool,
    now: datetime,
) -> Standing:
    if status is SessionStatus.DRAFT:
        return _DRAFT
    if status is SessionStatus.CANCELLED:
        return _CANCELLED
    if terms is EntryTerms.CLOSED:
        return _OVER if is_over else _CLOSED
    if not seats_left:
        return _FULL
    if terms is EntryTerms.LATE:
        text = f"Late entries, fee {money(late_fee)}" if late_fee.amount else "Late entries"
        return Standing(text=text, kind="warning", icon="triangle-alert", can_enter=True)
    left = entries_until - now
    kind, icon = ("warning", "clock-alert") if left <= _SOON else ("success", "clock")
    return Standing(text=f"Entries close in {time_left(left)}", kind=kind, icon=icon, can_enter=True)


def time_left(left: timedelta) -> str:
    """Whole days while there are at least two: hours matter only near the end."""
    return duration(timedelta(days=left.days)) if left >= timedelta(days=2) else duration(left)
