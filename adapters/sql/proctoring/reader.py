"""Lists and details of proctored tests, straight from rows to views."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, RowMapping, Select, or_

from adapters.sql.access.tables import person
from adapters.sql.database import Database
from adapters.sql.paging import page_of
from adapters.sql.proctoring import statements as ask
from adapters.sql.proctoring.mappings import rating_of, window_in
from adapters.sql.proctoring.rows import Names, attention_row, candidate_row, log_row, session_row, test_row
from adapters.sql.proctoring.tables import (
    booking_log_entry,
    candidate_session,
    proctor_booking,
    proctored_test,
    session_rating,
    test_candidate,
)
from core.access.model import Scope
from core.proctoring.log_codes import CATALOGUE, Code
from core.proctoring.model.log import BookingState, ProctorBookingId
from core.proctoring.model.session import Rating
from core.proctoring.model.test import ProctoredTestId, Proctoring, TestStatus
from core.proctoring.views import (
    AttentionRow,
    BookingView,
    CandidateRow,
    DeliverySummary,
    LogFilter,
    LogRow,
    SessionRow,
    SimpleStatus,
    TestFilter,
    TestRow,
    TestView,
)
from core.shared.errors import NotFoundError
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name

# Any: the columns selected differ from list to list.
Query = Select[Any]

STREAMED = 500
"""Rows of a streamed log fetched at once."""


class SqlProctoringReader:
    """Each answer is one short transaction that only reads; the streamed log holds one open as long as it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tests(self, scope: Scope, page: PageRequest, wanted: TestFilter) -> Page[TestRow]:
        if wanted.status is None:
            query, order = ask.TESTS, ask.TESTS_ORDER
            query = _within(query, scope, proctored_test.c.organisation_id)
        else:
            query, order = ask.TESTS_BY_STATUS, ask.TESTS_BY_STATUS_ORDER
            query = query.where(proctor_booking.c.simple_status == wanted.status.value)
            query = _within(query, scope, proctor_booking.c.organisation_id)
        if part := fold_name(wanted.search):
            query = query.where(proctored_test.c.folded_title.contains(part))
        with self._database.read() as connection:
            rows = connection.execute(order.page(query, page)).mappings().all()
        return page_of(rows, page, item=test_row, cursor=order.cursor)

    def summary(self, scope: Scope, *, now: datetime) -> DeliverySummary:
        query = ask.SUMMARY_OF_ALL if scope.organisation_id is None else ask.SUMMARY_OF_ONE
        values = {"now": now, "organisation": scope.organisation_id}
        with self._database.read() as connection:
            rows = connection.execute(query, values).all()
        numbers = {SimpleStatus(row.simple_status): row.number for row in rows}
        return DeliverySummary(
            upcoming=sum(numbers.values()),
            awaiting=numbers.get(SimpleStatus.REQUESTED, 0) + numbers.get(SimpleStatus.AWAITING_CONFIRMATION, 0),
            confirmed=numbers.get(SimpleStatus.CONFIRMED, 0),
            attention=numbers.get(SimpleStatus.NEEDS_ATTENTION, 0),
        )

    def test(self, test_id: ProctoredTestId, scope: Scope) -> TestView:
        with self._database.read() as connection:
            row = _one(connection, ask.TEST, test_id, scope)
        return TestView(
            id=row["id"],
            organisation_id=row["organisation_id"],
            organisation_name=row["organisation_name"],
            title=row["title"],
            proctoring=Proctoring(row["proctoring"]),
            status=TestStatus(row["status"]),
            provider=row["provider"],
            ratio=row["ratio"],
            window=window_in(row),
            time_zone=row["time_zone"],
            candidates=row["candidates"],
            longest_extra_minutes=row["longest_extra_minutes"],
            version=row["version"],
        )

    def candidates(
        self, test_id: ProctoredTestId, scope: Scope, page: PageRequest, *, search: str = ""
    ) -> Page[CandidateRow]:
        query = ask.CANDIDATES.where(test_candidate.c.test_id == test_id)
        if sought := search.strip().casefold():
            key = test_candidate.c.search_key
            as_name = fold_name(search)
            # A number or an address is looked for as it is typed, a name as names are compared.
            parts = [key.contains(sought, autoescape=True), *([key.contains(as_name)] if as_name else [])]
            query = query.where(or_(*parts))
        with self._database.read() as connection:
            _one(connection, ask.OWNED, test_id, scope)
            rows = connection.execute(ask.CANDIDATES_ORDER.page(query, page)).mappings().all()
        return page_of(rows, page, item=candidate_row, cursor=ask.CANDIDATES_ORDER.cursor)

    def booking(self, test_id: ProctoredTestId, scope: Scope) -> BookingView:
        with self._database.read() as connection:
            row = _one(connection, ask.BOOKING, test_id, scope)
        return BookingView(
            id=row["id"],
            state=BookingState(row["state"]),
            vendor_side_unknown=row["vendor_side_unknown"],
            provider=row["provider"],
            window=window_in(row),
            reference=row["reference"],
            activation=row["activation"],
            checks=row["checks"],
            next_check_at=row["next_check_at"],
            last_code=Code(row["last_code"]) if row["last_code"] else None,
        )

    def log(self, test_id: ProctoredTestId, scope: Scope, page: PageRequest, wanted: LogFilter) -> Page[LogRow]:
        with self._database.read() as connection:
            query = ask.LOG_ORDER.page(_log_query(_booking_id(connection, test_id, scope), wanted), page)
            rows = connection.execute(query).mappings().all()
            names = _names(connection, {row["actor"] for row in rows})
        return page_of(rows, page, item=lambda row: log_row(row, names), cursor=ask.LOG_ORDER.cursor)

    def whole_log(self, test_id: ProctoredTestId, scope: Scope, wanted: LogFilter) -> Iterator[LogRow]:
        """What is wrong with the question is raised here and now, not when the first row is taken."""
        with self._database.read() as connection:
            booking_id = _booking_id(connection, test_id, scope)
        return self._stream(booking_id, _log_query(booking_id, wanted).order_by(*ask.LOG_ORDER.sorting))

    def _stream(self, booking_id: ProctorBookingId, query: Query) -> Iterator[LogRow]:
        with self._database.read() as connection:
            actors = connection.execute(ask.ACTORS.where(booking_log_entry.c.booking_id == booking_id)).scalars()
            names = _names(connection, set(actors))
            # A reader that leaves early leaves no cursor open on the server.
            with connection.execute(query, execution_options={"yield_per": STREAMED}) as result:
                for row in result.mappings():
                    yield log_row(row, names)

    def sessions(self, test_id: ProctoredTestId, scope: Scope, page: PageRequest) -> Page[SessionRow]:
        with self._database.read() as connection:
            booking_id = _booking_id(connection, test_id, scope)
            query = ask.SESSIONS.where(candidate_session.c.booking_id == booking_id)
            rows = connection.execute(ask.SESSIONS_ORDER.page(query, page)).mappings().all()
            ratings = _ratings(connection, booking_id, [row["candidate_number"] for row in rows])
        return page_of(
            rows,
            page,
            item=lambda row: session_row(row, ratings.get(row["candidate_number"], ())),
            cursor=ask.SESSIONS_ORDER.cursor,
        )

    def attention(self, scope: Scope, page: PageRequest) -> Page[AttentionRow]:
        query = _within(ask.ATTENTION, scope, proctor_booking.c.organisation_id)
        with self._database.read() as connection:
            rows = connection.execute(ask.ATTENTION_ORDER.page(query, page)).mappings().all()
        return page_of(rows, page, item=attention_row, cursor=ask.ATTENTION_ORDER.cursor)

    def typical_queue_time(self, provider: str) -> timedelta:
        with self._database.read() as connection:
            rows = connection.execute(ask.QUEUE.where(proctor_booking.c.provider == provider)).all()
        waits = [(row.sent_at - row.scheduled_at).total_seconds() for row in rows]
        return timedelta(seconds=median(waits)) if waits else timedelta(0)


