"""Files of candidates that were uploaded and not entered yet."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from adapters.sql.bookings.tables import entry_upload
from core.bookings.uploads import EntryUpload, UploadId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId

_ADD = insert(entry_upload)
_ONE = select(entry_upload).where(
    entry_upload.c.id == bindparam("this"), entry_upload.c.entrant_id == bindparam("entrant")
)
_REMOVE = delete(entry_upload).where(entry_upload.c.id == bindparam("this"))
_FORGET = delete(entry_upload).where(entry_upload.c.uploaded_at < bindparam("before"))


class SqlEntryUploads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, upload: EntryUpload) -> None:
        self._connection.execute(
            _ADD,
            {
                "id": upload.id,
                "session_id": upload.session_id,
                "entrant_id": upload.entrant_id,
                "name": upload.name,
                "content": upload.content,
                "uploaded_at": upload.uploaded_at,
            },
        )

    def get(self, upload_id: UploadId, entrant: OrganisationId) -> EntryUpload:
        row = self._connection.execute(_ONE, {"this": upload_id, "entrant": entrant}).mappings().one_or_none()
        if row is None:
            raise NotFoundError("entry_upload")
        return EntryUpload(**row)

    def remove(self, upload_id: UploadId) -> None:
        if self._connection.execute(_REMOVE, {"this": upload_id}).rowcount == 0:
            raise NotFoundError("entry_upload")

    def forget_before(self, uploaded_before: datetime) -> int:
        return self._connection.execute(_FORGET, {"before": uploaded_before}).rowcount
