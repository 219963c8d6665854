"""Cells as they stand in a CSV file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from examhall import Cell, Column, ColumnType, InvalidInputError, printable

# A spreadsheet takes a cell that begins so for a formula (OWASP ASVS 5, 1.2.10), and one set up for Chinese, Japanese
# or Korean the wide forms as well.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_FENCE = "|"
_SUSPECT = tuple(_FENCE + start for start in (" ", *_FORMULA))


def written(column: Column, cells: Sequence[Cell]) -> Sequence[object]:
    """The cells of one column as the writer of the standard library takes them: it leaves None empty, and writes whole
    numbers and dates as they should be."""
    if column.type not in _WAYS:
        raise InvalidInputError.of(column.id, f"{column.title}: a CSV file holds only plain values.")
    try:
        return _WAYS[column.type](cells)
    except ValueError as error:
        raise InvalidInputError.of(column.id, f"{column.title}: {error}") from error


def plain_texts(texts: Sequence[str | None]) -> Sequence[str | None]:
    """Texts on one line each, none of which is a formula. Most columns hold nothing to be changed, and that is seen of
    all their texts at once."""
    joined = _FENCE + _FENCE.join(filter(None, texts))
    if joined.isprintable() and not any(suspect in joined for suspect in _SUSPECT):
        return texts
    return [text and _plain(text) for text in texts]


def _plain(text: str) -> str:
    text = printable(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _numbers(cells: Iterable[Decimal | None]) -> list[str | None]:
    return [None if number is None else _number(number) for number in cells]


def _number(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError("there is a value that is not a number.")
    return f"{number:f}"


def _moments(cells: Iterable[datetime | None]) -> list[str | None]:
    return [None if moment is None else f"{moment.replace(tzinfo=None).isoformat()}Z" for moment in cells]


def _answers(cells: Iterable[bool | None]) -> list[str | None]:
    return list(map(_ANSWERS.get, cells))


_ANSWERS = {True: "yes", False: "no", None: None}


def _as_they_are(cells: Sequence[object]) -> Sequence[object]:
    return cells


# Any: the type of a column's cells is known by the column's type, which no type checker can follow.
_WAYS: dict[ColumnType, Callable[[Sequence[Any]], Sequence[object]]] = {
    ColumnType.TEXT: plain_texts,
    ColumnType.WHOLE_NUMBER: _as_they_are,
    ColumnType.NUMBER: _numbers,
    ColumnType.YES_NO: _answers,
    ColumnType.DATE: _as_they_are,
    ColumnType.MOMENT: _moments,
}
