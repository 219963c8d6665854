"""Lists and details of bookings, entries and help requests, straight from rows to views."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, and_, or_

from adapters.sql.bookings import statements as ask
from adapters.sql.bookings.clashes import other_exams
from adapters.sql.bookings.mappings import details_of, line_of
from adapters.sql.bookings.rows import (
    booking_row,
    booking_view,
    deadline_row,
    entry_row,
    entry_view,
    request_row,
    request_view,
    standing,
)
from adapters.sql.bookings.tables import booking, candidate, help_request
from adapters.sql.catalogue import exam
from adapters.sql.database import Database
from adapters.sql.paging import page_of
from adapters.sql.searching import every_word
from adapters.sql.tracking import batches
from core.access.model import OrganisationKind, Scope
from core.bookings.model import EntryId, EntryStatus, Line, RequestId, RequestStatus
from core.bookings.views import (
    BookingRow,
    BookingView,
    DeadlineRow,
    EntryCheck,
    EntryRow,
    EntryView,
    RequestRow,
    RequestView,
)
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import MAX_PAGE, Page, PageRequest
from core.shared.text import fold_name

# Any: the columns selected differ from list to list.
Query = Select[Any]


class SqlBookingsReader:
    """Each answer is one short transaction that only reads; the streamed entries are one for each few hundred."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bookings(
        self,
        scope: Scope,
        page: PageRequest,
        *,
        search: str = "",
        session_id: TestSessionId | None = None,
        entrant: OrganisationId | None = None,
        since: datetime | None = None,
    ) -> Page[BookingRow]:
        query, order = ask.BOOKINGS, ask.BOOKINGS_LATEST if since is None else ask.BOOKINGS_NEXT
        if since is not None:
            query = query.where(booking.c.ends_at > since)
        if entrant is not None:
            query = query.where(booking.c.entrant_id == entrant)
        if session_id is not None:
            query, order = query.where(booking.c.session_id == session_id), ask.BOOKINGS_OF_SESSION
        if search.strip():
            folded = [exam.c.folded_name, ask.centre.c.folded_name, ask.entrant.c.folded_name]
            plain = [exam.c.code, ask.centre.c.number, ask.entrant.c.number]
            query = query.where(every_word(search, folded=folded, plain=plain))
        with self._database.read() as connection:
            query = _within(connection, query, scope, booking.c.centre_id, booking.c.entrant_id)
            rows = connection.execute(order.page(query, page)).mappings().all()
        return page_of(rows, page, item=booking_row, cursor=order.cursor)

    def booking(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> BookingView:
        values = {"session": session_id, "of_entrant": entrant}
        with self._database.read() as connection:
            row = connection.execute(ask.BOOKING, values).mappings().one_or_none()
            if row is None or not (scope.covers(row["centre_id"]) or scope.covers(entrant)):
                raise NotFoundError("booking", session=session_id, entrant=entrant)
            fees = connection.execute(ask.FEES, values).mappings().all()
        return booking_view(row, fees)

    def entries(
        self,
        session_id: TestSessionId,
        entrant: OrganisationId,
        scope: Scope,
        page: PageRequest,
        *,
        search: str = "",
    ) -> Page[EntryRow]:
        query = ask.ENTRIES_OF if not search.strip() else ask.ENTRIES_OF.where(_sought(search))
        values = {"session": session_id, "of_entrant": entrant}
        with self._database.read() as connection:
            currency = _currency(connection, session_id, entrant, scope)
            rows = connection.execute(ask.ENTRIES_ORDER.page(query, page), values).mappings().all()
            lines = _lines(connection, [row["id"] for row in rows[: page.size]])
        return page_of(
            rows,
            page,
            item=lambda row: entry_row(row, lines[row["id"]], currency=currency),
            cursor=ask.ENTRIES_ORDER.cursor,
        )

    def all_entries(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> Iterator[EntryView]:
        """A booking that is not there is told here and now, not when the first entry is taken."""
        with self._database.read() as connection:
            currency = _currency(connection, session_id, entrant, scope)
        return self._stream(session_id, entrant, currency)

    def _stream(self, session_id: TestSessionId, entrant: OrganisationId, currency: str) -> Iterator[EntryView]:
        values = {"session": session_id, "of_entrant": entrant}
        after: str | None = None
        while True:
            page = PageRequest(size=MAX_PAGE, after=after)
            with self._database.read() as connection:
                query = ask.ENTRIES_ORDER.page(ask.ENTRIES_OF, page)
                rows = connection.execute(query, values).mappings().all()
                lines = _lines(connection, [row["id"] for row in rows[:MAX_PAGE]])
            for row in rows[:MAX_PAGE]:
                yield entry_view(row, lines[row["id"]], currency=currency)
            if len(rows) <= MAX_PAGE:
                return
            after = ask.ENTRIES_ORDER.cursor(rows[MAX_PAGE - 1])

    def entry(self, entry_id: EntryId, scope: Scope) -> EntryView:
        query = ask.ENTRY if scope.organisation_id is None else ask.ENTRY_IN_SCOPE
        values = {"id": entry_id, "organisation": scope.organisation_id}
        with self._database.read() as connection:
            row = connection.execute(query, values).mappings().one_or_none()
            if row is None:
                raise NotFoundError("entry", entry=entry_id)
            lines = _lines(connection, [entry_id])
        return entry_view(row, lines[entry_id], currency=row["currency"])

    def checks(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> Sequence[EntryCheck]:
        values = {"session": session_id, "of_entrant": entrant}
        with self._database.read() as connection:
            currency = _currency(connection, session_id, entrant, scope)
            rows = connection.execute(ask.ENTERED_OF, values).mappings().all()
            lines = _lines(connection, [row["id"] for row in rows])
            exams = other_exams(connection, session_id, rows)
        return [_check(row, lines[row["id"]], exams.get(row["candidate_id"], ""), currency=currency) for row in rows]

    def requests(self, scope: Scope, page: PageRequest, *, status: RequestStatus | None = None) -> Page[RequestRow]:
        query, order = ask.REQUESTS, ask.REQUESTS_ORDER
        if status is not None:
            query = query.where(help_request.c.status == status.value)
        with self._database.read() as connection:
            query = _within(connection, query, scope, help_request.c.centre_id, help_request.c.entrant_id)
            rows = connection.execute(order.page(query, page)).mappings().all()
        return page_of(rows, page, item=request_row, cursor=order.cursor)

    def request(self, request_id: RequestId, scope: Scope) -> RequestView:
        query = ask.REQUEST if scope.organisation_id is None else ask.REQUEST_IN_SCOPE
        values = {"id": request_id, "organisation": scope.organisation_id}
        with self._database.read() as connection:
            row = connection.execute(query, values).mappings().one_or_none()
            if row is None:
                raise NotFoundError("help_request", request=request_id)
            messages = connection.execute(ask.MESSAGES, {"request": request_id}).mappings().all()
            names = _names(connection, {message["by"] for message in messages})
        return request_view(row, messages, names)

    def deadlines(self, scope: Scope, *, start: datetime, end: datetime) -> Sequence[DeadlineRow]:
        values = {"start": start, "end": end, "organisation": scope.organisation_id}
        with self._database.read() as connection:
            is_centre = _is_test_centre(connection, scope)
            query, affected = ask.DATES_OF_CENTRE if is_centre else ask.DATES_OF_ENTRANT, ask.AFFECTED
            if scope.organisation_id is None:
                query = ask.DATES
            elif not is_centre:
                affected = affected.where(booking.c.entrant_id == scope.organisation_id)
            rows = connection.execute(query, values).mappings().all()
            figures: dict[UUID, RowMapping] = {}
            for sessions in batches(sorted({row["session_id"] for row in rows})):
                found = connection.execute(affected, {"sessions": sessions}).mappings()
                figures |= {row["session_id"]: row for row in found}
        return [deadline_row(row, figures.get(row["session_id"])) for row in rows]


def _is_test_centre(connection: Connection, scope: Scope) -> bool:
    kind = connection.execute(ask.KIND, {"id": scope.organisation_id}).scalar_one_or_none()
    return kind == OrganisationKind.TEST_CENTRE.value


# Any: what the columns hold is no matter here.
def _within(connection: Connection, query: Query, scope: Scope, centre: Column[Any], entrant: Column[Any]) -> Query:
    """Its own side of things, so that the list is read off the one index of that side: what a test centre enters
    itself is for its own sessions."""
    if scope.organisation_id is None:
        return query
    side = centre if _is_test_centre(connection, scope) else entrant
    return query.where(side == scope.organisation_id)


def _currency(connection: Connection, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> str:
    """The currency of a booking within the scope."""
    row = connection.execute(ask.OWNERS, {"session": session_id, "of_entrant": entrant}).one_or_none()
    if row is None or not (scope.covers(row.centre_id) or scope.covers(entrant)):
        raise NotFoundError("booking", session=session_id, entrant=entrant)
    return str(row.currency)


def _sought(search: str) -> ColumnElement[bool]:
    """Every word typed is part of the name, a number or the address: as names are compared, or as it was typed."""
    key = candidate.c.search_key
    return and_(
        *(
            or_(*(key.contains(part, autoescape=True) for part in {word, fold_name(word)} if part))
            for word in search.casefold().split()
        )
    )


def _names(connection: Connection, authors: Collection[str]) -> dict[str, str]:
    people = [UUID(author.removeprefix("person:")) for author in authors if author.startswith("person:")]
    rows = connection.execute(ask.NAMES, {"people": people}) if people else ()
    return {f"person:{row.id}": row.name for row in rows}


def _lines(connection: Connection, entries: Sequence[UUID]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {entry_id: [] for entry_id in entries}
    for ids in batches(entries):
        for row in connection.execute(ask.LINES, {"entries": ids}).mappings():
            found[row["entry_id"]].append(line_of(row))
    return found


def _check(row: RowMapping, lines: Sequence[Line], clash: str, *, currency: str) -> EntryCheck:
    details = details_of(row)
    _, payment = standing(lines, EntryStatus(row["status"]), currency=currency)
    return EntryCheck(
        session_id=row["session_id"],
        entry_id=row["id"],
        candidate_id=row["candidate_id"],
        name=details.name,
        id_number=details.id_number,
        same_person_key=row["person_key"],
        date_of_birth=details.date_of_birth,
        consent=details.consent,
        payment=payment,
        clash=clash,
    )
