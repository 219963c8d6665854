"""What the templates of finding may use beside the components."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint

from core.verification.model.sharing import Field
from web.finding import words


def _last_day(end: datetime, zone: str) -> date:
    """Of a span that ends then, on the calendar of the zone: what ends at midnight has its last day before."""
    return (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def install_language(pages: Blueprint) -> None:
    pages.add_app_template_filter(_last_day, "last_day")

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"words": words, "Field": Field}
