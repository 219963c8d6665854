"""What the templates of candidates may use beside the components."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint

from web.candidates import words
from web.catalogue.forms import country_name


def install_language(pages: Blueprint) -> None:
    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"words": words, "country_name": country_name, "last_day": last_day}


def last_day(expires_at: datetime, zone: str) -> date:
    """The day at whose end it is over, on the clocks of the zone."""
    return (expires_at - timedelta.resolution).astimezone(ZoneInfo(zone)).date()
