"""Shared results on their way into files: streamed in the order of the search, read many at a time."""

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, select

from adapters.sql.access.tables import organisation
from adapters.sql.database import Database
from adapters.sql.verification import statements as ask
from adapters.sql.verification.searching import Search
from adapters.sql.verification.views import verified_result
from core.access.model import OrganisationKind
from core.exports.downloads import Differences, DownloadId
from core.exports.result_columns import DownloadableResult
from core.results.model import ResultId
from core.shared.ids import OrganisationId
from core.verification.model.searching import Criteria
from core.verification.model.sharing import LOOK_UP_OPEN

_ISSUER = select(organisation.c.name).where(organisation.c.kind == OrganisationKind.AWARDING_BODY.value)
TOGETHER = 500
COMPARED_TOGETHER = 1000


class SqlDownloadableResults:
    """Every batch is a short transaction of its own: a long download holds none open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def found(
        self, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime
    ) -> Iterator[DownloadableResult]:
        after: str | None = None
        while True:
            with self._database.read() as connection:
                found, after = Search(connection, organisation_id, criteria, now).result_ids(after, most=TOGETHER)
            yield from self.these(organisation_id, found, now=now)
            if after is None:
                return

    def how_many(self, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime) -> int:
        with self._database.read() as connection:
            return Search(connection, organisation_id, criteria, now).count_all()

    def these(
        self, organisation_id: OrganisationId, result_ids: Sequence[ResultId], *, now: datetime
    ) -> Sequence[DownloadableResult]:
        values = {
            "ids": list(result_ids),
            "organisation": organisation_id,
            "now": now,
            "looked_up_after": now - LOOK_UP_OPEN,
        }
        with self._database.read() as connection:
            rows = connection.execute(ask.VERIFIED_TOGETHER, values).mappings().all()
        found = {row["id"]: row for row in rows}
        return [_downloadable(found[one]) for one in result_ids if one in found]

    def differences(self, download_id: DownloadId, organisation_id: OrganisationId, *, now: datetime) -> Differences:
        gone = changed = 0
        after, last = -1, 0
        while after < last:
            values = {
                "download": download_id,
                "after": after,
                "until": after + COMPARED_TOGETHER,
                "organisation": organisation_id,
                "now": now,
                "looked_up_after": now - LOOK_UP_OPEN,
            }
            with self._database.read() as connection:
                rows = connection.execute(ask.COMPARED, values).all()
            for last, stood, is_open, *stands in rows:  # noqa: B007 (the loop around it ends there)
                if not is_open:
                    gone += 1
                elif _version(*stands) != stood:
                    changed += 1
            after += COMPARED_TOGETHER
        return Differences(gone=gone, changed=changed)

    def issuer(self) -> str:
        with self._database.read() as connection:
            return connection.execute(_ISSUER).scalar_one_or_none() or ""


def _downloadable(row: RowMapping) -> DownloadableResult:
    return DownloadableResult(
        shown=verified_result(row),
        given_name=row["given_name"],
        family_name=row["family_name"],
        version=_version(row["version"], row["share_id"], row["share_version"], row["photo"]),
    )


def _version(result: int, share_id: UUID | str | None, share: int | None, photo: str | None) -> int:
    """A fingerprint of all that can change, as shares follow one another and each counts from the start. It has 31
    bits, what a column of whole numbers holds."""
    return zlib.crc32(f"{result} {share_id} {share} {photo}".encode()) >> 1
