"""Proctored tests and their candidates, stored."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from adapters.sql.proctoring.mappings import TESTS, candidate_of, candidate_row
from adapters.sql.proctoring.tables import proctor_booking, proctored_test, session_link, test_candidate
from adapters.sql.tracking import Row, TrackedRows, batches
from adapters.sql.upsert import Upsert
from core.access.model import Scope
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring, TestCandidate
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError

_ONE = select(proctored_test).where(proctored_test.c.id == bindparam("id"))
_ONE_IN_SCOPE = _ONE.where(proctored_test.c.organisation_id == bindparam("organisation"))
_MANY = (
    select(proctored_test)
    .where(proctored_test.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(proctored_test.c.id)
)

PLACE_BOOKING = (
    update(proctor_booking)
    .where(proctor_booking.c.test_id == bindparam("of_test"))
    .values(
        listed_at=select(case((proctored_test.c.proctoring == Proctoring.LIVE.value, proctored_test.c.listed_at)))
        .where(proctored_test.c.id == proctor_booking.c.test_id)
        .scalar_subquery()
    )
)
"""Gives the booking of a test the test's place in the list, so that a list by status is read off one index."""


class SqlProctoredTests:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, TESTS)
        self._placed: dict[ProctoredTestId, Row] = {}

    def add(self, test: ProctoredTest) -> None:
        self._rows.add(test)
        self._placed[test.id] = _place(test)

    def get(self, test_id: ProctoredTestId, scope: Scope, *, for_update: bool = False) -> ProctoredTest:
        query = _ONE if scope.organisation_id is None else _ONE_IN_SCOPE
        values = {"id": test_id, "organisation": scope.organisation_id}
        test = self._rows.one(query, values, for_update=for_update)
        if test is None:
            raise NotFoundError("proctored_test", id=test_id)
        if for_update:
            self._placed.setdefault(test.id, _place(test))
        return test

    def many(self, test_ids: Sequence[ProctoredTestId]) -> Sequence[ProctoredTest]:
        return self._rows.many(_MANY, {"ids": list(test_ids)})

    def flush(self) -> None:
        self._rows.flush()
        moved = [test for test in self._rows.held() if self._placed[test.id] != _place(test)]
        for test in moved:
            self._connection.execute(PLACE_BOOKING, {"of_test": test.id})
            self._placed[test.id] = _place(test)


def _place(test: ProctoredTest) -> Row:
    return {"live": test.is_live, "window": test.window}


_OF_TEST = select(test_candidate).where(test_candidate.c.test_id == bindparam("test")).order_by(test_candidate.c.number)
_OF_TESTS = (
    select(test_candidate)
    .where(test_candidate.c.test_id.in_(bindparam("tests", expanding=True)))
    .order_by(test_candidate.c.test_id, test_candidate.c.number)
)
_COUNT = select(func.count()).select_from(test_candidate).where(test_candidate.c.test_id == bindparam("test"))
_ADD = insert(test_candidate)
_REMOVE = (
    delete(test_candidate)
    .where(
        test_candidate.c.test_id == bindparam("test"),
        test_candidate.c.number.in_(bindparam("wanted", expanding=True)),
    )
    .returning(test_candidate.c.number)
)


class SqlEnrolledCandidates:
    """Every method writes or reads at once: candidates are values, there is nothing to follow."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_all(self, candidates: Sequence[TestCandidate]) -> None:
        for batch in batches([candidate_row(candidate) for candidate in candidates]):
            self._connection.execute(_ADD, batch)

    def of(self, test_id: ProctoredTestId) -> Sequence[TestCandidate]:
        rows = self._connection.execute(_OF_TEST, {"test": test_id}).mappings()
        return [candidate_of(row) for row in rows]

    def of_many(self, test_ids: Sequence[ProctoredTestId]) -> dict[ProctoredTestId, list[TestCandidate]]:
        found: dict[ProctoredTestId, list[TestCandidate]] = {test_id: [] for test_id in test_ids}
        for row in self._connection.execute(_OF_TESTS, {"tests": list(test_ids)}).mappings():
            candidate = candidate_of(row)
            found[candidate.test_id].append(candidate)
        return found

    def count(self, test_id: ProctoredTestId) -> int:
        return self._connection.execute(_COUNT, {"test": test_id}).scalar_one()

    def remove(self, test_id: ProctoredTestId, numbers: Sequence[str]) -> Sequence[str]:
        removed: list[str] = []
        for wanted in batches(numbers):
            removed += self._connection.execute(_REMOVE, {"test": test_id, "wanted": wanted}).scalars()
        return sorted(removed)


_LINK = Upsert(
    lambda insert_into: (new := insert_into(session_link)).on_conflict_do_update(
        index_elements=[session_link.c.test_id, session_link.c.number], set_={"session_id": new.excluded.session_id}
    )
)
_LINKED = (
    select(session_link.c.test_id, session_link.c.number)
    .where(session_link.c.session_id == bindparam("session"))
    .order_by(session_link.c.test_id)
)


class SqlSessionLinks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, test_id: ProctoredTestId, session_id: TestSessionId, numbers: Sequence[str]) -> None:
        rows = [{"test_id": test_id, "number": number, "session_id": session_id} for number in numbers]
        for batch in batches(rows):
            self._connection.execute(_LINK.on(self._connection), batch)

    def taken_from(self, session_id: TestSessionId) -> dict[ProctoredTestId, set[str]]:
        found: dict[ProctoredTestId, set[str]] = {}
        for row in self._connection.execute(_LINKED, {"session": session_id}):
            found.setdefault(row.test_id, set()).add(row.number)
        return found
