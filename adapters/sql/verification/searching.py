"""Searching the results shared with one organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from adapters.sql.paging import page_of, read_cursor, read_place, write_cursor, write_place
from adapters.sql.verification.planning import Sizes, Way, alone, sizes
from adapters.sql.verification.search_shape import TALLIED, Lead, Shape
from adapters.sql.verification.search_text import (
    count_text,
    page_text,
    reach_text,
    reached_text,
    tally_text,
)
from adapters.sql.verification.wanted import LAST, Values, Wanted, names, resolve
from core.results.model import SHOWN, ResultId, ResultStatus
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ShareId
from core.verification.views import Count, FoundPage, FoundRow

CAP = 1000
"""No more are counted."""
COUNTED = 2000
"""How many are looked at to count those among them that are asked for."""
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

    def found(self, page: PageRequest, person_id: PersonId) -> FoundPage:
        rows = self.page(page, person_id)
        if page.after is None and rows.next is None:
            return FoundPage(page=rows, count=Count(number=len(rows.items)))
        count = self.count()
        if count.is_capped:
            # Never less than stands there, where it was counted only so far.
            count = replace(count, number=max(count.number, len(rows.items)))
        return FoundPage(page=rows, count=count)

    def page(self, page: PageRequest, person_id: PersonId) -> Page[FoundRow]:
        rows = self._rows(page.after, page.size + 1, {"person": self._id(person_id)})
        return page_of(rows, page, item=_row, cursor=self._cursor)

    def result_ids(self, after: str | None, *, most: int) -> tuple[Sequence[ResultId], str | None]:
        """So many in the order of the pages, and the cursor of what follows. Whoever wants them all walks as far as it
        takes: where they begin again, the last walk ended."""
        rows = self._rows(after, most, {"person": self._id(_NOBODY)}, to_the_end=True)
        ids = [ResultId(_uuid(row[_RESULT_ID])) for row in rows]
        return ids, self._cursor(rows[-1]) if len(rows) == most else None

    def _rows(self, after: str | None, most: int, values: Values, *, to_the_end: bool = False) -> list[Found]:
        wanted = self._wanted
        if wanted is None:
            return []
        values = wanted.values | values
        if self._is_all:
            last = read_place(after)[1] if after else _NEWEST
            rows = self._ask(page_text, Shape(lead=Lead.NEWEST, most=most), values | {"after": self._id(last)})
            return _sorted(rows, by=_SHARE_ID)
        below = min(wanted.below, max(0, int(read_cursor(after, int)[0]))) if after else wanted.below
        values |= {"since": wanted.since, "below": below}
        rows = self._newest(wanted, most, values, to_the_end=to_the_end)
        return _sorted(rows, by=_SID)

    def _cursor(self, row: Found) -> str:
        return write_place("", _uuid(row[_SHARE_ID])) if self._is_all else write_cursor(row[_SID])

    def count(self) -> Count:
        return self._counted(CAP)

    def count_all(self) -> int:
        """To the end, whatever it takes."""
        return self._counted(_ALL).number

    def _newest(self, wanted: Wanted, most: int, values: Values, *, to_the_end: bool) -> Sequence[Found]:
        shape, values = self._plan(wanted, most, values)
        if to_the_end and shape.steps:
            shape = replace(shape, steps=_ALL)
        rows = self._ask(page_text, shape, values)
        if shape.steps in {0, _ALL} or len(rows) == most or not self._number(reach_text(self._dialect, shape), values):
            return rows
        # Met too seldom on the way: so they are few enough to be found at once.
        shape, values = self._by(self._sizes.fewest(wanted), wanted, most, values)
        return self._ask(page_text, shape, values)

    def _plan(self, wanted: Wanted, most: int, values: Values, *, in_order: bool = True) -> tuple[Shape, Values]:
        way = alone(wanted) or self._sizes.best(wanted, most=most, in_order=in_order)
        shape, values = self._by(way, wanted, most, values)
        return replace(shape, steps=way.steps), values

    @cached_property
    def _sizes(self) -> Sizes:
        if self._wanted is None:
            raise RuntimeError("Nothing can match, so there is nothing to plan.")
        return sizes(self._connection, self._wanted)

    def _by(self, way: Way, wanted: Wanted, most: int, values: Values) -> tuple[Shape, Values]:
        others = tuple(word for word in wanted.words if word != way.word)
        shape = Shape(
            lead=way.lead,
            most=most,
            filters=wanted.filters - {way.lead},
            centres=wanted.centres,
            places=wanted.places,
            words=len(others),
        )
        return shape, values | {"word": way.word, "last": way.word + LAST} | names(others)

    def _counted(self, most: int) -> Count:
        """Where much of what the index leads to has to be passed over, it is counted only so far; then the number is
        given as it is said, «more than 300»."""
        wanted = self._wanted
        if wanted is None:
            return Count(number=0)
        values = wanted.values | {"since": wanted.since, "below": wanted.below}
        if counted := self._tallied(wanted):
            return Count(number=self._number(tally_text(self._dialect, counted), values))
        shape, values = self._plan(wanted, most + 1, values, in_order=False)
        is_read_off = alone(wanted) is not None and not shape.steps
        if is_read_off or most == _ALL:
            number = self._number(count_text(self._dialect, replace(shape, steps=0)), values)
            return Count(number=min(number, most), is_capped=number > most)
        statement = reached_text(self._dialect, replace(shape, steps=COUNTED))
        number, goes_on = self._connection.exec_driver_sql(statement, values).one()
        if not goes_on:
            return Count(number=min(number, most), is_capped=number > most)
        if number:
            return Count(number=_rounded(number - 1), is_capped=True)
        shape, values = self._by(self._sizes.fewest(wanted), wanted, most + 1, values)
        number = self._number(count_text(self._dialect, shape), values)
        return Count(number=min(number, most), is_capped=number > most)

    def _tallied(self, wanted: Wanted) -> Shape | None:
        """Where all that is asked for is one thing that is counted when it is shared."""
        if self._is_all:
            return Shape(lead=Lead.NEWEST, most=1)
        if wanted.words or wanted.is_dated or len(wanted.filters) != 1:
            return None
        (lead,) = wanted.filters
        shape = Shape(lead=lead, most=1, centres=wanted.centres, places=wanted.places)
        return shape if lead in TALLIED else None

    # Any: one of the functions that give a statement for a shape.
    def _ask(self, text: Any, shape: Shape, values: Values) -> Sequence[Found]:
        return self._connection.exec_driver_sql(text(self._dialect, shape), values).fetchall()

    def _number(self, text: str, values: Values) -> int:
        return int(self._connection.exec_driver_sql(text, values).scalar_one())

    def _id(self, one: UUID) -> UUID | bytes:
        return one.bytes if self._dialect == "sqlite" else one


def _rounded(number: int) -> int:
    """Down to one figure that is not nought."""
    unit = int(10 ** (len(str(number)) - 1))
    return number // unit * unit


def _sorted(rows: Sequence[Found], *, by: int) -> list[Found]:
    return sorted(rows, key=lambda row: row[by], reverse=True)


def _uuid(stored: UUID | bytes) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(bytes=stored)


def _instant(stored: datetime | str) -> datetime:
    """SQLite keeps text without a zone, PostgreSQL answers in its session's."""
    return datetime.fromisoformat(f"{stored}+00:00") if isinstance(stored, str) else stored.astimezone(UTC)


_STATUSES = {one.value: one for one in ResultStatus}


def _row(row: Found) -> FoundRow:
    sid, share_id, shared_at, expires_at, shows, result_id, given, family, place, status, *rest = row
    overall, grade, cefr, exam_name, centre_name, is_new = rest
    status = _STATUSES[status]
    if not shows or status not in SHOWN:
        overall = grade = cefr = None
    return FoundRow(
        result_id=ResultId(_uuid(result_id)),
        share_id=ShareId(_uuid(share_id)),
        name=f"{given} {family}".strip(),
        exam_name=exam_name,
        taken_on=date.fromordinal(sid >> _SEQUENCE_BITS),
        centre_name=centre_name,
        place=place,
        status=status,
        overall=overall,
        grade=grade,
        cefr=cefr,
        shared_at=_instant(shared_at),
        expires_at=_instant(expires_at) if expires_at is not None else None,
        is_new=bool(is_new),
    )
