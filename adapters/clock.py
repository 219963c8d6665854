"""The real present."""

from datetime import UTC, datetime


class SystemClock:
    """The operating system's clock, read anew at each call."""

    def now(self) -> datetime:
        return datetime.now(UTC)
