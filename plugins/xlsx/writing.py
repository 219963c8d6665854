"""Writing a workbook of one sheet."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from pathlib import Path
from typing import BinaryIO

from examhall import Cell, DataTable, ExportFormat, InvalidInputError, SettingValues
from plugins.xlsx.cells import checked
from plugins.xlsx.look import headings, number_format, sheet_name, width

MAX_ROWS = 1_048_575
"""Rows a sheet of Excel holds below the header."""
MAX_COLUMNS = 16_384

_BATCH = 200
"""Rows looked at together: a question asked once of 200 cells of a column costs little more than asked of one."""

Columns = Sequence[Sequence[Cell]]
"""The cells of some rows, column by column."""


class XlsxFormat(ExportFormat):
    name = "xlsx"
    title = "Data File (XLSX)"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"

    def __init__(self, *, max_rows: int = MAX_ROWS) -> None:
        self._max_rows = max_rows

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        # Imported when first needed: a command that writes no workbook should not wait for it.
        from rustpy_xlsxwriter import Format, write_worksheet

        if len(table.columns) > MAX_COLUMNS:
            raise InvalidInputError.of("columns", f"A sheet holds at most {MAX_COLUMNS:,} columns. Choose fewer.")
        parts = _parts(table)
        first = next(parts, None) or [()] * len(table.columns)
        widths = [width(column, cells) for column, cells in zip(table.columns, first, strict=True)]
        records = self._records(headings(table.columns), chain([first], parts))
        # To a stream the library would write the whole file at once, out of memory.
        with tempfile.TemporaryDirectory(prefix="examhall-xlsx-") as folder:
            file = Path(folder) / "workbook.xlsx"
            write_worksheet(
                records,
                file,
                sheet_name=sheet_name(table.title),
                freeze_row=1,
                header_format=Format().set_bold(),
                column_formats=[Format().set_num_format(number_format(column)) for column in table.columns],
                column_widths=widths,
            )
            with file.open("rb") as written:
                shutil.copyfileobj(written, out)

    def _records(self, names: Sequence[str], parts: Iterator[Columns]) -> Iterator[dict[str, Cell]]:
        """The rows as the library takes them. It reads the header from the first, so there is one, of empty cells,
        also where there are no rows; it writes nothing for those."""
        count = 0
        for part in parts:
            count += len(part[0])
            if count > self._max_rows:
                text = f"A sheet holds at most {self._max_rows:,} rows. Choose CSV, or fewer rows."
                raise InvalidInputError.of("rows", text)
            yield from map(dict, map(zip, repeat(names), zip(*part, strict=True)))
        if not count:
            yield dict.fromkeys(names)


def _parts(table: DataTable) -> Iterator[Columns]:
    while rows := list(islice(table.rows, _BATCH)):
        by_column = zip(table.columns, zip(*rows, strict=True), strict=True)
        yield [checked(column, cells) for column, cells in by_column]
