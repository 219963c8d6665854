"""Calendar files, written by icalendar."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.bookings.calendar import CalendarEvent
from core.sessions.model import TestSessionId

if TYPE_CHECKING:
    from icalendar import Event

_REFRESH = timedelta(hours=4)


class ICalendarFiles:
    """Every zone that an event names is described in the file, so that a program needs no list of zones of its own.
    `page_of` gives the whole address of a session's page."""

    def __init__(self, *, page_of: Callable[[TestSessionId], str]) -> None:
        self._page_of = page_of

    def write(self, events: Sequence[CalendarEvent], *, title: str, now: datetime) -> bytes:
        from icalendar import Calendar

        calendar = Calendar()
        calendar.add("prodid", "-//Examhall//Key dates//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", title)
        # The name and the pace that programs understood before RFC 7986 gave them properties.
        calendar.add("x-wr-calname", title)
        calendar.add("x-published-ttl", "PT4H")
        calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
        for event in events:
            calendar.add_component(self._component(event, now))
        if events:
            calendar.add_missing_timezones()
        made: bytes = calendar.to_ical()
        return made

    def _component(self, event: CalendarEvent, now: datetime) -> "Event":
        from icalendar import Event

        component = Event()
        component.add("uid", f"{event.uid}@examhall")
        component.add("dtstamp", now.astimezone(UTC))
        component.add("summary", event.title)
        component.add("description", event.text)
        component.add("url", self._page_of(event.session_id))
        # Nobody is busy for the length of a deadline or of somebody else's exam.
        component.add("transp", "TRANSPARENT")
        if event.place:
            component.add("location", event.place)
        component.add("dtstart", _moment(event.start, event.time_zone))
        if not isinstance(event.end, datetime):
            # In the file the end of whole days is the first day after them.
            component.add("dtend", event.end + timedelta(days=1))
        elif event.end != event.start:
            component.add("dtend", _moment(event.end, event.time_zone))
        return component


def _moment(at: datetime | date, zone: str) -> datetime | date:
    return at.astimezone(ZoneInfo(zone)) if isinstance(at, datetime) else at
