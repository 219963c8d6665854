"""Lists of templates, the download history, and what stood in a file."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import RowMapping, and_, bindparam, func, select

from adapters.sql.access.tables import person
from adapters.sql.database import Database
from adapters.sql.exports.mappings import download_of, template_of
from adapters.sql.exports.tables import download, download_subject, download_template
from adapters.sql.orders import KeyOrder
from adapters.sql.paging import page_of
from core.exports.downloads import DownloadId, DownloadState, Template, TemplateId
from core.exports.views import DownloadRow
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest

_PIECE = 1000

_TEMPLATES = (
    select(download_template)
    .where(
        download_template.c.organisation_id == bindparam("organisation"),
        download_template.c.dataset == bindparam("dataset"),
    )
    .order_by(download_template.c.folded_name)
)
_TEMPLATE = select(download_template).where(
    download_template.c.id == bindparam("id"), download_template.c.organisation_id == bindparam("organisation")
)
_DOWNLOADS = (
    select(download, person.c.name.label("person_name"))
    .join(person, person.c.id == download.c.person_id)
    .where(download.c.organisation_id == bindparam("organisation"))
)
_DOWNLOAD = _DOWNLOADS.where(download.c.id == bindparam("id"))
_NEWEST_FIRST = KeyOrder(download.c.id, newest_first=True)
_SUBJECTS = (
    select(download_subject.c.place, download_subject.c.subject_id, download_subject.c.subject_version)
    .where(download_subject.c.download_id == bindparam("download"), download_subject.c.place > bindparam("after"))
    .order_by(download_subject.c.place)
    .limit(_PIECE)
)
_former = download_subject.alias("former")
_DIFFERENCES = (
    select(
        func.count().filter(download_subject.c.place.is_(None)).label("left_out"),
        func.count().filter(download_subject.c.subject_version != _former.c.subject_version).label("changed"),
    )
    .select_from(_former)
    .outerjoin(
        download_subject,
        and_(
            download_subject.c.download_id == bindparam("download"),
            download_subject.c.subject_id == _former.c.subject_id,
        ),
    )
    .where(_former.c.download_id == bindparam("former"))
)
_FILES = select(download.c.file_key).where(
    download.c.file_key.in_(bindparam("keys", expanding=True)), download.c.state == DownloadState.READY.value
)


class SqlDownloadsReader:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def templates(self, organisation_id: OrganisationId, dataset: str) -> Sequence[Template]:
        values = {"organisation": organisation_id, "dataset": dataset}
        with self._database.read() as connection:
            return [template_of(row) for row in connection.execute(_TEMPLATES, values).mappings()]

    def template(self, template_id: TemplateId, organisation_id: OrganisationId) -> Template:
        values = {"id": template_id, "organisation": organisation_id}
        with self._database.read() as connection:
            row = connection.execute(_TEMPLATE, values).mappings().one_or_none()
        if row is None:
            raise NotFoundError("template", template=template_id)
        return template_of(row)

    def history(self, organisation_id: OrganisationId, page: PageRequest) -> Page[DownloadRow]:
        query = _NEWEST_FIRST.page(_DOWNLOADS, page)
        with self._database.read() as connection:
            rows = connection.execute(query, {"organisation": organisation_id}).mappings().all()
        return page_of(rows, page, item=_row, cursor=_NEWEST_FIRST.cursor)

    def download(self, download_id: DownloadId, organisation_id: OrganisationId) -> DownloadRow:
        values = {"id": download_id, "organisation": organisation_id}
        with self._database.read() as connection:
            row = connection.execute(_DOWNLOAD, values).mappings().one_or_none()
        if row is None:
            raise NotFoundError("download", download=download_id)
        return _row(row)

    def subjects(self, download_id: DownloadId) -> Iterator[tuple[UUID, int]]:
        """Read piece by piece: whoever walks them writes in between."""
        after = -1
        while True:
            with self._database.read() as connection:
                rows = connection.execute(_SUBJECTS, {"download": download_id, "after": after}).all()
            for _, subject, version in rows:
                yield subject, version
            if len(rows) < _PIECE:
                return
            after = rows[-1].place

    def differences(self, download_id: DownloadId, former_id: DownloadId) -> tuple[int, int]:
        values = {"download": download_id, "former": former_id}
        with self._database.read() as connection:
            row = connection.execute(_DIFFERENCES, values).one()
        return row.left_out, row.changed

    def kept_files(self, keys: Sequence[str]) -> set[str]:
        with self._database.read() as connection:
            return set(connection.execute(_FILES, {"keys": list(keys)}).scalars())


def _row(row: RowMapping) -> DownloadRow:
    return DownloadRow(download=download_of(row), person_name=row["person_name"])
