"""Times in the reader's zone, with the zone named; dates that no country reads the other way round."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from markupsafe import Markup

_LOCALE = "en"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def _written_day(value: date) -> str:
    """Lists have the same days again and again."""
    return format_date(value, "d MMM y", locale=_LOCALE)


def _written_clock(value: datetime, pattern: str = "HH:mm") -> str:
    return format_datetime(value, pattern, locale=_LOCALE)


def _time(value: date, text: str) -> Markup:
    return Markup('<time datetime="{machine}">{text}</time>').format(machine=value.isoformat(), text=text)


@lru_cache(maxsize=4096)
def _day(value: date) -> Markup:
    return _time(value, _written_day(value))


def day(value: date) -> Markup:
    """`1 Dec 2026`. Takes a date: which day a moment falls on depends on a zone, and is `when`'s to say."""
    if isinstance(value, datetime):
        raise TypeError("a moment is shown by `when`, which names its zone")
    return _day(value)


def duration(value: timedelta) -> str:
    """`2 days 3 hours`, `1 hour 30 minutes`, `45 seconds`: the two largest units, in words."""
    left = abs(round(value.total_seconds()))
    parts: list[str] = []
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"


class ReadersClock:
    """Writes moments for whoever reads the page; `zone_name` is asked at each call, so that one object serves all."""

    def __init__(self, zone_name: Callable[[], str]) -> None:
        self._zone_name = zone_name

    def _local(self, value: datetime, zone: str | None) -> tuple[datetime, str]:
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be shown in the reader's")
        name = zone or self._zone_name()
        target: tzinfo = _zone(name)
        return value.astimezone(target), name

    def when(self, value: datetime, zone: str | None = None, *, named: bool = True) -> Markup:
        """`1 Dec 2026, 09:00 (Europe/London)`. In tables the heading names the zone and `named` is off."""
        local, name = self._local(value, zone)
        text = f"{_written_day(local.date())}, {_written_clock(local)}"
        return _time(local, f"{text} ({name})" if named else text)

    def clock(self, value: datetime, zone: str | None = None) -> Markup:
        """`1 Dec 2026, 10:02:13`: to the second, for logs whose heading names the zone."""
        local, _ = self._local(value, zone)
        return _time(local, f"{_written_day(local.date())}, {_written_clock(local, 'HH:mm:ss')}")

    def span(self, start: datetime, end: datetime, zone: str | None = None, *, named: bool = True) -> Markup:
        """`1 Dec 2026, 09:00 to 11:30 (Europe/London)`; the second day is named only when it is another one."""
        first, name = self._local(start, zone)
        last, _ = self._local(end, zone)
        opening = _time(first, f"{_written_day(first.date())}, {_written_clock(first)}")
        closing_text = _written_clock(last)
        if first.date() != last.date():
            closing_text = f"{_written_day(last.date())}, {closing_text}"
        closing = _time(last, f"{closing_text} ({name})" if named else closing_text)
        return Markup("{opening} to {closing}").format(opening=opening, closing=closing)