def _within(query: Query, scope: Scope, owner: Column[Any]) -> Query:
    return query if scope.organisation_id is None else query.where(owner == scope.organisation_id)


def _one(connection: Connection, query: Query, test_id: ProctoredTestId, scope: Scope) -> RowMapping:
    query = _within(query.where(proctored_test.c.id == test_id), scope, proctored_test.c.organisation_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("proctored_test", id=test_id)
    return row


def _booking_id(connection: Connection, test_id: ProctoredTestId, scope: Scope) -> ProctorBookingId:
    return ProctorBookingId(_one(connection, ask.OWNED, test_id, scope)["id"])


def _log_query(booking_id: ProctorBookingId, wanted: LogFilter) -> Query:
    query = ask.LOG.where(booking_log_entry.c.booking_id == booking_id)
    if wanted.severity:
        codes = [line.code.value for line in CATALOGUE.values() if line.severity is wanted.severity]
        query = query.where(booking_log_entry.c.code.in_(codes))
    if wanted.code:
        query = query.where(booking_log_entry.c.code == wanted.code.value)
    if wanted.candidate:
        query = query.where(booking_log_entry.c.candidate_number == wanted.candidate)
    return query


def _names(connection: Connection, actors: Collection[str]) -> Names:
    """Names of the people among the actors, in one query."""
    people = {actor: UUID(actor.removeprefix("person:")) for actor in actors if actor.startswith("person:")}
    if not people:
        return {}
    found = connection.execute(ask.NAMES.where(person.c.id.in_(people.values())))
    names = {row.id: row.name for row in found}
    return {actor: names[person_id] for actor, person_id in people.items() if person_id in names}


def _ratings(connection: Connection, booking_id: UUID, numbers: Sequence[str]) -> dict[str, list[Rating]]:
    query = ask.RATINGS.where(session_rating.c.booking_id == booking_id, session_rating.c.candidate_number.in_(numbers))
    found: dict[str, list[Rating]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["candidate_number"], []).append(rating_of(row))
    return found
