"""Sentences and signs for downloads and templates."""

from dataclasses import dataclass

from core.exports.downloads import MOST_LONG, DownloadState

WORDS = {
    "download_is_over": "This download is over already: it was made, cancelled or has failed.",
    "download_is_gone": "The file is not kept any more. Download it again.",
    "download_was_not_made": "This download was never made, so it cannot be repeated. Choose anew what to download.",
    "format_is_gone": "The format of this download is not installed any more. Choose anew what to download.",
    "too_many_downloads": f"Your organisation has {MOST_LONG} long downloads that are not made yet, as many as may "
    "wait at once. Try again when one of them is ready, or cancel one.",
    "template": "There is no such template: it may have been deleted meanwhile.",
    "template_name_taken": "Another template has this name; choose a different one.",
    "format_failed": "The file could not be written. Try again; if it happens again, tell the people who run this "
    "installation.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    title: str
    kind: str
    icon: str


STATES = {
    DownloadState.WAITING: StateWords(title="Waiting", kind="info", icon="clock"),
    DownloadState.RUNNING: StateWords(title="Being made", kind="info", icon="loader"),
    DownloadState.READY: StateWords(title="Ready", kind="success", icon="circle-check"),
    DownloadState.FAILED: StateWords(title="Failed", kind="danger", icon="circle-x"),
    DownloadState.CANCELLED: StateWords(title="Cancelled", kind="neutral", icon="ban"),
    DownloadState.EXPIRED: StateWords(title="File removed", kind="neutral", icon="archive-x"),
}

ROWS = {
    "shared_results": ("result", "results"),
    "booking_candidates": ("candidate", "candidates"),
    "proctoring_log": ("entry", "entries"),
}
"""What a row of each dataset is called."""


def counted(dataset: str, number: int) -> str:
    """«1 result», «2,400 results»."""
    one, many = ROWS.get(dataset, ("row", "rows"))
    return f"{number:,} {one if number == 1 else many}"


HOW_TO_BEGIN = {
    "shared_results": "Under Find results tick one or more, then choose the form under Download Options.",
    "booking_candidates": "The list of a booking’s candidates has Download Options.",
    "proctoring_log": "The log of a proctored test has Download Options.",
}
"""Said of each dataset where nothing was downloaded yet."""
