"""The calendar as a page and as a feed, and the ledger of deadlines."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.calendar import CalendarReader
from core.bookings.ports import BookingsReader
from core.bookings.usecases.calendar import (
    CalendarAddressCommand,
    MakeCalendarAddress,
    ReadCalendarFeed,
    RevokeCalendarAddress,
)
from core.bookings.usecases.reminding import SeeLedger, SeeLedgerCommand
from core.bookings.views import DeadlineKind
from core.shared.time import Clock
from web.calendar import words
from web.calendar.months import Month, has_a_time
from web.security import any_of, current_actor, public, signed_in_visit

_SPAN = timedelta(weeks=6)
"""How much of the ledger a page shows."""
_SEE_DATES = (Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)


def build_calendar_pages(
    *,
    bookings: BookingsReader,
    reader: CalendarReader,
    make_address: MakeCalendarAddress,
    revoke_address: RevokeCalendarAddress,
    clock: Clock,
    public_address: str,
) -> Blueprint:
    pages = Blueprint("calendar", __name__, url_prefix="/calendar")

    def shown(secret: str = "") -> str:
        actor, zone = current_actor(), signed_in_visit().time_zone
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        month = Month.read(request.args.get("month", ""), today=today)
        start, end = month.span(zone)
        rows = bookings.deadlines(actor.scope, start=start, end=end)
        spoken = [row.session_id for row in rows if row.kind is DeadlineKind.SPEAKING]
        return render_template(
            "calendar/calendar.html",
            month=month,
            weeks=month.weeks(rows, today=today),
            speaking={key: held.plan.speaking for key, held in reader.held(spoken).items()},
            centres={row.centre_number for row in rows},
            feed=reader.feed_of(actor.person_id, actor.organisation_id),
            address=f"{public_address.rstrip('/')}/calendar/{secret}.ics" if secret else "",
            kinds=words.KINDS,
            has_a_time=has_a_time,
        )

    @pages.get("")
    @any_of(*_SEE_DATES)
    def month() -> str:
        return shown()

    @pages.post("/address")
    @any_of(*_SEE_DATES)
    def make() -> str:
        """The address stands on this one answer and nowhere else."""
        return shown(make_address(CalendarAddressCommand(actor=current_actor())))

    @pages.post("/address/revoke")
    @any_of(*_SEE_DATES)
    def revoke() -> ResponseReturnValue:
        revoke_address(CalendarAddressCommand(actor=current_actor()))
        flash("The address does not work any more.", "success")
        return redirect("/calendar")

    return pages


def build_feed_pages(*, read_feed: ReadCalendarFeed) -> Blueprint:
    pages = Blueprint("calendar_feeds", __name__)

    @pages.get("/calendar/<secret>.ics")
    @public
    def feed(secret: str) -> Response:
        """For calendar programs, which cannot log in: whoever has the address may read it."""
        headers = {"Content-Disposition": 'inline; filename="exams.ics"', "X-Robots-Tag": "noindex, nofollow"}
        return Response(read_feed(secret), content_type="text/calendar; charset=utf-8", headers=headers)

    return pages


def build_ledger_pages(*, see_ledger: SeeLedger, clock: Clock) -> Blueprint:
    pages = Blueprint("ledger", __name__, url_prefix="/deadlines")

    @pages.get("")
    @any_of(*_SEE_DATES)
    def deadlines() -> str:
        actor, zone, now = current_actor(), ZoneInfo(signed_in_visit().time_zone), clock.now()
        first = _first_day(request.args.get("from", ""), today=now.astimezone(zone).date())
        start = datetime.combine(first, datetime.min.time(), zone)
        rows = see_ledger(SeeLedgerCommand(actor=actor, start=start, end=start + _SPAN))
        return render_template(
            "calendar/deadlines.html",
            rows=rows,
            first=first,
            last=first + _SPAN - timedelta(days=1),
            earlier=first - _SPAN,
            later=first + _SPAN,
            now=now,
            manages=_manages(actor),
            kinds=words.KINDS,
            after=words.AFTER,
        )

    return pages


def _manages(actor: Actor) -> bool:
    return actor.may(Permission.MANAGE_SESSIONS)


def _first_day(text: str, *, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2199 else today
