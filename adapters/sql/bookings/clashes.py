"""Who of some people is entered already: for a session, or for another one of the same centre on one of its days."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, bindparam, select

from adapters.sql.bookings.mappings import details_of, document_key
from adapters.sql.bookings.tables import candidate, entry
from adapters.sql.catalogue import exam
from adapters.sql.sessions.tables import session_paper, test_session
from adapters.sql.tracking import batches
from core.bookings.model import CandidateDetails, EntryStatus
from core.bookings.views import Clash
from core.sessions.model import SessionStatus, TestSessionId

_own = session_paper.alias("own")
_DAY_MATES = (
    select(test_session.c.id)
    .where(
        test_session.c.status != SessionStatus.CANCELLED.value,
        test_session.c.id.in_(
            select(session_paper.c.session_id)
            .join(_own, (_own.c.centre_id == session_paper.c.centre_id) & (_own.c.day == session_paper.c.day))
            .where(_own.c.session_id == bindparam("of_session"))
        ),
    )
    .order_by(test_session.c.id)
)
"""Sessions of the same centre with a paper on one of the session's days, itself among them."""

_ENTERED = (
    select(candidate, entry.c.session_id, entry.c.id.label("entry_id"), exam.c.name.label("exam_name"))
    .select_from(candidate)
    .join(entry, entry.c.candidate_id == candidate.c.id)
    .join(test_session, test_session.c.id == entry.c.session_id)
    .join(exam, exam.c.code == test_session.c.exam_code)
    .where(entry.c.status == EntryStatus.ENTERED.value, entry.c.session_id.in_(bindparam("sessions", expanding=True)))
    .order_by(entry.c.id)
)
_BY_KEY = [
    _ENTERED.where(column.in_(bindparam("keys", expanding=True)))
    for column in (candidate.c.document_key, candidate.c.person_key)
]


def clashes(connection: Connection, session_id: TestSessionId, people: Sequence[CandidateDetails]) -> dict[int, Clash]:
    """By place in `people`. An entry for the session itself comes before those for others."""
    keys = [(document_key(details), details.same_person_key) for details in people]
    entered = _entered(connection, _day_mates(connection, session_id), keys)
    found = {}
    for place, (document, person) in enumerate(keys):
        rows = [*entered.get(document, ()), *entered.get(person, ())]
        if rows:
            found[place] = _clash(min(rows, key=lambda row: bool(row["session_id"] != session_id)), session_id)
    return found


def other_exams(connection: Connection, session_id: TestSessionId, rows: Sequence[RowMapping]) -> dict[UUID, str]:
    """For each of these candidates, by id, the exam of another session that day for which the same person is entered;
    whoever sits none is left out."""
    others = [one for one in _day_mates(connection, session_id) if one != session_id]
    entered = _entered(connection, others, [(row["document_key"], row["person_key"]) for row in rows])
    found: dict[UUID, str] = {}
    for row in rows:
        for other in (*entered.get(row["document_key"], ()), *entered.get(row["person_key"], ())):
            found.setdefault(row["candidate_id"], str(other["exam_name"]))
    return found


def _day_mates(connection: Connection, session_id: TestSessionId) -> Sequence[UUID]:
    return connection.execute(_DAY_MATES, {"of_session": session_id}).scalars().all()


def _entered(
    connection: Connection, sessions: Sequence[UUID], keys: Sequence[tuple[str, str]]
) -> dict[str, list[RowMapping]]:
    """The entries for these sessions, by each of the two keys of the candidate. A document's key has no «|», a person's
    has."""
    found: dict[str, list[RowMapping]] = {}
    if not sessions:
        return found
    for name, query, wanted in zip(("document_key", "person_key"), _BY_KEY, zip(*keys, strict=True), strict=False):
        for row in _read(connection, query, sessions, sorted(set(wanted))):
            found.setdefault(row[name], []).append(row)
    return found


# Any: the types of the columns asked for.
def _read(
    connection: Connection, query: Select[Any], sessions: Sequence[UUID], wanted: Sequence[str]
) -> Iterator[RowMapping]:
    for keys in batches(wanted):
        yield from connection.execute(query, {"sessions": sessions, "keys": keys}).mappings()


def _clash(row: RowMapping, session_id: TestSessionId) -> Clash:
    return Clash(
        candidate_name=details_of(row).name,
        session_id=row["session_id"],
        exam_name=row["exam_name"],
        same_session=row["session_id"] == session_id,
    )
