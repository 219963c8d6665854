"""Calendar feeds, and what calendars and reminders keep and ask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from adapters.sql.bookings.tables import booking
from adapters.sql.catalogue import venue
from adapters.sql.database import Database
from adapters.sql.schema import Id, UTCDateTime, metadata
from adapters.sql.sessions.mappings import SESSIONS, paper_of
from adapters.sql.sessions.tables import session_paper, test_session
from adapters.sql.tracking import Row, batches
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from core.access.model import Scope
from core.bookings.calendar import CalendarFeed, HeldAt
from core.bookings.reminding import Reminder, SentRow
from core.bookings.views import DeadlineKind
from core.sessions.model import Paper, TestSessionId
from core.shared.ids import OrganisationId, PersonId

calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("made_at", UTCDateTime, nullable=False),
    UniqueConstraint("digest"),
)

deadline_reminder = Table(
    "deadline_reminder",
    metadata,
    Column("session_id", Id, ForeignKey("test_session.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("deadline", UTCDateTime, primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
)


def _feed(row: RowMapping) -> CalendarFeed:
    return CalendarFeed(**row)


def _put(insert_into: NewInsert) -> AnyInsert:
    new = insert_into(calendar_feed)
    return new.on_conflict_do_update(
        index_elements=[calendar_feed.c.person_id, calendar_feed.c.organisation_id],
        set_={name: new.excluded[name] for name in ("digest", "made_at")},
    )


_PUT = Upsert(_put)
_REMOVE = delete(calendar_feed).where(
    calendar_feed.c.person_id == bindparam("person"), calendar_feed.c.organisation_id == bindparam("organisation")
)
_BEHIND = select(calendar_feed).where(calendar_feed.c.digest == bindparam("digest"))
_OF = select(calendar_feed).where(
    calendar_feed.c.person_id == bindparam("person"), calendar_feed.c.organisation_id == bindparam("organisation")
)


class SqlCalendarFeeds:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, feed: CalendarFeed) -> None:
        row: Row = {name: getattr(feed, name) for name in ("digest", "person_id", "organisation_id", "made_at")}
        self._connection.execute(_PUT.on(self._connection), row)

    def remove(self, person_id: PersonId, organisation_id: OrganisationId) -> None:
        self._connection.execute(_REMOVE, {"person": person_id, "organisation": organisation_id})


_SESSIONS = (
    select(test_session, venue.c.name.label("venue_name"), venue.c.address, venue.c.city)
    .join(venue, venue.c.id == test_session.c.venue_id)
    .where(test_session.c.id.in_(bindparam("sessions", expanding=True)))
)
_PAPERS = (
    select(session_paper)
    .where(session_paper.c.session_id.in_(bindparam("sessions", expanding=True)))
    .order_by(session_paper.c.session_id, session_paper.c.place)
)
_WHICH = (
    deadline_reminder.c.session_id,
    deadline_reminder.c.kind,
    deadline_reminder.c.deadline,
    deadline_reminder.c.days,
)
_SENT = (
    select(*_WHICH, func.count().label("centres"), func.max(deadline_reminder.c.at).label("last_at"))
    .where(deadline_reminder.c.session_id.in_(bindparam("sessions", expanding=True)))
    .group_by(*_WHICH)
)

_IS_OWN_OR_ADDRESSED = (deadline_reminder.c.organisation_id == bindparam("organisation")) | (
    select(test_session.c.centre_id).where(test_session.c.id == deadline_reminder.c.session_id).scalar_subquery()
    == bindparam("organisation")
)


class SqlCalendarReader:
    """Each answer is one short transaction that only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def feed_behind(self, digest: str) -> CalendarFeed | None:
        with self._database.read() as connection:
            row = connection.execute(_BEHIND, {"digest": digest}).mappings().one_or_none()
        return _feed(row) if row else None

    def feed_of(self, person_id: PersonId, organisation_id: OrganisationId) -> CalendarFeed | None:
        values = {"person": person_id, "organisation": organisation_id}
        with self._database.read() as connection:
            row = connection.execute(_OF, values).mappings().one_or_none()
        return _feed(row) if row else None

    def held(self, session_ids: Sequence[TestSessionId]) -> Mapping[TestSessionId, HeldAt]:
        found: dict[TestSessionId, HeldAt] = {}
        with self._database.read() as connection:
            for ids in batches(session_ids):
                papers: dict[UUID, list[Paper]] = {}
                for row in connection.execute(_PAPERS, {"sessions": ids}).mappings():
                    papers.setdefault(row["session_id"], []).append(paper_of(row))
                for row in connection.execute(_SESSIONS, {"sessions": ids}).mappings():
                    session = SESSIONS.to_domain(row)
                    plan = replace(session.plan, papers=tuple(papers[session.id]))
                    place = f"{row['venue_name']}, {row['address']}, {row['city']}"
                    found[session.id] = HeldAt(plan=plan, place=place)
        return found

    def sent(self, session_ids: Sequence[TestSessionId], scope: Scope) -> Sequence[SentRow]:
        """A preparation centre is told of its own reminders, whoever owns the session of all."""
        query = _SENT.where(_IS_OWN_OR_ADDRESSED) if scope.organisation_id is not None else _SENT
        found = []
        with self._database.read() as connection:
            for ids in batches(session_ids):
                values = {"sessions": ids, "organisation": scope.organisation_id}
                found += [_sent(row) for row in connection.execute(query, values).mappings()]
        return found


def _sent(row: RowMapping) -> SentRow:
    return SentRow(**{**row, "kind": DeadlineKind(row["kind"])})


_REMINDED = select(deadline_reminder.c.organisation_id).where(
    deadline_reminder.c.session_id == bindparam("session"),
    deadline_reminder.c.kind == bindparam("kind"),
    deadline_reminder.c.deadline == bindparam("deadline"),
    deadline_reminder.c.days == bindparam("days"),
)
_OWING = (
    select(booking.c.entrant_id)
    .where(
        booking.c.session_id == bindparam("session"),
        booking.c.unpaid > 0,
        booking.c.entrant_id != booking.c.centre_id,
    )
    .order_by(booking.c.entrant_id)
)
_ADD = insert(deadline_reminder)


class SqlReminders:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reminded(
        self, session_id: TestSessionId, kind: DeadlineKind, *, deadline: datetime, days: int
    ) -> frozenset[OrganisationId]:
        values = {"session": session_id, "kind": kind.value, "deadline": deadline, "days": days}
        return frozenset(self._connection.execute(_REMINDED, values).scalars())

    def add_all(self, reminders: Sequence[Reminder]) -> None:
        rows: list[Row] = [
            {
                "session_id": one.session_id,
                "kind": one.kind.value,
                "deadline": one.deadline,
                "days": one.days,
                "organisation_id": one.organisation_id,
                "at": one.at,
            }
            for one in reminders
        ]
        for batch in batches(rows):
            self._connection.execute(_ADD, batch)

    def owing(self, session_id: TestSessionId) -> Sequence[OrganisationId]:
        return self._connection.execute(_OWING, {"session": session_id}).scalars().all()
