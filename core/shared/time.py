"""Time: the clock port and half-open spans. Every instant is aware and in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.shared.errors import InvalidInputError


class Clock(Protocol):
    """The present. The model never asks it: use cases ask once and hand `now` on, so one decision has one time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow:
    """A half-open span [start, end): two windows that only touch do not overlap."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0) or self.end.utcoffset() != timedelta(0):
            raise InvalidInputError.of("start", "Times must be given in UTC.")
        if self.end <= self.start:
            raise InvalidInputError.of("end", "The end must be later than the start.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def widened(self, *, before: timedelta, after: timedelta) -> "TimeWindow":
        return TimeWindow(start=self.start - before, end=self.end + after)

    def overlaps(self, other: "TimeWindow") -> bool:
        return self.start < other.end and other.start < self.end


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in UTC, for figures and examples that name one."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
