"""The jobs that exports promise."""

from datetime import datetime

from core.exports.downloads import DownloadId
from core.shared.unit import Unit

MAKE = "exports.make"
EXPIRE = "exports.expire"
_NOTIFY = "notifications.notify"


def promise_making(unit: Unit, download_id: DownloadId, *, at: datetime) -> None:
    """A group of its own: one long download holds up no other."""
    unit.enqueue(MAKE, {"download": str(download_id)}, key=f"{MAKE}:{download_id}", run_at=at, group=str(download_id))


def promise_download_news(unit: Unit, download_id: DownloadId, *, now: datetime) -> None:
    """To the person who asked for it: it can be fetched, or why not."""
    payload = {"kind": "download_ready", "download": str(download_id)}
    unit.enqueue(_NOTIFY, payload, key=f"{_NOTIFY}:download_ready:{download_id}", run_at=now)
