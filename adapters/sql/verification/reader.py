"""What recognising organisations see, straight from rows to views."""

from datetime import datetime

from adapters.sql.database import Database
from adapters.sql.paging import page_of
from adapters.sql.verification import statements as ask
from adapters.sql.verification.recognising import SqlLookUpPolicies
from adapters.sql.verification.searches import KEPT, criteria_of
from adapters.sql.verification.searching import Search
from adapters.sql.verification.views import look_up_row, verified_result
from core.access.model import digest_of
from core.results.model import ResultId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.verification.model.recognising import LookUpPolicy
from core.verification.model.searching import Criteria, SearchId
from core.verification.model.sharing import LOOK_UP_OPEN
from core.verification.views import FoundPage, LookUpRow, VerifiedResult


class SqlVerificationReader:
    """Each answer is one short transaction that only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def criteria(self, search_id: SearchId, person_id: PersonId, organisation_id: OrganisationId) -> Criteria:
        values = {"digest": digest_of(search_id), "person": person_id, "organisation": organisation_id}
        with self._database.read() as connection:
            document = connection.execute(KEPT, values).scalar_one_or_none()
        if document is None:
            raise NotFoundError("search")
        return criteria_of(document)

    def search(
        self,
        organisation_id: OrganisationId,
        criteria: Criteria,
        page: PageRequest,
        *,
        person_id: PersonId,
        now: datetime,
    ) -> FoundPage:
        with self._database.read() as connection:
            return Search(connection, organisation_id, criteria, now).found(page, person_id)

    def result(self, result_id: ResultId, organisation_id: OrganisationId, *, now: datetime) -> VerifiedResult:
        values = {
            "id": result_id,
            "organisation": organisation_id,
            "now": now,
            "looked_up_after": now - LOOK_UP_OPEN,
        }
        with self._database.read() as connection:
            row = connection.execute(ask.VERIFIED, values).mappings().one_or_none()
        if row is None:
            raise NotFoundError("result", result=result_id)
        return verified_result(row)

    def look_ups(self, organisation_id: OrganisationId, page: PageRequest, *, now: datetime) -> Page[LookUpRow]:
        values = {"organisation": organisation_id, "looked_up_after": now - LOOK_UP_OPEN}
        with self._database.read() as connection:
            rows = connection.execute(ask.LOOK_UPS_ORDER.page(ask.LOOK_UPS, page), values).mappings().all()
        return page_of(rows, page, item=look_up_row, cursor=ask.LOOK_UPS_ORDER.cursor)

    def look_up_policy(self) -> LookUpPolicy:
        with self._database.read() as connection:
            return SqlLookUpPolicies(connection).get()
