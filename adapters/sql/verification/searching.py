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
    Lead,
    Shape,
    count_text,
    page_text,
    reach_text,
    size_text,
    tally_text,
)
from adapters.sql.verification.wanted import LAST, Values, Wanted, names, resolve
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
"""How far one walks to meet what seems frequent before trying another way."""
FURTHER = 64_000
"""How far where some were met, but not enough for a page."""
COUNTED = 2000
"""How many are looked at to count those among them that are asked for."""
MERGED = 8
"""So many centres or cities are merged at once; more are likely to be met on the way."""
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
        rows = self._rows(page.after, page.size + 1, {"person": self._id(person_id)})
        return page_of(rows, page, item=_row, cursor=self._cursor)

    def result_ids(self, after: str | None, *, most: int) -> tuple[Sequence[ResultId], str | None]:
        """So many in the order of the pages, and the cursor of what follows. Whoever wants them all walks as far as it
        takes: where they begin again, the last walk ended."""
        rows = self._rows(after, most, {"person": self._id(_NOBODY)}, steps=_ALL)
        ids = [ResultId(_uuid(row[_RESULT_ID])) for row in rows]
        return ids, self._cursor(rows[-1]) if len(rows) == most else None

    def _rows(self, after: str | None, most: int, values: Values, *, steps: int = 0) -> list[Found]:
        wanted = self._wanted
        if wanted is None:
            return []
        values = wanted.values | values
        if self._is_all:
            last = read_place(after)[1] if after else _NEWEST
            rows = self._ask(page_text, Shape(lead=Lead.NEWEST, most=most), values | {"after": self._id(last)})
            return _sorted(rows, by=_SHARE_ID)
        below = min(wanted.below, max(0, int(read_cursor(after, int)[0]))) if after else wanted.below
        rows = self._newest(wanted, most, values | {"since": wanted.since, "below": below}, steps=steps or STEPS)
        return _sorted(rows, by=_SID)

    def _cursor(self, row: Found) -> str:
        return write_place("", _uuid(row[_SHARE_ID])) if self._is_all else write_cursor(row[_SID])

    def count(self) -> Count:
        return self._counted(CAP)

    def count_all(self) -> int:
        """To the end, whatever it takes."""
        return self._counted(_ALL).number

    def _newest(self, wanted: Wanted, most: int, values: Values, *, steps: int) -> Sequence[Found]:
        shape, values = self._lead(wanted, most, values, steps=steps)
        rows = self._ask(page_text, shape, values)
        if shape.steps in {0, _ALL} or len(rows) == most:
            return rows
        if len(rows) > most // 8:
            rows = self._ask(page_text, replace(shape, steps=FURTHER), values)
            if len(rows) == most:
                return rows
        elif not self._number(reach_text(self._dialect, shape), values):
            return rows
        # Met too seldom on the way: so they are few enough to be found at once.
        shape, values = self._entrance(wanted, most, values)
        return self._ask(page_text, shape, values)

    def _counted(self, most: int) -> Count:
        """Where much of what the index leads to has to be passed over, it is counted only so far."""
        wanted = self._wanted
        if wanted is None:
            return Count(number=0)
        values = wanted.values | {"since": wanted.since, "below": wanted.below}
        if self._is_all:
            return Count(number=self._number(tally_text(self._dialect), values))
        shape, values = self._lead(wanted, most + 1, values)
        if shape.steps or shape.lead is Lead.WHOLE:
            shape, values = self._entrance(wanted, most + 1, values)
        is_quick = values["size"] < FEW if shape.lead is Lead.BEGUN else not shape.is_narrowed
        if is_quick or most == _ALL:
            return self._capped(most, shape, values)
        bounded = replace(shape, steps=COUNTED)
        number = self._number(count_text(self._dialect, bounded), values)
        if number > most or not self._number(reach_text(self._dialect, bounded), values):
            return Count(number=min(number, most), is_capped=number > most)
        return Count(number=number - 1, is_capped=True) if number else self._capped(most, shape, values)

    def _capped(self, most: int, shape: Shape, values: Values) -> Count:
        number = self._number(count_text(self._dialect, shape), values)
        return Count(number=min(number, most), is_capped=number > most)

    def _lead(self, wanted: Wanted, most: int, values: Values, *, steps: int = STEPS) -> tuple[Shape, Values]:
        """By which index, with what. The rarest criterion leads, as far as that can be told in no time."""
        for lead in (Lead.NUMBER, Lead.EMAIL, Lead.BIRTH):
            if lead in wanted.filters:
                return self._by(lead, wanted, most, values)
        if len(wanted.words) == 1 and not wanted.filters and self._are_few_longer(wanted, values):
            return self._whole(wanted, most, values)
        if wanted.words:
            size, word = self._rarest(wanted.words, values)
            if size < FEW:
                return self._begun(wanted, most, values, word, size=size)
            if self._are_few_days(wanted, values):
                return self._by(Lead.ALL, wanted, most, values)
        if (fewest := wanted.fewest_ids) and fewest[0] <= MERGED:
            return self._by(fewest[1], wanted, most, values)
        if wanted.words and not fewest and self._are_few_longer(wanted, values):
            return self._whole(wanted, most, values)
        shape, values = self._by(Lead.EXAM if Lead.EXAM in wanted.filters else Lead.ALL, wanted, most, values)
        return replace(shape, steps=steps if shape.is_narrowed else 0), values

    def _are_few_longer(self, wanted: Wanted, values: Values) -> bool:
        """Whether few have a word that goes on after the longest one typed, which then is a whole word, or rare."""
        return self._size(wanted.words[0], values, longer=True) < FEW

    def _whole(self, wanted: Wanted, most: int, values: Values) -> tuple[Shape, Values]:
        shape, values = self._begun(wanted, most, values, wanted.words[0])
        return replace(shape, lead=Lead.WHOLE), values

    def _entrance(self, wanted: Wanted, most: int, values: Values) -> tuple[Shape, Values]:
        """The way that looks at nothing but what has a part of what is asked for."""
        if wanted.fewest_ids:
            return self._by(wanted.fewest_ids[1], wanted, most, values)
        if wanted.words:
            return self._begun(wanted, most, values, wanted.words[0])
        return self._by(Lead.EXAM if Lead.EXAM in wanted.filters else Lead.ALL, wanted, most, values)

    def _by(self, lead: Lead, wanted: Wanted, most: int, values: Values) -> tuple[Shape, Values]:
        return self._shape(lead, wanted, most, wanted.words), values | names(wanted.words)

    def _begun(self, wanted: Wanted, most: int, values: Values, word: str, *, size: int = _ALL) -> tuple[Shape, Values]:
        others = tuple(other for other in wanted.words if other != word)
        leading = {"word": word, "last": word + LAST, "size": size}
        return self._shape(Lead.BEGUN, wanted, most, others), values | leading | names(others)

    def _shape(self, lead: Lead, wanted: Wanted, most: int, words: Sequence[str]) -> Shape:
        return Shape(
            lead=lead,
            most=most,
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
        return self._number(size_text(self._dialect, FEW, longer=longer), values | {"word": word, "last": word + LAST})

    def _are_few_days(self, wanted: Wanted, values: Values) -> bool:
        if not wanted.is_dated:
            return False
        return not self._number(reach_text(self._dialect, Shape(lead=Lead.ALL, most=1, steps=COUNTED)), values)

    # Any: one of the functions that give a statement for a shape.
    def _ask(self, text: Any, shape: Shape, values: Values) -> Sequence[Found]:
        return self._connection.exec_driver_sql(text(self._dialect, shape), values).fetchall()

    def _number(self, text: str, values: Values) -> int:
        return int(self._connection.exec_driver_sql(text, values).scalar_one())

    def _id(self, one: UUID) -> UUID | bytes:
        return one.bytes if self._dialect == "sqlite" else one


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
