"""Columns and rows on their way into a file, and the format port that plugins implement."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import BinaryIO

from core.extensions.model import Setting, SettingValues
from core.shared.errors import InvalidInputError

Cell = str | int | Decimal | bool | date | datetime | bytes | None
"""What stands in one place of a table; None where there is nothing."""


class ColumnType(StrEnum):
    """What a column's cells are. A moment is aware and in UTC; an image is the bytes of a JPEG or PNG file, a
    document is JSON text. Only formats that ask for a column of these two types are given one."""

    TEXT = "text"
    WHOLE_NUMBER = "whole_number"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"
    IMAGE = "image"
    DOCUMENT = "document"


CELLS: dict[ColumnType, type] = {
    ColumnType.TEXT: str,
    ColumnType.WHOLE_NUMBER: int,
    ColumnType.NUMBER: Decimal,
    ColumnType.YES_NO: bool,
    ColumnType.DATE: date,
    ColumnType.MOMENT: datetime,
    ColumnType.IMAGE: bytes,
    ColumnType.DOCUMENT: str,
}
"""The Python type of the cells of each type of column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column a dataset can give. `id` is stable, templates hold it; `group` is a heading above related columns;
    a personal one says who somebody is or what they scored, and is marked where columns are chosen."""

    id: str
    title: str
    type: ColumnType = ColumnType.TEXT
    group: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """What a format writes. `rows` come one by one and once, each with a cell for every column, in their order; who
    writes them keeps at most a few hundred at a time, so that a table of any length needs the memory of a short one.
    `title` names the sheet or the document."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterator[Sequence[Cell]]


def printable(text: str) -> str:
    """The text on one line, with nothing that a file or a program that opens it may stumble over: tabs and line breaks
    become a space, other control characters, halves of surrogate pairs and noncharacters are dropped."""
    if text.isprintable():
        return text
    return _NEVER.sub("", _BREAKS.sub(" ", text))


# The separators 1C to 1F are breaks to Python only.
_BREAKS = re.compile(r"\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_NEVER = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


class ExportFormat(ABC):
    """One kind of file. Made once when its plugin is loaded, used from several threads at a time.

    `name` is stable and stands in download histories; `extension` has no dot. `options` are what the person who
    downloads may choose, drawn as a form by the host. A format with `requires` is given exactly the columns with these
    ids, in this order, and no template; one without takes any columns but images and documents. What a
    `signed` one writes is a PDF that the host signs with the awarding body's key.
    """

    name: str
    title: str
    media_type: str
    extension: str
    options: Sequence[Setting] = ()
    requires: Sequence[str] | None = None
    signed: bool = False

    @abstractmethod
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        """Write the whole file to `out`, which only takes bytes in their order: it is not read, not moved in and not
        closed. The order of columns and rows is kept, every row is written, and no text becomes a formula. Memory does
        not grow with the number of rows. `options` hold a checked value for each option.

        Raises InvalidInputError for a cell that the format cannot hold, naming the column's id.
        """


def check_format(offered: ExportFormat) -> None:
    """What a format says of itself must be complete. Raises InvalidInputError naming the attribute."""
    for name in ("name", "title", "media_type", "extension"):
        if not isinstance(getattr(offered, name, None), str) or not getattr(offered, name):
            raise InvalidInputError.of(name, f"an export format needs the text attribute {name}")
    if not offered.name.isidentifier() or not offered.extension.isalnum():
        raise InvalidInputError.of("name", "a format's name is an identifier, its extension letters and digits")
