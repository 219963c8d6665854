"""What the templates of sessions may use beside the components."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint

from core.sessions.model import SpeakingDates
from web.interface.times import day
from web.sessions import words


def _day_in(value: datetime, zone: str) -> date:
    """The day on which a moment falls where the session is held."""
    return value.astimezone(ZoneInfo(zone)).date()


def _time_in(value: datetime, zone: str) -> str:
    return f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def _speaking(dates: SpeakingDates) -> str:
    return day(dates.first) if dates.is_one_day else day(dates.first) + " to " + day(dates.last)


def install_language(pages: Blueprint) -> None:
    """Give the templates of one blueprint of sessions their words and filters."""
    pages.add_app_template_filter(_day_in, "day_in")
    pages.add_app_template_filter(_time_in, "time_in")
    pages.add_app_template_filter(_speaking, "speaking_dates")

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"words": words}
