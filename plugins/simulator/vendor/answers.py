"""What the vendor answers: JSON, and one shape for every error."""

from collections.abc import Mapping
from datetime import UTC, datetime


class RefusedError(Exception):
    """A request the vendor does not serve, with the status and the code that say why."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        """The error as every operation sends it."""
        return {"error": {"code": self.code, "message": self.message}}


def instant(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC; whole seconds stay whole."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds" if seconds % 1 else "seconds").replace("+00:00", "Z")


def seconds_of(text: object, name: str) -> int:
    """Read an ISO 8601 instant with its offset; fractions of a second are dropped. Raises ValueError that names it."""
    if not isinstance(text, str):
        raise ValueError(f"{name}: an ISO 8601 time is needed")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name}: not an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise ValueError(f"{name}: the offset from UTC is missing")
    return int(moment.timestamp())


def window(starts: int, ends: int) -> dict[str, str]:
    """A span as the API shows it; the end does not belong to it."""
    return {"start": instant(starts), "end": instant(ends)}
