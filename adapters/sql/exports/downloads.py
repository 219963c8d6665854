"""Templates and downloads as their use cases change them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select

from adapters.sql.exports.mappings import DOWNLOADS, TEMPLATES, folded_template_name
from adapters.sql.exports.tables import download, download_subject, download_template
from adapters.sql.tracking import TrackedRows, batches
from core.exports.downloads import Download, DownloadId, DownloadState, Template, TemplateId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId

_TEMPLATE = select(download_template).where(
    download_template.c.id == bindparam("id"), download_template.c.organisation_id == bindparam("organisation")
)
_TAKEN = select(
    exists().where(
        download_template.c.organisation_id == bindparam("organisation"),
        download_template.c.dataset == bindparam("dataset"),
        download_template.c.folded_name == bindparam("name"),
        download_template.c.id != bindparam("id"),
    )
)
_REMOVE = delete(download_template).where(download_template.c.id == bindparam("this"))

_ANY_DOWNLOAD = select(download).where(download.c.id == bindparam("id"))
_DOWNLOAD = _ANY_DOWNLOAD.where(download.c.organisation_id == bindparam("organisation"))
_EXPIRED = (
    select(download)
    .where(download.c.state == DownloadState.READY.value, download.c.expires_at <= bindparam("now"))
    .order_by(download.c.expires_at)
    .limit(bindparam("most"))
)
_UNDER_WAY = [DownloadState.WAITING.value, DownloadState.RUNNING.value]
# With the time of expiry, which none of them has, the index by state is known to be narrower than the whole history.
_OWN_UNDER_WAY = select(download).where(
    download.c.state.in_(_UNDER_WAY),
    download.c.expires_at.is_(None),
    download.c.organisation_id == bindparam("organisation"),
)
_LYING = (
    select(download)
    .where(
        download.c.state.in_(_UNDER_WAY),
        download.c.asked_at < bindparam("before"),
    )
    .order_by(download.c.asked_at)
    .limit(bindparam("most"))
)
_LAST_PLACE = select(func.max(download_subject.c.place)).where(download_subject.c.download_id == bindparam("download"))
_FORGET = delete(download_subject).where(download_subject.c.download_id == bindparam("download"))
_NOTE = insert(download_subject)


class SqlTemplates:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, TEMPLATES)

    def add(self, template: Template) -> None:
        self._rows.add(template)

    def get(self, template_id: TemplateId, organisation_id: OrganisationId, *, for_update: bool = False) -> Template:
        values = {"id": template_id, "organisation": organisation_id}
        found = self._rows.one(_TEMPLATE, values, for_update=for_update)
        if found is None:
            raise NotFoundError("template", template=template_id)
        return found

    def is_taken(self, template: Template) -> bool:
        values = {
            "organisation": template.organisation_id,
            "dataset": template.dataset,
            "name": folded_template_name(template.name),
            "id": template.id,
        }
        return bool(self._connection.execute(_TAKEN, values).scalar_one())

    def remove(self, template_id: TemplateId) -> None:
        self._connection.execute(_REMOVE, {"this": template_id})

    def flush(self) -> None:
        self._rows.flush()


class SqlDownloads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, DOWNLOADS)

    def add(self, one: Download) -> None:
        self._rows.add(one)

    def get(
        self, download_id: DownloadId, organisation_id: OrganisationId | None, *, for_update: bool = False
    ) -> Download:
        query = _ANY_DOWNLOAD if organisation_id is None else _DOWNLOAD
        values = {"id": download_id, "organisation": organisation_id}
        found = self._rows.one(query, values, for_update=for_update)
        if found is None:
            raise NotFoundError("download", download=download_id)
        return found

    def put_subjects(self, download_id: DownloadId, subjects: Sequence[tuple[UUID, int]]) -> None:
        last = self._connection.execute(_LAST_PLACE, {"download": download_id}).scalar_one()
        rows = [
            {"download_id": download_id, "place": place, "subject_id": subject, "subject_version": version}
            for place, (subject, version) in enumerate(subjects, start=0 if last is None else last + 1)
        ]
        for some in batches(rows):
            self._connection.execute(_NOTE, some)

    def forget_subjects(self, download_id: DownloadId) -> None:
        self._connection.execute(_FORGET, {"download": download_id})

    def expired(self, *, now: datetime, limit: int) -> Sequence[Download]:
        return self._rows.many(_EXPIRED, {"now": now, "most": limit}, for_update=True)

    def under_way(self, organisation_id: OrganisationId) -> Sequence[Download]:
        return self._rows.many(_OWN_UNDER_WAY, {"organisation": organisation_id})

    def left_lying(self, *, asked_before: datetime, limit: int) -> Sequence[Download]:
        return self._rows.many(_LYING, {"before": asked_before, "most": limit}, for_update=True)

    def flush(self) -> None:
        self._rows.flush()
