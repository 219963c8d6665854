"""Results with their history, stored, and what finds them by the words of a name."""

from collections.abc import Sequence, Set
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, tuple_

from adapters.sql.results.mappings import RESULTS, change_of, change_row, number_key, word_rows
from adapters.sql.results.tables import result, result_change, result_name
from adapters.sql.running_numbers import take_numbers
from adapters.sql.tracking import Row, TrackedRows, batches
from adapters.sql.verification.search_rows import follow_result
from adapters.sql.verification.tallies import Tallies
from core.catalogue.model import ExamCode
from core.results.model import Result, ResultId
from core.results.ports import SittingKey
from core.results.reference import ReferenceNumber
from core.shared.errors import NotFoundError

_ONE = select(result).where(result.c.id == bindparam("id"))
_WITH_REFERENCE = select(result).where(result.c.reference == bindparam("wanted"))
_OF_SITTINGS = (
    select(result)
    .where(
        tuple_(result.c.number_key, result.c.exam_code, result.c.taken_on).in_(bindparam("sittings", expanding=True))
    )
    .order_by(result.c.id)
)
_DUE = (
    select(result)
    .where(result.c.released_at.is_(None))
    .order_by(result.c.release_at, result.c.id)
    .limit(bindparam("most"))
)
_PHOTOS = select(result.c.photo).where(result.c.photo.in_(bindparam("keys", expanding=True)))
_HISTORY = (
    select(result_change)
    .where(result_change.c.result_id.in_(bindparam("results", expanding=True)))
    .order_by(result_change.c.result_id, result_change.c.place)
)
_ADD_CHANGES = insert(result_change)
_ADD_WORDS = insert(result_name)
_DROP_WORD = delete(result_name).where(
    result_name.c.word == bindparam("of_word"), result_name.c.sid == bindparam("of_sid")
)


class SqlResults:
    def __init__(self, connection: Connection, tallies: Tallies) -> None:
        self._connection = connection
        self._tallies = tallies
        self._rows = TrackedRows(connection, RESULTS)
        self._stored: dict[UUID, int] = {}
        """Of every result held for update how many changes are stored."""

    def add_all(self, results: Sequence[Result]) -> None:
        rows = self._rows.add(*results)
        self._stored |= {one.id: 0 for one in results}
        words = [word for row in rows for word in word_rows(row)]
        for batch in batches(words):
            self._connection.execute(_ADD_WORDS, batch)

    def get(self, result_id: ResultId, *, for_update: bool = False) -> Result:
        found = self._find(_ONE, {"id": result_id}, for_update=for_update)
        if not found:
            raise NotFoundError("result", result=result_id)
        return found[0]

    def with_reference(self, reference: ReferenceNumber) -> Result | None:
        found = self._find(_WITH_REFERENCE, {"wanted": reference})
        return found[0] if found else None

    def of_sittings(self, keys: Sequence[SittingKey], *, for_update: bool = False) -> dict[SittingKey, Result]:
        wanted = {(number_key(number), exam, taken_on): (exam, taken_on, number) for exam, taken_on, number in keys}
        found: list[Result] = []
        for sittings in batches(list(wanted)):
            found += self._find(_OF_SITTINGS, {"sittings": sittings}, for_update=for_update)
        return {wanted[number_key(one.holder.number), one.sitting.exam, one.sitting.taken_on]: one for one in found}

    def due(
        self,
        *,
        now: datetime | None,
        limit: int,
        exam: ExamCode | None = None,
        taken_on: date | None = None,
        planned_for: datetime | None = None,
    ) -> Sequence[Result]:
        query = _DUE
        if now is not None:
            query = query.where(result.c.release_at <= now)
        for column, wanted in (
            (result.c.exam_code, exam),
            (result.c.taken_on, taken_on),
            (result.c.release_at, planned_for),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        return self._find(query, {"most": limit}, for_update=True)

    def let_go(self) -> None:
        self.flush()
        self._rows.forget()
        self._stored.clear()

    def photos(self, keys: Sequence[str]) -> Set[str]:
        found: set[str] = set()
        for batch in batches(keys):
            found |= set(self._connection.execute(_PHOTOS, {"keys": batch}).scalars())
        return found

    def next_sequence(self, count: int) -> range:
        return take_numbers(self._connection, "result", count)

    # Any: the types of a result's columns, which nobody here asks for.
    def _find(self, query: Select[Any], values: Row, *, for_update: bool = False) -> list[Result]:
        found = self._rows.many(query, values, for_update=for_update)
        new = {one.id: one for one in found if one.id not in self._stored}
        for ids in batches(list(new)):
            for row in self._connection.execute(_HISTORY, {"results": ids}).mappings():
                new[row["result_id"]].history.append(change_of(row))
        if for_update:
            self._stored |= {one.id: len(one.history) for one in new.values()}
        return found

    def flush(self) -> None:
        """Changes are only ever added: those that are stored stay as they are."""
        changes: list[Row] = []
        for one in self._rows.held():
            changes += [change_row(one, place) for place in range(self._stored[one.id], len(one.history))]
            self._stored[one.id] = len(one.history)
        gone: list[Row] = []
        new: list[Row] = []
        for was, now in self._rows.flush():
            follow_result(self._connection, self._tallies, was, now)
            before, after = word_rows(was), word_rows(now)
            if after != before:
                gone += [{"of_word": row["word"], "of_sid": row["sid"]} for row in before]
                new += after
        for statement, rows in ((_ADD_CHANGES, changes), (_DROP_WORD, gone), (_ADD_WORDS, new)):
            for batch in batches(rows):
                self._connection.execute(statement, batch)
