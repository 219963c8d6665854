"""What pages show of templates, downloads and statements that somebody checks."""

from dataclasses import dataclass
from datetime import date, datetime

from core.catalogue.marking import Marking
from core.exports.downloads import Download
from core.exports.signing import Verdict
from core.results.model import ResultStatus
from core.results.reference import ReferenceNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRow:
    """A line of the history: the download, who asked for it, and whether it can be fetched now."""

    download: Download
    person_name: str

    def is_kept(self, *, now: datetime) -> bool:
        until = self.download.expires_at
        return self.download.file is not None and until is not None and now < until


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStatement:
    """What a statement of results says if it is right, as the result stands now; shown to whoever holds the statement.
    Scores are None where that statement leaves them out, and while the status hides them."""

    issuer: str
    reference: ReferenceNumber
    name: str
    exam_name: str
    marking: Marking | None
    taken_on: date
    centre_name: str
    centre_number: str
    released_at: datetime
    status: ResultStatus
    status_since: datetime
    overall: int | None
    grade: str | None
    cefr: str | None
    components: tuple[tuple[str, int], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """What can be said of an uploaded file. `statement` is there when the signature is intact and the file names one
    result; `changed_at` is the latest change of that result since the file was signed, None where there was none."""

    verdict: Verdict
    statement: CheckedStatement | None = None
    changed_at: datetime | None = None
