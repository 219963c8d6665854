"""Searching the results shared with one organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from adapters.sql.paging import page_of, read_cursor, read_place, write_cursor, write_place
from adapters.sql.verification.search_text import (
    MOST_IDS,
    Lead,
    Shape,
    count_text,
    page_text,
    reach_text,
    size_text,
    tally_text,
)
from adapters.sql.verification.wanted import LAST, Values, Wanted, resolve
from core.results.model import SHOWN, ResultId, ResultStatus
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ShareId
from core.verification.views import Count, FoundRow

CAP = 1000
"""No more are counted."""
FEW = 6000
"""So many are found and sorted faster than they are met on a walk through a million."""
RARE = 300
"""A word that no more have leads at once; of others the rarest is looked for first."""
STEPS = 4000
"""How far one walks to meet what seems frequent, and counts what has to be looked at, before trying another way."""
_NEWEST = UUID(int=2**128 - 1)
_NOBODY = UUID(int=0)
_ALL = 1 << 62
_SEQUENCE_BITS = 30

# Any: the columns of `page_text`.
Found = Sequence[Any]
_SID, _SHARE_ID, _RESULT_ID = 0, 1, 5


class Search:
    """One question, asked within one transaction."""

    def __init__(
        self, connection: Connection, organisation_id: OrganisationId, criteria: Criteria, now: datetime
    ) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._is_all = criteria.is_empty
        self._wanted = resolve(connection, organisation_id, criteria, now=now)

    def page(self, page: PageRequest, person_id: PersonId) -> Page[FoundRow]:
        rows = self._rows(page.after, {"person": self._id(person_id), "most": page.size + 1, "steps": STEPS})
        return page_of(rows, page, item=_row, cursor=self._cursor)

    def result_ids(self, after: str | None, *, most: int) -> tuple[Sequence[ResultId], str | None]:
        """So many in the order of the pages, and the cursor of what follows. Whoever wants them all walks as far as it
        takes: where they begin again, the last walk ended."""
        rows = self._rows(after, {"person": self._id(_NOBODY), "most": most, "steps": _ALL})
        ids = [ResultId(_uuid(row[_RESULT_ID])) for row in rows]
        return ids, self._cursor(rows[-1]) if len(rows) == most else None

    def _rows(self, after: str | None, values: Values) -> list[Found]:
        wanted = self._wanted
        if wanted is None:
            return []
        values = wanted.values | values
        if self._is_all:
            last = read_place(after)[1] if after else _NEWEST
            rows = self._ask(page_text, Shape(lead=Lead.NEWEST), values | {"after": self._id(last)})
            return _sorted(rows, by=_SHARE_ID)
        below = min(wanted.below, max(0, int(read_cursor(after, int)[0]))) if after else wanted.below
        rows = self._newest(wanted, values | {"since": wanted.since, "below": below})
        return _sorted(rows, by=_SID)

    def _cursor(self, row: Found) -> str:
        return write_place("", _uuid(row[_SHARE_ID])) if self._is_all else write_cursor(row[_SID])

    def count(self) -> Count:
        wanted = self._wanted
        if wanted is None:
            return Count(number=0)
        values = wanted.values | {"since": wanted.since, "below": wanted.below, "most": CAP + 1, "steps": STEPS}
        if self._is_all:
            return Count(number=self._number(tally_text(self._dialect), values))
        shape, values = self._lead(wanted, values)
        if shape.lead in {Lead.WHOLE, Lead.ALL} and wanted.words:
            shape, values = self._begun(wanted, values, wanted.words[0])
        return self._counted(shape, values)

    def count_all(self) -> int:
        """To the end, whatever it takes."""
        wanted = self._wanted
        if wanted is None:
            return 0
        values = wanted.values | {"since": wanted.since, "below": wanted.below, "most": _ALL, "steps": STEPS}
        if self._is_all:
            return self._number(tally_text(self._dialect), values)
        shape, values = self._lead(wanted, values)
        if shape.lead in {Lead.WHOLE, Lead.ALL} and wanted.words:
            shape, values = self._begun(wanted, values, wanted.words[0])
        return self._number(count_text(self._dialect, replace(shape, bounded=False)), values)

    def _newest(self, wanted: Wanted, values: Values) -> Sequence[Found]:
        shape, values = self._lead(wanted, values)
        rows = self._ask(page_text, shape, values)
        if not shape.bounded or len(rows) == values["most"]:
            return rows
        # Met too seldom on the way: so they are few enough to be found at once.
        if wanted.words:
            shape, values = self._begun(wanted, values, wanted.words[0])
        return self._ask(page_text, replace(shape, bounded=False), values)

    def _counted(self, shape: Shape, values: Values) -> Count:
        """Where most of what the index leads to has to be passed over, it is counted only so far."""
        if not shape.is_narrowed or (shape.lead is Lead.BEGUN and values["size"] < FEW):
            return _capped(self._number(count_text(self._dialect, shape), values))
        bounded = replace(shape, bounded=True)
        number = self._number(count_text(self._dialect, bounded), values)
        if number > CAP or not self._ask(reach_text, bounded, values):
            return _capped(number)
        if number:
            return Count(number=number - 1, is_capped=True)
        return _capped(self._number(count_text(self._dialect, shape), values))

    def _lead(self, wanted: Wanted, values: Values) -> tuple[Shape, Values]:
        """By which index, with what."""
        for lead in (Lead.NUMBER, Lead.EMAIL, Lead.BIRTH):
            if lead in wanted.filters:
                return self._by(lead, wanted, values)
        if wanted.words:
            size, word = self._rarest(wanted.words, values)
            if size < FEW:
                return self._begun(wanted, values, word, size=size)
        for lead, number in ((Lead.CENTRES, wanted.centres), (Lead.PLACES, wanted.places)):
            if 0 < number <= MOST_IDS:
                return self._by(lead, wanted, values)
        if wanted.words and self._size(wanted.words[0], values, longer=True) < FEW:
            shape, values = self._begun(wanted, values, wanted.words[0])
            return replace(shape, lead=Lead.WHOLE), values
        shape, values = self._by(Lead.EXAM if Lead.EXAM in wanted.filters else Lead.ALL, wanted, values)
        return replace(shape, bounded=shape.is_narrowed), values

    def _by(self, lead: Lead, wanted: Wanted, values: Values) -> tuple[Shape, Values]:
        return self._shape(lead, wanted, wanted.words), values | _names(wanted.words)

    def _begun(self, wanted: Wanted, values: Values, word: str, *, size: int = FEW) -> tuple[Shape, Values]:
        others = tuple(other for other in wanted.words if other != word)
        leading = {"word": word, "last": word + LAST, "size": size}
        return self._shape(Lead.BEGUN, wanted, others), values | leading | _names(others)

    def _shape(self, lead: Lead, wanted: Wanted, words: Sequence[str]) -> Shape:
        return Shape(
            lead=lead,
            filters=wanted.filters - {lead},
            centres=wanted.centres,
            places=wanted.places,
            words=len(words),
        )

    def _rarest(self, words: Sequence[str], values: Values) -> tuple[int, str]:
        """How many have the rarest of the words, as far as that is counted, and the word. The longest comes first."""
        rarest = (FEW, words[0])
        for word in words:
            rarest = min(rarest, (self._size(word, values), word))
            if rarest[0] <= RARE:
                break
        return rarest

    def _size(self, word: str, values: Values, *, longer: bool = False) -> int:
        leading = {"word": word, "last": word + LAST, "most": FEW}
        return self._number(size_text(self._dialect, longer=longer), values | leading)

    # Any: one of the functions that give a statement for a shape.
    def _ask(self, text: Any, shape: Shape, values: Values) -> Sequence[Found]:
        return self._connection.exec_driver_sql(text(self._dialect, shape), values).fetchall()

    def _number(self, text: str, values: Values) -> int:
        return int(self._connection.exec_driver_sql(text, values).scalar_one())

    def _id(self, one: UUID) -> UUID | bytes:
        return one.bytes if self._dialect == "sqlite" else one


def _names(words: Sequence[str]) -> Values:
    return {f"name{place}": f" {word}" for place, word in enumerate(words)}


def _capped(number: int) -> Count:
    return Count(number=min(number, CAP), is_capped=number > CAP)


def _sorted(rows: Sequence[Found], *, by: int) -> list[Found]:
    return sorted(rows, key=lambda row: row[by], reverse=True)


def _uuid(stored: UUID | bytes) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(bytes=stored)


def _instant(stored: datetime | str) -> datetime:
    """SQLite keeps text without a zone, PostgreSQL answers in its session's."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)
    return stored.astimezone(UTC)


def _row(row: Found) -> FoundRow:
    sid, share_id, shared_at, expires_at, shows, result_id, given, family, place, status, *rest = row
    overall, grade, cefr, exam_name, centre_name, is_new = rest
    if not shows or ResultStatus(status) not in SHOWN:
        overall = grade = cefr = None
    return FoundRow(
        result_id=ResultId(_uuid(result_id)),
        share_id=ShareId(_uuid(share_id)),
        name=f"{given} {family}".strip(),
        exam_name=exam_name,
        taken_on=date.fromordinal(sid >> _SEQUENCE_BITS),
        centre_name=centre_name,
        place=place,
        status=ResultStatus(status),
        overall=overall,
        grade=grade,
        cefr=cefr,
        shared_at=_instant(shared_at),
        expires_at=_instant(expires_at) if expires_at is not None else None,
        is_new=bool(is_new),
    )
