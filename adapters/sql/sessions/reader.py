"""Lists and details of test sessions, straight from rows to views."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select

from adapters.sql.access.tables import organisation
from adapters.sql.catalogue import exam
from adapters.sql.database import Database
from adapters.sql.orders import KeyOrder
from adapters.sql.paging import page_of
from adapters.sql.searching import every_word
from adapters.sql.sessions import statements as ask
from adapters.sql.sessions.mappings import SESSIONS, paper_of, price_of, speaking_of
from adapters.sql.sessions.tables import session_availability, test_session
from adapters.sql.tracking import Row
from core.access.model import Scope
from core.sessions.model import SessionStatus, TestSessionId
from core.sessions.views import CentreContact, SessionFilter, SessionRow, SessionView
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.money import Money
from core.shared.paging import Page, PageRequest


class SqlSessionsReader:
    """Each answer is one short transaction that only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def available(
        self, preparation_centre: OrganisationId, page: PageRequest, wanted: SessionFilter, *, now: datetime
    ) -> Page[SessionRow]:
        query = _filtered(ask.AVAILABLE, wanted, ends_at=session_availability.c.ends_at, now=now)
        order = ask.AVAILABLE_LATEST if wanted.past else ask.AVAILABLE_NEXT
        return self._page(query, page, order, {"preparation_centre": preparation_centre})

    def owned(
        self, centre: OrganisationId, page: PageRequest, wanted: SessionFilter, *, now: datetime
    ) -> Page[SessionRow]:
        query = _filtered(ask.OWNED, wanted, ends_at=test_session.c.ends_at, now=now)
        order = ask.OWNED_LATEST if wanted.past else ask.OWNED_NEXT
        return self._page(query, page, order, {"centre": centre})

    # Any, here and below: the columns selected differ from list to list.
    def _page(self, query: Select[Any], page: PageRequest, order: KeyOrder, values: Row) -> Page[SessionRow]:
        with self._database.read() as connection:
            rows = connection.execute(order.page(query, page), values).mappings().all()
        return page_of(rows, page, item=_row, cursor=order.cursor)

    def session(self, session_id: TestSessionId, scope: Scope, *, now: datetime) -> SessionView:
        with self._database.read() as connection:
            values = {"id": session_id, "organisation": scope.organisation_id}
            row = connection.execute(ask.BY_ID, values).mappings().one_or_none()
            if row is None:
                raise NotFoundError("test_session", session=session_id)
            is_owner = scope.covers(row["centre_id"])
            if not (is_owner or row["is_available"] or row["is_booked"]):
                raise NotFoundError("test_session", session=session_id)
            view = _view(connection, row, now=now)
            if is_owner:
                return replace(view, available_to=_seen_by(connection, session_id))
        return view if row["is_available"] else replace(view, code="")

    def by_code(self, code: str, *, now: datetime) -> SessionView | None:
        with self._database.read() as connection:
            row = connection.execute(ask.BY_CODE, {"wanted": code, "organisation": None}).mappings().one_or_none()
            return _view(connection, row, now=now) if row else None


def _filtered(query: Select[Any], wanted: SessionFilter, *, ends_at: Column[Any], now: datetime) -> Select[Any]:
    if not wanted.past:
        query = query.where(ends_at > now)
    if wanted.status is not None:
        query = query.where(test_session.c.status == wanted.status.value)
    if wanted.search.strip():
        folded, plain = [exam.c.folded_name, organisation.c.folded_name], [exam.c.code, organisation.c.number]
        query = query.where(every_word(wanted.search, folded=folded, plain=plain))
    return query


def _row(row: RowMapping) -> SessionRow:
    return SessionRow(
        id=row["shown_id"],
        exam=row["exam_code"],
        exam_name=row["exam_name"],
        centre_name=row["centre_name"],
        centre_number=row["centre_number"],
        status=SessionStatus(row["status"]),
        starts_at=row["starts_at"],
        speaking=speaking_of(row),
        time_zone=row["time_zone"],
        entries_until=row["entries_until"],
        late_entries_until=row["late_entries_until"],
        payments_until=row["payments_until"],
        price=price_of(row),
        late_fee=Money(amount=row["late_fee"], currency=row["currency"]),
        seats_left=row["capacity"] - row["taken"],
        taken=row["taken"],
        available_to=row["available_to"],
    )


def _view(connection: Connection, row: RowMapping, *, now: datetime) -> SessionView:
    """As whoever may hand out its code sees it, without those to whom it is available."""
    papers = connection.execute(ask.PAPERS, {"session": row["id"]}).mappings()
    session = SESSIONS.to_domain(row)
    return SessionView(
        id=session.id,
        centre=CentreContact(
            id=row["centre_id"],
            name=row["centre_name"],
            number=row["centre_number"],
            email=row["centre_email"],
            phone=row["centre_phone"],
        ),
        plan=replace(session.plan, papers=tuple(paper_of(paper) for paper in papers)),
        exam_name=row["exam_name"],
        venue_name=row["venue_name"],
        venue_address=f"{row['venue_address']}, {row['venue_city']}",
        status=session.status,
        terms=session.terms(now=now),
        seats_left=session.seats_left,
        taken=session.taken,
        code=session.code,
        available_to=(),
        version=session.version,
    )


def _seen_by(connection: Connection, session_id: TestSessionId) -> tuple[tuple[OrganisationId, str], ...]:
    rows = connection.execute(ask.SEEN_BY, {"session": session_id})
    return tuple((OrganisationId(row.id), row.name) for row in rows)
