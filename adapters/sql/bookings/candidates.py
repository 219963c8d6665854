"""Candidates, stored."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from adapters.sql.bookings.mappings import CANDIDATES, document_key, name_key
from adapters.sql.bookings.numbers import draw_number
from adapters.sql.bookings.tables import candidate, entry
from adapters.sql.tracking import TrackedRows, batches
from core.access.model import Scope
from core.bookings.model import Candidate, CandidateDetails, CandidateId, EntryStatus
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId

_ONE = select(candidate).where(candidate.c.id == bindparam("id"))
_ONE_IN_SCOPE = _ONE.where(
    or_(
        candidate.c.owner_id == bindparam("organisation"),
        exists().where(entry.c.candidate_id == candidate.c.id, entry.c.centre_id == bindparam("organisation")),
    )
)
_WITH_DOCUMENTS = (
    select(candidate)
    .where(
        candidate.c.document_key.in_(bindparam("documents", expanding=True)),
        candidate.c.owner_id == bindparam("owner"),
    )
    .order_by(candidate.c.id)
)
_OF_SESSION = (
    select(candidate, entry.c.status.label("entry_status"))
    .join(entry, entry.c.candidate_id == candidate.c.id)
    .where(entry.c.session_id == bindparam("session"))
)
_TAKEN = select(candidate.c.number).where(candidate.c.number.in_(bindparam("numbers", expanding=True)))
_RENAME = (
    update(entry).where(entry.c.candidate_id == bindparam("of_candidate")).values(name_key=bindparam("new_name_key"))
)


class SqlCandidates:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, CANDIDATES)
        self._names: dict[UUID, str] = {}
        """Under which name the entries of every candidate held for update are sorted."""

    def add_all(self, candidates: Sequence[Candidate]) -> None:
        self._rows.add(*candidates)
        self._names |= {one.id: name_key(one.details) for one in candidates}

    def get(self, candidate_id: CandidateId, scope: Scope, *, for_update: bool = False) -> Candidate:
        query = _ONE if scope.organisation_id is None else _ONE_IN_SCOPE
        values = {"id": candidate_id, "organisation": scope.organisation_id}
        found = self._rows.one(query, values, for_update=for_update)
        if found is None:
            raise NotFoundError("candidate", candidate=candidate_id)
        if for_update:
            self._names.setdefault(found.id, name_key(found.details))
        return found

    def same_people(self, owner: OrganisationId, wanted: Sequence[CandidateDetails]) -> dict[int, Candidate]:
        known: dict[tuple[str, str], Candidate] = {}
        for documents in batches(sorted({document_key(details) for details in wanted})):
            for one in self._rows.many(_WITH_DOCUMENTS, {"documents": documents, "owner": owner}):
                known.setdefault(_person(one.details), one)
        return {place: known[who] for place, details in enumerate(wanted) if (who := _person(details)) in known}

    def of_session(self, session_id: TestSessionId) -> dict[str, tuple[Candidate, bool]]:
        found: dict[str, tuple[Candidate, bool]] = {}
        for row in self._connection.execute(_OF_SESSION, {"session": session_id}).mappings():
            one = CANDIDATES.to_domain(row)
            # Withdrawn once and entered anew is entered.
            entered = row["entry_status"] == EntryStatus.ENTERED.value or found.get(one.number, (one, False))[1]
            found[one.number] = (one, entered)
        return found

    def next_numbers(self, count: int) -> Sequence[str]:
        """Nothing is stored to keep them: two units that draw the same number at the same moment, which is a matter of
        millions of millions, show as ConflictError("candidate_number_taken")."""
        drawn: set[str] = set()
        while len(drawn) < count:
            new = {draw_number() for _ in range(count - len(drawn))}
            for numbers in batches(sorted(new)):
                new -= set(self._connection.execute(_TAKEN, {"numbers": numbers}).scalars())
            drawn |= new
        return list(drawn)

    def flush(self) -> None:
        self._rows.flush()
        for one in self._rows.held():
            if (new := name_key(one.details)) != self._names[one.id]:
                self._connection.execute(_RENAME, {"of_candidate": one.id, "new_name_key": new})
                self._names[one.id] = new


def _person(details: CandidateDetails) -> tuple[str, str]:
    return document_key(details), details.same_person_key
