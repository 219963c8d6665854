"""The words of news of downloads."""

from dataclasses import dataclass
from datetime import datetime

from core.exports.downloads import DownloadId
from core.notifications.message import Addressee, Desk, Words, told_time, written


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadNews:
    """`until` is None for one that could not be made; `problem` says why."""

    id: DownloadId
    rows: int
    until: datetime | None
    problem: str = ""


def download_words(news: DownloadNews, to: Addressee, desk: Desk) -> Words:
    if news.until is None:
        return written(
            "Your download could not be made",
            f"Hello {to.name},",
            f"The file that you asked for could not be made. {news.problem}",
            f"Your downloads:\n{desk.addresses.download(news.id)}",
        )
    held = "1 row" if news.rows == 1 else f"{news.rows:,} rows"
    return written(
        "Your download is ready",
        f"Hello {to.name},",
        f"The file that you asked for is ready, with {held}. It is kept until {told_time(news.until, to)}.",
        f"Fetch it:\n{desk.addresses.download(news.id)}",
    )
