"""Dates and times in the words of letters and printed pages. Not by strftime: its month names follow the locale of the
process."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.shared.time import TimeWindow

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written_day(day: date) -> str:
    """`1 Dec 2026`: no country reads it the other way round."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def written_moment(at: datetime, zone: ZoneInfo) -> str:
    """`1 Dec 2026, 09:00` on the clocks of the zone, which whoever writes it names nearby."""
    local = at.astimezone(zone)
    return f"{written_day(local)}, {local:%H:%M}"


def written_span(window: TimeWindow, zone: ZoneInfo) -> str:
    """`1 Dec 2026, 09:00 to 11:30`; the second day is named only when it is another one."""
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else written_moment(window.end, zone)
    return f"{written_moment(window.start, zone)} to {until}"
