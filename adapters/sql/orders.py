"""Orders in which lists are shown, and the cursors that say where in its order a list goes on."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Integer, RowMapping, Select, literal, tuple_

from adapters.sql.paging import Part, read_cursor, write_cursor
from adapters.sql.schema import Id, UTCDateTime
from core.shared.errors import InvalidInputError
from core.shared.paging import PageRequest

_MAX_INTEGER, _MAX_BIG_INTEGER = 2**31 - 1, 2**63 - 1


class KeyOrder:
    """Rows sorted by these columns, all the same way. Together they are unique, and an index has them in this order.

    `page` narrows a query to one page and the one row more that tells whether others follow; the query selects the
    columns. A cursor that was tampered with raises InvalidInputError and never reaches the database.
    """

    # Any: a list is sorted by times, ids, numbers and texts.
    def __init__(self, *columns: Column[Any], newest_first: bool = False) -> None:
        self._columns = columns
        self._newest_first = newest_first
        self.sorting = [column.desc() for column in columns] if newest_first else list(columns)

    def page(self, query: Select[Any], page: PageRequest) -> Select[Any]:
        if page.after is not None:
            here, place = tuple_(*self._columns), tuple_(*self._place(page.after))
            query = query.where(here < place if self._newest_first else here > place)
        return query.order_by(*self.sorting).limit(page.size + 1)

    def cursor(self, row: RowMapping) -> str:
        return write_cursor(*(_written(row[column.name]) for column in self._columns))

    def _place(self, cursor: str) -> list[Any]:
        kinds = [int if isinstance(column.type, Integer) else str for column in self._columns]
        parts = read_cursor(cursor, *kinds)
        try:
            return [
                literal(_reader(column)(part), column.type) for column, part in zip(self._columns, parts, strict=True)
            ]
        except ValueError as error:
            text = "This is not a place in the list."
            raise InvalidInputError.of("after", text, code="cursor_invalid") from error


def _written(value: object) -> Part:
    if isinstance(value, int):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _reader(column: Column[Any]) -> Callable[[Any], object]:
    if isinstance(column.type, UTCDateTime):
        return _instant
    if isinstance(column.type, Id):
        return UUID
    if isinstance(column.type, BigInteger):
        return partial(_number, most=_MAX_BIG_INTEGER)
    return partial(_number, most=_MAX_INTEGER) if isinstance(column.type, Integer) else _text


def _instant(part: str) -> datetime:
    instant = datetime.fromisoformat(part)
    if instant.utcoffset() is None:
        raise ValueError("no zone")
    return instant


def _number(part: int, *, most: int) -> int:
    if abs(part) > most:
        raise ValueError("too large")
    return part


def _text(part: str) -> str:
    """PostgreSQL takes neither the character zero nor half a pair of surrogates."""
    if "\0" in part:
        raise ValueError("no text")
    part.encode()
    return part
