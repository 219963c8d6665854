"""A clock for tests that store things."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.shared.time import utc

NOW = utc(2026, 11, 21, 9)


class SetClock:
    """Shows what it was set to."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def pass_by(self, time: timedelta) -> None:
        self._now += time
