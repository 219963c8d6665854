"""Candidates' sessions with their ratings, and the notices received, stored."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from adapters.sql.proctoring.mappings import SESSIONS, rating_of, rating_row
from adapters.sql.proctoring.tables import candidate_session, received_notice, session_rating
from adapters.sql.tracking import Key, TrackedRows, batches
from adapters.sql.upsert import Upsert
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.session import CandidateSession
from core.shared.ids import OrganisationId

_SESSION = select(candidate_session).where(
    candidate_session.c.booking_id == bindparam("booking"), candidate_session.c.candidate_number == bindparam("number")
)
_RATINGS = (
    select(session_rating)
    .where(
        session_rating.c.booking_id == bindparam("booking"), session_rating.c.candidate_number == bindparam("number")
    )
    .order_by(session_rating.c.version)
)
_RATE = insert(session_rating)


class SqlCandidateSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, SESSIONS)
        self._stored_ratings: dict[Key, int] = {}

    def add(self, session: CandidateSession) -> None:
        self._rows.add(session)
        self._stored_ratings[_key(session)] = 0

    def find(
        self, booking_id: ProctorBookingId, candidate_number: str, *, for_update: bool = False
    ) -> CandidateSession | None:
        values = {"booking": booking_id, "number": candidate_number}
        session = self._rows.one(_SESSION, values, for_update=for_update)
        if session is None or _key(session) in self._stored_ratings:
            return session
        session.ratings = [rating_of(row) for row in self._connection.execute(_RATINGS, values).mappings()]
        if for_update:
            self._stored_ratings[_key(session)] = len(session.ratings)
        return session

    def flush(self) -> None:
        """A rating raises its session's version too: of two workers that fetched the same one only one stores it."""
        new = [
            (session, rating)
            for session in self._rows.held()
            for rating in session.ratings[self._stored_ratings[_key(session)] :]
        ]
        self._rows.flush(touched={_key(session) for session, _ in new})
        for batch in batches([rating_row(session, rating) for session, rating in new]):
            self._connection.execute(_RATE, batch)
        for session, _ in new:
            self._stored_ratings[_key(session)] = len(session.ratings)


def _key(session: CandidateSession) -> Key:
    return (session.booking_id, session.candidate_number)


_NOTE = Upsert(
    lambda insert_into: insert_into(received_notice).on_conflict_do_nothing().returning(received_notice.c.event_id)
)


class SqlReceivedNotices:
    """Of two units that note one event at once, PostgreSQL lets the second wait for the first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_new(self, provider: str, organisation_id: OrganisationId, event_id: str, *, now: datetime) -> bool:
        row = {"provider": provider, "organisation_id": organisation_id, "event_id": event_id, "received_at": now}
        return self._connection.execute(_NOTE.on(self._connection), row).first() is not None
