"""Entries with their accounts, stored, and the bookings they make up."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, insert, or_, select, update

from adapters.sql.bookings.clashes import clashes
from adapters.sql.bookings.mappings import ENTRIES, line_of, line_row
from adapters.sql.bookings.tables import candidate, entry, entry_line
from adapters.sql.bookings.tallies import BookingKey, Changes, Tally, tally_of
from adapters.sql.tracking import Row, TrackedRows, batches
from core.access.model import Scope
from core.bookings.model import CandidateDetails, Entry, EntryId, EntryStatus
from core.bookings.views import Clash
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId

_ONE = select(entry).where(entry.c.id == bindparam("id"))
_ONE_IN_SCOPE = _ONE.where(
    or_(entry.c.centre_id == bindparam("organisation"), entry.c.entrant_id == bindparam("organisation"))
)
_OF_SESSION = (
    select(entry)
    .where(entry.c.session_id == bindparam("session"), entry.c.status == EntryStatus.ENTERED.value)
    .order_by(entry.c.id)
)
_OF_BOOKING = _OF_SESSION.where(entry.c.entrant_id == bindparam("entrant"))
_LINES = (
    select(entry_line)
    .where(entry_line.c.entry_id.in_(bindparam("entries", expanding=True)))
    .order_by(entry_line.c.entry_id, entry_line.c.place)
)
_ADD_LINES = insert(entry_line)
_NAME = (
    update(entry)
    .where(entry.c.id.in_(bindparam("entries", expanding=True)))
    .values(name_key=select(candidate.c.name_key).where(candidate.c.id == entry.c.candidate_id).scalar_subquery())
)
"""Gives new entries their candidates' places in the list of a booking."""


class SqlEntries:
    """A booking is counted up by what changed on its entries: they are locked, so nobody else counts them meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, ENTRIES)
        self._stored: dict[UUID, tuple[int, tuple[BookingKey, Tally] | None]] = {}
        """Of every entry held for update how many lines are stored and as what its booking counts it."""

    def add_all(self, entries: Sequence[Entry]) -> None:
        self._rows.add(*entries)
        self._stored |= {one.id: (0, None) for one in entries}
        for ids in batches([one.id for one in entries]):
            self._connection.execute(_NAME, {"entries": ids})

    def get(self, entry_id: EntryId, scope: Scope, *, for_update: bool = False) -> Entry:
        query = _ONE if scope.organisation_id is None else _ONE_IN_SCOPE
        values = {"id": entry_id, "organisation": scope.organisation_id}
        found = self._find(query, values, for_update=for_update)
        if not found:
            raise NotFoundError("entry", entry=entry_id)
        return found[0]

    def of_booking(
        self, session_id: TestSessionId, entrant: OrganisationId, *, for_update: bool = False
    ) -> Sequence[Entry]:
        return self._find(_OF_BOOKING, {"session": session_id, "entrant": entrant}, for_update=for_update)

    def of_session(self, session_id: TestSessionId, *, for_update: bool = False) -> Sequence[Entry]:
        return self._find(_OF_SESSION, {"session": session_id}, for_update=for_update)

    def clashes(self, session_id: TestSessionId, people: Sequence[CandidateDetails]) -> dict[int, Clash]:
        return clashes(self._connection, session_id, people)

    # Any: the types of an entry's columns, which nobody here asks for.
    def _find(self, query: Select[Any], values: Row, *, for_update: bool) -> list[Entry]:
        found = self._rows.many(query, values, for_update=for_update)
        new = {one.id: one for one in found if one.id not in self._stored}
        for ids in batches(list(new)):
            for row in self._connection.execute(_LINES, {"entries": ids}).mappings():
                new[row["entry_id"]].lines.append(line_of(row))
        if for_update:
            self._stored |= {one.id: (len(one.lines), _counted(one)) for one in new.values()}
        return found

    def flush(self) -> None:
        """Lines are only ever added: those that are stored stay as they are."""
        changes, lines, grown = Changes(), [], set()
        for one in self._rows.held():
            stored, was = self._stored[one.id]
            now = _counted(one)
            changes.move(one, was=was, now=now)
            self._stored[one.id] = (len(one.lines), now)
            if len(one.lines) > stored:
                lines += [line_row(one, place) for place in range(stored, len(one.lines))]
                if was is not None:
                    grown.add((one.id,))
        self._rows.flush(touched=grown)
        for batch in batches(lines):
            self._connection.execute(_ADD_LINES, batch)
        changes.write(self._connection)


def _counted(one: Entry) -> tuple[BookingKey, Tally]:
    return (one.session_id, one.entrant_id), tally_of(one)
