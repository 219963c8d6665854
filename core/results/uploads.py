"""A file of results between its upload and the decision to take it over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, NewType, Protocol
from uuid import UUID

from core.bookings.entry_file import FileRow
from core.shared.ids import PersonId

ResultUploadId = NewType("ResultUploadId", UUID)

FOLDER = "result-uploads"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultUpload:
    """`name` is the file's own; the file lies in the store of files under `key`. Kept for a day at most."""

    id: ResultUploadId
    uploaded_by: PersonId
    name: str
    release_at: datetime | None
    uploaded_at: datetime

    @property
    def key(self) -> str:
        return f"{FOLDER}/{self.id}"


class ResultUploads(Protocol):
    """Raises NotFoundError("result_upload") for what is not there or somebody else's."""

    def add(self, upload: ResultUpload) -> None: ...
    def get(self, upload_id: ResultUploadId, person: PersonId) -> ResultUpload: ...
    def remove(self, upload_id: ResultUploadId) -> None:
        """For good: of two units that remove the same upload, one raises."""
        ...

    def forget_before(self, uploaded_before: datetime) -> int: ...


class ResultFiles(Protocol):
    """Reads the kinds of file that results come in: CSV, XLSX and JSON."""

    def rows(self, file: BinaryIO) -> Iterator[FileRow]:
        """The rows from the beginning, the header first; blank ones too, so that line numbers hold. In JSON a line is
        the object's place in the list.

        Raises InvalidInputError, also on the way, for what is none of these, is damaged, or unpacks to too much.
        """
        ...
