"""Cells as a sheet of Excel can hold them."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from examhall import Cell, Column, ColumnType, InvalidInputError, printable

MAX_TEXT = 32_767
"""Characters of a cell, those beyond the basic plane counted twice (Excel specifications and limits)."""
MAX_WHOLE_NUMBER = 10**15
"""Excel counts with fifteen digits and puts noughts for those behind them."""
FIRST_YEAR = 1900

_FENCE = "|"


def checked(column: Column, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of one column, with texts on one line each. Raises InvalidInputError where one is beyond what a sheet
    holds: in the file it would silently be another one."""
    if column.type not in _WAYS:
        raise InvalidInputError.of(column.id, f"{column.title}: a sheet holds only plain values.")
    try:
        return _WAYS[column.type](cells)
    except ValueError as error:
        raise InvalidInputError.of(
            column.id, f"{column.title}: {error} Choose CSV, or leave the column out."
        ) from error


def _texts(texts: Sequence[str | None]) -> Sequence[str | None]:
    # Most columns hold nothing to be changed, and that is seen of all their texts at once.
    joined = _FENCE.join(filter(None, texts))
    if len(joined) > MAX_TEXT // 2 and any(_units(text) > MAX_TEXT for text in texts if text):
        raise ValueError(f"there is a text of more than {MAX_TEXT:,} characters.")
    return texts if joined.isprintable() else [text and printable(text) for text in texts]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _whole_numbers(numbers: Sequence[int | None]) -> Sequence[int | None]:
    there = list(filter(None, numbers))
    if there and (max(there) >= MAX_WHOLE_NUMBER or min(there) <= -MAX_WHOLE_NUMBER):
        raise ValueError("there is a number of more than fifteen digits.")
    return numbers


def _numbers(numbers: Sequence[Decimal | None]) -> Sequence[Decimal | None]:
    """They become binary numbers of double precision."""
    if not all(map(Decimal.is_finite, filter(None, numbers))):
        raise ValueError("there is a value that is not a number.")
    return numbers


def _days(days: Sequence[date | None]) -> Sequence[date | None]:
    there = list(filter(None, days))
    if there and min(there).year < FIRST_YEAR:
        raise ValueError(f"there is a date before {FIRST_YEAR}.")
    return days


def _answers(answers: Sequence[bool | None]) -> Sequence[bool | None]:
    return answers


# Any: the type of a column's cells is known by the column's type, which no type checker can follow.
_WAYS: dict[ColumnType, Callable[[Sequence[Any]], Sequence[Cell]]] = {
    ColumnType.TEXT: _texts,
    ColumnType.WHOLE_NUMBER: _whole_numbers,
    ColumnType.NUMBER: _numbers,
    ColumnType.YES_NO: _answers,
    ColumnType.DATE: _days,
    ColumnType.MOMENT: _days,
}
