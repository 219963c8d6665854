"""Searching the results shared with one organisation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from adapters.sql.access.tables import organisation
from adapters.sql.catalogue import exam
from adapters.sql.orders import KeyOrder
from adapters.sql.paging import page_of
from adapters.sql.results.mappings import number_key
from adapters.sql.results.tables import result
from adapters.sql.verification.search_tables import result_place, share_search
from adapters.sql.verification.tables import share_opened
from adapters.sql.verification.views import name_of
from core.access.model import OrganisationKind, fold_email
from core.results.model import SHOWN, ResultStatus, first_sort_id
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name
from core.verification.model.searching import Criteria
from core.verification.views import Count, FoundRow

_CAP = 1000
_NEWEST_SHARE = KeyOrder(share_search.c.share_id, newest_first=True)
_NEWEST_EXAM = KeyOrder(share_search.c.sid, newest_first=True)


class Search:
    def __init__(
        self, connection: Connection, organisation_id: OrganisationId, criteria: Criteria, now: datetime
    ) -> None:
        self._connection = connection
        self._order = _NEWEST_SHARE if criteria.is_empty else _NEWEST_EXAM
        self._where = and_(
            share_search.c.organisation_id == organisation_id,
            or_(share_search.c.expires_at.is_(None), share_search.c.expires_at > now),
            *_conditions(criteria),
        )

    def page(self, page: PageRequest, person_id: PersonId) -> Page[FoundRow]:
        # Any: so many columns have no type of their own.
        query: Select[Any] = (
            select(
                share_search.c.sid,
                share_search.c.share_id,
                share_search.c.shared_at,
                share_search.c.expires_at,
                share_search.c.shows_overall,
                result.c.id,
                result.c.given_name,
                result.c.family_name,
                result.c.taken_on,
                result.c.place,
                result.c.status,
                result.c.overall,
                result.c.grade,
                result.c.cefr,
                exam.c.name.label("exam_name"),
                organisation.c.name.label("centre_name"),
            )
            .join(result, result.c.sid == share_search.c.sid)
            .join(exam, exam.c.code == result.c.exam_code)
            .join(organisation, organisation.c.id == result.c.centre_id)
            .where(self._where)
        )
        rows = self._connection.execute(self._order.page(query, page)).mappings().all()
        opened = set(
            self._connection.execute(
                select(share_opened.c.share_id).where(
                    share_opened.c.person_id == person_id,
                    share_opened.c.share_id.in_([row["share_id"] for row in rows]),
                )
            ).scalars()
        )
        return page_of(rows, page, item=lambda row: _found(row, opened), cursor=self._order.cursor)

    def count(self) -> Count:
        some = select(share_search.c.sid).where(self._where).limit(_CAP + 1).subquery()
        number = self._connection.execute(select(func.count()).select_from(some)).scalar_one()
        return Count(number=min(number, _CAP), is_capped=number > _CAP)


def _conditions(criteria: Criteria) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if criteria.name:
        words = fold_name(criteria.name).split()
        found.append(
            and_(*(_begins(share_search.c.name_key, word) for word in words)) if words else share_search.c.sid < 0
        )
    if criteria.date_of_birth:
        found.append(share_search.c.date_of_birth == criteria.date_of_birth)
    if criteria.number:
        found.append(share_search.c.number_key == number_key(criteria.number))
    if criteria.email:
        found.append(share_search.c.email_key == fold_email(criteria.email))
    if criteria.exam:
        found.append(share_search.c.exam_code == criteria.exam)
    if criteria.place:
        words = fold_name(criteria.place).split()
        places = select(result_place.c.id).where(*(_begins(" " + result_place.c.name_key, word) for word in words))
        found.append(share_search.c.place_id.in_(places) if words else share_search.c.sid < 0)
    if criteria.centre:
        words = fold_name(criteria.centre).split()
        centres = select(organisation.c.id).where(
            organisation.c.kind == OrganisationKind.TEST_CENTRE.value,
            *(_begins(" " + organisation.c.folded_name, word) for word in words),
        )
        found.append(share_search.c.centre_id.in_(centres) if words else share_search.c.sid < 0)
    if criteria.taken_from:
        found.append(share_search.c.sid >= first_sort_id(criteria.taken_from))
    if criteria.taken_to:
        found.append(share_search.c.sid < first_sort_id(criteria.taken_to) + (1 << 30))
    if criteria.reference:
        found.append(share_search.c.sid.in_(select(result.c.sid).where(result.c.reference == criteria.reference)))
    return found


def _begins(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return column.contains(f" {word}", autoescape=True)


def _found(row: RowMapping, opened: set[UUID]) -> FoundRow:
    status = ResultStatus(row["status"])
    shows = row["shows_overall"] and status in SHOWN
    return FoundRow(
        result_id=row["id"],
        share_id=row["share_id"],
        name=name_of(row),
        exam_name=row["exam_name"],
        taken_on=row["taken_on"],
        centre_name=row["centre_name"],
        place=row["place"],
        status=status,
        overall=row["overall"] if shows else None,
        grade=row["grade"] if shows else None,
        cefr=row["cefr"] if shows else None,
        shared_at=row["shared_at"],
        expires_at=row["expires_at"],
        is_new=row["share_id"] not in opened,
    )
