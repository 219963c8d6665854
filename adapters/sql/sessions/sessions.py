"""Test sessions, stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from adapters.sql.bookings.tables import booking
from adapters.sql.sessions.mappings import SESSIONS, date_rows, paper_of, paper_rows
from adapters.sql.sessions.tables import session_availability, session_date, session_paper, test_session
from adapters.sql.tracking import Row, TrackedRows, batches
from core.access.model import Scope
from core.bookings.views import DeadlineKind
from core.sessions.model import Paper, SessionStatus, TestSession, TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId

_ONE = select(test_session).where(test_session.c.id == bindparam("id"))
_WITH_CODE = select(test_session).where(test_session.c.code == bindparam("wanted"))
_BOOKED = select(booking.c.session_id).where(
    booking.c.session_id == bindparam("of_session"), booking.c.entrant_id == bindparam("entrant")
)
_MANY = select(test_session).where(test_session.c.id.in_(bindparam("ids", expanding=True))).order_by(test_session.c.id)
_DUE = (
    select(test_session)
    .where(
        test_session.c.status == SessionStatus.OPEN.value,
        test_session.c.id.in_(
            select(session_date.c.session_id).where(
                session_date.c.at >= bindparam("start"),
                session_date.c.at < bindparam("end"),
                session_date.c.kind.in_(
                    [DeadlineKind.ENTRIES.value, DeadlineKind.LATE_ENTRIES.value, DeadlineKind.PAYMENTS.value]
                ),
            )
        ),
    )
    .order_by(test_session.c.id)
)
_PAPERS = (
    select(session_paper)
    .where(session_paper.c.session_id.in_(bindparam("sessions", expanding=True)))
    .order_by(session_paper.c.session_id, session_paper.c.place)
)
_AVAILABILITY = select(session_availability.c.session_id, session_availability.c.preparation_centre_id).where(
    session_availability.c.session_id.in_(bindparam("sessions", expanding=True))
)
_OF_SESSION = [
    delete(table).where(table.c.session_id == bindparam("of_session")) for table in (session_paper, session_date)
]
_TAKE_BACK = delete(session_availability).where(
    session_availability.c.session_id == bindparam("of_session"),
    session_availability.c.preparation_centre_id == bindparam("preparation_centre"),
)
_TAKE_ALL_BACK = delete(session_availability).where(
    session_availability.c.preparation_centre_id == bindparam("preparation_centre"),
    session_availability.c.session_id.in_(
        select(test_session.c.id).where(test_session.c.centre_id == bindparam("centre"))
    ),
)
_PLACES = [
    update(table)
    .where(table.c.session_id == bindparam("of_session"))
    .values(starts_at=bindparam("starts"), ends_at=bindparam("ends"))
    for table in (session_availability, booking)
]
"""Give what is listed by a session's time the session's new time."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is stored of a session in other tables than its own."""

    papers: list[Row]
    dates: list[Row]
    available_to: frozenset[OrganisationId]
    starts_at: datetime
    ends_at: datetime


def _beside(session: TestSession) -> _Beside:
    return _Beside(
        papers=paper_rows(session),
        dates=date_rows(session),
        available_to=frozenset(session.available_to),
        starts_at=session.plan.starts_at,
        ends_at=session.plan.ends_at,
    )


class SqlSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, SESSIONS)
        self._stored: dict[UUID, _Beside] = {}
        """What is stored beside every session held for update."""

    def add(self, session: TestSession) -> None:
        self._rows.add(session)
        self._stored[session.id] = now = _beside(session)
        self._connection.execute(insert(session_paper), now.papers)
        self._connection.execute(insert(session_date), now.dates)
        self._make_available(session, now.available_to)

    def get(self, session_id: TestSessionId, scope: Scope, *, for_update: bool = False) -> TestSession:
        found = self._find(_ONE, {"id": session_id}, for_update=for_update)
        # Who sees it is looked at after the lock: it may have been taken back while we waited.
        if not found or not self._is_seen(found[0], scope):
            raise NotFoundError("test_session", session=session_id)
        return found[0]

    def _is_seen(self, session: TestSession, scope: Scope) -> bool:
        if scope.covers(session.centre_id) or scope.organisation_id in session.available_to:
            return True
        values = {"of_session": session.id, "entrant": scope.organisation_id}
        return self._connection.execute(_BOOKED, values).first() is not None

    def with_code(self, code: str, *, for_update: bool = False) -> TestSession | None:
        found = self._find(_WITH_CODE, {"wanted": code}, for_update=for_update)
        return found[0] if found else None

    def many(self, session_ids: Sequence[TestSessionId]) -> Sequence[TestSession]:
        return self._find(_MANY, {"ids": list(session_ids)})

    def take_back_all(self, centre: OrganisationId, preparation_centre: OrganisationId) -> int:
        values = {"centre": centre, "preparation_centre": preparation_centre}
        return self._connection.execute(_TAKE_ALL_BACK, values).rowcount

    def with_deadline_between(self, start: datetime, end: datetime) -> Sequence[TestSession]:
        return self._find(_DUE, {"start": start, "end": end})

    # Any: the types of a session's columns, which nobody here asks for.
    def _find(self, query: Select[Any], values: Row, *, for_update: bool = False) -> list[TestSession]:
        found = self._rows.many(query, values, for_update=for_update)
        new = {one.id: one for one in found if one.id not in self._stored}
        papers: dict[UUID, list[Paper]] = {session_id: [] for session_id in new}
        for ids in batches(list(new)):
            for row in self._connection.execute(_PAPERS, {"sessions": ids}).mappings():
                papers[row["session_id"]].append(paper_of(row))
            for row in self._connection.execute(_AVAILABILITY, {"sessions": ids}).mappings():
                new[row["session_id"]].available_to.add(row["preparation_centre_id"])
        for session_id, session in new.items():
            session.plan = replace(session.plan, papers=tuple(papers[session_id]))
            if for_update:
                self._stored[session_id] = _beside(session)
        return found

    def flush(self) -> None:
        moved = {one.id: (one, now) for one in self._rows.held() if (now := _beside(one)) != self._stored[one.id]}
        self._rows.flush(touched={(session_id,) for session_id in moved})
        for session_id, (session, now) in moved.items():
            self._write(session, self._stored[session_id], now)
            self._stored[session_id] = now

    def _write(self, session: TestSession, was: _Beside, now: _Beside) -> None:
        if (was.papers, was.dates) != (now.papers, now.dates):
            for removal in _OF_SESSION:
                self._connection.execute(removal, {"of_session": session.id})
            self._connection.execute(insert(session_paper), now.papers)
            self._connection.execute(insert(session_date), now.dates)
        if taken_back := was.available_to - now.available_to:
            rows = [{"of_session": session.id, "preparation_centre": one} for one in taken_back]
            self._connection.execute(_TAKE_BACK, rows)
        self._make_available(session, now.available_to - was.available_to)
        if (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at):
            for placing in _PLACES:
                times = {"of_session": session.id, "starts": now.starts_at, "ends": now.ends_at}
                self._connection.execute(placing, times)

    def _make_available(self, session: TestSession, preparation_centres: frozenset[OrganisationId]) -> None:
        rows = [
            {
                "session_id": session.id,
                "preparation_centre_id": one,
                "starts_at": session.plan.starts_at,
                "ends_at": session.plan.ends_at,
            }
            for one in sorted(preparation_centres)
        ]
        if rows:
            self._connection.execute(insert(session_availability), rows)
