"""Writing CSV as RFC 4180 has it: commas, lines that end in CR LF, quotation marks doubled."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from examhall import Cell, Column, DataTable, ExportFormat, Setting, SettingKind, SettingValues
from plugins.csv.cells import plain_texts, written

_BATCH = 200
"""Rows written together: a question asked once of 200 cells of a column costs little more than asked of one."""

_MARK = b"\xef\xbb\xbf"


class CsvFormat(ExportFormat):
    name = "csv"
    title = "Data File (CSV)"
    media_type = "text/csv"
    extension = "csv"
    options = (
        Setting(
            name="bom",
            label="Can be opened in Excel",
            kind=SettingKind.SWITCH,
            default=True,
            help="Begins the file with the mark that tells Excel it is in UTF-8; without it, Excel garbles names. "
            "Switch it off for a program that takes the mark for a part of the first column's title.",
        ),
    )

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        lines = _Lines()
        writer = csv.writer(lines)
        writer.writerow(plain_texts([column.title for column in table.columns]))
        out.write((_MARK if options.get("bom", True) else b"") + lines.taken())
        while batch := list(islice(table.rows, _BATCH)):
            writer.writerows(_written(table.columns, batch))
            out.write(lines.taken())


def _written(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[object]]:
    by_column = zip(columns, zip(*rows, strict=True), strict=True)
    return zip(*(written(column, cells) for column, cells in by_column), strict=True)


class _Lines(list[str]):
    """What the writer of the standard library takes for a file."""

    def __init__(self) -> None:
        super().__init__()
        self.write = self.append

    def taken(self) -> bytes:
        text = "".join(self)
        self.clear()
        return text.encode()
