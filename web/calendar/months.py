"""A month as weeks of days, each with its key dates."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from core.bookings.views import DeadlineKind, DeadlineRow

_MARGIN = timedelta(days=1)
"""A day begins up to 14 hours earlier or later than in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    day: date
    in_month: bool
    is_today: bool
    rows: tuple[DeadlineRow, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """Named by its first day."""

    first: date

    @classmethod
    def read(cls, text: str, *, today: date) -> "Month":
        """`2027-03`; this month for anything else."""
        try:
            named = date.fromisoformat(f"{text}-01")
        except ValueError:
            named = today.replace(day=1)
        return cls(named if 2000 <= named.year <= 2199 else today.replace(day=1))

    @property
    def title(self) -> str:
        return format_date(self.first, "MMMM y", locale="en")

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def following(self) -> "Month":
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def preceding(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Moments between which everything of the month lies, wherever it is held."""
        midnight = datetime.min.time()
        start = datetime.combine(self.first, midnight, ZoneInfo(zone))
        return start - _MARGIN, datetime.combine(self.following.first, midnight, ZoneInfo(zone)) + _MARGIN

    def weeks(self, rows: Iterable[DeadlineRow], *, today: date) -> list[list[Day]]:
        """Each date on the day it has where the session is held. Days of other months are empty."""
        by_day: dict[date, list[DeadlineRow]] = {}
        for row in rows:
            by_day.setdefault(day_of(row), []).append(row)
        return [
            [
                Day(
                    day=day,
                    in_month=day.month == self.first.month,
                    is_today=day == today,
                    rows=tuple(by_day.get(day, ())) if day.month == self.first.month else (),
                )
                for day in week
            ]
            for week in calendar.Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]


def day_of(row: DeadlineRow) -> date:
    return row.at.astimezone(ZoneInfo(row.time_zone)).date()


def has_a_time(row: DeadlineRow) -> bool:
    """The Speaking test is known by its days; its moment is only the first day's midnight."""
    return row.kind is not DeadlineKind.SPEAKING
