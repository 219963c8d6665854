"""What a sheet looks like: its name, its header, how wide columns are and how numbers and dates are shown."""

import re
from collections.abc import Sequence

from examhall import Cell, Column, ColumnType, printable

MAX_SHEET_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\s]+")

_NARROWEST, _WIDEST = 8, 50
_WIDTHS = {ColumnType.DATE: 12, ColumnType.MOMENT: 24}

_NUMBER_FORMATS = {
    # Excel would make a formula, a number or a date of a text in a cell of any other format once somebody edits it.
    ColumnType.TEXT: "@",
    ColumnType.WHOLE_NUMBER: "0",
    ColumnType.DATE: "yyyy-mm-dd",
    # A date-time of Excel knows no zone, so it is said beside it.
    ColumnType.MOMENT: 'yyyy-mm-dd hh:mm:ss" UTC"',
}


def number_format(column: Column) -> str:
    return _NUMBER_FORMATS.get(column.type, "General")


def width(column: Column, cells: Sequence[Cell]) -> float:
    """In characters, of the title and the first cells."""
    longest = max([len(column.title) + 1, *(len(cell) for cell in cells if isinstance(cell, str))])
    return max(_WIDTHS.get(column.type, _NARROWEST), min(longest, _WIDEST))


def headings(columns: Sequence[Column]) -> list[str]:
    """The titles, each another one: the library tells columns apart by them."""
    found: dict[str, None] = {}
    for column in columns:
        title, number = printable(column.title), 1
        while (heading := title if number == 1 else f"{title} ({number})") in found:
            number += 1
        found[heading] = None
    return list(found)


def sheet_name(title: str) -> str:
    """What Excel takes for the name of a sheet: at most 31 UTF-16 units without certain signs, no apostrophe at either
    end, and not History, which it keeps for itself."""
    name = _NOT_IN_A_NAME.sub(" ", printable(title))
    while len(name.encode("utf-16-le")) > 2 * MAX_SHEET_NAME:
        name = name[:-1]
    name = name.strip(" '")
    return "Data" if not name or name.casefold() == "history" else name
