"""What pages show of templates and downloads."""

from dataclasses import dataclass
from datetime import datetime

from core.exports.downloads import Download


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRow:
    """A line of the history: the download, who asked for it, and whether it can be fetched now."""

    download: Download
    person_name: str

    def is_kept(self, *, now: datetime) -> bool:
        until = self.download.expires_at
        return self.download.file is not None and until is not None and now < until
