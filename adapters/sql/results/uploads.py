"""Files of results that were uploaded and not taken over yet."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from adapters.sql.results.tables import result_upload
from core.results.uploads import ResultUpload, ResultUploadId
from core.shared.errors import NotFoundError
from core.shared.ids import PersonId

_ADD = insert(result_upload)
_ONE = select(result_upload).where(
    result_upload.c.id == bindparam("this"), result_upload.c.uploaded_by == bindparam("person")
)
_REMOVE = delete(result_upload).where(result_upload.c.id == bindparam("this"))
_FORGET = delete(result_upload).where(result_upload.c.uploaded_at < bindparam("before"))


class SqlResultUploads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, upload: ResultUpload) -> None:
        self._connection.execute(
            _ADD,
            {
                "id": upload.id,
                "uploaded_by": upload.uploaded_by,
                "name": upload.name,
                "release_at": upload.release_at,
                "uploaded_at": upload.uploaded_at,
            },
        )

    def get(self, upload_id: ResultUploadId, person: PersonId) -> ResultUpload:
        row = self._connection.execute(_ONE, {"this": upload_id, "person": person}).mappings().one_or_none()
        if row is None:
            raise NotFoundError("result_upload")
        return ResultUpload(**row)

    def remove(self, upload_id: ResultUploadId) -> None:
        if self._connection.execute(_REMOVE, {"this": upload_id}).rowcount == 0:
            raise NotFoundError("result_upload")

    def forget_before(self, uploaded_before: datetime) -> int:
        return self._connection.execute(_FORGET, {"before": uploaded_before}).rowcount
