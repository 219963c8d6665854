"""A file of candidates between its upload and the decision to enter them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol
from uuid import UUID

from core.bookings.entry_file import FileRow
from core.sessions.model import TestSessionId
from core.shared.errors import Problem
from core.shared.ids import OrganisationId

UploadId = NewType("UploadId", UUID)

MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryUpload:
    """`name` is the file's own, whose ending says whether it is CSV or XLSX. Kept for a day at most."""

    id: UploadId
    session_id: TestSessionId
    entrant_id: OrganisationId
    name: str
    content: bytes
    uploaded_at: datetime


class EntryUploads(Protocol):
    """Raises NotFoundError("entry_upload") for what is not there or another entrant's."""

    def add(self, upload: EntryUpload) -> None: ...
    def get(self, upload_id: UploadId, entrant: OrganisationId) -> EntryUpload: ...
    def remove(self, upload_id: UploadId) -> None:
        """For good: of two units that remove the same upload, one raises."""
        ...

    def forget_before(self, uploaded_before: datetime) -> int: ...


class Spreadsheets(Protocol):
    """Reads and marks the two kinds of file that people have: CSV and XLSX. Takes up to some seconds; no network."""

    def read(self, content: bytes, *, name: str) -> list[FileRow]:
        """The rows of the first sheet as text, dates as 2009-04-23; blank ones too, so that line numbers hold.

        Raises InvalidInputError("file") for what is neither, is damaged, unpacks to more than 50 MB, or has more than
        10,000 rows or 100 columns.
        """
        ...

    def marked(self, rows: Sequence[FileRow], problems: Sequence[Problem], *, name: str) -> bytes:
        """The same rows in a file of the same kind, with a last column «What is wrong». No cell is a formula."""
        ...
